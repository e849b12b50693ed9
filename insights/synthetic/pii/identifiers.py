"""Documents of persons and companies, country by country. About one in eight has a wrong check digit."""

from collections.abc import Callable
from random import Random

from stdnum.ar import cuit as ar_cuit
from stdnum.br import cnpj as br_cnpj
from stdnum.cl import rut as cl_rut
from stdnum.co import nit as co_nit
from stdnum.es import cif as es_cif
from stdnum.es import dni as es_dni
from stdnum.es import nie as es_nie
from stdnum.mx import curp as mx_curp
from stdnum.mx import rfc as mx_rfc
from stdnum.pt import cc as pt_cc
from stdnum.pt import nif as pt_nif

from insights.records import PiiType
from insights.synthetic.pii.settings import WRONG_CHECK_DIGIT_SHARE
from insights.synthetic.pii.values import Value, digits, grouped, letters, thousands

Maker = Callable[[str, Random], Value]
_CONSONANTS = "BCDFGHJKLMNPQRSTVWXYZ"
_STATES_MX = ("DF", "JC", "NL", "PL", "VZ", "GT", "MC", "YN", "OC", "SL")


def _checked(text: str, rng: Random) -> str:
    """Misspeak the check digit now and then."""
    if rng.random() >= WRONG_CHECK_DIGIT_SHARE:
        return text
    alphabet = "0123456789" if text[-1].isdigit() else "ABCDEFGHJKLMNPQRSTVWXYZ"
    return text[:-1] + rng.choice([c for c in alphabet if c != text[-1]])


def _modulo_11(body: str, weights: range) -> str:
    total = sum(int(d) * w for d, w in zip(body, weights, strict=True))
    return str((11 - total % 11) % 11 % 10)


def cpf(locale: str, rng: Random) -> Value:
    body = digits(9, rng)
    body += _modulo_11(body, range(10, 1, -1))
    text = _checked(body + _modulo_11(body, range(11, 1, -1)), rng)
    return Value(PiiType.CPF, grouped(text, (3, 3, 3, 2), "..-"))


def cnpj(locale: str, rng: Random) -> Value:
    """Numeric; one in four alphanumeric, as issued since 2026."""
    if rng.random() < 0.25:
        body = letters(2, rng) + digits(3, rng) + letters(1, rng) + digits(2, rng) + "0001"
    else:
        body = digits(8, rng) + rng.choice(("0001", "0001", "0001", "0002", "0013"))
    text = _checked(body + br_cnpj.calc_check_digits(body), rng)
    return Value(PiiType.CNPJ, grouped(text, (2, 3, 3, 4, 2), "../-"))


def rg(locale: str, rng: Random) -> Value:
    kind = rng.random()
    if kind < 0.6:
        body = rng.choice("123456") + digits(7, rng)
        check = (11 - sum(int(d) * w for d, w in zip(body, range(2, 10), strict=True)) % 11) % 11
        text = _checked(body + ("X" if check == 10 else str(check)), rng)
        return Value(PiiType.RG, grouped(text, (2, 3, 3, 1), "..-"))
    if kind < 0.8:
        return Value(PiiType.RG, f"{rng.choice(('MG', 'MG', 'ES', 'BA'))}-{thousands(digits(8, rng))}")
    return Value(PiiType.RG, thousands(rng.choice("123456789") + digits(6, rng)))


def cnh(locale: str, rng: Random) -> Value:
    body = digits(9, rng)
    first = sum(int(d) * w for d, w in zip(body, range(9, 0, -1), strict=True)) % 11
    second = sum(int(d) * w for d, w in zip(body, range(1, 10), strict=True)) % 11
    if first == 10:
        first, second = 0, (second - 2) % 11
    return Value(PiiType.CNH, _checked(f"{body}{first}{second % 10}", rng))


def nif(locale: str, rng: Random) -> Value:
    body = rng.choice("122256") + digits(7, rng)
    return Value(PiiType.NIF, grouped(_checked(body + pt_nif.calc_check_digit(body), rng), (3, 3, 3)))


def cc(locale: str, rng: Random) -> Value:
    number = digits(8, rng)
    first = (11 - sum(int(d) * w for d, w in zip(number, range(9, 1, -1), strict=True)) % 11) % 11 % 10
    body = f"{number}{first}{rng.choice(('ZZ', 'ZY', 'ZX', 'ZW'))}"
    check = pt_cc.calc_check_digit(body)
    return Value(PiiType.CC, _checked(f"{number} {first} {body[-2:]}{check}", rng))


def dni(locale: str, rng: Random) -> Value:
    if locale == "es-ES":
        number = digits(8, rng)
        letter = _checked(number + es_dni.calc_check_digit(number), rng)[-1]
        return Value(PiiType.DNI, number + rng.choice(("", "-", " ")) + letter)
    number = rng.choice("1234567") + digits(7, rng)
    return Value(PiiType.DNI, thousands(number) if locale == "es-AR" else number)


def nie(locale: str, rng: Random) -> Value:
    body = rng.choice("XXYYZ") + digits(7, rng)
    letter = _checked(body + es_nie.calc_check_digit(body), rng)[-1]
    mark = rng.choice(("", "-"))
    return Value(PiiType.NIE, f"{body[0]}{mark}{body[1:]}{mark}{letter}")


def cif(locale: str, rng: Random) -> Value:
    body = rng.choice("ABBBGFJ") + digits(7, rng)
    options = es_cif.calc_check_digits(body)
    check = options[0] if options[0].isdigit() else options[1]
    return Value(PiiType.CIF, _checked(f"{body[0]}{rng.choice(('', '-'))}{body[1:]}{check}", rng))


