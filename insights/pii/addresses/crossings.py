"""Streets without their type, told by where they meet others or how far along them it is: "mitre esquina san
lorenzo", "rivadavia al 4500, entre medrano y salguero", "kilómetro 23 de la carretera a colima"."""

from insights.pii.addresses.parts import Details
from insights.pii.addresses.readers import Readers
from insights.pii.addresses.streets import StreetName
from insights.pii.words.reading import words
from insights.text.tokens import Document, Kind

CORNERS = words("esquina esq")
HEIGHTS = words("altura")
BETWEEN = words("entre")
KILOMETRES = words("km kilometro quilometro")
# What is sent is said already, so the number after the street is none of it: "mándelo a belgrano 2231".
SENDING = words(
    "mandelo mandalo mandeselo envielo envialo llevelo llevalo traigalo traelo dejelo dejalo entreguelo "
    "mandemelo enviemelo traigamelo manda mande envia envie entrega entregue leva leve deixa deixe"
)
_WITH_OBJECT = "lo"
_TO = words("a al en para pra pro na no em la")
_LEAST_DIGITS, _MOST_DIGITS = 3, 5
_MOST_BEFORE = 5
_TO_KILOMETRE, _ROAD_LETTERS = 7, 3
_ALONG = words(", ao al a la en el no na do del de altura punto ponto")
_PLACED = words("en em na no sobre por pela pelo es e")
_OF = words("de da do del la el")
_AND = words("y e con com")
_TO_HEIGHT = words("a la na en casi quase")


class CrossingReader:
    """Reads them at the word that tells."""

    def __init__(self, readers: Readers) -> None:
        self._words = readers.pack.addresses
        self._numbers = readers.numbers
        self._streets = readers.streets
        self._complements = readers.complements
        self._details = readers.details
        self._around = readers.around

    def read(self, document: Document, index: int) -> Details | None:
        norm = document.norms[index]
        if norm in KILOMETRES:
            return self._along_road(document, index)
        if norm in SENDING:
            return self._sent(document, index)
        if norm in BETWEEN:
            return self._between(document, index) if self._around.in_context(document, index) else None
        of_two = norm in CORNERS and not _OF.isdisjoint(document.norms[index + 1 : index + 2])
        first = None if of_two else self._named_before(document, index)
        if first is not None:
            after = self._complements.read(document, index, index)
            return self._details.read(document, first, after) if after > index + 1 else None
        return self._between(document, index) if norm in CORNERS else None

    def _between(self, document: Document, index: int) -> Details | None:
        """Two streets after "esquina de", "entre"."""
        norms, start = document.norms, index + 1
        while start < len(norms) and norms[start] in _OF:
            start += 1
        one = self._name(document, start)
        if one is None:
            return None
        if any(norm in _AND for norm in norms[start : one.end]):
            return self._details.read(document, start, one.end)  # "Corrientes y Callao"
        if one.end + 1 >= len(norms) or norms[one.end] not in _AND:
            return None
        other = self._name(document, one.end + 1)
        if other is None or not self._complements.ends_part(document, other.end):
            return None
        return self._details.read(document, start, other.end)

    def _name(self, document: Document, start: int) -> StreetName | None:
        """The name of a street, with or without its type, that begins at `start`."""
        if start >= len(document) or document.kinds[start] is not Kind.WORD:
            return None
        typed = document.norms[start] in self._words.strong_types
        name = self._streets.read(document, start if typed else start - 1)
        if name is None or name.end <= start or (name.numeric and not typed):
            return None
        return None if name.risky and not (typed or name.titled) else name

    def _named_before(self, document: Document, index: int) -> int | None:
        """Where the name begins that ends before "esquina", "a la altura"."""
        norms, kinds = document.norms, document.kinds
        end = index
        while end > document.floor and norms[end - 1] in _TO_HEIGHT:
            end -= 1
        if end > document.floor and norms[end - 1] == ",":
            end -= 1
        start = end
        while start > max(document.floor, end - _MOST_BEFORE) and kinds[start - 1] is Kind.WORD:
            if norms[start - 1] in _PLACED:
                break
            start -= 1
        if start == end:
            return None
        name = self._name(document, start)
        return start if name is not None and name.end == end else None

    def _sent(self, document: Document, index: int) -> Details | None:
        """A street and its number after "mándelo a", and with a flat or a quarter after "manda pra"."""
        norms, start = document.norms, index + 1
        while start < len(norms) and norms[start] in _TO:
            start += 1
        name = self._name(document, start) if start > index + 1 else None
        if name is None or norms[start] in self._words.street_types:
            return None
        end = self._numbers.house(document, name.end)
        if not _LEAST_DIGITS <= len(self._numbers.digits(document, name.end, end)) <= _MOST_DIGITS:
            return None
        details = self._details.read(document, start, end)
        return details if details.parts or norms[index].endswith(_WITH_OBJECT) else None

    def at_door(self, document: Document, index: int) -> Details | None:
        """A street and its number before the door at `index`: "achával 365 torre F"."""
        norms, kinds = document.norms, document.kinds
        end = index
        while end > document.floor and norms[end - 1] in (",", "-"):
            end -= 1
        number = end - 1
        if number <= document.floor or kinds[number] is not Kind.NUMBER or not norms[number][:1].isdigit():
            return None
        start = max(document.floor, number - _MOST_BEFORE)
        for position in range(number - 1, start - 1, -1):
            if kinds[position] is not Kind.WORD or norms[position] in _PLACED or norms[position] in _TO:
                start = position + 1
                break
        placed = start == 0 or kinds[start - 1] is not Kind.WORD or norms[start - 1] in _PLACED | _TO
        name = self._name(document, start) if placed and start < number else None
        house = self._numbers.house(document, number)
        if name is None or name.end != number or house != end or norms[start] in self._words.complements:
            return None
        door = self._complements.read(document, index, end)
        return self._details.read(document, start, door) if door > index + 1 else None

    @staticmethod
    def _road_before(document: Document, index: int) -> int | None:
        """Where a road begins, told by letters and a number: "EN 125 ao quilómetro 12", "N-340, km 82"."""
        norms, floor = document.norms, document.floor
        number = index - 1
        while number > floor and index - number < _TO_KILOMETRE and norms[number] in _ALONG:
            number -= 1
        if number <= floor or not norms[number].isdecimal() or len(norms[number]) > _LEAST_DIGITS:
            return None
        letters = number - 1 - (norms[number - 1] == "-")
        told = letters >= floor and norms[letters].isalpha() and len(norms[letters]) <= _ROAD_LETTERS
        return letters if told and (letters < number - 1 or document.capitalised(letters)) else None

    def _along_road(self, document: Document, index: int) -> Details | None:
        norms = document.norms
        end = position = self._numbers.plain(document, index + 1)
        if end == index + 1:
            return None
        begins = self._road_before(document, index)
        if begins is not None:
            return self._details.read(document, begins, end)
        while position < len(norms) and norms[position] in _OF:
            position += 1
        if position == end or position >= len(norms) or norms[position] not in self._words.street_types:
            return None
        road = self._streets.read(document, position)
        return self._details.read(document, index, road.end) if road is not None else None
