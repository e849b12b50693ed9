"""Model reply → validated insight, or the reason why not (requirements L9, L10).

A reply is one line of JSON with exactly `type`, `message`, `confidence`, in that order. Generation is
constrained to `reply_schema`; whatever comes back is validated all the same before anybody sees it.
"""

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import Field, ValidationError

from insights.prompts import ABSTENTION, CATEGORY_LABELS
from insights.records import AlertCategory, Confidence, Frozen, InsightType

MAX_MESSAGE_CHARS = 280

_READABLE = re.compile(r"[^\W\d_]{2}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]|<\||\|>")


class Reply(Frozen):
    """What the model says."""

    type: InsightType
    message: str = Field(min_length=1, max_length=MAX_MESSAGE_CHARS)
    confidence: Confidence


class Fault(StrEnum):
    """Why a reply was refused; the names are metric labels."""

    NOT_JSON = "not_json"
    SCHEMA = "schema"
    WRONG_TYPE = "wrong_type"
    UNREADABLE = "unreadable"
    NO_CATEGORY = "no_category"
    LOW_SCORE = "low_score"


@dataclass(frozen=True)
class Verdict:
    """A reply (None when it does not even parse) and the fault found, if any."""

    reply: Reply | None
    fault: Fault | None

    @property
    def valid(self) -> bool:
        return self.fault is None


def reply_text(insight_type: InsightType, message: str, confidence: float) -> str:
    """The one spelling of a reply: training responses and constrained decoding agree on it."""
    return json.dumps(
        {"type": insight_type.value, "message": message, "confidence": confidence}, ensure_ascii=False
    )


def reply_schema(insight_type: InsightType) -> dict[str, Any]:
    """JSON Schema of a reply to a prompt of this type, for constrained decoding."""
    return {
        "type": "object",
        "properties": {
            "type": {"const": insight_type.value},
            "message": {"type": "string", "minLength": 1, "maxLength": MAX_MESSAGE_CHARS},
            "confidence": {"type": "number", "minimum": 0, "maximum": 1},
        },
        "required": ["type", "message", "confidence"],
        "additionalProperties": False,
    }


def is_abstention(message: str, language: str) -> bool:
    """Does the message say that information is missing?"""
    return message.strip().rstrip(".").casefold() == ABSTENTION[language].casefold()


def alert_category(message: str, language: str) -> AlertCategory | None:
    """The category a risk alert's message begins with, or None."""
    folded = message.strip().casefold()
    for category, label in CATEGORY_LABELS[language].items():
        if folded.startswith(label.casefold()):
            return category
    return None


def parse_reply(
    text: str, insight_type: InsightType, language: str, *, min_confidence: float = 0.0
) -> Verdict:
    """Validate a model's reply against schema, patterns and score. Never raises on model output."""
    try:
        reply = Reply.model_validate_json(text)
    except ValidationError as error:
        broken = any(fault["type"] == "json_invalid" for fault in error.errors())
        return Verdict(None, Fault.NOT_JSON if broken else Fault.SCHEMA)
    return Verdict(reply, _fault(reply, insight_type, language, min_confidence))


def _fault(reply: Reply, insight_type: InsightType, language: str, min_confidence: float) -> Fault | None:
    if reply.type is not insight_type:
        return Fault.WRONG_TYPE
    if _CONTROL.search(reply.message) or not _READABLE.search(reply.message):
        return Fault.UNREADABLE
    if is_abstention(reply.message, language):
        return None
    if insight_type is InsightType.RISK_ALERT and alert_category(reply.message, language) is None:
        return Fault.NO_CATEGORY
    if reply.confidence < min_confidence:
        return Fault.LOW_SCORE
    return None
