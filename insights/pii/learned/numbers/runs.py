"""Numbers of a block, written, said or mixed, as runs of tokens: what may be personal or may be an amount."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from insights.pii.identifiers import roles
from insights.pii.learned.judge import Run
from insights.pii.packs import LanguagePack
from insights.text.tokens import Document, Kind

_MOST_TOKENS = 60
_MOST_GAP = 5
_GAP_MARKS = frozenset(".,-/…–'()_:")
_GAP_ROLES = roles.SEPARATOR | roles.FILLER | roles.PAUSE | roles.CORRECTION | roles.MOMENT
_CONNECTED = frozenset(("e", "y"))
_OF = frozenset(("de", "del", "do"))
_SPOKEN = roles.NUMBER | roles.PLURAL


@dataclass(slots=True)
class NumberRun(Run):
    """The tokens that carry digits, letters or a month."""

    carriers: list[int] = field(default_factory=list)
    written: int = 0
    said: int = 0
    letters: int = 0
    months: int = 0
    gaps: int = 0  # hesitations and corrections inside


class RunReader:
    """Reads the runs of one language."""

    def __init__(self, pack: LanguagePack, table: Mapping[str, int]) -> None:
        self._table = table
        begins = roles.NUMBER | roles.REPEAT | roles.LETTER
        self._beginning = {word for word, role in table.items() if role & begins}
        self._connector = pack.numerals.connector

    def read(self, document: Document, first: int) -> Iterator[NumberRun]:
        """The runs from token `first` on, left to right."""
        kinds, number, beginning = document.kinds, Kind.NUMBER, self._beginning
        past = first
        for index in [
            index
            for index, norm in enumerate(document.norms[first:], first)
            if norm in beginning or kinds[index] is number
        ]:
            run = self._run(document, index) if index >= past else None
            if run is not None:
                yield run
                past = run.last + 1

    def _run(self, document: Document, start: int) -> NumberRun | None:
        count = len(document)
        run = NumberRun(start, start)
        position = start
        while position < count and position - start < _MOST_TOKENS:
            if self._carries(document, position, run):
                run.carriers.append(position)
                position += 1
                run.last = position
                continue
            if not run.carriers:
                return None
            resume = self._over_gap(document, position, run)
            if resume == position:
                break
            position = resume
        return run if run.written or run.said else None

    def _carries(self, document: Document, position: int, run: NumberRun) -> bool:
        """Whether a token carries a part of a value; counted in the run."""
        kind = document.kinds[position]
        if kind is Kind.NUMBER:
            run.written += 1
            return True
        if kind is not Kind.WORD:
            return False
        norms = document.norms
        role = self._table.get(norms[position], 0)
        near = bool(run.carriers) and run.carriers[-1] >= position - 2
        if role & _SPOKEN:
            alone = role & (roles.ARTICLE | roles.DICTATED) and not self._digits(document, position + 1)
            if alone and (not near or role & roles.UNIT or not self._ends(document, position + 1)):
                return False  # "um", "meia": a digit only among digits
            if role & roles.PLURAL and not role & roles.NUMBER and not near:
                return False
            run.said += 1
            return True
        if role & roles.REPEAT:
            return self._digits(document, position + 1) or (
                position + 2 < len(norms)
                and norms[position + 1] == "de"
                and self._digits(document, position + 2)
            )
        if role & roles.MONTH and near and not run.letters:
            run.months += 1
            return True
        if norms[position] in _CONNECTED and not document.capitalised(position):
            return False
        if role & roles.LETTERS and (len(norms[position]) == 1 or role & roles.LETTER):
            alone = bool(role & roles.LETTER)
            if self._digits(document, position + 1) or (near and self._ends(document, position + 1)):
                fits = alone or document.capitalised(position) or (near and len(norms[position]) == 1)
            else:
                after = self._table.get(norms[position + 1], 0) if position + 1 < len(norms) else 0
                fits = bool(alone and after & roles.LETTER)
            run.letters += bool(fits)
            return bool(fits)
        return False

    def _digits(self, document: Document, index: int) -> bool:
        if index >= len(document):
            return False
        if document.kinds[index] is Kind.NUMBER:
            return True
        return bool(self._table.get(document.norms[index], 0) & _SPOKEN)

    @staticmethod
    def _ends(document: Document, index: int) -> bool:
        return index >= len(document) or document.kinds[index] in (Kind.BREAK, Kind.PUNCT)

    def _over_gap(self, document: Document, start: int, run: NumberRun) -> int:
        """Where the run goes on after what interrupts it at `start`, or `start`."""
        norms, kinds = document.norms, document.kinds
        count = len(norms)
        position = start
        paused = False
        while position < count and position - start < _MOST_GAP:
            norm, kind = norms[position], kinds[position]
            if kind is Kind.PUNCT:
                if norm not in _GAP_MARKS:
                    return start
            elif kind is not Kind.WORD:
                return position if kind is Kind.NUMBER and self._joined(document, start, position) else start
            else:
                role = self._table.get(norm, 0)
                if position > start and (role & (_SPOKEN | roles.REPEAT | roles.LETTER)):
                    probe = NumberRun(run.first, run.last, list(run.carriers))
                    if self._carries(document, position, probe):
                        run.gaps += paused
                        return position
                if norm in _OF:
                    if run.months or (
                        position + 1 < count and self._table.get(norms[position + 1], 0) & roles.MONTH
                    ):
                        position += 1
                        if position < count and (
                            kinds[position] is Kind.NUMBER
                            or self._table.get(norms[position], 0) & (_SPOKEN | roles.MONTH)
                        ):
                            return position
                    return start
                if not (role & _GAP_ROLES or norm in _CONNECTED):
                    return start
                paused = paused or bool(role & (roles.FILLER | roles.PAUSE | roles.CORRECTION))
            position += 1
        return start

    def _joined(self, document: Document, start: int, position: int) -> bool:
        """Whether what stands between two numbers parts no quantities: "10 e 12" are two."""
        return not (position == start + 1 and document.norms[start] in _CONNECTED)
