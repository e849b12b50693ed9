"""Answered questions as they come back from both databases, written by the real store."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from insights import jsonl
from insights.cases import Case, question
from insights.errors import EscutaError
from insights.insight import Usefulness
from insights.jobs import Asked, InsightJob, Outcome
from insights.prompts import ABSTENTION, prompt_digest, prompt_for
from insights.records import GoldCall, InsightType, Turn
from insights.resources import data_dir
from insights.session.actions import Alert
from insights.session.call import CallLogic
from insights.session.settings import LimitSettings, SessionSettings, TriggerSettings
from serving.adapters.api import Arm
from serving.gateway.asking import Asking, Moment, Names
from serving.gateway.parts import Clock
from serving.gateway.settings import StreamSettings
from serving.storage.cases import Span, count_cases, opened, read_cases
from serving.storage.store import SqlStore, open_store
from serving.storage.trials import TrialOutcome
from serving.worker.results import result_of
from tests.serving.storage.conftest import (
    NOON,
    PATIENT_S,
    insight,
    judgement,
    no_cleaning,
    result,
    trial_answer,
    turn,
)


def filled(url: str, body: Callable[[SqlStore], Awaitable[Any]], now: datetime = NOON) -> None:
    async def go() -> None:
        store = await open_store(url, clean_comment=no_cleaning, write_timeout_s=PATIENT_S, now=lambda: now)
        await body(store)
        await store.close()

    asyncio.run(go())


def cases(url: str, span: Span | None = None, *, page_rows: int = 200) -> list[Case]:
    async def go() -> list[Case]:
        async with opened(url) as engine:
            found = [each async for each in read_cases(engine, span or Span(), page_rows=page_rows)]
            assert await count_cases(engine, span or Span()) == len(found)
            return found

    return asyncio.run(go())


def asked(*turns: Turn) -> Asked:
    job = InsightJob(
        job_id="j1",
        insight_id="i1",
        rev=1,
        gateway="g1",
        session_id="session-c1",
        conversation_id="c1",
        tenant="banco",
        language="pt",
        insight_type=InsightType.RISK_ALERT,
        turns=turns,
        prompt_digest=prompt_digest(),
        batch_closed_ms=0,
        created_ms=0,
        deadline_ms=0,
    )
    found = Asked.of(job)
    assert found is not None
    return found


def test_a_case_has_its_revisions_judgements_segments_and_what_a_challenger_said(url: str) -> None:
    cut = turn(1, "cancelar o plano Família")

    async def body(store: SqlStore) -> None:
        await store.add_segments("session-c1", "c1", "banco", (turn(1), turn(2, "sei"), turn(3, "depois")))
        await store.save_insight(insight(1))
        await store.save_insight(insight(1, rev=2))
        await store.save_result(
            "c1", result(1, asked=asked(cut, turn(2, "sei")), prompt_digest=prompt_digest())
        )
        await store.save_feedback(judgement(2, rev=2, created_at=NOON + timedelta(seconds=9)))
        await store.save_feedback(judgement(1, usefulness=Usefulness.WRONG, comment="não"))
        await store.save_trial_answer(trial_answer(1))
        await store.save_trial_answer(trial_answer(1, adapter="b" * 64, arm=Arm.CANARY, message=None))

    filled(url, body)
    (case,) = cases(url)
    assert (case.tenant, case.conversation_id, case.job_id, case.rev) == ("banco", "c1", "j1", 2)
    assert (case.outcome, case.adapter, case.at) == (Outcome.ANSWERED, "sha256:a", NOON)
    assert case.turns == (turn(1), turn(2, "sei"))
    assert question(case) == prompt_for(InsightType.RISK_ALERT, "pt").messages((cut, turn(2, "sei")))
    assert case.answer == insight(1, rev=2)
    assert case.alert == insight(1)
    assert [each.feedback_id for each in case.judged] == ["f1", "f2"]
    assert case.judgement == judgement(2, rev=2, created_at=NOON + timedelta(seconds=9))
    assert [(each.adapter, each.message) for each in case.challenged] == [
        ("a" * 64, "Risco de cancelamento: outra frase")
    ]


def test_a_challengers_abstention_is_one(url: str) -> None:
    async def body(store: SqlStore) -> None:
        await store.save_result("c1", result(1, Outcome.ABSTAINED, asked=asked(turn(1))))
        await store.save_trial_answer(
            trial_answer(1, outcome=TrialOutcome.ABSTAINED, message=None, category=None)
        )

    filled(url, body)
    (case,) = cases(url)
    assert case.challenged[0].message == ABSTENTION["pt"]
    assert (case.answer, case.turns, case.said) == (None, (), ABSTENTION["pt"])


def test_tenants_with_the_same_ids_do_not_meet(url: str) -> None:
    async def body(store: SqlStore) -> None:
        for tenant in ("banco", "saude"):
            mine = turn(1, f"plano de {tenant}")
            await store.add_segments("session-c1", "c1", tenant, (mine,))
            await store.save_insight(insight(1, rev=2, tenant=tenant, message=f"Risco: {tenant}"))
            await store.save_feedback(judgement(1, rev=2, tenant=tenant, comment=tenant))
            await store.save_result("c1", result(1, tenant=tenant, asked=asked(mine)))

    filled(url, body)
    found = cases(url)
    assert [case.tenant for case in found] == ["banco", "saude"]
    for case in found:
        assert [each.text for each in case.turns] == [f"plano de {case.tenant}"]
        assert [each.message for each in case.revisions] == [f"Risco: {case.tenant}"]
        assert [each.comment for each in case.judged] == [case.tenant]
    assert [case.tenant for case in cases(url, Span(tenants=("saude",)))] == ["saude"]


@pytest.mark.parametrize("page_rows", [1, 2, 3, 100])
def test_pages_give_every_case_once_in_order(url: str, page_rows: int) -> None:
    async def body(store: SqlStore) -> None:
        for number in range(5):
            await store.save_result("c1", result(number, asked=asked(turn(1))))

    filled(url, body)
    assert [case.job_id for case in cases(url, page_rows=page_rows)] == [f"j{number}" for number in range(5)]


def test_a_time_span_takes_what_was_asked_or_judged_in_it(url: str) -> None:
    async def early(store: SqlStore) -> None:
        for number in (1, 2):
            await store.save_insight(insight(number, rev=2))
            await store.save_result("c1", result(number, asked=asked(turn(1))))
        late = NOON + timedelta(days=1, hours=1)
        await store.save_feedback(judgement(1, insight_id="i2", rev=2, created_at=late))

    async def late(store: SqlStore) -> None:
        await store.save_result("c1", result(3, asked=asked(turn(1))))

    filled(url, early)
    filled(url, late, now=NOON + timedelta(days=1))
    tomorrow = NOON + timedelta(days=1)
    assert [case.job_id for case in cases(url, Span(since=tomorrow))] == ["j2", "j3"]
    assert [case.job_id for case in cases(url, Span(until=tomorrow))] == ["j1", "j2"]
    assert [case.job_id for case in cases(url, Span(NOON, tomorrow))] == ["j1", "j2"]
    assert cases(url, Span(since=tomorrow + timedelta(days=1))) == []


def test_answers_from_before_questions_were_kept_and_erased_ones(url: str) -> None:
    async def body(store: SqlStore) -> None:
        await store.save_result("c1", result(1))
        await store.save_result("c2", result(2, asked=asked(turn(1))))
        await store.erase("banco", "c2")

    filled(url, body)
    (case,) = cases(url)
    assert (case.job_id, case.asked, case.turns) == ("j1", None, ())


def test_reading_makes_no_database(tmp_path: Any) -> None:
    with pytest.raises(EscutaError, match="no such database"):
        cases(f"sqlite:///{tmp_path}/none.db")
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_tables_is_not_brought_up_to_date(empty_url: str, tmp_path: Any) -> None:
    if empty_url.startswith("sqlite"):
        (tmp_path / "escuta.db").touch()
    with pytest.raises(EscutaError, match="no tables yet"):
        cases(empty_url)


def test_spans_have_zones_and_a_length() -> None:
    with pytest.raises(EscutaError, match="zone"):
        Span(since=NOON.replace(tzinfo=None))
    with pytest.raises(EscutaError, match="before until"):
        Span(since=NOON, until=NOON)


@pytest.mark.parametrize("retain_tokens", [400, 12])
def test_every_question_of_real_calls_is_built_again_to_the_letter(url: str, retain_tokens: int) -> None:
    """The session's own logic asks; with a small window the first turn is often cut short."""
    trigger = TriggerSettings(min_tokens=5, min_interval_s=5, retain_tokens=retain_tokens, final_tokens=30)
    settings = SessionSettings(trigger=trigger, limits=LimitSettings(session_interval_s=5))
    jobs: list[InsightJob] = []

    async def body(store: SqlStore) -> None:
        for number, call in enumerate(jsonl.read(GoldCall, data_dir() / "demo/gold.jsonl")):
            logic = CallLogic(settings, session_id=f"s{number}", language=call.language)
            names = Names(f"s{number}", call.call_id, call.tenant, "g1")
            asking = Asking(names, StreamSettings(), Clock(now=lambda: NOON))
            actions = [action for turn in call.turns for action in logic.heard([turn], turn.end_s)]
            await store.add_segments(names.session_id, call.call_id, call.tenant, call.turns)
            for action in (*actions, *logic.finish(call.turns[-1].end_s)):
                if isinstance(action, Alert):
                    await store.save_insight(asking.alert(action, call.language))
                    continue
                job = asking.job(action, call.language, Moment(0, 0), {})
                jobs.append(job)
                done = result_of(job, Outcome.ABSTAINED, prompt_digest=prompt_digest())
                await store.save_result(call.call_id, done)

    filled(url, body)
    found = {(case.tenant, case.job_id): case for case in cases(url, page_rows=7)}
    assert len(found) == len(jobs) > 60
    for job in jobs:
        case = found[job.tenant, job.job_id]
        assert question(case) == prompt_for(job.insight_type, job.language).messages(job.turns)
    cut = [
        job
        for job in jobs
        if job.turns[0].text not in {turn.text for turn in found[job.tenant, job.job_id].turns}
    ]
    assert bool(cut) == (retain_tokens == 12)
    assert any(case.alert is not None for case in found.values())
