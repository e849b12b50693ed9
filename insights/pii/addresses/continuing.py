"""What goes on with an address said before: in the turns after it, or after a mark."""

from insights.pii.addresses.parts import Details
from insights.pii.addresses.readers import Readers
from insights.pii.addresses.said import Part
from insights.pii.places import PlaceKind
from insights.pii.words.reading import words
from insights.pii.words.secrets import OTHERWISE, VERBAL
from insights.text.tokens import Document, Kind

_PART_TOKENS = 30  # between two parts of one address said in turns
_NUMBER_TOKENS = 14  # between a street and a number that nothing else calls one
_DOING = words("eu vou voy me quero quiero que q tem tiene ha hay")
_ENCLITIC = ("nme", "dme", "ame", "eme", "elo", "alo")  # "llámenme", "espérelo"
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
        self._said = readers.said
        self._months = readers.pack.dates.months
        self._common = readers.pack.names.not_names
        self._nods = readers.pack.identifiers.backchannels

    def in_turn(self, document: Document, turn: int) -> Details | None:
        """What goes on in the turn at `turn` with a street said before: "número 120", "al 1914"."""
        norms, kinds = document.norms, document.kinds
        if Kind.PLACEHOLDER not in kinds[max(0, turn - _PART_TOKENS) : turn]:
            return None
        first = turn
        denied = norms[turn : turn + 1] in (["nao"], ["no"]) and self._corrects(document, turn)
        while (
            first < len(norms)
            and first < turn + 4
            and (norms[first] in self._words.openers or (denied and norms[first] in ("nao", "no", ",")))
        ):
            word = norms[first]
            if denied and word in ("nao", "no"):
                first += 1
                continue
            if word in self._words.number_words or word in self._words.quarters or word in ("no", "al"):
                break
            first += 1
        if first >= len(norms) or kinds[first] not in (Kind.WORD, Kind.NUMBER):
            return None
        parts = self._said.before(document, turn, _PART_TOKENS)
        if not any(part in (Part.STREET, Part.UNIT, Part.PLACE) for part, _ in parts):
            return None
        town, kind = self._places.match(norms, first, len(norms))
        everyday = town == first + 1 and norms[first] in self._words.ambiguous_places
        over = town >= len(norms) or kinds[town] is not Kind.WORD
        if (
            town > first
            and kind is not PlaceKind.CODE
            and not (norms[first] in self._words.fields and norms[town : town + 1] != [","])
            and (over or not everyday or norms[first - 1] in _IN or self._said.nodded(document, turn))
            and (over or not self._plain(document, first, town))
        ):
            return self._details.read(document, first, town)
        end = self._numbers.house(document, first)
        bare = end > first and self._said.number(norms[first])
        lacking = self._lacks_number(document, turn) or self._corrects(document, turn)
        if bare and not (lacking and self._goes_on(document, end)):
            return None
        if end == first:
            end = self._complements.read(document, first, first, comma=False)
            if end and (
                norms[end : end + 1] == ["?"]
                or (
                    end == first + 1
                    and (norms[first] in self._words.fields or not self._around.phrase_ends(document, end))
                )
            ):
                return None  # "¿interior?"
        if not end and self._said.nodded(document, turn):
            end = self._quarter(document, first)
        return self._details.read(document, first, end) if end else None

    def _plain(self, document: Document, first: int, end: int) -> bool:
        """Whether a town's name is an everyday word too, written small: "para sua segurança", no Pará."""
        small = end == first + 1 and not document.capitalised(first)
        return small and document.norms[first] in self._common

    def _lacks_number(self, document: Document, turn: int) -> bool:
        """Whether the last part is a street that was said without its number just before."""
        part, said = next(self._said.before(document, turn, _NUMBER_TOKENS), (Part.NONE, [""]))
        return part is Part.STREET and not any(map(self._said.number, said[2:]))

    def _corrects(self, document: Document, turn: int) -> bool:
        """Whether the turn says no to a street and number that were read out just before: "não, é 158"."""
        if document.norms[turn : turn + 1] not in (["nao"], ["no"]):
            return False
        part, said = next(self._said.before(document, turn, _NUMBER_TOKENS), (Part.NONE, [""]))
        return part in (Part.STREET, Part.NUMBER) and any(map(self._said.number, said))

    def _coded(self, document: Document, index: int) -> bool:
        """Whether a postal code stands there: after its word, or at the beginning of a turn."""
        before = document.norms[index - 1] if index else "\n"
        told = before in self._words.postcodes or document.kinds[index - 1] is Kind.BREAK or not index
        told = told or document.norms[index + 1 : index + 2] == [","]
        return told and self._said.code(document, index)

    def _goes_on(self, document: Document, end: int) -> bool:
        """Whether a number is all that is said, or a complement or a place follows it."""
        if self._around.phrase_ends(document, end):
            return True
        norm = document.norms[end]
        return (
            norm in self._words.complements
            or norm in self._words.complement_values
            or norm in self._words.districts
            or self._places.match(document.norms, end, len(document))[0] > end
            or norm in self._words.postcodes
            or norm == "codigo"
        )

    def _quarter(self, document: Document, first: int) -> int:
        """One past a place that nobody knows, where it is all that is said; 0 for none."""
        norm = document.norms[first]
        if norm in self._common or norm in self._nods or norm in self._words.institutions:
            return 0
        if document.norms[first - 1] in _DOING or norm in OTHERWISE or norm.endswith(_ENCLITIC + VERBAL):
            return 0  # "deixa eu soletrar"
        end = self._names.loose_place(document, first)
        over = end >= len(document) or document.kinds[end] is Kind.BREAK or document.norms[end] == "."
        return end if over and document.norms[end : end + 1] != ["?"] else 0

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
        if end == position or (link and norms[position] in self._months):
            return None
        if not link and marks and self._streets.titled(document, position) and kind is not PlaceKind.CODE:
            end = max(end, self._names.written_place(document, position))
        elif kind is PlaceKind.CODE:
            marked = norms[position - 1] in "-/,(" and document.raw(position, end).isupper()
            if not marked or not self._around.in_context(document, index):
                return None
        elif not (
            self._around.in_context(document, index)
            and (link or marks or end > position + 1 or self._said.code(document, index))
        ) and not self._coded(document, index):
            return None
        if not self._around.closes(document, end):
            return None
        return self._details.read(document, position, end)
