"""What a recogniser counts. The registry is given in; labels are names from lists of ours."""

from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from serving.asr.faults import Code
from serving.observability.making import Making


class Meter(Protocol):
    """Told what happened; must be quick and safe from any thread."""

    def finished(self, outcome: str, duration_s: float) -> None:
        """A request ended: `ok`, `silent`, or the code of its failure (`serving.asr.faults.Code`)."""
        ...

    def queued(self, size: int) -> None:
        """So many requests wait now."""
        ...

    def waited(self, wait_s: float) -> None:
        """A request left the queue to be recognised."""
        ...

    def recognised(self, requests: int, windows: int, audio_s: float, speech_s: float) -> None:
        """One round of the recogniser is done."""
        ...

    def worked(self, round_s: float) -> None:
        """How long a round took, done or failed."""
        ...


class NoMeter:
    """Counts nothing."""

    def finished(self, outcome: str, duration_s: float) -> None: ...

    def queued(self, size: int) -> None: ...

    def waited(self, wait_s: float) -> None: ...

    def recognised(self, requests: int, windows: int, audio_s: float, speech_s: float) -> None: ...

    def worked(self, round_s: float) -> None: ...


NO_METER = NoMeter()

_TIMES_S = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
_COUNTS = (1, 2, 4, 8, 16, 32, 64)


class PrometheusMeter:
    """The same as metrics `asr_*` in a registry: that of the service, or of a gateway that embeds it."""

    def __init__(self, registry: CollectorRegistry) -> None:
        outcomes = ("ok", "silent", *Code)
        self._requests = Making(registry).counter("asr_requests", "Requests ended.", outcome=outcomes)
        self._duration = Histogram(
            "asr_request_duration_seconds", "Request to answer.", buckets=_TIMES_S, registry=registry
        )
        self._queue = Gauge("asr_queue_size", "Requests that wait.", registry=registry)
        self._wait = Histogram(
            "asr_queue_wait_seconds", "Time in the queue.", buckets=_TIMES_S, registry=registry
        )
        self._round = Histogram(
            "asr_round_requests", "Requests recognised together.", buckets=_COUNTS, registry=registry
        )
        self._round_s = Histogram(
            "asr_round_seconds", "Work on a round, by one thread.", buckets=_TIMES_S, registry=registry
        )
        self._windows = Counter("asr_windows", "Windows given to the model.", registry=registry)
        self._audio = Counter("asr_audio_seconds", "Sound recognised.", registry=registry)
        self._speech = Counter("asr_speech_seconds", "Speech in it.", registry=registry)

    def finished(self, outcome: str, duration_s: float) -> None:
        self._requests.labels(outcome).inc()
        self._duration.observe(duration_s)

    def queued(self, size: int) -> None:
        self._queue.set(size)

    def waited(self, wait_s: float) -> None:
        self._wait.observe(wait_s)

    def recognised(self, requests: int, windows: int, audio_s: float, speech_s: float) -> None:
        self._round.observe(requests)
        self._windows.inc(windows)
        self._audio.inc(audio_s)
        self._speech.inc(speech_s)

    def worked(self, round_s: float) -> None:
        self._round_s.observe(round_s)
