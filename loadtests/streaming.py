"""One call over a WebSocket, blocking: under Locust every wait is a greenlet's."""

import json
import time
from dataclasses import dataclass
from urllib.parse import urlencode

import gevent
import websocket

from loadtests.sound import SAMPLE_RATE_HZ, Sound
from loadtests.timeline import Timeline
from serving.protocol import SUBPROTOCOL, AudioFormat, Start

_LOST = (websocket.WebSocketException, OSError)
_FULL = (429, 503)  # a gateway or a balancer that takes no more


@dataclass(frozen=True)
class Target:
    """Where a call goes and as whom."""

    host: str
    tenant: str
    conversation: str
    token: str | None = None

    @property
    def url(self) -> str:
        query = urlencode({"tenant_id": self.tenant, "conversation_id": self.conversation})
        return f"{self.host.rstrip('/')}/api/v1/asr/stream?{query}"


def stream(
    target: Target,
    sound: Sound,
    timeline: Timeline,
    *,
    language: str | None,
    chunk_ms: int,
    end_wait_s: float,
) -> None:
    """Stream `sound` in real time to its end; what happens is told to `timeline`. Nothing is raised."""
    headers = {"Authorization": f"Bearer {target.token}"} if target.token else None
    connection = None
    try:
        connection = websocket.create_connection(
            target.url, header=headers, subprotocols=[SUBPROTOCOL], timeout=30, enable_multithread=True
        )
        audio = AudioFormat(sample_rate_hz=SAMPLE_RATE_HZ, channels=sound.channels)
        connection.send(Start(audio=audio, language=language).model_dump_json(exclude_none=True))
        _hear(connection, timeline)
        sending = gevent.spawn(_send, connection, sound, timeline, chunk_ms)
        connection.settimeout(sound.duration_s + end_wait_s)
        try:
            while timeline.ended_s is None and timeline.fault is None and timeline.refused is None:
                _hear(connection, timeline)
        finally:
            sending.kill()
    except websocket.WebSocketBadStatusException as error:
        if error.status_code in _FULL:
            timeline.refused = f"HTTP {error.status_code}"
        else:
            timeline.fault = f"HTTP {error.status_code}"
    except _LOST as error:
        timeline.fault = timeline.fault or type(error).__name__
    finally:
        if connection is not None:
            connection.close(timeout=1)


def _hear(connection: websocket.WebSocket, timeline: Timeline) -> None:
    timeline.heard(json.loads(connection.recv()), time.perf_counter())


def _send(connection: websocket.WebSocket, sound: Sound, timeline: Timeline, chunk_ms: int) -> None:
    """Each chunk when its last sample would have been spoken; the clock is the call's, so no drift."""
    began_s = time.perf_counter()
    sent_s = 0.0
    try:
        for chunk in sound.chunks(chunk_ms):
            sent_s += len(chunk) / sound.bytes_per_s
            due_s = began_s + sent_s
            gevent.sleep(max(0.0, due_s - time.perf_counter()))
            late_s = time.perf_counter() - due_s
            connection.send_binary(chunk)
            timeline.sent(sent_s, time.perf_counter(), late_s)
        timeline.sound_ended_s = time.perf_counter()
        connection.send('{"type":"stop"}')
    except _LOST as error:
        timeline.fault = timeline.fault or type(error).__name__
