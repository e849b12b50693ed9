"""False numbers: documents with right check digits, phones, cards, accounts, passwords.

Every digit stands for a digit and every letter for a letter, so what was written or said keeps its shape.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from random import Random
from types import MappingProxyType
from typing import Any

import phonenumbers
from stdnum import iban, luhn
from stdnum.ar import cuit
from stdnum.br import cpf
from stdnum.cl import rut
from stdnum.co import nit
from stdnum.es import ccc, dni, nie
from stdnum.exceptions import ValidationError
from stdnum.mx import curp
from stdnum.pt import nif

from insights.records import PiiType

_ATTEMPTS = 60
_REGIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"pt": ("BR", "PT"), "es": ("ES", "MX", "CO", "AR", "CL", "PE")}
)
_VOWELS = "aeiou"
_CONSONANTS = "bcdfghjklmnpqrstvwxyz"


def shaped(value: str, chance: Random, keep: int = 0) -> str:
    """Another digit for each digit and another letter for each letter, after `keep` characters. A first digit
    that is not zero stays so."""
    out = [value[:keep]]
    for index, char in enumerate(value[keep:], start=keep):
        if char.isdecimal():
            out.append(str(chance.randint(1 if index == 0 and char != "0" else 0, 9)))
        elif char.isalpha():
            letters = _VOWELS if char.lower() in _VOWELS else _CONSONANTS
            fresh = chance.choice(letters)
            out.append(fresh.upper() if char.isupper() else fresh)
        else:
            out.append(char)
    return "".join(out)


def document(label: PiiType, value: str, chance: Random, language: str) -> str:
    """A false value of the same length. `value` is digits and letters only."""
    maker = _MAKERS.get(label)
    if label is PiiType.TELEFONE:
        return _phone(value, chance, language)
    if label is PiiType.PIX:
        return _pix(value, chance, language)
    return maker(value, chance) if maker else shaped(value, chance)


def _checked(length: int, body: int, digits: Callable[[str], str]) -> Callable[[str, Random], str]:
    """A maker for values of a fixed length whose last characters follow from the others."""

    def make(value: str, chance: Random) -> str:
        if len(value) != length:
            return shaped(value, chance)
        fresh = shaped(value[:body], chance)
        with suppress(ValidationError, ValueError, IndexError, KeyError):
            fresh += digits(fresh)
        return fresh if len(fresh) == length else shaped(value, chance)

    return make


def _cnpj_digits(body: str) -> str:
    """Also of the alphanumeric CNPJ: a letter counts as its ASCII code − 48 (RFB IN 2.229/2024)."""
    checks = ""
    for _ in range(2):
        text = (body + checks).upper()
        weights = [2 + (len(text) - 1 - k) % 8 for k in range(len(text))]
        rest = sum((ord(char) - 48) * weight for char, weight in zip(text, weights, strict=True)) % 11
        checks += str(0 if rest < 2 else 11 - rest)
    return checks


def _cnh_digits(body: str) -> str:
    first = sum(int(digit) * weight for digit, weight in zip(body, range(9, 0, -1), strict=True)) % 11
    second = sum(int(digit) * weight for digit, weight in zip(body, range(1, 10), strict=True)) % 11
    discount = 2 if first >= 10 else 0
    second = 0 if second >= 10 else second - discount
    return f"{0 if first >= 10 else first}{second if second >= 0 else second + 11}"


def _cnpj(value: str, chance: Random) -> str:
    if len(value) != 14:
        return shaped(value, chance)
    # The head office of another company.
    body = shaped(value[:8], chance) + value[8:12]
    return body + _cnpj_digits(body)


def _dni(value: str, chance: Random) -> str:
    """Spanish with its letter; a number alone as in Argentina and Peru."""
    fresh = shaped(value, chance)
    if len(value) == 9 and value[-1].isalpha() and value[:-1].isdecimal():
        return fresh[:-1] + str(dni.calc_check_digit(fresh[:-1]))
    return fresh


def _nie(value: str, chance: Random) -> str:
    if len(value) != 9 or not value[1:-1].isdecimal():
        return shaped(value, chance)
    body = chance.choice("xyz") + shaped(value[1:-1], chance)
    return body + str(nie.calc_check_digit(body.upper()))


def _nif(value: str, chance: Random) -> str:
    if len(value) != 9 or not value.isdecimal():
        return _dni(value, chance)
    body = chance.choice("12") + shaped(value[1:8], chance, keep=0)[:7]
    return body + str(nif.calc_check_digit(body))


def _rut(value: str, chance: Random) -> str:
    if not 8 <= len(value) <= 9 or not value[:-1].isdecimal():
        return shaped(value, chance)
    body = shaped(value[:-1], chance)
    return body + str(rut.calc_check_digit(body)).lower()


def _nit(value: str, chance: Random) -> str:
    if not 9 <= len(value) <= 10:
        return shaped(value, chance)
    body = shaped(value[:-1], chance)
    return body + str(nit.calc_check_digit(body))


def _cuit(value: str, chance: Random) -> str:
    if len(value) != 11 or not value.isdecimal():
        return shaped(value, chance)
    body = value[:2] + shaped(value[2:10], chance)
    return body + str(cuit.calc_check_digit(body))


def _curp(value: str, chance: Random) -> str:
    if len(value) != 18:
        return _rfc(value, chance)
    body = _dated(value[:10], chance) + value[10:13] + shaped(value[13:16], chance) + value[16]
    with suppress(ValidationError, ValueError, IndexError):
        return body + str(curp.calc_check_digit(body.upper()))
    return body + value[17]


def _rfc(value: str, chance: Random) -> str:
    if len(value) not in (12, 13):
        return shaped(value, chance)
    return _dated(value[: len(value) - 3], chance) + shaped(value[-3:], chance)


def _dated(value: str, chance: Random) -> str:
    """Letters and a date of birth or of foundation as yymmdd, near the given one."""
    letters, date = value[:-6], value[-6:]
    if not date.isdecimal():
        return shaped(value, chance)
    year = (int(date[:2]) + chance.choice((-2, -1, 1, 2))) % 100
    return f"{shaped(letters, chance)}{year:02d}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"


def _card(value: str, chance: Random) -> str:
    """The network's first digits stay; the last digits alone are just other digits."""
    if not 13 <= len(value) <= 19 or not value.isdecimal():
        return shaped(value, chance)
    body = shaped(value[:-1], chance, keep=2)
    return body + str(luhn.calc_check_digit(body))


