"""One job in, one result out: tenant's slots, the deadline ladder, validation, one retry (L9, L10, L14).

slot → critical | fast (breaker, time left) → reply → valid? → insight
             ↓ no answer, or no time         ↓ no: asked once more, then dropped and counted
          the rung below → rules: the alert by rule stands, marked as degraded
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from insights.confidence import reply_confidence
from insights.errors import EscutaError
from insights.jobs import InsightJob, JobResult, Outcome
from insights.prompts import prompt_digest, prompt_for
from insights.records import InsightType
from insights.reply import Fault, Reply, alert_category, is_abstention, parse_reply
from insights.session.routing import Rung, Step, next_step
from serving.llm.adapters import AdapterMap
from serving.llm.api import Answer, Llm, LlmError, LlmFault, Question
from serving.observability.logs import logger
from serving.state.api import SharedState, StateUnavailable
from serving.worker.results import RULES, answered, result_of, standing_alert, withdrawn_alert
from serving.worker.settings import AnswererSettings

_LOG = logger(__name__)

_SLOT_WAIT_S = 0.05
_ATTEMPTS = 2

# The server is at fault, not the question: these count against its breaker.
_SICK = frozenset({LlmFault.TIMEOUT, LlmFault.OVERLOADED, LlmFault.UNAVAILABLE})


def epoch_ms() -> int:
    """Milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


class Observer(Protocol):
    """Counts what models do; `serving.observability.metrics.Metrics` is one."""

    def llm_answered(
        self, rung: str, *, prompt_tokens: int, reply_tokens: int, first_token_s: float, total_s: float
    ) -> None: ...

    def llm_failed(self, rung: str, fault: LlmFault) -> None: ...


class Tracer(Protocol):
    """Makes spans; `serving.observability.traces.Traces` is one."""

    def span(
        self, name: str, *, parent: Mapping[str, str] | None = None, **attributes: str | int | float | bool
    ) -> AbstractContextManager[Any]: ...


@dataclass
class _Progress:
    """What has happened to a job so far."""

    begun_ms: int
    tried: set[Rung] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    attempts: int = 0
    errors: list[LlmFault] = field(default_factory=list)
    rung: str | None = None
    model: str | None = None
    adapter: str | None = None
    prompt_tokens: int = 0
    reply_tokens: int = 0


