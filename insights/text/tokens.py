"""A text as tokens with exact offsets, folded for comparison (lower case, no accents).

Folding maps one character to one character, so offsets in the folded text are offsets in the text.
Everything is
one linear pass of one regular expression without nested repetition.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from itertools import accumulate

from insights.records import PiiType


class Kind:
    """What a token is: plain numbers, for they are asked for at every token. `BREAK` is the end of a line:
    the end of a turn in a joined call."""

    WORD = 0
    NUMBER = 1  # has a digit
    PUNCT = 2
    BREAK = 3
    PLACEHOLDER = 4


def _folding() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in (*range(0x30, 0x700), *range(0x966, 0x970), *range(0x1E00, 0x1F00), *range(0xFF10, 0xFF5B)):
        char = chr(code)
        decimal = unicodedata.decimal(char, None)
        if decimal is not None:
            folded = str(decimal)
        else:
            folded = unicodedata.normalize("NFKD", char).lower()[:1] if char.isalpha() else char
            # NFKD of a ligature or of a letter with a caron is longer: its first letter stands for it.
            folded = folded if folded.isalpha() or not char.isalpha() else char
        if folded != char:
            table[code] = folded
    # Invisible characters would otherwise cut a number in two.
    table.update(dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), " "))
    table.update(dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212), "-"))
    table[0x2019] = "'"
    return table


_FOLDING = _folding()
# The characters that Portuguese and Spanish are written with, by their number in this code: two passes over
# bytes are many times as fast as a look into the table for each character.
_CODE = "cp1252"
_FOLDED = "".join(bytes((code,)).decode(_CODE, "replace").translate(_FOLDING) for code in range(256))
_MARKS = re.compile("[\u0300-\u036f]+")
_COMMON = {"\n": Kind.BREAK} | dict.fromkeys(".,?!:;-()/…\"'", Kind.PUNCT)
_LABELS = "|".join(label.value.lower() for label in PiiType)
_TOKEN = re.compile(rf"(\[(?:{_LABELS})_\d{{1,6}}\]|\n|[\w\u0300-\u036f]+|[^\w\s])")


def fold(text: str) -> str:
    """Lower case, no accents, plain digits and hyphens; same length as the text."""
    if text.isascii():
        return text.lower()
    try:
        return codecs.charmap_decode(text.encode(_CODE), "strict", _FOLDED)[0]
    except UnicodeEncodeError:
        return text.translate(_FOLDING)


@dataclass(slots=True)
class Document:
    """Parallel lists, one entry a token: `[starts[i], ends[i])` in `text`, its folded form and its kind.

    Tokens before `floor` were judged already: they are there to be looked back at, nothing is found in them.
    `people` are the words of names found earlier in the call.
    `here`, `near` and `said` are bits that tell what words there are, from `floor` on, shortly before it too,
    and anywhere (`insights.pii.signs`); where nobody looked, there may be any.
    `folded` are the words under placeholders that were read before, by what is written there.
    `secrets` are the codes and passwords found earlier in the call, in figures and folded words.
    """

    text: str
    language: str
    starts: list[int]
    ends: list[int]
    norms: list[str]
    kinds: list[int]
    floor: int = 0
    people: Set[str] = frozenset()
    here: int = -1
    near: int = -1
    said: int = -1
    folded: dict[str, list[str]] = field(default_factory=dict)
    secrets: dict[str, PiiType] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.starts)

    def collapse(self, spans: Iterable[tuple[int, int]]) -> None:
        """The token ranges `[i, j)` become placeholders; offsets stay the original ones."""
        for first, last in sorted(spans, reverse=True):
            end = self.ends[last - 1]
            del self.starts[first + 1 : last], self.ends[first + 1 : last]
            del self.norms[first + 1 : last], self.kinds[first + 1 : last]
            self.ends[first], self.norms[first], self.kinds[first] = end, "[]", Kind.PLACEHOLDER

    def forget(self, count: int) -> int:
        """Drops the first `count` tokens and their text; how many characters those were."""
        if count <= 0:
            return 0
        chars = self.ends[count - 1]
        del self.norms[:count], self.kinds[:count]
        self.starts = [start - chars for start in self.starts[count:]]
        self.ends = [end - chars for end in self.ends[count:]]
        self.text = self.text[chars:]
        self.floor = max(0, self.floor - count)
        return chars

    def placeholders(self, first: int) -> list[int]:
        """Where placeholders are, from token `first` on."""
        kinds, found = self.kinds, []
        position = first
        for _ in range(kinds[first:].count(Kind.PLACEHOLDER)):
            position = kinds.index(Kind.PLACEHOLDER, position)
            found.append(position)
            position += 1
        return found

    def turns(self) -> list[int]:
        """Where turns begin in what was not judged yet, each with a token after it."""
        kinds, floor = self.kinds, self.floor
        found = [floor] if floor and kinds[floor - 1] is Kind.BREAK else []
        for _ in range(kinds[floor:-1].count(Kind.BREAK)):
            found.append(kinds.index(Kind.BREAK, max(floor, found[-1]) if found else floor) + 1)
        return found

    def raw(self, first: int, last: int) -> str:
        """The text of tokens `[first, last)`."""
        return self.text[self.starts[first] : self.ends[last - 1]]

    def touches(self, index: int) -> bool:
        """Whether nothing stands between token `index` and the one before."""
        return index > 0 and self.ends[index - 1] == self.starts[index]

    def capitalised(self, index: int) -> bool:
        return self.text[self.starts[index]].isupper()


def tokenise(text: str, language: str) -> Document:
    """Cut a text into tokens."""
    # What stands between tokens, a token, what stands between …
    parts = _TOKEN.split(fold(text))
    bounds = list(accumulate(map(len, parts)))
    norms = parts[1::2]
    kinds = [Kind.WORD] * len(norms)
    for index in [index for index, plain in enumerate(map(str.isalpha, norms)) if not plain]:
        norm = norms[index]
        kind = _COMMON.get(norm)
        if kind is None:
            kind = _kind(norm)
            if kind is Kind.PLACEHOLDER:
                norms[index] = "[]"
            elif kind is not Kind.PUNCT and not norm.isalnum():
                norms[index] = _MARKS.sub("", norm) or norm
        kinds[index] = kind
    return Document(text, language, bounds[:-1:2], bounds[1::2], norms, kinds)


def _kind(norm: str) -> int:
    """What a token is that is no plain word and none of the common marks."""
    first = norm[0]
    if norm.isdecimal():
        return Kind.NUMBER
    if first == "[" and len(norm) > 1:
        return Kind.PLACEHOLDER
    if not (first.isalnum() or first == "_" or len(norm) > 1 or "\u0300" <= first <= "\u036f"):
        return Kind.PUNCT
    return Kind.NUMBER if any(char.isdigit() for char in norm) else Kind.WORD
