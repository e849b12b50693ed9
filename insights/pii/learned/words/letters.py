"""A word said letter by letter, "eme de mala, a, erre", in one turn."""

from insights.pii.names.lexicon import Class, Lexicon
from insights.pii.packs import LanguagePack
from insights.text.tokens import Document, Kind

_MARKS = frozenset(".,-…")
_FOR_EXAMPLE = frozenset(("de", "da", "do", "como", "com", "con", "d"))
_ACCENTS = frozenset(("acento", "til", "tilde"))
_MOST_TOKENS = 40
_MOST_BEFORE = 12
_LEAST_LETTERS = 2
_MOST_PAUSE = 3
_LEAST_EXAMPLE = 3  # letters


class LetterReader:
    """Reads the letters of one language."""

    def __init__(self, pack: LanguagePack, lexicon: Lexicon) -> None:
        own = pack.identifiers
        self._of = lexicon.of
        self._pauses = own.fillers | own.moments | pack.numerals.repeats.keys() | _ACCENTS
        # Letters whose names are no everyday words: one of them must be among those that are said.
        self.clear = frozenset(
            (own.spelled.keys() | set("bcfghjklmprstvwxz")) - own.word_letters - self._pauses
        )

    def read(self, document: Document, index: int, first: int, stop: int) -> tuple[int, int, int] | None:
        """Where the letters around the clear one at `index` begin and end, between tokens `first` and `stop`,
        and how many they are."""
        norms = document.norms
        start = index
        for before in range(index - 1, max(first, index - _MOST_BEFORE) - 1, -1):
            if self._is_letter(norms[before]):
                start = before
            elif norms[before] not in _MARKS:
                break
        letters = pause = 0
        position = last = start
        while position < min(stop, start + _MOST_TOKENS):
            norm = norms[position]
            if self._is_letter(norm):
                letters += 1
                pause = 0
                last = position = self._after_example(document, position + 1, stop)
                continue
            paused = norm in self._pauses
            if not (norm in _MARKS or (paused and pause < _MOST_PAUSE)):
                break
            pause += paused
            position += 1
        return (start, last, letters) if letters >= _LEAST_LETTERS else None

    def _is_letter(self, norm: str) -> bool:
        return bool(self._of(norm) & Class.LETTER) and norm not in self._pauses

    @staticmethod
    def _after_example(document: Document, index: int, stop: int) -> int:
        """Past "de mala", after a letter."""
        if (
            index + 1 < stop
            and document.norms[index] in _FOR_EXAMPLE
            and document.kinds[index + 1] is Kind.WORD
            and len(document.norms[index + 1]) >= _LEAST_EXAMPLE
        ):
            return index + 2
        return index
