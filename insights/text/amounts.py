"""Amounts and days as they are written: "cento e vinte reais" → "R$ 120", "dia quinze" → "dia 15".

Numbers are read by text2num; what it cannot read stays as it was said. Runs after the scrubber: an
identifier said
as words must not become a figure before it is found.
"""

from collections.abc import Mapping
from types import MappingProxyType

from text_to_num import text2num

from insights.text.months import MONTHS
from insights.text.numerals import NUMERALS
from insights.text.tokens import Document, Kind, tokenise

_CURRENCIES: Mapping[str, str] = MappingProxyType(
    {
        "real": "R$",
        "reais": "R$",
        "euro": "€",
        "euros": "€",
        "peso": "pesos",
        "pesos": "pesos",
        "dolar": "dólares",
        "dolares": "dólares",
    }
)
_CENTS = frozenset(["centavo", "centavos", "centimo", "centimos"])
_JOINS = frozenset({"e", "y", "con", "com"})
_MILLIONS = frozenset(["milhao", "milhoes", "millon", "millones"])
_MONTHS = frozenset(name for names in MONTHS.values() for name in names)
# After "… euros e noventa" only the end of the phrase or one of these: else the number counts something.
_GOES_ON = frozenset(
    [
        "por",
        "para",
        "em",
        "no",
        "na",
        "nos",
        "nas",
        "de",
        "do",
        "da",
        "e",
        "que",
        "mas",
        "ou",
        "porque",
        "quando",
        "se",
        "com",
        "a",
        "o",
        "as",
        "os",
        "este",
        "esta",
        "esse",
        "essa",
        "isso",
        "ja",
        "agora",
        "en",
        "el",
        "la",
        "los",
        "las",
        "y",
        "pero",
        "al",
        "del",
        "si",
        "con",
        "como",
        "mi",
        "me",
        "le",
        "lo",
        "su",
        "un",
        "una",
        "es",
        "nao",
        "no",
        "todo",
        "todos",
        "cada",
        "ontem",
        "hoje",
        "ayer",
        "hoy",
    ]
)
_MOST_WORDS = 14


def write_amounts(text: str, language: str) -> str:
    """Amounts and days in figures; other languages come back as they are. Idempotent."""
    if language not in NUMERALS:
        return text
    document = tokenise(text, language)
    out: list[str] = []
    position = 0
    floor = 0
    for index, norm in enumerate(document.norms):
        if index < floor:
            continue
        change: tuple[int, int, str] | None = None
        if norm in _CURRENCIES and document.kinds[index] is Kind.WORD:
            change = _amount(document, index, floor)
        elif norm in ("$", "€"):
            change = _written(document, index, floor)
        elif norm == "dia":
            change = _day(document, index)
        elif norm in _MONTHS:
            change = _day_of_month(document, index, floor)
        if change is None:
            continue
        first, last, figure = change
        out += [text[position : document.starts[first]], figure]
        position = document.ends[last - 1]
        floor = last
    out.append(text[position:])
    return "".join(out)


def _amount(document: Document, currency: int, floor: int) -> tuple[int, int, str] | None:
    """An amount whose currency word is at `currency`: its tokens and how it is written."""
    norms = document.norms
    end = currency
    if end > floor and norms[end - 1] == "de" and end - 2 >= floor and norms[end - 2] in _MILLIONS:
        end -= 1
    first, units, cents = _number_before(document, end, floor)
    if units is None:
        return None
    last = currency + 1
    if cents == 0:
        after, said = _cents_after(document, last)
        if said:
            last, cents = after, said
    symbol = _CURRENCIES[norms[currency]]
    if first > floor and norms[first - 1] == "$":
        # "R$ 120 reais": the sign says it already.
        first = first - 2 if first - 2 >= floor and norms[first - 2] in ("r", "us") else first - 1
    return first, last, _figure(units, cents, symbol, document)


