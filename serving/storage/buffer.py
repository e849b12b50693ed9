"""Writes in order through one writer, kept in memory while the database is away.

While the database answers, `put` returns when the row is committed, and what came meanwhile goes into one
transaction. While it is away, `put` returns as soon as the rows are kept, until there are `max_rows`; then it
raises `StorageUnavailable`. Nothing is kept on disk, so no second copy of a transcript has to be erased.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from serving.storage.api import StorageRefused, StorageUnavailable

_ROWS_AT_ONCE = 500


@dataclass(frozen=True, eq=False, repr=False)
class Write:
    """Rows of one table, of one conversation; writing them twice is the same as once."""

    table: str
    tenant: str
    conversation_id: str
    rows: tuple[dict[str, Any], ...]


@dataclass(eq=False, repr=False)
class _Waiting:
    write: Write
    stored: "asyncio.Future[None]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class WriteBuffer:
    """`write` stores several writes in one transaction, or none of them."""

    def __init__(
        self,
        write: Callable[[Sequence[Write]], Awaitable[None]],
        *,
        is_away: Callable[[BaseException], bool],
        max_rows: int,
        retry_s: float,
        timeout_s: float,
        refused: Callable[[int], None] = lambda rows: None,
        changed: Callable[[bool], None] = lambda away: None,
    ) -> None:
        """`refused` hears of rows that will not be stored, `changed` when the database goes or comes."""
        self._write = write
        self._is_away = is_away
        self._max_rows = max_rows
        self._retry_s = retry_s
        self._timeout_s = timeout_s
        self._refused = refused
        self._changed = changed
        self._queue: deque[_Waiting] = deque()
        self._flushing: deque[tuple[int, asyncio.Future[None]]] = deque()
        self._dealt_with = 0
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self.rows = 0
        self.away = False

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="storage-writer")

    async def put(self, write: Write) -> None:
        """Store rows, after all that were put before.

        Raises `StorageUnavailable` (no room, or closed) and `StorageRefused` (the rows are at fault).
        """
        if self._closed or self.rows + len(write.rows) > self._max_rows:
            self._refused(len(write.rows))
            raise StorageUnavailable("closed" if self._closed else "the buffer is full")
        waiting = _Waiting(write)
        self._queue.append(waiting)
        self.rows += len(write.rows)
        if self.away:
            waiting.stored.set_result(None)
        else:
            self._wake.set()
        await waiting.stored

    def waiting(self) -> list[Write]:
        """What is not stored yet."""
        return [entry.write for entry in self._queue]

    async def flush(self) -> None:
        """Try to store what is waiting now. Raises `StorageUnavailable` if the database is away."""
        if not self._queue:
            return
        if self._task is None or self._task.done():
            raise StorageUnavailable("closed")
        flushed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._flushing.append((self._dealt_with + len(self._queue), flushed))
        self._wake.set()
        await flushed

    async def close(self) -> None:
        """A last attempt. Raises `StorageUnavailable`, with the number of rows, if it fails."""
        self._closed = True
        try:
            await self.flush()
        except StorageUnavailable:
            self._refused(self.rows)
            raise StorageUnavailable(f"{self.rows} rows were not stored") from None
        finally:
            if self._task is not None:
                self._task.cancel()
                with suppress(asyncio.CancelledError):
                    await self._task

    async def _run(self) -> None:
        while True:
            await self._woken()
            while self._queue and await self._step():
                pass

    async def _woken(self) -> None:
        """Wait for work; while the database is away, no longer than until the next attempt."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._retry_s if self._queue else None):
                await self._wake.wait()
        self._wake.clear()

    async def _step(self) -> bool:
        """Store the oldest writes. False: the database is away."""
        batch: list[_Waiting] = []
        rows = 0
        for entry in self._queue:
            if batch and rows + len(entry.write.rows) > _ROWS_AT_ONCE:
                break
            batch.append(entry)
            rows += len(entry.write.rows)
        try:
            await self._attempt(batch)
        except StorageUnavailable:
            return False
        except StorageRefused:
            # One of them is at fault: apart, the others get through.
            for entry in batch:
                try:
                    await self._attempt([entry])
                except StorageUnavailable:
                    return False
                except StorageRefused as error:
                    self._forget(entry, error)
        return True

    async def _attempt(self, batch: Sequence[_Waiting]) -> None:
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._write([entry.write for entry in batch])
        except Exception as error:
            if not self._is_away(error):
                raise StorageRefused(type(error).__name__) from None
            self._gone()
            raise StorageUnavailable("the database is away") from None
        if self.away:
            self.away = False
            self._changed(False)
        for entry in batch:
            self._forget(entry, None)

    def _forget(self, entry: _Waiting, error: StorageRefused | None) -> None:
        """The oldest write has been dealt with."""
        assert self._queue[0] is entry
        self._queue.popleft()
        self.rows -= len(entry.write.rows)
        self._dealt_with += 1
        if error is not None:
            self._refused(len(entry.write.rows))
        _settle(entry.stored, error)
        while self._flushing and self._flushing[0][0] <= self._dealt_with:
            _settle(self._flushing.popleft()[1], None)

    def _gone(self) -> None:
        """The rows are kept: that is all their writers can be told."""
        if not self.away:
            self.away = True
            self._changed(True)
        for entry in self._queue:
            _settle(entry.stored, None)
        while self._flushing:
            _settle(self._flushing.popleft()[1], StorageUnavailable("the database is away"))


def _settle(future: "asyncio.Future[None]", error: Exception | None) -> None:
    """Unless it is settled, or nobody waits for it any more."""
    if future.done():
        return
    if error is None:
        future.set_result(None)
    else:
        future.set_exception(error)
