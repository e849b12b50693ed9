"""One WebSocket of the native protocol: messages in, events out."""

import asyncio
import base64
import binascii
from contextlib import suppress
from typing import Any

from pydantic import ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected

from insights.records import PROMPT_LANGUAGES
from serving.gateway.pace import Pace
from serving.gateway.parts import Parts, Settings
from serving.gateway.registry import Refused, Registry
from serving.gateway.session import LiveSession, NotOwner
from serving.gateway.short_way import open_short_way
from serving.protocol import (
    CLIENT_MESSAGES,
    NO_SESSION,
    Ack,
    AudioMessage,
    EndReason,
    ErrorCode,
    ErrorEvent,
    FeedbackMessage,
    Ping,
    Pong,
    Start,
    Stop,
    TextFormat,
    TextMessage,
)

CLOSE_NORMAL = 1000
CLOSE_POLICY = 1008
CLOSE_TOO_LARGE = 1009
CLOSE_RESTART = 1012
CLOSE_LATER = 1013
CLOSE_TAKEN_OVER = 4001
CLOSE_UNKNOWN_SESSION = 4004

_CLOSE_CODES = {
    ErrorCode.TOO_LARGE: CLOSE_TOO_LARGE,
    ErrorCode.TAKEN_OVER: CLOSE_TAKEN_OVER,
    ErrorCode.UNKNOWN_SESSION: CLOSE_UNKNOWN_SESSION,
    ErrorCode.TOO_MANY_SESSIONS: CLOSE_LATER,
    ErrorCode.RESUME_LATER: CLOSE_LATER,
    ErrorCode.SHUTTING_DOWN: CLOSE_RESTART,
}
_CLOSE_WAIT_S = 2.0
_GONE = (WebSocketDisconnect, WebSocketDisconnected, RuntimeError)


class Fatal(Exception):
    """An error after which the connection is closed."""

    def __init__(self, code: ErrorCode, message: str, remedy: str | None = None) -> None:
        self.code = code
        self.message = message
        self.remedy = remedy
        super().__init__(code.value)


class _Gone(Exception):
    """The client has left."""


