"""The recogniser in this process: no server, no copy over the network."""

from insights.asr.engine import load_engine
from serving.asr.api import Transcription
from serving.asr.metering import NO_METER, Meter
from serving.asr.models import Loader
from serving.asr.service import RecognitionService, decoded
from serving.asr.settings import RecogniserSettings
from serving.observability.traces import Traces


class EmbeddedAsr:
    """Requests of all sessions, recognised together in threads of this process."""

    def __init__(
        self,
        settings: RecogniserSettings,
        meter: Meter = NO_METER,
        *,
        load: Loader = load_engine,
        traces: Traces | None = None,
    ) -> None:
        self.service = RecognitionService(settings, meter, load=load, traces=traces)

    async def start(self) -> None:
        """Load the default model and begin; a missing model is an `EscutaError`."""
        await self.service.start()

    async def transcribe(
        self,
        wav: bytes,
        *,
        language: str | None,
        session_id: str,
        tenant: str = "",
        model: str | None = None,
        timeout_s: float,
    ) -> Transcription:
        """See `Asr.transcribe`."""
        samples = decoded(wav)
        return await self.service.transcribe(
            samples,
            language=language,
            session_id=session_id,
            tenant=tenant,
            model=model,
            timeout_s=timeout_s,
        )

    async def healthy(self) -> bool:
        return self.service.ready

    async def close(self) -> None:
        await self.service.close()
