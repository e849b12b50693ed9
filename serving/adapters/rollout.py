"""Making an adapter live, and undoing it: every process takes it, or none does.

stage → each process loads it on its servers and probes it → all ready: the alias is moved → each routes by it
                                                          → one refuses: unstaged, nothing has changed
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from serving.adapters.api import Ledger, Scope
from serving.adapters.settings import AdapterSettings
from serving.adapters.shelf import Shelf

_POLL_S = 0.1
PRESENT_S = AdapterSettings().present_s


@dataclass(frozen=True)
class Progress:
    """How far it is: of `processes`, `done` have answered. `stage`: `loading` or `switching`."""

    stage: str
    done: int
    processes: int


Watch = Callable[[Progress], None]


@dataclass(frozen=True)
class RolledOut:
    """`digest` answers in `scope` instead of `before` (None: the base, or what a wider alias says).

    `load_s`: asking to all ready; `switch_s`: the alias moved to all routing by it. `late` processes had not
    said so in time: they will when they can.
    """

    version: int
    scope: Scope
    digest: str | None
    before: str | None
    processes: int
    load_s: float
    switch_s: float
    late: int = 0


async def roll_out(
    ledger: Ledger,
    shelf: Shelf,
    digest: str | None,
    scope: Scope,
    *,
    who: str,
    why: str,
    timeout_s: float = 120.0,
    progress: Watch = lambda _: None,
    present_s: float = PRESENT_S,
    clock_s: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> RolledOut:
    """Make `digest` (None: the base) answer in `scope`. With no process present only the alias is written.

    Raises `EscutaError`, with nothing changed: not on the shelf, of another base or other prompts than the
    processes', refused by one of them (with its reasons), not ready everywhere in time. `StorageUnavailable`.
    """
    raise NotImplementedError


async def roll_back(
    ledger: Ledger,
    shelf: Shelf,
    scope: Scope,
    *,
    who: str,
    why: str,
    timeout_s: float = 120.0,
    progress: Watch = lambda _: None,
    present_s: float = PRESENT_S,
    clock_s: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> RolledOut:
    """Undo the scope's last promotion, in the same way. Raises `EscutaError` if there is none to undo."""
    raise NotImplementedError
