"""The month and year of a card as they are said: "05/28", "zero cinco barra vinte e oito", "maio de 2028"."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from insights.pii.asides import AsideReader
from insights.pii.findings import Finding
from insights.pii.identifiers import roles
from insights.pii.identifiers.carriers import counts_digits, is_hesitation
from insights.pii.packs import LanguagePack
from insights.pii.words.cards import BILLS
from insights.pii.words.reading import words
from insights.pii.written import written_date
from insights.records import PiiType
from insights.text.numerals import read_groups
from insights.text.tokens import Document, Kind

_VALUE_TOKENS = 36
_MOST_ASIDES = 2
_VALUE_TURNS = 3
_IDLE_TOKENS = 9  # as many pauses on end, and nothing more is said
_MOST_DIGITS = 6
_MOST_TEXT = 7
_VALUE = re.compile(r"(0?[1-9]|1[0-2])(?:20)?(2[3-9]|3\d|4[0-5])")
_MONTH = re.compile(r"0?[1-9]|1[0-2]")
_YEAR = re.compile(r"(?:20)?(2[3-9]|3\d|4[0-5])")
_MARKS = frozenset("/-.,:…'")
_INSIDE = words("de del do da dos mes ano el o no en em ano: '")
_SKIPPED = roles.FILLER | roles.PAUSE | roles.MOMENT | roles.COPULA
_VALUED = roles.NUMBER | roles.MONTH


@dataclass(slots=True)
class _Said:
    """What was said of a value so far: parts taken back, of pieces said in different turns."""

    parts: list[list[list[str]]] = field(default_factory=lambda: [[[]]])

    @property
    def piece(self) -> list[str]:
        return self.parts[-1][-1]

    def part_ends(self) -> None:
        """A mark or a word between the month and the year."""
        if self.piece:
            self.piece.append(",")

    @property
    def empty(self) -> bool:
        return not any(self.parts[-1])

    def texts(self, pack: LanguagePack) -> list[str]:
        """What each part spells, "" for one that is no month and year."""
        return [_text(part, pack) for part in self.parts if any(part)]

    def value(self, pack: LanguagePack) -> str:
        """Month and two digits of the year, "" while they are not complete."""
        texts = self.texts(pack)
        if not texts:
            return ""
        last = texts[-1]
        match = _VALUE.fullmatch(last)
        if match is not None and not (len(last) == 3 and _count(self.parts[-1], pack) != 2):
            return f"{int(match[1]):02d}{match[2]}"
        if len(texts) > 1 and (year := _YEAR.fullmatch(last)):
            month = _leading_month(texts[-2])
            return f"{month:02d}{year[1]}" if month else ""
        return ""


def _leading_month(text: str) -> int:
    for size in (2, 1):
        if _MONTH.fullmatch(text[:size]):
            return int(text[:size])
    return 0


def _count(part: Sequence[list[str]], pack: LanguagePack) -> int:
    return sum(len(read_groups(piece, pack.numerals)) for piece in part)


def _text(part: Sequence[list[str]], pack: LanguagePack) -> str:
    """Pieces together; one that the other says again counts once."""
    out: list[str] = []
    for piece in part:
        groups = read_groups(piece, pack.numerals)
        text = "".join(group.text for group in groups)
        if any(len(g.text) > 2 and not g.written and not g.text.startswith("20") for g in groups):
            text += "?"  # an amount, or a year that is none
        if text and not (out and out[-1] == text):
            out.append(text)
    return "".join(out)


@cache
def _asides(language: str) -> AsideReader:
    return AsideReader(language, BILLS)


def expiry_value(
    document: Document, start: int, pack: LanguagePack, table: Mapping[str, int]
) -> Finding | None:
    """The month and year said from token `start` on, whatever they are of."""
    norms, kinds = document.norms, document.kinds
    if written_date(document, start):
        return None  # a card has no day
    said = _Said()
    pieces: list[tuple[int, int]] = []
    found: Finding | None = None
    first = end = -1
    turns = idle = aside = 0

    def goes_on(index: int) -> bool:
        linked = norms[index] in _INSIDE and index + 1 < len(norms)
        return kinds[index + linked] is Kind.NUMBER or bool(table.get(norms[index + linked], 0) & _VALUED)

    position = start
    stop = min(len(norms), start + _VALUE_TOKENS)
    while position < stop and idle <= _IDLE_TOKENS:
        norm, kind = norms[position], kinds[position]
        role = table.get(norm, 0)
        position += 1
        idle += 1
        if kind is Kind.BREAK:
            turns += 1
            if found is not None or turns > _VALUE_TURNS:
                break
            if first >= 0:
                pieces.append((first, end))
            first = -1
            said.parts[-1].append([])
            continue
        if kind is Kind.PUNCT:
            if (
                norm == ","
                and found is not None
                and not (said.empty or _taken_back(document, position, table))
            ):
                break  # "05/28, 123": the code follows
            if norm not in _MARKS and not (norm in "?!" and found is None and not said.empty):
                break
            said.part_ends()
            continue
        if kind is Kind.PLACEHOLDER:
            break
        if role & roles.MONTH and not any(said.piece):
            said.piece[:] = [f"{pack.dates.months[norm]:02d}", ","]
        elif kind is Kind.NUMBER and norm.isdecimal() and len(norm) <= _MOST_DIGITS:
            said.piece.extend((norm, ","))
        elif role & roles.NUMBER and kind is Kind.WORD:
            if counts_digits(norms, position - 1) or (role & roles.ARTICLE and not any(said.piece)):
                break
            said.piece.append(norm)
        elif norm == pack.numerals.connector and any(said.piece):
            said.piece.append(norm)
            continue
        elif norm in _INSIDE or role & roles.SEPARATOR:
            said.part_ends()
            continue
        elif role & roles.CORRECTION:
            if not said.empty:
                said.parts.append([[]])
            continue
        elif role & _SKIPPED or is_hesitation(norm):
            continue
        else:
            # "janeiro, tá meio apagado, de 2029"
            begins = position - 1 if table.get(norms[end], 0) & roles.SEPARATOR else end
            resume, corrected = _asides(pack.language).over(document, begins, goes_on)
            aside += 1
            if found is not None and not corrected:
                break
            if said.empty or resume <= position - 1 or aside > _MOST_ASIDES:
                break
            if corrected:
                said.parts.append([[]])
            position = resume
            continue
        idle = 0
        end = position
        first = position - 1 if first < 0 else first
        if sum(map(len, said.texts(pack)[-1:])) > _MOST_TEXT:
            break
        value = said.value(pack)
        if value:
            found = Finding(PiiType.VALIDADE, (*pieces, (first, end)), value, 0.85)
    return found


def _taken_back(document: Document, index: int, table: Mapping[str, int]) -> bool:
    return index < len(document) and bool(table.get(document.norms[index], 0) & roles.CORRECTION)
