"""A recogniser behind an OpenAI-compatible `/v1/audio/transcriptions`.

Each window is posted as a WAV held in memory.
"""

import io
import wave
from collections.abc import Sequence
from typing import Any

import numpy as np

from insights.asr.engine import Heard, combine, longest
from insights.asr.settings import AsrSettings
from insights.audio.decode import SAMPLE_RATE_HZ, Samples
from insights.errors import EscutaError
from insights.records import Word
from insights.server import Server

_LANGUAGE_NAMES = {"portuguese": "pt", "spanish": "es"}
_BACKOFF_S = 1.0


class RemoteEngine:
    """Posts windows one after the other; several workers post at the same time."""

    window_s = 30.0

    def __init__(self, settings: AsrSettings) -> None:
        if not settings.url:
            raise EscutaError(
                "the remote recogniser needs an address",
                field="asr.url",
                remedy="asr.url=http://HOST:PORT/v1",
            )
        self._settings = settings
        self._server = Server(
            settings.url,
            "/audio/transcriptions",
            group="asr",
            timeout_s=settings.timeout_s,
            attempts=settings.attempts,
            backoff_s=_BACKOFF_S,
        )

    def languages(self, windows: Sequence[Samples]) -> dict[str, float]:
        odds = []
        for window in longest(windows)[:3]:
            named = str(self._post(window, {"response_format": "verbose_json"}).get("language", "")).lower()
            odds.append((len(window) / SAMPLE_RATE_HZ, {_LANGUAGE_NAMES.get(named, named): 1.0}))
        return combine(odds)

    def transcribe(
        self, windows: Sequence[Samples], language: str, *, word_timestamps: bool = False
    ) -> list[Heard]:
        return [self._transcribe(window, language, word_timestamps) for window in windows]

    def _transcribe(self, window: Samples, language: str, word_timestamps: bool) -> Heard:
        form = {"language": language, "response_format": "verbose_json" if word_timestamps else "json"}
        if word_timestamps:
            form["timestamp_granularities[]"] = "word"
        answer = self._post(window, form)
        words = None
        if word_timestamps:
            words = tuple(
                Word(
                    text=str(word["word"]).strip(),
                    start_s=max(0.0, float(word["start"])),
                    end_s=max(0.0, float(word["end"])),
                    probability=min(1.0, max(0.0, float(word.get("probability", 1.0)))),
                )
                for word in answer.get("words") or ()
            )
        return Heard(str(answer.get("text", "")).strip(), words)

    def _post(self, window: Samples, form: dict[str, str]) -> dict[str, Any]:
        answer = self._server.post(
            data={"model": self._settings.model, "temperature": "0", **form},
            files={"file": ("window.wav", wav_bytes(window), "audio/wav")},
        )
        try:
            found = answer.json()
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise self._server.not_the_api("transcription")
        return found


def wav_bytes(samples: Samples) -> bytes:
    """16-bit mono WAV at 16 kHz."""
    pcm = (np.clip(samples, -1, 1) * 32767).astype("<i2")
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(SAMPLE_RATE_HZ)
        out.writeframes(pcm.tobytes())
    return buffer.getvalue()
