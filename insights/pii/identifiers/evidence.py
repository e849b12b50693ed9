"""What a value's own form says of its kind, where the words around it say little or something else."""

import re
from collections.abc import Sequence
from dataclasses import replace

from insights.pii import checks
from insights.pii.identifiers.dictation import Dictation
from insights.pii.identifiers.forms import is_national_iban
from insights.pii.identifiers.patterns import born, is_plate, is_whole
from insights.pii.identifiers.sentences import Hint
from insights.pii.words.reading import words
from insights.records import PiiType as T
from insights.text.tokens import Document, Kind

_CPF_GROUPS = [3, 3, 3, 2]
_CNPJ_GROUPS = [2, 3, 3, 4, 2]
_NAMED = frozenset(
    (
        T.CPF,
        T.CNPJ,
        T.RG,
        T.CNH,
        T.CC,
        T.NIF,
        T.DNI,
        T.NIE,
        T.CIF,
        T.CURP,
        T.RFC,
        T.CUIT,
        T.CEDULA,
        T.NIT,
        T.RUT,
    )
) | {T.DOCUMENTO}
_DOCUMENTS = frozenset((T.CNH, T.RG, T.DOCUMENTO, T.CC, T.NIF, T.DNI, T.CEDULA, T.RUT, T.NIT))
# Digits alone may be these by chance: the words decide.
_BY_WORDS = frozenset((T.CVV, T.PIX, T.IBAN, T.VALIDADE, T.NASCIMENTO))
_LOOSE = frozenset((T.PROTOCOLO, T.CONTA, T.DNI, T.DOCUMENTO))
_COMPANY = re.compile(r"(?=.*[a-z])[a-z0-9]{8}000\d{3}")
_FOREIGNER = re.compile(r"[xyz]\d{7}[a-z]")
_HEALTH_CARD = re.compile(r"[a-z]{4}\d{10}")
_CITIZEN_CARD = re.compile(r"\d{9}z[a-z]\d")
# Words for a number of any document: "CNH …, registro 998…".
_GENERAL = words("registro inscricao numero cadastro codigo documento identificacao reserva")
_GENERAL_TOKENS = 16


def in_order(document: Document, hints: list[Hint]) -> list[Hint]:
    """Hints with those first that say more: of two words in one turn, the one that means nothing else."""
    if len(hints) < 2 or not hints[0].weak or hints[1].kind not in _NAMED | {T.CONTA}:
        return hints
    first, second = hints[0], hints[1]
    general = document.norms[first.index] in _GENERAL
    if second.kind is T.CONTA and not (first.kind is T.DOCUMENTO and first.asked):
        return hints
    if second.weak and not general:
        return hints
    if first.earlier != second.earlier or first.index - second.index > _GENERAL_TOKENS:
        return hints
    if not (general and first.earlier) and Kind.BREAK in document.kinds[second.index : first.index]:
        return hints
    if not general and not (first.earlier and first.asked):
        return hints
    return [replace(second, linked=first.linked), first, *hints[2:]]


def kind_by_form(kind: T | None, said: Dictation, hints: Sequence[Hint], language: str) -> T | None:
    """The kind once the form was heard too; `kind` is what the words say."""
    text = said.text
    digits = text.isdecimal()
    if kind is not T.PIX and is_national_iban(text.lower()):
        return T.IBAN
    if language == "pt" and digits and len(text) == 15 and text[0] in "789":
        return T.DOCUMENTO  # the card of the public health service
    if not digits and any(hint.kind is T.DOCUMENTO for hint in hints) and is_plate(text, language):
        return T.DOCUMENTO
    if language == "es" and kind is not T.CIF and _FOREIGNER.fullmatch(text.lower()):
        return T.NIE
    if language == "es" and _HEALTH_CARD.fullmatch(text.lower()):
        return T.DOCUMENTO
    if language == "pt" and kind is not T.PIX and _COMPANY.fullmatch(text.lower()):
        return T.CNPJ
    if language == "pt" and _CITIZEN_CARD.fullmatch(text.lower()):
        return T.CC
    if kind in (T.SENHA, T.CARTAO) and digits and 9 <= len(text) <= 13:
        # No code and no card is as long.
        return _not_a_card(kind, said, hints, language)
    certain = is_certain(kind, hints)
    if kind in _BY_WORDS or (certain and not hints[0].earlier):
        return kind
    for hint in hints:
        if checks.agrees(hint.kind, text):
            return hint.kind
    if certain:
        return kind
    if kind is T.SENHA:
        return kind
    if kind is T.TELEFONE and digits and not checks.is_phone(text, language):
        kind = _other_strong(kind, hints)
    loose = not (hints and hints[0].linked)
    if digits and loose and kind in _LOOSE and _rings(text, language):
        kind = T.TELEFONE
    if kind is T.PROTOCOLO and 16 < len(text) <= 24 and any(hint.kind is T.TELEFONE for hint in hints):
        return T.TELEFONE  # two of them: "… y …"
    if language == "pt":
        return _portuguese(kind, text, _parts(said), loose=loose)
    return _spanish(kind, text) if language == "es" else kind


