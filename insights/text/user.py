"""Texts that users bring to be cleaned, and where personal data was found in them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from insights.errors import EscutaError
from insights.records import Call, Frozen, Language, PiiType, Speaker, Turn


class _Lenient(BaseModel):
    """Fields that nobody declared are left out: they may hold personal data."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class UserTurn(_Lenient):
    """One turn of a user's conversation."""

    speaker: Speaker = Speaker.UNKNOWN
    text: str


class UserText(_Lenient):
    """A text, or a conversation in turns, in one language."""

    id: str | int | None = None
    tenant: str | None = None
    language: Language
    text: str | None = None
    turns: tuple[UserTurn, ...] | None = None

    @model_validator(mode="after")
    def _one(self) -> "UserText":
        if (self.text is None) == (self.turns is None):
            raise ValueError("either text or turns is needed")
        return self


class FoundSpan(Frozen):
    """Characters `[start, end)` of a turn's input text that are personal data."""

    call_id: str
    turn_id: str
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    type: PiiType


def shape_of(line: str, *, file: Path, number: int) -> Literal["call", "user"]:
    """Is a line one of our calls, or a user's text?"""
    try:
        found = json.loads(line)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise EscutaError(
            "not a JSON object",
            file=file,
            line=number,
            remedy='each line must be a call, {"id", "language", "text"} or {"id", "language", "turns"}',
        )
    return "call" if "call_id" in found else "user"


def as_call(user: UserText, number: int) -> Call:
    """A call without times, so that a user's text goes through the same cleaning."""
    turns = user.turns if user.turns is not None else (UserTurn(text=user.text or ""),)
    return Call(
        call_id=str(user.id) if user.id is not None else f"line {number}",
        tenant=user.tenant or "default",
        language=user.language,
        duration_s=0,
        turns=tuple(
            Turn(turn_id=f"t{index:04d}", speaker=turn.speaker, start_s=0, end_s=0, text=turn.text)
            for index, turn in enumerate(turns)
        ),
    )


def with_texts(user: UserText, texts: Sequence[str]) -> UserText:
    """The same record with other texts."""
    if user.turns is None:
        return user.model_copy(update={"text": texts[0]})
    turns = tuple(
        turn.model_copy(update={"text": text}) for turn, text in zip(user.turns, texts, strict=True)
    )
    return user.model_copy(update={"turns": turns})
