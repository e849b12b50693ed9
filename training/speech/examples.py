"""Training examples: speech with its features and what every frame of it says, written in chunks.

A chunk is a folder-less pair of files, `NAME.features.npy` (frames, 80) as half-precision log-mel, mapped
into memory when read, and `NAME.npz` with the labels. A generator writes chunks while a trainer reads the
finished ones.
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
from faster_whisper.feature_extractor import FeatureExtractor
from numpy.typing import NDArray

from training.speech.channel import degrade, not_speech
from training.speech.language import TextMix
from training.speech.tokenizer import SpeechTokenizer
from training.speech.voice import SAMPLE_RATE_HZ, Samples, Speech, SpokenWord, Synthesiser, random_voice

WINDOW_S = 10.0
FRAMES_PER_S = 100
POSITIONS_PER_S = 50
NOT_SPEECH_SHARE = 0.03
_LONGEST_S = 9.4
_SILENCE = 0
_OTHER = 1


@dataclass(frozen=True)
class PhonemeTable:
    """Class of each espeak phoneme. 0 is silence, 1 any phoneme too rare to have a class."""

    classes: Mapping[str, int]

    @property
    def size(self) -> int:
        return len(self.classes) + 2

    def of(self, name: str) -> int:
        return _SILENCE if name.startswith("_") else self.classes.get(name, _OTHER)


@dataclass(frozen=True)
class Passage:
    """Words that were said without a pause, from `start_s` on."""

    start_s: float
    end_s: float
    words: tuple[SpokenWord, ...]


@dataclass(frozen=True)
class Scene:
    """A window of sound and what is said in it."""

    samples: Samples
    language: str
    passages: tuple[Passage, ...]
    phonemes: tuple[tuple[float, str], ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for passage in self.passages for word in passage.words)


@dataclass(frozen=True)
class Labels:
    """One example's targets. Positions are 20 ms.

    `phonemes`, `pieces` (positions,): class per position; `tokens` (n,), `times` (n, 2) seconds of each text
    piece; `passages` (m, 4): start_s, end_s, first and one-past-last token.
    """

    language: str
    phonemes: NDArray[np.uint8]
    pieces: NDArray[np.int16]
    tokens: NDArray[np.int16]
    times: NDArray[np.float32]
    passages: NDArray[np.float32]


@dataclass(frozen=True)
class Example:
    """Features (frames, 80) in half precision, and labels."""

    features: NDArray[np.float16]
    labels: Labels

    @property
    def positions(self) -> int:
        return len(self.labels.phonemes)


def build_phonemes(
    synthesiser: Synthesiser, mixes: Mapping[str, TextMix], rng: Random, sentences: int
) -> PhonemeTable:
    """Count the phonemes of some sentences and give a class to those heard at least ten times."""
    counts: dict[str, int] = {}
    for language, mix in mixes.items():
        for _ in range(sentences):
            for _, name in synthesiser.say(mix.sentence(rng), random_voice(language, rng)).phonemes:
                counts[name] = counts.get(name, 0) + 1
    kept = sorted(name for name, count in counts.items() if count >= 10 and not name.startswith("_"))
    return PhonemeTable({name: index + 2 for index, name in enumerate(kept[:250])})


def crop(speech: Speech, longest_s: float, rng: Random) -> Speech:
    """A run of words that lasts at most `longest_s`, cut at word ends as a voice detector would."""
    if speech.duration_s <= longest_s:
        return speech
    fitting = [
        (first, last)
        for first in range(len(speech.words))
        for last in range(first, len(speech.words))
        if speech.words[last].end_s - speech.words[first].start_s <= longest_s
        and (
            last + 1 == len(speech.words)
            or speech.words[last + 1].end_s - speech.words[first].start_s > longest_s
        )
    ]
    if not fitting:
        return Speech(speech.samples[:0], (), ())
    first, last = rng.choice(fitting)
    begin_s, end_s = speech.words[first].start_s, speech.words[last].end_s
    words = tuple(
        SpokenWord(w.text, w.start_s - begin_s, w.end_s - begin_s) for w in speech.words[first : last + 1]
    )
    phonemes = tuple(
        (time_s - begin_s, name) for time_s, name in speech.phonemes if begin_s <= time_s < end_s
    )
    samples = speech.samples[round(begin_s * SAMPLE_RATE_HZ) : round(end_s * SAMPLE_RATE_HZ)]
    return Speech(samples, words, phonemes)


def compose(
    language: str,
    speeches: list[Speech],
    pauses_s: list[float],
    loudness: float,
) -> Scene:
    """Put speeches one after another; `pauses_s` has one more entry than `speeches`, silence before and after
    each.
    """
    parts: list[Samples] = [np.zeros(round(pauses_s[0] * SAMPLE_RATE_HZ), np.float32)]
    passages: list[Passage] = []
    phonemes: list[tuple[float, str]] = []
    for speech, pause_s in zip(speeches, pauses_s[1:], strict=True):
        begin_s = sum(map(len, parts)) / SAMPLE_RATE_HZ
        peak = float(np.abs(speech.samples).max()) if len(speech.samples) else 0.0
        parts.append((speech.samples / (peak + 1e-6) * loudness).astype(np.float32))
        words = tuple(SpokenWord(w.text, w.start_s + begin_s, w.end_s + begin_s) for w in speech.words)
        end_s = begin_s + speech.duration_s
        passages.append(Passage(begin_s, end_s, words))
        phonemes += [(time_s + begin_s, name) for time_s, name in speech.phonemes]
        phonemes.append((end_s, "_"))
        parts.append(np.zeros(round(pause_s * SAMPLE_RATE_HZ), np.float32))
    return Scene(np.concatenate(parts), language, tuple(passages), tuple(phonemes))


class SceneMaker:
    """Draws random scenes of a text mix."""

    def __init__(self, synthesiser: Synthesiser, mixes: Mapping[str, TextMix]) -> None:
        self._synthesiser = synthesiser
        self._mixes = mixes

    def draw(self, rng: Random, noise: np.random.Generator, short: bool) -> Scene:
        """A scene of at most ten seconds; `short` ones hold one to three words."""
        language = rng.choice(sorted(self._mixes))
        if rng.random() < NOT_SPEECH_SHARE:
            return Scene(not_speech(noise), language, (), ())
        mix, voice = self._mixes[language], random_voice(language, rng)
        pauses_s = [rng.uniform(0.02, 0.6)]
        left_s = _LONGEST_S - pauses_s[0]
        speeches: list[Speech] = []
        # Pauses in a turn are shorter than the silence that ends a window: windows hold several passages.
        for _ in range(1 if short else rng.choices((1, 2, 3), (0.6, 0.28, 0.12))[0]):
            if left_s < 1.0:
                break
            text = mix.fragment(rng) if short else mix.sentence(rng)
            speech = crop(self._synthesiser.say(text, voice), left_s, rng)
            if not speech.words:
                break
            speeches.append(speech)
            pauses_s.append(rng.uniform(0.08, 0.6))
            left_s -= speech.duration_s + pauses_s[-1]
        scene = compose(language, speeches, pauses_s, rng.uniform(0.3, 0.9))
        return Scene(degrade(scene.samples, noise), language, scene.passages, scene.phonemes)


def label(scene: Scene, tokenizer: SpeechTokenizer, phonemes: PhonemeTable, positions: int) -> Labels:
    """Targets of a scene; a word's time is shared out over its pieces in proportion to their letters."""
    frame_phonemes = np.zeros(positions, np.uint8)
    events = sorted(scene.phonemes)
    for (start_s, name), (end_s, _) in itertools.pairwise(events):
        frame_phonemes[round(start_s * POSITIONS_PER_S) : round(end_s * POSITIONS_PER_S)] = phonemes.of(name)
    frame_pieces = np.full(positions, tokenizer.pieces, np.int16)
    tokens: list[int] = []
    times: list[tuple[float, float]] = []
    passages: list[tuple[float, float, int, int]] = []
    for passage in scene.passages:
        first = len(tokens)
        for word in passage.words:
            ids = tokenizer.encode(f" {word.text}")
            letters = [max(1, len(tokenizer.piece(token))) for token in ids]
            begin_s = word.start_s
            for token, count in zip(ids, letters, strict=True):
                end_s = begin_s + (word.end_s - word.start_s) * count / sum(letters)
                low = int(begin_s * POSITIONS_PER_S)
                frame_pieces[low : max(low + 1, int(end_s * POSITIONS_PER_S))] = token
                tokens.append(token)
                times.append((begin_s, end_s))
                begin_s = end_s
        passages.append((passage.start_s, passage.end_s, first, len(tokens)))
    return Labels(
        scene.language,
        frame_phonemes,
        frame_pieces,
        np.array(tokens, np.int16),
        np.array(times, np.float32).reshape(-1, 2),
        np.array(passages, np.float32).reshape(-1, 4),
    )


