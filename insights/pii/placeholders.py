"""What stands in the place of personal data: typed placeholders, numbered by value within a call."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from insights.records import PiiType

_PLACEHOLDER = re.compile(rf"\[({'|'.join(PiiType)})_(\d{{1,6}})\]")


class Replacement(Protocol):
    """One call's way of replacing values."""

    def reserve(self, texts: Sequence[str]) -> None:
        """Placeholders already in a text are not given to new values."""

    def placeholder(self, label: PiiType, key: str, raw: str) -> str:
        """What stands for a value. `key` is its normal form, `raw` how it was written or said here."""


class Numbering:
    """The same value, the same number. Holds the values: keep it in memory."""

    def __init__(self) -> None:
        self._next: Counter[str] = Counter()
        self._known: dict[tuple[PiiType, str], int] = {}
        self._names: dict[str, set[int]] = {}

    @property
    def highest(self) -> dict[str, int]:
        """The last number given of each type."""
        return dict(self._next)

    def reserve(self, texts: Sequence[str]) -> None:
        for text in texts:
            for match in _PLACEHOLDER.finditer(text):
                self._next[match.group(1)] = max(self._next[match.group(1)], int(match.group(2)))

    def placeholder(self, label: PiiType, key: str, raw: str = "") -> str:
        number = self._known.get((label, key))
        if number is None and label is PiiType.NOME:
            number = self._same_person(key)
        if number is None:
            self._next[label] += 1
            number = self._next[label]
        self._known[label, key] = number
        if label is PiiType.NOME:
            for word in key.split():
                self._names.setdefault(word, set()).add(number)
        return f"[{label}_{number}]"

    def _same_person(self, key: str) -> int | None:
        """A first name said alone, before or after the whole name, means the same person if only one has
        it."""
        words = key.split()
        if len(words) == 1:
            candidates = self._names.get(words[0], set())
            return next(iter(candidates)) if len(candidates) == 1 else None
        return self._known.get((PiiType.NOME, words[0])) if words else None
