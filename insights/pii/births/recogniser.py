"""Dates of birth, written or spoken. A date is one only where the words around it say so: dates of payment
survive."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from insights.pii.births.atoms import Extent, SpokenDate
from insights.pii.births.corrections import CorrectionReader
from insights.pii.births.cues import CueReader
from insights.pii.births.dates import DateReader
from insights.pii.births.evidence import BirthTeller
from insights.pii.births.old_dates import OldDates, is_age
from insights.pii.births.parts import PartReader
from insights.pii.findings import Finding
from insights.pii.packs import LanguagePack
from insights.pii.signs import Sign, Signs
from insights.records import PiiType
from insights.text.tokens import Document

# A word for birth that is farther off is not asked: before a date with what leads to it, after one with it.
_CUE_BEFORE, _CUE_AFTER = 48, 64
_REACH = 32  # tokens in which the next part of a date comes
_SCORE = 0.9
_NONE = SpokenDate(0, Extent.NONE)


class BirthRecogniser:
    """Dates of birth."""

    name = "births"
    types: Sequence[PiiType] = (PiiType.NASCIMENTO,)

    def __init__(self, pack: LanguagePack) -> None:
        self._reader = DateReader(pack)
        self._cues = CueReader(pack)
        self._told = BirthTeller(pack, self._cues)
        self._old = OldDates(pack, self._cues)
        self._parts = PartReader(pack, self._cues, self._reader)
        self._corrections = CorrectionReader(pack, self._reader)
        self.signs: Signs = {Sign.BIRTH: self._cues.cues, Sign.DATE: self._reader.starting}

    def find(self, document: Document) -> Iterator[Finding]:
        norms, reader = document.norms, self._reader
        if not document.here & (Sign.DATE | Sign.DIGIT):
            return
        block = norms[document.floor :]
        if not document.near & Sign.BIRTH and self._old.leading.isdisjoint(block):
            return
        position = given = document.floor
        starting = reader.starting
        lowest = max(0, position - _CUE_BEFORE)
        cues = self._cues.places(document, lowest) if document.near & Sign.BIRTH else []
        starts = [k for k, norm in enumerate(block, position) if norm in starting or norm.isdecimal()]
        for start, following in pairwise([*starts, len(norms) + _REACH]):
            if start < position:
                continue
            cued = bool(cues) and any(start - _CUE_BEFORE <= cue <= start + _CUE_AFTER for cue in cues)
            spoken = self._told.spoken(document, start, given) if cued else None
            date, first = _NONE, start
            if (spoken is not None and not spoken.used) or (
                not self._alone(document, start, following)
                and (
                    spoken is not None
                    or (cued and cues[-1] > start)
                    or self._old.possible(document, given, start)
                )
            ):
                date = self._corrections.read(document, start)
                if is_age(document, start, date) or not (
                    (cued and self._told.tells(document, start, date, spoken))
                    or self._old.tells(document, given, start, date)
                ):
                    date = _NONE
            if date.extent is Extent.NONE and cued:
                date, first = self._parts.read(document, start, date)
            if date.extent is Extent.NONE:
                # The words of one number are one number: none of them starts another date.
                position = reader.number_end(document, start)
                continue
            first = self._corrections.begins(document, first)
            value = f"{date.day}-{date.month}-{date.year % 100}"
            yield Finding(PiiType.NASCIMENTO, ((first, date.end),), value, _SCORE)
            position = given = date.end

    def _alone(self, document: Document, start: int, following: int) -> bool:
        """Whether a number or a month is no whole date, and no part of one comes soon: the next one is at
        `following`."""
        if following - start >= _REACH:
            return not self._reader.is_figures(document.norms[start])
        return self._reader.stands_alone(document, start, self._corrections.interrupting)
