"""What follows a street and its number: floor, flat, block, quarter, postal code, town, state, country."""

from insights.pii.addresses.complements import ComplementReader
from insights.pii.addresses.corrections import CorrectionReader
from insights.pii.addresses.numbers import NumberReader
from insights.pii.addresses.parts import Details
from insights.pii.addresses.place_names import PlaceNameReader
from insights.pii.addresses.streets import StreetReader
from insights.pii.packs import LanguagePack
from insights.pii.places import PlaceKind, Places
from insights.text.tokens import Document, Kind

_MOST_PARTS = 14
_HOUSE_DIGITS = 5
_SEPARATORS = frozenset(",-–./()|")
_LINKS = frozenset({"no", "na", "en", "el", "la", "e", "y", "do", "da", "de", "del", "con", "com", "em"})


class DetailReader:
    """Reads the parts one after the other, as far as they go on."""

    def __init__(
        self,
        pack: LanguagePack,
        places: Places,
        numbers: NumberReader,
        streets: StreetReader,
        names: PlaceNameReader,
        complements: ComplementReader,
        corrections: CorrectionReader,
    ) -> None:
        self._words = pack.addresses
        self._pauses = pack.dates.hesitations - _LINKS - pack.addresses.complement_values - {"a", "la"}
        self._months = pack.dates.months
        self._places = places
        self._numbers = numbers
        self._streets = streets
        self._names = names
        self._complements = complements
        self._corrections = corrections

    def read(self, document: Document, first: int, end: int) -> Details:
        """All that goes on with the address at tokens `[first, end)`; an empty one to begin at `end`."""
        details = Details([(first, end)] if end > first else [], [])
        norms, kinds = document.norms, document.kinds
        count = len(norms)
        placed = first < end == self._places.match(norms, first, end)[0]
        for _ in range(_MOST_PARTS):
            placed = placed or details.parts > 0
            start = position = max(end, details.end)
            mended = self._mended(document, start) if start > first else start
            if mended > start:
                details.add(start, mended)
                continue
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
            if not sentence:
                run = self._numbers.code_run(document, position)
                if run > position and (placed or self._names.town_after(document, run) > run):
                    details.codes.append((position, run))
                    continue
            after = 0
            if not sentence and not (closing and links):
                after = self._complements.read(document, position, start, comma=comma, links=links)
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

    def apart(self, document: Document, start: int, end: int) -> int:
        """Where a house number said at `[start, end)` ends if a postal code and its town follow without a
        pause: "número um três dois quatro sete zero zero três dois seis braga"."""
        first, last = self._numbers.run(document, start)
        if first >= end or self._names.town_after(document, last) <= last:
            return end
        whole = self._numbers.digits(document, first, last)
        for cut in range(first + 1, last):
            house = self._numbers.digits(document, first, cut)
            code = self._numbers.digits(document, cut, last)
            if len(house) > _HOUSE_DIGITS:
                break
            if house + code == whole and self._numbers.code_run(document, cut) == last:
                return cut
        return end

    def _mended(self, document: Document, start: int) -> int:
        """One past what corrects the number or the complement before `start`; `start` for nothing."""
        position = self._corrections.over(document, start)
        if position == start or position >= len(document):
            return start
        norm = document.norms[position]
        if document.kinds[position] is Kind.WORD and norm in self._words.street_types:
            name = self._streets.read(document, position)
            return self._numbers.house(document, name.end) if name is not None else start
        after = self._numbers.house(document, position)
        if after == position:
            after = self._complements.read(document, position, position, comma=False)
        if not after:
            after = self._places.match(document.norms, position, len(document))[0]
        return after if after > position else start

    def _named(self, document: Document, position: int) -> bool:
        return self._places.match(document.norms, position, len(document))[0] > position + 1

    def _abbreviates(self, document: Document, mark: int) -> bool:
        return mark + 1 < len(document) and document.touches(mark + 1)

    def _is_code(self, document: Document, position: int, first: int, last: int, details: Details) -> bool:
        """Whether a number is a postal code: its own word stands before it, or a place or an end after it."""
        if first > position or (not details.pieces and not details.codes):
            return first > position or self._names.town_after(document, last) > last
        if self._numbers.measured(document, last):
            return False
        if last >= len(document) or document.kinds[last] in (Kind.BREAK, Kind.PUNCT):
            return True
        return (
            self._names.town_after(document, last) > last
            or not document.norms[first].isdecimal()
            or last > first + 1
        )

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
        if linked and norm in self._months and not titled:
            return 0  # "nasci em viseu em março"
        if end > position:
            if kind is PlaceKind.CODE:
                raw = document.raw(position, end)
                marked = position > start and norms[position - 1] in "-/,("
                ok = (raw.isupper() and (marked or details.parts > 0)) or (
                    marked and norms[position - 1] in "-/" and self._complements.ends_part(document, end)
                )
                return end if ok else 0
            if titled:
                longer = self._names.written_place(document, position)
                return max(end, longer) if comma or after_code or linked else end
            if sentence:
                return 0
            if after_code or linked or comma:
                sure = linked or comma or self._sure(norm, end - position)
                return end if sure or self._complements.ends_part(document, end) else 0
            if norm not in self._words.ambiguous_places or end - position > 1:
                return end
            return end if self._complements.ends_part(document, end) else 0
        if norm in self._words.institutions:
            return 0
        if titled and (after_code or (comma and not sentence)):
            end = self._names.written_place(document, position)
            if end > position and not (end < len(norms) and norms[end] == ":"):
                return end
        if (
            norm in self._words.district_heads
            and (comma or linked or titled)
            and len(norm) > 2
            and not sentence
        ):
            end = self._names.loose_place(document, position)
            return end if end > position + 1 else 0
        if (
            (linked and norms[position - 1] in ("em", "en")) or norms[position - 1] in self._words.districts
        ) and not sentence:
            # "em xaxim": the last words of the phrase
            end = self._names.loose_place(document, position)
            return end if end > position and self._complements.ends_part(document, end) else 0
        return 0

    def _sure(self, norm: str, length: int) -> bool:
        return length > 1 or norm not in self._words.ambiguous_places
