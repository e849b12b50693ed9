"""Numbers as they are written: "mil e duzentos reais" → "R$ 1.200", "vinte por cento" → "20%", "doze
meses" → "12 meses", "quinze de maio de dois mil e vinte e seis" → "15 de maio de 2026".

A number becomes figures where what it counts shows what it is; its value is kept exactly. Alone it stays as
it was said, and so do ordinals, "um" and "uma", and times up to ten ("dois dias"). Runs after the scrubber:
an identifier said as words must not become a figure before it is found.
"""

import re

from insights.text.days import day_change, month_changes, time_change, year_change
from insights.text.figures import Figure, number_after, number_before, read
from insights.text.months import MONTHS
from insights.text.numerals import NUMERALS
from insights.text.quantities import (
    Change,
    is_dictated,
    is_share,
    quantity_changes,
    range_changes,
    share_changes,
)
from insights.text.tokens import Document, Kind, fold, tokenise
from insights.text.words.quantities import CENTS, JOINS, MILLIONS, POINTS, QUANTITIES, SYMBOLS, QuantityPack

_WORD = re.compile(r"[^\W\d_]+|[$€%]")
_DIGIT = re.compile(r"\d")
_MOST_LINKS = 3


def write_amounts(text: str, language: str) -> str:
    """Amounts, shares, durations, days and times in figures; other languages come back as they are.

    Pesos are written "1200 pesos" and "500.90 pesos", other amounts with a point for thousands and a comma
    for cents: "R$ 1.200,50", "1.200 €". A price without its currency is a number: "129,90". Idempotent.
    """
    pack = QUANTITIES.get(language)
    if pack is None or not _may_have_amounts(text, language, pack):
        return text
    document = tokenise(text, language)
    out: list[str] = []
    position = 0
    floor = 0
    for index, norm in enumerate(document.norms):
        if index < floor or norm not in pack.triggers:
            continue
        for first, last, figure in _changes(document, index, floor, pack):
            out += [text[position : document.starts[first]], figure]
            position = document.ends[last - 1]
            floor = last
    out.append(text[position:])
    return "".join(out)


def _may_have_amounts(text: str, language: str, pack: QuantityPack) -> bool:
    """A quick look, so that plain text need not be cut into tokens."""
    words = _WORD.findall(fold(text))
    if pack.triggers.isdisjoint(words):
        return False
    return not NUMERALS[language].values.keys().isdisjoint(words) or bool(_DIGIT.search(text))


def _changes(document: Document, index: int, floor: int, pack: QuantityPack) -> list[Change]:
    """What the word at `index` makes of the numbers around it; in order."""
    norm = document.norms[index]
    if norm in SYMBOLS:
        return _amount(document, index, floor, pack)
    if norm in ("$", "€"):
        return _written(document, index, floor, pack)
    if norm in pack.units:
        return quantity_changes(document, index, floor, pack)
    if norm in (pack.hundred, f"por{pack.hundred}", "%"):
        return share_changes(document, index, floor, pack)
    if norm == "dia":
        return day_change(document, index, pack)
    if norm in MONTHS[document.language]:
        return month_changes(document, index, floor, pack)
    if norm in pack.periods:
        return time_change(document, index, floor, pack)
    if norm == pack.year:
        return year_change(document, index, pack)
    return _price(document, index, pack) if norm in pack.cues else []


def _amount(document: Document, currency: int, floor: int, pack: QuantityPack) -> list[Change]:
    """An amount whose currency word is at `currency`."""
    norms = document.norms
    end = currency
    if end - 2 >= floor and norms[end - 1] == "de" and norms[end - 2] in (*MILLIONS, "meio", "medio"):
        end -= 1
    found = number_before(document, end, floor, price=True)
    if found is not None and found.priced and found.first and norms[found.first - 1] == "entre":
        found = number_before(document, end, floor)  # "entre vinte e trinta": no cents
    if found is None or found.cents is None:
        return []
    first, last, cents = found.first, currency + 1, found.cents
    if cents == 0:
        last, cents = _cents_after(document, last, pack)
    if is_share(document, first, pack) or is_dictated(document, first, floor):
        return []
    if _is_article(document, found, last, pack):
        return []
    signed = first > floor and norms[first - 1] == "€"
    if signed or (last < len(norms) and norms[last] in SYMBOLS):
        return []
    symbol = SYMBOLS[norms[currency]]
    earlier = range_changes(document, first, floor, pack)
    if first > floor and norms[first - 1] == "$":
        # "R$ 120 reais": the sign says it already.
        first = first - 2 if first - 2 >= floor and norms[first - 2] in ("r", "us") else first - 1
    return [*earlier, (first, last, _figure(found.units, cents, symbol, document))]


