"""A recogniser behind an OpenAI-compatible `/v1/audio/transcriptions`.

Each window is posted as a WAV held in memory. The API key is read from `OPENAI_API_KEY` when a request is
made.
"""

import io
import os
import time
import wave
from collections.abc import Sequence
from typing import Any

import httpx
import numpy as np

from insights.asr.engine import Heard, combine, longest
from insights.asr.settings import AsrSettings
from insights.audio.decode import SAMPLE_RATE_HZ, Samples
from insights.errors import EscutaError
from insights.records import Word

_RETRIED_STATUS = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
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
        self._url = settings.url.rstrip("/") + "/audio/transcriptions"
        self._client = httpx.Client(timeout=settings.timeout_s)

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
        headers = {"Authorization": f"Bearer {key}"} if (key := os.environ.get("OPENAI_API_KEY")) else {}
        files = {"file": ("window.wav", wav_bytes(window), "audio/wav")}
        problem = ""
        for attempt in range(self._settings.attempts):
            if attempt:
                time.sleep(_BACKOFF_S * 2 ** (attempt - 1))
            try:
                answer = self._client.post(
                    self._url,
                    data={"model": self._settings.model, "temperature": "0", **form},
                    files=files,
                    headers=headers,
                )
            except httpx.HTTPError as error:
                problem = type(error).__name__
                continue
            if answer.status_code in _RETRIED_STATUS:
                problem = f"HTTP {answer.status_code}"
                continue
            if answer.status_code >= 400:
                raise EscutaError(
                    f"the server refused: HTTP {answer.status_code}",
                    file=self._url,
                    remedy="check asr.url and asr.model, and OPENAI_API_KEY if it asks for a key",
                )
            try:
                found = answer.json()
            except ValueError:
                found = None
            if not isinstance(found, dict):
                raise EscutaError(
                    "the server's answer is no transcription",
                    file=self._url,
                    remedy="asr.url must be the base of an OpenAI-compatible API, ending in /v1",
                )
            return found
        raise EscutaError(
            f"no answer after {self._settings.attempts} tries: {problem}",
            file=self._url,
            remedy="start the server or mend asr.url, then run the same command again: it goes on from here",
        )


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
