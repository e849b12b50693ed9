"""Parts of addresses that were found before: placeholders whose text is still there to be read."""

import re
from collections.abc import Iterator

from insights.pii.packs import LanguagePack
from insights.pii.places import Places
from insights.text.numerals import read_digits
from insights.text.tokens import Document, Kind, fold

_MOST_CHARS = 120
_MOST_FOLDED = 64
_WORD = re.compile(r"\w+")
_AT = frozenset({"al", "no", "n", "s"})


class Part:
    """What a part is, by how it begins."""

    NONE = 0
    STREET = 1
    NUMBER = 2
    UNIT = 3
    PLACE = 4


class SaidReader:
    """Reads what stands where a placeholder is."""

    def __init__(self, pack: LanguagePack, places: Places) -> None:
        self._words = pack.addresses
        self._numerals = pack.numerals
        self._months = pack.dates.months
        self._places = places
        self._marks = pack.identifiers.separators
        self._nods = (
            pack.identifiers.backchannels | pack.identifiers.fillers | pack.identifiers.pauses
        ) - pack.addresses.number_words

    def words(self, document: Document, index: int) -> list[str]:
        """The folded words under the placeholder at `index`."""
        start, end = document.starts[index], document.ends[index]
        written = document.text[start : min(end, start + _MOST_CHARS)]
        words = document.folded.get(written)
        if words is None:
            if len(document.folded) > _MOST_FOLDED:
                document.folded.clear()
            words = document.folded[written] = _WORD.findall(fold(written))
        return words

    def part(self, said: list[str]) -> int:
        """What part of an address it is; NONE where that cannot be told."""
        if not said:
            return Part.NONE
        words, first = self._words, said[0]
        if first in words.street_types:
            return Part.STREET
        if first in words.number_words or (first in _AT and len(said) > 1 and self._numbered(said[1])):
            return Part.NUMBER
        if first in words.complements or first in words.districts:
            return Part.UNIT
        if self.number(first):
            short = len(said) < 8 and self._months.keys().isdisjoint(said)
            short = short and (len(first) < 6 or not first.isdecimal())
            return Part.NUMBER if short else Part.NONE
        return Part.PLACE if self._places.match(said, 0, len(said))[0] else Part.NONE

    def code(self, document: Document, index: int) -> bool:
        """Whether the placeholder at `index` is as long as a postal code."""
        said = self.items(self.words(document, index))
        text = "".join(item for item in said if item not in self._marks)
        return text.isdecimal() and 4 <= len(text) <= 8

    def _numbered(self, word: str) -> bool:
        return self.number(word) or word in self._words.number_words

    def number(self, word: str) -> bool:
        return word in self._numerals.values or word[0].isdigit()

    def before(self, document: Document, turn: int, tokens: int) -> Iterator[tuple[int, list[str]]]:
        """The parts said shortly before a turn, the last one first, as long as nothing else was given."""
        kinds = document.kinds
        for position in range(turn - 1, max(0, turn - tokens) - 1, -1):
            if kinds[position] is Kind.PLACEHOLDER:
                said = self.words(document, position)
                part = self.part(said)
                yield part, said
                if part is Part.NONE:
                    return
            elif kinds[position] is Kind.NUMBER:
                return

    def nodded(self, document: Document, turn: int) -> bool:
        """Whether the turn before only nods."""
        norms, kinds = document.norms, document.kinds
        position = turn - 2
        nods = 0
        while position >= 0 and kinds[position] is not Kind.BREAK:
            if kinds[position] is Kind.WORD and norms[position] in self._nods:
                nods += 1
            elif kinds[position] is not Kind.PUNCT or norms[position] == "?":
                return False
            position -= 1
        return nods > 0

    def items(self, words: list[str]) -> list[str]:
        """Words, with numbers in words as figures: "apartamento oito zero nove" is "apartamento 809"."""
        numerals = self._numerals
        out: list[str] = []
        run: list[str] = []
        for word in [*words, "."]:
            if numerals.is_number(word) or (run and word == numerals.connector):
                run.append(word)
                continue
            if run:
                out.append(read_digits(run, numerals).text)
                run = []
            if word not in self._words.number_words and word != ".":
                out.append(word)
        return [item for item in out if item]  # "dobles" alone is no figure
