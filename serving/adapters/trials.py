"""Challengers on trial in this process: their answers noted and watched, a bad one stopped at once.

answer ─→ guard ─ bad → routed no more here, at once → end in the ledger: the other processes follow
   └────→ trial_answers (report)
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol

from insights.jobs import InsightJob, JobResult
from insights.prompts import prompt_digest
from insights.records import InsightType
from insights.reply import alert_category, is_abstention
from serving.adapters.agreement import agreement
from serving.adapters.api import ANY, Arm, Choice, Ledger, Sample, Scope
from serving.adapters.guard import Breach, Guard, Verdict
from serving.adapters.routes import LiveRoutes
from serving.adapters.shadow import Heard, Shadow
from serving.adapters.trial_settings import TrialSettings
from serving.llm.api import Llm
from serving.observability.logs import logger
from serving.storage.api import StorageRefused, StorageUnavailable
from serving.storage.trials import TrialAnswer, TrialOutcome
from serving.worker.questions import Judged
from serving.worker.settings import AnswererSettings

_LOG = logger(__name__)

AUTOMATIC: Final = "automatic"
"""Who ends a trial when nobody was asked."""
_RETRY_S: Final = 5.0
_CLOSE_S: Final = 2.0


class TrialStore(Protocol):
    """Keeps answers; `serving.storage.store.SqlStore` does."""

    async def save_trial_answer(self, answer: TrialAnswer) -> None: ...


class TrialObserver(Protocol):
    """Counts; `serving.observability.metrics.Metrics` is one."""

    def arm_answered(self, arm: Arm, outcome: TrialOutcome, total_s: float) -> None: ...

    def shadow_dropped(self) -> None: ...

    def trial_ended(self, breach: Breach) -> None: ...


class Trials:
    """Implements `serving.worker.watchers.Beside`; listens to what the routes report."""

    def __init__(
        self,
        routes: LiveRoutes,
        ledger: Ledger,
        store: TrialStore,
        settings: TrialSettings,
        *,
        answering: AnswererSettings,
        observer: TrialObserver | None = None,
        clock_s: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`sleep` waits for a ledger that is away."""
        self._routes = routes
        self._ledger = ledger
        self._store = store
        self._observer = observer
        self._sleep = sleep
        self._guard = Guard(settings.guard, clock=clock_s)
        self._shadow = Shadow(
            routes,
            settings.shadow,
            answering,
            heard=self._heard_silently,
            dropped=self._dropped,
            clock_s=clock_s,
        )
        self._tasks: set[asyncio.Task[None]] = set()
        self._digest = prompt_digest()
        routes.listener = self._went

    def answering(self) -> AbstractContextManager[None]:
        return self._shadow.answering()

    def heard(self, job: InsightJob, choice: Choice, model: str, sample: Sample, said: Judged | None) -> None:
        self._count(choice.arm, job, sample, said)
        if choice.arm is not Arm.CHAMPION or self._routes.tried(job.tenant, job.insight_type):
            self._keep(self._answer(job, choice, model, sample, said))

    def follow(self, job: InsightJob, result: JobResult, model: Llm) -> None:
        self._shadow.follow(job, result, model)

    async def close(self) -> None:
        """Silent questions are given up; what is being written has a moment to get there."""
        await self._shadow.close()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_CLOSE_S)
        for task in self._tasks:
            task.cancel()

    # --- ending -------------------------------------------------------------------------------------------

    def _went(self, choice: Choice, sample: Sample) -> None:
        if choice.arm is not Arm.CHAMPION and not self._on_trial(choice):
            return  # asked before its trial ended
        verdict = self._guard.heard(choice, sample)
        if verdict is not None and choice.adapter is not None:
            self._end(choice.scope, choice.adapter, choice.arm, verdict)

    def _on_trial(self, choice: Choice) -> bool:
        return any(
            (trial.scope, trial.digest) == (choice.scope, choice.adapter)
            for trial in self._routes.table.trials
        )

    def _end(self, scope: Scope, digest: str, arm: Arm, verdict: Verdict) -> None:
        self._routes.halt(scope, digest)
        self._guard.forget(scope, digest)
        if self._observer is not None:
            self._observer.trial_ended(verdict.breach)
        narrow = {"tenant": scope.tenant, "insight_type": scope.insight_type}
        _LOG.warning(
            "trial_ended",
            adapter=digest,
            arm=arm,
            breach=verdict.breach,
            count=verdict.samples,
            **{name: value for name, value in narrow.items() if value != ANY},
        )
        self._spawn(self._end_everywhere(scope, digest, verdict.reason))

    async def _end_everywhere(self, scope: Scope, digest: str, why: str) -> None:
        while True:
            try:
                await self._ledger.end_trial(scope, digest, who=AUTOMATIC, why=why)
            except StorageUnavailable:
                await self._sleep(_RETRY_S)
            else:
                return

    # --- noting -------------------------------------------------------------------------------------------

    def _heard_silently(self, heard: Heard) -> None:
        self._count(Arm.SHADOW, heard.job, heard.sample, heard.said)
        self._keep(
            self._answer(heard.job, heard.choice, heard.model, heard.sample, heard.said, shown=heard.shown)
        )

    def _answer(
        self,
        job: InsightJob,
        choice: Choice,
        model: str,
        sample: Sample,
        said: Judged | None,
        *,
        shown: JobResult | None = None,
    ) -> TrialAnswer:
        """`shown` for a silent answer alone: what others said is kept as the insight it became, if it did."""
        reply = said.reply if said is not None and said.good else None
        alert = reply is not None and job.insight_type is InsightType.RISK_ALERT
        return TrialAnswer(
            tenant=job.tenant,
            conversation_id=job.conversation_id,
            session_id=job.session_id,
            job_id=job.job_id,
            insight_id=job.insight_id,
            rev=job.rev,
            insight_type=job.insight_type,
            language=job.language,
            arm=choice.arm,
            adapter=choice.adapter,
            model=model,
            prompt_digest=self._digest,
            outcome=_outcome(job, sample, said),
            total_s=sample.total_s,
            fault=sample.faults[0] if sample.faults else None,
            error=sample.error,
            message=reply.message if reply and shown else None,
            category=alert_category(reply.message, job.language) if reply and alert else None,
            confidence=said.confidence if said is not None and reply else None,
            shown_adapter=shown.adapter if shown else None,
            agreement=agreement(job, shown, reply) if reply and shown else None,
        )

    def _keep(self, answer: TrialAnswer) -> None:
        self._spawn(self._save(answer))

    async def _save(self, answer: TrialAnswer) -> None:
        try:
            await self._store.save_trial_answer(answer)
        except (StorageUnavailable, StorageRefused) as error:
            _LOG.warning("trial_answer_not_stored", job_id=answer.job_id, error=type(error).__name__)

    def _count(self, arm: Arm, job: InsightJob, sample: Sample, said: Judged | None) -> None:
        if self._observer is not None:
            self._observer.arm_answered(arm, _outcome(job, sample, said), sample.total_s)

    def _dropped(self) -> None:
        if self._observer is not None:
            self._observer.shadow_dropped()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _outcome(job: InsightJob, sample: Sample, said: Judged | None) -> TrialOutcome:
    if sample.error is not None or said is None:
        return TrialOutcome.ERROR
    if said.reply is None or said.fault is not None:
        return TrialOutcome.INVALID
    silent = is_abstention(said.reply.message, job.language)
    return TrialOutcome.ABSTAINED if silent else TrialOutcome.ANSWERED
