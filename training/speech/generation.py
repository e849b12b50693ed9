"""Fills a folder with training chunks: fragments first, then turns, as fast as the processor allows."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import numpy as np
from faster_whisper.feature_extractor import FeatureExtractor

from insights.errors import EscutaError
from insights.synthetic import CorpusSettings, spoken_sentences
from insights.synthetic import generate as generate_calls
from training.speech.examples import (
    FRAMES_PER_S,
    WINDOW_S,
    Example,
    PhonemeTable,
    SceneMaker,
    build_phonemes,
    make_example,
    write_chunk,
)
from training.speech.language import MixShares, TextMix, frequent_words
from training.speech.tokenizer import SPOKEN_LANGUAGES, SpeechTokenizer, build_tokenizer
from training.speech.voice import Synthesiser

FRAGMENTS = "a-fragments-"
TURNS = "b-turns-"
TOKENIZER_FILE = "tokenizer.json"
PHONEMES_FILE = "phonemes.json"
CHUNKS_FOLDER = "chunks"
_GIVE_WAY = 4


@dataclass(frozen=True)
class GenerationPlan:
    """How much speech to make, and of what."""

    fragment_hours: float = 3.0
    turn_hours: float = 16.0
    chunk_minutes: float = 60.0
    words: int = 12_000
    pieces: int = 1_200
    tokenizer_sentences: int = 40_000
    phoneme_sentences: int = 300
    shares: MixShares = field(default_factory=MixShares)
    seed: int = 7

    def __post_init__(self) -> None:
        if min(self.fragment_hours, self.turn_hours, self.chunk_minutes) <= 0:
            raise EscutaError("hours and minutes of speech must be positive", field="generation")


def call_turns(language: str, seed: int) -> Iterator[str]:
    """Endless spoken turns of training phrasings: half drawn evenly from all phrases, half as they fall in
    calls.
    """
    rng = Random(f"{seed}-{language}-turns")
    phrases = spoken_sentences(language, "train", rng)
    settings = CorpusSettings(
        calls=10**9, seed=seed, languages={language: 1.0}, partitions={"train": 1.0}, asr_share=1.0
    )
    calls = (turn.text for call in generate_calls(settings) for turn in call.turns)
    while True:
        yield next(phrases if rng.random() < 0.5 else calls)


def text_mixes(plan: GenerationPlan, seed: int) -> dict[str, TextMix]:
    """A mix per language whose turns are drawn with `seed`."""
    return {
        language: TextMix(
            language,
            frequent_words(language, plan.words),
            call_turns(language, seed),
            plan.shares,
        )
        for language in SPOKEN_LANGUAGES
    }


def prepare(plan: GenerationPlan, folder: Path) -> None:
    """Write the tokenizer and the phoneme table, unless they are there."""
    (folder / CHUNKS_FOLDER).mkdir(parents=True, exist_ok=True)
    if (folder / PHONEMES_FILE).is_file():
        return
    rng = Random(plan.seed)
    mixes = text_mixes(plan, plan.seed)
    texts = [
        mixes[language].sentence(rng)
        for _ in range(plan.tokenizer_sentences // 2)
        for language in SPOKEN_LANGUAGES
    ]
    build_tokenizer(texts, plan.pieces).save(folder / TOKENIZER_FILE)
    phonemes = build_phonemes(Synthesiser(), mixes, rng, plan.phoneme_sentences)
    (folder / PHONEMES_FILE).write_text(
        json.dumps(dict(phonemes.classes), ensure_ascii=False), encoding="utf-8"
    )


def load_phonemes(folder: Path) -> PhonemeTable:
    """The table that `prepare` wrote."""
    return PhonemeTable(json.loads((folder / PHONEMES_FILE).read_text(encoding="utf-8")))


def generate(plan: GenerationPlan, folder: Path) -> None:
    """Write every chunk of the plan that is missing. A chunk depends on the plan and its own number only.

    Meant for a process of its own: it gives way to the training that reads its chunks.
    """
    os.nice(_GIVE_WAY)
    tokenizer = SpeechTokenizer.load(folder / TOKENIZER_FILE)
    phonemes = load_phonemes(folder)
    extractor = FeatureExtractor(chunk_length=round(WINDOW_S))
    synthesiser = Synthesiser()
    chunks = folder / CHUNKS_FOLDER
    for number, name in enumerate(chunk_names(plan)):
        if (chunks / f"{name}.npz").is_file():
            continue
        seed = plan.seed * 100_003 + number
        rng, noise = Random(seed), np.random.default_rng(seed)
        scenes = SceneMaker(synthesiser, text_mixes(plan, seed))
        examples: list[Example] = []
        frames = 0
        while frames < plan.chunk_minutes * 60 * FRAMES_PER_S:
            scene = scenes.draw(rng, noise, short=name.startswith(FRAGMENTS))
            example = make_example(scene, extractor, tokenizer, phonemes)
            if example.positions > 0:
                examples.append(example)
                frames += len(example.features)
        write_chunk(chunks, name, examples)


def chunk_names(plan: GenerationPlan) -> list[str]:
    """Names in the order of writing."""
    hours = plan.chunk_minutes / 60
    fragments = max(1, round(plan.fragment_hours / hours))
    turns = max(1, round(plan.turn_hours / hours))
    return [f"{FRAGMENTS}{i:04d}" for i in range(fragments)] + [f"{TURNS}{i:04d}" for i in range(turns)]
