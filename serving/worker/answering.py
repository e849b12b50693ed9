"""One job in, one result out: tenant's slots, the deadline ladder, validation, one retry (L9, L10, L14).

slot → critical | fast (breaker, time left) → reply → valid? → insight
             ↓ no answer, or no time         ↓ no: asked once more, then dropped and counted
          the rung below → all away? asked again for a while
                                ↓ still away
                             rules: the alert by rule stands, marked as degraded
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from insights.errors import EscutaError
from insights.jobs import InsightJob, JobResult, Outcome
from insights.prompts import prompt_digest
from insights.records import InsightType
from insights.reply import Fault, Reply, alert_category, is_abstention
from insights.session.routing import Rung, Step, next_step
from serving.adapters.api import Arm, Routes
from serving.llm.api import Answer, Llm, LlmFault
from serving.observability.logs import logger
from serving.state.api import SharedState
from serving.worker.asking import Asker, Progress
from serving.worker.limits import Limits
from serving.worker.results import RULES, answered, result_of, standing_alert, withdrawn_alert
from serving.worker.settings import AnswererSettings
from serving.worker.watchers import Beside, Observer, Tracer

_LOG = logger(__name__)

_ATTEMPTS = 2
_AWAY = (None, LlmFault.UNAVAILABLE, LlmFault.OVERLOADED)


def epoch_ms() -> int:
    """Milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


