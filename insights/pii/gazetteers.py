"""Name lists: `data/gazetteers/<language>/{given,surnames,common}.txt`, names between blanks, `#` comments.

A list a user brings is such a folder, or one file of names under the headings `[given]`, `[surnames]` and
`[common]`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from insights.errors import EscutaError
from insights.resources import data_dir
from insights.text.tokens import fold

_PARTS = ("given", "surnames", "common")
_HEADINGS = {"given": "given", "surname": "surnames", "surnames": "surnames", "common": "common"}


@dataclass(frozen=True, repr=False)
class Gazetteer:
    """Folded words. A word may be in several sets: `common` ones are everyday words, and as names they need
    something beside them that says so."""

    given: frozenset[str]
    surnames: frozenset[str]
    common: frozenset[str] = frozenset()

    def __or__(self, other: "Gazetteer") -> "Gazetteer":
        return Gazetteer(self.given | other.given, self.surnames | other.surnames, self.common | other.common)


EMPTY = Gazetteer(frozenset(), frozenset())


def read_gazetteer(path: Path) -> Gazetteer:
    """Read a folder of lists or one file with headings; what is missing is empty: context alone still finds
    names."""
    if path.is_dir():
        return Gazetteer(*(_words(path / f"{part}.txt") for part in _PARTS))
    if not path.is_file():
        return EMPTY
    names: dict[str, list[str]] = {part: [] for part in _PARTS}
    part = "given"
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        line = line.strip()
        if line.startswith("["):
            heading = _HEADINGS.get(line.strip("[]"))
            if heading is None:
                raise EscutaError(
                    "unknown heading",
                    file=path,
                    line=number,
                    remedy=f"use one of {', '.join(f'[{part}]' for part in _PARTS)}",
                )
            part = heading
        elif not line.startswith("#"):
            names[part].append(line)
    return Gazetteer(*(_folded(names[part]) for part in _PARTS))


def merged(gazetteers: Iterable[Gazetteer]) -> Gazetteer:
    """All names of several lists."""
    total = EMPTY
    for each in gazetteers:
        total |= each
    return total


@lru_cache(maxsize=8)
def gazetteer(language: str) -> Gazetteer:
    """The lists that ship for a language."""
    return read_gazetteer(data_dir() / "gazetteers" / language)


def _words(path: Path) -> frozenset[str]:
    if not path.is_file():
        return frozenset()
    return _folded(line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#")


def _folded(lines: Iterable[str]) -> frozenset[str]:
    """A name of several words counts word by word; one or two letters are no name."""
    return frozenset(word for word in fold(" ".join(lines)).split() if len(word) > 2)
