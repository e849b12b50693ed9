"""What a date is made of, numbers and months in the order they were said, put together."""

from typing import NamedTuple

OLDEST, LATEST = 1900, 2035
_MOST_DAYS = 31


class Extent:
    """How much of a date was said."""

    NONE = 0
    YEAR = 1
    PART = 2  # day and month, or month and year
    WHOLE = 3


class SpokenDate(NamedTuple):
    """One past a date's last token, how much of it there is, its parts (0 for those not said)."""

    end: int
    extent: int
    day: int = 0
    month: int = 0
    year: int = 0


class Atom(NamedTuple):
    """A number or a month inside a date: its value, its figures as said, one past its last token."""

    value: int
    text: str
    end: int
    month: bool = False
    written: bool = False  # with figures


def whole_date(atoms: list[Atom]) -> SpokenDate:
    """The longest date at the beginning of the atoms."""
    start = atoms[0].end
    figures = _figures(atoms)
    if figures is not None:
        return figures
    parts = parts_of(atoms)
    month_at = next((k for k, atom in enumerate(parts[:2]) if atom.month), -1)
    if month_at == 0:
        return _month_first(parts, start)
    first = parts[0]
    if month_at == 1:
        if not 1 <= first.value <= 31:
            return SpokenDate(start, Extent.NONE)
        month = parts[1].value
        year, end = year_at(parts, 2)
        if year:
            return SpokenDate(end, Extent.WHOLE, first.value, month, year)
        return SpokenDate(parts[1].end, Extent.PART, first.value, month)
    numbers = [atom.value for atom in parts]
    year_first = len(parts) >= 3 and OLDEST <= numbers[0] <= LATEST and not parts[2].month
    if year_first and 1 <= numbers[1] <= 12 and 1 <= numbers[2] <= 31:
        return SpokenDate(parts[2].end, Extent.WHOLE, numbers[2], numbers[1], numbers[0])
    if len(parts) >= 2 and 1 <= numbers[0] <= 31 and 1 <= numbers[1] <= 12:
        year, end = year_at(parts, 2)
        if year:
            return SpokenDate(end, Extent.WHOLE, numbers[0], numbers[1], year)
        return SpokenDate(parts[1].end, Extent.PART, numbers[0], numbers[1])
    if len(parts) >= 2 and 1 <= numbers[0] <= 12 and OLDEST <= numbers[1] <= LATEST:
        return SpokenDate(parts[1].end, Extent.PART, 0, numbers[0], numbers[1])
    year, end = year_at(parts, 0)
    return SpokenDate(end, Extent.YEAR, year=year) if year else SpokenDate(start, Extent.NONE)


def parts_of(atoms: list[Atom]) -> list[Atom]:
    """ "zero cinco" is one number."""
    out: list[Atom] = []
    for atom in atoms:
        if out and out[-1].text == "0" and not atom.month and atom.value < 10 and len(atom.text) == 1:
            out[-1] = Atom(atom.value, "0" + atom.text, atom.end)
        else:
            out.append(atom)
    return out


def year_at(atoms: list[Atom], at: int) -> tuple[int, int]:
    """The year at an atom, and one past it; 0 when it is none. "dezenove oitenta e cinco" is 1985."""
    if at >= len(atoms) or atoms[at].month:
        return 0, 0
    atom = atoms[at]
    if (
        atom.value in (19, 20)
        and at + 1 < len(atoms)
        and not atoms[at + 1].month
        and atoms[at + 1].value < 100
    ):
        follow = atoms[at + 1]
        if len(follow.text) == 2 or follow.value >= 10:
            return atom.value * 100 + follow.value, follow.end
    if OLDEST <= atom.value <= LATEST and len(atom.text) == 4:
        return atom.value, atom.end
    if atom.value < 100 and len(atom.text) == 2:
        return (1900 if atom.value > 30 else 2000) + atom.value, atom.end
    if atom.value < 100 and atom.text.isdecimal() and atom.value >= 10:
        return (1900 if atom.value > 30 else 2000) + atom.value, atom.end
    # "nove oito": the year digit by digit, "um" after "dois mil e" is read before.
    digits = "".join(each.text for each in atoms[at : at + 4] if not each.month and len(each.text) == 1)
    if len(digits) == 4 and OLDEST <= int(digits) <= LATEST:
        return int(digits), atoms[at + 3].end
    if len(digits) == 2 and at + 2 == len(atoms):
        value = int(digits)
        return (1900 if value > 30 else 2000) + value, atoms[at + 1].end
    return 0, 0


def _month_first(atoms: list[Atom], start: int) -> SpokenDate:
    """ "maio de 1985", "mayo 15 de 1980"."""
    month = atoms[0].value
    if len(atoms) >= 3 and 1 <= atoms[1].value <= 31 and not atoms[1].month:
        year, end = year_at(atoms, 2)
        if year:
            return SpokenDate(end, Extent.WHOLE, atoms[1].value, month, year)
    year, end = year_at(atoms, 1)
    day = next((atom for atom in atoms[2:] if atom.end > end), None)
    if year and atoms[1].value > _MOST_DAYS and day is not None and 1 <= day.value <= _MOST_DAYS:
        return SpokenDate(day.end, Extent.WHOLE, day.value, month, year)  # "maio de 85, dia 12"
    return SpokenDate(end, Extent.PART, 0, month, year) if year else SpokenDate(start, Extent.NONE)


def _figures(atoms: list[Atom]) -> SpokenDate | None:
    """A date as bare figures: "12051985", "1205 1985", digit by digit."""
    text = ""
    for count, atom in enumerate(atoms, start=1):
        if atom.month or not atom.text:
            return None
        if count == 2 and len(text) == 2 and len(atom.text) <= 2:
            return None  # "12 05 1985" is read part by part
        if atom.value > 99 and not atom.written:
            return None
        text += atom.text
        if len(text) >= 6 and (len(atom.text) <= 4 or count == 1):
            follow = atoms[count] if count < len(atoms) else None
            if len(text) == 6 and follow is not None and not follow.month:
                continue
            if len(text) > 8:
                return None
            parts = _split(text)
            if parts is not None:
                return SpokenDate(atom.end, Extent.WHOLE, *parts)
    return None


def _split(text: str) -> tuple[int, int, int] | None:
    if len(text) == 8:
        orders = ((text[:2], text[2:4], text[4:]), (text[6:], text[4:6], text[:4]))
    elif len(text) == 6:
        orders = ((text[:2], text[2:4], text[4:]), (text[:2], text[2:4], text[4:]))
    else:
        return None
    for day, month, year in orders:
        number = int(year)
        if len(year) == 2:
            number += 1900 if number > 30 else 2000
        if 1 <= int(day) <= 31 and 1 <= int(month) <= 12 and OLDEST <= number <= LATEST:
            return int(day), int(month), number
    return None
