"""Dates as people write and say them: "12/05/85", "doze do cinco de oitenta e cinco", "um dois zero …"."""

from collections.abc import Set

from insights.pii.asides import AsideReader
from insights.pii.births.atoms import LATEST, OLDEST, Atom, Extent, SpokenDate, parts_of, whole_date, year_at
from insights.pii.packs import LanguagePack
from insights.pii.words.pauses import PAUSES
from insights.pii.words.reading import words
from insights.text.tokens import Document, Kind

_MOST_TOKENS = 30
_MOST_ATOMS = 10
_PAUSE_TOKENS = 8
_MOST_LINKS = 3
_ASIDE_TOKENS = 6
# Pauses inside other values that set two dates apart.
_ORDER = words(
    "la o a primera segunda terceira segundo primeira tercera despues depois antes luego proximo resto"
)
_FIGURES = (6, 7, 8)  # digits of a whole date


class DateReader:
    """Reads a date at a place of a document."""

    def __init__(self, pack: LanguagePack) -> None:
        self._words = pack.dates
        self._values = pack.numerals.values
        self._connector = pack.numerals.connector
        self._units = pack.identifiers.units - {"ano", "anos", "mes"} | {"anos"}
        own = pack.identifiers
        self._paused = (
            (
                self._words.hesitations
                | own.pauses
                | own.fillers
                | own.moments
                | frozenset(word for phrase in PAUSES[pack.language] for word in phrase)
            )
            - self._values.keys()
            - _ORDER
        )
        self._asides = AsideReader(pack.language, own.context.keys() | self._words.other_dates | own.units)
        self._skipped = self._words.date_links | self._words.separators | {"/", "-"}
        self._continuing = self._skipped.union(
            self._paused,
            self._values,
            self._words.months,
            self._words.short_months,
            self._words.first,
            ",.…-",
            {self._connector},
            self._asides.firsts,
        )
        # Words with which a date may begin.
        self.starting = frozenset().union(self._values, self._words.months, self._words.first)

    def starts(self, document: Document, index: int) -> bool:
        """Whether a date may begin with this token."""
        norm = document.norms[index]
        if document.kinds[index] is Kind.NUMBER:
            return norm.isdecimal() or norm in self._words.first
        return norm in self.starting

    def read(self, document: Document, start: int) -> SpokenDate:
        """The date that begins at `start`."""
        atoms = self._atoms(document, start)
        date = whole_date(atoms) if atoms else SpokenDate(start, Extent.NONE)
        if date.extent is Extent.NONE or date.end >= len(document):
            return date
        follow = document.norms[date.end]
        aged = follow in ("anos", "ano") and date.year % 100 == date.year - 2000  # "después de 10 años"
        if aged or (
            (follow in self._units or follow in ("%", "€", "$", "h")) and date.extent is not Extent.WHOLE
        ):
            return SpokenDate(start, Extent.NONE)
        return date

    @staticmethod
    def is_figures(norm: str) -> bool:
        """Whether a number may be a whole date: "12051985"."""
        return len(norm) in _FIGURES and norm.isdecimal()

    def stands_alone(self, document: Document, index: int, others: Set[str] = frozenset()) -> bool:
        """Whether what begins at `index` is no whole date by itself, and neither a part of one nor one of
        `others` follows."""
        norms = document.norms
        follow = index + 1
        if self.is_figures(norms[index]):
            return False
        if follow == len(norms):
            return True
        norm = norms[follow]
        return not (norm in self._continuing or norm in others or document.kinds[follow] is Kind.NUMBER)

    def number_end(self, document: Document, index: int) -> int:
        """One past the number in words at `index`, or past the one token there."""
        if document.norms[index] not in self._values:
            return index + 1
        return max(index + 1, self._natural(document, index, min(len(document), index + _MOST_TOKENS))[1])

    def _atoms(self, document: Document, start: int) -> list[Atom]:
        words, norms, kinds = self._words, document.norms, document.kinds
        stop = min(len(norms), start + _MOST_TOKENS)
        atoms: list[Atom] = []
        position, links = start, 0
        while position < stop and len(atoms) < _MOST_ATOMS:
            norm, kind = norms[position], kinds[position]
            if norm in ("um", "un") and position + 1 < stop and norms[position + 1] in words.moments:
                if not atoms:
                    break
                position += 2
                continue
            if kind is Kind.NUMBER and norm.isdecimal():
                atoms.append(Atom(int(norm[:9]), norm, position + 1, written=True))
            elif norm in words.first:
                atoms.append(Atom(1, "01", position + 1))
            elif norm in self._values:
                value, end = self._natural(document, position, stop)
                if end == position:
                    break
                atoms.append(Atom(value, str(value), end))
            elif norm in words.months or (norm in words.short_months and atoms):
                if any(atom.month for atom in atoms):
                    break
                number = words.months.get(norm) or words.short_months[norm]
                atoms.append(Atom(number, "", position + 1, month=True))
            elif atoms and (pause := self._pause(document, position, stop)) > position:
                position = pause
                continue
            elif (
                len(atoms) == 2
                and atoms[1].month
                and (year := self._year_after(document, position, stop)) > position
            ):
                position = year
                continue
            elif norm in self._skipped and atoms and links < _MOST_LINKS:
                if norm == "." and kind is Kind.PUNCT and not self._goes_on(document, position):
                    break
                links += 1
                position += 1
                continue
            else:
                break
            position, links = atoms[-1].end, 0
        return atoms

    def _pause(self, document: Document, start: int, stop: int) -> int:
        """One past a hesitation after which the date goes on: "doze… já te digo… de maio"."""
        words, norms = self._words, document.norms
        position = start
        while position < min(stop, start + _PAUSE_TOKENS) and (
            norms[position] in self._paused or norms[position] in ",.…-"
        ):
            position += 1
        if (
            position == start
            or position >= stop
            or norms[start] in ".-"
            or not self._part_begins(document, position)
        ):
            aside, corrected = self._asides.over(
                document, start, lambda index: self._part_begins(document, index)
            )
            if aside > start and not corrected:
                return aside
        if position == start or position >= stop or norms[start] in ".-":
            return start
        follow = position
        while follow < min(stop, position + 2) and norms[follow] in words.date_links:
            follow += 1
        if follow >= stop:
            return start
        goes_on = norms[follow] in words.months or (
            follow > position and (norms[follow] in self._values or document.kinds[follow] is Kind.NUMBER)
        )
        return position if goes_on else start

    def _part_begins(self, document: Document, index: int) -> bool:
        """Whether a month begins at a token, or a link with a month or a number after it."""
        norms, words = document.norms, self._words
        if norms[index] in words.months:
            return True
        follow = index + 1
        if norms[index] not in words.date_links or follow >= len(norms):
            return False
        return (
            norms[follow] in words.months
            or norms[follow] in self._values
            or document.kinds[follow] is Kind.NUMBER
        )

    def rest(self, document: Document, start: int) -> SpokenDate:
        """The month and the year that begin at `start` and take back those of a date: "do 2 de setenta"."""
        atoms = self._atoms(document, start)
        parts = parts_of(atoms)
        if len(parts) < 2 or not 1 <= parts[0].value <= 12:
            return SpokenDate(start, Extent.NONE)
        year, end = year_at(parts, 1)
        return (
            SpokenDate(end, Extent.PART, 0, parts[0].value, year) if year else SpokenDate(start, Extent.NONE)
        )

    def _year_after(self, document: Document, start: int, stop: int) -> int:
        """Where the year comes a few words later: "17 de março, tá apagado, de 1963"; else 0."""
        norms, kinds = document.norms, document.kinds
        for position in range(start, min(stop - 1, start + _ASIDE_TOKENS)):
            norm, follow = norms[position], norms[position + 1]
            if norm in self._words.date_links and (
                follow == "mil"
                or (len(follow) == 4 and follow.isdecimal() and OLDEST <= int(follow) <= LATEST)
            ):
                return position
            if kinds[position] is Kind.NUMBER or kinds[position] is Kind.BREAK or norm in self._values:
                break
        return 0

    def _goes_on(self, document: Document, mark: int) -> bool:
        """Whether a dot stands inside a date: "12.05.1985", "12 mai. 1985"."""
        if mark + 1 >= len(document):
            return False
        short = document.norms[mark - 1] in self._words.short_months
        return (document.touches(mark + 1) and document.touches(mark)) or short

    def _natural(self, document: Document, start: int, stop: int) -> tuple[int, int]:
        """One number in words: "mil novecentos e oitenta e cinco"; two said one after the other are two."""
        norms, values = document.norms, self._values
        total, current, room = 0, 0, 0
        position = start
        while position < stop:
            norm = norms[position]
            joined = norm == self._connector and position > start
            at = position + 1 if joined else position
            value = values.get(norms[at]) if at < stop else None
            if value is None or value > 1000:
                break
            if position == start:
                total, current = (1000, 0) if value == 1000 else (0, value)
                room = 1000 if value == 1000 else _room(value)
            elif value == 1000 and not total and current in (1, 2):
                total, current, room = current * 1000, 0, 1000
            elif 0 < value < room and (room > 10 or joined):
                current += value
                room = _room(value)
            else:
                break
            position = at + 1
        return total + current, position

    def numeric(self, document: Document, index: int) -> bool:
        """Whether a token is a number or a month, or another word with which a date may begin."""
        return document.kinds[index] is Kind.NUMBER or self.starts(document, index)


def _room(value: int) -> int:
    """Below which value a further number may be added: "novecentos" 100, "oitenta" 10."""
    if value >= 100 and value % 100 == 0:
        return 100
    return 10 if value >= 20 and value % 10 == 0 else 0
