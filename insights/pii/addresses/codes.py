"""Postal codes before towns, after their own word, and in the middle of a value."""

import re

from insights.pii.addresses.parts import Details
from insights.pii.addresses.readers import Readers
from insights.pii.places import PlaceKind
from insights.pii.words.reading import words
from insights.text.tokens import Document, Kind

_BACK_TOKENS = 9
_BEFORE_TOKENS = 10
_AFTER_TOKENS = 9
_QUESTION_TOKENS = 16
_PAUSE_TOKENS = 5
_AREA_TOKENS = 7
_ARGENTINE_DIGITS = 4
_SUFFIX = re.compile(r"[b-df-hj-np-tv-z]{3}")  # three letters that are no word
_AREAS = words(
    "zona colonia barrio localidad comuna ciudad distrito poblacion pueblo municipio bairro localidade "
    "regiao cidade"
)
# What people call it who do not say "postal".
_CALLED = words("codigo numeritos numerito numeros digitos cifras numerozinho numerozinhos algarismos")
_ENDS = frozenset(".?!;\n")
_BOXES = frozenset({"apartado", "casilla", "giro", "caja", "clave"})  # "apartado postal 1234"
_TOWARDS = frozenset(
    {"a", "al", "ao", "para", "pra", "pro", "en", "em", "no", "el", "o", "ate", "hasta", "del"}
)


