"""Where a value begins and ends: the letters, signs and brackets that belong to its digits."""

from collections.abc import Mapping, Sequence

from insights.pii import checks
from insights.pii.findings import Finding
from insights.pii.identifiers import roles
from insights.pii.identifiers.dictation import Dictation
from insights.pii.identifiers.sentences import Hint
from insights.pii.identifiers.shapes import SHAPES
from insights.pii.letters import letter_after, letter_before
from insights.pii.packs import LanguagePack
from insights.records import PiiType as T
from insights.text.tokens import Document, Kind

_PREFIX_LETTERS = 4
_LATIN = "abcdefghijklmnopqrstuvwxyz"
# Letters said right before the digits, nearest first.
_PREFIXES: Mapping[T, Sequence[str]] = {
    T.IBAN: (_LATIN, _LATIN),
    T.NIE: ("xyzklm",),
    T.DNI: ("xyz",),
    T.NIF: ("xyzabcdefghjnpqrsuvw",),
    T.CIF: ("abcdefghjnpqrsuvw",),
}
LETTERED = frozenset(kind for kind, shape in SHAPES.items() if shape.letters)


class ExtentReader:
    """Reads extents in one language."""

    def __init__(self, pack: LanguagePack, table: Mapping[str, int]) -> None:
        self._pack = pack
        self._table = table

    def begins(self, document: Document, index: int) -> int:
        """Where a code may begin whose digits begin at `index`: "MG 12.345.678", "ABC-1234"."""
        before = index - 1
        if before > document.floor and document.norms[before] in "-.,":
            before -= 1
        if before < document.floor or document.kinds[before] is not Kind.WORD:
            return index
        norm = document.norms[before]
        if len(norm) > _PREFIX_LETTERS or not norm.isascii():
            return index
        role = self._table.get(norm, 0)
        if document.raw(before, before + 1).isupper():
            named = role & (roles.CONTEXT | roles.COPULA)
            means = len(norm) == 1 and role & roles.LINK and before > document.floor
            return index if named or means else before
        known = role or not 2 <= len(norm) <= _PREFIX_LETTERS
        return index if known else before

    def with_prefix(self, document: Document, index: int, begins: int, hints: list[Hint]) -> int:
        """Where a code begins with the letters said before its digits: "e ese noventa …"."""
        if begins < index:
            return begins
        start = index
        letters_first = not (
            document.kinds[index] is Kind.NUMBER
            or self._table.get(document.norms[index], 0) & (roles.NUMBER | roles.REPEAT)
        )
        for allowed in _PREFIXES.get(hints[0].kind, ())[letters_first:]:
            end = start - 1 if start and document.norms[start - 1] in ",-" else start
            letter, length = letter_before(document, end, self._pack)
            role = self._table.get(document.norms[end - 1], 0)
            first = length == 1 and start == index and not letters_first
            means = first and role & (roles.COPULA | roles.LINK | roles.CONNECTOR)
            if document.text[document.starts[end - 1]] in "éÉ" or (
                means and hints[0].kind not in (T.NIE, T.CIF)
            ):
                break
            length += (start - end) * bool(length)
            if not length or letter not in allowed or start - length < document.floor:
                break
            start -= length
        return start

    def finding(self, document: Document, said: Dictation, kind: T, score: float) -> Finding | None:
        """The pieces without letters the kind cannot have, with brackets and check letters it does have."""
        if kind is T.SENHA:
            self._without_letter_turns(document, said)
        if kind not in LETTERED:
            self._only_digits(document, said)
        elif kind in (T.DNI, T.NIE) or kind is T.RG:
            self._check_letter(document, said, kind)
        if not said.pieces or not said.text:
            return None
        first, last = said.pieces[0]
        said.pieces[0] = (_signed(document, first), last)
        return Finding(kind, tuple(said.pieces), said.text.upper(), score)

    def _without_letter_turns(self, document: Document, said: Dictation) -> None:
        """A code ends with its digits: "4321" / "E a multa?"."""
        while len(said.pieces) > 1 and not any(
            document.kinds[k] is Kind.NUMBER or self._table.get(document.norms[k], 0) & roles.NUMBER
            for k in range(*said.pieces[-1])
        ):
            said.pieces.pop()

    def _only_digits(self, document: Document, said: Dictation) -> None:
        """Take letters off both ends."""
        while (
            said.words and said.words[-1].isalpha() and len(said.words[-1]) == 1 and said.words[-1].isupper()
        ):
            if not said.trim(len(said.carriers) - 1, self._pack.numerals):
                said.pieces = []
                return
        drop = 0
        while drop < len(said.words) and len(said.words[drop]) == 1 and said.words[drop].isupper():
            drop += 1
        if drop and len(said.pieces) and said.carriers[drop] < said.pieces[0][1]:
            said.pieces[0] = (said.carriers[drop], said.pieces[0][1])
            said.text = "".join(char for char in said.text if not char.isalpha())

    def _check_letter(self, document: Document, said: Dictation, kind: T) -> None:
        """The letter said right after the digits, where it can only be theirs."""
        if not said.text[-1:].isdigit():
            return
        last = said.last
        after = last
        if after < len(document) and (
            document.norms[after] in "-," or self._table.get(document.norms[after], 0) & roles.SEPARATOR
        ):
            after += 1
        letter, length = letter_after(document, after, self._pack)
        if not length:
            return
        value = (said.text + letter).upper()
        right = letter == "x" if kind is T.RG else checks.agrees(kind, value)
        if right:
            first, _ = said.pieces[-1]
            said.pieces[-1] = (first, after + length)
            said.text = value


def as_written(document: Document, said: Dictation) -> str:
    """The digits as they stand, with a sign before them; "" when they are spread over turns."""
    if len(said.pieces) != 1:
        return ""
    first, last = said.pieces[0]
    first = _signed(document, first)
    return "".join(document.norms[first:last])


def _signed(document: Document, first: int) -> int:
    """Where a number begins with its plus and the bracket that it closes."""
    norms = document.norms
    if first > document.floor and norms[first - 1] == "(" and ")" in norms[first + 1 : first + 4]:
        first -= 1
    if first > document.floor and norms[first - 1] == "+":
        first -= 1
    return first
