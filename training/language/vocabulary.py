"""Sentences in the vocabulary of insights, but about nothing: random walks over its words.

Plain LoRA cannot teach the embeddings a new word, so every word an operator may be shown has to occur in
pre-training. It occurs here only in dictation, copying and filling in, never as the answer to what a call is
about.
"""

import re
from collections import defaultdict
from functools import lru_cache
from itertools import pairwise
from random import Random

from insights.prompts import ABSTENTION, CATEGORY_LABELS, prompt_for
from insights.records import InsightType
from insights.synthetic.inventory import inventory
from training.language.wording import WORDINGS

_SLOT = re.compile(r"\{(?:([a-z]+):)?([a-z_0-9]+)\}")
_WORD = re.compile(r"\{[^{}]+\}|[\w-]+|[^\w\s]")
_START, _END = "", "\n"
JUMP_SHARE = 0.3
LONGEST_WORDS = 18


@lru_cache(maxsize=4)
def _words(language: str) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Successors of each word of the messages, and all words; slots such as `{of:product}` are words."""
    templates = [
        template for kind in inventory(language).kinds.values() for template in kind.messages.values()
    ]
    templates += [*CATEGORY_LABELS[language].values(), ABSTENTION[language]]
    successors: dict[str, set[str]] = defaultdict(set)
    for template in templates:
        words = [_START, *_WORD.findall(template), _END]
        for before, after in pairwise(words):
            successors[before].add(after)
    everything = sorted(set(successors) - {_START})
    return {word: tuple(sorted(after)) for word, after in successors.items()}, tuple(everything)


def sentence(language: str, rng: Random, slots: frozenset[str]) -> str:
    """A random sentence; of the slots only those given occur."""
    successors, everything = _words(language)
    words: list[str] = []
    current = _START
    while len(words) < LONGEST_WORDS:
        jump = words and rng.random() < JUMP_SHARE
        current = rng.choice(everything if jump else successors.get(current, (_END,)))
        if current == _END:
            if len(words) > 1:
                break
            current = _START
            continue
        match = _SLOT.fullmatch(current)
        if match and match.group(2) not in slots:
            continue
        words.append(current)
    text = re.sub(r"\s+([.,:;!?])", r"\1", " ".join(words))
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=4)
def _instruction_words(language: str) -> tuple[str, ...]:
    """Words that instructions are made of, those of the insight prompts included."""
    texts = [prompt_for(kind, language).task for kind in InsightType]
    texts += [text for variants in WORDINGS[language].ask.values() for text in variants]
    return tuple(sorted({word for text in texts for word in re.findall(r"\w+", text)}))


def instruction(language: str, rng: Random) -> str:
    """Words of instructions in random order: an instruction that means nothing."""
    words = rng.choices(_instruction_words(language), k=rng.randint(4, 14))
    if rng.random() < 0.4:
        labels = [*CATEGORY_LABELS[language].values(), ABSTENTION[language]]
        words.append(", ".join(f"`{label}`" for label in rng.sample(labels, rng.randint(1, 4))))
    return " ".join(words) + rng.choice((".", "?", ""))


def slots_in(text: str) -> set[str]:
    """Names of the slots of a sentence."""
    return {match.group(2) for match in _SLOT.finditer(text)}
