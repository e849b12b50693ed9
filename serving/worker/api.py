"""The interface between the collector, which asks, and the emitter, which hears the results."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from insights.jobs import InsightJob, JobResult

Listener = Callable[[JobResult], Awaitable[None]]
"""Hears every result of the jobs that this gateway process submitted, exactly once each."""


class QueueFull(Exception):
    """The queue has no room for another job, or is closed."""


class InsightQueue(Protocol):
    """Jobs in, results out. Every job that was taken gives exactly one result, unless it is given up."""

    async def start(self, listener: Listener) -> None:
        """Begin to work; results go to `listener`."""
        ...

    async def submit(self, job: InsightJob) -> None:
        """Queue a job by priority. Raises `QueueFull`."""
        ...

    def pending(self, session_id: str) -> int:
        """Jobs of a session without a result yet."""
        ...

    async def cancel(self, session_id: str) -> int:
        """Give up a session's jobs; those waiting are removed, those running are stopped, and none gives a
        result any more. How many."""
        ...

    def size(self) -> int:
        """Jobs waiting, of all sessions (metric `insight_queue_size`). Where workers are other processes:
        jobs of this gateway without a result yet."""
        ...

    async def healthy(self) -> bool: ...

    async def close(self) -> None: ...
