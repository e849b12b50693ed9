"""What a challenger says silently reaches no operator, no log and no metric."""

import asyncio
import io
import sqlite3
from pathlib import Path

import httpx
import pytest

from insights.records import InsightType
from insights.reply import reply_text
from serving.adapters.api import Mode, Scope, Trial
from serving.adapters.ledger import SqlLedger
from serving.adapters.routes import LiveRoutes, Table
from serving.adapters.trial_settings import TrialSettings
from serving.adapters.trials import Trials
from serving.llm.api import Question
from serving.observability.logs import configure_logs
from serving.observability.metrics import Metrics
from serving.protocol import InsightEvent
from serving.state.memory import MemoryState
from serving.state.settings import StateSettings
from serving.storage.store import open_store
from serving.worker.answering import Answerer
from serving.worker.local import LocalQueue
from serving.worker.settings import AnswererSettings, QueueSettings
from tests.serving.gateway.kit import coded_sound, running, whole_call
from tests.serving.gateway.script import DURATION_S, TURNS
from tests.serving.storage.conftest import no_cleaning
from tests.serving.worker.kit import ScriptedLlm, valid

A, B = "a" * 64, "b" * 64
SILENT = "palavra silenciosa"


def said(question: Question) -> str:
    if question.adapter != B:
        return valid(question)
    label = "Falha de conduta: " if question.insight_type is InsightType.RISK_ALERT else ""
    return reply_text(question.insight_type, f"{label}{SILENT}.", 0.9)


@pytest.fixture
def log() -> io.StringIO:
    return io.StringIO()


def test_a_whole_call_shows_nothing_of_a_shadow(tmp_path: Path, log: io.StringIO) -> None:
    configure_logs(log)
    llm = ScriptedLlm(*[said] * 200)

    async def scenario() -> str:
        store = await open_store(f"sqlite:///{tmp_path}/escuta.db", clean_comment=no_cleaning)
        metrics, state = Metrics(), MemoryState(StateSettings())
        routes = LiveRoutes(Table(1, {Scope(): A}, (Trial(Scope(), B, Mode.SHADOW, 1.0),)))
        trials = Trials(
            routes,
            SqlLedger(store.engine),
            store,
            TrialSettings(),
            answering=AnswererSettings(),
            observer=metrics,
        )
        answerer = Answerer(
            critical=llm,
            fast=llm,
            state=state,
            routes=routes,
            settings=AnswererSettings(),
            beside=trials,
        )
        queue = LocalQueue(answerer, QueueSettings())
        async with running(
            tmp_path, TURNS, queue=queue, state=state, store=store, metrics=metrics
        ) as gateway:
            events = await whole_call(gateway, coded_sound(TURNS, DURATION_S))
            await trials.close()
            await store.flush()
            async with httpx.AsyncClient(base_url=gateway.http, trust_env=False) as client:
                page = "/api/v1/conversations/c1/insights"
                kept = (await client.get(page, params={"tenant_id": "telecom"})).text
        shown = [event for event in events if isinstance(event, InsightEvent)]
        assert {event.insight.adapter for event in shown if event.insight.adapter} == {A}
        return "".join(event.model_dump_json() for event in events) + kept + gateway.metrics_page()

    seen = asyncio.run(scenario()) + log.getvalue()
    assert "plano" in seen
    assert "silenciosa" not in seen
    rows = sqlite3.connect(tmp_path / "escuta.db").execute(
        "SELECT arm, adapter, message FROM trial_answers WHERE arm = 'shadow'"
    )
    silent = rows.fetchall()
    assert silent
    assert all(adapter == B and SILENT in message for _, adapter, message in silent)
