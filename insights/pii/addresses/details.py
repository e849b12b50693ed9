"""What follows a street and its number: floor, flat, block, quarter, postal code, town, state, country."""

from dataclasses import dataclass

from insights.pii.addresses.numbers import NumberReader
from insights.pii.addresses.streets import StreetReader
from insights.pii.packs import LanguagePack
from insights.pii.places import PlaceKind, Places
from insights.text.tokens import Document, Kind

_MOST_PARTS = 14
_PLACE_WORDS = 6
_SEPARATORS = frozenset(",-–./()|")
_GROUND_FLOOR = (["r", "/", "c"], ["res", "do", "chao"])
_LINKS = frozenset({"no", "na", "en", "el", "la", "e", "y", "do", "da", "de", "del", "con", "com", "em"})


@dataclass
class Details:
    """Token ranges: of the address's parts, and of the postal codes between them."""

    pieces: list[tuple[int, int]]
    codes: list[tuple[int, int]]
    parts: int = 0  # complements and places read

    @property
    def end(self) -> int:
        last = self.pieces[-1][1] if self.pieces else 0
        return max(last, self.codes[-1][1] if self.codes else 0)

    def add(self, first: int, last: int) -> None:
        """Goes on with the last piece unless a postal code stands between."""
        self.parts += 1
        if self.pieces and (not self.codes or self.codes[-1][0] < self.pieces[-1][0]):
            self.pieces[-1] = (self.pieces[-1][0], last)
        else:
            self.pieces.append((first, last))