def _number_before(document: Document, end: int, floor: int) -> tuple[int, int | None, int]:
    """Where the number that ends before token `end` starts, its units and cents; units None when there is
    none."""
    norms, kinds = document.norms, document.kinds
    numerals = NUMERALS[document.language]
    if end > floor and kinds[end - 1] is Kind.NUMBER:
        first = end - 1
        while (
            first - 2 >= floor
            and norms[first - 1] in (".", ",")
            and kinds[first - 2] is Kind.NUMBER
            and document.touches(first)
            and document.touches(first - 1)
        ):
            first -= 2
        if first > floor and document.touches(first):
            return end, None, 0
        units, cents = _parse_figure(
            document.text[document.starts[first] : document.ends[end - 1]], document.language
        )
        return first, units, cents
    first = end
    while (
        first > floor
        and end - first < _MOST_WORDS
        and kinds[first - 1] is Kind.WORD
        and (
            norms[first - 1] in numerals.values
            or norms[first - 1] in _MILLIONS
            or (first < end and (norms[first - 1] == numerals.connector or norms[first - 1] == "con"))
        )
    ):
        first -= 1
    while first < end and norms[first] in _JOINS:
        first += 1
    for start in range(first, end):
        if norms[start] in _JOINS:
            continue
        units, cents = _read(norms[start:end], document.language)
        if units is not None:
            return start, units, cents
    return end, None, 0


def _read(words: list[str], language: str) -> tuple[int | None, int]:
    """Units and cents of number words: "vinte e nove e noventa", "ciento veinte con cincuenta"."""
    whole = _value(words, language)
    if whole is not None:
        return whole, 0
    for split in range(len(words) - 2, 0, -1):
        if words[split] in _JOINS:
            units, cents = _value(words[:split], language), _value(words[split + 1 :], language)
            if units is not None and cents is not None and 0 < cents < 100:
                return units, cents
    return None, 0


_ACCENTED: Mapping[str, str] = MappingProxyType(
    {
        "tres": "três",
        "milhao": "milhão",
        "milhoes": "milhões",
        "cincoenta": "cinquenta",
        "uma": "um",
        "duas": "dois",
    }
)


def _value(words: list[str], language: str) -> int | None:
    if not words or "meia" in words or words[0] in _JOINS:
        return None
    if language == "pt":
        words = [_ACCENTED.get(word, word[:-2] + "os" if word.endswith("entas") else word) for word in words]
    else:
        short = {"veintiun": "veintiuno", "un": "uno", "una": "uno", "millon": "millón"}
        words = [short.get(word, word[:-2] + "os" if word.endswith("ientas") else word) for word in words]
        if len(words) > 1 and words[0] == "uno" and words[1] == "millón":
            words = ["un", *words[1:]]
    try:
        return int(text2num(" ".join(words), language))
    except ValueError:
        return None


def _parse_figure(figure: str, language: str) -> tuple[int | None, int]:
    """Units and cents of a written number, whichever mark it uses for thousands and for decimals."""
    marks = [char for char in figure if char in ".,"]
    if not marks:
        return (int(figure), 0) if figure.isdecimal() and len(figure) <= 12 else (None, 0)
    head, _, tail = figure.rpartition(marks[-1])
    head_digits = head.replace(".", "").replace(",", "")
    if not (head_digits.isdecimal() and tail.isdecimal() and len(head_digits) <= 12):
        return None, 0
    if len(tail) == 3:
        return int(head_digits + tail), 0
    if len(tail) <= 2:
        return int(head_digits), int(tail.ljust(2, "0"))
    return None, 0


