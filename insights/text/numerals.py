"""Numbers spoken as words, as people dictate them: digit by digit, in groups, doubled.

`text2num` reads one natural number; an identifier is a string of digits, so leading zeros, "meia" for six,
"doble siete" and groups ("quinhentos e vinte e nove, nove oito dois") need their own reader. Words are
folded.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


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
        _table("zero um/uma dois/duas tres quatro cinco seis/meia sete oito nove", 0)
        | _table(
            "dez onze doze treze catorze/quatorze quinze dezesseis/dezasseis dezessete/dezassete dezoito", 10
        )
        | {"dezenove": 19, "dezanove": 19}
        | _table("vinte trinta quarenta cinquenta/cincoenta sessenta setenta oitenta noventa", 20, 10)
        | _table(
            "cem/cento duzentos/duzentas trezentos/trezentas quatrocentos/quatrocentas quinhentos/quinhentas "
            "seiscentos/seiscentas setecentos/setecentas oitocentos/oitocentas novecentos/novecentas",
            100,
            100,
        )
        | {"mil": 1000, "milhao": 1_000_000, "milhoes": 1_000_000}
    ),
    plurals=MappingProxyType(_table("zeros uns dois_ tres_ quatros cincos seises setes oitos noves", 0)),
    repeats=MappingProxyType({"duplo": 2, "dupla": 2, "dobro": 2, "triplo": 3, "tripla": 3}),
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
    repeats=MappingProxyType({"doble": 2, "dobles": 2, "triple": 3}),
    connector="y",
    only_dictated=frozenset(),
    articles=frozenset({"un", "una", "uno"}),
)

NUMERALS: Mapping[str, Numerals] = MappingProxyType({"pt": PORTUGUESE, "es": SPANISH})


@dataclass(frozen=True)
class Digits:
    """What a run of number words spells."""

    text: str
    groups: int  # how many numbers it was said as
    natural: bool  # one number, said as one says an amount ("cento e vinte")


def _fits(floor: int, value: int, joined: bool) -> bool:
    """Whether `value` continues a number whose open places are below `floor`."""
    if floor == 100:
        return 0 < value < 100
    return floor == 10 and joined and 0 < value < 10


def _floor(value: int) -> int:
    """Below which value another number may be added: "cento" 100, "vinte" 10, "sete" nothing."""
    if value >= 100 and value % 100 == 0:
        return 100
    return 10 if value >= 20 and value % 10 == 0 else 1


def read_digits(words: Iterable[str], numerals: Numerals) -> Digits:
    """Digits that a sequence of number words, digit strings and connectors spells; anything else ends a
    group.

    Linear in the number of words.
    """
    out: list[str] = []
    base = 0  # thousands and millions said so far
    scale = 0  # the last of them, 0 for none
    pending: int | None = None
    floor = 1
    joined = False
    repeat = 1
    spoken_big = False
    written = False

    def flush() -> None:
        nonlocal base, scale, pending, floor, repeat
        if pending is not None or scale:
            out.append(str(base + (pending or 0)) * repeat)
            repeat = 1
        base, scale, pending, floor = 0, 0, None, 1

    for word in words:
        if word == numerals.connector:
            joined = True
            continue
        value = numerals.values.get(word)
        if value is not None:
            if value >= 1000:
                if (scale and scale <= value) or (pending == 0):
                    flush()
                base += (1 if pending is None else pending) * value
                scale, pending, floor = value, None, 1
            elif pending is None:
                if scale and value == 0:
                    flush()
                pending, floor = value, _floor(value)
            elif _fits(floor, value, joined):
                pending += value
                floor = _floor(value)
            else:
                flush()
                pending, floor = value, _floor(value)
            spoken_big = spoken_big or value > 9
        elif word in numerals.plurals:
            digit = str(numerals.plurals[word])
            if not scale and pending is not None and 2 <= pending <= 9:
                count, pending = pending, None
                out.append(digit * count)
            else:
                flush()
                out.append(digit)
        elif word in numerals.repeats:
            flush()
            repeat = numerals.repeats[word]
        elif word.isdecimal():
            flush()
            out.append(word)
            written = True
        else:
            flush()
            if word.isalnum():
                out.append(word)
                written = True
        joined = False
    flush()
    return Digits("".join(out), len(out), len(out) == 1 and spoken_big and not written)
