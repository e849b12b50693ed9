"""Events of a session, numbered and kept until the client has acknowledged them.

Connections come and go; each reads on from the number it has seen. An event is serialised once.
"""

import asyncio
from collections import deque
from collections.abc import Callable
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
        for reader in self._readers:
            reader.set()

    def after(self, seq: int) -> list[Kept]:
        """What follows `seq`, in order."""
        skipped = max(0, seq - self.first_seq + 1)
        return list(islice(self._kept, skipped, None))

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
