"""What an answered question showed: its prompt can be built again from the transcript, and checked."""

import sqlalchemy as sa
from alembic import op

revision = "0001a"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("answers") as answers:
        answers.add_column(sa.Column("language", sa.String(2)))
        answers.add_column(sa.Column("segments", sa.JSON))
        answers.add_column(sa.Column("first_words", sa.Integer))
        answers.add_column(sa.Column("question", sa.String(64)))
