"""Homes without a street: "moro em …", blocks and lots, quarters, a number that goes on with a street."""

from collections.abc import Sequence

from insights.pii.addresses.codes import CodeReader
from insights.pii.addresses.doors import DoorReader
from insights.pii.addresses.parts import Details
from insights.pii.addresses.readers import Readers
from insights.pii.places import PlaceKind
from insights.pii.words.addresses.doors import DOORS
from insights.pii.words.reading import words
from insights.text.tokens import Document, Kind

_LIVING_TOKENS = 6
_DOOR_TOKENS = 7
_HERE = frozenset({"aqui", "aca"})
_BEING = frozenset({"sou", "soy", "estou", "estoy", "to"})
_FLATS = frozenset({"apartamento", "apto", "apt", "ap", "depto", "dpto", "departamento"})
# Doors that are of nothing but homes.
_DOORS = _FLATS | words(
    "depa ape escalera escada torre bloco bloque interior manzana mz portal casa quadra lote puerta planta "
    "conjunto edificio fracao"
)
_TOLD_TOKENS = 5
_TELLING = words("e es era fica aparece consta figura como seria chama llama se ,")
_OF = frozenset({"de", "da", "do"})
_OWNERS = frozenset({"la", "el", "a", "o", "los", "las", "os", "as"})
_AFTER_DOORS = frozenset({"que", "es", "e", "y", "siempre", "sempre"})
_LETTERS = frozenset("abcdfghijklm")
_AT_FLOORS = frozenset({"es", "el", "no", "o"})
_ORDINALS = words(
    "primeiro terceiro quarto sexto setimo oitavo nono decimo primero segundo tercero cuarto quinto septimo "
    "octavo noveno"
)
_SIDED = words("esquerdo direito esq dto frente izquierda derecha izda izqda dcha")
FLOORS = _ORDINALS | {f"{number}{mark}" for number in range(1, 30) for mark in "oa"}
_SAYING = words(
    "minha mia mio meu nossa nuestra sim si es e o el la a no na en em seria fica del do da mas pero depois "
    "despues entao entonces"
)
_ASKED_TOKENS = 24
_PLAIN_KINDS = frozenset({"sobrado", "frente"})  # of any house
_TO_DOORS = frozenset({"en", "em", "no", "el", "o", "hasta", "ate", "del", "do", "de", "al", "ao", "es", "e"})
_IN = frozenset({"em", "en", "no", "na", "nos", "nas"})
_NATIVE = ("natura", "nasc", "naci", "oriund", "procedent", "proveni", "originari")
_COMING = frozenset({"sou", "soy", "somos", "falo", "falamos", "ligo", "llamo", "hablo"})
_FROM = _IN | {"desde", "de", "do", "da", "del", "para", "pra", "pro", "a", "ao", "dos", "das"}


