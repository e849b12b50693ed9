"""Numbers that nothing names and whose last digit is told apart: "… uno diez, dígito ka"."""

from collections.abc import Mapping

from insights.pii.identifiers import roles
from insights.pii.identifiers.sentences import Hint
from insights.pii.signs import Sign
from insights.pii.words.reading import words
from insights.records import PiiType as T
from insights.text.tokens import Document, Kind

CHECK_SIGNS = words("digito dv verificador")
_REACH = 30  # tokens
_LETTERS = frozenset(("k", "ka", "x", "xis"))
_KINDS = {"es": T.RUT, "pt": T.CONTA}


def told_digit(document: Document, index: int, table: Mapping[str, int]) -> Hint | None:
    """The kind of the number at `index`, where its check digit is told behind it; its `index` is that of the
    word that says so."""
    kind = _KINDS.get(document.language)
    norms = document.norms
    if kind is None or not document.near & Sign.CODE or CHECK_SIGNS.isdisjoint(norms[index : index + _REACH]):
        return None
    word = next(k for k in range(index, index + _REACH) if norms[k] in CHECK_SIGNS)
    digit = word + 1
    while digit < len(norms) and norms[digit] in ("verificador", "es", "e", ":"):
        digit += 1
    if digit >= len(norms):
        return None
    number = document.kinds[digit] is Kind.NUMBER and len(norms[digit]) == 1
    if not (number or table.get(norms[digit], 0) & roles.NUMBER or norms[digit] in _LETTERS):
        return None
    return Hint(kind, True, False, False, False, word)
