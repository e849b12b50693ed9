"""Shares, durations and other measured things in figures: "vinte por cento" → "20%", "dez a quinze dias" →
"10 a 15 dias"."""

from insights.text.figures import Figure, number_after, number_before
from insights.text.numerals import NUMERALS
from insights.text.tokens import Document, Kind
from insights.text.words.quantities import HALVES, JOINS, QuantityPack

Change = tuple[int, int, str]
"""Tokens `[first, last)` and what is written in their place."""

_MOST_SPOKEN = 10


def quantity_changes(document: Document, unit: int, floor: int, pack: QuantityPack) -> list[Change]:
    """The number of what is counted at `unit`."""
    found = number_before(document, unit, floor)
    if found is None or _no_count(document, found.first, floor):
        return []
    norms = document.norms
    if norms[unit] in pack.times and found.units <= _MOST_SPOKEN and not found.decimals:
        return []
    if norms[unit] == pack.often:
        if unit + 1 < len(norms):
            times = norms[unit + 1] in NUMERALS[document.language].values
            if times or document.kinds[unit + 1] is Kind.NUMBER or norms[unit + 1] in ("r", "$", "€"):
                return []  # "três vezes cinquenta"
        if norms[found.first : unit] == ["mil"]:
            return []
    earlier = range_changes(document, found.first, floor, pack)
    if _article(document, found) and not earlier:
        return []
    if found.written or norms[found.first : unit] in (["meio"], ["medio"]):
        return earlier
    return [*earlier, (found.first, unit, found.text)]


def range_changes(document: Document, first: int, floor: int, pack: QuantityPack) -> list[Change]:
    """The lower number of a range whose upper one begins at token `first`."""
    norms = document.norms
    between = first - 1
    if between <= floor:
        return []
    joins = norms[between] in JOINS and "entre" in norms[max(floor, between - 6) : between]
    if norms[between] not in pack.ranges and not joins:
        return []
    found = number_before(document, between, floor)
    if found is None or found.written or _no_count(document, found.first, floor):
        return []
    if found.text == "0" or norms[found.first : found.last] in (["meio"], ["medio"]):
        return []
    return [(found.first, found.last, found.text)]


def share_changes(document: Document, hundred: int, floor: int, pack: QuantityPack) -> list[Change]:
    """ "vinte por cento"."""
    norms = document.norms
    split = norms[hundred] == pack.hundred
    if split and (hundred <= floor or norms[hundred - 1] != "por" or _counts_on(document, hundred + 1, pack)):
        return []
    end = hundred - 1 if split else hundred
    found = number_before(document, end, floor)
    if found is None or _no_count(document, found.first, floor):
        return []
    if norms[hundred] == "%" and found.written:
        return []
    earlier = range_changes(document, found.first, floor, pack)
    return [*earlier, (found.first, hundred + 1, f"{found.text}%")]


def _counts_on(document: Document, index: int, pack: QuantityPack) -> bool:
    """Whether "cento" goes on as a number: "dois por cento e vinte reais"."""
    norms = document.norms
    values = NUMERALS[document.language].values
    if index >= len(norms):
        return False
    if norms[index] in values:
        return True
    if norms[index] != "e" or index + 1 >= len(norms) or norms[index + 1] not in values:
        return False
    found = number_after(document, index + 1)
    if found is None or found.last >= len(norms):
        return True
    follow = norms[found.last]
    share = norms[found.last : found.last + 2] == ["por", pack.hundred]
    return not (share or follow in pack.units or follow in ("%", f"por{pack.hundred}"))


def is_share(document: Document, first: int, pack: QuantityPack) -> bool:
    """Whether the number at `first` may be the end of a share and something more: "dez por cento e vinte"."""
    norms = document.norms
    if first < 2 or norms[first] != pack.hundred or norms[first - 1] != "por":
        return False
    return norms[first - 2] in NUMERALS[document.language].values or document.kinds[first - 2] is Kind.NUMBER


def _article(document: Document, found: Figure) -> bool:
    return (
        found.last - found.first == 1 and document.norms[found.first] in NUMERALS[document.language].articles
    )


def _no_count(document: Document, first: int, floor: int) -> bool:
    """Whether the number at `first` is money, or the rest of a dictation."""
    return is_dictated(document, first, floor) or (first > 0 and document.norms[first - 1] in ("$", "€"))


def is_dictated(document: Document, first: int, floor: int) -> bool:
    """Whether more numbers stand before, which the number at `first` does not belong to."""
    if first <= floor:
        return False
    numerals = NUMERALS[document.language]
    norm = document.norms[first - 1]
    return (
        document.kinds[first - 1] is Kind.NUMBER
        or (norm in numerals.values and norm not in numerals.articles)
        or norm in HALVES
    )
