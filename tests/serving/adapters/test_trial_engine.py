"""Trials on the embedded engine: the shipped adapter is champion, the same with scaled weights challenger."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from commandline.command import load
from insights.jobs import JobResult, Outcome
from insights.records import InsightType
from serving.adapters.api import Action, Arm, Mode, Scope, Trial
from serving.adapters.ledger import SqlLedger
from serving.adapters.rollout import Rollout
from serving.adapters.shelf import Shelf
from serving.models import open_models
from serving.settings import ServeSettings
from serving.state.memory import MemoryState
from serving.state.settings import StateSettings
from serving.storage.store import SqlStore, open_store
from serving.storage.trials import trial_summaries
from serving.worker.answering import Answerer
from tests.serving.adapters.kit import BY, scaled_adapter
from tests.serving.storage.conftest import PATIENT_S, no_cleaning
from tests.serving.worker.kit import job

RUINED = 40.0
TOUCHED = 0.9
TYPES = tuple(InsightType)


@dataclass
class Live:
    """A process that answers."""

    store: SqlStore
    ledger: SqlLedger
    shelf: Shelf
    answerer: Answerer
    asked: int = 0

    async def ask(self, count: int) -> list[JobResult]:
        results = []
        for _ in range(count):
            question = job(self.asked, insight_type=TYPES[self.asked % len(TYPES)], left_s=PATIENT_S)
            results.append(await self.answerer.answer(question))
            self.asked += 1
        return results

    async def on_trial(self, folder: Path, scale: float, mode: Mode) -> Trial:
        trial = Trial(Scope(), self.shelf.put(scaled_adapter(folder, scale)), mode, 1.0)
        started = await Rollout(self.ledger, self.shelf, **BY, timeout_s=PATIENT_S).start_trial(trial)
        assert (started.processes, started.late) == (1, 0)
        return trial


@asynccontextmanager
async def live(folder: Path) -> AsyncIterator[Live]:
    options = ["adapters.poll_s=0.1", "trials.guard.min_samples=4", "trials.guard.max_invalid_rate=0.5"]
    # Times are a busy machine's, not the adapter's.
    options += ["trials.guard.max_p95_s=60", "trials.guard.max_p95_ratio=100"]
    settings = load("serve", ServeSettings, [f"adapters.shelf={folder}/shelf", *options])
    store = await open_store(f"sqlite:///{folder}/escuta.db", clean_comment=no_cleaning)
    try:
        async with open_models(settings, MemoryState(StateSettings()), store, process="p1") as models:
            yield Live(store, SqlLedger(store.engine), Shelf(settings.adapters.shelf), models.answerer)
    finally:
        await store.close()


def test_a_ruined_canary_ends_itself_and_a_good_shadow_agrees(tmp_path: Path) -> None:
    async def main() -> None:
        async with live(tmp_path) as process:
            ruined = await process.on_trial(tmp_path / "ruined", RUINED, Mode.CANARY)
            shown = await process.ask(6)
            assert {result.outcome for result in shown} <= {Outcome.ANSWERED, Outcome.ABSTAINED}
            assert [result.attempts for result in shown] == [2, 2, 2, 2, 1, 1]
            assert {result.adapter for result in shown}.isdisjoint({ruined.digest})
            async with asyncio.timeout(PATIENT_S):
                while (await process.ledger.wanted()).trials:
                    await asyncio.sleep(0.05)
            ended = (await process.ledger.changes(1))[0]
            assert (ended.action, ended.who, ended.before) == (
                Action.END_TRIAL,
                "automatic",
                ruined.digest,
            )

            touched = await process.on_trial(tmp_path / "touched", TOUCHED, Mode.SHADOW)
            for _ in TYPES:
                await process.ask(1)
                async with asyncio.timeout(PATIENT_S):
                    while await silent(process, touched.digest) < process.asked - 6:
                        await asyncio.sleep(0.05)
            (shadow,) = [
                each for each in await trial_summaries(process.store.engine) if each.arm is Arm.SHADOW
            ]
            assert (shadow.adapter, shadow.answers, shadow.compared) == (touched.digest, 4, 4)
            assert shadow.same_abstention == 1.0
            assert shadow.overlap is not None
            assert shadow.overlap > 0.7

    asyncio.run(main())


async def silent(process: Live, digest: str) -> int:
    """Silent answers of an adapter so far."""
    await process.store.flush()
    return sum(each.answers for each in await trial_summaries(process.store.engine) if each.adapter == digest)
