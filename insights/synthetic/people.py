"""Invented people: names from `data/names`, documents with (mostly) valid check digits, contacts, addresses.

Nobody real is behind any of it. About one document in seven has a wrong check digit, as people misspeak.
"""

import unicodedata
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from random import Random
from typing import Any

from stdnum import luhn
from stdnum.es import dni as es_dni
from stdnum.es import nie as es_nie
from stdnum.iso7064 import mod_97_10
from stdnum.pt import nif as pt_nif

from insights.records import Partition, PiiType
from insights.resources import data_dir
from insights.synthetic.grammar import Piece
from insights.synthetic.values import date_spoken, dictate, number_words

WRONG_CHECK_DIGIT_SHARE = 0.15
HELD_OUT_NAME_SHARE = 0.15
_MAIL = ("gmail.com", "hotmail.com", "outlook.com", "yahoo.com")
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LETTER_NAMES = {
    "pt": "á bê cê dê é efe gê agá i jota cá ele eme ene ó pê quê erre esse tê u vê dáblio xis ípsilon zê",
    "es": "a be ce de e efe ge hache i jota ka ele eme ene o pe cu erre ese te u uve uve_doble equis i_griega"
    " zeta",
}
_LETTERS = {code: dict(zip(_ALPHABET, names.split(), strict=True)) for code, names in _LETTER_NAMES.items()}


@lru_cache(maxsize=8)
def name_lists(language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Given names and surnames of a language; the file has the sections `[given]` and `[surname]`."""
    sections: dict[str, list[str]] = {"given": [], "surname": []}
    current = "given"
    for line in (data_dir() / "names" / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        line = line.strip()
        if line.startswith("["):
            current = line.strip("[]")
        elif line and not line.startswith("#"):
            sections[current].append(line)
    return tuple(sections["given"]), tuple(sections["surname"])


def held_out(name: str) -> bool:
    """Whether a name is kept for the test partition."""
    return int(sha256(name.encode()).hexdigest()[:8], 16) < HELD_OUT_NAME_SHARE * 0xFFFFFFFF


@lru_cache(maxsize=16)
def names_for(language: str, partition: Partition) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names a partition may use: test calls use held-out names only, the others never do."""
    given, surnames = name_lists(language)
    keep = partition == "test"
    return tuple(n for n in given if held_out(n) == keep), tuple(n for n in surnames if held_out(n) == keep)


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if "a" <= c <= "z")


def _digits(count: int, rng: Random) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _grouped(digits: str, *sizes: int, separator: str = " ") -> str:
    parts, position = [], 0
    for size in sizes:
        parts.append(digits[position : position + size])
        position += size
    return separator.join(part for part in parts if part)


def _brazilian_check(digits: str, weights: range) -> str:
    """Receita Federal's modulo 11 check digit of a CPF or CNPJ."""
    total = sum(int(d) * w for d, w in zip(digits, weights, strict=True))
    return str((11 - total % 11) % 11 % 10)


def _cpf(rng: Random) -> str:
    body = _digits(9, rng)
    body += _brazilian_check(body, range(10, 1, -1))
    return body + _brazilian_check(body, range(11, 1, -1))


def _cnpj(rng: Random) -> str:
    body = _digits(8, rng) + "0001"
    for _ in range(2):
        weights = [2 + i % 8 for i in range(len(body))][::-1]
        total = sum(int(d) * w for d, w in zip(body, weights, strict=True))
        body += "0" if total % 11 < 2 else str(11 - total % 11)
    return body


def _misspoken(number: str, rng: Random) -> str:
    """Change the last digit of some documents."""
    if rng.random() >= WRONG_CHECK_DIGIT_SHARE:
        return number
    return number[:-1] + str((int(number[-1]) + rng.randint(1, 9)) % 10)


def spell(text: str, locale: str, rng: Random) -> str:
    """Letters by name and digits by word."""
    names = _LETTERS[locale[:2]]
    return " ".join(names[c].replace("_", " ") if c in names else dictate(c, locale, rng) for c in text)


def _number(digits: str, written: str, pii: PiiType, locale: str, rng: Random) -> Piece:
    return Piece(dictate(digits, locale, rng), written, pii)


