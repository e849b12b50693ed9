"""What the turns before tell of a name: a question for one, also some nods ago; half a name; a signature."""

from dataclasses import dataclass
from itertools import pairwise

from insights.pii.names.lexicon import Class, Lexicon
from insights.pii.packs import LanguagePack
from insights.pii.words.reading import words
from insights.text.tokens import Document, Kind, fold

_QUESTION_TOKENS = 24
_SIGNED_TOKENS = 5
_LINE_TOKENS = 30
_MOST_LINES = 10
_NOD_TOKENS = 9
_RINGING = words("le les nos lo te")  # "nuestro equipo le llama"
_PARAGRAPH_TOKENS = 14
_OF = words("do da de del dos das")


@dataclass(frozen=True, slots=True)
class Before:
    """What the turns before a line have."""

    asked: bool = False  # the turn just before asks for a name
    asked_early: bool = False  # one before that does, and only nods stand between
    half: bool = False  # the last turn that is no nod ends with a name
    nodded: bool = False  # somebody nodded since, or said it again


NOTHING = Before()


class Turns:
    """Reads the turns before a line."""

    def __init__(self, pack: LanguagePack, lexicon: Lexicon) -> None:
        self._words = pack.names
        self._known = lexicon.known
        own = pack.identifiers
        self._numbers = frozenset(pack.numerals.values) - {"e", "y", "um", "un", "uma", "una"}
        self._nods = own.backchannels | own.fillers | own.moments | own.pauses | pack.names.nods

    def before(self, document: Document, line: int) -> Before:
        """What stands before the line that begins at `line`."""
        kinds = document.kinds
        end = line - 1
        asked = early = half = nodded = content = False
        for number in range(_MOST_LINES):
            if end <= 0:
                break
            start = end
            stop = max(0, end - _LINE_TOKENS)
            while start > stop and kinds[start - 1] is not Kind.BREAK:
                start -= 1
            if not content and self._asks(document, start, end):
                asked, early = asked or number == 0, True
                break
            if self._nodding(document, start, end):
                nodded = True
            elif self._ends_named(document, start, end):
                if content and not half:
                    break
                # A turn that is a name and nothing else answers or repeats: look further for the question.
                nodded = nodded or half or self._nods_after(document, end)
                half = True
                if not self._only_name(document, start, end):
                    break
            else:
                early = half and self._asks(document, start, end)
                break
            end = start - 1
        return Before(asked, early, half, nodded)

    def _asks(self, document: Document, start: int, end: int) -> bool:
        """Whether a turn asks for somebody's name."""
        norms = document.norms
        if self._tells(document, start, end):
            return False
        for index in range(end - 1, max(start, end - _QUESTION_TOKENS) - 1, -1):
            if norms[index] in self._words.name_questions and norms[index - 1] not in _RINGING:
                return self._of_a_person(norms[index + 1 : min(index + 4, end)])
        return False

    @staticmethod
    def _tells(document: Document, start: int, end: int) -> bool:
        """Whether a line is a paragraph, which asks the next one for nothing."""
        kinds = document.kinds
        return (
            end - start > _PARAGRAPH_TOKENS
            and document.norms[end - 1] != "?"
            and kinds[end + 1 : end + 2] == [Kind.BREAK]
        )

    def _of_a_person(self, following: list[str]) -> bool:
        """Not "qual o nome do plano?"."""
        for norm, after in pairwise(following):
            if norm in _OF:
                bits = self._known.get(after, 0)
                person = bits & (Class.TITLE | Class.RELATION) or after in self._words.bearers
                return bool(person) or not bits & (Class.STOP | Class.OTHER)
        return True

    def _nodding(self, document: Document, start: int, end: int) -> bool:
        """Whether a turn says nothing: "sim, pode falar"."""
        if end - start > _NOD_TOKENS:
            return False
        norms, kinds = document.norms, document.kinds
        return all(
            kinds[k] is Kind.PUNCT or (kinds[k] is Kind.WORD and norms[k] in self._nods)
            for k in range(start, end)
        )

    def _ends_named(self, document: Document, start: int, end: int) -> bool:
        """Whether a name ends the turn, but for nods."""
        index = self._last(document, start, end)
        return index >= start and document.kinds[index] is Kind.PLACEHOLDER and self._is_name(document, index)

    def _only_name(self, document: Document, start: int, end: int) -> bool:
        kinds = document.kinds
        return all(
            kinds[k] in (Kind.PUNCT, Kind.PLACEHOLDER) or document.norms[k] in self._nods
            for k in range(start, end)
        )

    def _nods_after(self, document: Document, end: int) -> bool:
        return document.kinds[end - 1] is Kind.WORD

    def _last(self, document: Document, start: int, end: int) -> int:
        """The last token of a turn that is neither mark nor nod."""
        norms, kinds = document.norms, document.kinds
        index = end - 1
        while index >= start and (
            kinds[index] is Kind.PUNCT or (kinds[index] is Kind.WORD and norms[index] in self._nods)
        ):
            index -= 1
        return index

    def _is_name(self, document: Document, index: int) -> bool:
        """Whether a placeholder stands for words and no number or address, by what it replaced."""
        raw = document.raw(index, index + 1)
        if not all(char.isalpha() or char in " -'.,…" for char in raw):
            return raw.startswith("[NOME")
        return self._numbers.isdisjoint(fold(raw).split())

    @staticmethod
    def line_start(document: Document, index: int) -> int:
        """Where the line of `index` begins, when that is near; else -1."""
        stop = max(-1, index - 9)
        while index > stop:
            if index == 0 or document.kinds[index - 1] is Kind.BREAK:
                return index
            index -= 1
        return -1

    def asked(self, document: Document, line: int) -> bool:
        """Whether the line before asks for somebody's name."""
        if line < 2:
            return False
        start = line - 1
        stop = max(0, start - _QUESTION_TOKENS)
        while start > stop and document.kinds[start - 1] is not Kind.BREAK:
            start -= 1
        return self._asks(document, start, line - 1)

    def announced_above(self, document: Document, line: int) -> bool:
        """Whether the line before is "Atenciosamente," or "Nome:"."""
        norms, kinds = document.norms, document.kinds
        index = line - 2
        stop = max(-1, index - _SIGNED_TOKENS)
        while index > stop and kinds[index] is not Kind.WORD:
            index -= 1
        if index <= stop:
            return False
        if norms[index] in self._words.labels and norms[index + 1] == ":":
            return True
        if norms[index] not in self._words.sign_offs:
            return False
        first = self.line_start(document, index)
        return first >= 0 and index - first < _SIGNED_TOKENS
