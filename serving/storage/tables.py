"""The tables. A row belongs to a tenant, and its key begins with it: one tenant's ids never meet another's.

`row_id` counts rows as they were written; it gives the order of revisions and of the transcript.
"""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Double,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

ID_CHARS: Final = 128
"""The most characters of an `Identifier`."""
DIGEST_CHARS: Final = 64


class Moment(TypeDecorator[datetime]):
    """A time with a zone, kept as UTC to the microsecond. SQLite keeps no zone: it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData()


def _row_id() -> Column[int]:
    return Column(
        "row_id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )


def _id(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, String(ID_CHARS), nullable=nullable)


def _table(name: str, key: tuple[str, ...], *columns: Column[Any]) -> Table:
    """A table of a conversation: key and index begin with the tenant."""
    return Table(
        name,
        metadata,
        _row_id(),
        _id("tenant"),
        _id("conversation_id"),
        *columns,
        UniqueConstraint("tenant", *key, name=f"uq_{name}"),
        Index(f"ix_{name}_conversation", "tenant", "conversation_id"),
        sqlite_autoincrement=True,
    )


sessions = _table(
    "sessions",
    ("session_id",),
    _id("session_id"),
    Column("language", String(2)),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("end_reason", String(32)),
    Column("duration_s", Double),
)

segments = _table(
    "segments",
    ("session_id", "segment_id"),
    _id("session_id"),
    Column("segment_id", Text, nullable=False),
    Column("speaker", String(16), nullable=False),
    Column("start_s", Double, nullable=False),
    Column("end_s", Double, nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

insights = _table(
    "insights",
    ("insight_id", "rev"),
    _id("session_id"),
    _id("insight_id"),
    Column("rev", Integer, nullable=False),
    Column("language", String(2), nullable=False),
    Column("type", String(32), nullable=False),
    Column("message", Text, nullable=False),
    Column("confidence", Double, nullable=False),
    Column("category", String(32)),
    Column("segments", JSON, nullable=False),
    Column("source", String(16), nullable=False),
    Column("standing", String(16), nullable=False),
    Column("degraded", Boolean, nullable=False),
    Column("model", Text),
    Column("adapter", Text),
    Column("prompt_digest", Text, nullable=False),
    Column("audio_end_s", Double, nullable=False),
    Column("created_at", Moment, nullable=False),
)

answers = _table(
    "answers",
    ("job_id",),
    _id("session_id"),
    _id("job_id"),
    _id("insight_id"),
    Column("rev", Integer, nullable=False),
    Column("insight_type", String(32), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("faults", JSON, nullable=False),
    Column("rung", Text),
    Column("prompt_digest", Text),
    Column("model", Text),
    Column("adapter", Text),
    Column("attempts", Integer, nullable=False),
    Column("wait_ms", Double, nullable=False),
    Column("duration_ms", Double, nullable=False),
    Column("prompt_tokens", Integer, nullable=False),
    Column("reply_tokens", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("language", String(2)),
    Column("segments", JSON(none_as_null=True)),
    Column("first_words", Integer),
    Column("question", String(64)),
    Column("arm", String(16)),
)
"""The audit: who was asked with which prompt, and how it ended; never what was said.

The last four are `insights.jobs.Asked`: which segments the prompt showed, and its fingerprint. They are null
where nobody was asked, and in rows from before they were kept.
"""

feedback = _table(
    "feedback",
    ("feedback_id",),
    _id("feedback_id"),
    _id("insight_id"),
    Column("rev", Integer, nullable=False),
    Column("usefulness", String(16), nullable=False),
    Column("comment", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

erasures = Table(
    "erasures",
    metadata,
    Column("digest", String(64), primary_key=True),
    _id("tenant"),
    Column("erased_at", Moment, nullable=False),
)
"""Conversations that were erased, as digests, so that a late write does not bring one back."""

tokens = Table(
    "tokens",
    metadata,
    Column("token_id", String(16), primary_key=True),
    _id("tenant"),
    Column("digest", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

trial_answers = _table(
    "trial_answers",
    ("job_id", "arm"),
    _id("session_id"),
    _id("job_id"),
    _id("insight_id"),
    Column("rev", Integer, nullable=False),
    Column("insight_type", String(32), nullable=False),
    Column("language", String(2), nullable=False),
    Column("arm", String(16), nullable=False),
    Column("adapter", Text),
    Column("model", Text, nullable=False),
    Column("prompt_digest", Text, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("fault", String(32)),
    Column("error", String(32)),
    Column("message", Text),
    Column("category", String(32)),
    Column("confidence", Double),
    Column("total_s", Double, nullable=False),
    Column("shown_adapter", Text),
    Column("same_abstention", Boolean),
    Column("same_category", Boolean),
    Column("overlap", Double),
    Column("created_at", Moment, nullable=False),
)
"""How challengers, and the champion beside them, answered. `message`: a silent answer's, clean text."""

# --- adapters on the live path (`serving.adapters.ledger`) ------------------------------------------------


def _digest(*, nullable: bool = False, key: bool = False) -> Column[Any]:
    return Column("digest", String(DIGEST_CHARS), nullable=nullable, primary_key=key)


def _scope(*, key: bool) -> tuple[Column[Any], Column[Any]]:
    """Tenant and insight type; `*` is any."""
    return (
        Column("tenant", String(ID_CHARS), nullable=False, primary_key=key),
        Column("insight_type", String(32), nullable=False, primary_key=key),
    )


adapter_version = Table(
    "adapter_version",
    metadata,
    Column("row_id", Integer, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
)
"""One row: the number of the last change. A change locks it first, and so waits for the one before."""

adapter_aliases = Table("adapter_aliases", metadata, *_scope(key=True), _digest(nullable=True))
"""Which adapter answers in a scope; null: the base."""

adapter_trials = Table(
    "adapter_trials",
    metadata,
    *_scope(key=True),
    _digest(key=True),
    Column("mode", String(16), nullable=False),
    Column("share", Double, nullable=False),
)

adapter_staged = Table("adapter_staged", metadata, _digest(key=True))

adapter_changes = Table(
    "adapter_changes",
    metadata,
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("who", String(ID_CHARS), nullable=False),
    Column("action", String(32), nullable=False),
    *_scope(key=False),
    Column("before", String(DIGEST_CHARS)),
    Column("after", String(DIGEST_CHARS)),
    Column("why", Text, nullable=False),
    Column("mode", String(16)),
    Column("share", Double),
)
"""The audit of adapters: rows are added, never changed."""

adapter_presence = Table(
    "adapter_presence",
    metadata,
    Column("process", String(ID_CHARS), primary_key=True),
    Column("seen", BigInteger, nullable=False),
    Column("said", JSON, nullable=False),
    Column("at", Moment, nullable=False),
)
"""What each serving process last said of itself."""

adapter_leases = Table(
    "adapter_leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", String(ID_CHARS), nullable=False),
    Column("until", Moment, nullable=False),
)
"""Who alone may change what a server holds."""

adapter_held = Table("adapter_held", metadata, Column("host", Text, primary_key=True), _digest(key=True))
"""What servers may hold, and so may read again: those folders stay on the shelf."""

CONVERSATION_TABLES: Final = (segments, insights, answers, trial_answers, feedback, sessions)
"""Everything there is of a conversation, in the order in which it is removed."""
