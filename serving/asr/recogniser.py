"""Requests of many sessions → what was said in each, in one go of the model.

Every channel is searched for speech; only speech reaches the model, each stretch as a window of its own, and
windows of all requests in one language are recognised together. Without speech there is no text.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from insights.asr.engine import Engine
from insights.audio.decode import SAMPLE_RATE_HZ, Samples
from insights.audio.vad import Utterance, VadSettings, utterances
from serving.asr.api import Piece, Transcription


@dataclass
class Round:
    """When a request's round began and ended, nanoseconds since the epoch; 0: not yet."""

    began_ns: int = 0
    ended_ns: int = 0


@dataclass(frozen=True, repr=False)
class Request:
    """`samples`: (channels, n) float32 at 16 kHz. `language` None: found out from the sound."""

    samples: Samples
    language: str | None
    round: Round = field(default_factory=Round, compare=False)

    @property
    def duration_s(self) -> float:
        return int(self.samples.shape[1]) / SAMPLE_RATE_HZ


@dataclass(frozen=True)
class Work:
    """What a round cost the model: windows recognised, and the speech in them."""

    windows: int
    speech_s: float


@dataclass(frozen=True, repr=False)
class _Window:
    request: int
    channel: int
    span: Utterance
    samples: Samples


class Recogniser:
    """One copy of a model; used by one thread."""

    def __init__(self, engine: Engine, vad: VadSettings, name: str) -> None:
        self._engine = engine
        self._vad = vad
        self._name = name

    def recognise(self, requests: Sequence[Request]) -> tuple[list[Transcription], Work]:
        """A transcription for each request, in order."""
        windows = [
            _Window(number, channel, span, row[span.first : span.last])
            for number, request in enumerate(requests)
            for channel, row in enumerate(request.samples)
            for span in utterances(row, self._vad, self._engine.window_s)
        ]
        spoken = [[window for window in windows if window.request == n] for n in range(len(requests))]
        odds = [self._odds(request, own) for request, own in zip(requests, spoken, strict=True)]
        texts = self._texts(windows, [language for language, _ in odds])
        results = []
        for own, (language, probability) in zip(spoken, odds, strict=True):
            pieces = [
                Piece(window.channel, window.span.start_s, window.span.end_s, texts[id(window)])
                for window in own
                if texts[id(window)]
            ]
            pieces.sort(key=lambda piece: (piece.start_s, piece.channel))
            results.append(
                Transcription(
                    language if pieces else None, probability if pieces else None, tuple(pieces), self._name
                )
            )
        return results, Work(len(windows), sum(window.span.end_s - window.span.start_s for window in windows))

    def _odds(self, request: Request, windows: Sequence[_Window]) -> tuple[str | None, float | None]:
        if request.language is not None or not windows:
            return request.language, None
        shares = self._engine.languages([window.samples for window in windows])
        language = max(shares, key=lambda name: shares[name])
        return language, round(shares[language], 4)

    def _texts(self, windows: Sequence[_Window], languages: Sequence[str | None]) -> dict[int, str]:
        """By identity of the window. Windows of about the same length go together."""
        texts: dict[int, str] = {}
        for language in sorted({language for language in languages if language is not None}):
            own = [window for window in windows if languages[window.request] == language]
            own.sort(key=lambda window: len(window.samples))
            heard = self._engine.transcribe([window.samples for window in own], language)
            texts.update({id(window): found.text for window, found in zip(own, heard, strict=True)})
        return texts
