"""False dates of birth, some months off, and false expiry dates, each part in its place and form."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from random import Random
from typing import Literal

from insights.pii.packs import PACKS
from insights.pii.surrogates.forms import Manner, Said, Slot, cased, slots
from insights.text.tokens import fold

Part = Literal["day", "month", "year"]
_NAMES = {
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
_FIRST = frozenset(("primeiro", "primero"))
_MOST_DAYS = 500
_PIVOT = 30  # a year of two digits up to this one is of this century


@dataclass(frozen=True, repr=False)
class _Piece:
    """A part of a date: the slots it was written or said in, and its number."""

    part: Part
    slots: tuple[Slot, ...]
    value: int


class Dates:
    """The false dates of one call."""

    def __init__(self, chance: Callable[[str], Random], language: str, locale: str | None) -> None:
        self._chance = chance
        self._language = language if language in PACKS else "pt"
        self._locale = locale

    def birth(self, raw: str) -> str:
        """Another date of birth, at most some sixteen months away; the same for a date however it is said."""
        return self._moved(raw, self._birth(raw), lambda day: _near(day, self._chance(f"birth {day}")))

    def expiry(self, raw: str, number: str) -> str:
        """Another month and year, at most two years away."""
        months = self._chance(f"expiry {number}").choice([k for k in range(-9, 25) if k % 12])

        def later(day: date) -> date:
            index = day.year * 12 + day.month - 1 + months
            return date(index // 12, index % 12 + 1, day.day)

        return self._moved(raw, self._expiry(raw), later)

    def _moved(self, raw: str, pieces: Sequence[_Piece], move: Callable[[date], date]) -> str:
        if not pieces:
            return raw
        given = {piece.part: piece.value for piece in pieces}
        year = given.get("year", 1984)
        full = year if year > 99 else year + (2000 if year <= _PIVOT else 1900)
        try:
            moved = move(date(full, given.get("month", 6), min(given.get("day", 15), 28)))
        except ValueError:
            return raw
        fresh = {"day": moved.day, "month": moved.month, "year": moved.year}
        manner = Manner.of(self._language, self._locale, raw)
        named = any(piece.part == "month" and piece.slots[0].said is Said.WORD for piece in pieces)
        parts: list[str] = []
        position = 0
        for piece in pieces:
            start, end = piece.slots[0].start, piece.slots[-1].end
            parts += (
                raw[position:start],
                self._written(raw[start:end], piece, fresh[piece.part], manner, named),
            )
            position = end
        return "".join((*parts, raw[position:]))

    def _birth(self, raw: str) -> list[_Piece]:
        found = self._dated(raw)
        months = _months(self._language)
        if len(found) in (6, 8) and all(len(slot.content) == 1 for slot in found):
            # Said digit by digit.
            return _pieces(months, ("day", found[:2]), ("month", found[2:4]), ("year", found[4:]))
        found = _zeros_joined(found)
        if len(found) == 1 and len(found[0].content) == 8 and found[0].content.isdecimal():
            return _glued(found[0])
        named = next((k for k, slot in enumerate(found) if _is_month(slot, months)), None)
        if named is not None:
            day = found[named - 1 : named] if named else []
            return _pieces(
                months, ("day", day), ("month", found[named : named + 1]), ("year", found[named + 1 :])
            )
        if found and len(found[0].content) == 4:
            return _pieces(months, ("year", found[:1]), ("month", found[1:2]), ("day", found[2:3]))
        if len(found) < 3:
            return (
                _pieces(months, ("year", found))
                if len(found) == 1
                else _pieces(months, ("day", found[:1]), ("month", found[1:]))
            )
        return _pieces(months, ("day", found[:1]), ("month", found[1:2]), ("year", found[2:]))

    def _expiry(self, raw: str) -> list[_Piece]:
        found = self._dated(raw)
        months = _months(self._language)
        if len(found) == 1 and len(found[0].content) in (4, 6):
            slot = found[0]
            middle = slot.start + 2
            return (
                _pieces(
                    months,
                    ("month", [Slot(slot.start, middle, slot.said, slot.content[:2])]),
                    ("year", [Slot(middle, slot.end, slot.said, slot.content[2:])]),
                )
                if slot.said is Said.WRITTEN
                else []
            )
        return _pieces(months, ("month", found[:1]), ("year", found[1:]))

    def _dated(self, raw: str) -> list[Slot]:
        """The numbers and months of a text."""
        months = _months(self._language)
        out = []
        for slot in slots(raw, self._language, spelled=False, words=True):
            numeric = slot.said in (Said.SPOKEN, Said.WRITTEN) and slot.content.isdecimal()
            if numeric or _is_month(slot, months):
                out.append(slot)
            elif fold(slot.content) in _FIRST:
                out.append(Slot(slot.start, slot.end, Said.SPOKEN, "1"))
        return out

    def _written(self, raw: str, piece: _Piece, value: int, manner: Manner, named: bool) -> str:
        slot = piece.slots[0]
        if piece.part == "month" and slot.said is Said.WORD:
            name = _NAMES[self._language].split()[value - 1]
            return cased(name[:3] if len(raw) <= 3 else name, raw)
        digits = len("".join(each.content for each in piece.slots))
        if piece.part == "year" and digits == 2:
            value %= 100
        if slot.said is Said.WRITTEN:
            padded = piece.part == "year" or not named or slot.content[0] == "0"
            return f"{value:0{digits if padded else 1}d}"
        if digits == len(piece.slots) > 1:
            return cased(" ".join(map(manner.digits, f"{value:0{digits}d}")), raw)
        if slot.content[0] == "0":
            return cased(manner.digits(f"{value:0{digits}d}"), raw)
        if piece.part == "year" and len(piece.slots) > 1 and value > 99:
            return cased(f"{manner.digits(f'{value // 100:02d}')} {manner.digits(f'{value % 100:02d}')}", raw)
        return cased(manner.number(value), raw)


def _zeros_joined(found: Sequence[Slot]) -> list[Slot]:
    """ "zero oito" is one number."""
    out: list[Slot] = []
    for slot in found:
        if out and out[-1].content == "0" and slot.said is Said.SPOKEN and len(slot.content) == 1:
            slot = Slot(out.pop().start, slot.end, Said.SPOKEN, "0" + slot.content)
        out.append(slot)
    return out


def _near(day: date, chance: Random) -> date:
    """A date some weeks to some months away, in another month."""
    while True:
        moved = day + timedelta(days=chance.choice((-1, 1)) * chance.randint(20, _MOST_DAYS))
        if moved.day != day.day and moved.month != day.month and moved.year != day.year:
            return moved


@lru_cache(maxsize=4)
def _months(language: str) -> Mapping[str, int]:
    """Names of months, folded, and their first three letters."""
    names = PACKS[language].dates.months
    return {name[:3]: number for name, number in names.items()} | dict(names)


def _is_month(slot: Slot, months: Mapping[str, int]) -> bool:
    return slot.said is Said.WORD and fold(slot.content) in months


def _pieces(months: Mapping[str, int], *parts: tuple[Part, Sequence[Slot]]) -> list[_Piece]:
    out = []
    for part, found in parts:
        if not found:
            continue
        content = "".join(slot.content for slot in found)
        value = int(content) if content.isdecimal() else months[fold(content)]
        out.append(_Piece(part, tuple(found), value))
    out.sort(key=lambda piece: piece.slots[0].start)
    return out


def _glued(slot: Slot) -> list[_Piece]:
    """ddmmyyyy or yyyymmdd without marks between."""
    ahead = slot.content[:2] in ("19", "20") and int(slot.content[4:6]) <= 12
    cuts = (0, 4, 6, 8) if ahead else (0, 2, 4, 8)
    parts: tuple[Part, ...] = ("year", "month", "day") if ahead else ("day", "month", "year")
    return [
        _Piece(
            part,
            (Slot(slot.start + a, slot.start + b, slot.said, slot.content[a:b]),),
            int(slot.content[a:b]),
        )
        for part, (a, b) in zip(parts, pairwise(cuts), strict=True)
    ]
