"""The day, the month or the year alone: "e o ano?" – "oitenta e cinco"."""

from insights.pii.births.atoms import Extent, SpokenDate
from insights.pii.births.cues import CueReader
from insights.pii.births.dates import DateReader
from insights.pii.births.evidence import EARLIER, asked_before
from insights.pii.packs import LanguagePack
from insights.text.tokens import Document, Kind, fold

_PART_TOKENS = 8  # between two parts of one date said in turns
_LEADS = frozenset({"e", "es", "el", "o", "de", "del", "do", "no", "em", "en", "y", ",", "dia", "mes", "ano"})


class PartReader:
    """Reads parts of births that were asked for, in one language."""

    def __init__(self, pack: LanguagePack, cues: CueReader, reader: DateReader) -> None:
        self._words = pack.dates
        self._cues = cues
        self._reader = reader
        self._values = pack.numerals.values

    def read(self, document: Document, start: int, date: SpokenDate) -> tuple[SpokenDate, int]:
        """The day, the month or the year alone, where that was asked: "e o ano?", "oitenta e cinco"; else the
        date as it is."""
        norms, kinds, words = document.norms, document.kinds, self._words
        position = start - 1
        while position >= 0 and start - position <= 4 and norms[position] in _LEADS:
            position -= 1
        if position < 0 or kinds[position] is not Kind.BREAK:
            return date, start
        if not (asked_before(document, start, tuple(words.parts)) or self._part_before(document, position)):
            return date, start
        window = norms[max(0, position - EARLIER) : position]
        cue = any(self._cues.at(document, k) for k in range(max(0, position - EARLIER), position))
        if not cue or not words.other_dates.isdisjoint(window):
            return date, start
        end = start + 1
        while end < len(norms) and (
            (self._reader.numeric(document, end) and end < start + 7)
            or (norms[end] in ("e", "y") and end + 1 < len(norms) and self._reader.numeric(document, end + 1))
        ):
            end += 1
        if end < len(norms) and kinds[end] is Kind.WORD and norms[end] not in words.confirmations:
            return date, start
        return SpokenDate(end, Extent.PART), start

    def _part_before(self, document: Document, turn: int) -> bool:
        """Whether a part of a date was found just before the turn, nods between."""
        norms, kinds = document.norms, document.kinds
        position = turn
        while position >= max(0, turn - _PART_TOKENS):
            if kinds[position] is Kind.PLACEHOLDER:
                raw = fold(document.text[document.starts[position] : document.ends[position]]).split()
                small = len(raw) <= 6 and all(self._dated(word) for word in raw)
                return (
                    small and not any(len(word) == 4 and word.isdecimal() for word in raw) and "/" not in raw
                )
            if kinds[position] is Kind.NUMBER or norms[position] in self._words.other_dates:
                return False
            position -= 1
        return False

    def _dated(self, word: str) -> bool:
        words = self._words
        return (
            word in self._values
            or word in words.months
            or word in words.date_links
            or word in ("e", "y")
            or word in words.first
            or (word.isdecimal() and len(word) <= 2)
        )
