"""What stands around a run of words and tells whether it is somebody's name."""

from insights.pii.names.interruptions import Interruptions
from insights.pii.names.lexicon import NAME, Class, Lexicon
from insights.pii.packs import LanguagePack
from insights.pii.words.reading import words
from insights.text.tokens import Document, Kind

_BESIDE = words('o a os as el la lo , . : - ! ¡ ¿ ( " * / eh ahn ah hum em este')
_BETWEEN = words("o a os as el la los las um uma un una")
_PAUSE_TOKENS = 6
_THING_TOKENS = 6
_DON = words("don dom")
_PREFIX_TOKENS = 9
_OWN = words("minha meu mi nuestra nuestro nossa nosso")

SAYS = 3.0  # a title, a closer, a speaker's name before a colon
CALLS = 2.5
HINTS = 1.5
DENIES = -50.0


class Surroundings:
    """Reads what stands around a run."""

    def __init__(self, pack: LanguagePack, lexicon: Lexicon, interruptions: Interruptions) -> None:
        self._interruptions = interruptions
        self._words = pack.names
        self._known = lexicon.known
        self._closers = pack.names.name_closers
        self._openings = pack.names.name_openings

    def weight(self, document: Document, start: int, end: int) -> float:
        """For or against a name."""
        if self._of_a_thing(document, start) or self._company(document, end):
            return DENIES
        return self._before(document, start) + self._behind(document, start, end)

    def _before(self, document: Document, start: int) -> float:
        norms = document.norms
        index, stop = start - 1, max(-1, start - 4)
        while index > stop and norms[index] in _BESIDE:
            index -= 1
        if index < 0 or document.kinds[index] is not Kind.WORD:
            return 0.0
        if norms[index] in self._words.hesitations and self._resumes(document, index):
            return SAYS
        bits = self._known.get(norms[index], 0)
        if bits & Class.TITLE:
            return SAYS
        if bits & Class.RELATION or norms[index] in self._words.thanks:
            return CALLS
        return HINTS if bits & Class.GREETING else 0.0

    def _resumes(self, document: Document, index: int) -> bool:
        """Whether only hesitations stand between here and personal data: a name that is said slowly."""
        norms = document.norms
        stop = max(-1, index - _PAUSE_TOKENS)
        while index > stop and (norms[index] in self._words.hesitations or norms[index] in ".,-"):
            index -= 1
        return index > stop and norms[index] == "[]"

    def _behind(self, document: Document, start: int, end: int) -> float:
        norms = document.norms
        if end >= len(norms):
            return 0.0
        if norms[end] == ":" and self._prefix(document, start):
            return SAYS
        first = end + (norms[end] == ",")
        if self._closes(norms, first) or self._appositive(norms, first):
            return SAYS
        resumed, corrected = self._interruptions.over(document, end)
        if corrected and document.kinds[resumed] is Kind.WORD:
            following = self._known.get(norms[resumed], 0)
            if following & NAME and not following & Class.DOUBTFUL:
                return SAYS  # "rosa, digo, elena"
        return 0.0

    def _closes(self, norms: list[str], index: int) -> bool:
        return any(tuple(norms[index : index + len(phrase)]) == phrase for phrase in self._closers)

    def _appositive(self, norms: list[str], index: int) -> bool:
        """ "…, minha sobrinha", "… mi difunta madre"."""
        return (
            norms[index : index + 1] != []
            and norms[index] in _OWN
            and any(self._known.get(norm, 0) & Class.RELATION for norm in norms[index + 1 : index + 3])
        )

    def _prefix(self, document: Document, start: int) -> bool:
        """Whether a line begins at `start`, or a time and then the speaker: "[10:22] Maria:"."""
        index = start - 1
        stop = max(-1, start - _PREFIX_TOKENS)
        while index > stop and document.kinds[index] in (Kind.NUMBER, Kind.PUNCT):
            index -= 1
        return index < 0 or document.kinds[index] is Kind.BREAK

    def _of_a_thing(self, document: Document, start: int) -> bool:
        """Whether a hospital, a street, a syndrome bears the name."""
        norms = document.norms
        index, stop = start - 1, max(-1, start - _THING_TOKENS)
        direct = True
        while index > stop:
            norm = norms[index]
            if document.kinds[index] is not Kind.WORD:
                if norm in ('"', "'", "-", "“") or (norm == "." and len(norms[index - 1]) < 4):
                    index -= 1
                    continue
                return False
            bits = self._known.get(norm, 0)
            if bits & Class.OTHER or (direct and norm in self._words.products):
                return True
            if bits & Class.TITLE and norm in _DON:
                before = norms[index - 1]
                thing = self._known.get(before, 0) & Class.OTHER and before not in self._words.products
                return bool(thing) or before in self._words.makes
            direct = direct and not bits & Class.PARTICLE
            if bits & Class.TITLE or not (
                bits & Class.PARTICLE or norm in _BETWEEN or document.capitalised(index)
            ):
                return False
            index -= 1
        return False

    def _company(self, document: Document, end: int) -> bool:
        norms = document.norms
        if end >= len(norms):
            return False
        if norms[end] in self._words.companies or norms[end] == "&":
            return True
        return norms[end] == "s" and norms[end + 1 : end + 2] in (["/"], ["."]) and document.capitalised(end)

    def opens(self, document: Document, index: int) -> bool:
        """Whether words follow that agents say after their name."""
        norms = document.norms
        return any(tuple(norms[index : index + len(phrase)]) == phrase for phrase in self._openings)
