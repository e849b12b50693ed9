"""Whether a date is somebody's birth, by what is said around it."""

from collections.abc import Sequence
from typing import NamedTuple

from insights.pii.births.atoms import Extent, SpokenDate
from insights.pii.births.cues import NAMED, CueReader
from insights.pii.packs import LanguagePack
from insights.pii.words.reading import words
from insights.text.tokens import Document, Kind

_SAME_TURN = 12  # tokens between the word for birth and a whole date
SAME_TURN_PART = 5  # and a date without its year
EARLIER = 40
_INTO_TURN, _INTO_TURN_WHOLE = 9, 12  # how far into its turn an answer comes, and a whole date
_READ_BACK_TOKENS = 16  # a turn that repeats a date is short
_NEWEST_READ_BACK = 2012  # later dates after a date of birth are of payments and visits
_TURNS = 4
_NAMED_AFTER = 9
_DENYING = words(
    "nao no errada errado erradas mal equivocada incorreta incorrecta equivocado corrija corrige"
)


class Spoken(NamedTuple):
    """A word for birth before a date: the turns between, and how far into its own turn the date comes."""

    place: int
    turns: int
    into_turn: int
    used: bool  # another date was given since


class BirthTeller:
    """Tells births by the words for them that were said, in one language."""

    def __init__(self, pack: LanguagePack, cues: CueReader) -> None:
        self._words = pack.dates
        self._cues = cues
        self._digits = pack.numerals.values.keys() | pack.numerals.repeats.keys()

    def spoken(self, document: Document, start: int, given: int) -> Spoken | None:
        """The nearest word before a date at `start` that tells, up to some turns before; None where it is too
        far or tells of another date. A date of birth that ends at `given` was found in this pass."""
        norms, kinds, cues, others = document.norms, document.kinds, self._cues.cues, self._words.other_dates
        turns = into_turn = 0
        for position in range(start - 1, max(-1, start - 1 - EARLIER), -1):
            norm = norms[position]
            if kinds[position] is Kind.BREAK:
                turns += 1
                if turns > _TURNS:
                    break
            elif norm in cues and self._cues.at(document, position):
                used = Kind.PLACEHOLDER in kinds[position:start] or given > max(position, document.floor)
                far = into_turn > _INTO_TURN_WHOLE if turns else start - 1 - position > _SAME_TURN
                return Spoken(position, turns, into_turn, used) if used or not far else None
            elif norm in others:
                break
            into_turn += not turns
        return None

    def tells(self, document: Document, start: int, date: SpokenDate, spoken: Spoken | None) -> bool:
        """Whether what is `spoken` of before a date, or said after it, makes it a birth."""
        if date.extent is Extent.WHOLE and self._named_after(document, date.end):
            return True
        if spoken is None:
            return False
        distance, turns, used = start - 1 - spoken.place, spoken.turns, spoken.used
        if document.norms[spoken.place] in self._words.origins:
            near = distance <= 2 and not turns
            if date.extent is Extent.YEAR:
                return near and document.norms[start - 1] in ("de", "del")  # "sou de setenta e oito"
            if date.extent is not Extent.WHOLE or not near or used:
                return False
        return self._fits(document, start, date, distance, turns, spoken.into_turn, used=used)

    def _named_after(self, document: Document, end: int) -> bool:
        """Whether what follows says that it was a date of birth: "…, é a minha data de nascimento"."""
        norms = document.norms
        for position in range(end, min(len(norms), end + _NAMED_AFTER)):
            if norms[position] in self._words.other_dates or norms[position] in "\n?;:":
                return False
            if norms[position] in NAMED:
                after = norms[end] if norms[end] not in (",", ".") else norms[end + 1]
                return after in ("e", "es", "era", "foi", "fue", "essa", "esa")
        return False

    def _fits(
        self,
        document: Document,
        start: int,
        date: SpokenDate,
        distance: int,
        turns: int,
        into_turn: int,
        *,
        used: bool,
    ) -> bool:
        """Whether a date may belong to the word for birth that is so far before it."""
        if used and date.extent is Extent.PART and date.day:
            return self._corrects(document, start)
        if used:
            return (
                date.extent is Extent.WHOLE
                and date.year <= _NEWEST_READ_BACK
                and not self._among_digits(document, start, date.end)
                and (not turns or self._reads_back(document, start, date.end))
            )
        if date.extent is Extent.YEAR:
            if turns:
                return into_turn <= 3 and asked_before(
                    document, start, ("ano", "quando", "cuando", "nascimento")
                )
            before = document.norms[start - 1] if start else ""
            return distance <= 4 and before in (
                "em",
                "en",
                "de",
                "del",
                "ano",
                ":",
                "el",
                "no",
                "e",
                "es",
                "desde",
            )
        if date.extent is Extent.PART:
            return into_turn <= _INTO_TURN if turns else distance <= SAME_TURN_PART
        return into_turn <= _INTO_TURN_WHOLE if turns else distance <= _SAME_TURN

    def _among_digits(self, document: Document, start: int, end: int) -> bool:
        """Whether what reads like a date is in the middle of a longer number."""
        return any(
            document.kinds[index] is Kind.NUMBER or document.norms[index] in self._digits
            for index in (start - 1, end)
            if 0 <= index < len(document)
        )

    @staticmethod
    def _corrects(document: Document, start: int) -> bool:
        """Whether the turn said before a date that another one is wrong: "está errada, é 21 do 7"."""
        norms = document.norms
        position = start - 1
        while position >= max(0, start - _INTO_TURN) and document.kinds[position] is not Kind.BREAK:
            if norms[position] in _DENYING:
                return True
            position -= 1
        return False

    def _reads_back(self, document: Document, start: int, end: int) -> bool:
        """Whether the turn is short, or asks to confirm."""
        norms, kinds = document.norms, document.kinds
        first, last = start, end
        while first > 0 and kinds[first - 1] is not Kind.BREAK and start - first < _READ_BACK_TOKENS:
            first -= 1
        while last < len(norms) and kinds[last] is not Kind.BREAK and last - end < _READ_BACK_TOKENS:
            last += 1
        turn = norms[first:last]
        return last - first - (end - start) <= _INTO_TURN or not self._words.confirmations.isdisjoint(turn)


def asked_before(document: Document, start: int, asked: Sequence[str]) -> bool:
    """Whether the turn before holds one of these words."""
    norms, kinds = document.norms, document.kinds
    position = start - 1
    while position >= 0 and kinds[position] is not Kind.BREAK:
        position -= 1
    lowest = max(0, position - 14)
    position -= 1
    while position >= lowest and kinds[position] is not Kind.BREAK:
        if norms[position] in asked:
            return True
        position -= 1
    return False
