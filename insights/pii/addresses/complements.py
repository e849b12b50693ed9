"""Floors, flats, blocks and lots: "apto 31 bloco B", "3º esq", "r/c", "fundos"."""

from insights.pii.addresses.numbers import NumberReader
from insights.pii.addresses.place_names import PlaceNameReader
from insights.pii.addresses.streets import StreetReader
from insights.pii.packs import LanguagePack
from insights.text.tokens import Document, Kind

_GROUND_FLOOR = (["r", "/", "c"], ["res", "do", "chao"], ["res", "-", "do", "-", "chao"])
_MARKS = frozenset({"º", "°", "ª"})
_CORNERS = frozenset({"esquina", "esq"})
_NEARLY = frozenset({"casi", "quase"})
_OF = frozenset({"de", "do", "da", "del"})
_AND = frozenset({"y", "e"})
_LABELS = frozenset({"compl", "complemento"})
_WHAT = "q"  # a block before a number; before a letter it is how people type "que"
_BEFORE_HEIGHT = 2  # "a la"
_TO_STREETS = frozenset({"con", "com", "a", "la", "da", "do", "de", "calle", "rua", "avenida", "av", "y"})
_LINKS = frozenset({"no", "na", "en", "el", "la", "e", "y", "do", "da", "de", "del", "con", "com", "em"})


class ComplementReader:
    """Reads what stands beside a house number."""

    def __init__(
        self, pack: LanguagePack, numbers: NumberReader, streets: StreetReader, names: PlaceNameReader
    ) -> None:
        self._words = pack.addresses
        self._values = pack.numerals.values
        self._numbers = numbers
        self._streets = streets
        self._names = names

    def read(
        self, document: Document, position: int, start: int, *, comma: bool = True, links: int = 0
    ) -> int:
        """One past a floor, flat, block or quarter at `position`; 0 when there is none."""
        words, norms, kinds = self._words, document.norms, document.kinds
        norm = norms[position]
        if norm in ("r", "res"):
            for floor in _GROUND_FLOOR:
                if norms[position : position + len(floor)] == floor:
                    return self._sides(document, position + len(floor))
        if kinds[position] is Kind.WORD:
            if norm in _LABELS:
                after = self._labelled(document, position + 1)
                if after:
                    return after
            if norm in words.complements or norm in words.blocks:
                after = self._value(document, position + 1)
                if after and not (norm == _WHAT and norms[position + 1].isalpha()):
                    return after
            if (
                norm in _NEARLY
                and norms[position + 1 : position + 2] != []
                and norms[position + 1] in _CORNERS
            ):
                position, norm = position + 1, norms[position + 1]
            if norm in _NEARLY and position + 1 < len(norms) and document.capitalised(position + 1):
                after = self._corner(document, position + 1)
                if after:
                    return after
            if norm in _CORNERS:
                after = self._corner(document, position + 1)
                if after:
                    return after
            after = self._height(document, position)
            if after:
                return after
            if norm == "entre":
                after = self._between(document, position + 1)
                if after:
                    return after
            if norm in words.number_words:
                after = self._numbers.house(document, position)
                if after > position:
                    return after
            if norm in words.districts:
                after = self._names.district(document, position)
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

    def _labelled(self, document: Document, position: int) -> int:
        """One past what a label tells: "compl.: casa 17", "complemento fundos"; 0 for none."""
        norms, words = document.norms, self._words
        while position < len(norms) and norms[position] in ".:":
            position += 1
        if position >= len(norms) or norms[position] not in words.complements | words.alone | words.flats:
            return 0
        return self.read(document, position, position) if norms[position] not in _LABELS else 0

    def _corner(self, document: Document, position: int) -> int:
        """One past the other street of a corner: "esquina con Morelos"; 0 for none."""
        norms = document.norms
        while position < len(norms) and norms[position] in _TO_STREETS:
            position += 1
        name = self._streets.read(document, position - 1) if position < len(norms) else None
        if name is None or name.risky or not (name.titled or self.ends_part(document, name.end)):
            return 0
        return name.end

    def _height(self, document: Document, position: int) -> int:
        """One past "a la altura del mil seiscientos", "altura 450"; 0 for none."""
        norms = document.norms
        for skipped in range(_BEFORE_HEIGHT + 1):
            if norms[position + skipped : position + skipped + 1] == ["altura"]:
                first = position + skipped + 1
                while first < len(norms) and norms[first] in _OF:
                    first += 1
                after = self._numbers.house(document, first) if first < len(norms) else first
                return after if after > first and not self._numbers.measured(document, after) else 0
            if norms[position + skipped : position + skipped + 1] not in (["a"], ["la"], ["na"]):
                break
        return 0

    def _between(self, document: Document, position: int) -> int:
        """One past the streets on both sides: "entre medrano y salguero"; 0 for none."""
        norms = document.norms
        one = self._streets.read(document, position - 1) if position < len(norms) else None
        if one is None or one.risky or one.end <= position:
            return 0
        if any(norm in _AND for norm in norms[position : one.end]):
            return one.end
        if one.end + 1 >= len(norms) or norms[one.end] not in _AND:
            return 0
        other = self._streets.read(document, one.end)
        if other is None or other.risky or other.numeric != one.numeric:
            return 0
        return other.end if self.ends_part(document, other.end) else 0

    def _value(self, document: Document, position: int) -> int:
        """One past the value of a complement: "31", "trinta e um", "b", "B-2", "segundo", "nº 5"."""
        words, norms, kinds = self._words, document.norms, document.kinds
        value, said = self._numbers.announced(document, position)
        if not said:
            value = position
            while value < len(norms) and norms[value] in ".:" and value < position + 2:
                value += 1
        if value >= len(norms):
            return 0
        if norms[value] in ("de", "dos", "do") and value + 1 < len(norms) and norms[value + 1] in words.alone:
            return value + 2  # "casa de fundos"
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
        if norm in "eoy" and not self._lettered(document, value):
            return 0  # "casa o edificio"
        if kinds[value] is Kind.WORD and (
            norm in words.complement_values
            or (len(norm) == 1 and norm.isalpha() and (norm not in "eoay" or document.capitalised(value)))
            or (len(norm) == 2 and document.text[document.starts[value] : document.ends[value]].isupper())
        ):
            return self._sides(document, value + 1)
        return 0

    def _lettered(self, document: Document, index: int) -> bool:
        """Whether "e", "o" is a letter here: written as one, or the last that is said."""
        after = index + 1
        return (
            document.capitalised(index)
            or after >= len(document)
            or document.kinds[after] in (Kind.BREAK, Kind.PUNCT)
        )

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
            marked = norms[position - 1] in _MARKS
            lone = len(norm) == 1 and norm not in "eoay" and (marked or self._closed(document, position + 1))
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
        if norm.isdecimal() and after == position + 1 and not self.ends_part(document, after):
            return 0
        return after

    def ends_part(self, document: Document, position: int) -> bool:
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