class Connection:
    """Reads in one task and writes in another; either may end it."""

    def __init__(
        self,
        websocket: WebSocket,
        *,
        tenant: str,
        conversation_id: str,
        registry: Registry,
        parts: Parts,
        settings: Settings,
    ) -> None:
        self._websocket = websocket
        self._tenant = tenant
        self._conversation_id = conversation_id
        self._registry = registry
        self._parts = parts
        self._settings = settings
        listen = settings.listen
        monotonic = parts.clock.monotonic
        self._pace = Pace(listen.messages_per_s, listen.messages_per_s, monotonic)
        self._controls = Pace(listen.controls_per_s, 2 * listen.controls_per_s, monotonic)
        self._bad = 0
        self._slowed = False
        self._session: LiveSession | None = None
        self._wake = asyncio.Event()
        self._direct: list[str] = []
        self._fatal: Fatal | None = None

    # --- what the session asks of its owner ---------------------------------------------------------------

    def evict(self) -> None:
        """Another connection has the session now."""
        self._end(Fatal(ErrorCode.TAKEN_OVER, "another connection has taken over this session"))

    def cut(self) -> None:
        """Too many events wait for this connection."""
        self._end(Fatal(ErrorCode.TOO_FAST, "events are not read fast enough", "connect again to go on"))

    def leave(self) -> None:
        """This server is going; another one has what it needs."""
        self._end(
            Fatal(
                ErrorCode.SHUTTING_DOWN,
                "this server is shutting down; the call goes on at another one",
                "connect again, with the same session_id and last_seq",
            )
        )

    returns = True

    def _end(self, fatal: Fatal) -> None:
        self._fatal = self._fatal or fatal
        self._wake.set()

    # --- life ---------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Until the session has ended, the client leaves, or something fatal happens."""
        try:
            session, last_seq, resumed = await self._start()
        except (_Gone, *_GONE):
            return
        except Fatal as fatal:
            await self._close_with(fatal)
            return
        self._session = session
        self._registry.attach(session, self)
        session.outbox.subscribe(self._wake)
        open_short_way(self._websocket, self._take)
        reading = asyncio.create_task(self._read(session), name="read")
        writing = asyncio.create_task(self._write(session, last_seq, resumed), name="write")
        try:
            await asyncio.wait({reading, writing}, return_when=asyncio.FIRST_COMPLETED)
            if not writing.done() and isinstance(error := reading.exception(), Fatal):
                self._end(error)
                # The writer says why, then closes; a client that does not read is not waited for.
                await asyncio.wait({writing}, timeout=_CLOSE_WAIT_S)
        finally:
            session.outbox.unsubscribe(self._wake)
            for task in (reading, writing):
                task.cancel()
            ended = await asyncio.gather(reading, writing, return_exceptions=True)
            self._registry.detach(session, self)
        for error in ended:
            if isinstance(error, Exception) and not isinstance(error, (*_GONE, _Gone, Fatal)):
                raise error

    async def _start(self) -> tuple[LiveSession, int, bool]:
        """The session that the first message opens or goes on with, and the last event the client has."""
        try:
            async with asyncio.timeout(self._settings.stream.start_timeout_s):
                while not isinstance(message := await self._next_message(), Start):
                    if isinstance(message, Ping):
                        await self._websocket.send_text(_PONG)
                    else:
                        raise Fatal(
                            ErrorCode.NOT_STARTED, "the first message must be start", 'send {"type":"start"}'
                        )
        except TimeoutError:
            raise Fatal(ErrorCode.NOT_STARTED, "no start message came", 'send {"type":"start"}') from None
        if isinstance(message.audio, TextFormat):
            if message.language is None:
                raise Fatal(ErrorCode.BAD_TEXT, "a call in text must say its language", "send language too")
            if message.speakers is not None:
                raise Fatal(ErrorCode.BAD_TEXT, "each text names its own speaker", "leave speakers out")
        elif message.speakers is not None and len(message.speakers) != message.audio.channels:
            raise Fatal(ErrorCode.BAD_AUDIO, "speakers must name each channel", "give one name a channel")
        if message.language not in (None, *PROMPT_LANGUAGES):
            raise Fatal(
                ErrorCode.BAD_MESSAGE,
                "this language cannot be cleaned of personal data",
                f"use one of {', '.join(PROMPT_LANGUAGES)}",
            )
        try:
            if message.session_id is not None:
                session = await self._registry.resume(self._tenant, self._conversation_id, message)
                return session, message.last_seq, True
            return await self._registry.open(self._tenant, self._conversation_id, message), 0, False
        except Refused as refused:
            self._parts.metrics.session_refused(refused.code)
            raise Fatal(refused.code, refused.message, refused.remedy) from None

    # --- reading ------------------------------------------------------------------------------------------

    async def _read(self, session: LiveSession) -> None:
        while True:
            message = await self._next_message()
            if isinstance(message, bytes | TextMessage):
                await self._feed(session, message)
            elif isinstance(message, AudioMessage):
                try:
                    data = base64.b64decode(message.data, validate=True)
                except (binascii.Error, ValueError):
                    self._bad_message(ErrorCode.BAD_AUDIO, "data is not base64")
                    continue
                await self._feed(session, data)
            elif isinstance(message, Ack):
                session.outbox.acknowledge(message.seq)
            elif isinstance(message, Ping):
                self._send(_PONG)
            elif isinstance(message, Stop):
                if session.owner is self:
                    session.stop(EndReason.STOPPED)
            elif isinstance(message, FeedbackMessage):
                await self._judge(session, message)
            else:
                self._bad_message(ErrorCode.ALREADY_STARTED, "the session is open already")

    def _take(self, sound: bytes) -> bool:
        """Sound as it arrives. What has to wait, or to be refused, is read by `_read`."""
        session = self._session
        if (
            session is None
            or not session.takes_sound_of(self)
            or len(sound) > self._settings.listen.max_message_bytes
            or not self._pace.allows()
        ):
            return False
        session.take(sound)
        return True

    async def _feed(self, session: LiveSession, said: bytes | TextMessage) -> None:
        if isinstance(said, bytes) and session.in_text:
            self._bad_message(ErrorCode.BAD_AUDIO, "this session takes text, no sound")
            return
        if isinstance(said, TextMessage) and not session.in_text:
            self._bad_message(ErrorCode.BAD_TEXT, "this session takes sound, no text")
            return
        try:
            await session.feed(said, self)
        except NotOwner:
            raise Fatal(ErrorCode.TAKEN_OVER, "another connection has taken over this session") from None

    async def _judge(self, session: LiveSession, message: FeedbackMessage) -> None:
        code = await session.judge(message)
        if code is ErrorCode.UNKNOWN_INSIGHT:
            self._error(code, "this session has no such insight and revision")
        elif code is not None:
            self._error(code, "the judgement is not stored", "send it again later")

    async def _next_message(self) -> Any:
        """Binary data, or a client message; what is neither is answered with an error and passed over."""
        while True:
            received = await self._websocket.receive()
            if received["type"] == "websocket.disconnect":
                raise _Gone
            data = received.get("bytes")
            content = data if data is not None else received.get("text") or ""
            if len(content) > self._settings.listen.max_message_bytes:
                raise Fatal(
                    ErrorCode.TOO_LARGE,
                    f"a message may have {self._settings.listen.max_message_bytes} bytes",
                    "send smaller messages",
                )
            await self._slow_down()
            if data is not None:
                if self._session is not None:
                    return data
                raise Fatal(ErrorCode.NOT_STARTED, "the first message must be start", 'send {"type":"start"}')
            try:
                message = CLIENT_MESSAGES.validate_json(content)
            except ValidationError as error:
                self._bad_message(ErrorCode.BAD_MESSAGE, _faults(error))
                if self._session is None:
                    await self._send_directs()
                continue
            if not isinstance(message, AudioMessage | TextMessage) and not self._controls.allows():
                self._error(ErrorCode.TOO_FAST, "too many messages; this one is not taken", "send fewer")
                continue
            return message

    async def _slow_down(self) -> None:
        """A client that is too fast is told once and then read no faster than it may send."""
        wait_s = self._pace.take()
        if wait_s > 0:
            if not self._slowed:
                self._slowed = True
                self._error(ErrorCode.TOO_FAST, "too many messages a second; they are read slower", None)
            await asyncio.sleep(wait_s)

    def _bad_message(self, code: ErrorCode, message: str) -> None:
        self._bad += 1
        if self._bad >= self._settings.listen.bad_messages:
            raise Fatal(ErrorCode.BAD_MESSAGE, "too many bad messages")
        self._error(code, message, "see docs/protocol.md")

    # --- writing ------------------------------------------------------------------------------------------

    async def _write(self, session: LiveSession, last_seq: int, resumed: bool) -> None:
        seen = last_seq
        if resumed:
            await self._websocket.send_text(session.greeting())
        while True:
            self._wake.clear()
            if self._fatal is not None:
                await self._send_directs()
                await self._close_with(self._fatal)
                return
            await self._send_directs()
            for seq, text in session.outbox.after(seen):
                await self._websocket.send_text(text)
                session.outbox.sent(seq)
                seen = seq
                if self._fatal is not None:
                    break
            if session.ended and seen == session.outbox.last_seq:
                await self._websocket.close(CLOSE_NORMAL)
                return
            await self._wake.wait()

    def _send(self, text: str) -> None:
        self._direct.append(text)
        self._wake.set()

    async def _send_directs(self) -> None:
        while self._direct:
            await self._websocket.send_text(self._direct.pop(0))

    def _error(self, code: ErrorCode, message: str, remedy: str | None = None) -> None:
        self._parts.metrics.error_sent(code)
        self._send(self._error_text(code, message, remedy, fatal=False))

    async def _close_with(self, fatal: Fatal) -> None:
        self._parts.metrics.error_sent(fatal.code)
        text = self._error_text(fatal.code, fatal.message, fatal.remedy, fatal=True)
        with suppress(*_GONE, TimeoutError):
            async with asyncio.timeout(_CLOSE_WAIT_S):
                await self._websocket.send_text(text)
                await self._websocket.close(_CLOSE_CODES.get(fatal.code, CLOSE_POLICY), fatal.code.value)

    def _error_text(self, code: ErrorCode, message: str, remedy: str | None, *, fatal: bool) -> str:
        return ErrorEvent(
            seq=0,
            session_id=self._session.session_id if self._session is not None else NO_SESSION,
            conversation_id=self._conversation_id,
            ts=self._parts.clock.now(),
            code=code,
            message=message,
            remedy=remedy,
            fatal=fatal,
        ).model_dump_json()


_PONG = Pong().model_dump_json()


def _faults(error: ValidationError) -> str:
    """Which fields are wrong and how, without what they held."""
    faults = []
    for fault in error.errors(include_url=False, include_input=False, include_context=False)[:5]:
        where = ".".join(str(part) for part in fault["loc"] if str(part).isidentifier())[:80]
        faults.append(f"{where}: {fault['type']}" if where else fault["type"])
    return "; ".join(faults)
