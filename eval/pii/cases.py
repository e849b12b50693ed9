"""What is judged: texts with the personal data in them, and what a system found there.

Offsets count characters of a turn's text, from 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from insights.records import PiiType

LANGUAGES = ("pt", "es")


@dataclass(frozen=True)
class Place:
    """Characters `[start, end)` of a turn."""

    turn: int
    start: int
    end: int


@dataclass(frozen=True)
class Gold(Place):
    """Personal data. Counted under the first of `types`; each of them is a right label for it."""

    types: tuple[PiiType, ...]


@dataclass(frozen=True)
class Kept(Place):
    """What must stay, such as an amount."""

    kind: str


@dataclass(frozen=True)
class Finding(Place):
    """What a system takes for personal data; `type` None: of a kind that we don't look for."""

    type: PiiType | None


@dataclass(frozen=True)
class BenchCase:
    """A text or a call. `other` is annotated, but of a kind that we don't look for: it counts for nothing."""

    id: str
    language: str
    turns: tuple[str, ...]
    gold: tuple[Gold, ...] = ()
    other: tuple[Place, ...] = ()
    kept: tuple[Kept, ...] = ()
    form: str = ""

    @property
    def characters(self) -> int:
        return sum(map(len, self.turns))


@dataclass(frozen=True)
class BenchSet:
    """Cases from one source. `annotated`: the kinds whose detections count there; None: all."""

    name: str
    title: str
    cases: tuple[BenchCase, ...]
    annotated: frozenset[PiiType] | None = None
    notes: tuple[str, ...] = ()

    def of(self, language: str) -> tuple[BenchCase, ...]:
        return tuple(case for case in self.cases if case.language == language)

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(
            language for language in LANGUAGES if any(case.language == language for case in self.cases)
        )


class System(Protocol):
    """Something that finds personal data in turns."""

    @property
    def name(self) -> str: ...

    @property
    def languages(self) -> Sequence[str]: ...

    def find(self, turns: Sequence[str], language: str) -> list[Finding]: ...
