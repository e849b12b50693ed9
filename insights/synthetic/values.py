"""Numbers, amounts and dictated digits: how they are said in each locale and how they are written."""

from functools import lru_cache
from random import Random

from num2words import num2words

_NUMBER_LANGUAGE = {"pt-BR": "pt_BR", "pt-PT": "pt", "es-ES": "es", "es-MX": "es"}
_DIGITS = {
    "pt": ("zero", "um", "dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove"),
    "es": ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"),
}
_MONTHS = {
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
MONTHS = {code: tuple(names.split()) for code, names in _MONTHS.items()}
_CURRENCY = {"pt-BR": "reais", "pt-PT": "euros", "es-ES": "euros", "es-MX": "pesos"}


@lru_cache(maxsize=20_000)
def number_words(value: int, locale: str) -> str:
    """A cardinal in words."""
    words = str(num2words(value, lang=_NUMBER_LANGUAGE[locale]))
    return words.replace(",", "")


def _short(words: str) -> str:
    """Spanish drops the last vowel before a masculine noun: "veintiún euros"."""
    if words.endswith("veintiuno"):
        return words[: -len("veintiuno")] + "veintiún"
    return words[:-1] if words.endswith("uno") else words


def amount_written(units: int, cents: int, locale: str) -> str:
    """The canonical form of an amount, as cleaned text and gold messages have it."""
    whole = f"{units:,}".replace(",", ".") if units >= 1000 else str(units)
    number = f"{whole},{cents:02d}" if cents else whole
    if locale == "pt-BR":
        return f"R$ {number}"
    if locale == "es-MX":
        number = f"{units}.{cents:02d}" if cents else str(units)
        return f"{number} pesos"
    return f"{number} €"


def amount_spoken(units: int, cents: int, locale: str, rng: Random) -> str:
    """An amount in words: "cento e vinte reais", "oitenta e nove euros e noventa"."""
    words = number_words(units, locale)
    spanish = locale.startswith("es")
    text = f"{_short(words) if spanish else words} {_CURRENCY[locale]}"
    if cents:
        tail = number_words(cents, locale)
        joiner = "con" if spanish else "e"
        coin = {"pt-BR": " centavos", "pt-PT": " cêntimos", "es-ES": " céntimos", "es-MX": " centavos"}[
            locale
        ]
        text += f" {joiner} {tail}{coin if rng.random() < 0.75 else ''}"
    return text


def draw_amount(rng: Random) -> tuple[int, int]:
    """Units and cents: mostly round, as people say them."""
    units = rng.choice(
        (rng.randint(15, 99), rng.randint(100, 999), 10 * rng.randint(2, 99), rng.randint(1, 9) * 100)
    )
    if rng.random() < 0.06:
        units = rng.randint(10, 49) * 100
    cents = rng.choice((90, 50, 99, 45, 30)) if rng.random() < 0.15 else 0
    return units, cents


def dictate(digits: str, locale: str, rng: Random) -> str:
    """Digits said aloud: singly, in pairs or hundreds; "meia" for six in Brazil, "doble siete" in Spanish."""
    language = locale[:2]
    names = _DIGITS[language]
    manner = rng.random()
    if manner < 0.62:
        words: list[str] = []
        position = 0
        half = locale == "pt-BR" and rng.random() < 0.6
        doubles = rng.random() < 0.25
        while position < len(digits):
            digit = digits[position]
            if doubles and digits[position : position + 2] == digit * 2 and language == "es":
                words.append(f"doble {names[int(digit)]}")
                position += 2
                continue
            words.append("meia" if half and digit == "6" else names[int(digit)])
            position += 1
        return " ".join(words)
    size = 2 if manner < 0.85 or len(digits) < 6 else 3
    groups = [digits[start : start + size] for start in range(0, len(digits), size)]
    words = []
    for group in groups:
        stripped = group.lstrip("0")
        words.extend(names[0] for _ in range(len(group) - len(stripped)))
        if stripped:
            words.append(number_words(int(stripped), locale))
    return " ".join(words)


def date_spoken(day: int, month: int, year: int, locale: str) -> str:
    """A full date in words: "doze de março de mil novecentos e oitenta e cinco"."""
    language = locale[:2]
    first = {"pt-BR": "primeiro", "pt-PT": "um", "es-ES": "uno", "es-MX": "primero"}[locale]
    day_words = first if day == 1 else number_words(day, locale)
    joiner = "del" if language == "es" and year >= 2000 else "de"
    return f"{day_words} de {MONTHS[language][month - 1]} {joiner} {number_words(year, locale)}"