def _is_article(document: Document, found: Figure, last: int, pack: QuantityPack) -> bool:
    """ "um real problema": one, but no money."""
    norms = document.norms
    if found.last - found.first > 1 or norms[found.first] not in NUMERALS[document.language].articles:
        return False
    if last >= len(document) or norms[last] in pack.goes_on:
        return False
    return document.kinds[last] in (Kind.WORD, Kind.NUMBER)


def _cents_after(document: Document, index: int, pack: QuantityPack) -> tuple[int, int]:
    """One past "e noventa (centavos)" at `index`, and the cents; (index, 0) when there are none."""
    norms, kinds = document.norms, document.kinds
    if index + 1 >= len(norms) or norms[index] not in JOINS:
        return index, 0
    if norms[index + 1] in ("meio", "medio"):
        return (index + 2, 50) if _closes(document, index + 2, pack) else (index, 0)
    found = number_after(document, index + 1)
    if found is None or found.decimals or not 0 < found.units < 100:
        return index, 0
    if found.last < len(norms) and norms[found.last] in CENTS:
        return found.last + 1, found.units
    lone = (
        found.last - found.first == 1 and kinds[found.first] is Kind.NUMBER and len(norms[found.first]) != 2
    )
    more = norms[index] == "con" and norms[found.last : found.last + 1] == ["de"]  # "con noventa de más"
    if found.units < 5 or lone or not (more or _closes(document, found.last, pack)):
        return index, 0
    return found.last, found.units


def _closes(document: Document, end: int, pack: QuantityPack) -> bool:
    """Whether nothing at `end` is counted by the number that ends there."""
    if end >= len(document) or document.kinds[end] in (Kind.BREAK, Kind.PLACEHOLDER):
        return True
    norm = document.norms[end]
    if document.kinds[end] is Kind.PUNCT:
        return norm not in "%$€"
    return norm in pack.goes_on and document.norms[end + 1 : end + 2] != [pack.hundred]


def _written(document: Document, sign: int, floor: int, pack: QuantityPack) -> list[Change]:
    """An amount written with its sign: "R$120,00", "99,90€"."""
    norms, kinds = document.norms, document.kinds
    if norms[sign] == "€" and sign > floor and kinds[sign - 1] is Kind.NUMBER:
        found = number_before(document, sign, floor)
        if found is None or found.cents is None:
            return []
        return [(found.first, sign + 1, _figure(found.units, found.cents, "€", document))]
    real = norms[sign] == "$" and sign > floor and norms[sign - 1] == "r" and document.touches(sign)
    if not (real or norms[sign] == "€") or sign + 1 >= len(norms) or kinds[sign + 1] is not Kind.NUMBER:
        return []
    end = sign + 2
    while end + 1 < len(norms) and norms[end] in (".", ",") and kinds[end + 1] is Kind.NUMBER:
        if not (document.touches(end) and document.touches(end + 1)):
            break
        end += 2
    found = read(document, sign + 1, end)
    if found is None or found.cents is None or norms[end : end + 1] == ["mil"]:
        return []
    if not real and sign and (is_dictated(document, sign, 0) or norms[sign - 1] in (*JOINS, *POINTS, "€")):
        return []
    own = ("real", "reais") if real else ("euro", "euros")
    if end < len(norms) and (
        norms[end] in MILLIONS or norms[end] in SYMBOLS.keys() - own or norms[end] in "%$"
    ):
        return []  # "R$ 1,5 milhão"
    cents = found.cents
    if end < len(norms) and SYMBOLS.get(norms[end]) == ("R$" if real else "€"):
        end += 1
    if cents == 0:
        after, said = _cents_after(document, end, pack)
        if said and norms[after - 1] in CENTS:
            end, cents = after, said
    return [(sign - 1 if real else sign, end, _figure(found.units, cents, "R$" if real else "€", document))]


def _price(document: Document, cue: int, pack: QuantityPack) -> list[Change]:
    """ "custa vinte e nove e noventa": a price without its currency."""
    start = cue + 1
    while start <= cue + _MOST_LINKS and start < len(document) and document.norms[start] in pack.links:
        start += 1
    found = number_after(document, start, price=True) if start < len(document) else None
    if found is None or not found.priced or (found.cents or 0) < 10:
        return []
    follow = document.norms[found.last] if found.last < len(document) else ""
    if follow in SYMBOLS or not _closes(document, found.last, pack):
        return []
    return [(found.first, found.last, found.text)]


def _figure(units: int, cents: int, symbol: str, document: Document) -> str:
    if symbol == "pesos" or (symbol == "dólares" and document.language == "es"):
        number = f"{units}.{cents:02d}" if cents else str(units)
        return f"{number} {symbol}"
    whole = f"{units:,}".replace(",", ".")
    number = f"{whole},{cents:02d}" if cents else whole
    return f"R$ {number}" if symbol == "R$" else f"{number} {symbol}"
