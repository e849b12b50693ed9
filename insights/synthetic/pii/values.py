"""A value before anyone says it: its type and how it stands on paper."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from insights.records import PiiType

Nature = Literal["code", "email", "date", "expiry", "address", "name", "spelled", "password"]
_ATOM = re.compile(r"\d+|[^\W\d_]+|[\W_]+")


@dataclass(frozen=True)
class Value:
    """`written` is the whole value on paper; `parts` are the pieces that speech takes apart.

    code, password: none (`atoms` takes `written` apart); email: user and domain; date: day, month, year;
    expiry: month, year; address: "street|…", "number|…", "complement|…", "district|…", "city|…";
    name: its words; spelled: its letters.
    """

    type: PiiType
    written: str
    nature: Nature = "code"
    parts: tuple[str, ...] = ()

    @property
    def atoms(self) -> list[str]:
        """Runs of digits, of letters and of punctuation of the written form."""
        return _ATOM.findall(self.written)


def digits(count: int, rng: Random) -> str:
    """So many random digits."""
    return f"{rng.randrange(10**count):0{count}d}"


def letters(count: int, rng: Random, alphabet: str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ") -> str:
    """So many random letters."""
    return "".join(rng.choices(alphabet, k=count))


def grouped(text: str, sizes: Sequence[int], separators: str = " ") -> str:
    """Cut into groups; the i-th separator (the last one again and again) stands after the i-th group."""
    out, position = "", 0
    for index, size in enumerate(sizes):
        if index:
            out += separators[min(index - 1, len(separators) - 1)]
        out += text[position : position + size]
        position += size
    return out


def thousands(number: str, separator: str = ".") -> str:
    """Groups of three from the right: 1.032.456.789."""
    head = len(number) % 3
    groups = [number[:head]] if head else []
    groups += [number[i : i + 3] for i in range(head, len(number), 3)]
    return separator.join(groups)
