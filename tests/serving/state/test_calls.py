"""One suite for calls that change hands, in memory and in a real Redis."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from serving.state.api import StateUnavailable
from serving.state.calls import CallWrite, SharedCalls, Standing
from serving.state.redis import RedisState
from serving.state.settings import StateSettings
from tests.redis_server import RedisServer, running_redis
from tests.serving.state.memory_calls import MemoryCalls

LONG_S = 60.0
AT_ONCE_S = 0.001


@pytest.fixture(scope="module")
def redis_server() -> Iterator[RedisServer]:
    with running_redis() as server:
        yield server


Run = Callable[[Callable[[SharedCalls], Awaitable[None]]], None]


@pytest.fixture(params=["memory", "redis"])
def run(request: pytest.FixtureRequest) -> Run:
    def go(body: Callable[[SharedCalls], Awaitable[None]]) -> None:
        async def main() -> None:
            if request.param == "memory":
                await body(MemoryCalls())
                return
            settings = StateSettings(prefix=f"test-{secrets.token_hex(4)}")
            state = RedisState(request.getfixturevalue("redis_server").url, settings)
            try:
                await body(state.calls)
            finally:
                await state.close()

        asyncio.run(main())

    return go


def write(fence: int = 1, state: str = "{}", *seqs: int, **more: Any) -> CallWrite:
    given: dict[str, Any] = {"keep_s": LONG_S, "due_s": LONG_S} | more
    return CallWrite(
        call="s1",
        name="telecom/c1",
        fence=fence,
        state=state,
        events=[(seq, f"event {seq}") for seq in seqs],
        **given,
    )


async def take(calls: SharedCalls, name: str = "telecom/c1") -> Any:
    return await calls.take("s1", name, keep_s=LONG_S, due_s=LONG_S)


def test_a_call_is_taken_with_all_that_was_kept(run: Run) -> None:
    async def body(calls: SharedCalls) -> None:
        assert await calls.save(write(1, "a", 1, 2, whole=True)) is Standing.OURS
        assert await calls.save(write(1, "b", 3, 4, first_seq=2)) is Standing.OURS
        taken = await take(calls)
        assert (taken.fence, taken.state) == (2, "b")
        assert taken.events == ((2, "event 2"), (3, "event 3"), (4, "event 4"))

    run(body)


def test_whoever_lost_a_call_changes_nothing(run: Run) -> None:
    async def body(calls: SharedCalls) -> None:
        await calls.save(write(1, "a", 1, whole=True))
        assert (await take(calls)).fence == 2
        assert await calls.save(write(1, "late", 2)) is Standing.LOST
        assert await calls.save(write(1, "late", 2, whole=True)) is Standing.LOST
        held = [("s1", 1), ("s1", 2), ("s2", 1)]
        assert await calls.renew(held, keep_s=LONG_S, due_s=LONG_S) == [
            Standing.LOST,
            Standing.OURS,
            Standing.GONE,
        ]
        assert await calls.save(write(2, "b", 2)) is Standing.OURS
        taken = await take(calls)
        assert (taken.fence, taken.state, len(taken.events)) == (3, "b", 2)

    run(body)


def test_of_many_who_take_at_once_each_gets_a_fence_of_its_own(run: Run) -> None:
    async def body(calls: SharedCalls) -> None:
        await calls.save(write(1, "a", 1, whole=True))
        taken = await asyncio.gather(*(take(calls) for _ in range(10)))
        assert sorted(each.fence for each in taken) == list(range(2, 12))
        writes = await asyncio.gather(*(calls.save(write(each.fence, "b")) for each in taken))
        assert writes.count(Standing.OURS) == 1

    run(body)


def test_a_call_is_known_under_its_own_name_only(run: Run) -> None:
    async def body(calls: SharedCalls) -> None:
        await calls.save(write(1, "a", 1, whole=True))
        assert await take(calls, "banco/c1") is None
        assert await take(calls, "") is None
        assert await calls.take("s2", "telecom/c1", keep_s=LONG_S, due_s=LONG_S) is None
        assert (await take(calls)).fence == 2

    run(body)


def test_the_same_write_twice_is_as_once(run: Run) -> None:
    async def body(calls: SharedCalls) -> None:
        await calls.save(write(1, "a", 1, 2, whole=True))
        await calls.save(write(1, "b", 2, 3, first_seq=3))
        await calls.save(write(1, "b", 2, 3, first_seq=3))
        assert (await take(calls)).events == ((3, "event 3"),)

    run(body)


def test_what_is_not_there_must_be_written_whole(run: Run) -> None:
    async def body(calls: SharedCalls) -> None:
        assert await calls.save(write(1, "a", 5)) is Standing.GONE
        assert await calls.save(write(1, "a", 4, 5, whole=True)) is Standing.OURS
        assert [seq for seq, _ in (await take(calls)).events] == [4, 5]

    run(body)


def test_what_nobody_renews_is_overdue_and_one_takes_it(run: Run) -> None:
    async def body(calls: SharedCalls) -> None:
        await calls.save(write(1, "a", 1, whole=True, due_s=LONG_S))
        assert await calls.overdue(10) == []
        assert await calls.take_overdue("s1", keep_s=LONG_S, due_s=LONG_S) is None
        await calls.save(write(1, "a", due_s=AT_ONCE_S))
        await asyncio.sleep(0.02)
        assert await calls.overdue(10) == ["s1"]
        taken = await asyncio.gather(
            *(calls.take_overdue("s1", keep_s=LONG_S, due_s=LONG_S) for _ in range(5))
        )
        assert len([each for each in taken if each is not None]) == 1
        assert await calls.overdue(10) == []

    run(body)


def test_an_ended_call_is_never_overdue_and_can_still_be_read(run: Run) -> None:
    async def body(calls: SharedCalls) -> None:
        await calls.save(write(1, "a", 1, whole=True, due_s=AT_ONCE_S))
        await calls.save(write(1, "end", 2, due_s=None))
        await asyncio.sleep(0.02)
        assert await calls.overdue(10) == []
        assert (await take(calls)).state == "end"
        assert await calls.renew([("s1", 2)], keep_s=LONG_S, due_s=AT_ONCE_S) == [Standing.OURS]
        await asyncio.sleep(0.02)
        assert await calls.overdue(10) == []

    run(body)


def test_what_is_kept_goes_after_its_time(run: Run) -> None:
    async def body(calls: SharedCalls) -> None:
        await calls.save(write(1, "a", 1, whole=True, keep_s=AT_ONCE_S, due_s=AT_ONCE_S))
        await asyncio.sleep(0.05)
        assert await take(calls) is None
        for call in await calls.overdue(10):
            assert await calls.take_overdue(call, keep_s=LONG_S, due_s=LONG_S) is None

    run(body)


def test_an_outage_is_told() -> None:
    with running_redis() as server:

        async def body() -> None:
            state = RedisState(server.url, StateSettings(timeout_s=20.0))
            await state.calls.save(write(1, "a", 1, whole=True))
            server.stop()
            for command in (state.calls.save(write()), take(state.calls), state.calls.overdue(1)):
                with pytest.raises(StateUnavailable):
                    await command
            with pytest.raises(StateUnavailable):
                await state.calls.renew([("s1", 1)], keep_s=1, due_s=1)
            server.start()
            assert await state.calls.save(write()) is Standing.GONE
            await state.close()

        asyncio.run(body())
