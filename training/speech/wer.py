"""Error rates through the unmodified faster-whisper.

Word error rate: substitutions, deletions and insertions per word of the reference, pooled over all windows
(jiwer); character error rate alike. Both are shares; above 1 is possible. All speech is synthetic.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

import ctranslate2
import jiwer
import numpy as np
from faster_whisper import BatchedInferencePipeline, WhisperModel
from faster_whisper.audio import pad_or_trim
from faster_whisper.vad import VadOptions, get_speech_timestamps
from scipy.signal import resample_poly

from insights.records import Partition
from insights.synthetic import CorpusSettings, generate, spoken_sentences
from training.speech.calls import CHANNELS, render_call
from training.speech.channel import TELEPHONE_RATE_HZ, degrade
from training.speech.examples import compose, crop
from training.speech.language import frequent_words, plain, unseen
from training.speech.tokenizer import SPOKEN_LANGUAGES
from training.speech.voice import (
    SAMPLE_RATE_HZ,
    TRAINING_VARIANTS,
    UNSEEN_VARIANTS,
    Samples,
    Synthesiser,
    random_voice,
)

# How to cut a call for this model: one window per utterance, never longer than it was trained on.
VAD = VadOptions(
    threshold=0.3,
    min_silence_duration_ms=600,
    speech_pad_ms=300,
    max_speech_duration_s=10,
    min_speech_duration_ms=0,
)
DECODING: dict[str, Any] = {"beam_size": 5, "temperature": 0.0, "condition_on_previous_text": False}
_LONGEST_S = 9.4


@dataclass(frozen=True)
class Heard:
    """A reference beside what the model wrote."""

    reference: str
    hypothesis: str
    language: str
    detected: str


def open_model(directory: Path, threads: int = 1) -> WhisperModel:
    """The model as users open it."""
    return WhisperModel(
        str(directory), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
    )


def speech_windows(samples: Samples) -> list[dict[str, float]]:
    """Start and end of each window, in seconds, as `clip_timestamps` of faster-whisper's batched pipeline
    takes them.
    """
    return [
        {"start": span["start"] / SAMPLE_RATE_HZ, "end": span["end"] / SAMPLE_RATE_HZ}
        for span in get_speech_timestamps(samples, VAD)
    ]


def transcribe_call(model: WhisperModel, samples: Samples, language: str) -> str:
    """The text of a long recording through stock code: a window per utterance, all in batches."""
    windows = speech_windows(samples)
    if not windows:
        return ""
    segments, _ = BatchedInferencePipeline(model).transcribe(
        samples, language=language, clip_timestamps=windows, batch_size=8, without_timestamps=True, **DECODING
    )
    return " ".join(segment.text.strip() for segment in segments).strip()


def transcribe_windows(model: WhisperModel, windows: list[Samples], language: str) -> list[str]:
    """The text of each window, padded to the model's own 10 s: as stock code, ten times cheaper."""
    token_id = model.hf_tokenizer.token_to_id
    names = ("<|startoftranscript|>", f"<|{language}|>", "<|transcribe|>", "<|notimestamps|>")
    prompt = [token_id(name) for name in names]
    texts: list[str] = []
    for first in range(0, len(windows), 8):
        features = _features(model, windows[first : first + 8])
        prompts = [prompt] * features.shape[0]
        results = model.model.generate(features, prompts, beam_size=DECODING["beam_size"], max_length=160)
        texts += [model.hf_tokenizer.decode(result.sequences_ids[0]).strip() for result in results]
    return texts


def detect_languages(model: WhisperModel, windows: list[Samples]) -> list[str]:
    """The likeliest language of each window."""
    found: list[str] = []
    for first in range(0, len(windows), 8):
        encoded = model.model.encode(_features(model, windows[first : first + 8]))
        found += [odds[0][0].strip("<|>") for odds in model.model.detect_language(encoded)]
    return found


def _features(model: WhisperModel, windows: list[Samples]) -> ctranslate2.StorageView:
    extractor = model.feature_extractor
    stacked = np.stack(
        [pad_or_trim(extractor(window)[:, :-1], extractor.nb_max_frames) for window in windows]
    )
    return ctranslate2.StorageView.from_array(np.ascontiguousarray(stacked))


