"""Numbers in a text whose written form says what they are."""

from collections.abc import Sequence

from insights.pii.findings import Finding
from insights.pii.identifiers.extents import LETTERED
from insights.pii.identifiers.forms import form_of, is_written_plate
from insights.pii.identifiers.sentences import Hint
from insights.pii.identifiers.shapes import SHAPES
from insights.pii.words.vehicles import THINGS
from insights.pii.written import cluster_end
from insights.records import PiiType as T
from insights.text.tokens import Document, Kind

_FEWEST_FORMED = 9  # characters of one token
_FEWEST_LETTERED = 6  # of one that has letters
_THING_TOKENS = 4
# Kinds whose name is more than the form of another kind.
_NAMED_FORMS = frozenset({T.PIX, T.PROTOCOLO, T.CNH, T.NIF, T.DOCUMENTO, T.CONTA, T.CEDULA})


def formed_value(
    document: Document, index: int, hints: Sequence[Hint], language: str
) -> tuple[Finding | None, int]:
    """A number whose written form says what it is."""
    norms, starts, ends = document.norms, document.starts, document.ends
    start = index
    follow = index + 1
    if index and ends[index - 1] == starts[index]:
        start = _written_start(document, index)
    elif len(norms[index]) < (_FEWEST_FORMED if norms[index].isdecimal() else _FEWEST_LETTERED) and (
        follow == len(norms) or ends[index] != starts[follow]
    ):
        return None, follow
    end = cluster_end(document, start)
    if end - start == 1 and len(norms[start]) < _FEWEST_FORMED and norms[start].isdecimal():
        return None, end
    written = "".join(norms[start:end])
    kind = form_of(written, language)
    if kind is None:
        return None, end
    if kind is T.CONTA and hints and hints[0].kind is not T.CONTA:
        return None, end
    linked = hints[0].kind if hints and hints[0].linked and hints[0].kind in SHAPES else None
    if is_written_plate(written, language) and (
        (linked is not T.DOCUMENTO and linked in LETTERED)
        or not THINGS.isdisjoint(norms[max(0, start - _THING_TOKENS) : start])
    ):
        return None, end
    if linked in _NAMED_FORMS and not (
        kind in (T.PROTOCOLO, T.IBAN) or (linked is T.NIF and language == "es") or hints[0].weak
    ):
        kind = linked
    if kind is T.CEP and linked in (T.TELEFONE, T.RG, T.CPF, T.CARTAO):
        return None, end
    value = "".join(char for char in written if char.isalnum()).upper()
    return Finding(kind, ((start, end),), value, 0.95), end


def _written_start(document: Document, index: int) -> int:
    """Where the letters begin that touch a number: "ABC-1234", "CJ-TY-83"."""
    start = index
    while True:
        before = start - 1
        if before > document.floor and document.norms[before] == "-" and document.touches(start):
            before -= 1
        if (
            before < document.floor
            or not document.touches(before + 1)
            or document.kinds[before] is not Kind.WORD
        ):
            return start
        start = before
