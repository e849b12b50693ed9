"""What a client knows of one call, over as many connections as it takes.

No sockets and no clock are in here, so that clients of any kind share it: `serving.streaming` on asyncio, the
load tests on greenlets.

On each connection: say `hello`, give what comes to `heard`, send `pieces` while not `held`, and now and then
what `acknowledgement` gives. When the connection is lost ask `lost` how long to wait before the next one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from pydantic import ValidationError

from serving.protocol import (
    SERVER_EVENTS,
    Ack,
    AudioFormat,
    Encoding,
    ErrorCode,
    ErrorEvent,
    Event,
    Flow,
    SessionEnded,
    SessionStarted,
    Start,
    TextMessage,
)

_PASSING = frozenset(
    {
        ErrorCode.TOO_FAST,
        ErrorCode.RESUME_LATER,
        ErrorCode.SHUTTING_DOWN,
        ErrorCode.TOO_MANY_SESSIONS,
    }
)
"""After these a session goes on: here a moment later, or at another gateway."""

HOPELESS = frozenset({400, 401, 403, 404, 426})
"""Answers to a handshake that another try would not change."""


class StreamError(Exception):
    """The call cannot go on; what the server said, and its HTTP status or error code."""

    def __init__(self, problem: str, *, status: int | None = None, code: ErrorCode | None = None) -> None:
        self.status = status
        self.code = code
        super().__init__(problem)


class Interrupted(Exception):
    """The server ends this connection, not the call."""


@dataclass(frozen=True)
class Target:
    """Where to stream, and as whom. `url` is the server's address, `ws://HOST:PORT`."""

    url: str
    tenant: str
    conversation_id: str
    token: str | None = field(default=None, repr=False)

    @property
    def address(self) -> str:
        query = urlencode({"tenant_id": self.tenant, "conversation_id": self.conversation_id})
        return f"{self.url.rstrip('/')}/api/v1/asr/stream?{query}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


@dataclass(frozen=True)
class Pacing:
    """`speed` 1 is real time, 0 as fast as the server takes it. `patience_s` bounds one outage.

    A server that does not answer a ping, sent every `ping_interval_s`, within `ping_timeout_s` counts as
    lost: one that hangs is left after their sum at most.
    """

    speed: float = 1.0
    chunk_ms: int = 100
    retry_s: float = 0.5
    retry_most_s: float = 5.0
    patience_s: float = 60.0
    ping_interval_s: float = 5.0
    ping_timeout_s: float = 10.0


@dataclass(frozen=True)
class Piece:
    """A message to send when the call is `due_s` old; `offset` is how much has then been sent."""

    content: bytes | str
    due_s: float
    offset: int


@dataclass
class CallProgress:
    """`data` is sound, or the turns of a call in text; all of it is at hand, to be sent again."""

    start: Start
    data: bytes | Sequence[TextMessage]
    pacing: Pacing = field(default_factory=Pacing)
    session_id: str | None = None
    last_seq: int = 0
    reconnections: int = 0
    sent: int = 0
    """Bytes of sound, or messages, that the server has or is being sent."""
    held: bool = False
    ended: bool = False
    greeted: bool = False
    """On this connection; sound may be sent."""
    _most_bytes: int = 0
    _acknowledged: int = 0
    _lost_at_s: float | None = None
    _pause_s: float | None = None

    def hello(self) -> str:
        """The first message of a connection."""
        self.greeted = False
        start = self.start.model_copy(update={"session_id": self.session_id, "last_seq": self.last_seq})
        return start.model_dump_json(exclude_none=True)

    def heard(self, text: str | bytes) -> Event | None:
        """The event, if it is new and of a protocol that we know. Raises `StreamError`, `Interrupted`."""
        event = _event(text)
        if event is None:
            return None
        if isinstance(event, SessionStarted) and not self.greeted:
            self._begin(event)
        if isinstance(event, ErrorEvent) and event.fatal:
            if self.session_id is None or event.code not in _PASSING:
                raise StreamError(event.message, code=event.code)
            raise Interrupted(event.code.value)
        if event.seq and event.seq <= self.last_seq:
            return None
        self.last_seq = max(self.last_seq, event.seq)
        self._pause_s = None
        if isinstance(event, Flow):
            self.held = event.state == "hold"
        self.ended = self.ended or isinstance(event, SessionEnded)
        return event

    def _begin(self, event: SessionStarted) -> None:
        self.session_id = event.session_id
        self.sent = event.audio_offset_bytes if isinstance(self.data, bytes) else event.text_offset
        self._most_bytes = event.max_message_bytes
        self.greeted, self.held = True, False
        self._lost_at_s = None

    def pieces(self) -> Iterator[Piece]:
        """What is left; whoever sends one sets `sent` to its offset."""
        if not isinstance(self.data, bytes):
            for number, turn in enumerate(self.data[self.sent :], start=self.sent + 1):
                yield Piece(turn.model_dump_json(exclude_none=True), turn.end_s or 0.0, number)
            return
        audio = self.start.audio
        assert isinstance(audio, AudioFormat)
        frame = _frame_bytes(audio)
        bytes_per_s = frame * audio.sample_rate_hz
        chunk = max(1, int(self.pacing.chunk_ms / 1000 * bytes_per_s) // frame) * frame
        chunk = min(chunk, self._most_bytes)
        for first in range(self.sent, len(self.data), chunk):
            data = self.data[first : first + chunk]
            yield Piece(data, (first + chunk) / bytes_per_s, first + len(data))

    def acknowledgement(self) -> str | None:
        """To be sent about once a second; None where there is nothing new."""
        if self.last_seq <= self._acknowledged:
            return None
        self._acknowledged = self.last_seq
        return Ack(seq=self.last_seq).model_dump_json()

    def lost(self, now_s: float) -> float:
        """The connection is gone: how long to wait before the next. Raises `StreamError` if that is vain."""
        if self.session_id is None:
            raise StreamError("the server cannot be reached") from None
        if self._lost_at_s is None:
            self._lost_at_s = now_s
        if now_s - self._lost_at_s > self.pacing.patience_s:
            raise StreamError(f"no connection for {self.pacing.patience_s:.0f} s") from None
        self.reconnections += 1
        pause_s = self.pacing.retry_s if self._pause_s is None else self._pause_s
        self._pause_s = min(pause_s * 2, self.pacing.retry_most_s)
        return pause_s


def _frame_bytes(audio: AudioFormat) -> int:
    return audio.channels * (2 if audio.encoding is Encoding.PCM16 else 1)


def _event(text: str | bytes) -> Event | None:
    """None for a pong, and for events of a later protocol."""
    try:
        event: Any = SERVER_EVENTS.validate_json(text)
    except ValidationError:
        return None
    assert isinstance(event, Event)
    return event
