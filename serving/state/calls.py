"""Calls that another gateway can go on with: what is kept of each, and who has it.

Whoever has a call knows its fence, a number that grows each time the call changes hands. A write under an
older fence is refused, so a gateway that was taken for dead and is not can change nothing any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class Standing(Enum):
    """Whose a call is: `OURS`, another's (`LOST`), or nothing is kept of it (`GONE`)."""

    OURS = 1
    GONE = 0
    LOST = -1


@dataclass(frozen=True, kw_only=True, repr=False)
class CallWrite:
    """What has happened since the last write: the state as it is now, and the events since, numbered.

    `name` is whose call it is; nobody takes it under another name. `whole`: everything there is of the call,
    so what was kept before goes. Events below `first_seq` are let go. It is kept for `keep_s`; after `due_s`
    it is overdue unless it is renewed (None: never, it has ended).
    """

    call: str
    name: str
    fence: int
    state: str
    events: Sequence[tuple[int, str]] = ()
    first_seq: int = 1
    whole: bool = False
    keep_s: float
    due_s: float | None


@dataclass(frozen=True, repr=False)
class Taken:
    """A call that is ours now."""

    fence: int
    state: str
    events: tuple[tuple[int, str], ...]


class SharedCalls(Protocol):
    """Every method is atomic across processes and may raise `StateUnavailable`."""

    async def save(self, write: CallWrite) -> Standing:
        """Keep what has happened; writing the same again changes nothing. Not done unless `OURS`."""
        ...

    async def take(self, call: str, name: str, *, keep_s: float, due_s: float) -> Taken | None:
        """Take a call over, whoever has it. None: there is none of this name."""
        ...

    async def take_overdue(self, call: str, *, keep_s: float, due_s: float) -> Taken | None:
        """Take a call over that nobody has renewed in time; None if somebody has."""
        ...

    async def renew(self, held: Sequence[tuple[str, int]], *, keep_s: float, due_s: float) -> list[Standing]:
        """Calls and their fences: still there, and still ours?"""
        ...

    async def overdue(self, most: int) -> list[str]:
        """Calls that nobody has renewed in time, the longest first."""
        ...
