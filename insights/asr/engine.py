"""The recogniser's interface and its local form, the unmodified faster-whisper.

A window is one stretch of speech, at most `window_s` long, float32 at 16 kHz. Models trained for short
windows (their `preprocessor_config.json` says so) are decoded at the windows' own length, over ten times
cheaper than padded to 30 s; OpenAI's need their 30 s and take the stock path.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from insights.asr.features import LogMel
from insights.asr.settings import EMBEDDED, AsrSettings
from insights.audio.decode import SAMPLE_RATE_HZ, Samples
from insights.errors import EscutaError
from insights.records import PROMPT_LANGUAGES, Word

_MAX_TOKENS = 224
_DETECTION_WINDOWS = 8
_SHORT_DETECTION_WINDOWS = 2
_SHORT_DETECTION_SAMPLES = 2 * SAMPLE_RATE_HZ
_SPARE_FRAMES = 30  # of silence after speech, 10 ms each
_STEP_FRAMES = 10
_GROUP_FRAMES = 80  # what one more group costs, as frames of one window


@dataclass(frozen=True)
class Heard:
    """What was recognised in a window. Times of words are from the window's start."""

    text: str
    words: tuple[Word, ...] | None = None


class Engine(Protocol):
    """A recogniser. Implementations hold a model or a connection: one for each process."""

    @property
    def window_s(self) -> float:
        """The longest window it takes, seconds."""
        ...

    def languages(self, windows: Sequence[Samples]) -> dict[str, float]:
        """Probability of each language that has prompts, over all windows; sums to 1."""
        ...

    def transcribe(
        self, windows: Sequence[Samples], language: str, *, word_timestamps: bool = False
    ) -> list[Heard]:
        """Text of each window, in order; empty where no word was heard."""
        ...


def load_engine(settings: AsrSettings) -> Engine:
    """The recogniser of the settings; a missing model or server address is an `EscutaError`."""
    if settings.engine == "remote":
        from insights.asr.remote import RemoteEngine

        return RemoteEngine(settings)
    return LocalEngine(settings)


def combine(odds: Iterable[tuple[float, dict[str, float]]]) -> dict[str, float]:
    """One distribution from (weight, probabilities) of windows: the weighted mean of log-probabilities."""
    totals = dict.fromkeys(PROMPT_LANGUAGES, 0.0)
    weight_sum = 0.0
    for weight, probabilities in odds:
        weight_sum += weight
        for language in totals:
            totals[language] += weight * math.log(max(probabilities.get(language, 0.0), 1e-6))
    means = {language: total / max(weight_sum, 1e-9) for language, total in totals.items()}
    highest = max(means.values())
    shares = {language: math.exp(mean - highest) for language, mean in means.items()}
    return {language: share / sum(shares.values()) for language, share in shares.items()}


def longest(windows: Sequence[Samples]) -> list[Samples]:
    """The windows that tell most about the language."""
    return sorted(windows, key=len, reverse=True)[:_DETECTION_WINDOWS]


def together(frames: Sequence[int], most: int) -> list[list[int]]:
    """Which windows of so many frames are decoded together, neighbours in length, so that all cost least.

    On a processor silence costs what speech costs, so that padding speaks for small groups; each group
    costs the passes of the decoder, which speaks for large ones.
    """
    order = sorted(range(len(frames)), key=lambda index: frames[index])
    costs, starts = [0], [0]  # of the first n windows: the least cost, and where their last group begins
    for end in range(1, len(order) + 1):
        longest_frames = frames[order[end - 1]]
        cost, start = min(
            (costs[start] + (end - start) * longest_frames + _GROUP_FRAMES, start)
            for start in range(max(0, end - most), end)
        )
        costs.append(cost)
        starts.append(start)
    groups, end = [], len(order)
    while end:
        groups.append(order[starts[end] : end])
        end = starts[end]
    return groups


