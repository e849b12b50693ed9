"""What whole values of a kind look like: four letters, six digits … for a CURP.

People pause and hesitate with any words, and recognisers write spelled letters together. A reading that steps
over words nobody foresaw is believed where its outcome has the pattern of what was asked for.
"""

import re
from collections.abc import Callable, Mapping

from insights.pii import checks
from insights.pii.identifiers.dictation import Dictation
from insights.records import PiiType as T

_PLATES = {
    "pt": r"[a-z]{3}\d[a-z0-9]\d\d|[a-z]{2}\d\d[a-z]{2}|\d\d[a-z]{2}\d\d|\d{4}[a-z]{2}|[a-z]{2}\d{4}",
    "es": r"\d{4}[b-df-hj-np-tv-z]{3}|[a-z]{3}\d{3}[a-z]?|[a-z]{2}\d{3}[a-z]{2}|[a-z]{4}\d\d|[a-z]{1,2}\d{4}"
    r"[a-z]{1,2}|[a-z]\d[a-z]\d{3}",
}
_OTHER_DOCUMENTS = r"[a-z]{2,3}\d{6}|[a-z]\d{8}|\d{9}|\d{11,12}|\d{15}|[a-z]{4}\d{10}"
_WHOLE: Mapping[T, str] = {
    T.CPF: r"\d{11}",
    T.CNPJ: r"[a-z0-9]{12}\d\d",
    T.CNH: r"\d{11}",
    T.CC: r"\d{9}[a-z]{2}\d",
    T.NIF: r"\d{9}|\d{8}[a-z]",
    T.DNI: r"\d{8}[a-z]|\d{8}",
    T.NIE: r"[xyz]\d{7}[a-z]",
    T.CIF: r"[a-z]\d{7}[a-z0-9]",
    T.CURP: r"[a-z]{4}\d{6}[a-z]{6}[a-z0-9]\d",
    T.RFC: r"[a-z]{3,4}\d{6}[a-z0-9]{3}",
    T.CUIT: r"\d{11}",
    T.NIT: r"\d{9,10}",
    T.CEDULA: r"\d{8}|\d{10}",
    T.RUT: r"\d{7,8}[\dk]",
    T.IBAN: r"pt\d{23}|es\d{22}|\d{21,23}",
    T.CARTAO: r"\d{15,16}",
    T.CVV: r"\d{3}",
    T.PIX: r"[0-9a-f]{32}",
}
_PATTERNS: Mapping[str, Mapping[T, re.Pattern[str]]] = {
    language: {
        kind: re.compile(form)
        for kind, form in {**_WHOLE, T.DOCUMENTO: f"{plates}|{_OTHER_DOCUMENTS}"}.items()
    }
    for language, plates in _PLATES.items()
}
PLATES: Mapping[str, re.Pattern[str]] = {language: re.compile(form) for language, form in _PLATES.items()}
_BORN = re.compile(r"[a-z]{3,4}\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[a-z0-9]")
_MOST_GROUPS = 32  # a random key has as many characters
_VOWELS = frozenset("aeiouy")


def is_whole(kind: T, text: str, language: str) -> bool:
    """Whether a text is a whole value of a kind."""
    if kind is T.TELEFONE:
        return checks.is_phone(text, language)
    pattern = _PATTERNS[language].get(kind) if language in _PATTERNS else None
    return pattern is not None and pattern.fullmatch(text.lower()) is not None


def has_pattern(kind: T) -> bool:
    """Whether whole values of a kind can be told from parts."""
    return kind in _WHOLE or kind in (T.DOCUMENTO, T.TELEFONE)


def whole_part(kind: T, said: Dictation, language: str) -> int:
    """How many carriers of a dictation make the longest whole value; 0 for none."""
    return part_like(said, lambda text: is_whole(kind, text, language))


def part_like(said: Dictation, fits: Callable[[str], bool]) -> int:
    """How many carriers of a dictation make the longest text that fits; 0 for none."""
    if fits(said.text) or (said.corrections and fits(said.uncorrected)):
        return len(said.carriers)  # "830 no 622": a word people think with took nothing back
    if said.corrections or len(said.pieces) > 1:
        return _first_part(said, fits)
    texts = [group.text for group in said.groups[:_MOST_GROUPS]]
    again = [k for k in range(1, len(texts)) if texts[k] == texts[k - 1] and len(texts[k]) > 1]
    for said_again in (-1, *again[:3]):
        # "95… 95 12": said again after a pause.
        for count in range(len(texts) - (said_again < 0), 1, -1):
            text = "".join(text for k, text in enumerate(texts[:count]) if k != said_again)
            if fits(text):
                return said.groups[count].first if count < len(said.groups) else len(said.carriers)
    return 0


def _first_part(said: Dictation, fits: Callable[[str], bool]) -> int:
    """The same where something was taken back or said over turns: after the last correction and in the last
    turn, not all may belong."""
    settled = max((*said.corrections, *said.starts[1:]))
    for group in reversed(said.groups):
        if group.first <= settled:
            break
        if fits(said.upto(group.first)):
            return group.first
    return 0


def born(text: str) -> bool:
    """Whether the date stands where a CURP and an RFC have one."""
    return _BORN.match(text.lower()) is not None


def is_plate(text: str, language: str) -> bool:
    """Whether a text is a vehicle's plate by its form."""
    return language in PLATES and PLATES[language].fullmatch(text.lower()) is not None
