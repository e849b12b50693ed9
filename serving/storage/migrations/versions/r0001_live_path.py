"""Sessions, clean transcript, insights, audit, feedback, erasures, tokens."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _conversation_table(
        "sessions",
        ("session_id",),
        _id("session_id"),
        sa.Column("language", sa.String(2)),
        _moment("started_at"),
        _moment("ended_at", nullable=True),
        sa.Column("end_reason", sa.String(32)),
        sa.Column("duration_s", sa.Double),
    )
    _conversation_table(
        "segments",
        ("session_id", "segment_id"),
        _id("session_id"),
        sa.Column("segment_id", sa.Text, nullable=False),
        sa.Column("speaker", sa.String(16), nullable=False),
        sa.Column("start_s", sa.Double, nullable=False),
        sa.Column("end_s", sa.Double, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        _moment("created_at"),
    )
    _conversation_table(
        "insights",
        ("insight_id", "rev"),
        _id("session_id"),
        _id("insight_id"),
        sa.Column("rev", sa.Integer, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("type", sa.String(32), nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("confidence", sa.Double, nullable=False),
        sa.Column("category", sa.String(32)),
        sa.Column("segments", sa.JSON, nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("standing", sa.String(16), nullable=False),
        sa.Column("degraded", sa.Boolean, nullable=False),
        sa.Column("model", sa.Text),
        sa.Column("adapter", sa.Text),
        sa.Column("prompt_digest", sa.Text, nullable=False),
        sa.Column("audio_end_s", sa.Double, nullable=False),
        _moment("created_at"),
    )
    _conversation_table(
        "answers",
        ("job_id",),
        _id("session_id"),
        _id("job_id"),
        _id("insight_id"),
        sa.Column("rev", sa.Integer, nullable=False),
        sa.Column("insight_type", sa.String(32), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("faults", sa.JSON, nullable=False),
        sa.Column("rung", sa.Text),
        sa.Column("prompt_digest", sa.Text),
        sa.Column("model", sa.Text),
        sa.Column("adapter", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("wait_ms", sa.Double, nullable=False),
        sa.Column("duration_ms", sa.Double, nullable=False),
        sa.Column("prompt_tokens", sa.Integer, nullable=False),
        sa.Column("reply_tokens", sa.Integer, nullable=False),
        _moment("created_at"),
    )
    _conversation_table(
        "feedback",
        ("feedback_id",),
        _id("feedback_id"),
        _id("insight_id"),
        sa.Column("rev", sa.Integer, nullable=False),
        sa.Column("usefulness", sa.String(16), nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        _moment("created_at"),
    )
    op.create_table(
        "erasures",
        sa.Column("digest", sa.String(64), primary_key=True),
        _id("tenant"),
        _moment("erased_at"),
    )
    op.create_table(
        "tokens",
        sa.Column("token_id", sa.String(16), primary_key=True),
        _id("tenant"),
        sa.Column("digest", sa.String(64), nullable=False),
        _moment("created_at"),
        _moment("revoked_at", nullable=True),
    )


def _conversation_table(name: str, key: tuple[str, ...], *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column(
            "row_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        _id("tenant"),
        _id("conversation_id"),
        *columns,
        sa.UniqueConstraint("tenant", *key, name=f"uq_{name}"),
        sqlite_autoincrement=True,
    )
    op.create_index(f"ix_{name}_conversation", name, ["tenant", "conversation_id"])


def _id(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(128), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
