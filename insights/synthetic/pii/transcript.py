"""Turns as text, in four styles, with exact spans: edited, two of a recogniser, chat."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from random import Random
from typing import Literal

from insights.records import PiiType
from insights.synthetic.pii.forms import Bit

Style = Literal["edited", "asr", "asr_bare", "chat"]
Mark = tuple[int, int, str]

_EDGE = re.compile(r"(?<![\w])[^\w\s$€%#ºª]+|[^\w\s$€%ºª]+(?![\w])")
_SENTENCE_START = re.compile(r"(^\W*|(?<!\.\.)[.!?]\s+[¿¡]?)(\w)")
_SPACES = re.compile(r"\s+")
_COMMA = re.compile(r"[,;:.!](?=\s|$)")
_HASTE: Mapping[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    language: tuple((re.compile(rf"\b{old}\b", re.IGNORECASE), new) for old, new in pairs)
    for language, pairs in {
        "pt": (
            ("você", "vc"), ("vocês", "vcs"), ("por favor", "pfv"), ("obrigad[oa]", "obg"), ("também", "tb"),
            ("não", "n"), ("está", "tá"), ("porque", "pq"), ("que", "q"), ("estou", "to"), ("quando", "qdo"),
            ("telefone", "tel"), ("hoje", "hj"), ("mensagem", "msg"), ("é", "eh"), ("número", "num"),
        ),
        "es": (
            ("por favor", "porfa"), ("porque", "xq"), ("que", "q"), ("también", "tb"), ("estoy", "toy"),
            ("teléfono", "tel"), ("mensaje", "msj"), ("número", "num"), ("para", "pa"), ("gracias", "grax"),
            ("usted", "ud"), ("de", "d"), ("cuando", "cdo"),
        ),
    }.items()
}  # fmt: skip


@lru_cache(maxsize=20_000)
def without_accents(text: str) -> str:
    """Base letters only: as some recognisers write, and people in haste."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


@lru_cache(maxsize=20_000)
def recognised(text: str) -> str:
    """Lower case, no punctuation but inside numbers and e-mails."""
    return _SPACES.sub(" ", _EDGE.sub(" ", text.lower()))


def capitalised(text: str) -> str:
    """A capital at the beginning of every sentence; a pause begins none. The length does not change."""
    return _SENTENCE_START.sub(lambda match: match.group(1) + match.group(2).upper(), text)


class Scribe:
    """Writes the turns of one case in one style."""

    def __init__(self, style: Style, language: str, rng: Random) -> None:
        self._style, self._rng = style, rng
        self._lower = rng.random() < 0.75
        self._bare = rng.random() < 0.5
        self._loose = rng.random() < 0.5
        rules = _HASTE[language]
        self._haste = [rule for rule in rules if rng.random() < 0.4] if style == "chat" else []

    def write(self, bits: Sequence[Bit]) -> tuple[str, list[Mark]]:
        """A turn's text, and (start, end, label) of what is marked in it."""
        text = ""
        marks: list[Mark] = []
        for bit in bits:
            part = self._styled(bit)
            if not text or text[-1] == " ":
                part = part.lstrip()
            if not part:
                continue
            if part[0] in ",.?!;:…" and text[-1:] == " ":
                text = text.rstrip()
            if bit.label is not None:
                bare = part.strip()
                start = len(text) + part.index(bare)
                if bare:
                    marks.append((start, start + len(bare), bit.label))
            text += part
        text = text.rstrip()
        if self._style == "edited" or (self._style == "chat" and not self._lower):
            text = capitalised(text)
        return text, marks

    def _styled(self, bit: Bit) -> str:
        text = bit.text
        if self._style == "edited":
            return text
        if self._style in ("asr", "asr_bare"):
            text = recognised(text)
            return without_accents(text) if self._style == "asr_bare" else text
        if bit.label is None:
            for pattern, new in self._haste:
                text = pattern.sub(new, text)
            text = text.replace("¿", "").replace("¡", "")
            if self._loose:
                text = _COMMA.sub("", text)
        elif not isinstance(bit.label, PiiType):
            return text
        if self._lower and not (bit.label is not None and any(c.isdigit() for c in text)):
            text = text.lower()
        return without_accents(text) if self._bare else text
