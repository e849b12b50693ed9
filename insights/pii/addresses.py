"""Addresses: a street with its name, number, complement and district, written or spoken."""

from collections.abc import Iterator, Sequence

from insights.pii.findings import Finding
from insights.pii.packs import LanguagePack
from insights.records import PiiType
from insights.text.numerals import read_digits
from insights.text.tokens import Document, Kind

_STREET_TOKENS = 9
_CONTEXT_TOKENS = 12
_EARLIER_TOKENS = 40
_NUMBER_TOKENS = 8
_TOWN_TOKENS = 4
_TOWN_WORDS = frozenset({"novo", "nova", "nuevo", "nueva", "cidade", "ciudad", "santos", "sao"})


class AddressRecogniser:
    """Street addresses. The street's type is the anchor ("rua", "calle")."""

    name = "addresses"
    types: Sequence[PiiType] = (PiiType.ENDERECO,)

    def __init__(self, pack: LanguagePack) -> None:
        self._pack = pack

    def find(self, document: Document) -> Iterator[Finding]:
        taken = document.floor
        for index in range(document.floor, len(document)):
            norm = document.norms[index]
            if index < taken or norm not in self._pack.addresses.street_types:
                continue
            if document.kinds[index] is not Kind.WORD or (
                len(norm) == 1 and not self._abbreviated(document, index)
            ):
                continue
            end, sure, risky = self._street(document, index)
            if end <= index + 1:
                continue
            index_end = end
            numbered = self._number(document, end)
            if numbered > end:
                end, sure = numbered, True
            if risky and numbered == index_end:
                continue
            if not sure and not self._in_context(document, index):
                continue
            end = self._rest(document, end)
            if numbered > index_end:
                end = self._town(document, end)
            taken = end
            yield Finding(PiiType.ENDERECO, ((index, end),), self._value(document, index, end), 0.8)

    def _abbreviated(self, document: Document, index: int) -> bool:
        return (
            index + 1 < len(document)
            and document.norms[index + 1] in (".", "/")
            and document.touches(index + 1)
        )

    def _street(self, document: Document, index: int) -> tuple[int, bool, bool]:
        """One past the street's name, whether it is surely one (a capital), whether only a number would
        make it one."""
        pack, norms, kinds = self._pack, document.norms, document.kinds
        end = position = index + 1
        stop = min(len(norms), index + _STREET_TOKENS)
        sure = risky = False
        if (
            position < stop
            and norms[position] in ("/", ".")
            and document.touches(position)
            and len(norms[index]) < 5
        ):
            position += 1
        words = 0
        while position < stop:
            norm = norms[position]
            if kinds[position] is Kind.WORD:
                if (norm in pack.addresses.number_words and norm != "no") or (
                    norm in pack.addresses.complements and words
                ):
                    break
                if norm in pack.names.name_particles or norm in ("el", "o", "a", "as", "os"):
                    if norm in ("e", "y") and not words:
                        break
                    position += 1
                    continue
                capital = document.capitalised(position)
                number = pack.numerals.is_number(norm)
                if number and words:
                    break
                if words >= 4 or (norm in pack.names.not_names and not capital and words):
                    break
                risky = risky or (norm in pack.names.not_names and not capital)
                if words >= 1 and norm in pack.addresses.street_types:
                    break
                sure = sure or capital
                words += 1
                position += 1
                end = position
            elif kinds[position] is Kind.NUMBER and not words:
                words += 1
                position += 1
                end = position
            elif (
                norm == "."
                and position > index
                and document.touches(position)
                and len(norms[position - 1]) <= 3
            ):
                position += 1
            else:
                break
        return (end, sure, risky) if words else (index, False, False)

    def _number(self, document: Document, index: int) -> int:
        """One past ", número 123" at `index`; `index` when there is no number."""
        pack, norms, kinds = self._pack, document.norms, document.kinds
        position = index
        stop = min(len(norms), index + 4)
        while position < stop and (
            norms[position] in (",", ".", "º", "°", "-") or norms[position] in pack.addresses.number_words
        ):
            position += 1
        end = self._spoken_number(document, position)
        if end == position:
            return index
        follow = norms[end] if end < len(norms) else ""
        if follow not in pack.addresses.complement_values and (
            follow in pack.identifiers.units or follow in pack.dates.months
        ):
            return index
        # A letter right after the number: 23B, 23 B.
        if (
            end < len(norms)
            and len(norms[end]) == 1
            and kinds[end] is Kind.WORD
            and document.capitalised(end)
        ):
            end += 1
        return end

    def _spoken_number(self, document: Document, start: int) -> int:
        pack, norms, kinds = self._pack, document.norms, document.kinds
        end = start
        while end < min(len(norms), start + _NUMBER_TOKENS):
            if (kinds[end] is Kind.NUMBER and len(norms[end]) <= 6) or (
                kinds[end] is Kind.WORD and norms[end] in pack.numerals.values
            ):
                end += 1
            elif (
                norms[end] == pack.numerals.connector
                and end > start
                and end + 1 < len(norms)
                and norms[end + 1] in pack.numerals.values
            ):
                end += 2
            else:
                break
        return min(end, len(norms))

    def _rest(self, document: Document, index: int) -> int:
        """One past complements and district after the number."""
        pack, norms, kinds = self._pack, document.norms, document.kinds
        end = index
        for _ in range(5):
            position = end
            while position < min(len(norms), end + 2) and norms[position] in (
                ",",
                "-",
                "no",
                "na",
                "en",
                "el",
                "la",
                "e",
            ):
                position += 1
            if position >= len(norms) or kinds[position] not in (Kind.WORD, Kind.NUMBER):
                break
            norm = norms[position]
            if norm in pack.addresses.complements:
                value = position + 1
                if value < len(norms) and norms[value] in pack.addresses.number_words:
                    value += 1
                after = self._spoken_number(document, value)
                if (
                    after == value
                    and value < len(norms)
                    and (
                        norms[value] in pack.addresses.complement_values
                        or (len(norms[value]) == 1 and norms[value].isalpha())
                    )
                ):
                    after = value + 1
                if after == value:
                    break
                end = after
                while end < len(norms) and norms[end] in (
                    "º",
                    "ª",
                    "°",
                    "izquierda",
                    "derecha",
                    "esquerdo",
                    "direito",
                ):
                    end += 1
            elif norm in pack.addresses.complement_values and position == end and len(norm) > 1:
                # "vinte e três, segundo esquerdo"
                end = position + 1
            elif norm in pack.addresses.districts:
                after = position + 1
                while (
                    after < min(len(norms), position + 5)
                    and kinds[after] is Kind.WORD
                    and (
                        norms[after] not in pack.names.not_names or norms[after] in pack.names.name_particles
                    )
                    and norms[after] not in pack.identifiers.context
                ):
                    after += 1
                while after > position and norms[after - 1] in pack.names.name_particles:
                    after -= 1
                if after <= position + 1:
                    break
                end = after
            elif kinds[position] is Kind.NUMBER and position > end and len(norm) <= 5:
                follow = norms[position + 1] if position + 1 < len(norms) else ""
                if follow in pack.identifiers.units or follow in pack.dates.months or follow == "-":
                    break
                end = position + 1
                while end < len(norms) and norms[end] in ("º", "ª", "°"):
                    end += 1
            else:
                break
        return end

    def _town(self, document: Document, index: int) -> int:
        """One past the town that closes an address: capitals after a comma, or the last words of the
        phrase."""
        pack, norms, kinds = self._pack, document.norms, document.kinds
        position = index
        while position < min(len(norms), index + 2) and norms[position] in (",", "-", "em", "en"):
            position += 1
        end = position
        capital = end < len(norms) and kinds[end] is Kind.WORD and document.capitalised(end)
        while end < min(len(norms), position + _TOWN_TOKENS) and kinds[end] is Kind.WORD:
            norm = norms[end]
            common = (
                norm in pack.names.not_names
                and norm not in pack.names.name_particles
                and norm not in _TOWN_WORDS
            )
            if (
                norm in pack.identifiers.context
                or pack.numerals.is_number(norm)
                or (common and not document.capitalised(end))
            ):
                break
            if capital and not document.capitalised(end) and norm not in pack.names.name_particles:
                break
            end += 1
        while end > position and norms[end - 1] in pack.names.name_particles:
            end -= 1
        if end == position:
            return index
        closed = end >= len(norms) or kinds[end] in (Kind.BREAK, Kind.PUNCT)
        return end if closed or capital else index

    def _in_context(self, document: Document, index: int) -> bool:
        """Whether somebody speaks of an address, in the turn or in the turn before."""
        norms, kinds = document.norms, document.kinds
        position, distance, turns, limit = index - 1, 0, 0, _CONTEXT_TOKENS
        while position >= 0 and distance < limit:
            if kinds[position] is Kind.BREAK:
                turns += 1
                if turns > 2:
                    return False
                limit = _EARLIER_TOKENS
            elif norms[position] in self._pack.addresses.address_context:
                return True
            distance += 1
            position -= 1
        return False

    def _value(self, document: Document, first: int, last: int) -> str:
        """Words, with spoken numbers as digits."""
        pack = self._pack
        out: list[str] = []
        words: list[str] = []
        for norm in [*document.norms[first:last], "."]:
            if pack.numerals.is_number(norm) or (words and norm == pack.numerals.connector):
                words.append(norm)
                continue
            if words:
                out.append(read_digits(words, pack.numerals).text)
                words = []
            if norm.isalnum() and norm not in pack.addresses.number_words:
                out.append(norm)
        return " ".join(out)