def _cents_after(document: Document, index: int) -> tuple[int, int]:
    """One past "e noventa (centavos)" at `index`, and the cents; (index, 0) when there are none."""
    norms, kinds = document.norms, document.kinds
    if index + 1 >= len(norms) or norms[index] not in _JOINS:
        return index, 0
    numerals = NUMERALS[document.language]
    end = index + 1
    while end < min(len(norms), index + 5):
        if (
            kinds[end] is Kind.NUMBER
            or norms[end] in numerals.values
            or (
                norms[end] == numerals.connector
                and end + 1 < len(norms)
                and norms[end + 1] in numerals.values
            )
        ):
            end += 1
        else:
            break
    if end == index + 1:
        return index, 0
    words = norms[index + 1 : end]
    cents = int(words[0]) if len(words) == 1 and words[0].isdecimal() and len(words[0]) <= 2 else None
    if cents is None:
        cents = _value(words, document.language)
    if cents is None or not 0 < cents < 100:
        return index, 0
    if end < len(norms) and norms[end] in _CENTS:
        return end + 1, cents
    closes = (
        end >= len(norms)
        or kinds[end] in (Kind.BREAK, Kind.PUNCT, Kind.PLACEHOLDER)
        or norms[end] in _GOES_ON
    )
    return (end, cents) if closes and cents >= 5 else (index, 0)


def _written(document: Document, sign: int, floor: int) -> tuple[int, int, str] | None:
    """An amount written with its sign: "R$120,00", "99,90€"."""
    norms, kinds, text = document.norms, document.kinds, document.text
    if norms[sign] == "€" and sign > floor and kinds[sign - 1] is Kind.NUMBER:
        first, units, cents = _number_before(document, sign, floor)
        return None if units is None else (first, sign + 1, _figure(units, cents, "€", document))
    real = norms[sign] == "$" and sign > floor and norms[sign - 1] == "r" and document.touches(sign)
    if not (real or norms[sign] == "€"):
        return None
    end = sign + 1
    if end >= len(norms) or kinds[end] is not Kind.NUMBER:
        return None
    end += 1
    while (
        end + 1 < len(norms)
        and norms[end] in (".", ",")
        and kinds[end + 1] is Kind.NUMBER
        and document.touches(end)
        and document.touches(end + 1)
    ):
        end += 2
    units, cents = _parse_figure(text[document.starts[sign + 1] : document.ends[end - 1]], document.language)
    if units is None:
        return None
    first = sign - 1 if real else sign
    if end < len(norms) and _CURRENCIES.get(norms[end]) == ("R$" if real else "€"):
        end += 1
    return first, end, _figure(units, cents, "R$" if real else "€", document)


def _figure(units: int, cents: int, symbol: str, document: Document) -> str:
    if symbol == "pesos" or (symbol == "dólares" and document.language == "es"):
        number = f"{units}.{cents:02d}" if cents else str(units)
        return f"{number} {symbol}"
    whole = f"{units:,}".replace(",", ".")
    number = f"{whole},{cents:02d}" if cents else whole
    return f"R$ {number}" if symbol == "R$" else f"{number} {symbol}"


def _day_words(document: Document, index: int) -> tuple[int, int | None]:
    """One past the day said at `index`, and the day."""
    norms = document.norms
    if index < len(norms) and norms[index] in ("primeiro", "primero"):
        return index + 1, 1
    for size in (3, 1):
        words = norms[index : index + size]
        if len(words) == size and all(k is Kind.WORD for k in document.kinds[index : index + size]):
            value = _value(words, document.language)
            if value is not None and 1 <= value <= 31:
                return index + size, value
    return index, None


def _day(document: Document, index: int) -> tuple[int, int, str] | None:
    """ "dia quinze"."""
    end, day = _day_words(document, index + 1)
    if day is None:
        return None
    after = document.norms[end] if end < len(document) else ""
    if (
        after in ("mil", "e", "y")
        and end + 1 < len(document)
        and document.norms[end + 1] in NUMERALS[document.language].values
    ):
        return None
    return index + 1, end, str(day)


def _day_of_month(document: Document, month: int, floor: int) -> tuple[int, int, str] | None:
    """ "quinze de maio"; the day alone is rewritten."""
    norms = document.norms
    end = month - 1
    if end <= floor or norms[end] != "de":
        return None
    for start in (end - 3, end - 1):
        if start < floor:
            continue
        after, day = _day_words(document, start)
        if after == end and day is not None:
            return start, end, str(day)
    return None