def measure(directory: Path, windows: int, seed: int) -> dict[str, Any]:
    """Error rates per condition and language over `windows` windows, and over whole calls."""
    model, synthesiser = open_model(directory), Synthesiser()
    rates: dict[str, Any] = {}
    for name, (texts, variants) in _conditions().items():
        rates[name] = {
            language: score(
                list(
                    _windows(
                        model,
                        synthesiser,
                        language,
                        texts(language, Random(f"{seed}-{name}")),
                        variants,
                        windows,
                        seed,
                    )
                )
            )
            for language in SPOKEN_LANGUAGES
        }
    calls = max(2, windows // 20)
    for partition in ("train", "test"):
        rates[f"calls_{'known' if partition == 'train' else 'unheard'}_phrasings"] = {
            language: score(list(_calls(model, synthesiser, language, partition, calls, seed)))
            for language in SPOKEN_LANGUAGES
        }
    return rates


def score(heard: list[Heard]) -> dict[str, float | int]:
    """Word and character error rate, share of windows all right, share whose language was detected."""
    references, hypotheses = [item.reference for item in heard], [item.hypothesis for item in heard]
    return {
        "wer": round(float(jiwer.wer(references, hypotheses)), 4),
        "cer": round(float(jiwer.cer(references, hypotheses)), 4),
        "exact": round(float(np.mean([item.reference == item.hypothesis for item in heard])), 3),
        "language_detected": round(float(np.mean([item.language == item.detected for item in heard])), 3),
        "items": len(heard),
        "words": sum(len(reference.split()) for reference in references),
    }


def _conditions() -> dict[str, tuple[Callable[[str, Random], Iterator[str]], tuple[str, ...]]]:
    def turns(partition: Partition) -> Callable[[str, Random], Iterator[str]]:
        return lambda language, rng: spoken_sentences(language, partition, rng)

    return {
        "known_phrasings": (turns("train"), TRAINING_VARIANTS),
        "unheard_phrasings": (turns("test"), TRAINING_VARIANTS),
        "known_phrasings_unseen_voices": (turns("train"), UNSEEN_VARIANTS),
        "random_unseen_words": (_unseen_words, TRAINING_VARIANTS),
    }


def _unseen_words(language: str, rng: Random) -> Iterator[str]:
    """Strings of words that training's random strings never held."""
    words = [word for word, _ in frequent_words(language, 12_000) if unseen(word)]
    while True:
        yield " ".join(rng.choice(words) for _ in range(rng.randint(2, 6)))


def _windows(
    model: WhisperModel,
    synthesiser: Synthesiser,
    language: str,
    texts: Iterator[str],
    variants: tuple[str, ...],
    count: int,
    seed: int,
) -> Iterator[Heard]:
    rng, noise = Random(f"{seed}-{language}-voices"), np.random.default_rng(seed)
    references: list[str] = []
    windows: list[Samples] = []
    for _ in range(count):
        voice = random_voice(language, rng, variants)
        speech = crop(synthesiser.say(plain(next(texts)), voice), _LONGEST_S, rng)
        scene = compose(language, [speech], [0.3, 0.3], 0.6)
        references.append(scene.text)
        windows.append(degrade(scene.samples, noise))
    detected = detect_languages(model, windows)
    for reference, text, found in zip(
        references, transcribe_windows(model, windows, language), detected, strict=True
    ):
        yield Heard(reference, text, language, found)


def _calls(
    model: WhisperModel, synthesiser: Synthesiser, language: str, partition: Partition, count: int, seed: int
) -> Iterator[Heard]:
    settings = CorpusSettings(
        calls=count, seed=seed + 1_000, languages={language: 1.0}, partitions={partition: 1.0}, asr_share=1.0
    )
    rng, noise = Random(f"{seed}-{language}-calls"), np.random.default_rng(seed)
    for gold in generate(settings):
        spoken = render_call(gold, synthesiser, rng, noise)
        for channel, speaker in enumerate(CHANNELS):
            wide = np.asarray(
                resample_poly(spoken.samples[:, channel], SAMPLE_RATE_HZ // TELEPHONE_RATE_HZ, 1),
                dtype=np.float32,
            )
            reference = " ".join(plain(turn.text) for turn in spoken.gold.turns if turn.speaker is speaker)
            windows = [
                wide[round(found["start"] * SAMPLE_RATE_HZ) : round(found["end"] * SAMPLE_RATE_HZ)]
                for found in speech_windows(wide)
            ]
            if reference and windows:
                text = " ".join(part for part in transcribe_windows(model, windows, language) if part)
                yield Heard(reference, text, language, language)


def measure_cost(directory: Path, windows: int = 8, repeats: int = 3) -> dict[str, float]:
    """Processor milliseconds for a 5 s window in a batch of `windows`, features included, by padded length.

    One thread, beam of 5, best of some repeats; about twelve words are spoken in the window.
    """
    model = open_model(directory)
    token_id = model.hf_tokenizer.token_to_id
    names = ("<|startoftranscript|>", "<|pt|>", "<|transcribe|>", "<|notimestamps|>")
    prompt = [token_id(name) for name in names]
    text = "bom dia em que posso ajudar o senhor hoje " * 3
    window = Synthesiser().say(text, random_voice("pt", Random(0))).samples[: 5 * SAMPLE_RATE_HZ]
    costs: dict[str, float] = {}
    for frames in (500, 1_000, 3_000):
        best_s = float("inf")
        for _ in range(repeats):
            began_s = process_time()
            features = np.stack(
                [pad_or_trim(model.feature_extractor(window)[:, :-1], frames) for _ in range(windows)]
            )
            stored = ctranslate2.StorageView.from_array(np.ascontiguousarray(features))
            model.model.generate(stored, [prompt] * windows, beam_size=DECODING["beam_size"], max_length=100)
            best_s = min(best_s, process_time() - began_s)
        costs[f"frames_{frames}"] = round(1_000 * best_s / windows, 1)
    return costs
