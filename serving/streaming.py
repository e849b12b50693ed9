"""A client of the live path: streams a call at real-time pace, and comes back by itself after a lost line."""

import asyncio
import json
import math
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import websockets
from pydantic import ValidationError
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from serving.protocol import (
    SERVER_EVENTS,
    SUBPROTOCOL,
    Ack,
    AudioFormat,
    Encoding,
    ErrorCode,
    ErrorEvent,
    Event,
    FeedbackMessage,
    Flow,
    SessionEnded,
    SessionStarted,
    Start,
    Stop,
    TextMessage,
)

_ACK_EVERY_S = 1.0
_LOST = (ConnectionClosed, OSError, TimeoutError, InvalidHandshake)
_HOPELESS = frozenset({400, 401, 403, 404, 426})
_PASSING = frozenset(
    {
        ErrorCode.TOO_FAST,
        ErrorCode.RESUME_LATER,
        ErrorCode.SHUTTING_DOWN,
        ErrorCode.TOO_MANY_SESSIONS,
    }
)
"""After these a session goes on: here a moment later, or at another gateway."""


class StreamError(Exception):
    """The call cannot go on; what the server said, and its HTTP status or error code."""

    def __init__(self, problem: str, *, status: int | None = None, code: ErrorCode | None = None) -> None:
        self.status = status
        self.code = code
        super().__init__(problem)


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


@dataclass(frozen=True)
class Pacing:
    """`speed` 1 is real time, 0 as fast as the server takes it. `patience_s` bounds one outage."""

    speed: float = 1.0
    chunk_ms: int = 100
    retry_s: float = 0.5
    retry_most_s: float = 5.0
    patience_s: float = 60.0