class HomeReader:
    """Reads them where the words around say that a home is meant."""

    def __init__(self, readers: Readers, codes: CodeReader) -> None:
        self._codes = codes
        self._words = readers.pack.addresses
        self._places = readers.places
        self._numbers = readers.numbers
        self._streets = readers.streets
        self._names = readers.names
        self._complements = readers.complements
        self._details = readers.details
        self._around = readers.around
        self._doors = DoorReader(readers)
        self._months = readers.pack.dates.months

    def block(self, document: Document, index: int) -> Details | None:
        """Blocks, lots and flats: "SQS 308 bloco A", "quadra 5 lote 12", "apto 31"."""
        after = self._complements.read(document, index, index)
        if not after:
            return None
        details = self._details.read(document, index, after)
        if self._around.in_context(document, index) or details.codes:
            return details
        # "AP 528/DF" is a case at a court.
        last = document.norms[details.end - 1]
        _, kind = self._places.match(document.norms, details.end - 1, details.end)
        state = kind is PlaceKind.CODE and len(last) <= 2
        return details if details.parts > state else None

    def unit(self, document: Document, index: int) -> Details | None:
        """A door that somebody is at: "o interfone é bloco E", "toque en torre A", "yo soy escalera D"."""
        norms, kinds = document.norms, document.kinds
        lowest = max(0, index - _DOOR_TOKENS)
        position = index - 1
        while position >= lowest and norms[position] not in self._words.at_home:
            if kinds[position] is Kind.BREAK:
                lowest = position
            position -= 1
        near = position >= lowest and not (norms[position] in _BEING and index - position > 3)
        near = near or (norms[index - 1 : index] in (["es"], ["e"]) and norms[index - 2] in _FLATS)
        near = near or (norms[index] in _FLATS and bool(index) and norms[index - 1] in _TO_DOORS)
        if norms[index] in self._words.alone and self._asked_before(document, index):
            return self._details.read(document, index, index + 1)
        if not near and norms[index] not in _DOORS and norms[index] not in DOORS:
            return None
        after = self._complements.read(document, index, index)
        alone = after and (self._alone(document, index, after) or self._doors.told(document, index, after))
        if not after or not (near or alone):
            return None
        if after == index + 1 and norms[index] not in self._words.alone:
            return None  # "me falta el interior"
        return self._details.read(document, index, after)

    def _asked_before(self, document: Document, index: int) -> bool:
        """Whether a door is all that a turn says where doors are spoken of: "e o andar?", "qual?", "cave"."""
        norms, kinds = document.norms, document.kinds
        begins = not index or kinds[index - 1] is Kind.BREAK
        over = index + 1 >= len(norms) or (
            kinds[index + 1] is not Kind.WORD
            and norms[index + 1] not in "?:"
            and norms[index] not in _PLAIN_KINDS
        )
        doors = self._words.units | self._words.complements
        return begins and over and not doors.isdisjoint(norms[max(0, index - _ASKED_TOKENS) : index])

    def floor(self, document: Document, index: int) -> Details | None:
        """A floor with its letter: "es 4º C, el último", "toque en 7º a", "la de 2º C"."""
        norms, kinds = document.norms, document.kinds
        end = index + 2
        if norms[index + 1 : end] and norms[index + 1] in _SIDED and norms[index][-1] == "o":
            return self._details.read(document, index, end)
        if norms[index] in _ORDINALS:
            end = self._doors.floor(document, index)
            return self._details.read(document, index, end) if end else None
        lettered = end <= len(norms) and len(norms[index + 1]) == 1 and norms[index + 1] in _LETTERS
        if not lettered or (end < len(norms) and kinds[end] is Kind.NUMBER):
            return None
        owner = self._owned(norms, index)
        begins = not index or kinds[index - 1] is Kind.BREAK or norms[index - 1] in _AT_FLOORS or owner
        home = not self._words.at_home.isdisjoint(norms[max(0, index - 4) : index])
        if not home and not (begins and self._around.phrase_ends(document, end)):
            return None
        return self._details.read(document, index, end)

    @staticmethod
    def _owned(norms: Sequence[str], door: int) -> bool:
        """Whether somebody or something is told by its door: "la de manzana b"."""
        return door > 1 and norms[door - 1] in _OF and norms[door - 2] in _OWNERS

    def _alone(self, document: Document, first: int, end: int) -> bool:
        """Whether a numbered door is all that a turn begins with: "es manzana 18, …", "casa 22"."""
        norms, kinds = document.norms, document.kinds
        position = first - 1
        while position >= 0 and norms[position] in _SAYING:
            position -= 1
        begins = position < 0 or kinds[position] is Kind.BREAK or self._beside(document, position)
        owner = self._owned(norms, first)
        over = end >= len(norms) or kinds[end] in (Kind.BREAK, Kind.PUNCT) or norms[end] in _AFTER_DOORS
        value = norms[first + 1] if end > first + 1 else ""
        numbered = (
            value[:1].isdigit()
            or (len(value) == 1 and not (owner and value in "eoy"))
            or self._numbers.spoken(document, first + 1) > first + 1
        )
        return (begins or owner) and over and numbered and norms[end : end + 1] != ["?"]

    def _beside(self, document: Document, index: int) -> bool:
        """Whether a comma parts a door from what was said before it, of no public place."""
        norms, kinds = document.norms, document.kinds
        start = index
        while start and kinds[start - 1] is not Kind.BREAK:
            start -= 1
        return norms[index] == "," and self._words.institutions.isdisjoint(norms[start:index])

    def district(self, document: Document, index: int) -> Details | None:
        norms = document.norms
        dotted = index + 1 < len(norms) and norms[index + 1] == "."
        if len(norms[index]) <= 3 and not dotted and not self._around.in_context(document, index):
            return None
        after = self._names.district(document, index)
        if not after:
            return self._told(document, index)
        first = index + 1
        while first < after and (norms[first] in _FROM or norms[first] in ".:oael"):
            first += 1
        if first >= after:
            return None
        known, kind = self._places.match(norms, first, len(norms))
        sure = (
            self._streets.titled(document, first)
            or norms[first] in self._words.district_heads
            or (known > first and kind is not PlaceKind.CODE)
            or self._around.in_context(document, index)
        )
        sure = sure or (after > known and self._unknown(document, index, first, after))
        return self._details.read(document, index, after) if sure else self._told(document, index)

    def _unknown(self, document: Document, index: int, first: int, end: int) -> bool:
        """Whether an unknown name is told like one: "barrio el cabañal", "urbanización las flores"."""
        named = first > index + 1 or end > first + 1
        return named and len(document.norms[index]) > 3 and self._around.phrase_ends(document, end)

    def _told(self, document: Document, index: int) -> Details | None:
        """The quarter that is told a few words after its label: "o bairro aparece como …"."""
        norms = document.norms
        first = index + 1
        while first < min(len(norms), index + _TOLD_TOKENS) and norms[first] in _TELLING:
            first += 1
        if first == index + 1 or first >= len(norms) or document.kinds[first] is not Kind.WORD:
            return None
        end, kind = self._places.match(norms, first, len(norms))
        if end > first and kind is PlaceKind.CODE:
            return None
        if end <= first and norms[first] in self._words.district_heads:
            end = self._names.loose_place(document, first)
        sure = end > first + 1 or (end > first and self._streets.titled(document, first))
        return self._details.read(document, first, end) if sure else None

    def living(self, document: Document, index: int) -> Details | None:
        """The place after "moro em", "natural de", "sou de"."""
        own, norms, kinds = self._words, document.norms, document.kinds
        anywhere = own.living[norms[index]]
        position = index + 1
        stop = min(len(norms), index + 1 + _LIVING_TOKENS)
        linked = ""
        label = 0
        while position < stop:
            norm = norms[position]
            if norm in own.quarters and kinds[position] is Kind.WORD:
                label = label or position
            if linked and self._places.match(norms, position, len(norms))[0] > position + 1:
                break  # "em la paz", "no porto alegre"
            if (
                kinds[position] is Kind.PLACEHOLDER
                and position + 1 < len(norms)
                and norms[position + 1] in _IN
            ):
                position += 1
                continue
            if norm not in own.living_links or kinds[position] is not Kind.WORD:
                break
            if (norm in _FROM and norm != "a") or (norm == "a" and not linked):
                linked = norm
            position += 1
        if not linked or position >= len(norms):
            return None
        code = self._numbers.code_run(document, position)
        if code > position:
            return self._codes.with_town(document, position, code)
        if kinds[position] is not Kind.WORD:
            return None
        norm = norms[position]
        over = position + 1 >= len(norms) or kinds[position + 1] is not Kind.WORD
        if norm in self._months:
            return None  # "nasci em março"
        if norm in own.dwellings or (norm in own.institutions and not (norm == "centro" and over)):
            return None
        if norms[position : position + 2] == ["gran", "via"]:
            return None
        if norm in own.strong_types and self._streets.read(document, position) is not None:
            return None  # "en ronda de levante 3": read as a street
        end, kind = self._places.match(norms, position, len(norms))
        titled = self._streets.titled(document, position)
        if end > position:
            if kind is PlaceKind.CODE and not document.raw(position, end).isupper():
                return None
            if kind is PlaceKind.COUNTRY and not norms[index].startswith(("na", "or", "pro")):
                return None
            sure = titled or label or end > position + 1 or norm not in own.ambiguous_places
            if (
                not sure
                and not (norms[index][:3] == "mud" and linked in ("para", "pra", "a"))
                and not ((anywhere or norms[index][:3] == "viv") and linked in _IN)
                and not (norms[index] in _HERE and norms[position - 1] in ("em", "en"))
                and not (self._native(document, index, linked) and self._around.phrase_ends(document, end))
            ):
                return None
            if titled:
                end = max(end, self._names.written_place(document, position))
            if linked in _IN and anywhere and self._numbers.code_run(document, end) == end:
                code = self._numbers.code_run(document, end + 1, short=True, years=True)
                if norms[end : end + 1] == [","] and code > end + 1:
                    return Details([(label or position, end)], [(end + 1, code)])
                end = self._numbers.house(document, end)  # a street's name too: "vivo en rivadavia al 4500"
            return self._details.read(document, label or position, end)
        if norm in own.districts and linked in _IN and not titled:
            end = self._names.loose_place(document, position)
            return self._details.read(document, position, end) if end > position + 1 else None
        lived = titled and linked == "em" and norms[index].startswith(("viv", "nasc"))
        if not (anywhere or lived) or norm in own.street_types or norm in own.blocks:
            return None
        if titled:
            end = self._names.written_place(document, position)
        elif linked in _IN and norm not in own.not_streets:
            end = self._names.loose_place(document, position)
            house = self._numbers.house(document, end) if end else end
            if end and house == end and not self._around.phrase_ends(document, end):
                return None
            end = house
        return self._details.read(document, label or position, end) if end > position else None

    @staticmethod
    def _native(document: Document, index: int, linked: str) -> bool:
        """Whether somebody says to come from there: "natural de bragança", "soy de castro"."""
        norm = document.norms[index]
        return norm.startswith(_NATIVE) or (norm in _COMING and linked in ("de", "da", "do"))

    def number(self, document: Document, index: int) -> Details | None:
        """ "número 120, apto 3" that goes on with a street said before."""
        norms = document.norms
        if index + 1 >= len(norms) or (
            index and norms[index - 1] in ("o", "el", "meu", "mi", "seu", "su", "do", "del")
        ):
            return None
        end = self._numbers.house(document, index)
        if end == index or end > index + 9:
            return None
        details = self._details.read(document, index, end)
        complement = details.parts > 0 and end < len(norms)
        if complement and self._complements.read(document, self._next_word(document, end), end, links=0):
            return details
        begins = index == 0 or document.kinds[index - 1] in (Kind.BREAK, Kind.PUNCT)
        before = norms[max(0, index - 12) : index]
        return details if begins and "[]" in before and self._around.in_context(document, index) else None

    def _next_word(self, document: Document, position: int) -> int:
        while position < len(document) - 1 and document.norms[position] in (",", "-", "e", "y", "."):
            position += 1
        return min(position, len(document) - 1)
