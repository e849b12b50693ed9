"""Records to rows of the tables, and back."""

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from insights.insight import Feedback, Insight
from insights.jobs import JobResult
from insights.records import Turn
from serving.storage.api import SessionRow


def session_row(session: SessionRow) -> dict[str, Any]:
    return {
        "tenant": session.tenant,
        "conversation_id": session.conversation_id,
        "session_id": session.session_id,
        "language": session.language,
        "started_at": session.started_at,
        "ended_at": session.ended_at,
        "end_reason": session.end_reason,
        "duration_s": session.duration_s,
    }


def session_of(row: RowMapping) -> SessionRow:
    return SessionRow(**_without(row, "row_id"))


def segment_row(
    turn: Turn, session_id: str, conversation_id: str, tenant: str, now: datetime
) -> dict[str, Any]:
    return {
        "tenant": tenant,
        "conversation_id": conversation_id,
        "session_id": session_id,
        "segment_id": turn.turn_id,
        "speaker": turn.speaker.value,
        "start_s": turn.start_s,
        "end_s": turn.end_s,
        "text": storable(turn.text),
        "created_at": now,
    }


def turn_of(row: RowMapping) -> Turn:
    return Turn.model_validate(
        {
            "turn_id": row["segment_id"],
            **{name: row[name] for name in ("speaker", "start_s", "end_s", "text")},
        }
    )


def insight_row(insight: Insight) -> dict[str, Any]:
    row = insight.model_dump(exclude={"v"})
    row |= {
        name: value.value
        for name in ("type", "category", "source", "standing")
        if (value := row[name]) is not None
    }
    row["segments"] = list(insight.segments)
    row["message"] = storable(insight.message)
    return row


def insight_of(row: RowMapping) -> Insight:
    return Insight.model_validate(_without(row, "row_id"))


def answer_row(conversation_id: str, result: JobResult, now: datetime) -> dict[str, Any]:
    """Nothing of the insight but who wrote it: the audit holds no text."""
    insight, asked = result.insight, result.asked
    return {
        "tenant": result.tenant,
        "conversation_id": conversation_id,
        "session_id": result.session_id,
        "job_id": result.job_id,
        "insight_id": result.insight_id,
        "rev": result.rev,
        "insight_type": result.insight_type.value,
        "outcome": result.outcome.value,
        "faults": [fault.value for fault in result.faults],
        "rung": result.rung,
        "prompt_digest": result.prompt_digest or (insight.prompt_digest if insight else None),
        "model": result.model or (insight.model if insight else None),
        "adapter": result.adapter or (insight.adapter if insight else None),
        "attempts": result.attempts,
        "wait_ms": result.wait_ms,
        "duration_ms": result.duration_ms,
        "prompt_tokens": result.prompt_tokens,
        "reply_tokens": result.reply_tokens,
        "created_at": now,
        "language": asked.language if asked else None,
        "segments": list(asked.segments) if asked else None,
        "first_words": asked.first_words if asked else None,
        "question": asked.fingerprint if asked else None,
        "arm": result.arm,
    }


def feedback_row(feedback: Feedback) -> dict[str, Any]:
    row = feedback.model_dump(exclude={"v"})
    return row | {"usefulness": feedback.usefulness.value, "comment": storable(feedback.comment)}


def feedback_of(row: RowMapping) -> Feedback:
    return Feedback.model_validate(_without(row, "row_id"))


def storable(text: str) -> str:
    """Text as every database takes it: PostgreSQL has no NUL, and half of a surrogate pair is not text."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _without(row: RowMapping, *names: str) -> dict[str, Any]:
    return {str(name): value for name, value in row.items() if name not in names}