def make_example(
    scene: Scene, extractor: FeatureExtractor, tokenizer: SpeechTokenizer, phonemes: PhonemeTable
) -> Example:
    """Features exactly as faster-whisper computes them for a window, and labels."""
    mel = extractor(scene.samples)[:, : len(scene.samples) // (SAMPLE_RATE_HZ // FRAMES_PER_S)]
    features = np.ascontiguousarray(mel.T).astype(np.float16)
    return Example(features, label(scene, tokenizer, phonemes, (len(features) + 1) // 2))


def write_chunk(folder: Path, name: str, examples: list[Example]) -> None:
    """Write a chunk; the labels' file comes last, so a chunk that has one is whole."""
    np.save(folder / f"{name}.features.npy", np.concatenate([example.features for example in examples]))
    labels = [example.labels for example in examples]
    partial = folder / f".{name}.npz"
    with partial.open("wb") as file:
        np.savez(
            file,
            languages=np.array([item.language for item in labels]),
            frames=np.array([len(example.features) for example in examples], np.int64),
            positions=np.array([len(item.phonemes) for item in labels], np.int64),
            token_counts=np.array([len(item.tokens) for item in labels], np.int64),
            passage_counts=np.array([len(item.passages) for item in labels], np.int64),
            phonemes=np.concatenate([item.phonemes for item in labels]),
            pieces=np.concatenate([item.pieces for item in labels]),
            tokens=np.concatenate([item.tokens for item in labels]),
            times=np.concatenate([item.times for item in labels]),
            passages=np.concatenate([item.passages for item in labels]),
        )
    partial.replace(folder / f"{name}.npz")


def read_chunk(folder: Path, name: str) -> list[Example]:
    """Examples of a chunk; their features stay on disk until they are used."""
    features = np.load(folder / f"{name}.features.npy", mmap_mode="r")
    with np.load(folder / f"{name}.npz") as stored:
        data = {key: stored[key] for key in stored.files}
    frame = position = token = passage = 0
    examples: list[Example] = []
    for index, language in enumerate(data["languages"]):
        frames, positions, tokens, passages = (
            int(data[key][index]) for key in ("frames", "positions", "token_counts", "passage_counts")
        )
        examples.append(
            Example(
                features[frame : frame + frames],
                Labels(
                    str(language),
                    data["phonemes"][position : position + positions],
                    data["pieces"][position : position + positions],
                    data["tokens"][token : token + tokens],
                    data["times"][token : token + tokens],
                    data["passages"][passage : passage + passages],
                ),
            )
        )
        frame, position, token, passage = (
            frame + frames,
            position + positions,
            token + tokens,
            passage + passages,
        )
    return examples


def finished_chunks(folder: Path, prefix: str) -> list[str]:
    """Names of the whole chunks whose name begins with `prefix`, in order."""
    return sorted(path.stem for path in folder.glob(f"{prefix}*.npz"))
