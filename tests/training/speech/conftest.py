"""A small tokenizer and hand-made scenes: what the speech tests share, without a synthesiser."""

from random import Random

import numpy as np
import pytest

from training.speech.examples import Passage, PhonemeTable, Scene
from training.speech.tokenizer import build_tokenizer
from training.speech.voice import SAMPLE_RATE_HZ, SpokenWord, Synthesiser, espeak_available

SYLLABLES = [
    "ca",
    "fé",
    "não",
    "você",
    "ação",
    "ñan",
    "dú",
    "pe",
    "lo",
    "ri",
    "su",
    "ma",
    "to",
    "que",
    "bra",
    "zi",
]


def _texts(count, seed=0):
    rng = Random(seed)
    return [
        " ".join("".join(rng.choices(SYLLABLES, k=rng.randint(1, 3))) for _ in range(rng.randint(1, 8)))
        for _ in range(count)
    ]


def _scene(words, language="pt", start_s=0.4, word_s=0.3, seed=0):
    """A scene of noise that is labelled as `words`, each `word_s` long."""
    rng = np.random.default_rng(seed)
    times = [(start_s + index * word_s, start_s + (index + 1) * word_s) for index in range(len(words))]
    end_s = times[-1][1] if times else start_s
    spoken = tuple(SpokenWord(word, *time) for word, time in zip(words, times, strict=True))
    samples = rng.normal(0, 0.1, int((end_s + 0.5) * SAMPLE_RATE_HZ)).astype(np.float32)
    phonemes = (*((time[0], "a") for time in times), (end_s, "_"))
    passages = (Passage(start_s, end_s, spoken),) if words else ()
    return Scene(samples, language, passages, phonemes)


@pytest.fixture(scope="session")
def scene():
    return _scene


@pytest.fixture(scope="session")
def synthesiser():
    if not espeak_available():
        pytest.skip("espeak-ng is not installed (apt-get install espeak-ng)")
    return Synthesiser()


@pytest.fixture(scope="session")
def tokenizer():
    return build_tokenizer(_texts(300), pieces=320)


@pytest.fixture(scope="session")
def phonemes():
    return PhonemeTable({"a": 2, "b": 3})
