"""Numbers spoken as words, as people dictate them: digit by digit, in groups, doubled.

`text2num` reads one natural number; an identifier is a string of digits, so leading zeros, "meia" for six,
"doble siete" and groups ("quinhentos e vinte e nove, nove oito dois") need their own reader. Words are
folded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple


def _table(text: str, first: int, step: int = 1) -> dict[str, int]:
    """`a/b c` → a and b are `first`, c is `first + step`."""
    return {word: first + step * n for n, words in enumerate(text.split()) for word in words.split("/")}


@dataclass(frozen=True)
class Numerals:
    """Number words of a language."""

    values: Mapping[str, int]  # 0–999, thousand, million
    plurals: Mapping[str, int]  # "zeros", "sietes": repeated by the number before
    repeats: Mapping[str, int]  # "doble": the next digit twice
    connector: str
    only_dictated: frozenset[str]  # a digit only among other digits: "meia"
    articles: frozenset[str]  # also "a", "one": no number on their own

    def is_number(self, norm: str) -> bool:
        return norm in self.values or norm in self.plurals or norm in self.repeats


PORTUGUESE = Numerals(
    values=MappingProxyType(
        _table("zero um/uma dois/duas tres/treis quatro cinco/sinco seis/meia sete oito nove", 0)
        | _table(
            "dez onze doze treze catorze/quatorze quinze dezesseis/dezasseis/dezeseis "
            "dezessete/dezassete/dezesete dezoito dezenove/dezanove",
            10,
        )
        | _table("vinte trinta quarenta cinquenta/cincoenta sessenta setenta oitenta noventa", 20, 10)
        | _table(
            "cem/cento duzentos/duzentas trezentos/trezentas quatrocentos/quatrocentas quinhentos/quinhentas "
            "seiscentos/seiscentas setecentos/setecentas oitocentos/oitocentas novecentos/novecentas",
            100,
            100,
        )
        | {"mil": 1000, "milhao": 1_000_000, "milhoes": 1_000_000}
    ),
    plurals=MappingProxyType(
        _table("zeros uns dois_ tres_ quatros cincos seises/meias setes oitos noves", 0)
    ),
    repeats=MappingProxyType(
        {"duplo": 2, "dupla": 2, "dobro": 2, "par": 2, "triplo": 3, "tripla": 3, "trio": 3}
    ),
    connector="e",
    only_dictated=frozenset({"meia"}),
    articles=frozenset({"um", "uma"}),
)

SPANISH = Numerals(
    values=MappingProxyType(
        _table("cero uno/un/una dos tres cuatro cinco seis siete ocho nueve", 0)
        | _table("diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve", 10)
        | _table(
            "veinte veintiuno/veintiun/veintiuna veintidos veintitres veinticuatro veinticinco veintiseis "
            "veintisiete veintiocho veintinueve",
            20,
        )
        | _table("treinta cuarenta cincuenta sesenta setenta ochenta noventa", 30, 10)
        | _table(
            "cien/ciento doscientos/doscientas trescientos/trescientas cuatrocientos/cuatrocientas "
            "quinientos/quinientas seiscientos/seiscientas setecientos/setecientas ochocientos/ochocientas "
            "novecientos/novecientas",
            100,
            100,
        )
        | {"mil": 1000, "millon": 1_000_000, "millones": 1_000_000}
    ),
    plurals=MappingProxyType(_table("ceros unos doses treses cuatros cincos seises sietes ochos nueves", 0)),
    repeats=MappingProxyType({"doble": 2, "dobles": 2, "par": 2, "triple": 3, "triples": 3}),
    connector="y",
    only_dictated=frozenset(),
    articles=frozenset({"un", "una", "uno"}),
)

NUMERALS: Mapping[str, Numerals] = MappingProxyType({"pt": PORTUGUESE, "es": SPANISH})


class Group(NamedTuple):
    """One number, digit string or letter inside a dictation: words `[first, last)` and what they spell."""

    text: str
    first: int
    last: int
    big: bool  # said as a number above nine
    written: bool


@dataclass(frozen=True)
class Digits:
    """What a run of number words spells."""

    text: str
    groups: int  # how many numbers it was said as
    natural: bool  # one number, said as one says an amount ("cento e vinte")


class _Reader:
    """Puts number words together until one no longer fits, then starts the next group."""

    def __init__(self) -> None:
        self.groups: list[Group] = []
        self._base = 0  # thousands and millions said so far
        self._scale = 0  # the last of them, 0 for none
        self._pending: int | None = None
        self._floor = 1  # below which value another number may be added: "cento" 100, "vinte" 10
        self._repeat = 1
        self._first = 0
        self._last = 0
        self._big = False

    def flush(self) -> None:
        """Close the group."""
        if self._pending is not None or self._scale:
            text = str(self._base + (self._pending or 0)) * self._repeat
            self.groups.append(Group(text, self._first, self._last, self._big, written=False))
            self._repeat = 1
        self._base, self._scale, self._pending, self._floor, self._big = 0, 0, None, 1, False

    def number(self, value: int, position: int, *, joined: bool) -> None:
        """A number word."""
        if value >= 1000:
            if (self._scale and self._scale <= value) or self._pending == 0:
                self.flush()
            fresh = self._pending is None and not self._scale
            self._base += (1 if self._pending is None else self._pending) * value
            self._scale, self._pending, self._floor = value, None, 1
        else:
            alone = self._scale and value == 0 if self._pending is None else not self._fits(value, joined)
            if alone:
                self.flush()
            fresh = self._pending is None and not self._scale
            self._pending = (self._pending or 0) + value
            if value >= 100 and value % 100 == 0:
                self._floor = 100
            else:
                self._floor = 10 if value >= 20 and value % 10 == 0 else 1
        if fresh and self._repeat == 1:
            self._first = position
        self._last = position + 1
        self._big = self._big or value > 9

    def _fits(self, value: int, joined: bool) -> bool:
        """Whether a value continues a number whose open places are below `_floor`."""
        if self._floor == 100:
            return 0 < value < 100
        return self._floor == 10 and joined and 0 < value < 10

    def plural(self, digit: str, position: int) -> None:
        """ "três zeros": the number before says how many; "dupla de setes"."""
        first, times = position, self._repeat
        if not self._scale and self._pending is not None and 2 <= self._pending <= 9:
            first, times = self._first, self._pending
            self._pending = None
        elif self._repeat > 1:
            first = self._first
        self.flush()
        self._repeat = 1
        self.groups.append(Group(digit * times, first, position + 1, big=False, written=False))

    def repeat(self, times: int, position: int) -> None:
        """ "doble": the next digit more than once."""
        self.flush()
        self._repeat, self._first = times, position

    def written(self, word: str, position: int) -> None:
        """Digits or letters as they stand."""
        self.flush()
        times, first = (self._repeat, self._first) if self._repeat > 1 and len(word) == 1 else (1, position)
        self._repeat = 1
        self.groups.append(Group(word * times, first, position + 1, big=False, written=True))


def read_groups(words: Sequence[str], numerals: Numerals) -> list[Group]:
    """The groups that a sequence of number words, digit strings and connectors spells; anything else ends a
    group.

    Linear in the number of words.
    """
    if len(words) == 1 and words[0].isdecimal():
        return [Group(words[0], 0, 1, big=False, written=True)]  # most numbers that are written
    reader = _Reader()
    joined = False
    for position, word in enumerate(words):
        if word == numerals.connector:
            joined = True
            continue
        value = numerals.values.get(word)
        if value is not None:
            reader.number(value, position, joined=joined)
        elif word in numerals.plurals:
            reader.plural(str(numerals.plurals[word]), position)
        elif word in numerals.repeats:
            reader.repeat(numerals.repeats[word], position)
        elif word.isalnum():
            reader.written(word, position)
        else:
            reader.flush()
        joined = False
    reader.flush()
    return reader.groups


def read_digits(words: Sequence[str], numerals: Numerals) -> Digits:
    """The digits that `read_groups` reads, together."""
    groups = read_groups(words, numerals)
    natural = len(groups) == 1 and groups[0].big and not groups[0].written
    return Digits("".join(group.text for group in groups), len(groups), natural)
