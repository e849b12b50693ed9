"""Check digits and number plans. They raise a finding's score; nothing is refused for lacking them."""

from functools import lru_cache

import phonenumbers
from stdnum import iban, luhn
from stdnum.br import cnpj, cpf
from stdnum.es import dni, nie
from stdnum.pt import nif

_REGIONS = {"pt": ("BR", "PT"), "es": ("ES", "MX", "CO", "AR", "CL", "PE")}


def is_cpf(value: str) -> bool:
    return len(value) == 11 and bool(cpf.is_valid(value))


def is_cnpj(value: str) -> bool:
    """Also the alphanumeric form issued since July 2026 (RFB IN 2.229/2024): letters count as ASCII code −
    48."""
    if len(value) != 14 or not value[-2:].isdecimal():
        return False
    if value.isdecimal():
        return bool(cnpj.is_valid(value))
    value = value.upper()
    if not (value.isascii() and value.isalnum()):
        return False
    for stop in (12, 13):
        weights = [2 + (stop - 1 - k) % 8 for k in range(stop)]
        total = sum((ord(char) - 48) * weight for char, weight in zip(value, weights, strict=False))
        rest = total % 11
        if int(value[stop]) != (0 if rest < 2 else 11 - rest):
            return False
    return True


def is_dni(value: str) -> bool:
    return bool(dni.is_valid(value))


def is_nie(value: str) -> bool:
    return bool(nie.is_valid(value))


def is_nif(value: str) -> bool:
    return bool(nif.is_valid(value))


def is_card(value: str) -> bool:
    return 13 <= len(value) <= 19 and value.isdecimal() and bool(luhn.is_valid(value))


def is_iban(value: str) -> bool:
    return bool(iban.is_valid(value))


@lru_cache(maxsize=2)
def _regions(language: str) -> tuple[str, ...]:
    return _REGIONS.get(language, ())


def is_phone(value: str, language: str) -> bool:
    """A number some region of the language could have given out, said with or without its country code."""
    if not value.isdecimal() or not 8 <= len(value) <= 15:
        return False
    for region in _regions(language):
        try:
            parsed = phonenumbers.parse(value, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return True
    return False
