"""Jobs to answer, and a scripted language model: for faults that a real one cannot be told to make."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from insights.insight import Insight, Source, Standing
from insights.jobs import InsightJob, JobResult, Priority
from insights.prompts import ABSTENTION, prompt_digest
from insights.records import AlertCategory, InsightType, Speaker, Turn
from insights.reply import reply_text
from serving.llm.api import Answer, LlmError, LlmFault, Question
from serving.worker.answering import epoch_ms

SAID = "quero cancelar o plano família"
GOOD = "Cliente quer cancelar o plano Família."
ALERT = "Risco de cancelamento: quer cancelar o plano Família."


def turns() -> tuple[Turn, ...]:
    return (Turn(turn_id="s0001", speaker=Speaker.CUSTOMER, start_s=1, end_s=4, text=SAID),)


def rule_alert(number: int, tenant: str = "telecom") -> Insight:
    return Insight(
        insight_id=f"i{number}",
        rev=1,
        session_id="session-1",
        conversation_id="call-1",
        tenant=tenant,
        language="pt",
        type=InsightType.RISK_ALERT,
        message="Risco de cancelamento: menciona cancelar.",
        confidence=0.6,
        category=AlertCategory.CHURN,
        segments=("s0001",),
        source=Source.RULE,
        standing=Standing.TENTATIVE,
        prompt_digest=prompt_digest(),
        audio_end_s=4,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def job(
    number: int,
    *,
    insight_type: InsightType = InsightType.PARTIAL_SUMMARY,
    refines: bool = False,
    now_ms: int | None = None,
    left_s: float = 10.0,
    **options: Any,
) -> InsightJob:
    now_ms = epoch_ms() if now_ms is None else now_ms
    fields: dict[str, Any] = {
        "job_id": f"i{number}.r{2 if refines else 1}",
        "insight_id": f"i{number}",
        "rev": 2 if refines else 1,
        "gateway": "gateway-1",
        "session_id": "session-1",
        "conversation_id": "call-1",
        "tenant": "telecom",
        "language": "pt",
        "insight_type": InsightType.RISK_ALERT if refines else insight_type,
        "turns": turns(),
        "priority": Priority.ALERT if refines else Priority.NORMAL,
        "prompt_digest": prompt_digest(),
        "batch_closed_ms": now_ms,
        "created_ms": now_ms,
        "deadline_ms": now_ms + int(left_s * 1e3),
        "rule_alert": rule_alert(number) if refines else None,
    }
    return InsightJob.model_validate(fields | options)


def valid(question: Question) -> str:
    alert = question.insight_type is InsightType.RISK_ALERT
    return reply_text(question.insight_type, ALERT if alert else GOOD, 0.9)


def abstains(question: Question) -> str:
    return reply_text(question.insight_type, ABSTENTION[question.language], 0.9)


class ScriptedLlm:
    """Not a model: says what it is told, or fails as it is told. `gate` holds its answers back."""

    def __init__(self, *script: str | LlmFault | Callable[[Question], str], name: str = "llm_fp16") -> None:
        self._name = name
        self._script = list(script)
        self.asked: list[Question] = []
        self.running = 0
        self.most = 0
        self.cancelled = 0
        self.gate: asyncio.Event | None = None
        self.logprobs: tuple[float, ...] = (-0.1, -0.1)

    @property
    def name(self) -> str:
        return self._name

    async def answer(self, question: Question) -> Answer:
        self.asked.append(question)
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            if self.gate is not None:
                await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.running -= 1
        said = self._script.pop(0) if self._script else valid
        if isinstance(said, LlmFault):
            raise LlmError(said)
        return Answer(
            text=said if isinstance(said, str) else said(question),
            message_logprobs=self.logprobs,
            model=f"{self._name}-model",
            adapter=question.adapter,
            prompt_tokens=100,
            reply_tokens=20,
            first_token_s=0.01,
            total_s=0.02,
        )

    async def healthy(self) -> bool:
        return True

    async def close(self) -> None:
        return None


class Heard:
    """A gateway's listener."""

    def __init__(self) -> None:
        self.results: list[JobResult] = []
        self._news = asyncio.Event()

    async def __call__(self, result: JobResult) -> None:
        self.results.append(result)
        self._news.set()

    async def count(self, number: int, within_s: float = 30.0) -> list[JobResult]:
        async with asyncio.timeout(within_s):
            while len(self.results) < number:
                self._news.clear()
                await self._news.wait()
        return self.results