class LocalEngine:
    """faster-whisper on this machine."""

    def __init__(self, settings: AsrSettings) -> None:
        self._settings = settings
        self._model = _load_model(settings)
        extractor = self._model.feature_extractor
        self._frames = int(extractor.nb_max_frames)
        self._short = self._frames < 3000
        self._features = LogMel(extractor)
        self._mels = int(extractor.mel_filters.shape[0])
        self._window_s = float(extractor.n_samples) / SAMPLE_RATE_HZ

    @property
    def window_s(self) -> float:
        return self._window_s

    def languages(self, windows: Sequence[Samples]) -> dict[str, float]:
        telling = longest(windows)
        if self._short:
            # The beginnings of two tell as much as the whole of eight, at half the cost or less.
            telling = [window[:_SHORT_DETECTION_SAMPLES] for window in telling[:_SHORT_DETECTION_WINDOWS]]
        encoded = self._model.model.encode(self._batch(telling))
        found = self._model.model.detect_language(encoded)
        return combine(
            (len(window) / SAMPLE_RATE_HZ, {token[2:-2]: share for token, share in shares})
            for window, shares in zip(telling, found, strict=True)
        )

    def transcribe(
        self, windows: Sequence[Samples], language: str, *, word_timestamps: bool = False
    ) -> list[Heard]:
        if self._short and not word_timestamps:
            found: dict[int, Heard] = {}
            frames = [self._padded(len(window)) for window in windows]
            for indices in together(frames, self._settings.batch_windows):
                heard = self._decode([windows[index] for index in indices], language)
                found.update(zip(indices, heard, strict=True))
            return [found[index] for index in range(len(windows))]
        return [self._stock(window, language, word_timestamps) for window in windows]

    def _batch(self, windows: Sequence[Samples]) -> Any:
        """CTranslate2's array (windows, mels, frames).

        Short-window models were trained on windows of any length: these are padded to the longest of the
        batch, for half the cost of the model's own length and the same error rate.
        """
        import ctranslate2

        frames = self._padded(max(len(window) for window in windows)) if self._short else self._frames
        features = np.zeros((len(windows), self._mels, frames), dtype=np.float32)
        for row, window in zip(features, windows, strict=True):
            found = self._features(window)[:, :frames]
            row[:, : found.shape[1]] = found
        return ctranslate2.StorageView.from_array(features)

    def _padded(self, samples: int) -> int:
        """Frames for a window, with some of silence behind it, in steps."""
        least = samples * 100 // SAMPLE_RATE_HZ + _SPARE_FRAMES
        return min(self._frames, -(-least // _STEP_FRAMES) * _STEP_FRAMES)

    def _decode(self, windows: Sequence[Samples], language: str) -> list[Heard]:
        """One pass over a batch of short windows, without time tokens."""
        token_id = self._model.hf_tokenizer.token_to_id
        prompt = [
            token_id(token)
            for token in ("<|startoftranscript|>", f"<|{language}|>", "<|transcribe|>", "<|notimestamps|>")
        ]
        results = self._model.model.generate(
            self._batch(windows),
            [prompt] * len(windows),
            beam_size=self._settings.beam_size,
            max_length=_MAX_TOKENS,
        )
        return [Heard(self._model.hf_tokenizer.decode(result.sequences_ids[0]).strip()) for result in results]

    def _stock(self, window: Samples, language: str, word_timestamps: bool) -> Heard:
        segments, _ = self._model.transcribe(
            window,
            language=language,
            beam_size=self._settings.beam_size,
            condition_on_previous_text=False,
            vad_filter=False,
            word_timestamps=word_timestamps,
        )
        found = list(segments)
        words = None
        if word_timestamps:
            words = tuple(
                Word(
                    text=word.word.strip(),
                    start_s=round(max(0.0, word.start), 3),
                    end_s=round(max(0.0, word.end), 3),
                    probability=min(1.0, max(0.0, word.probability)),
                )
                for segment in found
                for word in segment.words or ()
            )
        return Heard(" ".join(segment.text.strip() for segment in found).strip(), words)


def _load_model(settings: AsrSettings) -> Any:
    from faster_whisper import WhisperModel

    path = settings.model_path
    if settings.model == EMBEDDED and (path is None or not (path / "model.bin").is_file()):
        raise EscutaError(
            "the embedded speech model is not there",
            file=path,
            field="asr.model",
            remedy="check out the whole repository, or build it: python -m pipelines.build_speech",
        )
    try:
        return WhisperModel(
            str(path or settings.model),
            device=settings.device,
            compute_type=settings.compute_type,
            cpu_threads=settings.threads,
        )
    except Exception as error:  # the library raises many types: hub, network, file format, device
        raise EscutaError(
            f"cannot load the speech model '{settings.model}': {type(error).__name__}",
            field="asr.model",
            remedy="fetch it where there is a network, then name its folder: asr.model=FOLDER; on a machine "
            " without a GPU use asr.device=cpu and asr.compute_type=int8",
        ) from None