def _birth_code(rng: Random) -> str:
    return f"{rng.randint(40, 99)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"


def curp(locale: str, rng: Random) -> Value:
    head = letters(1, rng, _CONSONANTS) + rng.choice("AEIOU") + letters(2, rng, _CONSONANTS)
    body = head + _birth_code(rng) + rng.choice("HM") + rng.choice(_STATES_MX)
    body += letters(3, rng, _CONSONANTS) + "0"
    return Value(PiiType.CURP, _checked(body + mx_curp.calc_check_digit(body), rng))


def rfc(locale: str, rng: Random) -> Value:
    head = letters(1, rng, _CONSONANTS) + rng.choice("AEIOU") + letters(2, rng, _CONSONANTS)
    body = head + _birth_code(rng) + letters(1, rng) + digits(1, rng)
    return Value(PiiType.RFC, _checked(body + mx_rfc.calc_check_digit(body), rng))


def cuit(locale: str, rng: Random) -> Value:
    body = rng.choice(("20", "27", "23", "30")) + digits(8, rng)
    text = _checked(body + ar_cuit.calc_check_digit(body), rng)
    return Value(PiiType.CUIT, grouped(text, (2, 8, 1), "-"))


def cedula(locale: str, rng: Random) -> Value:
    number = "1" + digits(9, rng) if rng.random() < 0.5 else rng.choice("3457") + digits(7, rng)
    return Value(PiiType.CEDULA, thousands(number))


def nit(locale: str, rng: Random) -> Value:
    body = rng.choice("89") + digits(8, rng)
    return Value(PiiType.NIT, f"{thousands(body)}-{_checked(body + co_nit.calc_check_digit(body), rng)[-1]}")


def rut(locale: str, rng: Random) -> Value:
    """One in eight or so ends in K, more than chance would give."""
    bodies = [str(rng.randint(4_000_000, 26_000_000)) for _ in range(5)]
    body = bodies[0]
    if rng.random() < 0.12:
        body = next((b for b in bodies if cl_rut.calc_check_digit(b) == "K"), body)
    check = str(cl_rut.calc_check_digit(body))
    if rng.random() < WRONG_CHECK_DIGIT_SHARE:
        check = rng.choice("0123456789K")
    return Value(PiiType.RUT, f"{thousands(body)}-{check}")


def pis(locale: str, rng: Random) -> Value:
    body = "1" + digits(9, rng)
    total = sum(int(d) * int(w) for d, w in zip(body, "3298765432", strict=True))
    text = _checked(body + str((11 - total % 11) % 11 % 10), rng)
    return Value(PiiType.DOCUMENTO, grouped(text, (3, 5, 2, 1), "..-"))


def voter(locale: str, rng: Random) -> Value:
    number, state = digits(8, rng), f"{rng.randint(1, 28):02d}"
    first = sum(int(d) * w for d, w in zip(number, range(2, 10), strict=True)) % 11 % 10
    second = (int(state[0]) * 7 + int(state[1]) * 8 + first * 9) % 11 % 10
    return Value(PiiType.DOCUMENTO, grouped(_checked(f"{number}{state}{first}{second}", rng), (4, 4, 4)))


def renavam(locale: str, rng: Random) -> Value:
    return Value(PiiType.DOCUMENTO, "0" + rng.choice("0123456789") + digits(9, rng))


def social(locale: str, rng: Random) -> Value:
    """Social security: NISS (Portugal), NUSS (Spain), NSS (Mexico)."""
    if locale == "es-ES":
        body = f"{rng.randint(1, 52):02d}{digits(8, rng)}"
        return Value(PiiType.DOCUMENTO, grouped(f"{body}{int(body) % 97:02d}", (2, 8, 2), " "))
    return Value(PiiType.DOCUMENTO, rng.choice("1234") + digits(10, rng))


def health(locale: str, rng: Random) -> Value:
    """Health card: SUS (Brazil), utente (Portugal), CIP (Spain)."""
    if locale == "pt-BR":
        return Value(PiiType.DOCUMENTO, grouped(rng.choice("789") + digits(14, rng), (3, 4, 4, 4)))
    if locale == "pt-PT":
        return Value(PiiType.DOCUMENTO, grouped(rng.choice("123") + digits(8, rng), (3, 3, 3)))
    return Value(PiiType.DOCUMENTO, f"{letters(4, rng, _CONSONANTS)} {digits(10, rng)}")


_PASSPORT = {"pt-BR": 2, "pt-PT": 2, "es-ES": 3, "es-MX": 1, "es-AR": 3, "es-CO": 2, "es-CL": 1, "es-PE": 0}


def passport(locale: str, rng: Random) -> Value:
    head = letters(_PASSPORT[locale], rng)
    return Value(PiiType.DOCUMENTO, head + digits(8 if len(head) < 2 else 6, rng))


_PLATES = {
    "pt-BR": ("AAA9A99", "AAA-9999"),
    "pt-PT": ("AA-99-AA", "99-AA-99"),
    "es-ES": ("9999 CCC", "9999CCC"),
    "es-MX": ("AAA-999-A",),
    "es-AR": ("AA 999 AA", "AAA 999"),
    "es-CO": ("AAA 999", "AAA-999"),
    "es-CL": ("CCCC-99", "CC-CC-99"),
    "es-PE": ("AAA-999",),
}


def plate(locale: str, rng: Random) -> Value:
    shape = rng.choice(_PLATES[locale])
    alphabets = {"A": "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "C": _CONSONANTS, "9": "0123456789"}
    return Value(PiiType.DOCUMENTO, "".join(rng.choice(alphabets.get(c, c)) for c in shape))
