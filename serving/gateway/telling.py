"""What a session says: numbered events for its clients, lines for the log. Nothing in either is raw text."""

from collections.abc import Callable
from typing import Any

from serving.gateway.asking import Names
from serving.gateway.outbox import Outbox
from serving.gateway.parts import Parts
from serving.observability.logs import logger
from serving.protocol import ErrorCode, ErrorEvent, Event

_LOG = logger(__name__)


class Telling:
    """One session's. `overfull` is called when events are made faster than they are read, `changed` at
    each."""

    def __init__(
        self,
        names: Names,
        parts: Parts,
        max_events: int,
        *,
        overfull: Callable[[], None],
        changed: Callable[[], None],
    ) -> None:
        self.outbox = Outbox(max_events)
        self._names = names
        self._parts = parts
        self._overfull = overfull
        self._changed = changed

    def emit(self, make: Callable[[dict[str, Any]], Event], *, withheld: bool = False) -> None:
        """`make` is given the fields that every event has. `withheld`: not to be shown before its release."""
        self.outbox.append(lambda seq: make(self.base(seq)))
        if withheld:
            self.outbox.withhold()
        self._changed()
        if self.outbox.overfull:
            self._overfull()

    def base(self, seq: int) -> dict[str, Any]:
        return {
            "seq": seq,
            "session_id": self._names.session_id,
            "conversation_id": self._names.conversation_id,
            "ts": self._parts.clock.now(),
        }

    def error(self, code: ErrorCode, message: str, remedy: str | None = None) -> None:
        self._parts.metrics.error_sent(code)
        self.emit(lambda base: ErrorEvent(**base, code=code, message=message, remedy=remedy))

    def storage_gone(self) -> None:
        self.error(ErrorCode.STORAGE_UNAVAILABLE, "the database is away; a part of this call is not stored")

    def log(self, event: str, **fields: Any) -> None:
        _LOG.info(
            event,
            conversation_id=self._names.conversation_id,
            session_id=self._names.session_id,
            tenant=self._names.tenant,
            **fields,
        )
