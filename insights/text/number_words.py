"""Numbers in words and figures as values: "dois mil e quinhentos", "1,5 milhão", "2 mil e 500".

Below a thousand text2num reads; thousands, millions and decimals are put together here. What cannot be read
is None: a value is never guessed.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from text_to_num import text2num

from insights.text.numerals import NUMERALS
from insights.text.words.quantities import JOINS, MILLIONS, POINTS

_THOUSAND = "mil"
_NUMBERS = (*range(20), *range(20, 100, 10), *range(100, 1000, 100), *range(21, 30))


def _spelled(text: str) -> Mapping[int, str]:
    return MappingProxyType(dict(zip(_NUMBERS, text.split(), strict=False)))


# As the library spells them: it knows no feminine forms and no misspellings.
_SPELLED = {
    "pt": _spelled(
        """
        zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis
        dezessete dezoito dezenove vinte trinta quarenta cinquenta sessenta setenta oitenta noventa cento
        duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos
        """
    ),
    "es": _spelled(
        """
        cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis
        diecisiete dieciocho diecinueve veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa
        ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos
        veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve
        """
    ),
}


@lru_cache(maxsize=4096)
def whole_value(items: tuple[str, ...], language: str) -> int | None:
    """A whole number in words and figures."""
    for index, item in enumerate(items):
        if item in MILLIONS:
            millions = _multiplier(items[:index], language)
            if millions is None:
                return None
            rest = items[index + 1 :]
            rest = rest[1:] if rest and rest[0] in JOINS else rest
            if not index and rest not in (("meio",), ("medio",)):
                return None
            below = 500_000 if rest in (("meio",), ("medio",)) else whole_value(rest, language) if rest else 0
            total = None if below is None or below >= 1_000_000 else millions * 1_000_000 + below
            return int(total) if total is not None and total == int(total) else None
    if _THOUSAND in items:
        at = items.index(_THOUSAND)
        thousands = _multiplier(items[:at], language)
        rest = items[at + 1 :]
        rest = rest[1:] if rest and rest[0] in ("e", "y") else rest
        below = _below_thousand(rest, language) if rest else 0
        if thousands is None or below is None or (rest and not below) or thousands >= 1000:
            return None
        total = thousands * 1000 + below
        return int(total) if thousands and total == int(total) else None
    return _below_thousand(items, language)


def _multiplier(items: tuple[str, ...], language: str) -> Decimal | None:
    """What stands before "mil" or "milhões": "2", "1,5", "meio", "trezentos"."""
    if not items:
        return Decimal(1)
    if items in (("meio",), ("medio",)):
        return Decimal("0.5")
    if len(items) == 1 and items[0][0].isdecimal():
        parts = written_parts(items[0])
        return None if parts is None else Decimal(f"{parts[0]}.{parts[1] or 0}")
    for point in POINTS:
        if point in items:
            at = items.index(point)
            units, decimals = (
                whole_value(items[:at], language),
                decimal_digits(list(items[at + 1 :]), language),
            )
            return None if units is None or not decimals else Decimal(f"{units}.{decimals}")
    value = whole_value(items, language)
    return None if value is None else Decimal(value)


def _below_thousand(items: tuple[str, ...], language: str) -> int | None:
    if len(items) == 1 and items[0].isdecimal():
        return int(items[0]) if len(items[0]) <= 3 else None
    numerals = NUMERALS[language]
    values: list[int] = []
    before, joined = -1, False
    for item in items:
        if item == numerals.connector:
            if before < 0 or joined:
                return None
            joined = True
            continue
        value = numerals.values.get(item, -1)
        if before < 0:
            fits = 0 <= value < 1000 and item not in numerals.only_dictated
        elif before >= 100:
            # Nobody says "cem vinte"; in Spanish the connector stands between tens and units only.
            fits = 0 < value < 100 and items[0] not in ("cem", "cien") and not (joined and language == "es")
        else:
            fits = before >= 20 and before % 10 == 0 and 0 < value < 10
        if not fits or item in numerals.only_dictated:
            return None
        values.append(value)
        before, joined = value, False
    return None if joined or not values else _library_value(tuple(values), language)


@lru_cache(maxsize=2048)
def _library_value(values: tuple[int, ...], language: str) -> int | None:
    spelled = [_SPELLED[language][value] for value in values]
    if language == "pt":
        said = " e ".join(spelled)
    else:
        tens = len(values) > 1 and 30 <= values[-2] < 100
        said = " ".join([*spelled[:-1], "y", spelled[-1]] if tens else spelled)
    try:
        return int(text2num(said, language))
    except ValueError:
        return None


def decimal_digits(items: list[str], language: str) -> str:
    """Digits after the mark: said one by one, or as a number."""
    values = NUMERALS[language].values
    if len(items) == 1 and items[0].isdecimal():
        return items[0] if len(items[0]) <= 3 else ""
    if items and all(0 <= values.get(item, -1) <= 9 and item != "meia" for item in items) and len(items) <= 3:
        return "".join(str(values[item]) for item in items)
    zeros = 0
    while zeros < len(items) and values.get(items[zeros]) == 0:
        zeros += 1
    value = _below_thousand(tuple(items[zeros:]), language) if zeros < len(items) else None
    return "" if value is None else "0" * zeros + str(value)


def written_parts(figure: str) -> tuple[int, str] | None:
    """Units and decimals of a written number, whichever mark it uses for thousands and for decimals."""
    marks = [char for char in figure if char in ".,"]
    if len(figure) > 20:
        return None
    if not marks:
        return (int(figure), "") if figure.isdecimal() and len(figure) <= 12 else None
    head, _, tail = figure.rpartition(marks[-1])
    groups = head.replace(",", ".").split(".")
    digits = "".join(groups)
    if not (digits.isdecimal() and tail.isdecimal() and len(digits) <= 12):
        return None
    if any(len(group) != 3 for group in groups[1:]) or (len(groups) > 1 and len(groups[0]) > 3):
        return None
    if len(tail) == 3:
        return int(digits + tail), ""
    return (int(digits), tail) if len(tail) <= 2 else None
