"""Both databases, and records to keep in them."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from insights.insight import Feedback, Insight, Source, Standing, Usefulness
from insights.jobs import JobResult, Outcome
from insights.records import AlertCategory, InsightType, Speaker, Turn
from insights.reply import Fault
from serving.adapters.api import Arm
from serving.storage import schema
from serving.storage.api import SessionRow
from serving.storage.engine import open_engine
from serving.storage.trials import TrialAnswer, TrialOutcome

PATIENT_S = 60.0
"""Where nothing is meant to time out, a busy machine must not make it."""
NOON = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Any) -> str:
    """A database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/escuta.db"
    return str(request.getfixturevalue("postgres").new_database())


@pytest.fixture
def url(empty_url: str) -> str:
    """A database with the newest schema."""
    migrate(empty_url)
    return empty_url


def migrate(url: str) -> None:
    async def go() -> None:
        engine = open_engine(url, timeout_s=PATIENT_S)
        await schema.upgrade(engine)
        await engine.dispose()

    asyncio.run(go())


def no_cleaning(comment: str, language: str) -> str:
    return comment


def session(tenant: str = "banco", conversation: str = "c1", **more: Any) -> SessionRow:
    row = {"session_id": f"session-{conversation}", "language": "pt", "started_at": NOON}
    return SessionRow(tenant=tenant, conversation_id=conversation, **(row | more))


def turn(number: int, text: str = "quero cancelar o plano Família") -> Turn:
    return Turn(
        turn_id=f"s{number:04}", speaker=Speaker.CUSTOMER, start_s=number, end_s=number + 0.5, text=text
    )


def insight(number: int = 1, rev: int = 1, **more: Any) -> Insight:
    row: dict[str, Any] = {
        "insight_id": f"i{number}",
        "rev": rev,
        "session_id": "session-c1",
        "conversation_id": "c1",
        "tenant": "banco",
        "language": "pt",
        "type": InsightType.RISK_ALERT,
        "message": "Risco de cancelamento: quer cancelar o plano Família",
        "confidence": 0.8,
        "category": AlertCategory.CHURN,
        "segments": ("s0001", "s0002"),
        "source": Source.RULE if rev == 1 else Source.MODEL,
        "standing": Standing.TENTATIVE if rev == 1 else Standing.CONFIRMED,
        "model": None if rev == 1 else "embedded",
        "adapter": None if rev == 1 else "sha256:a",
        "prompt_digest": "d1",
        "audio_end_s": 12.5,
        "created_at": NOON,
    }
    return Insight(**(row | more))


def result(number: int = 1, outcome: Outcome = Outcome.ANSWERED, **more: Any) -> JobResult:
    row: dict[str, Any] = {
        "job_id": f"j{number}",
        "insight_id": f"i{number}",
        "rev": 2,
        "gateway": "g1",
        "session_id": "session-c1",
        "tenant": "banco",
        "insight_type": InsightType.RISK_ALERT,
        "outcome": outcome,
        "rung": "llm_int4",
        "prompt_digest": "d1",
        "model": "embedded",
        "adapter": "sha256:a",
        "attempts": 2,
        "faults": (Fault.NOT_JSON,),
        "wait_ms": 12.5,
        "duration_ms": 830.0,
        "prompt_tokens": 300,
        "reply_tokens": 20,
    }
    return JobResult(**(row | more))


def trial_answer(number: int = 1, **more: Any) -> TrialAnswer:
    row: dict[str, Any] = {
        "tenant": "banco",
        "conversation_id": "c1",
        "session_id": "session-c1",
        "job_id": f"j{number}",
        "insight_id": f"i{number}",
        "rev": 2,
        "insight_type": InsightType.RISK_ALERT,
        "language": "pt",
        "arm": Arm.SHADOW,
        "adapter": "a" * 64,
        "model": "embedded",
        "prompt_digest": "d1",
        "outcome": TrialOutcome.ANSWERED,
        "message": "Risco de cancelamento: outra frase",
        "category": AlertCategory.CHURN,
        "confidence": 0.8,
        "total_s": 0.5,
    }
    return TrialAnswer(**(row | more))


def judgement(number: int = 1, **more: Any) -> Feedback:
    row: dict[str, Any] = {
        "feedback_id": f"f{number}",
        "insight_id": "i1",
        "rev": 1,
        "conversation_id": "c1",
        "tenant": "banco",
        "usefulness": Usefulness.USEFUL,
        "comment": "",
        "created_at": NOON,
    }
    return Feedback(**(row | more))


Clean = Callable[[str, str], str]


@pytest.fixture(scope="session")
def comment_cleaner() -> Clean:
    """The real scrubber, loaded once."""
    from insights.pii.scrubber import Scrubber
    from serving.storage.comments import CommentCleaner

    return CommentCleaner(Scrubber())