def _other_strong(kind: T, hints: Sequence[Hint]) -> T:
    """What else is named without doubt in the same turn: "el contrato, o como lo llamen, es el …"."""
    for hint in hints:
        if hint.kind in (T.CONTA, T.PROTOCOLO, T.DOCUMENTO) and not (hint.weak or hint.earlier):
            return hint.kind
    return kind


def _not_a_card(kind: T, said: Dictation, hints: Sequence[Hint], language: str) -> T:
    text = said.text
    for hint in hints:
        if checks.agrees(hint.kind, text) or (hint.kind is T.DOCUMENTO and not hint.weak):
            return hint.kind
    other = _portuguese(kind, text, _parts(said), loose=True)
    if language == "pt" and other is not None and other is not kind:
        return other
    if checks.is_phone(text, language):
        return T.TELEFONE
    return T.CPF if language == "pt" and len(text) == 11 else kind


def _parts(said: Dictation) -> list[int]:
    """How many digits stand between the marks that were said or written, or between the blanks."""
    if all(group.written for group in said.groups):
        return [len(group.text) for group in said.groups]
    sizes: list[int] = []
    for group in said.groups:
        first = group.first
        if sizes and said.carriers[first] == said.carriers[first - 1] + 1:
            sizes[-1] += len(group.text)
        else:
            sizes.append(len(group.text))
    return sizes


def _rings(text: str, language: str) -> bool:
    """Whether digits without a word for them are rather a telephone's than a contract's."""
    if language == "es":
        likely = (len(text) == 9 and text[0] in "679") or (len(text) == 10 and text[0] == "3")
    else:
        likely = (len(text) == 9 and text[0] == "9") or (len(text) == 11 and text[2] == "9")
        likely = likely or (len(text) == 12 and text.startswith("3519"))
    return likely and checks.is_phone(text, language)


def is_certain(kind: T | None, hints: Sequence[Hint]) -> bool:
    """Whether the words name the kind right before the value."""
    if not (hints and hints[0].kind is kind and hints[0].linked):
        return False
    return not hints[0].weak or kind in _DOCUMENTS


def _portuguese(kind: T | None, text: str, groups: list[int], *, loose: bool) -> T | None:
    if not text.isdecimal():
        return kind
    if len(text) == 11 and ((loose and groups == _CPF_GROUPS) or checks.is_cpf(text)):
        return T.CPF
    if len(text) == 14 and (
        text[8:11] == "000" or (loose and groups == _CNPJ_GROUPS) or checks.is_cnpj(text)
    ):
        return T.CNPJ
    unsure = kind in (T.PROTOCOLO, T.TELEFONE, T.CARTAO) or (loose and kind in (T.DOCUMENTO, T.CONTA))
    if len(text) == 9 and unsure and text[0] in "12356" and checks.is_nif(text):
        return T.NIF
    return _card(kind, text)


def _spanish(kind: T | None, text: str) -> T | None:
    if text.isdecimal():
        if kind is T.DNI and len(text) == 10:
            return T.CEDULA  # no identity card of Spain, Argentina or Peru is as long
        return _card(kind, text)
    if kind in (T.DOCUMENTO, T.PROTOCOLO) and checks.agrees(T.RUT, text):
        return T.RUT
    for other in (T.DNI, T.NIE, T.CIF):
        if checks.agrees(other, text):
            return other
    if born(text):
        for other in (T.CURP, T.RFC):
            if is_whole(other, text, "es"):
                return other
    return kind


def _card(kind: T | None, text: str) -> T | None:
    if kind is not None and len(text) in (15, 16) and text[0] in "23456" and checks.is_card(text):
        return T.CARTAO
    return kind
