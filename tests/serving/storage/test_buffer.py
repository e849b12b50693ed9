"""The buffer alone, over a database that the test switches off and on."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serving.storage.api import StorageRefused, StorageUnavailable
from serving.storage.buffer import Write, WriteBuffer


class FakeDatabase:
    """Keeps what is written; `up` False answers as if it were away."""

    def __init__(self) -> None:
        self.up = True
        self.hangs = False
        self.kept: list[str] = []
        self.transactions = 0

    async def write(self, writes: Sequence[Write]) -> None:
        await asyncio.sleep(0)
        if self.hangs:
            await asyncio.Event().wait()
        if not self.up:
            raise ConnectionRefusedError
        names = [row["name"] for write in writes for row in write.rows]
        if any(name.startswith("bad") for name in names):
            raise ValueError("secret")
        self.kept += names
        self.transactions += 1


def write(*names: str) -> Write:
    return Write("t", "banco", "c1", tuple({"name": name} for name in names))


def run(body: Callable[[WriteBuffer, FakeDatabase], Awaitable[None]], **settings: Any) -> FakeDatabase:
    async def go() -> FakeDatabase:
        database = FakeDatabase()
        given_ = {"max_rows": 10, "retry_s": 0.01, "timeout_s": 5.0} | settings
        buffer = WriteBuffer(database.write, is_away=lambda error: isinstance(error, OSError), **given_)
        buffer.start()
        await body(buffer, database)
        return database

    return asyncio.run(go())


def test_what_comes_at_once_goes_into_one_transaction_in_order() -> None:
    async def body(buffer: WriteBuffer, database: FakeDatabase) -> None:
        await asyncio.gather(*(buffer.put(write(str(number))) for number in range(9)))
        await buffer.close()

    database = run(body)
    assert database.kept == [str(number) for number in range(9)]
    assert database.transactions <= 2


def test_a_put_returns_when_the_row_is_stored() -> None:
    async def body(buffer: WriteBuffer, database: FakeDatabase) -> None:
        await buffer.put(write("a"))
        assert database.kept == ["a"]
        await buffer.close()

    run(body)


def test_while_away_rows_are_kept_and_follow_in_order_once() -> None:
    told: list[bool] = []

    async def body(buffer: WriteBuffer, database: FakeDatabase) -> None:
        await buffer.put(write("a"))
        database.up = False
        for name in "bcd":
            await buffer.put(write(name))
        assert (buffer.away, buffer.rows, database.kept) == (True, 3, ["a"])
        with pytest.raises(StorageUnavailable):
            await buffer.flush()
        database.up = True
        await buffer.flush()
        assert (buffer.away, buffer.rows) == (False, 0)
        await buffer.put(write("e"))
        await buffer.close()

    assert run(body, changed=told.append).kept == list("abcde")
    assert told == [True, False]


def test_it_comes_back_by_itself() -> None:
    async def body(buffer: WriteBuffer, database: FakeDatabase) -> None:
        database.up = False
        await buffer.put(write("a"))
        database.up = True
        async with asyncio.timeout(30):
            while buffer.rows:
                await asyncio.sleep(0)
        await buffer.close()

    assert run(body).kept == ["a"]


def test_a_full_buffer_says_so_and_keeps_what_it_has() -> None:
    refused: list[int] = []

    async def body(buffer: WriteBuffer, database: FakeDatabase) -> None:
        database.up = False
        for number in range(5):
            await buffer.put(write(f"{number}a", f"{number}b"))
        with pytest.raises(StorageUnavailable, match="full"):
            await buffer.put(write("more"))
        database.up = True
        await buffer.flush()
        await buffer.put(write("after"))
        await buffer.close()

    kept = run(body, refused=refused.append).kept
    assert kept == [f"{number}{half}" for number in range(5) for half in "ab"] + ["after"]
    assert refused == [1]


def test_a_database_that_hangs_counts_as_away() -> None:
    async def body(buffer: WriteBuffer, database: FakeDatabase) -> None:
        database.hangs = True
        await buffer.put(write("a"))
        assert buffer.away
        database.hangs = False
        async with asyncio.timeout(30):
            while buffer.rows:
                await asyncio.sleep(0)
        await buffer.close()

    assert run(body, timeout_s=0.02).kept == ["a"]


def test_a_refused_row_goes_alone() -> None:
    async def body(buffer: WriteBuffer, database: FakeDatabase) -> None:
        outcomes = await asyncio.gather(
            *(buffer.put(write(name)) for name in ("a", "bad", "b")), return_exceptions=True
        )
        assert [type(outcome) for outcome in outcomes] == [type(None), StorageRefused, type(None)]
        assert str(outcomes[1]) == "ValueError"
        await buffer.close()

    assert run(body).kept == ["a", "b"]


def test_a_refused_row_kept_while_away_is_counted() -> None:
    refused: list[int] = []

    async def body(buffer: WriteBuffer, database: FakeDatabase) -> None:
        database.up = False
        for name in ("a", "bad", "b"):
            await buffer.put(write(name))
        database.up = True
        await buffer.flush()
        await buffer.close()

    assert run(body, refused=refused.append).kept == ["a", "b"]
    assert refused == [1]


def test_a_writer_that_gives_up_waiting_does_not_take_its_row_back() -> None:
    async def body(buffer: WriteBuffer, database: FakeDatabase) -> None:
        waiting = asyncio.create_task(buffer.put(write("a")))
        await asyncio.sleep(0)
        waiting.cancel()
        await buffer.put(write("b"))
        await buffer.close()

    assert run(body).kept == ["a", "b"]


def test_closing_without_the_database_says_how_much_is_lost() -> None:
    async def body(buffer: WriteBuffer, database: FakeDatabase) -> None:
        database.up = False
        await buffer.put(write("a", "b"))
        with pytest.raises(StorageUnavailable, match="2 rows"):
            await buffer.close()
        with pytest.raises(StorageUnavailable, match="closed"):
            await buffer.put(write("c"))

    run(body)


@given(st.lists(st.sampled_from(["put", "down", "up", "flush"]), max_size=40))
def test_whatever_happens_each_row_is_there_once_and_in_order(steps: list[str]) -> None:
    accepted: list[str] = []

    async def body(buffer: WriteBuffer, database: FakeDatabase) -> None:
        for number, step in enumerate(steps):
            if step == "put":
                try:
                    await buffer.put(write(str(number)))
                    accepted.append(str(number))
                except StorageUnavailable:
                    assert buffer.rows == 4
            elif step == "flush":
                try:
                    await buffer.flush()
                except StorageUnavailable:
                    assert not database.up
            else:
                database.up = step == "up"
        database.up = True
        await buffer.close()

    assert run(body, max_rows=4).kept == accepted
