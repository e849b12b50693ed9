"""Chunks of dates of birth and of expiry dates."""

from random import Random

from insights.synthetic.pii.chunks import Chunk, same
from insights.synthetic.pii.diction import Diction
from insights.synthetic.pii.settings import Form
from insights.synthetic.pii.values import Value
from insights.synthetic.values import MONTHS


def date_chunks(value: Value, manner: Form, diction: Diction, rng: Random) -> list[Chunk]:
    """A date of birth: day, month, year."""
    day, month, year = value.parts
    spanish = diction.language == "es"
    if manner == "written":
        mark = rng.choice(("/", "/", "/", "-", "."))
        return [Chunk(f"{day}{mark}{month}{mark}{year if rng.random() < 0.8 else year[2:]}", same)]
    if manner == "chat":
        mark = rng.choice("/- ")
        return [Chunk(f"{int(day)}{mark}{int(month)}{mark}{year[2:] if rng.random() < 0.6 else year}", same)]
    if manner == "plain":
        return [Chunk(rng.choice((f"{day}{month}{year}", f"{day} {month} {year}")), same)]
    other_day = str((int(day) + rng.randint(1, 26)) % 28 + 1)
    other_year = year[:3] + str((int(year[3]) + rng.randint(1, 9)) % 10)
    name = MONTHS[diction.language][int(month) - 1]
    of = "del" if spanish and (year >= "2000" or rng.random() < 0.15) else "de"

    def number(text: str) -> str:
        return diction.number(int(text))

    def of_number(text: str) -> str:
        return f"{of} {number(text)}"

    def day_words(text: str) -> str:
        if text == "1" and diction.locale not in ("pt-PT", "es-ES"):
            return "primero" if spanish else "primeiro"
        return number(text)

    if manner == "separators":
        bar = diction.mark(rng.choice("//-"))
        return [Chunk(day, diction.group, bar), Chunk(month, diction.group, bar), Chunk(year[2:], number)]
    short = year[2:] if year < "2000" and rng.random() < 0.7 else year
    if manner == "mixed":
        if rng.random() < 0.7:
            first = Chunk(str(int(day)), same, wrong=other_day)
            return [first, Chunk(f"de {name}", same), Chunk(f"{of} {year}", same, wrong=f"{of} {other_year}")]
        second = Chunk(f"{'del' if spanish else 'do'} {int(month)}", same)
        return [Chunk(str(int(day)), same, wrong=other_day), second, Chunk(short, of_number)]
    first = Chunk(str(int(day)), day_words, wrong=day_words(other_day))
    if manner == "grouped":
        joint = rng.choice(("del ", "del ", "") if spanish else ("do ", "do ", ""))
        second = Chunk(str(int(month)), lambda text: joint + number(text), wrong=joint + number("7"))
        return [first, second, Chunk(short, of_number if joint else number)]
    said = short if rng.random() < 0.4 else year
    wrong = of_number(said[:-2] + other_year[2:])
    return [first, Chunk(f"de {name}", same), Chunk(said, of_number, wrong=wrong)]


def expiry_chunks(value: Value, manner: Form, diction: Diction, rng: Random) -> list[Chunk]:
    """Month and year of a card."""
    month, year = value.parts
    if manner == "written":
        return [Chunk(value.written, same)]
    if manner in ("plain", "chat"):
        return [Chunk(rng.choice((f"{month}{year}", f"{month} {year}", f"{int(month)}/{year}")), same)]
    name = MONTHS[diction.language][int(month) - 1]
    full = f"20{year}"

    def number(text: str) -> str:
        return diction.number(int(text))

    if manner == "mixed":
        words, digits = rng.choice(((name, full), (month, f"de {full}"), (name, f"de {full}"), (name, year)))
        return [Chunk(words, same), Chunk(digits, same)]
    if manner == "separators":
        return [Chunk(month, diction.group, diction.mark("/")), Chunk(year, number)]
    if manner == "grouped":
        return [Chunk(month, diction.group), Chunk(year, number)]
    of = "del" if diction.language == "es" and rng.random() < 0.3 else "de"
    return [Chunk(name, same), Chunk(rng.choice((year, full)), lambda y: f"{of} {number(y)}")]
