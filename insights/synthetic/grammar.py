"""The template mini-language: `[a|b|c]` chooses, `{slot}` and `{form:slot}` are filled in.

Templates are written in lower case with punctuation. A filled text is a list of pieces that know both how
they are said and how they are written, so one template serves the two text styles of the corpus.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from insights.records import PiiSpan, PiiType

Style = Literal["asr", "edited"]

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
SLOT = re.compile(r"\{(?:([a-z]+):)?([a-z_0-9]+)\}")
_NOT_SPOKEN = re.compile(r"[^\w\s'’-]+")
_LOOSE_HYPHEN = re.compile(r"(?<!\w)-|-(?!\w)")
_SENTENCE_START = re.compile(r"(^\W*|[.!?…]\s+[¿¡]?)(\w)")


@dataclass(frozen=True)
class Piece:
    """Part of a turn. `pii` marks a value that is personal data."""

    spoken: str
    written: str
    pii: PiiType | None = None


@dataclass(frozen=True)
class Rendered:
    """A turn's text with the character spans of its personal data, and how many words it takes to say."""

    text: str
    pii: tuple[PiiSpan, ...]
    spoken_words: int


def choose(template: str, rng: Random) -> str:
    """Resolve every alternation, innermost first."""
    while match := _CHOICE.search(template):
        option = rng.choice(match.group(1).split("|"))
        template = template[: match.start()] + option + template[match.end() :]
    return re.sub(r"\s+", " ", template).strip()


def slots_of(template: str) -> set[str]:
    """Names of the slots a template uses, in any of its alternatives."""
    return {match.group(2) for match in SLOT.finditer(template)}


def fill(text: str, lookup: Callable[[str, str | None], Sequence[Piece]]) -> list[Piece]:
    """Replace the slots of a text without alternations; `lookup(slot, form)` gives the pieces."""
    pieces: list[Piece] = []
    position = 0
    for match in SLOT.finditer(text):
        if match.start() > position:
            plain = text[position : match.start()]
            pieces.append(Piece(plain, plain))
        pieces.extend(lookup(match.group(2), match.group(1)))
        position = match.end()
    if position < len(text):
        pieces.append(Piece(text[position:], text[position:]))
    return pieces


def as_spoken(text: str) -> str:
    """Lower case without punctuation, as a recogniser writes; spaces at the ends are kept."""
    text = _LOOSE_HYPHEN.sub(" ", _NOT_SPOKEN.sub(" ", text.lower()))
    return re.sub(r"\s+", " ", text)


def render(pieces: Iterable[Piece], style: Style) -> Rendered:
    """Join pieces into one text; spans are exact: `text[span.start:span.end]` is the value."""
    text = ""
    spans: list[PiiSpan] = []
    words = 0
    for piece in pieces:
        spoken = as_spoken(piece.spoken)
        words += len(spoken.split())
        part = spoken if style == "asr" else re.sub(r"\s+", " ", piece.written)
        if not text or text.endswith(" "):
            part = part.lstrip()
        if style == "edited" and part[:1] in {",", ".", "?", "!", ";", ":", "…"}:
            text = text.rstrip()
        if piece.pii is not None and part.strip():
            spans.append(PiiSpan(start=len(text), end=len(text) + len(part.rstrip()), type=piece.pii))
        text += part
    text = text.rstrip()
    if style == "edited":
        text = _capitalised(text)
    return Rendered(text, tuple(spans), words)


def _capitalised(text: str) -> str:
    """Upper-case the first letter of every sentence; the length does not change."""

    def upper(match: re.Match[str]) -> str:
        letter = match.group(2).upper()
        return match.group(1) + (letter if len(letter) == 1 else match.group(2))

    return _SENTENCE_START.sub(upper, text)
