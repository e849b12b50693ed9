"""Adapters on the live path: aliases, trials, staged ones, audit, presence, leases, what servers hold."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001a"


def upgrade() -> None:
    version = op.create_table(
        "adapter_version",
        sa.Column("row_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.BigInteger, nullable=False),
    )
    op.bulk_insert(version, [{"row_id": 1, "version": 0}])
    op.create_table("adapter_aliases", *_scope(key=True), _digest("digest", nullable=True))
    op.create_table(
        "adapter_trials",
        *_scope(key=True),
        _digest("digest", key=True),
        sa.Column("mode", sa.String(16), nullable=False),
        sa.Column("share", sa.Double, nullable=False),
    )
    op.create_table("adapter_staged", _digest("digest", key=True))
    op.create_table(
        "adapter_changes",
        sa.Column("version", sa.BigInteger, primary_key=True, autoincrement=False),
        _moment("at"),
        sa.Column("who", sa.String(128), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        *_scope(key=False),
        _digest("before", nullable=True),
        _digest("after", nullable=True),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("mode", sa.String(16)),
        sa.Column("share", sa.Double),
    )
    op.create_table(
        "adapter_presence",
        sa.Column("process", sa.String(128), primary_key=True),
        sa.Column("seen", sa.BigInteger, nullable=False),
        sa.Column("said", sa.JSON, nullable=False),
        _moment("at"),
    )
    op.create_table(
        "adapter_leases",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("holder", sa.String(128), nullable=False),
        _moment("until"),
    )
    op.create_table("adapter_held", sa.Column("host", sa.Text, primary_key=True), _digest("digest", key=True))


def _scope(*, key: bool) -> tuple[sa.Column[Any], sa.Column[Any]]:
    return (
        sa.Column("tenant", sa.String(128), nullable=False, primary_key=key),
        sa.Column("insight_type", sa.String(32), nullable=False, primary_key=key),
    )


def _digest(name: str, *, nullable: bool = False, key: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(64), nullable=nullable, primary_key=key)


def _moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)
