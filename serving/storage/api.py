"""The interface of storage; only clean text ever comes here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from insights.insight import Feedback, Insight
from insights.jobs import JobResult
from insights.records import Turn


class StorageUnavailable(Exception):
    """The database is away and the bounded buffer is full: the caller must be told."""


class StorageRefused(Exception):
    """The database refuses a row for what it is. Names the kind of error, never a value."""


@dataclass(frozen=True)
class SessionRow:
    """A session of a conversation; times are UTC. `ended_at` and what follows are None while it is open."""

    session_id: str
    conversation_id: str
    tenant: str
    language: str | None
    started_at: datetime
    ended_at: datetime | None = None
    end_reason: str | None = None
    duration_s: float | None = None


class Store(Protocol):
    """Writes are idempotent by id and revision; while the database is away a bounded buffer keeps them."""

    async def save_session(self, session: SessionRow) -> None:
        """Insert, or update by `session_id`."""
        ...

    async def add_segments(
        self, session_id: str, conversation_id: str, tenant: str, turns: tuple[Turn, ...]
    ) -> None: ...

    async def save_insight(self, insight: Insight) -> None:
        """One revision."""
        ...

    async def save_result(self, conversation_id: str, result: JobResult) -> None:
        """Audit: which model, adapter and prompt answered (or why nobody did), never what was said."""
        ...

    async def save_feedback(self, feedback: Feedback) -> bool:
        """False if the tenant has no such insight."""
        ...

    async def insights(self, tenant: str, conversation_id: str) -> list[Insight]:
        """All revisions in the order they were made; an empty list also for another tenant's conversation."""
        ...

    async def transcript(self, tenant: str, conversation_id: str) -> list[Turn]: ...

    async def feedback(self, tenant: str, since: datetime | None = None) -> list[Feedback]: ...

    async def erase(self, tenant: str, conversation_id: str) -> dict[str, int]:
        """Remove every trace of a conversation; rows removed by table."""
        ...

    async def purge(self, now: datetime, days_by_tenant: dict[str, int], default_days: int) -> dict[str, int]:
        """Remove what is older than its tenant's retention."""
        ...

    async def healthy(self) -> bool: ...

    async def status(self) -> dict[str, Any]:
        """For the health page: reachable or not, buffered writes."""
        ...

    async def close(self) -> None:
        """Write what is buffered, then let go."""
        ...
