"""What client and service say to each other: header names, and the answer of `/transcribe`."""

from typing import Any

from serving.asr.api import Piece, Transcription

SESSION_HEADER = "X-Session-Id"
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


def from_json(found: Any) -> Transcription:
    """What `to_json` made; ValueError, KeyError or TypeError if it did not."""
    return Transcription(
        language=found["language"],
        language_probability=found["language_probability"],
        pieces=tuple(
            Piece(int(piece["channel"]), float(piece["start_s"]), float(piece["end_s"]), str(piece["text"]))
            for piece in found["pieces"]
        ),
        model=str(found["model"]),
    )
