"""Doors and floors that the words around them tell to be somebody's: "esa, casa 12", "al torre b"."""

from insights.pii.addresses.readers import Readers
from insights.pii.words.addresses import doors as told
from insights.text.tokens import Document, Kind

_AROUND_TOKENS = 9
_ORDINALS = frozenset(
    ("primero", "segundo", "tercero", "cuarto", "quinto", "sexto", "septimo", "octavo", "noveno", "decimo")
)
_LETTERS = frozenset("abcdefghijklm")


class DoorReader:
    """Says whether a door that was read is told so."""

    def __init__(self, readers: Readers) -> None:
        self._words = readers.pack.addresses
        self._numbers = readers.numbers
        self._around = readers.around
        self._spanish = readers.pack.language == "es"

    def told(self, document: Document, first: int, end: int) -> bool:
        """Whether the numbered door at `[first, end)` is all that is told, or where something is or goes."""
        norms = document.norms
        if not self._spanish or norms[first] not in told.DOORS or not self._numbered(document, first, end):
            return False
        if norms[end : end + 1] == ["?"] or self._public(document, first, end):
            return False
        before = norms[first - 1] if first else "\n"
        over = end >= len(norms) or document.kinds[end] is not Kind.WORD
        if before in told.BEFORE and norms[first] not in told.SHARED:
            return over or self._around.phrase_ends(document, end)
        return self._said(document, first) and (over or self._around.phrase_ends(document, end))

    def floor(self, document: Document, index: int) -> int:
        """One past a floor in words with its letter, where it is all that is told: "sexto c"; 0 for none."""
        norms, end = document.norms, index + 2
        if not self._spanish or norms[index] not in _ORDINALS or end > len(norms):
            return 0
        over = end >= len(norms) or document.kinds[end] is not Kind.WORD
        letter = norms[index + 1]
        if letter not in _LETTERS or (letter in "ae" and not (over or document.capitalised(index + 1))):
            return 0
        told_so = self._said(document, index) and (over or self._around.phrase_ends(document, end))
        return end if told_so and not self._public(document, index, end) else 0

    def _said(self, document: Document, first: int) -> bool:
        """Whether only words that lead to it are said before it in its clause."""
        norms, position = document.norms, first - 1
        while position >= 0 and norms[position] in told.SAYING:
            position -= 1
        if position < 0 or document.kinds[position] in (Kind.BREAK, Kind.PUNCT, Kind.PLACEHOLDER):
            return True
        return first - 1 - position > 1

    def _numbered(self, document: Document, first: int, end: int) -> bool:
        if end <= first + 1:
            return False
        value = document.norms[first + 1]
        letter = len(value) == 1 and value.isalpha()
        return letter or value[0].isdigit() or self._numbers.spoken(document, first + 1) > first + 1

    @staticmethod
    def _public(document: Document, first: int, end: int) -> bool:
        lowest, most = max(0, first - _AROUND_TOKENS), min(len(document), end + _AROUND_TOKENS)
        return not told.PUBLIC.isdisjoint(document.norms[lowest:most])
