"""The recognisers of a service: the default one, loaded at start, and one that only a request brings in."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future

import numpy as np

from insights.asr.engine import Engine, load_engine
from insights.asr.settings import EMBEDDED, AsrSettings
from insights.audio.decode import SAMPLE_RATE_HZ
from insights.errors import EscutaError
from insights.records import PROMPT_LANGUAGES
from serving.asr.api import Transcription
from serving.asr.faults import AsrRefusal, Code
from serving.asr.metering import NO_METER, Meter
from serving.asr.recogniser import Recogniser, Request
from serving.asr.scheduling import Scheduler
from serving.asr.settings import RecogniserSettings

# What clients of OpenAI's interface say when they mean "the one you have".
_DEFAULT_NAMES = frozenset({"", "default", "whisper-1"})
_LOADING_RETRY_S = 5.0

Loader = Callable[[AsrSettings], Engine]


def public_name(settings: AsrSettings) -> str:
    """`embedded`, `whisper/medium`, or the name of a model's folder."""
    if settings.model == EMBEDDED:
        return EMBEDDED
    path = settings.model_path
    return f"whisper/{settings.model}" if path is None else path.name


class Models:
    """Each model with its own queue and threads. `load` makes an engine, once for each thread."""

    def __init__(
        self, settings: RecogniserSettings, meter: Meter = NO_METER, load: Loader = load_engine
    ) -> None:
        self._settings = settings
        self._meter = meter
        self._load = load
        self._lock = threading.Lock()
        self._loading: dict[str, threading.Thread] = {}
        self._ready: dict[str, Scheduler[Request, Transcription]] = {}
        self._closed = False
        self.default = public_name(settings.asr)
        self._known = {self.default: settings.asr}
        if settings.on_request is not None:
            self._known.setdefault(public_name(settings.on_request), settings.on_request)
        for name, each in self._known.items():
            if each.engine == "remote":
                raise EscutaError(
                    f"the service cannot stand in for a remote recogniser ('{name}')",
                    field="asr.engine",
                    remedy="asr.engine=local",
                )

    @property
    def names(self) -> tuple[str, ...]:
        """All models that may be named, the default first."""
        return tuple(self._known)

    @property
    def loaded(self) -> tuple[str, ...]:
        return tuple(self._ready)

    @property
    def waiting(self) -> int:
        """Requests in all queues."""
        return sum(len(scheduler) for scheduler in self._ready.values())

    def load_default(self) -> None:
        """Load and warm the default model; what is wrong with it is an `EscutaError`."""
        with self._lock:
            if self.default not in self._ready:
                self._ready[self.default] = self._opened(self.default)

    def resolve(self, name: str | None) -> str:
        """The model that a request means; raises `AsrRefusal`."""
        if name is None or name in _DEFAULT_NAMES:
            return self.default
        for known in self._known:
            if name in (known, known.removeprefix("whisper/")):
                return known
        raise AsrRefusal(Code.UNKNOWN_MODEL, f"the models are {', '.join(self.names)}")

    def submit(
        self, model: str, session_id: str, request: Request, timeout_s: float, tenant: str = ""
    ) -> Future[Transcription]:
        """Queue a request for a resolved model, or begin to load that model; raises `AsrRefusal`."""
        scheduler = self._ready.get(model)
        if scheduler is None:
            self._begin_loading(model)
            raise AsrRefusal(Code.MODEL_UNAVAILABLE, f"'{model}' is not loaded", _LOADING_RETRY_S)
        return scheduler.submit(session_id, request, timeout_s, tenant)

    def close(self) -> None:
        """Finish what waits, then end the threads."""
        self._closed = True
        for scheduler in list(self._ready.values()):
            scheduler.close(self._settings.drain_s)

    def _begin_loading(self, name: str) -> None:
        """In a thread of its own: a model may take minutes, and other models go on meanwhile."""
        with self._lock:
            if self._closed or name in self._ready:
                return
            thread = self._loading.get(name)
            if thread is None or not thread.is_alive():
                thread = threading.Thread(target=self._load_late, args=(name,), daemon=True)
                self._loading[name] = thread
                thread.start()

    def _load_late(self, name: str) -> None:
        try:
            scheduler = self._opened(name)
        except EscutaError:
            return  # the next request tries again
        self._ready[name] = scheduler

    def _opened(self, name: str) -> Scheduler[Request, Transcription]:
        settings, scheduling = self._known[name], self._settings.scheduler
        recognisers = []
        for _ in range(scheduling.workers):
            engine = self._load(settings)
            _warm(engine)
            recognisers.append(self._round(Recogniser(engine, self._settings.vad, name)))
        return Scheduler(recognisers, scheduling, self._meter)

    def _round(
        self, recogniser: Recogniser
    ) -> Callable[[Sequence[Request]], list[Transcription | BaseException]]:
        def recognise(requests: Sequence[Request]) -> list[Transcription | BaseException]:
            for request in requests:
                request.round.began_ns = request.round.began_ns or time.time_ns()
            try:
                found, work = recogniser.recognise(requests)
            except Exception as error:
                if len(requests) == 1:
                    # Not the error itself: its message may hold what was said.
                    return [AsrRefusal(Code.FAILED, f"the recogniser failed: {type(error).__name__}")]
                # One request must not fail its neighbours.
                return [result for request in requests for result in recognise([request])]
            audio_s = sum(request.duration_s for request in requests)
            self._meter.recognised(len(requests), work.windows, audio_s, work.speech_s)
            for request in requests:
                request.round.ended_ns = time.time_ns()
            return list(found)

        return recognise


def _warm(engine: Engine) -> None:
    """The first window costs more than those that follow: not at a caller's expense."""
    engine.transcribe([np.zeros(SAMPLE_RATE_HZ, dtype=np.float32)], PROMPT_LANGUAGES[0])
