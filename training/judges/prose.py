"""Texts without anybody's data, most of them written, not said: laws, findings, prices, names of firms.

Calls alone would teach that a number or a name in a long sentence is as likely somebody's as one after a
question.
"""

import re
from importlib.resources import files
from random import Random

from insights.records import Speaker
from insights.synthetic.pii.records import CaseLanguage, PiiCase, PiiTurn
from insights.synthetic.pii.wordlists import words_of
from insights.synthetic.values import MONTHS

_SLOT = re.compile(r"\{(\w+)\}")
_SHOUTED, _SMALL = 0.15, 0.25  # of the texts
_NAMED = {
    "given": "given",
    "surname": "surnames",
    "organisation": "organisations",
    "product": "products",
    "town": "towns",
}
_LOCALES: dict[CaseLanguage, str] = {"pt": "pt-BR", "es": "es-ES"}


class Prose:
    """Writes texts of one language."""

    def __init__(self, language: CaseLanguage) -> None:
        text = files("training.judges").joinpath(f"prose_{language}.txt").read_text(encoding="utf-8")
        self._sentences = [line for line in text.splitlines() if line and not line.startswith("#")]
        self._language = language
        self._words = words_of(_LOCALES[language], "dev", {})

    def case(self, rng: Random) -> PiiCase:
        """A text of a few sentences, in one line or in several."""
        chosen = rng.sample(self._sentences, rng.randint(1, 5))
        joined = rng.choice((" ", ". ", "\n", ", ", "; "))
        text = _SLOT.sub(lambda match: self._value(match[1], rng), joined.join(chosen))
        lines = [line for line in text.split("\n") if line]
        written = rng.random()
        if written < _SHOUTED + _SMALL:
            lines = [line.upper() if written < _SHOUTED else line.lower() for line in lines]
        return PiiCase(
            id="prose",
            language=self._language,
            locale=_LOCALES[self._language],
            form="none",
            turns=tuple(PiiTurn(speaker=Speaker.CUSTOMER, text=line) for line in lines),
            spans=(),
            keep=(),
        )

    def _value(self, slot: str, rng: Random) -> str:
        day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1970, 2027)
        if slot.isdecimal():
            return str(rng.randint(10 ** (int(slot) - 1), 10 ** int(slot) - 1))
        if slot in _NAMED:
            return rng.choice(self._words[_NAMED[slot]])
        if slot == "date":
            return rng.choice(
                (
                    f"{day:02d}/{month:02d}/{year}",
                    f"{day}/{month}/{year}",
                    f"{day:02d}-{month:02d}-{year}",
                    f"{day:02d}.{month:02d}.{year}",
                )
            )
        if slot == "month":
            return MONTHS[self._language][month - 1]
        if slot == "time":
            return rng.choice(
                (f"{day % 24}h", f"{day % 24}:{month * 5 % 60:02d}", f"{day % 24}h{month * 5 % 60:02d}")
            )
        if slot == "law":
            return rng.choice(
                (
                    f"{day}.{rng.randint(100, 999)}/{year}",
                    f"{day}.{rng.randint(100, 999)}",
                    f"{rng.randint(100, 9999)}/{year}",
                )
            )
        point, comma = rng.choice(((".", ","), (",", ".")))
        if slot == "k":
            return f"{rng.randint(1, 999)}{point}{rng.randint(0, 999):03d}"
        return {"d": str(day), "y": str(year), "f": f"{rng.randint(0, 99)}{comma}{rng.randint(0, 99)}"}[slot]
