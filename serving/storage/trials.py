"""Answers of trials: what challengers said beside the champion, kept with the conversation, and summed up."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from insights.records import AlertCategory, InsightType
from insights.reply import Fault
from serving.adapters.api import Arm
from serving.llm.api import LlmFault
from serving.storage.rows import storable
from serving.storage.tables import trial_answers


class TrialOutcome(StrEnum):
    """What became of one answer; metric labels."""

    ANSWERED = "answered"
    ABSTAINED = "abstained"
    INVALID = "invalid"
    ERROR = "error"


@dataclass(frozen=True)
class Agreement:
    """A silent answer beside the one shown. `category` is None unless both are alerts, `overlap` (0 to 1, of
    words) unless both say something."""

    abstention: bool
    category: bool | None = None
    overlap: float | None = None


@dataclass(frozen=True, repr=False, kw_only=True)
class TrialAnswer:
    """The first answer of an arm to a question. Only a silent one has its `message`: others are insights.

    `total_s` is from asking to the answer, or to giving it up. `shown_adapter` is whose answer `agreement`
    compares with, where there is one.
    """

    tenant: str
    conversation_id: str
    session_id: str
    job_id: str
    insight_id: str
    rev: int
    insight_type: InsightType
    language: str
    arm: Arm
    adapter: str | None
    model: str
    prompt_digest: str
    outcome: TrialOutcome
    total_s: float
    fault: Fault | None = None
    error: LlmFault | None = None
    message: str | None = None
    category: AlertCategory | None = None
    confidence: float | None = None
    shown_adapter: str | None = None
    agreement: Agreement | None = None


@dataclass(frozen=True)
class ArmSummary:
    """One adapter on one arm. Rates are 0 to 1, of answers that could be compared; None where none could."""

    adapter: str | None
    arm: Arm
    answers: int
    abstained: int
    invalid: int
    errors: int
    p50_s: float | None
    p95_s: float | None
    compared: int
    same_abstention: float | None
    same_category: float | None
    overlap: float | None
    first: datetime
    last: datetime


def trial_row(answer: TrialAnswer, now: datetime) -> dict[str, Any]:
    agreement = answer.agreement
    return {
        "tenant": answer.tenant,
        "conversation_id": answer.conversation_id,
        "session_id": answer.session_id,
        "job_id": answer.job_id,
        "insight_id": answer.insight_id,
        "rev": answer.rev,
        "insight_type": answer.insight_type.value,
        "language": answer.language,
        "arm": answer.arm.value,
        "adapter": answer.adapter,
        "model": answer.model,
        "prompt_digest": answer.prompt_digest,
        "outcome": answer.outcome.value,
        "fault": answer.fault.value if answer.fault else None,
        "error": answer.error.value if answer.error else None,
        "message": storable(answer.message) if answer.message is not None else None,
        "category": answer.category.value if answer.category else None,
        "confidence": answer.confidence,
        "total_s": answer.total_s,
        "shown_adapter": answer.shown_adapter,
        "same_abstention": agreement.abstention if agreement else None,
        "same_category": agreement.category if agreement else None,
        "overlap": agreement.overlap if agreement else None,
        "created_at": now,
    }


async def trial_summaries(
    engine: AsyncEngine, *, tenant: str | None = None, since: datetime | None = None
) -> list[ArmSummary]:
    """By adapter and arm, the champion first; numbers only. Of all tenants unless one is named."""
    table = trial_answers
    wanted: list[ColumnElement[bool]] = []
    if tenant is not None:
        wanted.append(table.c.tenant == tenant)
    if since is not None:
        wanted.append(table.c.created_at >= since)
    group = (table.c.adapter, table.c.arm)

    def count(what: ColumnElement[bool]) -> Any:
        return func.sum(case((what, 1), else_=0))

    def mean(flag: Any) -> Any:
        return func.avg(case((flag.is_(True), 1.0), (flag.is_(False), 0.0)))

    sums = (
        select(
            *group,
            func.count().label("answers"),
            *(
                count(table.c.outcome == outcome.value).label(name)
                for name, outcome in (
                    ("abstained", TrialOutcome.ABSTAINED),
                    ("invalid", TrialOutcome.INVALID),
                    ("errors", TrialOutcome.ERROR),
                )
            ),
            count(table.c.same_abstention.is_not(None)).label("compared"),
            mean(table.c.same_abstention).label("same_abstention"),
            mean(table.c.same_category).label("same_category"),
            func.avg(table.c.overlap).label("overlap"),
            func.min(table.c.created_at).label("first"),
            func.max(table.c.created_at).label("last"),
        )
        .where(*wanted)
        .group_by(*group)
    )
    timed = or_(table.c.error.is_(None), table.c.error == LlmFault.TIMEOUT.value)
    ranked = (
        select(
            *group,
            table.c.total_s,
            func.row_number().over(partition_by=group, order_by=table.c.total_s).label("rank"),
            func.count().over(partition_by=group).label("times"),
        )
        .where(*wanted, timed)
        .subquery()
    )

    def percentile(hundredth: int) -> Any:
        """Nearest rank: the first of which so many hundredths are not above it."""
        reached = ranked.c.rank * 100 >= ranked.c.times * hundredth
        return func.min(case((reached, ranked.c.total_s)))

    times = select(
        ranked.c.adapter, ranked.c.arm, percentile(50).label("p50_s"), percentile(95).label("p95_s")
    ).group_by(ranked.c.adapter, ranked.c.arm)
    async with engine.connect() as connection:
        found = (await connection.execute(sums)).mappings().all()
        slow = {(row["adapter"], row["arm"]): row for row in (await connection.execute(times)).mappings()}
    summaries = []
    for row in found:
        taken = slow.get((row["adapter"], row["arm"]), {"p50_s": None, "p95_s": None})
        summaries.append(
            ArmSummary(**{**row, "arm": Arm(row["arm"])}, p50_s=taken["p50_s"], p95_s=taken["p95_s"])
        )
    return sorted(summaries, key=lambda each: (list(Arm).index(each.arm), each.first))
