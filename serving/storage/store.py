"""Storage in SQLite or PostgreSQL behind `serving.storage.api.Store`."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from insights.insight import Feedback, Insight
from insights.jobs import JobResult
from insights.records import Turn
from serving.storage.api import SessionRow

CleanComment = Callable[[str, str], str]
"""(comment, language) → the comment without personal data."""


class SqlStore:
    """Implements `Store`."""

    async def save_session(self, session: SessionRow) -> None:
        raise NotImplementedError

    async def add_segments(
        self, session_id: str, conversation_id: str, tenant: str, turns: tuple[Turn, ...]
    ) -> None:
        raise NotImplementedError

    async def save_insight(self, insight: Insight) -> None:
        raise NotImplementedError

    async def save_result(self, conversation_id: str, result: JobResult) -> None:
        raise NotImplementedError

    async def save_feedback(self, feedback: Feedback) -> bool:
        raise NotImplementedError

    async def insights(self, tenant: str, conversation_id: str) -> list[Insight]:
        raise NotImplementedError

    async def transcript(self, tenant: str, conversation_id: str) -> list[Turn]:
        raise NotImplementedError

    async def feedback(self, tenant: str, since: datetime | None = None) -> list[Feedback]:
        raise NotImplementedError

    async def erase(self, tenant: str, conversation_id: str) -> dict[str, int]:
        raise NotImplementedError

    async def purge(self, now: datetime, days_by_tenant: dict[str, int], default_days: int) -> dict[str, int]:
        raise NotImplementedError

    async def healthy(self) -> bool:
        raise NotImplementedError

    async def status(self) -> dict[str, Any]:
        raise NotImplementedError

    async def close(self) -> None:
        raise NotImplementedError


async def open_store(
    url: str,
    *,
    clean_comment: CleanComment,
    buffer_rows: int = 20_000,
    retry_s: float = 1.0,
    write_timeout_s: float = 10.0,
) -> SqlStore:
    """Storage at `sqlite:///PATH` (schema brought up to date at once) or `postgresql://…` (schema checked).

    `buffer_rows` bounds what is kept while the database is away; it is tried again every `retry_s`; a write
    that takes longer than `write_timeout_s` counts as the database being away.

    Raises `EscutaError` when the schema is not of this version or, at start, the database cannot be reached.
    """
    raise NotImplementedError
