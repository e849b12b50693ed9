"""Codes of letters and digits that no word names, by their form: plates, passports, a CURP or an RFC."""

from collections.abc import Mapping

from insights.pii.findings import Finding
from insights.pii.identifiers import roles
from insights.pii.identifiers.carriers import is_stretch
from insights.pii.identifiers.dictation import Letters
from insights.pii.identifiers.dictation_reader import DictationReader
from insights.pii.identifiers.patterns import born, is_whole, whole_part
from insights.pii.identifiers.plates import PlateReader, clusters_before
from insights.pii.identifiers.shapes import SHAPES
from insights.pii.packs import LanguagePack
from insights.pii.words.vehicles import SHORT_WORDS
from insights.records import PiiType as T
from insights.text.tokens import Document, Kind

_HEAD_LETTERS = 4
_CODE_TOKENS = 14
_CODE_WORDS = 24
_PAUSE_TOKENS, _CURP_TOKENS = 4, 24
_READINGS = ((Letters.TOGETHER, False), (Letters.SPELLED, True), (Letters.TOGETHER, True))


class UnnamedReader:
    """Reads codes of one language that nothing names."""

    def __init__(self, pack: LanguagePack, table: Mapping[str, int], reader: DictationReader) -> None:
        self._pack = pack
        self._table = table
        self._reader = reader
        self._plates = PlateReader(pack, table, reader)

    def read(self, document: Document, start: int) -> Finding | None:
        """The code at `start`, or at the letters before it."""
        if not self._digits_near(document, start):
            return None
        plate = self._plates.read(document, start)
        if plate is not None or self._pack.language != "es":
            return plate
        first = clusters_before(document, start, self._table)
        head = self._head(document, start) if first == start else start
        if head < start:
            first = head  # "minv ya sabe 830 …"
        elif first == start and start > document.floor and self._may_head(document, start - 1):
            first = start - 1  # "facl 690 222 …"
        elif first == start and (
            document.kinds[start] is Kind.NUMBER or document.norms[start] in self._pack.numerals.values
        ):
            return None  # it begins with letters
        for letters, any_words in _READINGS:
            said = self._reader.read(
                document,
                first,
                letters=letters,
                expected=True,
                full=SHAPES[T.CURP].full,
                any_words=any_words,
                most=_CODE_WORDS,
            )
            if said is None or not said.text[:3].isalpha():
                if any_words:
                    continue
                return None
            for kind in (T.CURP, T.RFC):
                if said.corrections and is_whole(kind, said.uncorrected, "es"):
                    said.corrections, said.text = [], said.uncorrected
                carriers = whole_part(kind, said, "es")
                if carriers and born(said.text) and not said.text[4:].isdecimal():
                    if carriers < len(said.carriers):
                        said.trim(carriers, self._pack.numerals)
                    return Finding(kind, tuple(said.pieces), said.text.upper(), 0.8)
        return None

    def _head(self, document: Document, start: int) -> int:
        """Where letters stand after which people paused: the digits at `start`, then more letters follow."""
        norms, kinds = document.norms, document.kinds
        index = start - 1
        while index > document.floor and start - index <= _PAUSE_TOKENS and kinds[index] is not Kind.BREAK:
            norm = norms[index]
            if len(norm) == _HEAD_LETTERS and self._may_head(document, index) and is_stretch(norm[2:]):
                after = norms[start : start + _CURP_TOKENS]
                stretches = sum(
                    bool(self._table.get(norm, 0) & roles.LETTER) or (len(norm) > 1 and is_stretch(norm))
                    for norm in after
                )
                return index if stretches > 0 else start
            index -= 1
        return start

    def _may_head(self, document: Document, index: int) -> bool:
        """Whether a word may be the letters that a CURP or an RFC begins with, written together."""
        norm = document.norms[index]
        fits = document.kinds[index] is Kind.WORD and 3 <= len(norm) <= _HEAD_LETTERS and norm.isascii()
        return fits and norm not in self._table and norm not in SHORT_WORDS

    def _digits_near(self, document: Document, start: int) -> bool:
        """Whether digits come soon: spelled names have none."""
        numbers = self._pack.numerals.values
        for index in range(start, min(start + _CODE_TOKENS, len(document))):
            if document.kinds[index] is Kind.NUMBER or document.norms[index] in numbers:
                return True
        return False