class Answerer:
    """Shared by all jobs of a process."""

    def __init__(
        self,
        *,
        critical: Llm | None,
        fast: Llm | None,
        state: SharedState,
        routes: Routes,
        settings: AnswererSettings,
        clock_ms: Callable[[], int] = epoch_ms,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        observer: Observer | None = None,
        tracer: Tracer | None = None,
        beside: Beside | None = None,
    ) -> None:
        """The rungs; one model may be both, either may be absent; without any, jobs end on the rules."""
        models = {Rung.CRITICAL: critical, Rung.FAST: fast}
        self._models = {rung: model for rung, model in models.items() if model is not None}
        self._limits = Limits(state, sleep=sleep)
        self._sleep = sleep
        self._settings = settings
        self._clock_ms = clock_ms
        self._tracer = tracer
        self._beside = beside
        self._asker = Asker(
            routes=routes,
            limits=self._limits,
            settings=settings,
            clock_ms=clock_ms,
            span=lambda job, model: self._span("llm_answer", job, rung=model),
            tracer=tracer,
            observer=observer,
            beside=beside,
        )
        self._digest = prompt_digest()

    @property
    def tenant_at_once(self) -> int:
        """Questions of one tenant that may be asked at the same time."""
        return self._settings.tenant_at_once

    async def answer(self, job: InsightJob) -> JobResult:
        """Never raises but for cancellation, which stops the model too."""
        progress = Progress(begun_ms=self._clock_ms())
        with self._span("insight_job", job), self._beside.answering() if self._beside else nullcontext():
            try:
                result = await self._answer(job, progress)
            except EscutaError:  # such as a language without prompts
                return self._result(job, progress, Outcome.REFUSED)
            except Exception as error:
                _LOG.error("job_failed", job_id=job.job_id, error=type(error).__name__)
                return self._result(job, progress, Outcome.FAILED)
        if self._beside is not None and progress.asked is not None and progress.model is not None:
            self._beside.follow(job, result, progress.asked)
        return result

    async def _answer(self, job: InsightJob, progress: Progress) -> JobResult:
        if self._remaining_s(job) <= 0:
            return self._result(job, progress, Outcome.EXPIRED)
        if not self._models:
            return self._by_rules(job, progress)
        group, holder = f"tenant:{job.tenant}", job.job_id
        remaining_s = lambda: self._remaining_s(job)  # noqa: E731
        if not await self._limits.take_slot(group, holder, self.tenant_at_once, remaining_s):
            return self._result(job, progress, Outcome.REFUSED)
        if self._tracer is not None:
            self._tracer.done("job_queue", job.created_ms * 1_000_000, job_id=job.job_id)
        try:
            return await self._climb_down(job, progress)
        finally:
            await self._limits.give_slot(group, holder)

    async def _climb_down(self, job: InsightJob, progress: Progress) -> JobResult:
        while True:
            step = next_step(
                critical=job.critical,
                remaining_s=self._remaining_s(job),
                usable=self._usable(job),
                tried=progress.tried,
                settings=self._settings.routing,
            )
            if step.rung is Rung.RULES:
                if await self._waited(job, progress):
                    continue
                return self._by_rules(job, progress)
            model = self._models[step.rung]
            if not await self._limits.breaker_allows(model.name):
                progress.tried.add(step.rung)
                continue
            said = await self._asker.ask(job, step, model, progress)
            if isinstance(said, LlmFault):
                progress.errors.append(said)
                progress.tried.add(step.rung)
                continue
            if said.reply is not None and said.fault is None:
                return self._told(job, progress, step, said.answer, said.reply, said.confidence)
            progress.faults.append(said.fault or Fault.SCHEMA)
            if len(progress.faults) >= _ATTEMPTS:
                return self._result(job, progress, Outcome.INVALID)

    async def _waited(self, job: InsightJob, progress: Progress) -> bool:
        """Are the models to be asked again? They may be away for seconds only, such as for a restart."""
        settings = self._settings
        waited_s = (self._clock_ms() - progress.begun_ms) / 1e3
        needed_s = settings.again_s + settings.routing.critical_needs_s
        last = progress.errors[-1] if progress.errors else None  # none: their breakers are open
        away = bool(progress.tried) and not progress.faults and last in _AWAY
        if not away or waited_s >= settings.wait_s or self._remaining_s(job) < needed_s:
            return False
        await self._sleep(settings.again_s)
        progress.tried.clear()
        return True

    def _told(
        self,
        job: InsightJob,
        progress: Progress,
        step: Step,
        answer: Answer,
        reply: Reply,
        confidence: float,
    ) -> JobResult:
        now_ms = self._clock_ms()
        if is_abstention(reply.message, job.language):
            # An unsure model does not overrule the rule: its alert stays as it is.
            if job.rule_alert is None or confidence < self._settings.min_confidence:
                return self._result(job, progress, Outcome.ABSTAINED)
            insight = withdrawn_alert(
                job, degraded=step.degraded, model=answer.model, adapter=answer.adapter, now_ms=now_ms
            )
            return self._result(job, progress, Outcome.WITHDRAWN, insight=insight)
        alert = job.insight_type is InsightType.RISK_ALERT
        insight = answered(
            job,
            message=reply.message,
            confidence=confidence,
            category=alert_category(reply.message, job.language) if alert else None,
            degraded=step.degraded,
            model=answer.model,
            adapter=answer.adapter,
            prompt_digest=self._digest,
            now_ms=now_ms,
        )
        return self._result(job, progress, Outcome.ANSWERED, insight=insight)

    def _by_rules(self, job: InsightJob, progress: Progress) -> JobResult:
        """The last rung."""
        if progress.faults:
            return self._result(job, progress, Outcome.INVALID)
        progress.rung = RULES
        insight = standing_alert(job, self._clock_ms())
        if insight is not None:
            return self._result(job, progress, Outcome.ANSWERED, insight=insight)
        routing = self._settings.routing
        no_time = self._remaining_s(job) < min(routing.critical_needs_s, routing.fast_needs_s)
        late = no_time or LlmFault.TIMEOUT in progress.errors
        return self._result(job, progress, Outcome.EXPIRED if late and self._models else Outcome.FAILED)

    def _usable(self, job: InsightJob) -> set[Rung]:
        """The rungs with a model; of two that are the same model, the one the question deserves."""
        usable = set(self._models)
        if len(usable) == 2 and self._models[Rung.CRITICAL] is self._models[Rung.FAST]:
            usable.remove(Rung.FAST if job.critical else Rung.CRITICAL)
        return usable

    def _remaining_s(self, job: InsightJob) -> float:
        return (job.deadline_ms - self._clock_ms()) / 1e3

    def _result(self, job: InsightJob, progress: Progress, outcome: Outcome, **more: Any) -> JobResult:
        return result_of(
            job,
            outcome,
            faults=tuple(progress.faults),
            rung=progress.rung,
            prompt_digest=self._digest,
            model=progress.model,
            adapter=progress.adapter,
            arm=None if progress.arm is Arm.CHAMPION else progress.arm.value,
            attempts=progress.attempts,
            wait_ms=max(0, progress.begun_ms - job.created_ms),
            duration_ms=max(0, self._clock_ms() - progress.begun_ms),
            prompt_tokens=progress.prompt_tokens,
            reply_tokens=progress.reply_tokens,
            **more,
        )

    @contextmanager
    def _span(self, name: str, job: InsightJob, **more: str) -> Iterator[None]:
        if self._tracer is None:
            yield
            return
        parent = job.trace if not more else None
        with self._tracer.span(
            name,
            parent=parent or None,
            conversation_id=job.conversation_id,
            insight_type=job.insight_type.value,
            job_id=job.job_id,
            **more,
        ):
            yield
