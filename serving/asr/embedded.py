"""The recogniser in this process: no server, no copy over the network."""

from serving.asr.api import Transcription
from serving.asr.metering import NO_METER, Meter
from serving.asr.settings import RecogniserSettings


class EmbeddedAsr:
    """Requests of all sessions, recognised together in threads of this process."""

    def __init__(self, settings: RecogniserSettings, meter: Meter = NO_METER) -> None:
        self._settings = settings
        self._meter = meter

    async def start(self) -> None:
        """Load the default model and begin; a missing model is an `EscutaError`."""
        raise NotImplementedError

    async def transcribe(
        self,
        wav: bytes,
        *,
        language: str | None,
        session_id: str,
        model: str | None = None,
        timeout_s: float,
    ) -> Transcription:
        """See `Asr.transcribe`."""
        raise NotImplementedError

    async def healthy(self) -> bool:
        raise NotImplementedError

    async def close(self) -> None:
        raise NotImplementedError
