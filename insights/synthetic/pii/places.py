"""Phones, addresses and postcodes, country by country."""

from random import Random

from insights.records import PiiType
from insights.synthetic.pii.values import Value, digits, grouped
from insights.synthetic.pii.wordlists import Words

_AREA_BR = ("11", "21", "31", "41", "51", "61", "71", "81", "85", "19", "27", "48", "62", "84", "92", "98")
_STATES_BR = ("SP", "RJ", "MG", "PR", "RS", "BA", "PE", "CE", "SC", "GO")


def phone(locale: str, rng: Random) -> Value:
    """Mobile or landline, with or without area and country code."""
    mobile, kind = rng.random() < 0.75, rng.random()
    if locale == "pt-BR":
        number = "9" + digits(4, rng) if mobile else rng.choice("2345") + digits(3, rng)
        number += "-" + digits(4, rng)
        area = rng.choice(_AREA_BR)
        with_area = rng.choice((f"({area}) {number}", f"{area} {number}", f"0{area} {number}"))
        text = number if kind < 0.2 else with_area
        if kind > 0.92:
            text = f"+55 {area} {number}"
    elif locale == "pt-PT":
        body = rng.choice(("91", "92", "93", "96")) if mobile else rng.choice(("21", "22", "25", "28", "23"))
        text = grouped(body + digits(7, rng), (3, 3, 3))
        if kind > 0.85:
            text = f"+351 {text}"
    elif locale == "es-ES":
        head = rng.choice("667") if mobile else rng.choice(("91", "93", "95", "96", "98"))
        number = head + digits(9 - len(head), rng)
        text = grouped(number, rng.choice(((3, 3, 3), (3, 2, 2, 2))))
        if kind > 0.88:
            text = f"+34 {text}"
    else:
        text = _latin_american(locale, mobile, kind, rng)
    return Value(PiiType.TELEFONE, text)


def _latin_american(locale: str, mobile: bool, kind: float, rng: Random) -> str:
    if locale == "es-MX":
        area = rng.choice(("55", "33", "81", "56", "222", "442", "998", "664"))
        number = area + digits(10 - len(area), rng)
        text = grouped(number, (2, 4, 4) if len(area) == 2 else (3, 3, 4))
        return f"+52 {text}" if kind > 0.88 else text
    if locale == "es-AR":
        area = rng.choice(("11", "351", "341", "261", "221", "223"))
        rest = digits(10 - len(area), rng)
        number = f"{rest[:-4]}-{rest[-4:]}"
        if kind < 0.3 and mobile:
            return f"15 {number}" if len(area) == 2 else f"15-{rest}"
        if kind > 0.85:
            return f"+54 9 {area} {number}"
        return f"{area} {number}"
    if locale == "es-CO":
        if mobile:
            text = grouped("3" + rng.choice("012") + digits(8, rng), (3, 3, 4))
            return f"+57 {text}" if kind > 0.88 else text
        return grouped("60" + rng.choice("1245") + digits(7, rng), (3, 3, 4))
    if locale == "es-CL":
        if mobile:
            text = f"9 {digits(4, rng)} {digits(4, rng)}"
            return f"+56 {text}" if kind > 0.6 else text
        return f"{rng.choice(('2', '32', '41'))} 2{digits(3, rng)} {digits(3, rng)}"
    if mobile:
        text = grouped("9" + digits(8, rng), (3, 3, 3))
        return f"+51 {text}" if kind > 0.88 else text
    return f"01 {digits(3, rng)}-{digits(4, rng)}"


def postcode(locale: str, rng: Random) -> Value:
    if locale == "pt-BR":
        text = grouped(digits(8, rng), (5, 3), "-")
    elif locale == "pt-PT":
        text = grouped(rng.choice("123456789") + digits(6, rng), (4, 3), "-")
    elif locale == "es-ES":
        text = f"{rng.randint(1, 52):02d}{digits(3, rng)}"
    elif locale == "es-AR":
        text = rng.choice("123456789") + digits(3, rng)
        if rng.random() < 0.25:
            text = f"C{text}{rng.choice('ABCDEFG')}{rng.choice('ABCDEFG')}{rng.choice('ABCDEFG')}"
    elif locale == "es-CL":
        text = rng.choice("123456789") + digits(6, rng)
    else:
        text = f"{rng.randint(1, 99):02d}{digits(4 if locale == 'es-CO' else 3, rng)}"
    return Value(PiiType.CEP, text)


def address(locale: str, words: Words, rng: Random, wanted: str = "address") -> Value:
    """A whole line, or one of its parts ("street": with its number)."""
    parts: list[str] = []
    if wanted in ("address", "street"):
        parts.append(f"street|{rng.choice(words['streets'])}")
        parts.append(f"number|{_house_number(locale, rng)}")
    if wanted == "complement" or (wanted == "address" and rng.random() < 0.4):
        parts.append(f"complement|{_complement(locale, words, rng)}")
    if wanted == "district" or (wanted == "address" and rng.random() < 0.4):
        parts.append(f"district|{rng.choice(words['districts'])}")
    if wanted == "city" or (wanted == "address" and rng.random() < 0.4):
        parts.append(f"city|{rng.choice(words['towns'])}")
    return Value(PiiType.ENDERECO, _written(parts, locale, rng), "address", tuple(parts))


def _house_number(locale: str, rng: Random) -> str:
    if locale == "es-CO":
        return f"{rng.randint(2, 120)}-{rng.randint(2, 99)}"
    return str(rng.choice((rng.randint(2, 99), rng.randint(100, 999), rng.randint(1000, 3999))))


def _complement(locale: str, words: Words, rng: Random) -> str:
    unit = rng.choice(words["complements"])
    if unit in ("fundos", "cave"):
        return unit
    if unit in ("bloco", "fração", "torre", "escalera", "manzana") and rng.random() < 0.7:
        return f"{unit} {rng.choice('ABCDEFG')}"
    number = str(rng.randint(1, 24) if rng.random() < 0.5 else rng.randint(31, 1204))
    if locale == "pt-PT" and unit == "andar":
        side = rng.choice(("esquerdo", "direito", "frente"))
        return f"{rng.randint(1, 9)}º {side}"
    if locale == "es-ES" and unit == "piso":
        return f"{rng.randint(1, 9)}º {rng.choice('ABCD')}"
    if locale == "es-AR" and unit == "piso":
        return f"piso {rng.randint(1, 14)} departamento {rng.choice('ABCD')}"
    return f"{unit} {number}"


def _written(parts: list[str], locale: str, rng: Random) -> str:
    before = rng.choice((", ", ", ", ", nº ", " ", ", n.º "))
    if locale.startswith("es"):
        before = rng.choice((" ", " ", ", ", " n.º ", " #", " nº "))
    if locale == "es-CO":
        before = rng.choice((" # ", " #", " No. "))
    text = ""
    for part in parts:
        kind, words = part.split("|")
        if kind == "number":
            text += before + words
        elif kind == "city" and locale == "pt-BR" and rng.random() < 0.3:
            text += f", {words} - {rng.choice(_STATES_BR)}" if text else words
        else:
            text += f", {words}" if text else words
    return text[0].upper() + text[1:]
