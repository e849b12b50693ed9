"""A case: a few turns of a call, the personal data in them and what must be kept, by exact offsets."""

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from insights.records import Frozen, PiiType, Speaker

CaseLanguage = Literal["pt", "es"]
CasePartition = Literal["dev", "heldout", "fresh"]
KeptKind = Literal[
    "amount",
    "payment_date",
    "date",
    "time",
    "duration",
    "deadline",
    "quantity",
    "percentage",
    "product",
    "organisation",
]
Offset = Annotated[int, Field(ge=0)]


class PiiTurn(Frozen):
    """What one speaker says."""

    speaker: Speaker
    text: str = Field(min_length=1)


class PiiCaseSpan(Frozen):
    """Characters `[start, end)` of a turn's text that are personal data."""

    turn: Offset
    start: Offset
    end: Offset
    type: PiiType


class KeptSpan(Frozen):
    """Characters `[start, end)` of a turn's text that no scrubber may touch."""

    turn: Offset
    start: Offset
    end: Offset
    kind: KeptKind


class PiiCase(Frozen):
    """One JSON line. A value told over several turns has one span in each of them.

    `form` says how the personal data is told (`settings.FORMS`); "none" where there is none.
    """

    id: str = Field(min_length=1)
    language: CaseLanguage
    locale: str = Field(pattern=r"^[a-z]{2}-[A-Z]{2}$")
    form: str = Field(min_length=1)
    turns: tuple[PiiTurn, ...] = Field(min_length=1)
    spans: tuple[PiiCaseSpan, ...] = ()
    keep: tuple[KeptSpan, ...] = ()

    @model_validator(mode="after")
    def _exact(self) -> "PiiCase":
        marks = [(span.turn, span.start, span.end) for span in self.spans]
        marks = sorted(marks + [(span.turn, span.start, span.end) for span in self.keep])
        for turn, start, end in marks:
            if turn >= len(self.turns) or not start < end <= len(self.turns[turn].text):
                raise ValueError("a span lies outside its turn")
        for (turn, _, end), (following, start, _) in pairwise(marks):
            if turn == following and start < end:
                raise ValueError("two spans overlap")
        return self
