"""A small live database, kept by the real store; what models and operators said is given."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from insights.insight import Feedback, Insight, Usefulness
from insights.jobs import InsightJob, JobResult, Outcome
from insights.prompts import prompt_digest
from insights.records import InsightType, Speaker, Turn
from serving.storage.api import SessionRow
from serving.storage.store import SqlStore, open_store
from serving.worker.results import answered, result_of

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
RIGHT_MESSAGE = "Cliente quer cancelar o plano."
WRONG_MESSAGE = "Cliente pergunta pelo tempo de amanhã."

_WORDS = (
    "fatura internet celular cartão seguro chip boleto roteador plano multa contrato desconto loja caro "
    "agora ontem ninguém avisou sempre depois linha sinal conta valor cobrança pedido entrega senha"
)


def said_in(call_id: str) -> tuple[Turn, ...]:
    """The turns of a call, no two calls alike; its id ends in its number."""
    chance = random.Random(int(call_id.rpartition("-")[2]))
    texts = [" ".join(chance.choices(_WORDS.split(), k=14)) for _ in range(3)]
    return tuple(
        Turn(
            turn_id=f"s{index:04}",
            speaker=Speaker.CUSTOMER if index % 2 else Speaker.AGENT,
            start_s=index * 6.0,
            end_s=index * 6.0 + 5,
            text=text,
        )
        for index, text in enumerate(texts)
    )


def live_database(folder: Path, calls: int) -> str:
    """The database's URL. A summary is asked for in each call. Of three calls the first gets a right answer,
    found useful; the second a wrong one, judged so; at the third the model is silent."""
    url = f"sqlite:///{folder}/escuta.db"

    async def go() -> None:
        store = await open_store(url, clean_comment=lambda comment, language: comment, now=lambda: NOON)
        for number in range(calls):
            await _call(store, number)
        await store.close()

    asyncio.run(go())
    return url


async def _call(store: SqlStore, number: int) -> None:
    session, conversation, tenant = f"session-{number}", f"call-{number}", ("banco", "saude")[number % 2]
    turns = said_in(conversation)
    await store.save_session(SessionRow(session, conversation, tenant, "pt", NOON))
    await store.add_segments(session, conversation, tenant, turns)
    job = InsightJob(
        job_id=f"{session}.i0001.r1",
        insight_id=f"{session}.i0001",
        rev=1,
        gateway="g1",
        session_id=session,
        conversation_id=conversation,
        tenant=tenant,
        language="pt",
        insight_type=InsightType.PARTIAL_SUMMARY,
        turns=turns,
        prompt_digest=prompt_digest(),
        batch_closed_ms=0,
        created_ms=0,
        deadline_ms=0,
    )
    kind = number % 3
    if kind == 2:
        await store.save_result(conversation, _result(job, Outcome.ABSTAINED))
        return
    insight = answered(
        job,
        message=WRONG_MESSAGE if kind else RIGHT_MESSAGE,
        confidence=0.8,
        category=None,
        degraded=False,
        model="embedded",
        adapter="a" * 64,
        prompt_digest=prompt_digest(),
        now_ms=0,
    )
    await store.save_result(conversation, _result(job, Outcome.ANSWERED, insight))
    await store.save_insight(insight)
    assert await store.save_feedback(
        Feedback(
            feedback_id=f"f{number}",
            insight_id=job.insight_id,
            rev=1,
            conversation_id=conversation,
            tenant=tenant,
            usefulness=Usefulness.WRONG if kind else Usefulness.USEFUL,
            comment="não foi isso" if kind else "",
            created_at=NOON + timedelta(minutes=number),
        )
    )


def _result(job: InsightJob, outcome: Outcome, insight: Insight | None = None) -> JobResult:
    return result_of(
        job, outcome, insight=insight, model="embedded", adapter="a" * 64, prompt_digest=prompt_digest()
    )
