"""Answers of trials: kept with their conversation, summed up by adapter and arm."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from insights.reply import Fault
from serving.adapters.api import Arm
from serving.llm.api import LlmFault
from serving.storage.store import SqlStore
from serving.storage.trials import Agreement, TrialOutcome, trial_summaries
from tests.serving.storage.conftest import NOON, trial_answer
from tests.serving.storage.test_store import with_store


def test_the_first_answer_of_an_arm_is_kept(url: str) -> None:
    async def body(store: SqlStore) -> None:
        await store.save_trial_answer(trial_answer(1, message="é a primeira\x00"))
        await store.save_trial_answer(trial_answer(1, message="a segunda"))
        await store.save_trial_answer(trial_answer(1, arm=Arm.CANARY, message=None))
        async with store.engine.connect() as connection:
            found = await connection.execute(text("SELECT arm, message FROM trial_answers ORDER BY row_id"))
            assert [tuple(row) for row in found] == [("shadow", "é a primeira"), ("canary", None)]

    with_store(url, body)


def test_summaries(url: str) -> None:
    times = [index / 10 for index in range(1, 21)]
    now = NOON

    async def body(store: SqlStore) -> None:
        nonlocal now
        for number, total_s in enumerate(times):
            agreement = Agreement(abstention=number % 4 > 0, category=number % 2 == 0, overlap=0.5)
            await store.save_trial_answer(trial_answer(number, total_s=total_s, agreement=agreement))
        for number, more in enumerate(
            (
                {"outcome": TrialOutcome.INVALID, "fault": Fault.LOW_SCORE, "total_s": 2.1},
                {"outcome": TrialOutcome.ERROR, "error": LlmFault.UNAVAILABLE, "total_s": 0.0},
                {"outcome": TrialOutcome.ERROR, "error": LlmFault.TIMEOUT, "total_s": 9.0},
                {"outcome": TrialOutcome.ABSTAINED, "agreement": Agreement(abstention=True)},
            ),
            start=100,
        ):
            await store.save_trial_answer(trial_answer(number, **{"message": None, **more}))
        now = NOON + timedelta(hours=1)
        await store.save_trial_answer(trial_answer(1, arm=Arm.CHAMPION, adapter=None, total_s=0.25))
        await store.save_trial_answer(trial_answer(1, tenant="saude", adapter="b" * 64))
        champion, shadow, other = await trial_summaries(store.engine)
        assert (champion.adapter, champion.answers, champion.p50_s, champion.p95_s) == (None, 1, 0.25, 0.25)
        assert (champion.compared, champion.same_abstention, champion.overlap) == (0, None, None)
        assert other.adapter == "b" * 64
        assert (shadow.answers, shadow.abstained, shadow.invalid, shadow.errors) == (24, 1, 1, 2)
        # 23 were timed: 0.1 … 2.0, 0.5, 2.1 and the one given up after 9.
        assert (shadow.p50_s, shadow.p95_s) == (1.1, 2.1)
        assert shadow.compared == 21
        assert shadow.same_abstention == pytest.approx(16 / 21)
        assert shadow.same_category == pytest.approx(0.5)
        assert shadow.overlap == pytest.approx(0.5)
        assert shadow.first == shadow.last == NOON
        assert await trial_summaries(store.engine, tenant="saude") == [other]
        assert [each.arm for each in await trial_summaries(store.engine, since=now)] == [
            Arm.CHAMPION,
            Arm.SHADOW,
        ]

    with_store(url, body, now=lambda: now)


def test_an_answer_after_the_erasure_stays_out(url: str) -> None:
    async def body(store: SqlStore) -> None:
        await store.save_trial_answer(trial_answer(1))
        removed: dict[str, Any] = await store.erase("banco", "c1")
        assert removed["trial_answers"] == 1
        await store.save_trial_answer(trial_answer(2))
        assert await trial_summaries(store.engine) == []

    with_store(url, body)
