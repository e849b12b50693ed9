"""A value taken apart as speech takes it apart: chunks that can be said, misspoken and said again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from insights.synthetic.pii.diction import Diction
from insights.synthetic.pii.settings import Form
from insights.synthetic.pii.values import Value
from insights.synthetic.values import MONTHS

Say = Callable[[str], str]
_GROUP_SIZES: dict[int, tuple[tuple[int, ...], ...]] = {
    2: ((2,), (1, 1)),
    3: ((3,), (1, 2), (2, 1)),
    4: ((2, 2), (2, 2), (4,), (1, 3)),
    5: ((2, 3), (3, 2), (1, 2, 2)),
    6: ((3, 3), (2, 2, 2)),
    7: ((3, 4), (3, 2, 2)),
    8: ((4, 4), (2, 2, 2, 2), (3, 3, 2), (2, 3, 3)),
    9: ((3, 3, 3), (3, 2, 2, 2)),
}


@dataclass(frozen=True)
class Chunk:
    """`source` as `say` says it; `tail` is the name of the mark after it, `wrong` what a slip would say."""

    source: str
    say: Say
    tail: str = ""
    wrong: str = ""

    @property
    def text(self) -> str:
        return f"{self.say(self.source)} {self.tail}" if self.tail else self.say(self.source)

    def slip(self, rng: Random) -> str:
        """The chunk said wrong; empty if there is nothing to get wrong."""
        if self.wrong:
            return self.wrong
        wrong = _mistake(self.source, rng)
        return self.say(wrong) if wrong else ""


def _mistake(source: str, rng: Random) -> str:
    places = [i for i, char in enumerate(source) if char.isdigit()]
    if places:
        place = rng.choice(places)
        other = str((int(source[place]) + rng.randint(1, 9)) % 10)
        return source[:place] + other + source[place + 1 :]
    if len(source) == 1 or source.isupper():
        place = rng.randrange(len(source))
        other = rng.choice([c for c in "ABCDEFGLMNPRST" if c != source[place].upper()])
        return source[:place] + other + source[place + 1 :]
    return ""


def same(text: str) -> str:
    return text


def sizes(length: int, rng: Random) -> tuple[int, ...]:
    """How many digits people say at a time."""
    if length in _GROUP_SIZES:
        return rng.choice(_GROUP_SIZES[length])
    if length < 2:
        return (length,)
    size = rng.choice((2, 3, 4))
    return (size,) * (length // size) + ((length % size,) if length % size else ())


def cut(text: str, lengths: Sequence[int]) -> list[str]:
    out, position = [], 0
    for length in lengths:
        out.append(text[position : position + length])
        position += length
    return out


def code_chunks(
    value: Value, manner: Form, diction: Diction, rng: Random, *, fine: bool = False
) -> list[Chunk]:
    """An identifier. `fine` cuts the digits small enough to interrupt."""
    if manner == "written":
        return [Chunk(value.written, same)]
    if manner in ("plain", "chat"):
        return _digits_without_marks(value, manner, rng, fine)
    marked = manner == "separators" or (manner == "mixed" and rng.random() < 0.5)
    one_by_one = manner == "separators" and rng.random() < 0.6
    chunks: list[Chunk] = []
    atoms = value.atoms
    check_digit = len(atoms[-1]) == 1 and rng.random() < 0.4  # "conta 12345 dígito 6"
    for index, atom in enumerate(atoms):
        if not atom[0].isalnum():
            said = diction.mark(atom) if marked else ""
            if check_digit and atom == "-" and index == len(atoms) - 2 and manner != "doubled":
                said = "dígito"
            if said and chunks:
                last = chunks[-1]
                chunks[-1] = Chunk(last.source, last.say, said)
            continue
        if atom.isalpha() or len(atom) == 1:
            pieces = [atom] if len(atom) < 5 else cut(atom, sizes(len(atom), rng))
        elif manner == "grouped" or fine:
            pieces = cut(atom, sizes(len(atom), rng))
        elif len(atom) > 4:
            pieces = cut(
                atom, rng.choice(_GROUP_SIZES[len(atom)]) if len(atom) < 8 else sizes(len(atom), rng)
            )
        else:
            pieces = [atom]
        for piece in pieces:
            say: Say = diction.singly
            if manner == "doubled":
                say = diction.doubled
            elif manner == "grouped":
                say = diction.group if rng.random() < 0.8 else diction.singly
            elif manner == "mixed":
                say = rng.choice((diction.singly, diction.group, same, same))
            elif manner == "separators" and not one_by_one:
                say = diction.group
            chunks.append(Chunk(piece, say))
    if manner == "mixed":
        _both_ways(chunks, diction)
    return chunks


def _both_ways(chunks: list[Chunk], diction: Diction) -> None:
    """Mixed means both: at least one chunk in words and one in digits."""
    numbers = [i for i, chunk in enumerate(chunks) if chunk.source.isdigit()]
    if len(numbers) < 2:
        return
    kept = [chunks[i].say is same for i in numbers]
    if all(kept):
        chunk = chunks[numbers[0]]
        chunks[numbers[0]] = Chunk(chunk.source, diction.singly, chunk.tail)
    elif not any(kept):
        chunk = chunks[numbers[-1]]
        chunks[numbers[-1]] = Chunk(chunk.source, same, chunk.tail)


def _digits_without_marks(value: Value, manner: Form, rng: Random, fine: bool) -> list[Chunk]:
    atoms = [atom for atom in value.atoms if atom[0].isalnum()]
    bare = "".join(atoms)
    if manner == "chat":
        bare = bare.lower() if rng.random() < 0.4 else bare
        if rng.random() < 0.35 and "-" in value.written:
            head, _, tail = value.written.rpartition("-")
            return [Chunk("".join(c for c in head if c.isalnum()) + "-" + tail, same)]
        if rng.random() < 0.2:
            return [Chunk(value.written.replace(" ", "").replace("-", " "), same)]
        return [Chunk(bare, same)]
    if not fine and rng.random() < 0.5:
        return [Chunk(bare, same)]
    pieces: list[str] = []
    for atom in atoms:
        small = atom.isdigit() and (len(atom) > 5 or (fine and len(atom) > 2))
        pieces += cut(atom, sizes(len(atom), rng)) if small else [atom]
    return [Chunk(piece, same) for piece in pieces]


def email_chunks(value: Value, manner: Form, diction: Diction, rng: Random) -> list[Chunk]:
    """An e-mail address: words and marks, some words spelled."""
    if manner == "written":
        return [Chunk(value.written, same)]
    if manner == "chat":
        text = value.written.capitalize() if rng.random() < 0.2 else value.written
        return [Chunk(text.replace("@", " @") if rng.random() < 0.12 else text, same)]
    if manner == "mixed" and rng.random() < 0.5:
        head = value.written.partition("@")[0]
        host = value.parts[-1]
        if rng.random() < 0.5:
            return [Chunk(head, same, diction.mark("@")), Chunk(host, same)]
        return [*_user(value, manner, diction, rng, digits_as_words=False), Chunk(host, same)]
    chunks = _user(value, manner, diction, rng, digits_as_words=manner != "mixed")
    host, *rest = value.parts[-1].split(".")
    point = diction.mark(".")
    ending = "".join(f" {point} {_host_part(part, diction, rng)}" for part in rest).strip()
    if host in ("gmail", "hotmail") and rng.random() < 0.06:
        ending = ""
    wrong = "hotmail" if host == "gmail" else "gmail"
    return [*chunks, Chunk(host, same, wrong=wrong), *([Chunk(ending, same)] if ending else [])]


def _host_part(part: str, diction: Diction, rng: Random) -> str:
    if part in ("br", "pt", "es", "mx", "ar") and rng.random() < 0.4:
        return diction.singly(part)
    return part


def _user(value: Value, manner: Form, diction: Diction, rng: Random, *, digits_as_words: bool) -> list[Chunk]:
    spelled = rng.random() < 0.15
    chunks = []
    tokens = value.parts[:-1]
    for token, mark in zip(tokens[::2], tokens[1::2], strict=True):
        say: Say = same
        if token.isdigit():
            if manner == "doubled":
                say = diction.doubled
            elif digits_as_words:
                say = diction.group if rng.random() < 0.7 else diction.singly
        elif len(token) == 1 or (spelled and len(token) < 9):
            token, say = _bare(token), diction.doubled if manner == "doubled" else diction.singly
        chunks.append(Chunk(token, say, diction.mark(mark)))
    return chunks


def _bare(token: str) -> str:
    """Letters without accents, to be spelled."""
    table = str.maketrans("áàâãéêíóôõúüç", "aaaaeeiooouuc")
    return token.translate(table)


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
    other_day, other_year = str(rng.randint(1, 28)), year[:3] + rng.choice("0123456789")
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


def password_chunks(value: Value, manner: Form, diction: Diction, rng: Random) -> list[Chunk]:
    """A word, a mark, digits."""
    word, mark, number = value.parts
    if manner in ("written", "chat"):
        return [Chunk(value.written, same)]
    said = word
    if word[0].isupper() and rng.random() < 0.5:
        said = f"{word} {'com' if diction.language == 'pt' else 'con'} {_capital(diction)}"
    say: Say = same if manner == "mixed" else (diction.group if rng.random() < 0.6 else diction.singly)
    return [Chunk(said, same, diction.mark(mark)), Chunk(number, say)]


def _capital(diction: Diction) -> str:
    return "maiúscula" if diction.language == "pt" else "mayúscula"
