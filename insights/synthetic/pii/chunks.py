"""A value taken apart as speech takes it apart: chunks that can be said, misspoken and said again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from insights.records import PiiType
from insights.synthetic.pii.diction import Diction
from insights.synthetic.pii.settings import Form
from insights.synthetic.pii.values import Value

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
    check_digit = (
        atoms[-2:-1] == ["-"] and atoms[-1] in "0123456789KX" and rng.random() < 0.4
    )  # "conta 12345 dígito 6"
    letter = value.type in (PiiType.DNI, PiiType.NIE) and atoms[-1].isalpha() and rng.random() < 0.25
    for index, atom in enumerate(atoms):
        if not atom[0].isalnum():
            said = diction.mark(atom) if marked else ""
            if check_digit and index == len(atoms) - 2:
                said = ""
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
    if value.type is PiiType.TELEFONE and diction.locale == "pt-BR" and rng.random() < 0.12:
        chunks[0] = _after(chunks[0], "DDD", 2)
    if check_digit or letter:
        chunks[-1] = _after(chunks[-1], "letra" if letter else "dígito", 1)
    return chunks


def _after(chunk: Chunk, word: str, length: int) -> Chunk:
    """ "DDD onze", "dígito seis", "letra ene": a word that belongs to the value."""
    if len(chunk.source) != length:
        return chunk
    return Chunk(chunk.source, lambda text: f"{word} {chunk.say(text)}", chunk.tail)


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
