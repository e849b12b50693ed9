"""What client and service say to each other: header names, and the answer of `/transcribe`."""

from typing import Any

from pydantic import TypeAdapter

from serving.asr.api import Transcription

SESSION_HEADER = "X-Session-Id"
TENANT_HEADER = "X-Tenant-Id"
TIMEOUT_HEADER = "X-Timeout-S"
TOKEN_VARIABLE = "ASR_TOKEN"


def to_json(result: Transcription) -> dict[str, Any]:
    """Version 1."""
    return {
        "v": 1,
        "model": result.model,
        "language": result.language,
        "language_probability": result.language_probability,
        "pieces": [
            {"channel": piece.channel, "start_s": piece.start_s, "end_s": piece.end_s, "text": piece.text}
            for piece in result.pieces
        ],
    }


def from_json(content: bytes) -> Transcription:
    """What `to_json` made; `pydantic.ValidationError`, a ValueError, if it did not."""
    return _TRANSCRIPTIONS.validate_json(content)


_TRANSCRIPTIONS = TypeAdapter(Transcription)
