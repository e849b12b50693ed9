"""Challengers on trial, with a real ledger and a real database; only the model is scripted."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from insights.jobs import JobResult, Outcome
from insights.records import InsightType
from insights.reply import reply_text
from serving.adapters.agreement import overlap
from serving.adapters.api import Action, Arm, Mode, Scope, Trial
from serving.adapters.ledger import SqlLedger
from serving.adapters.routes import LiveRoutes, Table
from serving.adapters.shadow import SILENT
from serving.adapters.trial_settings import GuardSettings, ShadowSettings, TrialSettings
from serving.adapters.trials import Trials
from serving.llm.api import LlmError, LlmFault, Question
from serving.observability.metrics import Metrics
from serving.state.memory import MemoryState
from serving.state.settings import StateSettings
from serving.storage.api import StorageUnavailable
from serving.storage.store import SqlStore, open_store
from serving.storage.trials import ArmSummary, trial_summaries
from serving.worker.answering import Answerer
from serving.worker.local import LocalQueue
from serving.worker.settings import AnswererSettings, QueueSettings
from tests.serving.storage.conftest import PATIENT_S, no_cleaning
from tests.serving.worker.kit import ALERT, GOOD, Heard, ScriptedLlm, abstains, job, valid

A, B = "a" * 64, "b" * 64
SHADOW = Trial(Scope(), B, Mode.SHADOW, 1.0)
CANARY = Trial(Scope(), B, Mode.CANARY, 1.0)
GUARD = GuardSettings(min_samples=5, window_s=60)
BY = {"who": "ana", "why": "to see"}


def other(question: Question) -> str:
    """The challenger says something else than the champion."""
    if question.adapter != B:
        return valid(question)
    if question.insight_type is InsightType.RISK_ALERT:
        return reply_text(question.insight_type, "Suspeita de fraude: quer cancelar o plano.", 0.9)
    return reply_text(question.insight_type, "Cliente quer mudar o plano Família.", 0.9)


def fails(question: Question) -> str:
    if question.adapter == B:
        raise LlmError(LlmFault.UNAVAILABLE)
    return valid(question)


@dataclass
class Process:
    """What a serving process has of trials."""

    store: SqlStore
    ledger: SqlLedger
    routes: LiveRoutes
    trials: Trials
    answerer: Answerer
    model: ScriptedLlm
    metrics: Metrics

    async def read_ledger(self) -> None:
        """As the reconciler does."""
        wanted = await self.ledger.wanted()
        self.routes.swap(Table(wanted.version, {Scope(): A}, wanted.trials))

    async def settled(self, asked: int) -> None:
        """So many questions have been asked, silent ones too, and what came of them is kept."""
        async with asyncio.timeout(PATIENT_S):
            while len(self.model.asked) < asked or self.model.running:
                await asyncio.sleep(0)
            await self.trials.close()
        await self.store.flush()

    async def rows(self) -> list[dict[str, Any]]:
        async with self.store.engine.connect() as connection:
            found = await connection.execute(text("SELECT * FROM trial_answers ORDER BY row_id"))
            return [dict(row) for row in found.mappings()]

    async def report(self) -> dict[Arm, ArmSummary]:
        return {each.arm: each for each in await trial_summaries(self.store.engine)}

    def counted(self, metric: str, **labels: str) -> float:
        return self.metrics.registry.get_sample_value(metric, labels) or 0.0


def in_process(
    folder: Path,
    model: ScriptedLlm,
    body: Callable[[Process], Awaitable[None]],
    *trials: Trial,
    shadow: ShadowSettings | None = None,
    guard: GuardSettings = GUARD,
    ledger: type[SqlLedger] = SqlLedger,
) -> None:
    async def main() -> None:
        store = await open_store(f"sqlite:///{folder}/escuta.db", clean_comment=no_cleaning)
        kept = ledger(store.engine)
        for trial in trials:
            await kept.start_trial(trial, **BY)
        routes, metrics = LiveRoutes(), Metrics()
        beside = Trials(
            routes,
            kept,
            store,
            TrialSettings(guard=guard, shadow=shadow or ShadowSettings()),
            answering=AnswererSettings(),
            observer=metrics,
            sleep=_yield,
        )
        answerer = Answerer(
            critical=model,
            fast=model,
            state=MemoryState(StateSettings()),
            routes=routes,
            settings=AnswererSettings(wait_s=0),
            beside=beside,
        )
        process = Process(store, kept, routes, beside, answerer, model, metrics)
        try:
            await process.read_ledger()
            await body(process)
        finally:
            await beside.close()
            await store.close()

    asyncio.run(main())


async def _yield(_: float) -> None:
    await asyncio.sleep(0)


def model(behaves: Callable[[Question], str]) -> ScriptedLlm:
    return ScriptedLlm(*[behaves] * 200)


def test_a_silent_answer_is_kept_and_compared_and_nothing_of_it_is_shown(tmp_path: Path) -> None:
    async def body(process: Process) -> None:
        heard = Heard()
        queue = LocalQueue(process.answerer, QueueSettings())
        await queue.start(heard)
        await queue.submit(job(1))
        await queue.submit(job(2, refines=True, critical=True))
        results = await heard.count(2)
        await process.settled(4)
        await queue.close()
        assert [result.adapter for result in results] == [A, A]
        assert {result.insight.message for result in results if result.insight} == {GOOD, ALERT}
        champion, alert, *silent = sorted(await process.rows(), key=lambda row: (row["arm"], row["job_id"]))
        assert (champion["message"], champion["adapter"], alert["message"]) == (None, A, None)
        first, second = silent
        assert (first["arm"], first["adapter"], first["shown_adapter"]) == ("shadow", B, A)
        assert first["message"] == "Cliente quer mudar o plano Família."
        assert (first["same_abstention"], first["same_category"]) == (True, None)
        assert first["overlap"] == pytest.approx(10 / 12, abs=1e-4)
        assert (second["category"], second["same_category"]) == ("fraud", False)

    in_process(tmp_path, model(other), body, SHADOW)


def test_a_silent_question_comes_last_and_takes_nobodys_place(tmp_path: Path) -> None:
    llm = model(valid)

    async def body(process: Process) -> None:
        result = await process.answerer.answer(job(1))
        await process.settled(2)
        shown, silent = llm.asked
        assert (shown.adapter, silent.adapter, result.arm) == (A, B, None)
        assert silent.priority == SILENT > shown.priority
        assert silent.messages == shown.messages

    in_process(tmp_path, llm, body, SHADOW)


def test_the_shown_answer_does_not_wait_for_a_silent_one(tmp_path: Path) -> None:
    gate = asyncio.Event()

    class Slow(ScriptedLlm):
        async def answer(self, question: Question) -> Any:
            if question.adapter == B:
                self.asked.append(question)
                await gate.wait()
            return await super().answer(question)

    llm = Slow()

    async def body(process: Process) -> None:
        assert (await process.answerer.answer(job(1))).outcome is Outcome.ANSWERED
        assert process.routes.in_use() == frozenset()
        while len(llm.asked) < 2:
            await asyncio.sleep(0)
        assert process.routes.in_use() == frozenset({B})
        assert (await process.answerer.answer(job(2))).outcome is Outcome.ANSWERED
        gate.set()
        await process.settled(4)

    in_process(tmp_path, llm, body, SHADOW)


def test_a_silent_question_makes_room_at_once_and_waits_for_a_quiet_moment(tmp_path: Path) -> None:
    llm = model(valid)

    async def body(process: Process) -> None:
        llm.gate = asyncio.Event()
        llm.gate.set()
        await process.answerer.answer(job(1))
        llm.gate.clear()
        while not llm.running:  # the silent question is being answered
            await asyncio.sleep(0)
        busy = asyncio.create_task(process.answerer.answer(job(2)))
        while not llm.cancelled or not llm.running:  # given up for the operator's, which is
            await asyncio.sleep(0)
        assert [question.adapter for question in llm.asked] == [A, B, A]
        llm.gate.set()
        assert (await busy).outcome is Outcome.ANSWERED
        await process.settled(5)
        assert [question.adapter for question in llm.asked] == [A, B, A, B, B]
        assert (await process.report())[Arm.SHADOW].answers == 2
        assert process.counted("insight_shadow_dropped_total") == 0

    in_process(tmp_path, llm, body, SHADOW)


def test_under_load_the_oldest_silent_questions_are_dropped_and_counted(tmp_path: Path) -> None:
    llm = model(valid)

    async def body(process: Process) -> None:
        with process.trials.answering():  # somebody is always being answered
            for number in range(5):
                assert (await process.answerer.answer(job(number))).outcome is Outcome.ANSWERED
            assert {question.adapter for question in llm.asked} == {A}
            assert process.counted("insight_shadow_dropped_total") == 3
        await process.settled(7)
        silent = [row["job_id"] for row in await process.rows() if row["arm"] == "shadow"]
        assert silent == [job(3).job_id, job(4).job_id]

    in_process(tmp_path, llm, body, SHADOW, shadow=ShadowSettings(waiting=2))


def test_no_more_silent_questions_at_once_than_allowed(tmp_path: Path) -> None:
    llm = model(valid)

    async def body(process: Process) -> None:
        with process.trials.answering():
            for number in range(6):
                await process.answerer.answer(job(number))
            llm.gate = asyncio.Event()
        while llm.running < 3:
            await asyncio.sleep(0)
        llm.gate.set()
        await process.settled(12)
        assert llm.most == 3

    in_process(tmp_path, llm, body, SHADOW, shadow=ShadowSettings(at_once=3))


def test_a_silent_question_that_fails_is_nobodys_business(tmp_path: Path) -> None:
    def breaks(question: Question) -> str:
        if question.adapter == B:
            raise ZeroDivisionError
        return valid(question)

    async def body(process: Process) -> None:
        for number in range(3):
            assert (await process.answerer.answer(job(number))).outcome is Outcome.ANSWERED
        await process.settled(6)

    in_process(tmp_path, model(breaks), body, SHADOW)


def test_a_model_that_says_nothing_is_not_asked_silently(tmp_path: Path) -> None:
    llm = ScriptedLlm(LlmFault.UNAVAILABLE)

    async def body(process: Process) -> None:
        assert (await process.answerer.answer(job(1))).outcome is Outcome.FAILED
        await process.settled(1)
        assert len(llm.asked) == 1

    in_process(tmp_path, llm, body, SHADOW)


def test_abstaining_where_the_other_speaks_is_disagreement(tmp_path: Path) -> None:
    def silent(question: Question) -> str:
        return abstains(question) if question.adapter == B else valid(question)

    async def body(process: Process) -> None:
        await process.answerer.answer(job(1))
        await process.settled(2)
        shadow = (await process.report())[Arm.SHADOW]
        assert (shadow.abstained, shadow.compared, shadow.same_abstention) == (1, 1, 0.0)

    in_process(tmp_path, model(silent), body, SHADOW)


@pytest.mark.parametrize("trial", [CANARY, SHADOW])
def test_a_bad_challenger_is_stopped_here_at_once_and_everywhere_soon(tmp_path: Path, trial: Trial) -> None:
    llm = model(fails)

    async def body(process: Process) -> None:
        results: list[JobResult] = []
        for number in range(5):
            results.append(await process.answerer.answer(job(number)))
            while llm.running or len(llm.asked) < 2 * (number + 1):
                await asyncio.sleep(0)
        while process.routes.table.trials:  # the last silent answer may still be on its way
            await asyncio.sleep(0)
        await process.read_ledger()  # whether or not the ledger knows: it does not come back
        results.append(await process.answerer.answer(job(9)))
        await process.settled(11)
        assert len(llm.asked) == 11
        assert [(result.outcome, result.adapter) for result in results] == [(Outcome.ANSWERED, A)] * 6
        assert (await process.ledger.wanted()).trials == ()
        newest = (await process.ledger.changes())[0]
        assert (newest.action, newest.who, newest.before) == (Action.END_TRIAL, "automatic", B)
        assert newest.why.startswith("100% of 5 answers failed, 0% with the champion")
        assert process.counted("insight_trials_ended_total", breach="errors") == 1

    in_process(tmp_path, llm, body, trial)


def test_a_canary_with_bad_replies_is_stopped(tmp_path: Path) -> None:
    def invalid(question: Question) -> str:
        return "not json" if question.adapter == B else valid(question)

    async def body(process: Process) -> None:
        for number in range(5):
            assert (await process.answerer.answer(job(number))).outcome is Outcome.ANSWERED
        await process.settled(10)
        newest = (await process.ledger.changes())[0]
        assert newest.why.startswith("100% of 5 replies were refused")
        report = await process.report()
        assert (report[Arm.CANARY].answers, report[Arm.CANARY].invalid) == (5, 5)
        assert (report[Arm.CHAMPION].answers, report[Arm.CHAMPION].invalid) == (4, 0)  # the fifth was after

    in_process(tmp_path, model(invalid), body, CANARY)


def test_while_the_ledger_is_away_the_trial_is_over_here_all_the_same(tmp_path: Path) -> None:
    class Away(SqlLedger):
        """A database that cannot be reached, twice."""

        tries = 0

        async def end_trial(self, *arguments: Any, **more: Any) -> int:
            self.tries += 1
            if self.tries < 3:
                raise StorageUnavailable
            return await super().end_trial(*arguments, **more)

    async def body(process: Process) -> None:
        for number in range(5):
            await process.answerer.answer(job(number))
        assert process.routes.table.trials == ()
        await process.settled(10)
        assert (await process.ledger.wanted()).trials == ()

    in_process(tmp_path, model(fails), body, CANARY, ledger=Away)


def test_a_good_canary_stays(tmp_path: Path) -> None:
    async def body(process: Process) -> None:
        results = [await process.answerer.answer(job(number)) for number in range(8)]
        await process.settled(8)
        assert {result.arm for result in results} == {"canary"}
        assert process.routes.table.trials == (CANARY,)
        rows = await process.rows()
        assert {(row["arm"], row["message"], row["outcome"]) for row in rows} == {
            ("canary", None, "answered")
        }
        assert process.counted("insight_arm_answers_total", arm="canary", outcome="answered") == 8

    in_process(tmp_path, model(other), body, CANARY)


def test_without_a_trial_nothing_is_noted(tmp_path: Path) -> None:
    async def body(process: Process) -> None:
        await process.answerer.answer(job(1))
        await process.settled(1)
        assert await process.rows() == []
        assert process.counted("insight_arm_answers_total", arm="champion", outcome="answered") == 1

    in_process(tmp_path, model(valid), body)


def test_overlap_is_of_words() -> None:
    assert overlap("Quer cancelar o plano.", "quer CANCELAR o plano") == 1.0
    assert overlap("não", "nao") == 0.0
    assert overlap("um dois", "dois três quatro") == pytest.approx(0.4)
    assert overlap("a a b", "a c") == pytest.approx(2 * 1 / 5)
    assert overlap("…", "—") == 1.0
