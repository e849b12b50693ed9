"""Name lists: `data/names/<language>.txt`, a name a line under the headings `[given]` and `[surname]`."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from insights.errors import EscutaError
from insights.resources import data_dir
from insights.text.tokens import fold

_SECTIONS = ("given", "surname")


@dataclass(frozen=True)
class Gazetteer:
    """Folded names. A name may be both."""

    given: frozenset[str]
    surnames: frozenset[str]


def read_gazetteer(path: Path) -> Gazetteer:
    """Read one list; a missing file gives an empty one: context alone still finds names."""
    names: dict[str, set[str]] = {section: set() for section in _SECTIONS}
    if not path.is_file():
        return Gazetteer(frozenset(), frozenset())
    section = "given"
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            section = line.strip("[]")
            if section not in names:
                raise EscutaError(
                    "unknown heading",
                    file=path,
                    line=number,
                    remedy=f"use one of {', '.join(f'[{s}]' for s in _SECTIONS)}",
                )
            continue
        names[section].update(fold(word) for word in line.split() if len(word) > 2)
    return Gazetteer(frozenset(names["given"]), frozenset(names["surname"]))


@lru_cache(maxsize=8)
def gazetteer(language: str) -> Gazetteer:
    """The list that ships for a language."""
    return read_gazetteer(data_dir() / "names" / f"{language}.txt")
