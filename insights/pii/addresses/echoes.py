"""Parts of an address that somebody says again: "Sevilla", "me queda Sevilla, ¿cierto?"."""

from insights.pii.addresses.parts import Details
from insights.pii.addresses.readers import Readers
from insights.pii.addresses.said import Part
from insights.text.tokens import Document, Kind

_BACK_TOKENS = 48
_MOST_WORDS = 16
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
        fresh = frozenset(norms[floor:])
        for index in range(max(0, floor - _BACK_TOKENS), len(norms)):
            if kinds[index] is Kind.PLACEHOLDER:
                words = self._said.words(document, index)
                told = self._tells(document, words) if words and words[0] in fresh else None
                if told is not None:
                    same = heard.setdefault(words[0], {})
                    items = tuple(self._said.items(words))
                    same[items] = told or same.get(items, False)
        if not heard:
            return {}
        out: dict[int, Details] = {}
        index = floor
        while index < len(norms):
            end = index
            if norms[index] in heard and kinds[index] is Kind.WORD:
                end = max(
                    self._again(document, index, items, sure) for items, sure in heard[norms[index]].items()
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

    def _again(self, document: Document, index: int, items: tuple[str, ...], sure: bool) -> int:
        """One past the words that say the same as `items`; `index` where they do not."""
        norms, kinds = document.norms, document.kinds
        around = 0 if sure else self._turn(document, index)
        if around > 2 * _MOST_WORDS + _MOST_AROUND:
            return index  # however much is the same
        end = last = index
        while end < len(norms) and end - index < 2 * _MOST_WORDS and kinds[end] is not Kind.BREAK:
            if kinds[end] is Kind.PLACEHOLDER or norms[end] in ".?!:;":
                break
            end += 1
            if kinds[end - 1] is Kind.PUNCT:
                continue
            said = self._said.items(norms[index:end])
            if tuple(said) == items:
                last = end
            elif len(said) > len(items):
                break
        if last > index and around > last - index + _MOST_AROUND:
            return index
        if last == index + 1:
            everyday = norms[index] in self._common or norms[index] in self._words.ordinary
            alone = index == 0 or kinds[index - 1] is not Kind.WORD
            if (everyday or len(norms[index]) < _LEAST_LETTERS) and not (
                alone and (last >= len(norms) or kinds[last] is not Kind.WORD)
            ):
                return index
        return last

    def _turn(self, document: Document, index: int) -> int:
        """How many tokens the turn around `index` has."""
        kinds = document.kinds
        before = kinds[max(0, index - 2 * _MOST_WORDS) : index][::-1]
        after = kinds[index : index + 2 * _MOST_WORDS]
        return sum(part.index(Kind.BREAK) if Kind.BREAK in part else len(part) for part in (before, after))
