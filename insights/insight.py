"""Insights as operators see them, with every revision, and what operators say of them (L7, L12, L16)."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from insights.records import AlertCategory, Confidence, Frozen, InsightType, Language, Seconds

Identifier = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9._:-]+$")]

MAX_COMMENT_CHARS = 1000


class Source(StrEnum):
    """Who wrote the message."""

    MODEL = "model"
    RULE = "rule"


class Standing(StrEnum):
    """How firm an insight is. A rule's alert is tentative until a model confirms or withdraws it."""

    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class Insight(Frozen):
    """One revision of an insight; a later revision has the same `insight_id` and a higher `rev`.

    `segments` are the ids of the transcript segments it rests on, `audio_end_s` the call time of the newest.
    `degraded`: a lower rung answered than was asked. `adapter` is the adapter's digest.
    """

    v: Literal[1] = 1
    insight_id: Identifier
    rev: int = Field(ge=1)
    session_id: Identifier
    conversation_id: Identifier
    tenant: Identifier
    language: Language
    type: InsightType
    message: str = Field(min_length=1)
    confidence: Confidence
    category: AlertCategory | None = None
    segments: tuple[str, ...]
    source: Source
    standing: Standing = Standing.CONFIRMED
    degraded: bool = False
    model: str | None = None
    adapter: str | None = None
    prompt_digest: str
    audio_end_s: Seconds
    created_at: datetime


class Usefulness(StrEnum):
    """An operator's judgement."""

    USEFUL = "useful"
    NOT_USEFUL = "not_useful"
    WRONG = "wrong"


class Feedback(Frozen):
    """What an operator says of one revision. The comment is cleaned of personal data before it is stored."""

    v: Literal[1] = 1
    feedback_id: Identifier
    insight_id: Identifier
    rev: int = Field(ge=1)
    conversation_id: Identifier
    tenant: Identifier
    usefulness: Usefulness
    comment: str = Field(default="", max_length=MAX_COMMENT_CHARS)
    created_at: datetime
