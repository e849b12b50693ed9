"""Dates with a part that was taken back: "doze de maio, não, de junho"."""

from insights.pii.asides import AsideReader
from insights.pii.births.atoms import Extent, SpokenDate
from insights.pii.births.dates import DateReader
from insights.pii.packs import LanguagePack
from insights.pii.words.reading import words
from insights.text.tokens import Document, Kind

_GAP = 9
_BEGUN_TOKENS = 8
# Words of corrections that take nothing back alone.
_BESIDE = words("en me he na ou ja ya minha mal verdad verdade quero quiero")


class CorrectionReader:
    """Reads dates over what is taken back in one language."""

    def __init__(self, pack: LanguagePack, reader: DateReader) -> None:
        self._words = pack.dates
        self._reader = reader
        own = pack.identifiers
        self._taking_back = (self._words.corrections | own.corrections) - self._words.date_links - _BESIDE
        self._filling = own.fillers | own.pauses | own.moments | {"e", "es", "era", "el", "no", "o"} | _BESIDE
        self.interrupting = self._taking_back | self._filling
        self._asides = AsideReader(pack.language, own.context.keys() | self._words.other_dates | own.units)
        self._values = pack.numerals.values

    def read(self, document: Document, start: int) -> SpokenDate:
        """The date at `start`, what was taken back before its end or after it among it."""
        return self._corrected(document, self._begun(document, start))

    def _begun(self, document: Document, start: int) -> SpokenDate:
        """The date at `start`, over a beginning that was taken back: "17 do 92, não, do 12 de oitenta"."""
        date = self._reader.read(document, start)
        if date.extent > Extent.YEAR:
            return date
        end = start
        while end < min(len(document), start + _BEGUN_TOKENS) and self._continues(document, end):
            end += 1
        again = self._over_correction(document, end, 1) if end < len(document) else 0
        while again and again < len(document) and document.norms[again] in self._words.date_links:
            again += 1
        if not again or again >= len(document) or not self._reader.starts(document, again):
            return date
        mended = self._reader.read(document, again)
        if mended.extent > Extent.YEAR:
            return mended
        # What comes after it is a month and a year.
        last = again
        while last < min(len(document), again + _BEGUN_TOKENS) and (
            self._continues(document, last) or document.norms[last] in ("e", "y")
        ):
            last += 1
        joined = not self._words.date_links.isdisjoint(document.norms[again:last])
        return SpokenDate(last, Extent.PART) if joined else date

    def _corrected(self, document: Document, date: SpokenDate) -> SpokenDate:
        """The date with what corrects it after it: "doze de maio, não, de junho"."""
        if date.extent is Extent.NONE:
            return date
        start = self._over_correction(document, date.end, 1)
        while start and start < len(document) and document.norms[start] in self._words.date_links:
            start += 1
        if not start or start >= len(document) or not self._reader.starts(document, start):
            return date
        again = self._reader.read(document, start)
        if again.extent is Extent.NONE and date.extent is Extent.PART and date.day:
            again = self._reader.rest(document, start)
            if again.extent is not Extent.NONE:
                return SpokenDate(again.end, Extent.WHOLE, date.day, again.month, again.year)
        if again.extent is Extent.NONE:
            return date
        if again.extent < date.extent:
            return SpokenDate(again.end, date.extent, date.day, date.month, date.year)
        return again

    def _over_correction(self, document: Document, start: int, step: int) -> int:
        """The first token past ", não, " that begins at `start` and goes in direction `step`; 0 for none."""
        norms, kinds = document.norms, document.kinds
        position, corrected = start, False
        for _ in range(_GAP):
            if not document.floor <= position < len(norms):
                break
            if norms[position] in self._taking_back:
                corrected = True
            elif not (kinds[position] is Kind.PUNCT and norms[position] in ",.…-") and (
                norms[position] not in self._filling or norms[position] in self._values
            ):
                break
            position += step
        if not corrected and step > 0:
            again, _ = self._asides.over(
                document, start, lambda index: self._date_part(document, index), repair=True
            )
            return again if again > start else 0
        return position if corrected else 0

    def _continues(self, document: Document, index: int) -> bool:
        return self._reader.numeric(document, index) or document.norms[index] in self._words.date_links

    def _date_part(self, document: Document, index: int) -> bool:
        """Whether a part of a date may begin at a token, with or without what leads to it."""
        linked = document.norms[index] in self._words.date_links and index + 1 < len(document)
        return self._reader.numeric(document, index + linked)

    def begins(self, document: Document, first: int) -> int:
        """Where a date begins with the number it corrects: "doze, não, treze de maio"."""
        position = self._over_correction(document, first - 1, -1)
        if not position or not self._reader.numeric(document, position):
            return first
        while position > document.floor and self._continues(document, position - 1):
            position -= 1
        while document.norms[position] in self._words.date_links:
            position += 1
        return position
