"""Parts of an address that somebody says again: "Sevilla", "me queda Sevilla, ¿cierto?"."""

from insights.pii.addresses.parts import Details
from insights.pii.addresses.readers import Readers
from insights.pii.addresses.said import Part
from insights.text.tokens import Document, Kind

_BACK_TOKENS = 48
_MOST_WORDS = 16
_MOST_ALIKE = 6  # parts with the same first word
_LEAST_LETTERS = 3
_MOST_AROUND = 6  # in a turn that says again what may be something else


class EchoReader:
    """Finds again what was found shortly before."""

    def __init__(self, readers: Readers) -> None:
        self._words = readers.pack.addresses
        self._common = readers.pack.names.not_names
        self._months = readers.pack.dates.months
        self._said = readers.said
        self._around = readers.around

    def read(self, document: Document) -> dict[int, Details]:
        """What is said again in this block, by where it begins."""
        norms, kinds, floor = document.norms, document.kinds, document.floor
        heard: dict[str, dict[tuple[str, ...], bool]] = {}
        placeholders = document.placeholders(max(0, floor - _BACK_TOKENS))
        if not placeholders:
            return {}
        fresh = frozenset(norms[floor:])
        for index in reversed(placeholders):
            words = self._said.words(document, index)
            told = self._tells(document, words) if not fresh.isdisjoint(words[:2]) else None
            if told is None:
                continue
            for said in (words, words[1:]) if words[0] in self._words.quarters else (words,):
                same = heard.setdefault(said[0], {}) if said else {}
                items = tuple(self._said.items(said))
                if items in same or len(same) < _MOST_ALIKE:
                    same[items] = told or same.get(items, False)
        if not heard:
            return {}
        out: dict[int, Details] = {}
        index = floor
        first, last = self._start(document), floor - 1  # of the turn
        while index < len(norms):
            end = index
            if index > last:
                first = index if index > floor else first
                last = index + kinds[index:].index(Kind.BREAK) if Kind.BREAK in kinds[index:] else len(norms)
            if norms[index] in heard and kinds[index] is Kind.WORD:
                end = max(
                    self._again(document, index, items)
                    if sure or last - first <= len(items) + _MOST_AROUND
                    else index
                    for items, sure in heard[norms[index]].items()
                )
            if end > index:
                out[index] = Details([(index, end)], [])
            index = max(end, index + 1)
        return out

    def _tells(self, document: Document, words: list[str]) -> bool | None:
        """Whether what was said is surely a part of an address; None for a name, a number or a date."""
        if not words or len(words) > _MOST_WORDS or self._said.number(words[0]):
            return None
        part = self._said.part(words)
        if part in (Part.STREET, Part.UNIT):
            return True if len(words) > 1 else None
        if len(words[0]) < _LEAST_LETTERS and len(words) < 3:
            return None
        if part is Part.PLACE:
            return True
        named = any(word in document.people for word in words)
        counted = any(self._said.number(word) or word in self._months for word in words)
        return None if named or counted or not all(map(str.isalpha, words)) else False

    def _again(self, document: Document, index: int, items: tuple[str, ...]) -> int:
        """One past the words that say the same as `items`; `index` where they do not."""
        norms, kinds = document.norms, document.kinds
        stop = min(len(norms), index + 2 * _MOST_WORDS)
        last = index
        for item in items:
            while last < stop and (norms[last] in self._words.number_words or norms[last] in ",-º°"):
                last += 1
            end = last
            while end < stop and (self._said.number(norms[end]) or (end > last and norms[end] in ("e", "y"))):
                end += 1
            if end > last and item[0].isdigit():
                if self._said.items(norms[last:end]) != [item]:
                    return index
                last = end
            elif last < stop and norms[last] == item:
                last += 1
            else:
                return index
        if last == index + 1:
            everyday = norms[index] in self._common or norms[index] in self._words.ordinary
            alone = index == 0 or kinds[index - 1] is not Kind.WORD
            if (everyday or len(norms[index]) < _LEAST_LETTERS) and not (
                alone and (last >= len(norms) or kinds[last] is not Kind.WORD)
            ):
                return index
        return last

    def _start(self, document: Document) -> int:
        """Where the turn begins in which the block does."""
        first = document.floor
        while (
            first > max(0, document.floor - 2 * _MOST_WORDS) and document.kinds[first - 1] is not Kind.BREAK
        ):
            first -= 1
        return first
