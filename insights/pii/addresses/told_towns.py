"""Towns and quarters that a small word before them tells: "en salta recorrido escolar", "el papel decía
gijón", "no subo hasta recoleta", "la de nervión"."""

from insights.pii.addresses.readers import Readers
from insights.pii.places import PlaceKind
from insights.pii.words.addresses import told_towns as told
from insights.text.tokens import Document, Kind

_AROUND_TOKENS = 9
_NAME_TOKENS = 4


class ToldTownReader:
    """Says whether a known name of a place is meant as somebody's."""

    def __init__(self, readers: Readers) -> None:
        self._words = readers.pack.addresses
        self._streets = readers.streets
        self._around = readers.around
        self._spanish = readers.pack.language == "es"

    def told(self, document: Document, index: int, end: int, kind: int) -> bool:
        """Whether the words before the place at `[index, end)` tell it."""
        if not self._spanish or kind > PlaceKind.STATE:
            return False
        norms = document.norms
        beside = document.raw(index - 1, index) if index else ""
        if document.raw(index, end).isupper() and not beside.isupper():
            return False  # "en MAO"
        if self.everyday(document, index, end):
            return False
        if self._traded(document, index, end):
            return False
        loose = end == index + 1 and norms[index] in self._words.ambiguous_places
        before = norms[index - 1] if index else "\n"
        two = norms[index - 2] if index > 1 else ""
        if before in told.INSIDE or before in told.BOUNDS or before in told.WRITING:
            return True
        if before in told.BY:
            return not loose or two in told.AROUND
        if before in told.TOWARDS:
            return not told.GOING.isdisjoint(norms[max(0, index - 4) : index - 1])
        if before in told.OF:
            if two in told.OWNING:
                return True
            return two in told.OF_THERE and (not loose or self._around.phrase_ends(document, end))
        return not loose and self._alone(document, index, end)

    def everyday(self, document: Document, index: int, end: int) -> bool:
        """Whether the name is a word of every day written small: "tarifa", "la granja"."""
        words = document.norms[index:end]
        known = told.EVERYDAY if len(words) == 1 else told.EVERYDAY_WITH_ARTICLE
        article = words[0] in told.OWNING
        common = words[-1] in known and len(words) == 1 + article
        return common and not self._streets.titled(document, index)

    @staticmethod
    def _traded(document: Document, index: int, end: int) -> bool:
        lowest, most = max(0, index - _AROUND_TOKENS), min(len(document), end + _AROUND_TOKENS)
        return not told.TRADED.isdisjoint(document.norms[lowest:most])

    def _alone(self, document: Document, index: int, end: int) -> bool:
        """Whether it is a phrase of its own: at a turn's beginning or between marks, or a turn's last."""
        norms, kinds = document.norms, document.kinds
        if not self._words.institutions.isdisjoint(norms[max(0, index - _NAME_TOKENS) : index]):
            return False  # "Clínica San Judas, Oaxaca"
        over = end >= len(norms) or kinds[end] in (Kind.BREAK, Kind.PUNCT)
        if not index or kinds[index - 1] in (Kind.BREAK, Kind.PUNCT):
            return over or norms[end] in told.ENDING
        return over and norms[index - 1] in told.LEADING
