"""One suite for shared state in memory and in a real Redis."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterator

import pytest

from insights.session.breaker import BreakerSettings
from serving.state.api import SharedState, StateUnavailable
from serving.state.memory import MemoryState
from serving.state.redis import RedisState
from serving.state.settings import StateSettings
from tests.redis_server import RedisServer, running_redis

SHORT_S = 0.05


@pytest.fixture(scope="module")
def redis_server() -> Iterator[RedisServer]:
    with running_redis() as server:
        yield server


Run = Callable[[Callable[[SharedState], Awaitable[None]]], None]


@pytest.fixture(params=["memory", "redis"])
def run(request: pytest.FixtureRequest) -> Run:
    """Runs a test's body with a fresh state."""
    settings = StateSettings(
        prefix=f"test-{secrets.token_hex(4)}",
        breaker=BreakerSettings(failures=2, open_s=SHORT_S, probe_s=10),
    )

    def go(body: Callable[[SharedState], Awaitable[None]]) -> None:
        async def main() -> None:
            state: SharedState
            if request.param == "memory":
                state = MemoryState(settings)
            else:
                state = RedisState(request.getfixturevalue("redis_server").url, settings)
            try:
                await body(state)
            finally:
                await state.close()

        asyncio.run(main())

    return go


def test_a_group_has_so_many_slots_and_no_more(run: Run) -> None:
    async def body(state: SharedState) -> None:
        taken = await asyncio.gather(*(state.take_slot("tenant:a", f"h{n}", 5, 60) for n in range(20)))
        assert sum(taken) == 5
        assert await state.take_slot("tenant:b", "h0", 5, 60)
        holder = f"h{taken.index(True)}"
        await state.give_slot("tenant:a", holder)
        await state.give_slot("tenant:a", holder)
        assert await state.take_slot("tenant:a", "late", 5, 60)
        assert not await state.take_slot("tenant:a", "later", 5, 60)

    run(body)


def test_a_holder_keeps_its_slot_by_taking_it_again(run: Run) -> None:
    async def body(state: SharedState) -> None:
        assert await state.take_slot("g", "me", 1, 60)
        assert await state.take_slot("g", "me", 1, 60)
        assert not await state.take_slot("g", "you", 1, 60)

    run(body)


def test_a_slot_that_is_not_given_back_ends(run: Run) -> None:
    async def body(state: SharedState) -> None:
        assert await state.take_slot("g", "lost", 1, SHORT_S)
        assert not await state.take_slot("g", "next", 1, 60)
        await asyncio.sleep(2 * SHORT_S)
        assert await state.take_slot("g", "next", 1, 60)

    run(body)


def test_rates_slide(run: Run) -> None:
    async def body(state: SharedState) -> None:
        allowed = await asyncio.gather(*(state.allow("key", 3, 2 * SHORT_S) for _ in range(10)))
        assert sum(allowed) == 3
        assert await state.allow("other", 3, 60)
        await asyncio.sleep(4 * SHORT_S)
        assert await state.allow("key", 3, 2 * SHORT_S)

    run(body)


def test_a_breaker_opens_lets_one_probe_through_and_closes(run: Run) -> None:
    async def body(state: SharedState) -> None:
        for _ in range(2):
            assert await state.breaker_allows("llm")
            await state.breaker_report("llm", ok=False)
        assert await state.breaker_states() == {"llm": "open"}
        assert not await state.breaker_allows("llm")
        assert await state.breaker_allows("another")
        await asyncio.sleep(2 * SHORT_S)
        probes = await asyncio.gather(*(state.breaker_allows("llm") for _ in range(10)))
        assert sum(probes) == 1
        assert (await state.breaker_states())["llm"] == "half_open"
        await state.breaker_report("llm", ok=True)
        assert (await state.breaker_states())["llm"] == "closed"
        assert await state.breaker_allows("llm")

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
            settings = StateSettings(timeout_s=0.5)
            one, other = RedisState(server.url, settings), RedisState(server.url, settings)
            assert await one.take_slot("g", "one", 1, 60)
            assert not await other.take_slot("g", "other", 1, 60)
            server.stop()
            with pytest.raises(StateUnavailable):
                await one.take_slot("g", "one", 1, 60)
            with pytest.raises(StateUnavailable):
                await other.breaker_allows("llm")
            assert not await one.healthy()
            server.start()
            assert await other.take_slot("g", "other", 1, 60)
            assert await one.healthy()
            await one.close()
            await other.close()

        asyncio.run(body())