def _iban(value: str, chance: Random) -> str:
    """The country and the bank stay; the account is another."""
    if len(value) < 15 or not value[:2].isalpha():
        return shaped(value, chance)
    country = value[:2].upper()
    account = shaped(value[8:], chance)
    bank = value[4:8]
    if country == "ES" and len(value) == 24:
        branch, number = value[8:12], shaped(value[14:], chance)
        account = branch + str(ccc.calc_check_digits(bank + branch + "00" + number)) + number
    elif country == "PT" and len(value) == 25:
        body = bank + account[:-2]
        account = account[:-2] + f"{98 - int(body) * 100 % 97:02d}"
    body = bank + account
    with suppress(ValidationError, ValueError):
        return value[:2] + str(iban.calc_check_digits(country + "00" + body.upper())) + body
    return value[:4] + body


def _phone(value: str, chance: Random, language: str) -> str:
    """A number of the same country and kind. No range for fiction is set aside in these countries: a number
    may be somebody's."""
    if not value.isdecimal():
        return shaped(value, chance)
    plan = _plan(value, language)
    if plan is None:
        return shaped(value, chance, keep=1)
    parse, keep = plan
    # Less and less is changed until the country could have given out such a number.
    for kept in range(keep, max(keep, len(value) - 4) + 1):
        for _ in range(_ATTEMPTS):
            fresh = shaped(value, chance, keep=kept)
            if fresh != value and parse(fresh):
                return fresh
    return shaped(value, chance, keep=keep)


def _plan(value: str, language: str) -> tuple[Callable[[str], bool], int] | None:
    """Whether a number is one of the same country and kind, and how many digits to keep: the country's code
    and the first of the number, which tells mobile from fixed in some."""
    for region in _REGIONS.get(language, ()):
        for prefix in ("", "+"):
            number = _valid(prefix + value, region)
            if number is not None:
                code = len(str(number.country_code))
                written = code if len(value) > len(str(number.national_number)) + 1 else 0
                return partial(_alike, number, prefix, region), written + 1
    return None


def _alike(number: Any, prefix: str, region: str, fresh: str) -> bool:
    other = _valid(prefix + fresh, region)
    return (
        other is not None
        and other.country_code == number.country_code
        and phonenumbers.number_type(other) == phonenumbers.number_type(number)
    )


def _valid(text: str, region: str) -> Any:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _pix(value: str, chance: Random, language: str) -> str:
    """A random key is a UUID; else a phone or a CPF."""
    if len(value) == 32:
        return "".join(chance.choice("0123456789" if char.isdecimal() else "abcdef") for char in value)
    if len(value) == 11 and cpf.is_valid(value):
        return _MAKERS[PiiType.CPF](value, chance)
    return _phone(value, chance, language)


_MAKERS: Mapping[PiiType, Callable[[str, Random], str]] = MappingProxyType(
    {
        PiiType.CPF: _checked(11, 9, lambda body: str(cpf._calc_check_digits(body))),
        PiiType.CNH: _checked(11, 9, _cnh_digits),
        PiiType.CNPJ: _cnpj,
        PiiType.DNI: _dni,
        PiiType.NIE: _nie,
        PiiType.NIF: _nif,
        PiiType.RUT: _rut,
        PiiType.NIT: _nit,
        PiiType.CUIT: _cuit,
        PiiType.CURP: _curp,
        PiiType.RFC: _rfc,
        PiiType.CARTAO: _card,
        PiiType.IBAN: _iban,
    }
)