def _phone(locale: str, rng: Random) -> Piece:
    if locale == "pt-BR":
        digits = (
            rng.choice(("11", "21", "31", "41", "51", "61", "71", "81", "85", "19")) + "9" + _digits(8, rng)
        )
        written = f"({digits[:2]}) {digits[2:7]}-{digits[7:]}"
    elif locale == "pt-PT":
        digits = rng.choice(("91", "92", "93", "96")) + _digits(7, rng)
        written = _grouped(digits, 3, 3, 3)
    elif locale == "es-ES":
        digits = rng.choice("67") + _digits(8, rng)
        written = _grouped(digits, 3, 3, 3)
    else:
        digits = rng.choice(("55", "33", "81", "56")) + _digits(8, rng)
        written = _grouped(digits, 2, 4, 4)
    return _number(digits, written, PiiType.TELEFONE, locale, rng)


def _email(given: str, surname: str, locale: str, rng: Random) -> Piece:
    dot = rng.choice((".", "_", ""))
    user = _plain(given) + dot + _plain(surname.split()[-1])
    suffix = str(rng.randint(1, 99)) if rng.random() < 0.3 else ""
    domain = rng.choice(_MAIL)
    language = locale[:2]
    point = {"pt-BR": "ponto", "pt-PT": "ponto", "es-ES": "punto", "es-MX": "punto"}[locale]
    under = {"pt": "underline", "es": "guion bajo"}[language]
    spoken = user.replace(".", f" {point} ").replace("_", f" {under} ")
    if suffix:
        spoken += " " + number_words(int(suffix), locale)
    spoken += f" arroba {domain.replace('.', f' {point} ')}"
    return Piece(spoken, f"{user}{suffix}@{domain}", PiiType.EMAIL)


def _birth(locale: str, rng: Random) -> Piece:
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1940, 2005)
    return Piece(date_spoken(day, month, year, locale), f"{day:02d}/{month:02d}/{year}", PiiType.NASCIMENTO)


def _card(locale: str, rng: Random) -> Piece:
    body = rng.choice("45") + _digits(14, rng)
    digits = _misspoken(body + luhn.calc_check_digit(body), rng)
    return _number(digits, _grouped(digits, 4, 4, 4, 4), PiiType.CARTAO, locale, rng)


def _iban(locale: str, rng: Random) -> Piece:
    country, length = ("ES", 20) if locale.startswith("es") else ("PT", 21)
    body = _digits(length, rng)
    check = mod_97_10.calc_check_digits(body + country)
    text = country + check + body
    written = " ".join(text[i : i + 4] for i in range(0, len(text), 4))
    spoken = f"{spell(country, locale, rng)} {dictate(check + body, locale, rng)}"
    return Piece(spoken, written, PiiType.IBAN)


def _address(locale: str, lexicon: dict[str, Any], rng: Random) -> Piece:
    street = rng.choice(lexicon["streets"][locale])
    number = rng.randint(2, 980)
    spoken, written = f"{street} {number_words(number, locale)}", f"{street}, {number}"
    if rng.random() < 0.45:
        unit = rng.choice(lexicon["units"][locale])
        flat = rng.randint(1, 90)
        spoken += f" {unit} {number_words(flat, locale)}"
        written += f", {unit} {flat}"
    if rng.random() < 0.3:
        area = rng.choice(lexicon["areas"][locale])
        spoken += f" {area}"
        written += f", {area}"
    return Piece(spoken, written, PiiType.ENDERECO)


def _postcode(locale: str, rng: Random) -> Piece:
    digits = _digits({"pt-BR": 8, "pt-PT": 7, "es-ES": 5, "es-MX": 5}[locale], rng)
    if locale == "pt-BR":
        written = f"{digits[:5]}-{digits[5:]}"
    elif locale == "pt-PT":
        written = f"{digits[:4]}-{digits[4:]}"
    else:
        digits = f"{rng.randint(1, 52):02d}{digits[:3]}"
        written = digits
    return _number(digits, written, PiiType.CEP, locale, rng)


def _dni(locale: str, rng: Random) -> Piece:
    number = _digits(8, rng)
    letter = es_dni.calc_check_digit(number)
    if rng.random() < WRONG_CHECK_DIGIT_SHARE:
        letter = rng.choice("TRWAGMYFPDXBNJZSQVHLCKE")
    return Piece(f"{dictate(number, locale, rng)} {spell(letter, locale, rng)}", number + letter, PiiType.DNI)


