"""How a value goes on after what interrupts it: separators ("ponto", "guion"), hesitations, corrections, the
other speaker's "certo" or "sí", the end of a turn."""

from collections.abc import Mapping

from insights.pii.asides import AsideReader
from insights.pii.identifiers import roles
from insights.pii.identifiers.carriers import CarrierReader, is_hesitation
from insights.pii.identifiers.dictation import Dictation, Letters
from insights.pii.nods import is_nod, telling_words
from insights.pii.packs import LanguagePack
from insights.text.tokens import Document, Kind

_GAP_TOKENS = 20
_GAP_WORDS = 8
_GAP_TURNS = 3
_FEW = 2
_LONG = 6  # digits written together that are a value by themselves
_PLURAL = frozenset(("los", "las", "os", "as", "ambos", "ambas"))
_LISTING = frozenset((",", "y", "e", "o", "ou", "/", ";"))
_GAP_MARKS = frozenset(".,-/()…–'\"*")
_TURN_MARKS = frozenset("?!¿¡")
_RANGES = frozenset(("a", "al", "ate", "hasta", "ou", "o", "u", "em", "en", "por"))
# Words that say what comes next end a value, whatever else may interrupt it.
_MEANING = roles.CONTEXT | roles.AMOUNT | roles.UNIT | roles.MONTH | roles.EXPIRY


