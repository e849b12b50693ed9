"""Events of a session, numbered and kept until the client has acknowledged them.

Connections come and go; each reads on from the number it has seen. An event is serialised once. It is shown
when it is sure that nobody will tell another event under its number.
"""

import asyncio
import sys
from collections import deque
from collections.abc import Callable, Sequence
from itertools import islice

from serving.protocol import Event

Kept = tuple[int, str]


class Outbox:
    """Numbered from 1 without gaps. Acknowledged events are let go.

    `max_events` bounds what a client that never acknowledges makes us keep: beyond it the oldest go that were
    sent once. Events that were never sent are never let go; `overfull` says that the connection is too slow.
    """

    def __init__(self, max_events: int) -> None:
        self._max_events = max_events
        self._kept: deque[Kept] = deque()
        self._readers: set[asyncio.Event] = set()
        self._sent = 0
        self._sure_seq = sys.maxsize
        self._withheld_seq: int | None = None
        self.last_seq = 0

    @property
    def first_seq(self) -> int:
        """The oldest event that can still be sent; `last_seq + 1` if there is none."""
        return self._kept[0][0] if self._kept else self.last_seq + 1

    @property
    def overfull(self) -> bool:
        return len(self._kept) > self._max_events

    def append(self, make: Callable[[int], Event]) -> None:
        """Number an event, keep it, wake the readers."""
        seq = self.last_seq + 1
        text = make(seq).model_dump_json()
        self.last_seq = seq
        self._kept.append((seq, text))
        while len(self._kept) > self._max_events and self._kept[0][0] <= self._sent:
            self._kept.popleft()
        self._wake()

    def go_on(self, last_seq: int, kept: Sequence[Kept]) -> None:
        """Where another gateway has stopped; before anything is added."""
        self.last_seq = last_seq
        self._kept.extend(kept)

    def after(self, seq: int) -> list[Kept]:
        """What follows `seq` and may be shown, in order."""
        first_seq = self.first_seq
        return list(islice(self._kept, max(0, seq - first_seq + 1), max(0, self.shown_seq - first_seq + 1)))

    def unsure(self, seq: int) -> list[Kept]:
        """What follows `seq`, shown or not."""
        return list(islice(self._kept, max(0, seq - self.first_seq + 1), None))

    @property
    def shown_seq(self) -> int:
        """The newest event that may be shown."""
        withheld_seq = self._withheld_seq if self._withheld_seq is not None else sys.maxsize
        return min(self.last_seq, self._sure_seq, withheld_seq - 1)

    def sure(self, seq: int) -> None:
        """Events up to `seq` are kept where another gateway finds them; later ones are not shown yet."""
        self._sure_seq = seq
        self._wake()

    def withhold(self) -> None:
        """The newest event, and what follows, is not shown until `release`."""
        self._withheld_seq = self.last_seq

    def release(self) -> None:
        self._withheld_seq = None
        self._wake()

    def _wake(self) -> None:
        for reader in self._readers:
            reader.set()

    def can_resume_after(self, seq: int) -> bool:
        """Is everything after `seq` still there, and is `seq` one of ours?"""
        return self.first_seq - 1 <= seq <= self.last_seq

    def sent(self, seq: int) -> None:
        """A connection has written everything up to `seq` to its socket; that is no acknowledgement."""
        self._sent = max(self._sent, min(seq, self.last_seq))

    def acknowledge(self, seq: int) -> None:
        """The client has seen everything up to `seq`; a number from the future is ignored."""
        if seq > self.last_seq:
            return
        self.sent(seq)
        while self._kept and self._kept[0][0] <= seq:
            self._kept.popleft()

    def subscribe(self, reader: asyncio.Event) -> None:
        """Set `reader` whenever an event is added."""
        self._readers.add(reader)

    def unsubscribe(self, reader: asyncio.Event) -> None:
        self._readers.discard(reader)
