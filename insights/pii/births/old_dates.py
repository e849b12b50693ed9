"""Old dates that nothing says to be births, and still can be nothing else."""

from collections.abc import Sequence

from insights.pii.births.atoms import Extent, SpokenDate
from insights.pii.births.cues import CueReader
from insights.pii.births.evidence import SAME_TURN_PART
from insights.pii.packs import LanguagePack
from insights.pii.words.reading import words
from insights.text.tokens import Document, Kind

_OLDEST, _YOUNGEST = 1905, 2010  # years of births that nothing else tells
_TOLD_TOKENS = 14
_BRIEF_TOKENS = 16
_STREET_TOKENS = 3
# No date of one of these is long ago.
_TO_COME = words(
    "cita citas visita consulta consultas agendar agendada agendado agendamento marcar marcada marcado "
    "amanha manana hoje hoy proximo proxima prazo plazo entrega entregar"
)
_OF_MONTH = frozenset({"do", "del"})
_JOINS = frozenset({"de", "do", "del", "barra", "guion", "traco", "hifen", "-", ".", "diagonal", "slash"})
_STROKES = words("barra guion traco tracinho hifen diagonal slash")
_PERSON_TOKENS = 6
_AGE_FIELDS = words("idade edad")
_IS = words("e es eh era sou soy somos")
# "para dois: eu 24/01/39, ela 23/07/03"
_THEY = words("yo ella eu ele ela")
_AGES = words("tenho tengo tem tiene tinha tenia fiz cumpli")
_LATEST_OLD = 2018
_VOICE = "voz"


class OldDates:
    """Tells old dates in one language."""

    def __init__(self, pack: LanguagePack, cues: CueReader) -> None:
        self._words = pack.dates
        self._streets = pack.addresses.strong_types
        self._persons = cues.persons
        self._dated = pack.dates.other_dates - _TO_COME
        self._telling = self._words.months.keys() | {"/", "-", ".", "mil"}
        # Without any of these there is none.
        self.leading = self._telling | _OF_MONTH | self._persons | _THEY | _STROKES

    def possible(self, document: Document, given: int, start: int) -> bool:
        """Whether a date at `start` may be one, by what stands before it. Another birth ends at `given`."""
        if self._follows(document, given, start) or self._person_before(document, start):
            return True
        return is_early(document, start) and not self._other_before(document, start)

    def tells(self, document: Document, given: int, start: int, date: SpokenDate) -> bool:
        """Whether the date at `start` is a birth. Another birth ends at `given`."""
        return (
            self._of_person(document, start, date)
            or self._long_ago(document, start, date)
            or self._sibling(document, given, start, date)
        )

    def _of_person(self, document: Document, start: int, date: SpokenDate) -> bool:
        """Whether somebody is from an old date: "o meu pai é de 2/3/49", "ella es del doce del …"."""
        norms = document.norms
        if date.extent is not Extent.WHOLE or not _OLDEST <= date.year <= _LATEST_OLD:
            return False
        if not self._person_before(document, start):
            return False
        if norms[start - 1 - (norms[start - 1] == ",")] in _THEY:
            return self._words.other_dates.isdisjoint(norms[max(0, start - _TOLD_TOKENS) : start])
        named = norms[start - 2] == "," or document.kinds[start - 2] is Kind.PLACEHOLDER
        if norms[start - 1] not in ("de", "del") or not (norms[start - 2] in _IS or named):
            return False
        if norms[start - 3] == "el":
            return True
        return not self._persons.isdisjoint(norms[max(0, start - 2 - _PERSON_TOKENS) : start - 2])

    def _long_ago(self, document: Document, start: int, date: SpokenDate) -> bool:
        """Whether a whole date is so old that it is somebody's, when nothing says what else it is."""
        if date.extent is not Extent.WHOLE or not _OLDEST <= date.year <= _YOUNGEST:
            return False
        norms, kinds, words = document.norms, document.kinds, self._words
        told = kinds[start] is Kind.WORD or (start and norms[start - 1] in _IS)
        most = _BRIEF_TOKENS * 2 if told else _BRIEF_TOKENS  # laws are written
        if not self._linked(norms[start : date.end]) or not self._in_brief(document, start, date.end, most):
            return False
        if not self._streets.isdisjoint(norms[max(0, start - _STREET_TOKENS) : start]):
            return False  # "avenida sete de setembro de 1933"
        if self._other_before(document, start):
            return False
        return words.other_dates.isdisjoint(norms[date.end : date.end + 2])

    @staticmethod
    def _person_before(document: Document, start: int) -> bool:
        """Whether what stands just before a date may be somebody."""
        norms = document.norms
        return start >= 3 and (
            norms[start - 1] in ("de", "del") or norms[start - 1 - (norms[start - 1] == ",")] in _THEY
        )

    def _other_before(self, document: Document, start: int) -> bool:
        """Whether the line says before a date that it is another."""
        norms, kinds, first = document.norms, document.kinds, max(0, start - _TOLD_TOKENS)
        if self._dated.isdisjoint(norms[first:start]):
            return False
        while Kind.BREAK in kinds[first:start]:
            first = kinds.index(Kind.BREAK, first) + 1
        return any(
            norm in self._dated and norms[index - 1] != _VOICE  # "en voz alta"
            for index, norm in enumerate(norms[first:start], first)
        )

    @staticmethod
    def _in_brief(document: Document, start: int, end: int, most: int) -> bool:
        """Whether a turn or a line is short: the dates of long ones are of laws and rulings."""
        kinds = document.kinds
        first, last = start, end
        while first and kinds[first - 1] is not Kind.BREAK and start - first <= most:
            first -= 1
        while last < len(kinds) and kinds[last] is not Kind.BREAK and last - end <= most:
            last += 1
        return start - first + last - end <= most

    def _sibling(self, document: Document, given: int, start: int, date: SpokenDate) -> bool:
        """Whether another old date follows one in the same breath: "uno … y la otra …"."""
        old = date.extent is Extent.WHOLE and date.year <= _YOUNGEST
        return old and self._follows(document, given, start)

    @staticmethod
    def _follows(document: Document, given: int, start: int) -> bool:
        near = document.floor < given and start - given <= SAME_TURN_PART
        return near and Kind.BREAK not in document.kinds[given:start]

    def _linked(self, said: Sequence[str]) -> bool:
        """Whether the parts of a date are joined as those of a date are."""
        joins = sum(norm in _JOINS for norm in said)
        if sum(norm in _STROKES for norm in said) == 2:
            return True
        if self._telling.isdisjoint(said) and not (joins >= 2 and not _OF_MONTH.isdisjoint(said)):
            return False
        if joins >= 2 or said.count("/") == 2:
            return True
        told = "mil" in said or any(len(norm) == 4 and norm.isdecimal() for norm in said)
        return told and not self._words.months.keys().isdisjoint(said)


def is_age(document: Document, start: int, date: SpokenDate) -> bool:
    """ "tenho 45", "Edad: 65": no year."""
    if date.extent is not Extent.YEAR or not start:
        return False
    before = document.norms[start - 1]
    return before in _AGES or (before == ":" and document.norms[start - 2] in _AGE_FIELDS)


def is_early(document: Document, start: int) -> bool:
    """Whether a line begins shortly before."""
    first = start - 2 * _BRIEF_TOKENS - 1
    return first < 0 or Kind.BREAK in document.kinds[first:start]