def _nie(locale: str, rng: Random) -> Piece:
    body = rng.choice("XYZ") + _digits(7, rng)
    letter = es_nie.calc_check_digit(body)
    spoken = f"{spell(body[0], locale, rng)} {dictate(body[1:], locale, rng)} {spell(letter, locale, rng)}"
    return Piece(spoken, body + letter, PiiType.NIE)


def _nif(locale: str, rng: Random) -> Piece:
    body = rng.choice("12") + _digits(7, rng)
    digits = _misspoken(body + pt_nif.calc_check_digit(body), rng)
    return _number(digits, _grouped(digits, 3, 3, 3), PiiType.NIF, locale, rng)


def _cpf_piece(locale: str, rng: Random) -> Piece:
    digits = _misspoken(_cpf(rng), rng)
    return _number(digits, f"{digits[:3]}.{digits[3:6]}.{digits[6:9]}-{digits[9:]}", PiiType.CPF, locale, rng)


def _cnpj_piece(locale: str, rng: Random) -> Piece:
    d = _misspoken(_cnpj(rng), rng)
    return _number(d, f"{d[:2]}.{d[2:5]}.{d[5:8]}/{d[8:12]}-{d[12:]}", PiiType.CNPJ, locale, rng)


def _rg(locale: str, rng: Random) -> Piece:
    d = _digits(9, rng)
    return _number(d, f"{d[:2]}.{d[2:5]}.{d[5:8]}-{d[8]}", PiiType.RG, locale, rng)


def _plain_number(pii: PiiType, count: int) -> Callable[[str, Random], Piece]:
    def make(locale: str, rng: Random) -> Piece:
        digits = rng.choice("123456789") + _digits(count - 1, rng)
        return _number(digits, digits, pii, locale, rng)

    return make


_MAKERS: dict[str, Callable[[str, Random], Piece]] = {
    "phone": _phone,
    "birth": _birth,
    "card": _card,
    "iban": _iban,
    "postcode": _postcode,
    "dni": _dni,
    "nie": _nie,
    "nif": _nif,
    "cpf": _cpf_piece,
    "cnpj": _cnpj_piece,
    "rg": _rg,
    "cnh": _plain_number(PiiType.CNH, 11),
    "card_end": _plain_number(PiiType.CARTAO, 4),
    "account": _plain_number(PiiType.CONTA, 8),
    "protocol": _plain_number(PiiType.PROTOCOLO, 10),
    "secret_value": _plain_number(PiiType.SENHA, 6),
}
PERSON_SLOTS = frozenset(_MAKERS) | {
    "customer", "first_name", "surname", "agent_name", "email", "address", "pix", "spelled",
}  # fmt: skip


class People:
    """The caller and the agent of one call; values are drawn when first asked for."""

    def __init__(self, locale: str, partition: Partition, lexicon: dict[str, Any], rng: Random) -> None:
        self._locale, self._lexicon, self._rng = locale, lexicon, rng
        given, surnames = names_for(locale[:2], partition)
        self.given = rng.choice(given)
        self.surname = " ".join(rng.sample(surnames, 2 if rng.random() < 0.3 else 1))
        self.agent = rng.choice(given)
        self._values: dict[str, Piece] = {}

    def value(self, slot: str) -> Piece:
        """The value of a slot of `PERSON_SLOTS`."""
        if slot not in self._values:
            self._values[slot] = self._draw(slot)
        return self._values[slot]

    def _draw(self, slot: str) -> Piece:
        locale, rng = self._locale, self._rng
        simple = {
            "customer": f"{self.given} {self.surname}",
            "first_name": self.given,
            "surname": self.surname,
            "agent_name": self.agent,
        }
        if slot in simple:
            return Piece(simple[slot], simple[slot], PiiType.NOME)
        if slot == "spelled":
            letters = _plain(self.surname.split()[-1]).upper()
            return Piece(spell(letters, locale, rng), " ".join(letters), PiiType.NOME)
        if slot == "email":
            return _email(self.given, self.surname, locale, rng)
        if slot == "address":
            return _address(locale, self._lexicon, rng)
        if slot == "pix":
            source = self.value(rng.choice(("cpf", "phone", "email")))
            return Piece(source.spoken, source.written, PiiType.PIX)
        return _MAKERS[slot](locale, rng)
