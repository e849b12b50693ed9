"""Names of quarters and towns: known or not, written with capitals or not."""

from insights.pii.addresses.numbers import NumberReader
from insights.pii.addresses.streets import StreetReader
from insights.pii.packs import LanguagePack
from insights.pii.places import PlaceKind, Places
from insights.text.tokens import Document, Kind

_PLACE_WORDS = 6


class PlaceNameReader:
    """Reads a place's name; each method gives one past it."""

    def __init__(
        self, pack: LanguagePack, places: Places, numbers: NumberReader, streets: StreetReader
    ) -> None:
        self._words = pack.addresses
        self._context = pack.identifiers.context
        self._common = pack.names.not_names
        self._particles = pack.names.name_particles | {"do", "da", "dos", "das", "de", "del"}
        self._values = pack.numerals.values
        self._places = places
        self._numbers = numbers
        self._streets = streets

    def town_after(self, document: Document, start: int) -> int:
        """One past a town right after a postal code, or after one mark."""
        norms = document.norms
        position = start
        while position < min(len(norms), start + 2) and norms[position] in ",.-–":
            position += 1
        if position >= len(norms) or document.kinds[position] is not Kind.WORD:
            return start
        end, kind = self._places.match(norms, position, len(norms))
        if end > position and kind is not PlaceKind.CODE:
            return end
        return self.written_place(document, position) if self._streets.titled(document, position) else start

    def district(self, document: Document, position: int) -> int:
        """One past "bairro santa cruz"; 0 when no name follows."""
        words, norms, kinds = self._words, document.norms, document.kinds
        start = position + 1
        while start < len(norms) and norms[start] in ".:" and start < position + 3:
            start += 1
        while start < len(norms) and norms[start] in (
            "de",
            "da",
            "do",
            "del",
            "das",
            "dos",
            "o",
            "a",
            "e",
            "es",
            "la",
            "el",
            "los",
            "las",
        ):
            start += 1
        if start >= len(norms) or kinds[start] is not Kind.WORD:
            if (
                start < len(norms)
                and kinds[start] is Kind.NUMBER
                and norms[start].isdecimal()
                and len(norms[start]) < 4
            ):
                return 0 if self._numbers.measured(document, start + 1) else start + 1
            return 0
        if norms[start] in words.not_streets or (
            norms[start] in words.ordinary and not document.capitalised(start)
        ):
            return 0
        end, _ = self._places.match(norms, start, len(norms))
        return max(end if end > start else 0, self.loose_place(document, start))

    def loose_place(self, document: Document, start: int) -> int:
        """One past the words of a place, known or not, written small or not; 0 when the first is no name."""
        words, norms, kinds = self._words, document.norms, document.kinds
        if self._streets.titled(document, start):
            return self.written_place(document, start)
        end, count = start, 0
        position = start
        while position < len(norms) and position < start + _PLACE_WORDS and count < 4:
            norm = norms[position]
            if kinds[position] is Kind.PUNCT and norm in "-'" and document.touches(position) and count:
                position += 1
                continue
            if kinds[position] is not Kind.WORD:
                break
            if norm in self._particles and norm not in ("e", "y"):
                if not count and norm not in ("la", "las", "los", "el"):
                    break
                position += 1
                continue
            everyday = norm not in words.street_words and (norm in self._common or norm in words.ordinary)
            stops = (
                everyday
                or norm in self._context
                or (norm in words.complements and norm not in words.district_heads)
                or norm in words.place_links
                or norm in words.living
                or norm in words.number_words
                or (norm in self._values and norm not in ("mil",))
                or norm in words.institutions
                or norm in words.postcodes
                or (len(norm) == 1)
            )
            if stops and not (norm in words.district_heads and not count):
                break
            count += 1
            position += 1
            end = position
        return end if count else 0

    def written_place(self, document: Document, start: int) -> int:
        """One past a place written with capitals: "Santa Coloma de Gramenet"."""
        words, norms, kinds = self._words, document.norms, document.kinds
        if norms[start] in words.institutions:
            return start
        end = position = start
        while position < len(norms) and position < start + _PLACE_WORDS + 3:
            norm = norms[position]
            if (
                kinds[position] is Kind.PUNCT
                and norm in "-'/"
                and document.touches(position)
                and position > start
            ):
                if norm == "/" or position + 1 >= len(norms) or not document.touches(position + 1):
                    break
                position += 1
                continue
            if kinds[position] is not Kind.WORD:
                break
            if norm in self._particles or norm in ("el", "la", "los", "las", "i"):
                opens = position == start
                if (opens and not document.capitalised(position)) or (not opens and norm in ("e", "y")):
                    break
                position += 1
                continue
            if not document.capitalised(position) or (norm in words.fields and norm in self._context):
                break
            if norm in self._context and norm not in words.fields:
                break
            if norm in (
                "tel",
                "telf",
                "tfno",
                "fax",
                "tlf",
                "email",
                "correo",
                "telefono",
                "telefone",
                "mail",
            ):
                break
            if norm in words.postcodes:
                break
            position += 1
            end = position
        return end