class Answerer:
    """Shared by all jobs of a process."""

    def __init__(
        self,
        *,
        critical: Llm | None,
        fast: Llm | None,
        state: SharedState,
        adapters: Mapping[str, AdapterMap] | AdapterMap,
        settings: AnswererSettings,
        clock_ms: Callable[[], int] = epoch_ms,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        observer: Observer | None = None,
        tracer: Tracer | None = None,
    ) -> None:
        """The rungs; one model may be both, either may be absent. `adapters` may differ by the models' names.

        Without models every job ends on the rules.
        """
        models = {Rung.CRITICAL: critical, Rung.FAST: fast}
        self._models = {rung: model for rung, model in models.items() if model is not None}
        self._state = state
        self._adapters = adapters
        self._settings = settings
        self._clock_ms = clock_ms
        self._sleep = sleep
        self._observer = observer
        self._tracer = tracer
        self._digest = prompt_digest()

    @property
    def tenant_at_once(self) -> int:
        """Questions of one tenant that may be asked at the same time."""
        return self._settings.tenant_at_once

    async def answer(self, job: InsightJob) -> JobResult:
        """Never raises but for cancellation, which stops the model too."""
        progress = _Progress(begun_ms=self._clock_ms())
        with self._span("insight_job", job):
            try:
                return await self._answer(job, progress)
            except EscutaError:  # such as a language without prompts
                return self._result(job, progress, Outcome.REFUSED)
            except Exception as error:
                _LOG.error("job_failed", job_id=job.job_id, error=type(error).__name__)
                return self._result(job, progress, Outcome.FAILED)

    async def _answer(self, job: InsightJob, progress: _Progress) -> JobResult:
        if self._remaining_s(job) <= 0:
            return self._result(job, progress, Outcome.EXPIRED)
        if not self._models:
            return self._by_rules(job, progress)
        group, holder = f"tenant:{job.tenant}", job.job_id
        if not await self._slot(job, group, holder):
            return self._result(job, progress, Outcome.REFUSED)
        try:
            return await self._climb_down(job, progress)
        finally:
            await self._give_back(group, holder)

    async def _climb_down(self, job: InsightJob, progress: _Progress) -> JobResult:
        while True:
            step = next_step(
                critical=job.critical,
                remaining_s=self._remaining_s(job),
                usable=self._usable(job),
                tried=progress.tried,
                settings=self._settings.routing,
            )
            if step.rung is Rung.RULES:
                return self._by_rules(job, progress)
            model = self._models[step.rung]
            if not await self._breaker_allows(model):
                progress.tried.add(step.rung)
                continue
            answer = await self._ask(job, step, model, progress)
            if answer is None:
                progress.tried.add(step.rung)
                continue
            reply, confidence, fault = self._judge(job, answer)
            if reply is not None and fault is None:
                return self._told(job, progress, step, answer, reply, confidence)
            progress.faults.append(fault or Fault.SCHEMA)
            if len(progress.faults) >= _ATTEMPTS:
                return self._result(job, progress, Outcome.INVALID)

    async def _ask(self, job: InsightJob, step: Step, model: Llm, progress: _Progress) -> Answer | None:
        """The model's answer, or None if it has none."""
        question = Question(
            messages=prompt_for(job.insight_type, job.language).messages(job.turns),
            insight_type=job.insight_type,
            language=job.language,
            adapter=self._adapter(model, job),
            timeout_s=step.timeout_s,
            max_new_tokens=self._settings.max_new_tokens,
            priority=int(job.priority),
            attempt=len(progress.faults),
        )
        progress.attempts += 1
        progress.rung, progress.model, progress.adapter = model.name, None, question.adapter
        try:
            with self._span("llm_answer", job, rung=model.name):
                answer = await model.answer(question)
        except LlmError as error:
            progress.errors.append(error.fault)
            if self._observer is not None:
                self._observer.llm_failed(model.name, error.fault)
            await self._breaker_report(model, ok=error.fault not in _SICK)
            return None
        await self._breaker_report(model, ok=True)
        progress.model, progress.adapter = answer.model, answer.adapter
        progress.prompt_tokens += answer.prompt_tokens
        progress.reply_tokens += answer.reply_tokens
        if self._observer is not None:
            self._observer.llm_answered(
                model.name,
                prompt_tokens=answer.prompt_tokens,
                reply_tokens=answer.reply_tokens,
                first_token_s=answer.first_token_s,
                total_s=answer.total_s,
            )
        return answer

    def _judge(self, job: InsightJob, answer: Answer) -> tuple[Reply | None, float, Fault | None]:
        """The reply, its confidence as `insights.confidence` defines it, and what is wrong with it."""
        verdict = parse_reply(answer.text, job.insight_type, job.language)
        if verdict.reply is None or verdict.fault is not None:
            return None, 0.0, verdict.fault
        confidence = round(reply_confidence(verdict.reply.confidence, answer.message_logprobs), 4)
        silent = is_abstention(verdict.reply.message, job.language)
        if not silent and confidence < self._settings.min_confidence:
            return None, confidence, Fault.LOW_SCORE
        return verdict.reply, confidence, None

    def _told(
        self,
        job: InsightJob,
        progress: _Progress,
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

    def _by_rules(self, job: InsightJob, progress: _Progress) -> JobResult:
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

    def _adapter(self, model: Llm, job: InsightJob) -> str | None:
        adapters = self._adapters
        found = adapters if isinstance(adapters, AdapterMap) else adapters.get(model.name, AdapterMap())
        return found.adapter_for(job.tenant, job.insight_type)

    def _remaining_s(self, job: InsightJob) -> float:
        return (job.deadline_ms - self._clock_ms()) / 1e3

    def _result(self, job: InsightJob, progress: _Progress, outcome: Outcome, **more: Any) -> JobResult:
        return result_of(
            job,
            outcome,
            faults=tuple(progress.faults),
            rung=progress.rung,
            prompt_digest=self._digest,
            model=progress.model,
            adapter=progress.adapter,
            attempts=progress.attempts,
            wait_ms=max(0, progress.begun_ms - job.created_ms),
            duration_ms=max(0, self._clock_ms() - progress.begun_ms),
            prompt_tokens=progress.prompt_tokens,
            reply_tokens=progress.reply_tokens,
            **more,
        )

    # --- shared state: while it is away, the call goes on without limits --------------------------------

    async def _slot(self, job: InsightJob, group: str, holder: str) -> bool:
        """Wait for one of the tenant's slots, as long as the question could still be asked."""
        while (remaining_s := self._remaining_s(job)) > 0:
            try:
                if await self._state.take_slot(group, holder, self.tenant_at_once, remaining_s + 1):
                    return True
            except StateUnavailable:
                return True
            await self._sleep(min(_SLOT_WAIT_S, remaining_s))
        return False

    async def _give_back(self, group: str, holder: str) -> None:
        try:
            await asyncio.shield(self._state.give_slot(group, holder))
        except StateUnavailable:
            return  # it ends by itself

    async def _breaker_allows(self, model: Llm) -> bool:
        try:
            return await self._state.breaker_allows(f"llm:{model.name}")
        except StateUnavailable:
            return True

    async def _breaker_report(self, model: Llm, *, ok: bool) -> None:
        try:
            await self._state.breaker_report(f"llm:{model.name}", ok=ok)
        except StateUnavailable:
            return

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
