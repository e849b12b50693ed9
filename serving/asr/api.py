"""The interface of a recogniser of batches."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from pydantic import FiniteFloat


@dataclass(frozen=True)
class Piece:
    """An utterance of one channel; times are seconds from the batch's start.

    The text is raw: it must not leave the gateway before it is cleaned.
    """

    channel: int
    start_s: FiniteFloat
    end_s: FiniteFloat
    text: str


@dataclass(frozen=True, repr=False)
class Transcription:
    """What was said in a batch, ordered by start. `language` is None when nobody spoke."""

    language: str | None
    language_probability: float | None
    pieces: tuple[Piece, ...]
    model: str


class AsrFault(StrEnum):
    """Why a batch was not transcribed; metric labels."""

    TIMEOUT = "timeout"
    OVERLOADED = "overloaded"
    UNAVAILABLE = "unavailable"
    REFUSED = "refused"


class AsrError(Exception):
    """A batch that could not be transcribed. `retry_after_s` as the service asked for."""

    def __init__(self, fault: AsrFault, detail: str = "", retry_after_s: float | None = None) -> None:
        self.fault = fault
        self.retry_after_s = retry_after_s
        super().__init__(f"{fault.value}: {detail}" if detail else fault.value)


class Asr(Protocol):
    """Recognises one batch: a WAV held in memory, PCM16 at 16 kHz, one or two channels."""

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
        """`language` None: found out from the batch. Tenants take turns, and within a tenant its sessions.

        Raises `AsrError`.
        """
        ...

    async def healthy(self) -> bool:
        """Would it answer now?"""
        ...

    async def close(self) -> None: ...
