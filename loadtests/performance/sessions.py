"""Many real-time sessions from one cheap client: raw WebSocket frames that were built once.

A delay counts from the moment a ping was due, so a client that falls behind shows it too; its own lag stands
beside it.
"""

import asyncio
import time
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import psutil

from loadtests.report import percentile
from loadtests.sound import Sound
from serving.protocol import SUBPROTOCOL, AudioFormat, Start

CHUNK_MS = 100
_PING_EVERY = 10  # frames
_TICK_S = 0.002
_BURST = 64
# Calls begin as long as the longest batch lasts, so that batches do not end together, and a second is left.
WARM_S = 11.0


def frame(opcode: int, payload: bytes) -> bytes:
    """A client's WebSocket frame, masked with zeros (RFC 6455, 5.2)."""
    if len(payload) < 126:
        head = bytes([0x80 | opcode, 0x80 | len(payload)])
    else:
        head = bytes([0x80 | opcode, 0xFE]) + len(payload).to_bytes(2, "big")
    return head + bytes(4) + payload


_PING = frame(1, b'{"type":"ping"}')


@dataclass(frozen=True)
class Figures:
    """Milliseconds and processor cores. `others_cores`: what other programs took of the server's core, but
    for those at low priority. `bound`: the client itself was the limit."""

    sessions: int
    delay_p50_ms: float
    delay_p99_ms: float
    client_lag_p99_ms: float
    server_cores: float
    client_cores: float
    others_cores: float
    lost: int

    @property
    def bound(self) -> bool:
        return self.client_lag_p99_ms > 20 or self.client_cores > 0.92


class _Session(asyncio.Protocol):
    """Sends what it is told to, and takes down how long pings took."""

    def __init__(self, path: str, opening: bytes, delays: "array[float]") -> None:
        self._path, self._opening, self._delays = path, opening, delays
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.lost = False
        self._buffer = bytearray()
        self._asked: list[float] = []
        self._open = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by its class
        self._transport.write(
            (
                f"GET {self._path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                f"Upgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                f"Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\n\r\n"
            ).encode()
        )

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        self._buffer += data
        if not self._open:
            head, ended, _ = bytes(self._buffer).partition(b"\r\n\r\n")
            if not ended:
                return
            del self._buffer[: len(head) + 4]
            if b" 101 " not in head[:16]:
                self.ready.set_exception(ConnectionError(head[:40].decode(errors="replace")))
                return
            self._open = True
            self.write(self._opening)
            self.ready.set_result(None)
        while (found := _payload(self._buffer)) is not None:
            if b'"pong"' in found and self._asked:
                self._delays.append(now - self._asked.pop(0))

    def connection_lost(self, error: Exception | None) -> None:
        self.lost = True
        if not self.ready.done():
            self.ready.set_exception(error or ConnectionError("closed before the handshake"))

    def write(self, data: bytes) -> None:
        assert self._transport is not None
        self._transport.write(data)

    def ping(self, due_s: float) -> None:
        self._asked.append(due_s)
        self.write(_PING)

    def abort(self) -> None:
        assert self._transport is not None
        self._transport.abort()


def _payload(buffer: bytearray) -> bytes | None:
    """The next whole frame's payload, taken out of the buffer."""
    if len(buffer) < 2:
        return None
    size, at = buffer[1] & 0x7F, 2
    if size == 126:
        size, at = int.from_bytes(buffer[2:4], "big"), 4
    elif size == 127:
        size, at = int.from_bytes(buffer[2:10], "big"), 10
    if len(buffer) < at + size or (at > 2 and len(buffer) < at):
        return None
    found = bytes(buffer[at : at + size])
    del buffer[: at + size]
    return found


async def load(
    port: int,
    count: int,
    sounds: Sequence[Sound],
    seconds: float,
    server: psutil.Process,
    core: int,
    *,
    warm_s: float = WARM_S,
) -> Figures:
    """`count` sessions for `seconds` after `warm_s`, each with its own phase within a frame; the
    server has the `core` to itself, if others let it."""
    loop = asyncio.get_running_loop()
    delays, lags = array("d"), array("d")
    frames = [[frame(2, chunk) for chunk in sound.chunks(CHUNK_MS)[:-1]] for sound in sounds]
    sessions: list[_Session] = []
    for number in range(count):
        sound = sounds[number % len(sounds)]
        opening = Start(audio=AudioFormat(channels=sound.channels), language="pt").model_dump_json(
            exclude_none=True
        )
        path = f"/api/v1/asr/stream?tenant_id=telecom&conversation_id=bench-{number}"
        _, session = await loop.create_connection(
            lambda path=path, opening=opening: _Session(path, frame(1, opening.encode()), delays),  # type: ignore[misc]
            "127.0.0.1",
            port,
        )
        sessions.append(session)
        if number % 25 == 24:
            await asyncio.gather(*(each.ready for each in sessions[-25:]))
    await asyncio.gather(*(each.ready for each in sessions))
    step_s = CHUNK_MS / 1000
    start_s = time.perf_counter() + 0.2
    measured_s, end_s = start_s + warm_s, start_s + warm_s + seconds
    # Calls are not at the same place: pings, and the ends of batches, are spread.
    sent = [number * 7 % 100 for number in range(count)]
    ramp = max(0, round((warm_s - 1) / step_s))
    waits = [number * ramp // count for number in range(count)]  # frames before the first
    due = [start_s + step_s * number / count for number in range(count)]
    index, warm = 0, False
    cpu_s, server_s, core_s = time.process_time(), _cpu_s(server), _busy_s(core)
    while (now := time.perf_counter()) < end_s:
        if not warm and now >= measured_s:
            warm = True
            del delays[:], lags[:]
            cpu_s, server_s, core_s = time.process_time(), _cpu_s(server), _busy_s(core)
        burst = 0
        while due[index] <= now and burst < _BURST:
            lags.append(now - due[index])
            if waits[index] > 0:
                waits[index] -= 1
            else:
                own = frames[index % len(frames)]
                sessions[index].write(own[sent[index] % len(own)])
                sent[index] += 1
                if sent[index] % _PING_EVERY == 0:
                    sessions[index].ping(due[index])
            due[index] += step_s
            index = (index + 1) % count
            burst += 1
        await asyncio.sleep(0 if burst == _BURST else _TICK_S)
    cpu_s, server_s = time.process_time() - cpu_s, _cpu_s(server) - server_s
    core_s = _busy_s(core) - core_s
    lost = sum(session.lost for session in sessions)
    for session in sessions:
        session.abort()
    answered = list(delays) or [float("inf")]
    return Figures(
        sessions=count,
        delay_p50_ms=1000 * percentile(answered, 0.5),
        delay_p99_ms=1000 * percentile(answered, 0.99),
        client_lag_p99_ms=1000 * percentile(list(lags) or [0.0], 0.99),
        server_cores=server_s / seconds,
        client_cores=cpu_s / seconds,
        others_cores=max(0.0, core_s - server_s) / seconds,
        lost=lost,
    )


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _busy_s(core: int) -> float:
    times = psutil.cpu_times(percpu=True)[core]
    return float(times.user + times.system)
