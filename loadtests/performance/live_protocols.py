"""How each live-transcription server is spoken to: sound into its frames, its messages into text."""

import json
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from websockets.asyncio.client import ClientConnection

from serving.protocol import SUBPROTOCOL, Start


class Protocol:
    """One call. `final` is text that the server will not change any more, `shown` all that it shows.

    `tail_s`: seconds of silence sent in real time after the call, for a server that needs them to finish.
    """

    subprotocol: str | None = None
    tail_s = 0.0

    def __init__(self) -> None:
        self.final = self.shown = ""
        self.refused = self.done = False

    def path(self, language: str) -> str:
        return "/"

    async def open(self, socket: ClientConnection, language: str) -> None:
        """Until the server takes sound; `refused` if it does not."""

    def close(self) -> str | bytes | None:
        """What says that the call is over."""
        return None

    def received(self, message: dict[str, Any]) -> None:
        """One message of the server."""


class Escuta(Protocol):
    """Ours. A transcript that was told stays as it is."""

    subprotocol = SUBPROTOCOL

    def path(self, language: str) -> str:
        query = urlencode({"tenant_id": "telecom", "conversation_id": f"live-{uuid4().hex}"})
        return f"/api/v1/asr/stream?{query}"

    async def open(self, socket: ClientConnection, language: str) -> None:
        language_code: Any = language
        await socket.send(Start(language=language_code).model_dump_json(exclude_none=True))
        self.refused = json.loads(await socket.recv())["event"] != "session_started"

    def close(self) -> str:
        return '{"type":"stop"}'

    def received(self, message: dict[str, Any]) -> None:
        if message["event"] == "batch_processed":
            said = [segment["text"] for segment in message["segments"]]
            self.final = self.shown = " ".join([self.final, *said]).strip()
        self.done = message["event"] == "session_ended"


class WhisperLive(Protocol):
    """whisper-live 0.10 as its own client uses it. It settles a segment only while sound comes in, so that
    silence goes on after the call: the fairest use."""

    tail_s = 10.0

    def __init__(self) -> None:
        super().__init__()
        self._settled: dict[float, str] = {}

    async def open(self, socket: ClientConnection, language: str) -> None:
        asked = {"uid": uuid4().hex, "language": language, "task": "transcribe", "model": "none"}
        await socket.send(json.dumps({**asked, "use_vad": True, "audio_format": "int16"}))
        self.refused = json.loads(await socket.recv()).get("status") in ("WAIT", "ERROR")

    def close(self) -> bytes:
        return b"END_OF_AUDIO"

    def received(self, message: dict[str, Any]) -> None:
        open_: list[str] = []
        for segment in message.get("segments", ()):
            if segment["completed"]:
                self._settled[float(segment["start"])] = segment["text"].strip()
            else:
                open_.append(segment["text"].strip())
        self.final = " ".join(self._settled[start] for start in sorted(self._settled))
        self.shown = " ".join([self.final, *open_]).strip()


class WhisperLiveKit(Protocol):
    """whisperlivekit 0.2: an empty frame ends the call."""

    def path(self, language: str) -> str:
        return f"/asr?{urlencode({'language': language, 'mode': 'full'})}"

    def close(self) -> bytes:
        return b""

    def received(self, message: dict[str, Any]) -> None:
        if message.get("type") == "ready_to_stop":
            self.done = True
        elif "lines" in message:
            self.final = " ".join(line["text"].strip() for line in message["lines"] if line.get("text"))
            self.shown = f"{self.final} {(message.get('buffer_transcription') or '').strip()}".strip()
