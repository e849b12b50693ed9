"""Numbers whose written form alone says what they are: 529.982.247-25, ES91 2100…, GOMC850512HDFRRL09."""

import re
from collections.abc import Callable, Mapping

from insights.pii import checks
from insights.pii.words.vehicles import ACRONYMS
from insights.records import PiiType as T

_FORMS = {
    "pt": (
        (T.CPF, r"\d{3}\.\d{3}\.\d{3}[-./]\d{2}|\d{9}-\d{2}"),
        (T.DOCUMENTO, r"\d{3}\.\d{5}\.\d{2}-\d"),
        (T.CNPJ, r"[0-9a-z]{2}\.?[0-9a-z]{3}\.?[0-9a-z]{3}/[0-9a-z]{4}-?\d{2}"),
        (T.RG, r"(?:[a-z]{2}-?)?\d{1,2}\.\d{3}\.\d{3}-[\dx]|[a-z]{2}-\d{1,2}\.\d{3}\.\d{3}"),
        (T.CEP, r"\d{5}-\d{3}|\d{2}\.\d{3}-\d{3}|\d{4}-\d{3}"),
        (T.DOCUMENTO, r"\d{2}-[a-z]{2}-\d{2}|[a-z]{2}-\d{2}-[a-z]{2}"),
        (T.CC, r"\d{8}-?\d[a-z]{2}\d"),
        (T.CNPJ, r"\d{14}"),
        (T.CONTA, r"(?!(?:19|20)\d\d-)\d{4,9}-[\dx]"),
    ),
    "es": (
        (T.RUT, r"\d{1,2}\.\d{3}\.\d{3}-k"),
        (T.DNI, r"(?:\d{8}|\d{2}\.\d{3}\.\d{3})-?[a-z]"),
        (T.NIE, r"[xyz]-?\d{7}-?[a-z]"),
        (T.CIF, r"[abcdefghjnpqrsuvw]-?\d{7}-?[\da-j]"),
        (T.CURP, r"[a-z]{4}\d{6}[hmx][a-z]{5}[0-9a-z]\d"),
        (T.RFC, r"[a-z&]{3,4}\d{6}[0-9a-z]{3}"),
        (T.CUIT, r"(?:2[034567]|3[034])-\d{8}-\d"),
        (T.RUT, r"\d{1,2}\.\d{3}\.\d{3}-[\dk]|\d{7,8}-k"),
        (T.NIT, r"\d{3}\.\d{3}\.\d{3}-\d"),
    ),
}
_BOTH = (
    (T.PIX, r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}"),
    (T.PROTOCOLO, r"\d{7}-\d{2}\.\d{4}\.\d\.\d{2}\.\d{4}|\d{5}-\d{8}/\d{4}-\d{2}|\d{5}\.\d{6}/\d{4}-\d{2}"),
    (T.IBAN, r"[a-z]{2}\d{2}[0-9a-z]{11,30}"),
)


def _compiled(language: str) -> re.Pattern[str]:
    forms = (*_FORMS.get(language, ()), *_BOTH)
    return re.compile("|".join(f"(?P<{kind}_{n}>{form})" for n, (kind, form) in enumerate(forms)))


# Plates as they are written, where no blank parts them.
_PLATES: Mapping[str, re.Pattern[str]] = {
    "pt": re.compile(
        r"([a-z]{3})\d[a-z]\d\d|([a-z]{3})-?\d{4}|\d\d-?([a-z]{2})-?\d\d|([a-z]{2})-?\d\d-?[a-z]{2}"
    ),
    "es": re.compile(
        r"\d{4}-?([b-df-hj-np-tv-z]{3})|([a-z]{2})-?\d{3}-?[a-z]{2}|([a-z]{3})-?\d{3}(?:-?[a-z])?|"
        r"([b-df-hj-np-tv-z]{2}-?[b-df-hj-np-tv-z]{2})-?\d\d"
    ),
}
_COMPILED: Mapping[str, re.Pattern[str]] = {language: _compiled(language) for language in ("pt", "es")}
_NATIONAL_IBAN = re.compile(r"es\d{22}|pt\d{23}")


def is_national_iban(written: str) -> bool:
    """Whether an account number is one of Spain or Portugal by its form; people mishear check digits."""
    return _NATIONAL_IBAN.fullmatch(written) is not None


def is_written_plate(written: str, language: str) -> bool:
    """Whether a token, or tokens that touch, are a vehicle's plate and no device or quantity."""
    match = _PLATES[language].fullmatch(written) if language in _PLATES else None
    return match is not None and match.group(match.lastindex or 0).replace("-", "") not in ACRONYMS


def _iban(written: str) -> bool:
    return is_national_iban(written) or checks.is_iban(written)


# Forms that other numbers have as well: the check digits must be right.
_CHECKED: Mapping[T, Callable[[str], bool]] = {
    T.IBAN: _iban,
    T.CIF: checks.is_cif,
    T.CC: checks.is_cc,
}


def form_of(written: str, language: str) -> T | None:
    """The kind that the form of a written number shows, folded and without blanks."""
    match = _COMPILED[language].fullmatch(written)
    if match is None or match.lastgroup is None:
        return T.DOCUMENTO if is_written_plate(written, language) else None
    kind = T[match.lastgroup.partition("_")[0]]
    check = checks.is_cnpj if kind is T.CNPJ and written.isdecimal() else _CHECKED.get(kind)
    return None if check is not None and not check(written) else kind
