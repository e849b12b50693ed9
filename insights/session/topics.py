"""Where a call's subject changes, found while it goes on (requirement L6).

Every border between two turns gets a score:

    cue_weight · cue + novelty_weight · novelty · (1 − cohesion)

`cue`: the turn after it opens a subject or asks for one ("mais alguma coisa?", "aproveitando…"). `novelty`:
the share, of `novel_words`, of words after the border that were not said before it and that do not come up in
any call whatever its subject. `cohesion`: how alike the words of both sides are, after TextTiling (Hearst,
1997, Computational Linguistics 23/1): the cosine of their counts, or of a model's vectors
(`insights.session.vectors`).

A border is judged as soon as `after_tokens` words followed it, or at once if its cue suffices. Words are the
first six letters of folded words. `data/topics/<language>.yaml` holds cues and common words.
"""

import math
from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Protocol

from pydantic import Field

from insights.records import Frozen, Turn
from insights.resources import data_dir
from insights.session.patterns import compiled, words_of
from insights.session.settings import TopicSettings
from insights.session.wordfile import read_words

STEM_LETTERS = 6
_LEAST_LETTERS = 3


class Cohesion(Protocol):
    """How alike two stretches of talk are, 0 (nothing in common) to 1, from the counts of their words.

    It must be fast, for it runs in the gateway.
    """

    def __call__(self, before: Mapping[str, int], after: Mapping[str, int]) -> float: ...


def cosine(before: Mapping[str, int], after: Mapping[str, int]) -> float:
    """Lexical cohesion: the cosine of both counts."""
    length = math.sqrt(
        sum(count * count for count in before.values()) * sum(count * count for count in after.values())
    )
    return sum(count * after.get(word, 0) for word, count in before.items()) / length if length else 0.0


class TopicFile(Frozen):
    """A language's cues and common words."""

    cues: tuple[str, ...]
    unless: tuple[str, ...] = ()
    common: Annotated[frozenset[str], Field(default_factory=frozenset)]


class TopicWords:
    """Compiled cues and common words of one language; shared by its calls."""

    def __init__(self, file: TopicFile) -> None:
        """Raises ValueError for a pattern that cannot be read."""
        self._cues = tuple(compiled(pattern, {}) for pattern in file.cues)
        self._unless = tuple(compiled(pattern, {}) for pattern in file.unless)
        self._common: Collection[str] = file.common

    def cue(self, text: str) -> bool:
        """Does a turn open a subject, or ask for one?"""
        words = words_of(text)
        return any(cue.search(words) for cue in self._cues) and not any(
            other.search(words) for other in self._unless
        )

    def stems(self, text: str) -> list[str]:
        """The words of a turn that may tell its subject."""
        stems = (word[:STEM_LETTERS] for word in words_of(text).split() if len(word) >= _LEAST_LETTERS)
        return [stem for stem in stems if stem.isalpha() and stem not in self._common]


@dataclass(frozen=True)
class TopicChange:
    """A change of subject at the turn `turn_id`; `score` is at least the threshold."""

    turn_id: str
    score: float


@dataclass
class TopicTurn:
    """A turn as the borders around it are judged by; `start` counts the words said before it."""

    turn_id: str
    start: int
    tokens: int
    stems: list[str]
    cue: bool
    judged: bool = False


@dataclass(frozen=True, repr=False)
class TopicMemory:
    """The turns remembered, the words said so far, and those said before the last change."""

    turns: tuple[TopicTurn, ...]
    said: int
    last_change: int | None


class TopicDetector:
    """Finds the changes of one call. Remembers `before_tokens` words and what is still to be judged."""

    def __init__(self, words: TopicWords, settings: TopicSettings, cohesion: Cohesion = cosine) -> None:
        self._words = words
        self._settings = settings
        self._cohesion = cohesion
        self._heard: deque[TopicTurn] = deque()
        self._said = 0
        self._last_change: int | None = None

    def __len__(self) -> int:
        """How many turns are remembered."""
        return len(self._heard)

    @property
    def memory(self) -> TopicMemory:
        """What changes are found by."""
        return TopicMemory(tuple(map(replace, self._heard)), self._said, self._last_change)

    def recall(self, memory: TopicMemory) -> None:
        """Go on where another detector has stopped."""
        self._heard = deque(memory.turns)
        self._said = memory.said
        self._last_change = memory.last_change

    def push(self, turn: Turn) -> TopicChange | None:
        """Hear a clean turn; the change that is now certain, if any: at this turn or a little before."""
        tokens = len(turn.text.split())
        if tokens == 0:
            return None
        stems, cue = self._words.stems(turn.text), self._words.cue(turn.text)
        self._heard.append(TopicTurn(turn.turn_id, self._said, tokens, stems, cue))
        self._said += tokens
        found = self._judged()
        self._forget()
        return found

    def _judged(self) -> TopicChange | None:
        """Judge every border that can be judged, oldest first; the first change ends it."""
        settings = self._settings
        cue_suffices = settings.cue_weight >= settings.threshold
        for position, item in enumerate(self._heard):
            certain = cue_suffices and item.cue
            if item.judged or not (certain or self._said - item.start >= settings.after_tokens):
                continue
            item.judged = True
            since = 0 if self._last_change is None else self._last_change
            if item.start - since < settings.min_gap_tokens or position == 0:
                continue
            score = self._score(position)
            if score >= settings.threshold:
                self._last_change = item.start
                return TopicChange(item.turn_id, round(score, 4))
        return None

    def _score(self, position: int) -> float:
        settings, heard = self._settings, list(self._heard)
        before = _counted(reversed(heard[:position]), settings.before_tokens)
        after = _counted(heard[position:], settings.after_tokens)
        novelty = min(1.0, len(after.keys() - before.keys()) / settings.novel_words)
        apart = 1.0 - min(1.0, max(0.0, self._cohesion(before, after)))
        return settings.cue_weight * heard[position].cue + settings.novelty_weight * novelty * apart

    def _forget(self) -> None:
        """Drop the oldest turns that no border still to be judged will be compared with."""
        unjudged = next((item.start for item in self._heard if not item.judged), self._said)
        while len(self._heard) > 1 and self._heard[1].start <= unjudged - self._settings.before_tokens:
            self._heard.popleft()


def _counted(turns: Iterable[TopicTurn], room_tokens: int) -> Counter[str]:
    """Words of turns until the room is filled."""
    counts: Counter[str] = Counter()
    for turn in turns:
        if room_tokens <= 0:
            break
        counts.update(turn.stems)
        room_tokens -= turn.tokens
    return counts


def load_topic_words(language: str, *, folder: Path | None = None) -> TopicWords:
    """A language's cues and common words; without a file there are none. A malformed file is an
    `EscutaError`."""
    return _load((folder or data_dir() / "topics") / f"{language}.yaml")


@lru_cache(maxsize=16)
def _load(path: Path) -> TopicWords:
    if not path.is_file():
        return TopicWords(TopicFile(cues=(), common=frozenset()))
    return read_words(path, lambda document: TopicWords(TopicFile.model_validate(document)))
