"""Texts that users bring to be cleaned, and where personal data was found in them."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_serializer, model_validator

from insights.errors import EscutaError
from insights.pii.scrubber import Detection
from insights.records import Call, Frozen, PiiType, Speaker, Turn

_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}))?(?:[-_.@].*)?")
_NAMES = MappingProxyType(
    dict.fromkeys(("por", "portuguese", "português", "portugues"), "pt")
    | dict.fromkeys(("spa", "spanish", "español", "espanol", "castellano"), "es")
)
_UNKNOWN = "xx"
_ROLES: Mapping[str, Speaker] = MappingProxyType(
    dict.fromkeys(("agent", "assistant", "operator", "agente", "atendente", "operador"), Speaker.AGENT)
    | dict.fromkeys(("customer", "user", "client", "cliente", "usuario", "usuário"), Speaker.CUSTOMER)
)


class _Lenient(BaseModel):
    """Fields that nobody declared are left out: they may hold personal data."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class UserTurn(_Lenient):
    """One turn of a user's conversation: `{"speaker", "text"}`, `{"role", "content"}` or the bare text."""

    speaker: Speaker | None = None
    role: str | None = None
    text: str
    form: Literal["speaker", "role", "bare"] = "speaker"

    @model_validator(mode="before")
    @classmethod
    def _from_any_form(cls, given: Any) -> Any:
        if isinstance(given, str):
            return {"text": given, "form": "bare"}
        if not isinstance(given, dict):
            return given
        if "text" not in given and "content" in given:
            role = given.get("role")
            # Another role may be somebody's name.
            role = role if isinstance(role, str) and role.lower() in {*_ROLES, "system", "tool"} else None
            return {"text": given["content"], "role": role, "form": "role"}
        said_by = given.get("speaker")
        if said_by is not None:
            said_by = _ROLES.get(str(said_by).lower(), Speaker.UNKNOWN)
        return {"text": given.get("text"), "speaker": said_by}

    @property
    def who(self) -> Speaker:
        return self.speaker or _ROLES.get((self.role or "").lower(), Speaker.UNKNOWN)

    @model_serializer
    def _in_its_form(self) -> Any:
        if self.form == "bare":
            return self.text
        if self.form == "role":
            return {**({"role": self.role} if self.role else {}), "content": self.text}
        return {**({"speaker": self.speaker.value} if self.speaker else {}), "text": self.text}


class UserText(_Lenient):
    """A text, or a conversation in turns, in one language."""

    id: str | int | None = None
    tenant: str | None = None
    language: str | None = Field(None, max_length=35)
    text: str | None = None
    turns: tuple[UserTurn, ...] | None = None

    @model_validator(mode="after")
    def _one(self) -> "UserText":
        if (self.text is None) == (self.turns is None):
            raise ValueError("either text or turns is needed")
        return self

    @field_validator("language")
    @classmethod
    def _a_language(cls, code: str | None) -> str | None:
        if code is not None and code.lower() not in _NAMES and not _LANGUAGE.fullmatch(code):
            raise ValueError("a language such as pt, pt-BR or es is needed")
        return code

    @property
    def texts(self) -> list[str]:
        return [self.text or ""] if self.turns is None else [turn.text for turn in self.turns]


class FoundSpan(Frozen):
    """Characters `[start, end)` of a call's turn that are personal data."""

    call_id: str
    turn_id: str
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    type: PiiType


class FoundInText(Frozen):
    """Characters `[start, end)` of a user's text, or of the turn with this number, that are personal data."""

    id: str | int | None = None
    line: int = Field(ge=1)
    turn: int | None = None
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
    return "call" if "call_id" in found and "text" not in found else "user"


def language_and_locale(code: str) -> tuple[str, str | None]:
    """A language as people write it, "pt", "pt-BR", "pt_br", "por", as ("pt", "pt-BR" or None)."""
    if code.lower() in _NAMES:
        return _NAMES[code.lower()], None
    match = _LANGUAGE.fullmatch(code)
    if match is None:
        return _UNKNOWN, None
    language = _NAMES.get(match.group(1).lower(), match.group(1).lower())
    if len(language) != 2:
        return _UNKNOWN, None
    return language, f"{language}-{match.group(2).upper()}" if match.group(2) else None


def as_call(user: UserText, number: int, language: str | None = None) -> Call:
    """A call without times, so that a user's text goes through the same cleaning.

    `language` is for a record that does not say its own; without either, `ValueError`.
    """
    code = user.language or language
    if code is None:
        raise ValueError("language is needed")
    spoken, locale = language_and_locale(code)
    turns = user.turns if user.turns is not None else (UserTurn(text=user.text or ""),)
    return Call(
        call_id=str(user.id) if user.id not in (None, "") else f"line {number}",
        tenant=user.tenant or "default",
        language=spoken,
        locale=locale,
        duration_s=0,
        turns=tuple(
            Turn(turn_id=f"t{index:04d}", speaker=turn.who, start_s=0, end_s=0, text=turn.text)
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


def found_in(user: UserText, number: int, detections: Iterable[Detection]) -> list[FoundInText]:
    """Detections in a user's record, which stands on line `number`."""
    return [
        FoundInText(
            id=user.id,
            line=number,
            turn=None if user.turns is None else found.turn,
            start=found.span.start,
            end=found.span.end,
            type=found.span.type,
        )
        for found in detections
    ]
