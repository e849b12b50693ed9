"""Check digits and number plans. They raise a finding's score; nothing is refused for lacking them.

`stdnum` and `phonenumbers` are asked only about candidates of a likely length.
"""

from collections.abc import Callable, Mapping

import phonenumbers
from stdnum import iban, luhn
from stdnum.ar import cuit
from stdnum.br import cnpj, cpf
from stdnum.cl import rut
from stdnum.co import nit
from stdnum.es import cif, dni, nie
from stdnum.mx import curp, rfc
from stdnum.pt import cc, nif

from insights.records import PiiType as T

_REGIONS = {"pt": ("BR", "PT"), "es": ("ES", "MX", "CO", "AR", "CL", "PE")}


def is_cpf(value: str) -> bool:
    return len(value) == 11 and value.isdecimal() and bool(cpf.is_valid(value))


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


def is_cif(value: str) -> bool:
    return bool(cif.is_valid(value))


def is_nif(value: str) -> bool:
    return bool(nif.is_valid(value))


def is_cc(value: str) -> bool:
    return bool(cc.is_valid(value))


def is_card(value: str) -> bool:
    return 13 <= len(value) <= 19 and value.isdecimal() and bool(luhn.is_valid(value))


def is_iban(value: str) -> bool:
    return len(value) >= 15 and bool(iban.is_valid(value))


_CHECKS: Mapping[T, Callable[[str], bool]] = {
    T.CPF: is_cpf,
    T.CNPJ: is_cnpj,
    T.DNI: is_dni,
    T.NIE: is_nie,
    T.CIF: is_cif,
    T.NIF: is_nif,
    T.CC: is_cc,
    T.CARTAO: is_card,
    T.IBAN: is_iban,
    T.CUIT: lambda value: bool(cuit.is_valid(value)),
    T.RUT: lambda value: bool(rut.is_valid(value)),
    T.NIT: lambda value: bool(nit.is_valid(value)),
    T.CURP: lambda value: bool(curp.is_valid(value)),
    T.RFC: lambda value: bool(rfc.is_valid(value, validate_check_digits=False)),
}


def agrees(kind: T, value: str) -> bool:
    """Whether a value has the check digits of its kind; False for kinds without any."""
    check = _CHECKS.get(kind)
    return check is not None and check(value)


def is_phone(value: str, language: str) -> bool:
    """A number some region of the language could have given out, said with or without its country code."""
    if not value.isdecimal() or not 8 <= len(value) <= 15:
        return False
    for region in _REGIONS.get(language, ()):
        try:
            parsed = phonenumbers.parse(value, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return True
    return False
