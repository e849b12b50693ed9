"""Addresses in the contact that ends a note or a letter, whose streets have no type and whose towns nobody
knows: "Remitido por: Dra. Ana Sanz. Hospital del Mar. Reyes Católicos, 19. Sevilla. E-mail: …"."""

from collections.abc import Iterator

from insights.pii.addresses.parts import Details
from insights.pii.addresses.readers import Readers
from insights.pii.places import PlaceKind
from insights.pii.words.reading import words
from insights.text.tokens import Document, Kind

HEADS = words("responsable remitido correspondencia emitido remetido emitente autor autora")
_OF_HEAD = words("clinico clinica por medico medica para a de")
_HEAD_TOKENS = 3  # "Responsable clínico:"
_MOST_TOKENS = 110  # of a contact
_STREET_WORDS, _TOWN_WORDS = 6, 5
_CODE_DIGITS = (4, 5)
_JOINS = words("de del la las los el y i e da do das dos")
_SCIENCES = ("logia", "cion", "tria", "gia", "medicina")
_MARKS = frozenset(".,;()-–")
_REACHED = words(
    "e email mail correo correos tel telf tlf tfno telefono telefone fax movil web www http https"
)
_NO_TOWNS = words(
    "jefe jefa dr dra prof profesor profesora director directora medico medica enfermera enfermero adjunto "
    "adjunta residente especialista supervisora supervisor odontologo odontologa cirujano cirujana col "
    "grupo equipo comite sociedad asociacion colegio area planta edificio consultorio postal apartado "
    "investigador catedratico licenciado licenciada doctor doctora master"
)


class ContactReader:
    """Reads them part by part, marks between the parts."""

    def __init__(self, readers: Readers) -> None:
        self._words = readers.pack.addresses
        self._places = readers.places
        self._numbers = readers.numbers
        self._details = readers.details

    def read(self, document: Document) -> dict[int, Details]:
        """The parts of an address in what is to be judged, by where they begin."""
        start = self._begins(document)
        if start is None:
            return {}
        found: dict[int, Details] = {}
        placed = False  # something personal was found past who it is
        end = start
        for first, last in self._parts(document, start):
            if document.kinds[first] is Kind.PLACEHOLDER:
                placed = True
                continue
            if first < end:
                continue
            if document.norms[first] in _REACHED:
                break
            details = self._part(document, first, last, placed=placed)
            if details is not None:
                placed, end = True, details.end
                if first >= document.floor:
                    found[first] = details
        return found

    def _begins(self, document: Document) -> int | None:
        """Where the contact begins whose line what is to be judged goes on: past its head and who it is."""
        kinds, norms = document.kinds, document.norms
        least = max(0, document.floor - _MOST_TOKENS)
        for index in range(min(document.floor + _HEAD_TOKENS, len(norms) - 1), least - 1, -1):
            if norms[index] in HEADS and (index == 0 or kinds[index - 1] is Kind.BREAK):
                break
            if kinds[index] is Kind.BREAK and index < document.floor:
                return None
        else:
            return None
        position = index + 1
        while position < len(norms) and norms[position] in _OF_HEAD:
            position += 1
        if norms[position : position + 1] != [":"]:
            return None
        while position < len(norms) and kinds[position] not in (Kind.PLACEHOLDER, Kind.BREAK):
            position += 1
        named = position < len(norms) and kinds[position] is Kind.PLACEHOLDER
        return position + 1 if named else None

    @staticmethod
    def _parts(document: Document, start: int) -> Iterator[tuple[int, int]]:
        """Stretches of words and numbers between marks, and placeholders, up to the line's end."""
        kinds, norms = document.kinds, document.norms
        first = start
        for index in range(start, len(norms)):
            kind = kinds[index]
            if kind is Kind.PLACEHOLDER or (kind is Kind.PUNCT and norms[index] in _MARKS):
                if first < index:
                    yield first, index
                if kind is Kind.PLACEHOLDER:
                    yield index, index + 1
                first = index + 1
            elif kind is Kind.BREAK:
                break
        else:
            index = len(norms)
        if first < index:
            yield first, index

    def _part(self, document: Document, first: int, last: int, *, placed: bool) -> Details | None:
        norms, kinds = document.norms, document.kinds
        words = first
        while words < last and kinds[words] is Kind.WORD:
            words += 1
        if words == first:
            code = norms[first].isdecimal() and len(norms[first]) in _CODE_DIGITS
            if not (placed and code):
                return None
            town = [(first + 1, last)] if self._place(document, first + 1, last) else []
            return Details(town, [(first, first + 1)])
        if norms[first] in self._words.street_types or not self._proper(document, first, words):
            return None
        end = self._numbers.house(document, words) if words - first <= _STREET_WORDS else words
        if end > words:
            return self._details.read(document, first, end)
        if words < last or words - first > _TOWN_WORDS:
            return None
        known, kind = self._places.match(norms, first, last)
        if kind is PlaceKind.COUNTRY and known == last:
            return None
        if not placed and not (known == last and kind in (PlaceKind.TOWN, PlaceKind.STATE)):
            return None
        return self._details.read(document, first, last)

    def _place(self, document: Document, first: int, last: int) -> bool:
        """Whether the words `[first, last)` may be a town."""
        words = document.kinds[first:last]
        return (
            bool(words) and all(kind is Kind.WORD for kind in words) and self._proper(document, first, last)
        )

    def _proper(self, document: Document, first: int, last: int) -> bool:
        """Whether words are written as a proper name is, of no institution, office or science."""
        for index in range(first, last):
            norm = document.norms[index]
            if norm in _JOINS and index > first:
                continue
            raw = document.raw(index, index + 1)
            if not raw[0].isupper() or (len(raw) > 1 and not raw[1:].islower()):
                return False
            if norm in self._words.institutions or norm in _NO_TOWNS or norm.endswith(_SCIENCES):
                return False
        return document.norms[last - 1] not in _JOINS
