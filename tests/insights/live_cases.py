"""Cases as the live path leaves them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from insights.cases import Case
from insights.insight import Feedback, Insight, Source, Standing, Usefulness
from insights.jobs import Asked, InsightJob, Outcome
from insights.prompts import prompt_digest
from insights.records import AlertCategory, InsightType, Speaker, Turn

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SAID = "quero cancelar o plano família porque está caro"
ALERT = "Risco de cancelamento: quer cancelar o plano Família."


def turn(number: int = 1, text: str = SAID) -> Turn:
    return Turn(
        turn_id=f"s{number:04}", speaker=Speaker.CUSTOMER, start_s=number, end_s=number + 1, text=text
    )


def insight(**more: Any) -> Insight:
    row: dict[str, Any] = {
        "insight_id": "i1",
        "rev": 1,
        "session_id": "s1",
        "conversation_id": "c1",
        "tenant": "banco",
        "language": "pt",
        "type": InsightType.RISK_ALERT,
        "message": ALERT,
        "confidence": 0.8,
        "category": AlertCategory.CHURN,
        "segments": ("s0001",),
        "source": Source.MODEL,
        "prompt_digest": prompt_digest(),
        "audio_end_s": 2,
        "created_at": NOON,
    }
    return Insight(**(row | more))


def rule_alert(**more: Any) -> Insight:
    return insight(**({"source": Source.RULE, "standing": Standing.TENTATIVE, "confidence": 0.6} | more))


def judged(usefulness: Usefulness, rev: int = 1, comment: str = "") -> Feedback:
    return Feedback(
        feedback_id=f"f-{usefulness}-{rev}",
        insight_id="i1",
        rev=rev,
        conversation_id="c1",
        tenant="banco",
        usefulness=usefulness,
        comment=comment,
        created_at=NOON,
    )


def asked(turns: tuple[Turn, ...], insight_type: InsightType, language: str = "pt") -> Asked:
    """What is kept of a question with these turns."""
    found = Asked.of(
        InsightJob(
            job_id="i1.r1",
            insight_id="i1",
            rev=1,
            gateway="g1",
            session_id="s1",
            conversation_id="c1",
            tenant="banco",
            language=language,
            insight_type=insight_type,
            turns=turns,
            prompt_digest=prompt_digest(),
            batch_closed_ms=0,
            created_ms=0,
            deadline_ms=0,
        )
    )
    assert found is not None
    return found


def case(number: int = 1, *, text: str = SAID, **more: Any) -> Case:
    """An answered question for a risk alert; each number has words of its own."""
    turns = (turn(1, f"{text} {number}"),)
    insight_type = more.get("insight_type", InsightType.RISK_ALERT)
    made = Case(
        tenant="banco",
        conversation_id=f"c{number}",
        job_id=f"j{number}",
        insight_id="i1",
        rev=1,
        insight_type=insight_type,
        outcome=Outcome.ANSWERED,
        model="embedded",
        adapter="a" * 64,
        prompt_digest=prompt_digest(),
        at=NOON,
        asked=asked(turns, insight_type),
        turns=turns,
        revisions=(insight(type=insight_type),),
    )
    return replace(made, **more)
