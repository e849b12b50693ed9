"""Numbers that an insight needs and nobody is known by: amounts, durations, days, laws, quantities."""

import re
from collections.abc import Mapping

from insights.pii.identifiers import roles
from insights.pii.identifiers.dictation import Dictation
from insights.pii.words.reading import words
from insights.pii.written import is_quantity, written_date
from insights.text.tokens import Document, Kind

_AMOUNT_DIGITS = 7  # as many may be an amount
_BEFORE_TOKENS = 3
_LAW_TOKENS = 5
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_DAYS, _DAY_DIGITS = 31, 2
_OF = frozenset(("de", "del"))
_ONE = frozenset(("un", "una", "um", "uma"))
MONEY_SIGNS = frozenset("$€£")
_HALF_UNITS = {"por": words("ciento cien cento cem dia mes ano semana hora persona pessoa")}
_CLOCK_DIGITS = 4
_QUARTERS = (["e", "meia"], ["y", "media"], ["y", "cuarto"], ["menos", "cuarto"], ["e", "quarto"])
_TO_HOUR = words("diez veinte cinco veinticinco cuarto dez vinte")
_DAY_PARTS = words("manha manana tarde tardecita tardinha noite noche madrugada mediodia")
_SINCE, _TILL = words("das desde"), words("as ate hasta")
_CLOCK_WORDS = words("a de desde hasta ate entre sobre hacia para antes despues depois das e y")
_BETWEEN = frozenset(
    ("de", "por", "uns", "unos", "em", "r", "us", "a", "em", "o", "el", "la", "los", "era", "es", "e", ":")
)


def is_thousands(written: str) -> bool:
    """Whether a number is written as amounts are: 1.250.000."""
    return _THOUSANDS.fullmatch(written) is not None


def measure_end(document: Document, index: int, table: Mapping[str, int]) -> int:
    """One past the date, the day of a month or the quantity that the digits at `index` are by themselves;
    `index` for anything else."""
    norms = document.norms
    norm, follow = norms[index], index + 1
    after = norms[follow] if follow < len(norms) else ""
    if not norm.isdecimal():
        alone = after != "-" and not document.touches(index)
        return follow if alone and is_quantity(norm) else index
    if after in _OF and len(norm) <= _DAY_DIGITS and int(norm) <= _DAYS:
        month = norms[follow + 1] if follow + 1 < len(norms) else ""
        return follow if table.get(month, 0) & roles.MONTH else index
    return index + written_date(document, index)


def unit_follows(document: Document, last: int, table: Mapping[str, int], *, short: bool) -> bool:
    """Whether a unit, a currency or a month stands after a number that ends before `last`."""
    norms = document.norms
    index = last
    if index < len(norms) and norms[index] in _ONE and norms[index - 1] in ("y", "e"):
        index += 1  # "treinta y un euros"
    if index < len(norms) and norms[index] in ("de", "/", "del"):
        index += 1
    if index >= len(norms) or document.kinds[index] in (Kind.BREAK, Kind.PLACEHOLDER):
        return False
    norm = norms[index]
    role = table.get(norm, 0)
    if role & roles.MONTH:
        day = norms[last - 1]
        return not day.isdecimal() or int(day) <= _DAYS  # "… 84 diciembre de 2026" is a card and its expiry
    if not role & roles.UNIT and norm not in MONEY_SIGNS:
        return False
    if norm in _HALF_UNITS:
        # "cinco por ciento", but "… siete cinco por las tardes".
        return index + 1 < len(norms) and norms[index + 1] in _HALF_UNITS[norm]
    return short or len(norm) > 1 or norm in "%$€"


def is_amount(document: Document, said: Dictation, table: Mapping[str, int], *, amount_like: bool) -> bool:
    """Whether the words before a number say that it is an amount, a day or a law."""
    norms = document.norms
    first = said.first
    if first and norms[first - 1] in MONEY_SIGNS:
        return True
    if len(said.text) > _AMOUNT_DIGITS and not amount_like:
        return False
    index = first - 1
    lowest = max(0, first - _BEFORE_TOKENS)
    while index >= lowest:
        if document.kinds[index] is Kind.BREAK:
            break
        role = table.get(norms[index], 0)
        if role & roles.AMOUNT:
            return True
        if norms[index] not in _BETWEEN:
            break
        index -= 1
    return False


def is_law(document: Document, first: int, table: Mapping[str, int]) -> bool:
    """Whether a number is that of a law, an article, a norm."""
    for index in range(first, max(-1, first - 1 - _LAW_TOKENS), -1):
        if document.kinds[index] is Kind.BREAK:
            return False
        if table.get(document.norms[index], 0) & roles.LAW:
            return True
    return False


def is_opening(document: Document, said: Dictation) -> bool:
    """Whether a number is from when to when somebody is there: "das nove às dezoito"."""
    norms = document.norms
    since = said.first > 0 and norms[said.first - 1] in _SINCE
    return since and len(said.text) <= _CLOCK_DIGITS and not _TILL.isdisjoint(norms[said.first : said.last])


def is_clock(document: Document, first: int, last: int) -> bool:
    """Whether tokens `[first, last)` are a time of day by themselves, or by the part of the day that follows:
    "8:15", "cuatro menos diez", "oito e meia", "once de la mañana"."""
    norms, kinds = document.norms, document.kinds
    first += norms[first] == "a" and last - first > 1  # "a cuatro menos diez"
    size = last - first
    if size == 3 and norms[first + 1] == ":":
        hour, minute = norms[first], norms[first + 2]
        return (
            hour.isdecimal()
            and minute.isdecimal()
            and len(minute) == 2
            and int(hour) < 24
            and int(minute) < 60
        )
    if size == 3 and kinds[first] is Kind.WORD:
        return norms[first + 1 : last] in _QUARTERS or (
            norms[first + 1] == "menos" and norms[last - 1] in _TO_HOUR
        )
    after = norms[last : last + 3]
    of = 1 if after[:1] in (["da"], ["del"]) else 2 if after[:2] == ["de", "la"] else 0
    return size == 1 and of > 0 and after[of : of + 1] != [] and after[of] in _DAY_PARTS


def is_time(document: Document, said: Dictation) -> bool:
    """Whether a short number is a time of day: "a las cuatro menos diez", "às três e quinze"."""
    if len(said.text) > _CLOCK_DIGITS or len(said.pieces) > 1:
        return False
    norms = document.norms
    if said.first and norms[said.first - 1] in ("las", "as"):
        before = norms[max(0, said.first - 3) : said.first - 1]
        if norms[said.first - 1] == "as" and document.raw(said.first - 1, said.first) in ("às", "Às", "ÀS"):
            return True
        return bool(before) and before[-1] in _CLOCK_WORDS
    return False
