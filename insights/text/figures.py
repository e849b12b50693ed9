"""Numbers in a text: said ("mil e duzentos", "um milhão e meio"), written ("1.200,50") or both ("2 mil").

This module finds where a number begins and ends; `number_words` reads it.
"""

from dataclasses import dataclass

from insights.text.number_words import decimal_digits, whole_value, written_parts
from insights.text.numerals import NUMERALS
from insights.text.tokens import Document, Kind
from insights.text.words.quantities import HALVES, JOINS, MILLIONS, POINTS

_MOST_TOKENS = 18


@dataclass(frozen=True)
class Figure:
    """A number at tokens `[first, last)`."""

    first: int
    last: int
    units: int
    decimals: str = ""  # digits after the mark
    mark: str = ","
    priced: bool = False  # said as a price: "vinte e nove e noventa"
    written: bool = False  # figures only

    @property
    def cents(self) -> int | None:
        """None for what is no sum of money."""
        return int(self.decimals.ljust(2, "0")) if len(self.decimals) <= 2 else None

    @property
    def text(self) -> str:
        return f"{self.units}{self.mark}{self.decimals}" if self.decimals else str(self.units)


def number_before(document: Document, end: int, floor: int, *, price: bool = False) -> Figure | None:
    """The longest number that ends right before token `end` and starts at `floor` or after it."""
    first = end
    while first > floor and end - first < _MOST_TOKENS and _numeric(document, first - 1, end):
        first -= 1
    for start in range(first, end):
        norm = document.norms[start]
        if norm in JOINS or norm in POINTS or norm in ".,":
            continue
        if document.kinds[start] is Kind.NUMBER and document.touches(start):
            if start == first and start > floor and document.kinds[start - 1] is not Kind.PUNCT:
                continue
            if start > first:
                continue  # a part of a longer figure that is no number: a date, an address
        found = read(document, start, end, price=price)
        if found is not None:
            mixed = start > first and document.norms[start - 1] in JOINS and found.written
            return None if mixed and document.kinds[start - 2] is not Kind.NUMBER else found
    return None


def number_after(document: Document, start: int, *, price: bool = False) -> Figure | None:
    """The number that starts at token `start`: all of what may be part of it, or nothing."""
    end = start
    limit = min(len(document), start + _MOST_TOKENS)
    while end < limit and _numeric(document, end, limit):
        end += 1
    while end > start and (document.norms[end - 1] in JOINS or document.norms[end - 1] in POINTS):
        end -= 1
    while end > start and document.norms[end - 1] in (".", ","):
        end -= 1
    return read(document, start, end, price=price) if end > start else None


def _numeric(document: Document, index: int, end: int) -> bool:
    """Whether a number that ends before `end` may have this token."""
    norm, kind = document.norms[index], document.kinds[index]
    if kind is Kind.NUMBER:
        return norm.isdecimal()
    if kind is Kind.PUNCT:
        return (
            norm in (".", ",")
            and 0 < index < len(document) - 1
            and document.kinds[index - 1] is Kind.NUMBER
            and document.kinds[index + 1] is Kind.NUMBER
            and document.touches(index)
            and document.touches(index + 1)
        )
    if kind is not Kind.WORD:
        return False
    if norm in HALVES:
        return norm != "meia"
    if norm in NUMERALS[document.language].values or norm in MILLIONS:
        return True
    return index + 1 < end and (norm in JOINS or norm in POINTS)


def read(document: Document, first: int, last: int, *, price: bool = False) -> Figure | None:
    """What tokens `[first, last)` say, if they are one number; with `price` also "vinte e nove e noventa"."""
    items = _items(document, first, last)
    if not items or items[0] in JOINS or items[-1] in JOINS:
        return None
    language = document.language
    if len(items) == 1 and items[0][0].isdecimal():
        parts = written_parts(items[0])
        return None if parts is None else Figure(first, last, parts[0], parts[1], written=True)
    for point, mark in POINTS.items():
        if point in items:
            at = items.index(point)
            units, decimals = (
                whole_value(tuple(items[:at]), language),
                decimal_digits(items[at + 1 :], language),
            )
            if units is None or not decimals:
                return None
            return Figure(first, last, units, decimals, mark)
    value = whole_value(tuple(items), language)
    if value is not None:
        return Figure(first, last, value)
    if len(items) > 2 and items[-1] in HALVES and items[-2] in JOINS:
        value = whole_value(tuple(items[:-2]), language)
        return None if value is None else Figure(first, last, value, "5")
    if items == ["meio"] or items == ["medio"]:
        return Figure(first, last, 0, "5")
    return _price(items, first, last, language) if price else None


def _price(items: list[str], first: int, last: int, language: str) -> Figure | None:
    for split in range(len(items) - 2, 0, -1):
        if items[split] in JOINS and not items[-1][0].isdecimal():
            units = whole_value(tuple(items[:split]), language)
            cents = whole_value(tuple(items[split + 1 :]), language)
            if units is not None and cents is not None and 10 <= cents < 100:
                return Figure(first, last, units, f"{cents:02d}", priced=True)
    return None


def _items(document: Document, first: int, last: int) -> list[str]:
    """Words and figures, a figure with its marks as one item."""
    items: list[str] = []
    for index in range(first, last):
        norm = document.norms[index]
        inside = norm in (".", ",") or (
            index > first and document.norms[index - 1] in (".", ",") and document.touches(index)
        )
        if inside and items:
            items[-1] += norm
        else:
            items.append(norm)
    return items
