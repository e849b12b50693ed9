"""Calls in this process's memory: for several gateways in one process, as tests have them."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from serving.state.calls import CallWrite, Standing, Taken


@dataclass
class _Kept:
    name: str
    fence: int
    state: str = ""
    events: list[tuple[int, str]] = field(default_factory=list)
    last_seq: int = 0
    until: float = 0.0
    due: float | None = None


class MemoryCalls:
    """`SharedCalls`; no method waits, so each is atomic."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[str, _Kept] = {}

    async def save(self, write: CallWrite) -> Standing:
        kept = self._find(write.call)
        if kept is not None and kept.fence > write.fence:
            return Standing.LOST
        if kept is None and not write.whole:
            return Standing.GONE
        if kept is None or write.whole:
            kept = self._kept[write.call] = _Kept(write.name, write.fence)
        kept.state = write.state
        kept.events += [event for event in write.events if event[0] > kept.last_seq]
        kept.last_seq = max([kept.last_seq, *(seq for seq, _ in write.events)])
        kept.events = [event for event in kept.events if event[0] >= write.first_seq]
        self._keep(kept, write.keep_s)
        kept.due = None if write.due_s is None else self._clock() + write.due_s
        return Standing.OURS

    async def take(self, call: str, name: str, *, keep_s: float, due_s: float) -> Taken | None:
        kept = self._find(call)
        return self._taken(kept, keep_s, due_s) if kept is not None and kept.name == name else None

    async def take_overdue(self, call: str, *, keep_s: float, due_s: float) -> Taken | None:
        kept = self._find(call)
        if kept is None or kept.due is None or kept.due > self._clock():
            return None
        return self._taken(kept, keep_s, due_s)

    async def renew(self, held: Sequence[tuple[str, int]], *, keep_s: float, due_s: float) -> list[Standing]:
        standings = []
        for call, fence in held:
            kept = self._find(call)
            if kept is None:
                standings.append(Standing.GONE)
            elif kept.fence > fence:
                standings.append(Standing.LOST)
            else:
                self._renewed(kept, keep_s, due_s)
                standings.append(Standing.OURS)
        return standings

    async def overdue(self, most: int) -> list[str]:
        now_s = self._clock()
        late = [
            (kept.due, call)
            for call, kept in self._kept.items()
            if kept.due is not None and kept.due <= now_s
        ]
        return [call for _, call in sorted(late)[:most]]

    def _find(self, call: str) -> _Kept | None:
        kept = self._kept.get(call)
        if kept is not None and kept.until <= self._clock():
            del self._kept[call]
            return None
        return kept

    def _taken(self, kept: _Kept, keep_s: float, due_s: float) -> Taken:
        kept.fence += 1
        self._renewed(kept, keep_s, due_s)
        return Taken(kept.fence, kept.state, tuple(kept.events))

    def _renewed(self, kept: _Kept, keep_s: float, due_s: float) -> None:
        if kept.due is not None:
            self._keep(kept, keep_s)
            kept.due = self._clock() + due_s

    def _keep(self, kept: _Kept, keep_s: float) -> None:
        kept.until = self._clock() + keep_s
