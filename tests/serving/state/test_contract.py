"""One suite for shared state in memory and in a real Redis."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace

import pytest

from insights.session.breaker import BreakerSettings
from serving.state.api import SharedState, StateUnavailable
from serving.state.memory import MemoryState
from serving.state.redis import RedisState
from serving.state.settings import StateSettings
from tests.redis_server import RedisServer, running_redis

LONG_S = 60.0
PATIENT_S = 20.0


@pytest.fixture(scope="module")
def redis_server() -> Iterator[RedisServer]:
    with running_redis() as server:
        yield server


@dataclass
class Clock:
    """Of the state in memory; Redis has its own."""

    now_s: float = 0.0


Run = Callable[[Callable[[SharedState], Awaitable[None]]], None]
Later = Callable[[SharedState], SharedState]


@pytest.fixture(params=["memory", "redis"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings() -> StateSettings:
    breaker = BreakerSettings(failures=2, open_s=LONG_S, probe_s=LONG_S)
    return StateSettings(prefix=f"test-{secrets.token_hex(4)}", timeout_s=PATIENT_S, breaker=breaker)


@pytest.fixture
def run(kind: str, settings: StateSettings, clock: Clock, request: pytest.FixtureRequest) -> Run:
    """Runs a test's body with a fresh state."""

    def go(body: Callable[[SharedState], Awaitable[None]]) -> None:
        async def main() -> None:
            state: SharedState
            if kind == "memory":
                state = MemoryState(settings, clock=lambda: clock.now_s)
            else:
                state = RedisState(request.getfixturevalue("redis_server").url, settings)
            try:
                await body(state)
            finally:
                await state.close()

        asyncio.run(main())

    return go


@pytest.fixture
def later(kind: str, settings: StateSettings, clock: Clock, request: pytest.FixtureRequest) -> Later:
    """The same state when the time of an open breaker is over. Redis's clock cannot be turned: there it is
    asked by one that thinks the time shorter."""

    def go(state: SharedState) -> SharedState:
        clock.now_s += LONG_S
        if kind == "memory":
            return state
        hurried = replace(settings, breaker=replace(settings.breaker, open_s=0))
        return RedisState(request.getfixturevalue("redis_server").url, hurried)

    return go


async def in_the_end(clock: Clock, ask: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENT_S):
        while not await ask():
            clock.now_s += 0.001
            await asyncio.sleep(0)


def test_a_group_has_so_many_slots_and_no_more(run: Run) -> None:
    async def body(state: SharedState) -> None:
        taken = await asyncio.gather(*(state.take_slot("tenant:a", f"h{n}", 5, LONG_S) for n in range(20)))
        assert sum(taken) == 5
        assert await state.take_slot("tenant:b", "h0", 5, LONG_S)
        holder = f"h{taken.index(True)}"
        await state.give_slot("tenant:a", holder)
        await state.give_slot("tenant:a", holder)
        assert await state.take_slot("tenant:a", "late", 5, LONG_S)
        assert not await state.take_slot("tenant:a", "later", 5, LONG_S)

    run(body)


def test_a_holder_keeps_its_slot_by_taking_it_again(run: Run) -> None:
    async def body(state: SharedState) -> None:
        assert await state.take_slot("g", "me", 1, LONG_S)
        assert await state.take_slot("g", "me", 1, LONG_S)
        assert not await state.take_slot("g", "you", 1, LONG_S)

    run(body)


def test_a_slot_that_is_not_given_back_ends(run: Run, clock: Clock) -> None:
    async def body(state: SharedState) -> None:
        assert await state.take_slot("g", "lost", 1, LONG_S)
        assert not await state.take_slot("g", "next", 1, LONG_S)
        assert await state.take_slot("g", "lost", 1, 0.001)
        await in_the_end(clock, lambda: state.take_slot("g", "next", 1, LONG_S))
        assert not await state.take_slot("g", "lost", 1, LONG_S)

    run(body)


def test_rates_slide(run: Run, clock: Clock) -> None:
    async def body(state: SharedState) -> None:
        allowed = await asyncio.gather(*(state.allow("key", 3, LONG_S) for _ in range(10)))
        assert sum(allowed) == 3
        assert await state.allow("other", 3, LONG_S)
        await in_the_end(clock, lambda: state.allow("key", 3, 0.001))

    run(body)


def test_a_breaker_opens_lets_one_probe_through_and_closes(run: Run, later: Later) -> None:
    async def body(state: SharedState) -> None:
        for _ in range(2):
            assert await state.breaker_allows("llm")
            await state.breaker_report("llm", ok=False)
        assert await state.breaker_states() == {"llm": "open"}
        assert not await state.breaker_allows("llm")
        assert await state.breaker_allows("another")
        state = later(state)
        probes = await asyncio.gather(*(state.breaker_allows("llm") for _ in range(10)))
        assert sum(probes) == 1
        assert (await state.breaker_states())["llm"] == "half_open"
        await state.breaker_report("llm", ok=True)
        assert (await state.breaker_states())["llm"] == "closed"
        assert await state.breaker_allows("llm")
        await state.close()

    run(body)


def test_reports_at_the_same_time_are_all_counted(run: Run) -> None:
    async def body(state: SharedState) -> None:
        await asyncio.gather(*(state.breaker_report("llm", ok=False) for _ in range(2)))
        assert (await state.breaker_states())["llm"] == "open"

    run(body)


def test_it_is_healthy(run: Run) -> None:
    async def body(state: SharedState) -> None:
        assert await state.healthy()

    run(body)


def test_memory_does_not_grow_with_the_keys_ever_seen() -> None:
    now_s = 0.0

    async def body() -> int:
        nonlocal now_s
        state = MemoryState(StateSettings(), clock=lambda: now_s)
        for number in range(5000):
            now_s += 1.0
            assert await state.allow(f"client-{number}", 1, 10.0)
        return len(state._happened)

    assert asyncio.run(body()) <= 1100


def test_two_clients_share_and_an_outage_is_told() -> None:
    with running_redis() as server:

        async def body() -> None:
            settings = StateSettings(timeout_s=PATIENT_S)
            one, other = RedisState(server.url, settings), RedisState(server.url, settings)
            assert await one.take_slot("g", "one", 1, LONG_S)
            assert not await other.take_slot("g", "other", 1, LONG_S)
            server.stop()
            with pytest.raises(StateUnavailable):
                await one.take_slot("g", "one", 1, LONG_S)
            with pytest.raises(StateUnavailable):
                await other.breaker_allows("llm")
            assert not await one.healthy()
            server.start()
            assert await other.take_slot("g", "other", 1, LONG_S)
            assert await one.healthy()
            await one.close()
            await other.close()

        asyncio.run(body())
