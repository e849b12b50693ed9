"""The regular language of valid replies: what constrained decoding may write, by type and language.

Stricter than `reply.reply_schema`, so that every reply it lets through passes `reply.parse_reply`: one
spelling (`reply.reply_text`), readable words, and for a risk alert either a category's label or the
abstention. A server that takes no regular expressions gets the schema instead and the same validation
afterwards.
"""

import json
import re

from insights.errors import EscutaError
from insights.prompts import ABSTENTION, CATEGORY_LABELS
from insights.records import InsightType
from insights.reply import MAX_MESSAGE_CHARS

# Latin letters with their accents, digits, punctuation. Left out: quotes and backslashes (escapes), `<`, `>`
# and `|` (control tokens), control characters.
_LETTER = "[A-Za-zÀ-ÖØ-öø-ÿ]"
_CHAR = "[ !#-;=?-\\[\\]-{}~¡-ÿŒœ–—‘’“”…€]"
_CONFIDENCE = r"(0\.([0-9]|[0-9][1-9])|1\.0)"

CONFIDENCE_KEY = '", "confidence": '

# Two letters in a row must come within this many characters of a message's start.
_LEAD_CHARS = 20


def reply_pattern(insight_type: InsightType, language: str, *, max_chars: int = MAX_MESSAGE_CHARS) -> str:
    """Regular expression of a whole reply; `max_chars` bounds the message.

    Uses nothing beyond classes, groups and counted repeats, so that Python, Rust and grammar engines agree
    on it.
    """
    if language not in ABSTENTION:
        raise EscutaError(
            f"no reply grammar for language '{language}'",
            field="language",
            remedy=f"use one of: {', '.join(ABSTENTION)}",
        )
    if not 40 <= max_chars <= MAX_MESSAGE_CHARS:
        raise EscutaError(
            f"{max_chars} characters do not make a message",
            field="max_chars",
            remedy=f"use 40 to {MAX_MESSAGE_CHARS}",
        )
    message = _alert(language, max_chars) if insight_type is InsightType.RISK_ALERT else _sentence(max_chars)
    return f"{_literal(reply_head(insight_type))}{message}{_literal(CONFIDENCE_KEY)}{_CONFIDENCE}\\}}"


def reply_head(insight_type: InsightType) -> str:
    """What every reply of a type begins with, up to the message's opening quote."""
    return f'{{"type": {json.dumps(insight_type.value)}, "message": "'


def _literal(text: str) -> str:
    return re.sub(r"[.^$*+?()\[\]{}|\\]", r"\\\g<0>", text)


def _sentence(max_chars: int) -> str:
    return f"{_CHAR}{{0,{_LEAD_CHARS}}}{_LETTER}{{2}}{_CHAR}{{0,{max_chars - _LEAD_CHARS - 2}}}"


def _alert(language: str, max_chars: int) -> str:
    labels = list(CATEGORY_LABELS[language].values())
    longest = max(map(len, labels)) + len(": ")
    named = "|".join(_literal(label) for label in labels)
    return f"({_literal(ABSTENTION[language])}|({named}): {_CHAR}{{1,{max_chars - longest}}})"
