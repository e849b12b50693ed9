"""What goes on with an address said before: in the turns after it, or after a mark."""

from insights.pii.addresses.parts import Details
from insights.pii.addresses.readers import Readers
from insights.pii.places import PlaceKind
from insights.text.tokens import Document, Kind, fold

_PART_TOKENS = 14  # between two parts of one address said in turns
_IN = frozenset({"em", "en", "no", "na", "nos", "nas"})


class ContinuationReader:
    """Reads parts that only the part before them makes parts."""

    def __init__(self, readers: Readers) -> None:
        self._words = readers.pack.addresses
        self._places = readers.places
        self._numbers = readers.numbers
        self._streets = readers.streets
        self._names = readers.names
        self._complements = readers.complements
        self._details = readers.details
        self._around = readers.around
        self._context = readers.pack.identifiers.context
        self._numerals = readers.pack.numerals

    def in_turn(self, document: Document, turn: int) -> Details | None:
        """What goes on in the turn at `turn` with a street said before: "número 120", "al 1914"."""
        norms, kinds = document.norms, document.kinds
        first = turn
        while first < len(norms) and first < turn + 3 and norms[first] in self._words.openers:
            if norms[first] in self._words.number_words or norms[first] in ("no", "al"):
                break
            first += 1
        if first >= len(norms) or kinds[first] not in (Kind.WORD, Kind.NUMBER):
            return None
        before = self._part_before(document, turn)
        if not before:
            return None
        town, kind = self._places.match(norms, first, len(norms))
        if town > first and kind is not PlaceKind.CODE and self._around.phrase_ends(document, town):
            return self._details.read(document, first, town)
        end = self._numbers.house(document, first)
        bare = end > first and (kinds[first] is Kind.NUMBER or norms[first] in self._numerals.values)
        if bare and not (before in self._words.street_types and self._around.phrase_ends(document, end)):
            return None
        if end == first:
            end = self._complements.read(document, first, first, comma=False)
            if not end:
                return None
        return self._details.read(document, first, end)

    def _part_before(self, document: Document, turn: int) -> str:
        """The first word of the part of an address that was found just before the turn, nods between; else
        an empty string."""
        norms, kinds = document.norms, document.kinds
        position = turn - 1
        lowest = max(0, turn - _PART_TOKENS)
        while position >= lowest:
            if kinds[position] is Kind.PLACEHOLDER:
                start, end = document.starts[position], document.ends[position]
                raw = fold(document.text[start : min(end, start + 24)]).replace(".", " ").split()
                word = raw[0] if raw else ""
                part = word in self._words.street_types or word in self._words.number_words
                known = bool(raw) and self._places.match(raw, 0, len(raw))[0] > 0
                return (
                    word if part or known or word in self._words.complements or word in ("no", "al") else ""
                )
            if kinds[position] is Kind.NUMBER or norms[position] in self._context:
                return ""
            position -= 1
        return ""

    def in_block(self, document: Document) -> dict[int, Details]:
        """What goes on with an address at the end of the block before."""
        norms, floor = document.norms, document.floor
        position = floor - 1
        while position > max(0, floor - 4) and document.kinds[position] is Kind.PUNCT:
            position -= 1
        if document.kinds[position] is not Kind.PLACEHOLDER or floor >= len(norms):
            return {}
        found = self.after(document, position)
        return {min(first for first, _ in found.pieces + found.codes): found} if found is not None else {}

    def after(self, document: Document, index: int) -> Details | None:
        """What goes on after a part of an address that was found before: a town, a postal code."""
        norms, kinds = document.norms, document.kinds
        start = max(index + 1, document.floor)
        position = index + 1
        marks = 0
        while position < len(norms) and position < index + 5 and norms[position] in ",.-–(/":
            marks += 1
            position += 1
        if position >= len(norms) or position < start or kinds[position] is Kind.PLACEHOLDER:
            return None
        if kinds[position] is Kind.NUMBER:
            return None
        if kinds[position] is not Kind.WORD:
            return None
        link = norms[position] in _IN and position + 1 < len(norms)
        if link:
            position += 1
        end, kind = self._places.match(norms, position, len(norms))
        if end == position:
            return None
        if not link and marks and self._streets.titled(document, position) and kind is not PlaceKind.CODE:
            end = max(end, self._names.written_place(document, position))
        elif kind is PlaceKind.CODE:
            marked = norms[position - 1] in "-/,(" and document.raw(position, end).isupper()
            if not marked or not self._around.in_context(document, index):
                return None
        elif not (self._around.in_context(document, index) and (link or marks or end > position + 1)):
            return None
        if not self._around.closes(document, end):
            return None
        return self._details.read(document, position, end)
