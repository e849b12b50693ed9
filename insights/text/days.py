"""Days, years and times of day in figures: "dia quinze", "quinze de maio de dois mil e vinte e seis",
"às três e meia da tarde"."""

from insights.text.figures import number_after, number_before
from insights.text.numerals import NUMERALS
from insights.text.quantities import Change
from insights.text.tokens import Document, Kind
from insights.text.words.quantities import SYMBOLS, QuantityPack

_FIRST = ("primeiro", "primero")


def day_change(document: Document, day: int, pack: QuantityPack) -> list[Change]:
    """ "dia quinze"."""
    norms = document.norms
    if day + 1 >= len(norms) or (day and norms[day - 1] in pack.no_day):
        return []
    if norms[day + 1] in _FIRST:
        return [(day + 1, day + 2, "1")]
    found = number_after(document, day + 1)
    if found is None or found.written or found.decimals or not 1 <= found.units <= 31:
        return []
    if norms[day + 1] in ("uma", "una", "un") or _counts(document, found.last, pack):
        return []
    follow = norms[found.last] if found.last < len(norms) else "de"
    article = norms[day + 1] in NUMERALS[document.language].articles and found.last == day + 2
    if (
        article
        and document.kinds[found.last - 1] is Kind.WORD
        and follow not in ("de", *pack.goes_on, *",.?!")
    ):
        return []
    return [(day + 1, found.last, str(found.units))]


def month_changes(document: Document, month: int, floor: int, pack: QuantityPack) -> list[Change]:
    """ "quinze de maio de dois mil e vinte e seis": the day and the year."""
    norms = document.norms
    follows = norms[month + 1 : month + 2] in (["de"], ["del"])
    if month - 2 < floor or norms[month - 1] != "de":
        return _year(document, month + 2, pack, dated=False) if follows else []
    end = month - 1
    if norms[end - 1] in _FIRST:
        day = [(end - 1, end, "1")]
    else:
        found = number_before(document, end, floor)
        if found is None or found.decimals or not 1 <= found.units <= 31:
            return _year(document, month + 2, pack, dated=False) if follows else []
        day = [] if found.written else [(found.first, end, str(found.units))]
    year = _year(document, month + 2, pack, dated=True) if follows else []
    if day and norms[end - 1] in ("uma", "una", "duas", "un"):
        return year  # "paguei duas de maio"
    before = norms[day[0][0] - 1] if day and day[0][0] else ""
    if day and not year and norms[day[0][0] : end] in (["um"], ["uno"]):
        return day if before in ("dia", "el", "a", "em") else []
    return day + year


def year_change(document: Document, word: int, pack: QuantityPack) -> list[Change]:
    """ "no ano de dois mil e vinte"."""
    norms = document.norms
    start = word + 2 if norms[word + 1 : word + 2] == ["de"] else word + 1
    return _year(document, start, pack, dated=False)


def _year(document: Document, start: int, pack: QuantityPack, *, dated: bool) -> list[Change]:
    found = number_after(document, start) if start < len(document) else None
    if found is None or found.written or found.decimals or not 1900 <= found.units <= 2099:
        return []
    if document.kinds[start] is Kind.NUMBER or (found.units == 2000 and not dated):
        return []
    if _counts(document, found.last, pack):
        return []  # "a fatura de maio de dois mil reais"
    return [(start, found.last, str(found.units))]


def _counts(document: Document, index: int, pack: QuantityPack) -> bool:
    """Whether the number that ends before `index` counts what stands there."""
    follow = document.norms[index : index + 2]
    if not follow:
        return False
    counted = follow[0] in SYMBOLS or follow[0] in pack.units or follow[0] in ("%", "€", f"por{pack.hundred}")
    return counted or follow == ["por", pack.hundred]


def time_change(document: Document, period: int, floor: int, pack: QuantityPack) -> list[Change]:
    """ "às três e meia da tarde" → "às 3h30 da tarde", "a las 3:30 de la tarde"."""
    norms = document.norms
    end = period - 1
    if norms[end] == "la":
        end -= 1
    if end <= floor or norms[end] not in ("da", "de"):
        return []
    minutes = 0
    last = end
    if norms[end - 1] in ("meia", "media", "cuarto") and norms[end - 2] in ("e", "y") and end - 2 > floor:
        minutes = 15 if norms[end - 1] == "cuarto" else 30
        end -= 2
    found = number_before(document, end, floor, price=not minutes)
    if found is None or not 1 <= found.units <= 23 or found.first <= floor:
        return []
    if found.written and not minutes:
        return []
    if norms[found.first - 1] not in pack.at or (found.decimals and not found.priced):
        return []
    if found.priced:
        minutes = int(found.decimals)
    if minutes >= 60:
        return []
    return [(found.first, last, f"{found.units}{pack.clock}{minutes:02d}" if minutes else str(found.units))]
