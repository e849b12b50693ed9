"""Rows of tokens: a digest each, never the token."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from serving.storage.tables import tokens


@dataclass(frozen=True)
class TokenRow:
    """A token of a tenant. `digest` is the SHA-256 of its secret; one with `revoked_at` no longer counts."""

    token_id: str
    tenant: str
    digest: str
    created_at: datetime
    revoked_at: datetime | None = None


async def token_rows(engine: AsyncEngine, tenant: str | None = None) -> Sequence[TokenRow]:
    """All, or a tenant's, oldest first; also those that were revoked."""
    wanted = select(tokens).order_by(tokens.c.created_at, tokens.c.token_id)
    if tenant is not None:
        wanted = wanted.where(tokens.c.tenant == tenant)
    async with engine.connect() as connection:
        found = (await connection.execute(wanted)).mappings().all()
    return [TokenRow(**{str(name): value for name, value in row.items()}) for row in found]


async def add_token(engine: AsyncEngine, row: TokenRow) -> None:
    async with engine.connect() as connection:
        connection = await connection.execution_options(writes=True)
        async with connection.begin():
            await connection.execute(
                insert(tokens).values(
                    token_id=row.token_id, tenant=row.tenant, digest=row.digest, created_at=row.created_at
                )
            )


async def revoke_token(engine: AsyncEngine, token_id: str, now: datetime) -> bool:
    """False: there is no such token, or it was revoked before."""
    async with engine.connect() as connection:
        connection = await connection.execution_options(writes=True)
        async with connection.begin():
            done = await connection.execute(
                update(tokens)
                .where(tokens.c.token_id == token_id, tokens.c.revoked_at.is_(None))
                .values(revoked_at=now)
            )
            return done.rowcount == 1
