"""uvicorn's WebSocket, with a short way for sound.

Everything that is no whole binary message, and what cannot be taken at once, goes uvicorn's way, in the order
in which it came.
"""

from typing import Any, Final

from uvicorn._types import ASGIReceiveEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import apply_mask  # type: ignore[attr-defined]  # in C where that is installed

from serving.gateway.short_way import EXTENSION, Take

# Of a frame (RFC 6455, 5.2).
_WHOLE_BINARY: Final = 0x82  # a message by itself, without extensions
_MASKED: Final = 0x80
_MASK_BYTES: Final = 4


class ShortWayProtocol(WebSocketsSansIOProtocol):
    """uvicorn's parser gets whole frames, so it is between two of them whenever one passes it by."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._take: Take | None = None
        self._awaited = False
        self._begun = bytearray()  # a frame that is not all there
        self._wanted = 0  # bytes of it without which nothing new can be told
        self._refused = False

    async def run_asgi(self) -> None:
        self.scope["extensions"][EXTENSION] = {"open": self._open}
        await super().run_asgi()

    def _open(self, take: Take) -> None:
        self._take = take

    async def receive(self) -> ASGIReceiveEvent:
        self._awaited = True
        try:
            return await super().receive()
        finally:
            self._awaited = False

    def data_received(self, data: bytes) -> None:
        if self._refused or not self.handshake_initiated:
            super().data_received(data)
            return
        if self._begun:
            self._begun += data
            if len(self._begun) < self._wanted:
                return
            data, self._begun = bytes(self._begun), bytearray()
        at, there = 0, len(data)
        while at < there:
            payload, end = _extent(data, at, there)
            if end - payload > self.config.ws_max_size or (at + 1 < there and data[at + 1] < _MASKED):
                self._refused = True  # as uvicorn's parser will find: its head is enough
                super().data_received(data[at:])
                return
            if end > there:
                self._begun += data[at:]
                self._wanted = end - at
                return
            if data[at] != _WHOLE_BINARY or not self._handed_over(data, payload, end):
                super().data_received(data[at:end])
            at = end

    def _handed_over(self, data: bytes, payload: int, end: int) -> bool:
        # Somebody waits and nothing waits for him: no message is overtaken.
        return (
            self._awaited
            and self._take is not None
            and self.queue.empty()
            and self.conn.current_size is None
            and self._take(apply_mask(data[payload:end], data[payload - _MASK_BYTES : payload]))
        )


def _extent(data: bytes, at: int, there: int) -> tuple[int, int]:
    """Where the payload of a masked frame begins and where it ends; while its head is not all there, where
    the head ends, for both."""
    if there < at + 2:
        return at + 2, at + 2
    length = data[at + 1] & 0x7F
    if length < 126:
        payload = at + 2 + _MASK_BYTES
        return payload, payload + length
    payload = at + (4 if length == 126 else 10) + _MASK_BYTES
    if there < payload:
        return payload, payload
    return payload, payload + int.from_bytes(data[at + 2 : payload - _MASK_BYTES])