@dataclass
class CallStream:
    """One call: iterate over `events`.

    `data` is sound, or the turns of a call in text; all of it is at hand, so any part can be sent again.
    """

    target: Target
    start: Start
    data: bytes | Sequence[TextMessage]
    pacing: Pacing = field(default_factory=Pacing)
    on_reconnect: Callable[[int], None] | None = None
    reconnections: int = 0
    session_id: str | None = None
    last_seq: int = 0
    connection: ClientConnection | None = None
    _sent: int = 0
    _ended: bool = False
    _acknowledged: int = 0
    _go: asyncio.Event = field(default_factory=asyncio.Event)
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _began_s: float | None = None

    def stop(self) -> None:
        """Send no more: ask for the summary."""
        self._stop.set()

    async def say(self, message: FeedbackMessage) -> bool:
        """Send something besides; False if there is no connection to send it on just now."""
        if self.connection is None:
            return False
        try:
            await self.connection.send(message.model_dump_json())
        except ConnectionClosed:
            return False
        return True

    async def events(self) -> AsyncIterator[Event]:
        """Every event once, in order, over as many connections as it takes. Raises `StreamError`."""
        loop = asyncio.get_running_loop()
        pause_s = self.pacing.retry_s
        lost_at_s: float | None = None
        while not self._ended:
            try:
                async with self._connect() as connection:
                    self.connection = connection
                    async for event in self._converse(connection):
                        lost_at_s, pause_s = None, self.pacing.retry_s
                        yield event
                if not self._ended:
                    raise TimeoutError
            except InvalidStatus as refused:
                if refused.response.status_code in _HOPELESS:
                    raise StreamError(_refusal(refused), status=refused.response.status_code) from None
                lost_at_s = await self._pause(lost_at_s, pause_s, loop.time())
            except _LOST:
                if self._ended:
                    return
                lost_at_s = await self._pause(lost_at_s, pause_s, loop.time())
            finally:
                self.connection = None
            pause_s = min(pause_s * 2, self.pacing.retry_most_s)

    def _connect(self) -> connect:
        headers = {"Authorization": f"Bearer {self.target.token}"} if self.target.token else None
        return connect(
            self.target.address,
            additional_headers=headers,
            subprotocols=[websockets.Subprotocol(SUBPROTOCOL)],
            compression=None,
            open_timeout=10,
            close_timeout=2,
            proxy=None,
        )

    async def _pause(self, lost_at_s: float | None, pause_s: float, now_s: float) -> float:
        if self.session_id is None:
            raise StreamError("the server cannot be reached") from None
        since_s = now_s if lost_at_s is None else lost_at_s
        if now_s - since_s > self.pacing.patience_s:
            raise StreamError(f"no connection for {self.pacing.patience_s:.0f} s") from None
        self.reconnections += 1
        if self.on_reconnect is not None:
            self.on_reconnect(self.reconnections)
        await asyncio.sleep(pause_s)
        return since_s

    async def _converse(self, connection: ClientConnection) -> AsyncIterator[Event]:
        """One connection."""
        start = self.start.model_copy(update={"session_id": self.session_id, "last_seq": self.last_seq})
        await connection.send(start.model_dump_json(exclude_none=True))
        sending: asyncio.Task[None] | None = None
        try:
            async for text in connection:
                event = _event(text)
                if event is None:
                    continue
                if isinstance(event, SessionStarted) and sending is None:
                    self.session_id = event.session_id
                    self._sent = (
                        event.audio_offset_bytes if isinstance(self.data, bytes) else event.text_offset
                    )
                    self._go.set()
                    sending = asyncio.create_task(self._send(connection, event.max_message_bytes))
                if isinstance(event, ErrorEvent) and event.fatal:
                    if self.session_id is None or event.code not in _PASSING:
                        raise StreamError(event.message, code=event.code)
                    raise TimeoutError
                if event.seq and event.seq <= self.last_seq:
                    continue
                self.last_seq = max(self.last_seq, event.seq)
                if isinstance(event, Flow):
                    self._go.set() if event.state == "go" else self._go.clear()
                if isinstance(event, SessionEnded):
                    self._ended = True
                yield event
                if self._ended:
                    await connection.send(Ack(seq=self.last_seq).model_dump_json())
                    return
        finally:
            if sending is not None:
                sending.cancel()
                await asyncio.gather(sending, return_exceptions=True)

    async def _send(self, connection: ClientConnection, most_bytes: int) -> None:
        """What is left from `_sent` on, at the pace of its clock; what an outage held up follows at once."""
        loop = asyncio.get_running_loop()
        if self._began_s is None:
            self._began_s = loop.time()
        acknowledging = asyncio.create_task(self._acknowledge(connection))
        try:
            for piece in self._pieces(most_bytes):
                await self._go.wait()
                if self.pacing.speed > 0:
                    await self._until(self._began_s + piece.due_s / self.pacing.speed, loop)
                if self._stop.is_set():
                    break
                await connection.send(piece.content)
                self._sent = piece.offset
            await connection.send(Stop().model_dump_json())
            await asyncio.Future()
        except ConnectionClosed:
            return
        finally:
            acknowledging.cancel()

    def _pieces(self, most_bytes: int) -> Iterator["_Piece"]:
        if not isinstance(self.data, bytes):
            for number, turn in enumerate(self.data[self._sent :], start=self._sent + 1):
                yield _Piece(turn.model_dump_json(exclude_none=True), turn.end_s or 0.0, number)
            return
        audio = self.start.audio
        assert isinstance(audio, AudioFormat)
        frame = _frame_bytes(audio)
        bytes_per_s = frame * audio.sample_rate_hz
        chunk = max(1, int(self.pacing.chunk_ms / 1000 * bytes_per_s) // frame) * frame
        chunk = min(chunk, most_bytes)
        for first in range(self._sent, len(self.data), chunk):
            data = self.data[first : first + chunk]
            yield _Piece(data, (first + chunk) / bytes_per_s, first + len(data))

    async def _until(self, due_s: float, loop: asyncio.AbstractEventLoop) -> None:
        wait_s = due_s - loop.time()
        if wait_s > 0:
            try:
                async with asyncio.timeout(wait_s):
                    await self._stop.wait()
            except TimeoutError:
                return

    async def _acknowledge(self, connection: ClientConnection) -> None:
        while True:
            await asyncio.sleep(_ACK_EVERY_S)
            if self.last_seq > self._acknowledged:
                self._acknowledged = self.last_seq
                await connection.send(Ack(seq=self.last_seq).model_dump_json())


@dataclass(frozen=True)
class _Piece:
    """A message to send when the call is `due_s` old; `offset` is how much has then been sent."""

    content: bytes | str
    due_s: float
    offset: int


def _frame_bytes(audio: AudioFormat) -> int:
    return audio.channels * (2 if audio.encoding is Encoding.PCM16 else 1)


def duration_s(audio: AudioFormat, data: bytes) -> float:
    """Length of a stream, seconds."""
    return math.floor(len(data) / _frame_bytes(audio)) / audio.sample_rate_hz


def _event(text: str | bytes) -> Event | None:
    """None for a pong, and for events of a later protocol."""
    try:
        event: Any = SERVER_EVENTS.validate_json(text)
    except ValidationError:
        return None
    assert isinstance(event, Event)
    return event


def _refusal(refused: InvalidStatus) -> str:
    status = refused.response.status_code
    try:
        return f"{status}: {json.loads(refused.response.body or b'')['error']}"
    except (ValueError, KeyError, TypeError):
        return f"the server answered {status}"