class DetailReader:
    """Reads the parts one after the other, as far as they go on."""

    def __init__(
        self, pack: LanguagePack, places: Places, numbers: NumberReader, streets: StreetReader
    ) -> None:
        self._words = pack.addresses
        self._context = pack.identifiers.context
        self._common = pack.names.not_names
        self._particles = pack.names.name_particles | {"do", "da", "dos", "das", "de", "del"}
        self._pauses = pack.dates.hesitations - _LINKS - pack.addresses.complement_values - {"a", "la"}
        self._values = pack.numerals.values
        self._places = places
        self._numbers = numbers
        self._streets = streets

    def read(self, document: Document, first: int, end: int) -> Details:
        """All that goes on with the address at tokens `[first, end)`; an empty one to begin at `end`."""
        details = Details([(first, end)] if end > first else [], [])
        norms, kinds = document.norms, document.kinds
        count = len(norms)
        for _ in range(_MOST_PARTS):
            start = position = max(end, details.end)
            marks = links = 0
            sentence = closing = False
            while position < count:
                norm = norms[position]
                if norm in _SEPARATORS and marks < 4:
                    sentence = sentence or (norm == "." and not self._abbreviates(document, position))
                    closing = closing or norm == ")"
                    marks += 1
                elif norm in self._pauses and links < 4 and kinds[position] is Kind.WORD:
                    if norm in _LINKS or self._named(document, position):
                        break
                    links += 1
                elif norm in _LINKS and links < 2 and kinds[position] is Kind.WORD:
                    if document.capitalised(position) and self._named(document, position):
                        break  # "El Ejido"
                    links += 1
                else:
                    break
                position += 1
            if position >= count or kinds[position] not in (Kind.WORD, Kind.NUMBER):
                break
            comma = any(norms[k] in ",-–(/|" for k in range(start, position))
            code_first, code_last = self._numbers.postcode(document, position)
            if code_last > code_first and self._is_code(document, position, code_first, code_last, details):
                details.codes.append((code_first, code_last))
                continue
            after = 0
            if not sentence and not (closing and links):
                after = self.complement(document, position, start, comma=comma, links=links)
                if not after and links:
                    # The link may be the part's first word: "no bloco b" is not, "la torre" may be.
                    pass
            if not after:
                after = self._place(
                    document, position, start, comma=comma, sentence=sentence, details=details
                )
            if after <= position:
                break
            while after < count and norms[after] == ")" and norms[position - 1] == "(":
                after += 1
                break
            details.add(position, after)
        return details

    def _named(self, document: Document, position: int) -> bool:
        return self._places.match(document.norms, position, len(document))[0] > position + 1

    def _abbreviates(self, document: Document, mark: int) -> bool:
        return mark + 1 < len(document) and document.touches(mark + 1)

    def _is_code(self, document: Document, position: int, first: int, last: int, details: Details) -> bool:
        """Whether a number is a postal code: its own word stands before it, or a place or an end after it."""
        if first > position or (not details.pieces and not details.codes):
            return first > position or self.town_after(document, last) > last
        if self._numbers.measured(document, last):
            return False
        if last >= len(document) or document.kinds[last] in (Kind.BREAK, Kind.PUNCT):
            return True
        return (
            self.town_after(document, last) > last
            or not document.norms[first].isdecimal()
            or last > first + 1
        )

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

    def complement(
        self, document: Document, position: int, start: int, *, comma: bool = True, links: int = 0
    ) -> int:
        """One past a floor, flat, block or quarter at `position`; 0 when there is none."""
        words, norms, kinds = self._words, document.norms, document.kinds
        norm = norms[position]
        if norm in ("r", "res") and norms[position : position + 3] in _GROUND_FLOOR:
            return self._sides(document, position + 3)
        if kinds[position] is Kind.WORD:
            if norm in words.complements or norm in words.blocks:
                after = self._complement_value(document, position + 1)
                if after:
                    return after
            if norm in words.number_words:
                after = self._numbers.house(document, position)
                if after > position:
                    return after
            if norm in words.districts:
                after = self.district(document, position)
                if after:
                    return after
            if norm in words.alone and not links:
                return self._sides(document, position + 1)
            if norm in words.complement_values and not links and (len(norm) > 1 or comma):
                if len(norm) > 1:
                    return self._sides(document, position + 1)
                if document.capitalised(position) and self._closed(document, position + 1):
                    return position + 1
        if links:
            return 0
        return self._bare(document, position, start, comma=comma)

    def _complement_value(self, document: Document, position: int) -> int:
        """One past the value of a complement: "31", "trinta e um", "b", "B-2", "segundo", "nº 5"."""
        words, norms, kinds = self._words, document.norms, document.kinds
        value, said = self._numbers.announced(document, position)
        if not said:
            value = position
            while value < len(norms) and norms[value] in ".:" and value < position + 2:
                value += 1
        if value >= len(norms):
            return 0
        after = self._numbers.plain(document, value)
        if after > value:
            if self._numbers.measured(document, after):
                return 0
            return self._sides(document, self._numbers.ordinal_marks(document, after))
        norm = norms[value]
        if kinds[value] is Kind.NUMBER and norm[0].isdigit():
            return self._sides(document, value + 1)
        if kinds[value] is Kind.NUMBER and len(norm) <= 4:
            return value + 1  # "b2"
        if kinds[value] is Kind.WORD and (
            norm in words.complement_values
            or (len(norm) == 1 and norm.isalpha() and (norm not in "eoay" or document.capitalised(value)))
            or (len(norm) == 2 and document.text[document.starts[value] : document.ends[value]].isupper())
        ):
            return self._sides(document, value + 1)
        return 0

    def _sides(self, document: Document, end: int) -> int:
        """One past "º", "esquerdo", "B" after a floor."""
        words, norms, kinds = self._words, document.norms, document.kinds
        for _ in range(3):
            position = self._numbers.ordinal_marks(document, end)
            while position < len(norms) and norms[position] in ".-," and position < end + 2:
                position += 1
            if position >= len(norms) or kinds[position] is not Kind.WORD:
                break
            norm = norms[position]
            side = norm in words.complement_values and (
                len(norm) > 1 or (document.capitalised(position) and self._closed(document, position + 1))
            )
            lone = len(norm) == 1 and norm not in "eoay" and self._closed(document, position + 1)
            if not (side or lone):
                break
            end = position + 1
        return self._numbers.ordinal_marks(document, end)

    def _closed(self, document: Document, position: int) -> bool:
        """Whether a phrase ends here, or a complement or number follows."""
        if position >= len(document) or document.kinds[position] is not Kind.WORD:
            return position >= len(document) or document.norms[position] != "/"
        norm = document.norms[position]
        return norm in self._words.complements or norm in self._words.districts or norm in _LINKS

    def _bare(self, document: Document, position: int, start: int, *, comma: bool) -> int:
        """One past a floor or flat without a word for it: ", 3 B", ", 1D", "4o", ", 2"."""
        norms, kinds = document.norms, document.kinds
        norm = norms[position]
        if kinds[position] is not Kind.NUMBER:
            if comma and norm in self._values and norm not in ("um", "uma", "un", "una", "mil"):
                after = self._numbers.spoken(document, position)
                sides = self._sides(document, after)
                follow = norms[sides] if sides < len(norms) else ""
                closed = sides >= len(norms) or kinds[sides] in (Kind.BREAK, Kind.PUNCT)
                if sides > after or (closed or follow in self._words.complements):
                    return 0 if self._numbers.measured(document, sides) else sides
            return 0
        after = self._numbers.plain(document, position)
        if after == position or len(norm) > 4:
            return 0
        after = self._sides(document, self._numbers.ordinal_marks(document, after))
        if self._numbers.measured(document, after):
            return 0
        if norm.isdecimal() and not comma and after == position + 1:
            return 0
        if norm.isdecimal() and after == position + 1 and not self._ends_part(document, after):
            return 0
        return after

    def _ends_part(self, document: Document, position: int) -> bool:
        norms, kinds = document.norms, document.kinds
        if position >= len(norms) or kinds[position] in (Kind.BREAK, Kind.PLACEHOLDER):
            return True
        if kinds[position] is Kind.PUNCT:
            return norms[position] not in ":%€$"
        norm = norms[position]
        return (
            kinds[position] is Kind.NUMBER
            or norm in self._words.complements
            or norm in self._words.complement_values
            or norm in self._words.districts
            or self._streets.titled(document, position)
        )

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

    def _place(
        self, document: Document, position: int, start: int, *, comma: bool, sentence: bool, details: Details
    ) -> int:
        """One past a quarter, town, state or country at `position`; 0 when there is none."""
        norms, kinds = document.norms, document.kinds
        if kinds[position] is not Kind.WORD:
            return 0
        norm = norms[position]
        after_code = bool(details.codes) and details.codes[-1][1] >= start
        linked = position > start and norms[position - 1] in self._words.place_links
        end, kind = self._places.match(norms, position, len(norms))
        titled = self._streets.titled(document, position)
        if end > position:
            if kind is PlaceKind.CODE:
                raw = document.raw(position, end)
                marked = position > start and norms[position - 1] in "-/,("
                ok = (raw.isupper() and (marked or details.parts > 0)) or (
                    marked and norms[position - 1] in "-/" and self._ends_part(document, end)
                )
                return end if ok else 0
            if titled:
                longer = self.written_place(document, position)
                return max(end, longer) if comma or after_code or linked else end
            if sentence:
                return 0
            if after_code or linked or comma:
                return end if linked or comma or self._sure(norm, end - position) else 0
            if norm not in self._words.ambiguous_places or end - position > 1:
                return end
            return end if self._ends_part(document, end) else 0
        if norm in self._words.institutions:
            return 0
        if titled and (after_code or (comma and not sentence)):
            end = self.written_place(document, position)
            if end > position and not (end < len(norms) and norms[end] == ":"):
                return end
        if (
            norm in self._words.district_heads
            and (comma or linked or titled)
            and len(norm) > 2
            and not sentence
        ):
            end = self.loose_place(document, position)
            return end if end > position + 1 else 0
        if (
            (linked and norms[position - 1] in ("em", "en")) or norms[position - 1] in self._words.districts
        ) and not sentence:
            # "em xaxim": the last words of the phrase
            end = self.loose_place(document, position)
            return end if end > position and self._ends_part(document, end) else 0
        return 0

    def _sure(self, norm: str, length: int) -> bool:
        return length > 1 or norm not in self._words.ambiguous_places
