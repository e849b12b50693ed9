"""One call over WebSockets, blocking: under Locust every wait is a greenlet's.

It comes back after a lost connection and goes on with the call, as operators' clients do.
"""

import json
import time

import gevent
import websocket

from loadtests.sound import SAMPLE_RATE_HZ, Sound
from loadtests.timeline import ADMISSION, Timeline
from serving.progress import CallProgress, Interrupted, Pacing, StreamError, Target
from serving.protocol import SUBPROTOCOL, AudioFormat, ErrorCode, Ping, Start, Stop

_LOST = (websocket.WebSocketException, OSError, Interrupted)
_FULL = (429, 503)  # a gateway or a balancer that takes no more
_HANDSHAKE_S = 10.0
_ACK_EVERY_S = 1.0
_HOLD_S = 0.02


def stream(
    target: Target,
    sound: Sound,
    timeline: Timeline,
    *,
    language: str | None,
    chunk_ms: int,
    end_wait_s: float,
    pacing: Pacing | None = None,
) -> None:
    """Stream `sound` in real time to its end; what happens is told to `timeline`. Nothing is raised."""
    audio = AudioFormat(sample_rate_hz=SAMPLE_RATE_HZ, channels=sound.channels)
    pacing = pacing or Pacing(chunk_ms=chunk_ms)
    call = _Call(target, Start(audio=audio, language=language), sound, timeline, pacing)
    with gevent.Timeout(sound.duration_s + end_wait_s, False):  # then: no session_ended
        call.run()


class _Call:
    def __init__(
        self, target: Target, start: Start, sound: Sound, timeline: Timeline, pacing: Pacing
    ) -> None:
        self._target = target
        self._sound = sound
        self._timeline = timeline
        self._pacing = pacing
        self._progress = CallProgress(start, sound.data, pacing)
        self._began_s: float | None = None
        self._furthest_s = 0.0
        self._heard_s = 0.0

    def run(self) -> None:
        timeline = self._timeline
        while not self._progress.ended and timeline.fault is None:
            lost: Exception
            try:
                self._converse()
                continue
            except StreamError as error:
                self._refused(error)
                return
            except websocket.WebSocketBadStatusException as error:
                if self._progress.session_id is None:
                    self._refused(StreamError(str(error), status=error.status_code))
                    return
                lost = error
            except _LOST as error:
                lost = error
            try:
                pause_s = self._progress.lost(time.perf_counter())
            except StreamError:
                timeline.fault = type(lost).__name__
                return
            timeline.reconnections = self._progress.reconnections
            gevent.sleep(pause_s)

    def _refused(self, error: StreamError) -> None:
        """At once, or by a server that had let the call in."""
        if error.status is not None:
            why = f"HTTP {error.status}"
            full = error.status in _FULL
        else:
            why = str(ErrorCode(error.code) if error.code else error)
            full = error.code in ADMISSION
        if full and self._progress.session_id is None:
            self._timeline.refused = why
        else:
            self._timeline.fault = why if error.code is None else f"error {why}"

    def _converse(self) -> None:
        """One connection, until the call or the connection has ended."""
        connection = websocket.create_connection(
            self._target.address,
            header=self._target.headers,
            subprotocols=[SUBPROTOCOL],
            timeout=_HANDSHAKE_S,
            enable_multithread=True,
        )
        helpers: list[gevent.Greenlet] = []
        try:
            connection.send(self._progress.hello())
            while not self._progress.ended and self._timeline.fault is None:
                text = connection.recv()
                self._heard_s = time.perf_counter()
                event = self._progress.heard(text)
                if event is not None:
                    self._timeline.heard(json.loads(text), self._heard_s)
                if self._progress.greeted and not helpers:
                    connection.settimeout(None)
                    helpers += [
                        gevent.spawn(self._send, connection),
                        gevent.spawn(self._keep_up, connection),
                    ]
            if (acknowledgement := self._progress.acknowledgement()) is not None:
                connection.send(acknowledgement)
        finally:
            gevent.killall(helpers)
            connection.close(timeout=1)

    def _send(self, connection: websocket.WebSocket) -> None:
        """Each piece when its last sample would have been spoken; the clock is the call's, so no drift."""
        if self._began_s is None:
            self._began_s = time.perf_counter()
        bytes_per_s = self._sound.bytes_per_s
        try:
            for piece in self._progress.pieces():
                while self._progress.held:
                    gevent.sleep(_HOLD_S)
                due_s = self._began_s + piece.due_s / self._pacing.speed
                gevent.sleep(max(0.0, due_s - time.perf_counter()))
                late_s = time.perf_counter() - due_s
                assert isinstance(piece.content, bytes)
                connection.send_binary(piece.content)
                self._progress.sent = piece.offset
                self._tell(piece.offset / bytes_per_s, late_s)
            self._timeline.sound_ended_s = self._timeline.sound_ended_s or time.perf_counter()
            connection.send(Stop().model_dump_json())
        except _LOST:
            _wake(connection)

    def _tell(self, sound_s: float, late_s: float) -> None:
        """Not what is sent again; and after an outage lateness is the server's."""
        if sound_s <= self._furthest_s:
            return
        self._furthest_s = sound_s
        late = None if self._progress.reconnections else late_s
        self._timeline.sent(sound_s, time.perf_counter(), late)

    def _keep_up(self, connection: websocket.WebSocket) -> None:
        """Acknowledge what was seen, and notice a server that hangs."""
        pinged_s = self._heard_s
        try:
            while True:
                gevent.sleep(_ACK_EVERY_S)
                if (acknowledgement := self._progress.acknowledgement()) is not None:
                    connection.send(acknowledgement)
                now_s = time.perf_counter()
                silent_s = now_s - self._heard_s
                if silent_s > self._pacing.ping_interval_s + self._pacing.ping_timeout_s:
                    _wake(connection)
                    return
                if min(silent_s, now_s - pinged_s) >= self._pacing.ping_interval_s:
                    pinged_s = now_s
                    connection.send(Ping().model_dump_json())
        except _LOST:
            _wake(connection)


def _wake(connection: websocket.WebSocket) -> None:
    """End the connection under whoever reads it."""
    connection.abort()  # type: ignore[no-untyped-call]
