"""Taking adapters off the shelf that nobody could ask for, nor any server read again."""

import asyncio
from contextlib import suppress

from insights.errors import EscutaError
from serving.adapters.api import Ledger
from serving.adapters.shelf import Shelf

_KNOWN_S = 86_400.0
"""A process that was there within a day may be back, with what it needed."""


async def needed(ledger: Ledger) -> frozenset[str]:
    """Wanted by the ledger, or by the next roll back; ready or in use somewhere; held by a server, also by
    one that is away now. Raises `StorageUnavailable`."""
    wanted = await ledger.wanted()
    found = set(wanted.digests())
    for alias in wanted.aliases:
        with suppress(EscutaError):  # nothing to be undone
            after = await ledger.after_roll_back(alias.scope)
            found |= {after.digest} if after is not None and after.digest is not None else set()
    for process in await ledger.present(_KNOWN_S):
        found |= process.ready | process.in_use
    return frozenset(found.union(*(await ledger.held()).values()))


async def prune(ledger: Ledger, shelf: Shelf, *, older_than_s: float = 3600.0) -> frozenset[str]:
    """Delete what is not needed and came, or was last used, before that many seconds; what went."""
    return await asyncio.to_thread(shelf.prune, await needed(ledger), older_than_s=older_than_s)
