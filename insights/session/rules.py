"""Keywords and patterns of a language: what they say about a call, at once and without a model.

Rules stand in `data/rules/<language>.yaml`; `insights.session.patterns` says how their patterns are written.
A match does not count when

- a negation stands right before it, in the same clause ("não quero cancelar"), unless the pattern itself
  begins with a negation;
- a negation stands inside it ("quero uma coisa, não é cancelamento"), unless the pattern has one; or
- one of the rule's `unless` patterns matches near it ("reclamei no ano passado, já resolveram") without a
  negation of its own ("reconheço a compra", but not "não reconheço a compra").

What one person says in two turns is read across their border.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from insights.records import AlertCategory, Confidence, Frozen, Speaker, Turn
from insights.resources import data_dir
from insights.session.patterns import compiled, folded, words_of
from insights.session.wordfile import read_words

_CARRIED_TOKENS = 12


class Keyword(StrEnum):
    """What a rule is about; the first four are alert categories."""

    CHURN = "churn"
    COMPLAINT = "complaint"
    FRAUD = "fraud"
    CONDUCT = "conduct"
    SALE = "sale"
    PAYMENT = "payment"

    @property
    def alert(self) -> AlertCategory | None:
        """The category of the alert that goes out at once."""
        return AlertCategory(self.value) if self.value in set(AlertCategory) else None


class RuleText(Frozen):
    """A rule as it stands in the file.

    `reach` is how many words before a match may hold a negation, `near` how many around it `unless` looks at;
    `confidence` is an alert's: the least share of right alerts that the synthetic test calls allow (95%).
    """

    keyword: Keyword
    speakers: tuple[Speaker, ...]
    message: str = ""
    confidence: Confidence = 0.0
    patterns: Annotated[tuple[str, ...], Field(min_length=1)]
    unless: tuple[str, ...] = ()
    reach: int = Field(default=3, ge=0, le=10)
    near: int = Field(default=12, ge=1, le=50)


class RuleFile(Frozen):
    """A language's rules."""

    negations: tuple[str, ...]
    # Words that end the reach of a negation: what follows them is a clause of its own.
    breaks: tuple[str, ...] = ()
    lists: Mapping[str, tuple[str, ...]] = {}
    rules: Mapping[str, RuleText]


@dataclass(frozen=True)
class Match:
    """A rule that holds. `segments` are the turns it was found in, the newest last."""

    rule: str
    keyword: Keyword
    message: str
    confidence: float
    segments: tuple[str, ...]


@dataclass(frozen=True)
class _Rule:
    name: str
    text: RuleText
    patterns: tuple[tuple[re.Pattern[str], bool, bool], ...]  # with: begins with, has a negation
    unless: tuple[tuple[re.Pattern[str], bool, bool], ...]


class RuleBook:
    """Compiled rules of one language; shared by its calls."""

    def __init__(self, file: RuleFile) -> None:
        """Raises ValueError for a pattern that cannot be read."""
        self._negations = frozenset(map(folded, file.negations))
        self._breaks = frozenset(map(folded, file.breaks))
        lists = {name: tuple(map(folded, words)) for name, words in file.lists.items()}
        self._rules = tuple(
            _Rule(
                name,
                text,
                tuple((compiled(each, lists), *self._negates(each)) for each in text.patterns),
                tuple((compiled(each, lists), *self._negates(each)) for each in text.unless),
            )
            for name, text in file.rules.items()
        )

    @property
    def texts(self) -> Mapping[str, RuleText]:
        """The rules as they were written, by name."""
        return {rule.name: rule.text for rule in self._rules}

    def matches(self, words: str, start: int, speaker: Speaker) -> Iterator[tuple[str, RuleText, int]]:
        """Rules that hold in a row of words (as `words_of` writes it) with a match that ends after character
        `start`: name, rule and where the match begins. At most one match a rule."""
        for rule in self._rules:
            if speaker is not Speaker.UNKNOWN and speaker not in rule.text.speakers:
                continue
            found = self._first(rule, words, start)
            if found is not None:
                yield rule.name, rule.text, found

    def _first(self, rule: _Rule, words: str, start: int) -> int | None:
        best: int | None = None
        for pattern, begins, has in rule.patterns:
            for match in pattern.finditer(words):
                if match.end() <= start or (best is not None and match.start() >= best):
                    continue
                if not begins and self._negated(words[: match.start()], rule.text.reach):
                    continue
                if not has and not self._negations.isdisjoint(match.group().split()):
                    continue
                if rule.unless and self._taken_back(rule, words, match):
                    continue
                best = match.start()
                break
        return best

    def _negates(self, pattern: str) -> tuple[bool, bool]:
        """Does a pattern begin with a negation, and does it have one?"""
        has = [
            any(not self._negations.isdisjoint(folded(choice).split("_")) for choice in element.split("|"))
            for element in pattern.split()
        ]
        return has[:1] == [True], any(has)

    def _taken_back(self, rule: _Rule, words: str, match: re.Match[str]) -> bool:
        """Does an `unless` pattern hold near the match?"""
        near = rule.text.near
        before, after = words[: match.start()].split()[-near:], words[match.end() :].split()[:near]
        around = "".join(f" {word}" for word in [*before, *match.group().split(), *after])
        for pattern, begins, _ in rule.unless:
            for other in pattern.finditer(around):
                if begins or not self._negated(around[: other.start()], 1):
                    return True
        return False

    def _negated(self, before: str, reach: int) -> bool:
        for word in reversed(before.split()[-reach:] if reach else ()):
            if word in (".", ",") or word in self._breaks:
                return False
            if word in self._negations:
                return True
        return False


class RuleReader:
    """Reads one call's turns with a rule book."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self.carried: tuple[Speaker, str, str] | None = None  # speaker, turn id, last words

    def read(self, turn: Turn) -> list[Match]:
        """What the rules say about a new turn; a rule is not found twice in the same words."""
        said = words_of(turn.text)
        if not said:
            return []
        carried = self.carried
        earlier = carried[2] if carried is not None and carried[0] is turn.speaker else ""
        words = f"{earlier}{said}"
        matches = []
        for name, rule, begin in self._book.matches(words, len(earlier), turn.speaker):
            crosses = carried is not None and begin < len(earlier)
            segments = (carried[1], turn.turn_id) if carried and crosses else (turn.turn_id,)
            matches.append(Match(name, rule.keyword, rule.message, rule.confidence, segments))
        tail = said.split()[-_CARRIED_TOKENS:]
        self.carried = (turn.speaker, turn.turn_id, "".join(f" {word}" for word in tail))
        return matches


def load_rules(language: str, *, folder: Path | None = None) -> RuleBook:
    """The rules of a language; without a file there are none. A malformed file is an `EscutaError`."""
    return _load((folder or data_dir() / "rules") / f"{language}.yaml")


@lru_cache(maxsize=16)
def _load(path: Path) -> RuleBook:
    if not path.is_file():
        return RuleBook(RuleFile(negations=(), rules={}))
    return read_words(path, lambda document: RuleBook(RuleFile.model_validate(document)))
