"""Things written with digits and marks, without a blank between: dates, prices, quantities, known forms."""

import re

from insights.text.tokens import Document, Kind

_CLUSTER_TOKENS = 40
_INNER = frozenset(".-/,–")
_PRICE = re.compile(
    r"\d{1,3}(?:\.\d{3}){0,4},\d{1,2}|\d{1,3}(?:,\d{3}){0,4}\.\d{1,2}|\d{1,9}[.,]\d{1,2}|\d{1,3}(?:,\d{3}){1,4}"
)
_QUANTITY = re.compile(
    r"\d{1,2}h(?:\d{2})?(?:min)?|\d{1,3}[ºªoa]s?|\d{1,6}(?:gb|mb|mbps|kwh|mega|megas|giga|gigas|kg|km|mg|ml|mm|cm|m|min|seg|"
    r"th|k|g|x|m2|m3|w|v|dias|mil|reais|euros)|mm[23]"
)


def written_date(document: Document, index: int) -> int:
    """How many tokens a date written with digits takes at `index` (12/05/1985, 2026-01-05), else 0."""
    norms = document.norms
    if index + 5 > len(norms) or document.kinds[index] is not Kind.NUMBER:
        return 0
    mark = norms[index + 1]
    if mark not in "/-." or norms[index + 3] != mark:
        return 0
    day, month, year = norms[index], norms[index + 2], norms[index + 4]
    if not (day.isdecimal() and month.isdecimal() and year.isdecimal()):
        return 0
    if any(not document.touches(k) for k in range(index + 1, index + 5)):
        return 0
    if len(day) == 4:
        day, year = year, day
    if len(day) > 2 or len(month) > 2 or len(year) not in (2, 4):
        return 0
    # 12.345.67 is no date: the parts must be a day and a month.
    return 5 if 1 <= int(day) <= 31 and 1 <= int(month) <= 12 else 0


def is_quantity(norm: str) -> bool:
    """Whether digits and a unit are written together: "10gb", "2h30", "1º"."""
    return _QUANTITY.fullmatch(norm) is not None


def cluster_end(document: Document, index: int) -> int:
    """One past the tokens written together from `index` on, without the marks that end a phrase."""
    norms, kinds, starts, ends = document.norms, document.kinds, document.starts, document.ends
    mark, line, placeholder = Kind.PUNCT, Kind.BREAK, Kind.PLACEHOLDER
    end = index + 1
    stop = min(len(norms), index + _CLUSTER_TOKENS)
    while end < stop and ends[end - 1] == starts[end]:
        kind = kinds[end]
        if kind is mark:
            if norms[end] not in _INNER:
                break
        elif kind is line or kind is placeholder:
            break
        end += 1
    while kinds[end - 1] is Kind.PUNCT and end > index + 1:
        end -= 1
    return end


def is_price(document: Document, index: int) -> bool:
    """Whether the digits at `index` are written as a price or a decimal: 1.250,00, 99,90, 35.9."""
    if document.norms[index + 1] not in ".,":
        return False
    if (
        index
        and document.touches(index)
        and document.kinds[index - 1] is Kind.PUNCT
        and document.norms[index - 1] in ".,-/"
    ):
        return False  # inside a longer number
    return _PRICE.fullmatch("".join(document.norms[index : cluster_end(document, index)])) is not None
