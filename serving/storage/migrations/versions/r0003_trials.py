"""How challengers answer beside the champion; who answered, in the audit."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("answers") as answers:
        answers.add_column(sa.Column("arm", sa.String(16)))
    op.create_table(
        "trial_answers",
        sa.Column(
            "row_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        *(_id(name) for name in ("tenant", "conversation_id", "session_id", "job_id", "insight_id")),
        sa.Column("rev", sa.Integer, nullable=False),
        sa.Column("insight_type", sa.String(32), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("arm", sa.String(16), nullable=False),
        sa.Column("adapter", sa.Text),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("prompt_digest", sa.Text, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("fault", sa.String(32)),
        sa.Column("error", sa.String(32)),
        sa.Column("message", sa.Text),
        sa.Column("category", sa.String(32)),
        sa.Column("confidence", sa.Double),
        sa.Column("total_s", sa.Double, nullable=False),
        sa.Column("shown_adapter", sa.Text),
        sa.Column("same_abstention", sa.Boolean),
        sa.Column("same_category", sa.Boolean),
        sa.Column("overlap", sa.Double),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("tenant", "job_id", "arm", name="uq_trial_answers"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_trial_answers_conversation", "trial_answers", ["tenant", "conversation_id"])


def _id(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(128), nullable=False)