class GapReader:
    """Reads interruptions in one language."""

    def __init__(self, pack: LanguagePack, table: Mapping[str, int], carriers: CarrierReader) -> None:
        self._numerals = pack.numerals
        self._table = table
        self._carriers = carriers
        self._telling = telling_words(pack)
        self._asides = AsideReader(
            pack.language,
            [word for word, role in table.items() if role & _MEANING and not role & roles.PAUSE],
        )
        self.openers = self._asides.firsts

    def over(
        self, document: Document, position: int, said: Dictation, letters: int, expected: bool, full: int
    ) -> tuple[int, int, bool]:
        """Where a dictation goes on after the interruption at `position`, after how many turn ends, and
        whether something was taken back; (-1, …) if it does not."""
        known = self._over_known(document, position, said, letters, expected, full)
        if known[0] >= 0 or not expected:
            return known

        def goes_on(index: int) -> bool:
            return self._carries(document, index, letters) and self._resumes(document, index, said, letters)

        complete = said.is_full(full, self._numerals)
        resume, corrected = self._asides.over(document, position, goes_on, repair=complete)
        return (resume, 0, corrected) if resume > position else known

    def _carries(self, document: Document, index: int, letters: int) -> bool:
        """Whether a token is a digit, or letters where those are wanted, and not the word of a quantity."""
        norm = document.norms[index]
        role = self._table.get(norm, 0)
        if (len(norm) <= _FEW or role & roles.NUMBER) and index + 1 < len(document):
            after = self._table.get(document.norms[index + 1], 0)
            if document.kinds[index + 1] is Kind.WORD and (not after or after & roles.UNIT):
                return False  # "tem duas telas"
        if document.kinds[index] is Kind.NUMBER:
            return True
        if role & roles.ARTICLE:
            return index + 1 < len(document) and self._carriers.digit(document, index + 1)
        if role & (roles.NUMBER | roles.REPEAT):
            return True
        if document.kinds[index] is not Kind.WORD or document.norms[index + 1 : index + 2] == ["$"]:
            return False
        return letters > Letters.NONE and not role & ~roles.LETTERS

    def _over_known(
        self, document: Document, position: int, said: Dictation, letters: int, expected: bool, full: int
    ) -> tuple[int, int, bool]:
        """The same, for interruptions of known words."""
        norms, kinds, table = document.norms, document.kinds, self._table
        if norms[position] in _LISTING and self._list(document, position):
            return -1, 0, False
        count = min(len(norms), position + _GAP_TOKENS)
        words = turns = marks = 0  # of the words, those that are marks: "tracinho"
        corrected = questioned = complete = False
        allowed = roles.GAP | (roles.PAUSE if expected or said.gaps else 0)
        index = position
        while index < count:
            norm, kind = norms[index], kinds[index]
            if kind is Kind.PUNCT:
                if norm in _TURN_MARKS:
                    questioned = True
                elif norm not in _GAP_MARKS:
                    break
                elif (
                    norm == "."
                    and not complete
                    and index + 1 < len(norms)
                    and not document.touches(index + 1)
                ):
                    complete = said.is_full(full, self._numerals)
                index += 1
                continue
            if kind is Kind.BREAK:
                turns += 1
                if turns > _GAP_TURNS or said.is_full(full, self._numerals):
                    break
                complete = False
                questioned, words, allowed = False, 0, roles.GAP | roles.PAUSE
                index += 1
                if expected:
                    index = self._over_nod(document, index, count)
                continue
            if kind is Kind.PLACEHOLDER:
                break
            role = table.get(norm, 0)
            if role & roles.FINAL and not turns and len(said.carriers) <= _FEW:
                break  # "começa com cinco e termina 4321"
            if (
                kind is Kind.NUMBER
                or role & (roles.NUMBER | roles.REPEAT | roles.LETTER)
                or (letters and role & roles.WORD_LETTER)
                or (letters is Letters.TOGETHER and not (role or turns) and words == marks)
            ):
                if (
                    role & roles.ARTICLE
                    and index + 1 < len(norms)
                    and table.get(norms[index + 1], 0) & roles.MOMENT
                ):
                    index += 2
                    words += 1
                    continue
                if (complete and not corrected) or (questioned and not turns and not words):
                    break
                if turns and self._both(document, index):
                    break
                if self._resumes(document, index, said, letters):
                    return index, turns, corrected
                if not role & allowed:
                    break
            if norm in _RANGES and index == position and self._between(document, index):
                break
            if role & roles.CONNECTOR:
                marked = document.text[document.starts[index]] in "éÉ" or kinds[index - 1] is not Kind.NUMBER
                if not (marked or turns):
                    break
            elif (
                not role & allowed
                and not is_hesitation(norm)
                and not (said.any_words and not role & _MEANING)
            ):
                break
            corrected = corrected or bool(role & roles.CORRECTION)
            words += 1
            marks += bool(role & roles.SEPARATOR)
            if not (turns or corrected or role & (roles.SEPARATOR | roles.CONNECTOR)):
                complete = complete or said.is_full(full, self._numerals)
            if words > _GAP_WORDS:
                break
            index += 1
        return -1, 0, False

    def _over_nod(self, document: Document, start: int, stop: int) -> int:
        """The end of the turn at `start` where it is a nod and another turn follows; else `start`."""
        norms, kinds = document.norms, document.kinds
        if Kind.BREAK not in kinds[start:stop]:
            return start
        end = kinds.index(Kind.BREAK, start)
        return end if is_nod(norms[start:end], kinds[start:end], self._telling) else start

    @staticmethod
    def _both(document: Document, index: int) -> bool:
        """Whether a turn ends with how many there are: "veo los dos"."""
        if document.norms[index - 1] not in _PLURAL:
            return False
        return index + 1 >= len(document) or document.kinds[index + 1] in (Kind.BREAK, Kind.PUNCT)

    @staticmethod
    def _list(document: Document, index: int) -> bool:
        """Whether two long numbers in digits stand around a token: each is a value."""
        around = document.norms[index - 1 : index + 2 : 2]
        return len(around) > 1 and all(norm.isdecimal() and len(norm) >= _LONG for norm in around)

    def _between(self, document: Document, index: int) -> bool:
        """Whether a word stands between two numbers: "zero a dez"."""
        after = index + 1
        return after < len(document) and self._carriers.digit(document, after)

    def _resumes(self, document: Document, index: int, said: Dictation, letters: int) -> bool:
        probe = Dictation(carriers=[index - 1], words=said.words[-1:])
        return self._carriers.read(document, index, probe, letters) > index
