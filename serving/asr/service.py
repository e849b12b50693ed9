"""Recognition as the HTTP service and the gateway's own process both use it."""

import asyncio
import time
from collections.abc import Callable

from insights.asr.engine import load_engine
from insights.audio.decode import Samples
from insights.records import PROMPT_LANGUAGES
from serving.asr.api import Transcription
from serving.asr.faults import AsrRefusal, Code
from serving.asr.metering import NO_METER, Meter
from serving.asr.models import Loader, Models
from serving.asr.recogniser import Request
from serving.asr.settings import RecogniserSettings
from serving.audio import wav
from serving.observability.traces import Traces


class RecognitionService:
    """Checks, queues, recognises, counts. All failures are `AsrRefusal`."""

    def __init__(
        self,
        settings: RecogniserSettings,
        meter: Meter = NO_METER,
        *,
        load: Loader = load_engine,
        clock: Callable[[], float] = time.monotonic,
        traces: Traces | None = None,
    ) -> None:
        self._traces = traces or Traces(None)
        self._settings = settings
        self._meter = meter
        self._clock = clock
        self._closing = False
        self.models = Models(settings, meter, load)

    @property
    def max_audio_s(self) -> float:
        return self._settings.max_audio_s

    @property
    def ready(self) -> bool:
        """Is the default model there, and not being closed?"""
        return not self._closing and self.models.default in self.models.loaded

    def load(self) -> None:
        """Load the default model; blocks. A missing model is an `EscutaError`."""
        self.models.load_default()

    async def start(self) -> None:
        """`load`, in a thread."""
        await asyncio.to_thread(self.load)

    def admitted(self, model: str | None, language: str | None, duration_s: float) -> str:
        """The model that will answer, before any work is done for a request."""
        if language is not None and language not in PROMPT_LANGUAGES:
            raise AsrRefusal(Code.UNKNOWN_LANGUAGE, f"the languages are {', '.join(PROMPT_LANGUAGES)}")
        if duration_s > self._settings.max_audio_s:
            raise AsrRefusal(
                Code.TOO_LONG, f"{duration_s:.1f} s of sound; {self._settings.max_audio_s:g} s are taken"
            )
        return self.models.resolve(model)

    async def transcribe(
        self,
        samples: Samples,
        *,
        language: str | None,
        session_id: str,
        tenant: str = "",
        model: str | None,
        timeout_s: float,
    ) -> Transcription:
        """(channels, n) float32 at 16 kHz. Cancelled while it waits, a request is never recognised."""
        began_s = self._clock()
        outcome = Code.GONE.value
        try:
            asked_ns, request = time.time_ns(), Request(samples, language)
            name = self.admitted(model, language, request.duration_s)
            if self._closing:
                raise AsrRefusal(Code.SHUTTING_DOWN, "the service is ending", 1.0)
            try:
                async with asyncio.timeout(timeout_s):
                    result = await asyncio.wrap_future(
                        self.models.submit(name, session_id, request, timeout_s, tenant)
                    )
            except TimeoutError:
                raise AsrRefusal(Code.DEADLINE, f"not done within {timeout_s:g} s") from None
            self._traces.done("asr_queue", asked_ns, request.round.began_ns)
            self._traces.done("asr_compute", request.round.began_ns, request.round.ended_ns)
            outcome = "ok" if result.pieces else "silent"
            return result
        except AsrRefusal as refusal:
            outcome = refusal.code.value
            raise
        finally:
            self._meter.finished(outcome, self._clock() - began_s)

    async def close(self) -> None:
        """Take no more requests, finish those that wait."""
        self._closing = True
        await asyncio.to_thread(self.models.close)


def decoded(data: bytes) -> Samples:
    """The samples of a WAV as `Batch.to_wav` makes it; what is wrong with it is an `AsrRefusal`."""
    try:
        return wav.decode(data)
    except wav.WavError as error:
        raise AsrRefusal(Code(error.fault.value), error.detail) from None
