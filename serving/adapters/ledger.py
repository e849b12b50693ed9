"""The ledger in SQLite or PostgreSQL: aliases, trials, staged adapters, their audit, and who is present."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class SqlLedger:
    """Implements `serving.adapters.api.Ledger` on the tables of `serving.storage`."""


@asynccontextmanager
async def open_ledger(url: str, *, timeout_s: float = 10.0) -> AsyncIterator[SqlLedger]:
    """The ledger of the database at `url` (as `serving.storage.store.open_store` takes it), and its end.

    Raises `EscutaError` when the schema is not of this version or the database cannot be reached.
    """
    raise NotImplementedError
    yield
