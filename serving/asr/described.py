"""What the OpenAPI page says of requests that are read as streams, past the framework."""

from typing import Any

from serving.asr.wire import SESSION_HEADER, TENANT_HEADER, TIMEOUT_HEADER


def _parameter(place: str, name: str, kind: str, text: str) -> dict[str, Any]:
    return {"in": place, "name": name, "required": False, "schema": {"type": kind}, "description": text}


_SHARED = [
    _parameter("header", TENANT_HEADER, "string", "whose call it is; tenants take turns"),
    _parameter("header", SESSION_HEADER, "string", "the call; its batches are recognised in turn"),
    _parameter("header", TIMEOUT_HEADER, "number", "how long the caller waits, seconds"),
]
_FIELDS = {
    "file": {"type": "string", "format": "binary", "description": "WAV, FLAC, Ogg, MP3, MP4 or WebM"},
    "model": {"type": "string"},
    "language": {"type": "string", "description": "pt, es or their English names; empty: it is found out"},
    "response_format": {"type": "string", "enum": ["json", "text", "verbose_json"]},
}

TRANSCRIBE: dict[str, Any] = {
    "parameters": [
        _parameter("query", "language", "string", "pt or es; empty: it is found out"),
        _parameter("query", "model", "string", "one of `/v1/models`"),
        *_SHARED,
    ],
    "requestBody": {
        "required": True,
        "content": {"audio/wav": {"schema": {"type": "string", "format": "binary"}}},
    },
}
OPENAI: dict[str, Any] = {
    "parameters": _SHARED,
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {"type": "object", "required": ["file"], "properties": _FIELDS},
            }
        },
    },
}
