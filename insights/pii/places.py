"""Place lists: `data/gazetteers/<language>/places.txt`, names between commas under the headings below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from insights.errors import EscutaError
from insights.resources import data_dir
from insights.text.tokens import Kind, tokenise


class PlaceKind:
    """What a name is the name of; a smaller one wins where a name is several."""

    TOWN = 0
    DISTRICT = 1
    STATE = 2
    COUNTRY = 3
    CODE = 4  # "SP", "CDMX": a state only inside an address


_HEADINGS = {
    "towns": PlaceKind.TOWN,
    "districts": PlaceKind.DISTRICT,
    "states": PlaceKind.STATE,
    "countries": PlaceKind.COUNTRY,
    "codes": PlaceKind.CODE,
}


@dataclass(frozen=True)
class Places:
    """Names of places by their first word: the words after it, longest first."""

    names: Mapping[str, tuple[tuple[tuple[str, ...], int], ...]]

    def match(self, norms: Sequence[str], index: int, stop: int) -> tuple[int, int]:
        """One past the longest name at `index` that ends before `stop`, and its kind; `index` if none."""
        for tail, kind in self.names.get(norms[index], ()):
            end = index + 1 + len(tail)
            if end <= stop and (not tail or tuple(norms[index + 1 : end]) == tail):
                return end, kind
        return index, PlaceKind.TOWN


def read_places(path: Path) -> Places:
    """Read one list; a missing file gives an empty one: the words around a place still find it."""
    found: dict[tuple[str, ...], int] = {}
    kind = PlaceKind.TOWN
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    for number, line in enumerate(lines, start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            heading = line.strip("[]")
            if heading not in _HEADINGS:
                raise EscutaError(
                    "unknown heading",
                    file=path,
                    line=number,
                    remedy=f"use one of {', '.join(f'[{name}]' for name in _HEADINGS)}",
                )
            kind = _HEADINGS[heading]
            continue
        for name in line.split(","):
            document = tokenise(name, "")
            words = tuple(document.norms)
            # "Ji-Paraná", "d'Oeste": also as somebody says it, without the mark.
            plain = tuple(
                norm for norm, each in zip(words, document.kinds, strict=True) if each is not Kind.PUNCT
            )
            for form in (words, plain):
                if form:
                    found[form] = min(kind, found.get(form, kind))
    names: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for form, each_kind in sorted(found.items(), key=lambda item: -len(item[0])):
        names.setdefault(form[0], []).append((form[1:], each_kind))
    return Places({first: tuple(tails) for first, tails in names.items()})


@lru_cache(maxsize=8)
def places(language: str) -> Places:
    """The list that ships for a language."""
    return read_places(data_dir() / "gazetteers" / language / "places.txt")
