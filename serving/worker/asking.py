"""One question to one model, by the adapter that routes say.

A canary is given half of the time. Where it gives no good answer the champion is asked, so that an operator
never pays for an experiment.
"""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from insights.jobs import InsightJob
from insights.reply import Fault
from insights.session.routing import RoutingSettings, Rung, Step
from serving.adapters.api import Arm, Choice, Routes, Sample
from serving.llm.api import Answer, Llm, LlmError, LlmFault
from serving.worker.limits import Limits
from serving.worker.questions import Judged, judged, question_of
from serving.worker.settings import AnswererSettings
from serving.worker.watchers import Beside, Observer, Tracer

# The server is at fault, not the question: these count against its breaker.
_SICK = frozenset({LlmFault.TIMEOUT, LlmFault.OVERLOADED, LlmFault.UNAVAILABLE})

Span = Callable[[InsightJob, str], AbstractContextManager[None]]
"""(job, model's name) → a span around its answer."""


@dataclass
class Progress:
    """What has happened to a job so far. `faults` and `errors` are the champion's."""

    begun_ms: int
    tried: set[Rung] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    attempts: int = 0
    errors: list[LlmFault] = field(default_factory=list)
    asked: Llm | None = None
    rung: str | None = None
    model: str | None = None
    adapter: str | None = None
    arm: Arm = Arm.CHAMPION
    canary_failed: bool = False
    prompt_tokens: int = 0
    reply_tokens: int = 0


class Asker:
    """Shared by all jobs of a process."""

    def __init__(
        self,
        *,
        routes: Routes,
        limits: Limits,
        settings: AnswererSettings,
        clock_ms: Callable[[], int],
        span: Span,
        tracer: Tracer | None,
        observer: Observer | None,
        beside: Beside | None,
    ) -> None:
        self._routes = routes
        self._limits = limits
        self._settings = settings
        self._clock_ms = clock_ms
        self._span = span
        self._tracer = tracer
        self._observer = observer
        self._beside = beside

    async def ask(self, job: InsightJob, step: Step, model: Llm, progress: Progress) -> Judged | LlmFault:
        """What the model says, good or not, within `step.timeout_s`; or why it says nothing.

        The breaker, which has let the question through, hears how it went.
        """
        end_ms = self._clock_ms() + step.timeout_s * 1e3
        choice = self._routes.choose(job.tenant, job.insight_type, job.conversation_id)
        if choice.arm is Arm.CANARY:
            canary_s = step.timeout_s / 2
            if not progress.canary_failed and canary_s >= _needs_s(step, self._settings.routing):
                said = await self._one(job, model, choice, canary_s, progress)
                if isinstance(said, Judged) and said.good:
                    await self._limits.breaker_report(model.name, ok=True)
                    return said
                # The breaker hears of the champion, who comes next: a canary must not open it.
                progress.canary_failed = True
            choice = self._champion(job)
        said = await self._one(job, model, choice, self._left_s(end_ms), progress)
        if said is LlmFault.UNKNOWN_ADAPTER:  # routes may have moved since
            said = await self._one(job, model, self._champion(job), self._left_s(end_ms), progress)
        sick = isinstance(said, LlmFault) and said in _SICK
        await self._limits.breaker_report(model.name, ok=not sick)
        return said

    async def _one(
        self, job: InsightJob, model: Llm, choice: Choice, timeout_s: float, progress: Progress
    ) -> Judged | LlmFault:
        """Begins without waiting: what was just chosen is in use before it could be unloaded."""
        question = question_of(
            job,
            self._settings,
            adapter=choice.adapter,
            timeout_s=timeout_s,
            attempt=len(progress.faults),
        )
        begun_ms = self._clock_ms()
        progress.attempts += 1
        progress.asked, progress.arm = model, choice.arm
        progress.rung, progress.model, progress.adapter = model.name, None, choice.adapter
        try:
            with self._routes.using(choice.adapter), self._span(job, model.name):
                asked_ns = time.time_ns()
                answer = await model.answer(question)
                self._timed(job, answer, asked_ns)
        except LlmError as error:
            if self._observer is not None:
                self._observer.llm_failed(model.name, error.fault)
            self._heard(job, choice, model, Sample((self._clock_ms() - begun_ms) / 1e3, error.fault), None)
            return error.fault
        progress.model, progress.adapter = answer.model, answer.adapter
        progress.prompt_tokens += answer.prompt_tokens
        progress.reply_tokens += answer.reply_tokens
        if self._observer is not None:
            self._observer.llm_answered(
                model.name,
                adapter=answer.adapter,
                prompt_tokens=answer.prompt_tokens,
                reply_tokens=answer.reply_tokens,
                first_token_s=answer.first_token_s,
                total_s=answer.total_s,
            )
        said = judged(job, answer, self._settings.min_confidence)
        faults = () if said.fault is None else (said.fault,)
        self._heard(job, choice, model, Sample(answer.total_s, None, faults), said)
        return said

    def _timed(self, job: InsightJob, answer: Answer, asked_ns: int) -> None:
        if self._tracer is None:
            return
        begun_ns = asked_ns + int(answer.queue_s * 1e9)
        self._tracer.done("llm_queue", asked_ns, begun_ns, job_id=job.job_id)
        ended_ns = asked_ns + int(answer.total_s * 1e9)
        self._tracer.done("llm_compute", begun_ns, ended_ns, job_id=job.job_id)

    def _heard(
        self, job: InsightJob, choice: Choice, model: Llm, sample: Sample, said: Judged | None
    ) -> None:
        self._routes.report(choice, sample)
        if self._beside is not None:
            self._beside.heard(job, choice, model.name, sample, said)

    def _champion(self, job: InsightJob) -> Choice:
        return self._routes.champion(job.tenant, job.insight_type)

    def _left_s(self, end_ms: float) -> float:
        return (end_ms - self._clock_ms()) / 1e3


def _needs_s(step: Step, routing: RoutingSettings) -> float:
    return routing.critical_needs_s if step.rung is Rung.CRITICAL else routing.fast_needs_s