class CodeReader:
    """Reads postal codes that addresses hold. Codes said in other ways are the identifiers' matter."""

    def __init__(self, readers: Readers) -> None:
        self._words = readers.pack.addresses
        self._places = readers.places
        self._numbers = readers.numbers
        self._names = readers.names
        self._details = readers.details
        self._particles = readers.pack.names.name_particles
        self._openers = self._words.openers | {
            ",",
            "¿",
            "postal",
            "codigo",
            "pongame",
            "ponga",
            "seria",
            "poneme",
        }
        self._asking = self._words.postcodes | _CALLED | {"c"}
        self._pauses = readers.pack.identifiers.pauses | readers.pack.dates.hesitations
        self._letters = readers.pack.identifiers.spelled
        self._spanish = readers.pack.language == "es"

    def answered(self, document: Document, turn: int) -> Details | None:
        """A code that the turn before asks for, by whatever name: "¿el código de la zona?", "¿c.p.?"."""
        if turn >= len(document) or not self._asked(document, turn):
            return None
        first = turn
        while first < len(document) - 1 and document.norms[first] in self._openers:
            first += 1
        end = self._lettered(document, first) or self._numbers.code_run(
            document, first, short=self._spanish, years=True
        )
        return Details([], [(first, end)]) if end > first else None

    def _asked(self, document: Document, turn: int) -> bool:
        norms, position, first = document.norms, turn - 2, max(0, turn - _QUESTION_TOKENS)
        if self._asking.isdisjoint(norms[first : turn - 1]):
            return False
        while position >= first and document.kinds[position] is not Kind.BREAK:
            if norms[position] in self._words.postcodes or norms[position : position + 3] == ["c", ".", "p"]:
                return True
            if norms[position] in _CALLED and not _AREAS.isdisjoint(
                norms[max(0, position - _AREA_TOKENS) : position + 5]
            ):
                return True
            position -= 1
        return False

    def _lettered(self, document: Document, index: int) -> int:
        """One past an Argentine code: "c 6741 cbf", "ce mil cuatrocientos catorce"; 0 for none."""
        norms, kinds = document.norms, document.kinds
        if not self._letter(document, index):
            return 0
        first, end = self._numbers.run(document, index + 1)
        if first > index + 1 or len(self._numbers.digits(document, first, end)) != _ARGENTINE_DIGITS:
            return 0
        after = end
        while after < min(len(norms), end + _PAUSE_TOKENS) and norms[after] in self._pauses:
            after += 1
        if after < len(norms) and kinds[after] is Kind.WORD and _SUFFIX.fullmatch(norms[after]):
            return after + 1
        letters = norms[after : after + 3]
        spelled = len(letters) == 3 and all(self._letter(document, after + step) for step in range(3))
        return after + 3 if spelled else end

    def _letter(self, document: Document, index: int) -> bool:
        if index >= len(document):
            return False
        norm = document.norms[index]
        word = document.kinds[index] is Kind.WORD and self._spanish
        return word and (norm in self._letters or (len(norm) == 1 and norm.isalpha()))

    def of_town(self, document: Document, index: int) -> Details | None:
        """The town whose code is spoken of: "el código postal de Rosario"."""
        start = index + 1
        if document.norms[start : start + 1] not in (["de"], ["en"], ["do"], ["da"], ["em"]):
            return None
        end, kind = self._places.match(document.norms, min(start + 1, len(document) - 1), len(document))
        known = end > start + 1 and kind in (PlaceKind.TOWN, PlaceKind.DISTRICT)
        return self._details.read(document, start + 1, end) if known else None

    def labelled(self, document: Document, index: int) -> Details | None:
        """ "CP: 28035" and the place after it. Codes said in other ways are the identifiers' matter."""
        norms = document.norms
        told = norms[index - 1 : index] == ["cp"] or norms[index] != "c"
        start = index + (norms[index] != "c")
        lettered = self._lettered(document, start) if told and start < len(document) else 0
        if lettered:
            return Details([], [(start, lettered)])
        first, last = self._numbers.postcode(document, index)
        if last <= first:
            return self.of_town(document, index)
        if document.norms[index] == "c" and first < index + 4:
            return None
        details = Details([], [(first, last)])
        town = self._names.town_after(document, last)
        if town > last:
            return self.with_town(document, first, last)
        named = document.norms[index] != "postal" or first > index + 1
        boxed = index and document.norms[index - 1] in _BOXES
        return details if named or (self._spanish and not boxed and self._short(document, first)) else None

    def _short(self, document: Document, first: int) -> bool:
        """Whether as many figures are said as a postal code has."""
        return self._numbers.code_run(document, first, short=True, years=True) > first

    def before_town(self, document: Document, index: int, taken: int) -> Details | None:
        """A postal code without a word for it, before a town; and the street before it."""
        first, last = self._numbers.postcode(document, index)
        if last <= first or self._names.town_after(document, last) <= last:
            return None
        after = last
        while document.norms[after] in ",.-–":
            after += 1
        known = self._places.match(document.norms, after, len(document))[0] > after
        street = self._before_code(document, index, taken)
        if not known and street is None:
            return None
        found = self.with_town(document, first, last)
        if street is not None:
            found.pieces.insert(0, street)
        return found

    def near(self, document: Document, index: int) -> Details | None:
        """A code beside the word at `index` for a delivery or a coverage: "el envío a 40805 sale …"."""
        norms, kinds = document.norms, document.kinds
        first = index
        while first > max(document.floor, index - _BEFORE_TOKENS) and norms[first - 1] not in _ENDS:
            first -= 1
        for position in range(first, min(len(norms) - 1, index + _AFTER_TOKENS)):
            if norms[position] in self._words.street_types or (norms[position] in _ENDS and position > index):
                break
            if norms[position] in _TOWARDS and kinds[position] is Kind.WORD:
                end = self._numbers.code_run(document, position + 1, short=True)
                if end > position + 1:
                    return Details([], [(position + 1, end)])
        return None

    def with_town(self, document: Document, first: int, last: int) -> Details:
        """A code and all that follows it."""
        town = self._names.town_after(document, last)
        start = last
        while start < len(document) and document.norms[start] in ",.-–":
            start += 1
        found = self._details.read(document, start, town)
        found.codes.append((first, last))
        return found

    def _before_code(self, document: Document, index: int, taken: int) -> tuple[int, int] | None:
        """A street without its type before a postal code: "Doctor Esquerdo, 46. 28007 Madrid"."""
        norms, kinds = document.norms, document.kinds
        lowest = max(taken, index - _BACK_TOKENS)
        end = index
        while end > lowest and norms[end - 1] in (",", ".", "-", "e"):
            end -= 1
        position = end
        if position - 3 >= lowest and norms[position - 3 : position] == ["s", "/", "n"]:
            position -= 3
        elif position - 1 >= lowest and kinds[position - 1] is Kind.NUMBER and len(norms[position - 1]) <= 4:
            position -= 1
        else:
            return None
        while position > lowest and (norms[position - 1] in (",", "no", "n", "º", "°")):
            position -= 1
        first = position
        while position > lowest and kinds[position - 1] is Kind.WORD:
            if document.capitalised(position - 1):
                first = position - 1
            elif norms[position - 1] not in self._particles:
                break
            position -= 1
        return (
            (first, end)
            if first < end and kinds[first] is Kind.WORD and document.capitalised(first)
            else None
        )

    def cut(self, document: Document, first: int, last: int) -> Details:
        """A value with the postal codes in it apart."""
        details = Details([], [])
        position = start = first
        while position < last:
            norm = document.norms[position]
            if norm in self._words.postcodes or norm == "codigo" or (norm[0].isdigit() and len(norm) >= 4):
                code_first, code_last = self._numbers.postcode(document, position)
                if (
                    code_last > code_first
                    and code_last <= last
                    and (code_first > position or code_last < last or len(norm) == 5)
                ):
                    self._piece(document, details, start, position)
                    details.codes.append((code_first, code_last))
                    position = start = code_last
                    continue
            position += 1
        self._piece(document, details, start, last)
        return details

    def _piece(self, document: Document, details: Details, first: int, last: int) -> None:
        norms, kinds = document.norms, document.kinds
        while first < last and kinds[first] is Kind.PUNCT:
            first += 1
        while last > first and kinds[last - 1] is Kind.PUNCT and norms[last - 1] not in ")º°":
            last -= 1
        if first < last:
            details.pieces.append((first, last))
