"""A client of the live path: streams a call at real-time pace, and comes back by itself after a lost line."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

import websockets
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from serving.progress import HOPELESS, CallProgress, Interrupted, Pacing, StreamError, Target
from serving.protocol import SUBPROTOCOL, Event, FeedbackMessage, Start, Stop, TextMessage

__all__ = ["CallStream", "Pacing", "StreamError", "Target"]

_ACK_EVERY_S = 1.0
_LOST = (ConnectionClosed, OSError, TimeoutError, InvalidHandshake, Interrupted)


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
    on_greeted: Callable[[], None] | None = None
    """At each connection, when the call goes on."""
    connection: ClientConnection | None = None
    _go: asyncio.Event = field(default_factory=asyncio.Event)
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _began_s: float | None = None

    def __post_init__(self) -> None:
        self._progress = CallProgress(self.start, self.data, self.pacing)

    @property
    def session_id(self) -> str | None:
        return self._progress.session_id

    @property
    def last_seq(self) -> int:
        return self._progress.last_seq

    @property
    def reconnections(self) -> int:
        return self._progress.reconnections

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
        while not self._progress.ended:
            try:
                async with self._connect() as connection:
                    self.connection = connection
                    async for event in self._converse(connection):
                        yield event
                if not self._progress.ended:
                    raise Interrupted
            except InvalidStatus as refused:
                if refused.response.status_code in HOPELESS:
                    raise StreamError(_refusal(refused), status=refused.response.status_code) from None
                await self._pause()
            except _LOST:
                if not self._progress.ended:
                    await self._pause()
            finally:
                self.connection = None

    def _connect(self) -> connect:
        return connect(
            self.target.address,
            additional_headers=self.target.headers,
            subprotocols=[websockets.Subprotocol(SUBPROTOCOL)],
            compression=None,
            open_timeout=10,
            close_timeout=2,
            ping_interval=self.pacing.ping_interval_s,
            ping_timeout=self.pacing.ping_timeout_s,
            proxy=None,
        )

    async def _pause(self) -> None:
        pause_s = self._progress.lost(asyncio.get_running_loop().time())
        if self.on_reconnect is not None:
            self.on_reconnect(self._progress.reconnections)
        await asyncio.sleep(pause_s)

    async def _converse(self, connection: ClientConnection) -> AsyncIterator[Event]:
        """One connection."""
        progress = self._progress
        await connection.send(progress.hello())
        sending: asyncio.Task[None] | None = None
        try:
            async for text in connection:
                event = progress.heard(text)
                if progress.greeted and sending is None:
                    if self.on_greeted is not None:
                        self.on_greeted()
                    sending = asyncio.create_task(self._send(connection))
                self._go.clear() if progress.held else self._go.set()
                if event is not None:
                    yield event
                if progress.ended:
                    if (acknowledgement := progress.acknowledgement()) is not None:
                        await connection.send(acknowledgement)
                    return
        finally:
            if sending is not None:
                sending.cancel()
                await asyncio.gather(sending, return_exceptions=True)

    async def _send(self, connection: ClientConnection) -> None:
        """What is left, at the pace of the call's clock; what an outage held up follows at once."""
        loop = asyncio.get_running_loop()
        if self._began_s is None:
            self._began_s = loop.time()
        acknowledging = asyncio.create_task(self._acknowledge(connection))
        try:
            for piece in self._progress.pieces():
                await self._go.wait()
                if self.pacing.speed > 0:
                    await self._until(self._began_s + piece.due_s / self.pacing.speed, loop)
                if self._stop.is_set():
                    break
                await connection.send(piece.content)
                self._progress.sent = piece.offset
            await connection.send(Stop().model_dump_json())
            await asyncio.Future()
        except ConnectionClosed:
            return
        finally:
            acknowledging.cancel()

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
            if (acknowledgement := self._progress.acknowledgement()) is not None:
                await connection.send(acknowledgement)


def _refusal(refused: InvalidStatus) -> str:
    status = refused.response.status_code
    try:
        return f"{status}: {json.loads(refused.response.body or b'')['error']}"
    except (ValueError, KeyError, TypeError):
        return f"the server answered {status}"
