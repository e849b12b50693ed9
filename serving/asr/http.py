"""The recogniser behind `POST /transcribe` of `python -m serving.asr`."""

from serving.asr.api import Transcription


class HttpAsr:
    """A pool of connections to one address. The token is read from `ASR_TOKEN` when a request is made."""

    def __init__(self, url: str, *, connections: int = 64, connect_timeout_s: float = 2.0) -> None:
        self._url = url.rstrip("/")

    async def start(self) -> None:
        """Nothing to load; here so that both recognisers start alike."""

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
