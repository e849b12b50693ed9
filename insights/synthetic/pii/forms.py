"""The forms: how a value is told, from one clean stretch to corrections and parts over several turns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from insights.records import PiiType
from insights.synthetic.pii.chunks import Chunk, code_chunks
from insights.synthetic.pii.dates import date_chunks, expiry_chunks
from insights.synthetic.pii.diction import Diction
from insights.synthetic.pii.logins import email_chunks, password_chunks
from insights.synthetic.pii.named import address_chunks, name_chunks
from insights.synthetic.pii.records import KeptKind
from insights.synthetic.pii.settings import Form
from insights.synthetic.pii.values import Nature, Value


class Bit(NamedTuple):
    """Part of a turn; a label marks a value, or something to keep."""

    text: str
    label: PiiType | KeptKind | None = None


class Pass(NamedTuple):
    """The word passes to the other one."""


Told = list[Bit | Pass]

_MANNERS: Mapping[Nature, tuple[Form, ...]] = {
    "code": ("spoken", "spoken", "grouped", "grouped", "plain", "mixed"),
    "email": ("spoken",),
    "date": ("spoken", "spoken", "grouped", "mixed"),
    "expiry": ("spoken", "grouped", "separators", "mixed"),
    "address": ("spoken", "spoken", "mixed", "grouped"),
    "name": ("spoken",),
    "spelled": ("spoken",),
    "password": ("spoken", "mixed"),
}
_SIMPLE: frozenset[Form] = frozenset(
    {"written", "plain", "chat", "spoken", "grouped", "separators", "mixed", "doubled"}
)


@dataclass
class Teller:
    """Tells the values of one case. `other` is a name for slips; `sayings` has fillers, corrections, …"""

    diction: Diction
    sayings: Mapping[str, Sequence[str]]
    other: tuple[str, ...]
    rng: Random

    def tell(self, value: Value, form: Form) -> Told:
        """A value in a form; "read_back" is told plainly here, the repetition is the dialogue's."""
        if form in _SIMPLE:
            return [Bit(self._joined(value, self.chunks(value, form)), value.type)]
        manner = self.rng.choice(_MANNERS[value.nature])
        chunks = self.chunks(value, manner, fine=form != "read_back")
        if form == "hesitant":
            return [Bit(self._hesitant(value, chunks), value.type)]
        if form == "corrected":
            return [Bit(self._corrected(value, chunks), value.type)]
        if form == "across_turns":
            return self._across(value, chunks)
        return [Bit(self._joined(value, chunks), value.type)]

    def again(self, value: Value) -> Bit:
        """The value as the other one repeats it."""
        manner = self.rng.choice(_MANNERS[value.nature])
        return Bit(self._joined(value, self.chunks(value, manner)), value.type)

    def chunks(self, value: Value, manner: Form, *, fine: bool = False) -> list[Chunk]:
        diction, rng = self.diction, self.rng
        if value.nature == "code":
            return code_chunks(value, manner, diction, rng, fine=fine)
        if value.nature == "email":
            return email_chunks(value, manner, diction, rng)
        if value.nature == "date":
            return date_chunks(value, manner, diction, rng)
        if value.nature == "expiry":
            return expiry_chunks(value, manner, diction, rng)
        if value.nature == "address":
            return address_chunks(value, manner, diction, rng)
        if value.nature == "password":
            return password_chunks(value, manner, diction, rng)
        if value.nature == "spelled":
            return self._letters(value, manner, fine=fine)
        return name_chunks(value, self.other)

    def _letters(self, value: Value, manner: Form, *, fine: bool) -> list[Chunk]:
        if manner == "written":
            return [Chunk(self.rng.choice((" ", "-", ", ")).join(value.parts), str)]
        if manner == "doubled":
            return [Chunk(value.written, self.diction.doubled)]
        size = self.rng.choice((1, 2, 3)) if fine else 99
        pieces = [value.written[i : i + size] for i in range(0, len(value.written), size)]
        return [Chunk(piece, self.diction.singly) for piece in pieces]

    def _joint(self, value: Value, chunks: Sequence[Chunk]) -> str:
        if value.nature == "address":
            return self.rng.choice((" ", ", "))
        if value.nature == "code" and not all(chunk.text.isdigit() for chunk in chunks):
            return self.rng.choice((" ", ", "))
        return " "

    def _joined(self, value: Value, chunks: Sequence[Chunk]) -> str:
        return self._joint(value, chunks).join(chunk.text for chunk in chunks)

    def _hesitant(self, value: Value, chunks: Sequence[Chunk]) -> str:
        """Fillers, pauses and restarts between chunks; at least one."""
        rng, joint = self.rng, self._joint(value, chunks)
        must = rng.randrange(1, len(chunks)) if len(chunks) > 1 else 0
        text = chunks[0].text
        if must == 0:
            words = text.split()
            cut = rng.randrange(1, len(words)) if len(words) > 1 else 0
            return f"{' '.join(words[:cut])}… {self._filler()}, {' '.join(words[cut:])}" if cut else text
        for index, chunk in enumerate(chunks[1:], start=1):
            kind = rng.random()
            if index != must and kind < 0.6:
                text += joint + chunk.text
            elif kind < 0.2 and value.nature == "code":
                text += f"… {chunks[index - 1].text}{joint}{chunk.text}"
            elif kind < 0.3:
                text += f"… {chunk.text}"
            elif kind < 0.65:
                text += f", {self._filler()}, {chunk.text}"
            else:
                text += f"… {self._filler()}… {chunk.text}"
        return text

    def _filler(self) -> str:
        return self.rng.choice(self.sayings["fillers"])

    def _corrected(self, value: Value, chunks: Sequence[Chunk]) -> str:
        """One chunk wrong, taken back, said again, or everything said again from the start."""
        rng, joint = self.rng, self._joint(value, chunks)
        order = list(range(len(chunks)))
        rng.shuffle(order)
        slips = ((index, chunks[index].slip(rng)) for index in order)
        at, wrong = next(((index, slip) for index, slip in slips if slip), (-1, ""))
        texts = [chunk.text for chunk in chunks]
        if at < 0:
            at = rng.randrange(len(chunks))
            wrong = texts[at]
        if value.nature in ("code", "address") and at and rng.random() < 0.18:
            begun = joint.join([*texts[:at], wrong])
            return f"{begun}… {rng.choice(self.sayings['restarts'])}, {joint.join(texts)}"
        correction = rng.choice(self.sayings["corrections"])
        back = f"{wrong}, {correction}, {texts[at]}"
        if rng.random() < 0.15 and value.nature == "code":
            no = "não" if self.diction.language == "pt" else "no"
            back = f"{texts[at]}, {no} {wrong}, {texts[at]}"
        return joint.join([*texts[:at], back, *texts[at + 1 :]])

    def _across(self, value: Value, chunks: Sequence[Chunk]) -> Told:
        """Parts in several turns; between them the other one nods, or repeats the part."""
        rng, joint = self.rng, self._joint(value, chunks)
        texts = self._portions(value, chunks, joint)
        if len(texts) == 1:
            words = texts[0].replace(",", "").split()
            middle = max(1, len(words) // 2)
            texts = [" ".join(words[:middle]), " ".join(words[middle:])] if len(words) > 1 else words
        count = min(len(texts), rng.choice((2, 2, 3, 3, 4)))
        cuts = sorted(rng.sample(range(1, len(texts)), count - 1))
        told: Told = []
        for start, end in zip([0, *cuts], [*cuts, len(texts)], strict=True):
            part = joint.join(texts[start:end])
            told.append(Bit(part, value.type))
            if end == len(texts):
                break
            told.append(Pass())
            if rng.random() < 0.3:
                told.append(Bit(part, value.type))
                told.append(Bit(rng.choice((".", "…", "?", ", " + self._nod() + "."))))
            else:
                told.append(Bit(self._nod() + rng.choice((".", "…", ""))))
            told.append(Pass())
        return told

    def _portions(self, value: Value, chunks: Sequence[Chunk], joint: str) -> list[str]:
        """What may stand alone in a turn: of a number, seldom a single digit."""
        texts: list[str] = []
        lonely = False
        for chunk in chunks:
            alone = value.nature == "code" and len(chunk.source) == 1
            if value.nature == "email" and chunk is chunks[-1] and len(chunks) > 2:
                alone = lonely = True  # "ponto com" goes with the host before it
            if texts and (lonely or (alone and self.rng.random() < 0.75)):
                texts[-1] += joint + chunk.text
                lonely = False
            else:
                texts.append(chunk.text)
                lonely = alone
        return texts

    def _nod(self) -> str:
        return self.rng.choice(self.sayings["nods"])
