"""The insights of one session: asked for, waited for, stored, shown, judged. What is shown was stored."""

import asyncio
from collections import Counter, deque
from collections.abc import Iterable, Sequence

from insights.insight import Feedback, Insight, Standing
from insights.jobs import InsightJob, JobResult, Outcome
from insights.records import InsightType
from insights.session.actions import Action, Alert, Ask
from serving.gateway.asking import Asking, Moment, Names, job_id_of
from serving.gateway.checkpoint import AnswersMemory, Shown, Todo
from serving.gateway.parts import Parts
from serving.gateway.revisions import Revisions
from serving.gateway.settings import StreamSettings
from serving.gateway.telling import Telling
from serving.protocol import ErrorCode, FeedbackMessage, FeedbackSaved, InsightEvent
from serving.storage.api import StorageUnavailable
from serving.worker.api import QueueFull
from serving.worker.results import result_of


class Answers:
    """`summary` is the call's, once it is there: it is no insight event but a part of the last figures."""

    def __init__(self, names: Names, parts: Parts, settings: StreamSettings, telling: Telling) -> None:
        self.summary: Insight | None = None
        self._names = names
        self._parts = parts
        self._settings = settings
        self._telling = telling
        self._asking = Asking(names, settings, parts.clock)
        self._todo: deque[Todo] = deque()
        self._jobs: dict[str, tuple[InsightJob, Moment]] = {}
        self._revisions: Revisions[JobResult] = Revisions()
        self._results: asyncio.Queue[JobResult] = asyncio.Queue()
        self._answered = asyncio.Event()
        self._alerted = asyncio.Event()  # what was decided to be shown without a question is shown
        self._alerted.set()
        self._final_job: str | None = None
        self._shown: dict[str, Shown] = {}

    def counts(self) -> dict[InsightType, int]:
        """Insights shown, without those that were withdrawn."""
        counts = Counter(shown.insight_type for shown in self._shown.values() if not shown.withdrawn)
        return {insight_type: counts[insight_type] for insight_type in InsightType}

    # --- questions ----------------------------------------------------------------------------------------

    def plan(self, actions: Sequence[Action], language: str, moment: Moment) -> None:
        """Decisions to carry out; `act` does. From now on they are part of the memory."""
        self._decide(Todo(action, language, moment) for action in actions)

    def _decide(self, decisions: Iterable[Todo]) -> None:
        self._todo.extend(decisions)
        if any(isinstance(todo.action, Alert) for todo in self._todo):
            self._alerted.clear()

    async def act(self) -> None:
        """Queue questions, show alerts. A question waits for nothing: nobody sees anything of it before its
        answer, which is shown after the alerts that were decided upon before."""
        alerts: list[tuple[Todo, Insight]] = []
        try:
            for todo in tuple(self._todo):
                if isinstance(todo.action, Alert):
                    alerts.append((todo, self._asking.alert(todo.action, todo.language)))
                else:
                    await self._ask(todo, todo.action)
            for todo, alert in alerts:
                try:
                    await self._publish(alert, todo.moment)
                finally:
                    self._todo.remove(todo)  # also if the store refuses it: others come after it
        finally:
            self._alerted.set()

    async def _ask(self, todo: Todo, ask: Ask) -> None:
        job = self._asking.job(ask, todo.language, todo.moment, self._parts.traces.context())
        if ask.final:
            self._final_job = job.job_id
        self._expect(job, todo.moment)
        self._todo.remove(todo)
        await self._submit(job)

    def _expect(self, job: InsightJob, moment: Moment) -> None:
        self._jobs[job.job_id] = (job, moment)
        self._revisions.expect(job.insight_id, job.rev)

    async def _submit(self, job: InsightJob) -> None:
        try:
            await self._parts.queue.submit(job)
        except QueueFull:
            await self.answered(result_of(job, Outcome.REFUSED))

    # --- in another gateway's place -----------------------------------------------------------------------

    @property
    def memory(self) -> AnswersMemory:
        """What is decided, asked and shown."""
        return AnswersMemory(
            todo=tuple(self._todo),
            jobs=tuple(self._jobs.values()),
            shown=dict(self._shown),
            alerts=self._asking.alerts,
            final_job=self._final_job,
            summary=self.summary,
        )

    def recall(self, memory: AnswersMemory) -> None:
        """Go on where another gateway has stopped; `go_on` does what it has left."""
        self._decide(memory.todo)
        self._asking.recall(memory.alerts)
        self._shown = dict(memory.shown)
        self._final_job = memory.final_job
        self.summary = memory.summary
        for job, moment in memory.jobs:
            self._expect(job, moment)

    async def go_on(self) -> None:
        """What was asked and not shown is shown if it was stored, else asked again; then what was decided."""
        stored = await self._stored() if self._jobs else {}
        for job, moment in list(self._jobs.values()):
            insight = stored.get((job.insight_id, job.rev))
            if insight is not None:
                await self.answered(result_of(job, Outcome.ANSWERED, insight=insight))
                continue
            again = self._asking.again(job)
            self._jobs[job.job_id] = (again, moment)
            await self._submit(again)
        await self.act()

    async def _stored(self) -> dict[tuple[str, int], Insight]:
        names = self._names
        try:
            insights = await self._parts.store.insights(names.tenant, names.conversation_id)
        except StorageUnavailable:
            return {}
        return {(insight.insight_id, insight.rev): insight for insight in insights}

    async def drain(self) -> int:
        """Wait for results; how many were given up."""
        if not self._jobs:
            return 0
        self._answered.clear()
        try:
            await asyncio.wait_for(self._answered.wait(), self._settings.flush_timeout_s)
        except TimeoutError:
            dropped = len(self._jobs)
            await self._parts.queue.cancel(self._names.session_id)
            return dropped
        return 0

    # --- results ------------------------------------------------------------------------------------------

    async def answered(self, result: JobResult) -> None:
        """A result of the insight worker; `work` takes it in."""
        self._results.put_nowait(result)

    async def work(self) -> None:
        """Take results in, until cancelled. One that fails does not end the call."""
        while True:
            result = await self._results.get()
            try:
                job, _ = self._jobs.get(result.job_id, (None, None))
                with self._parts.traces.span(
                    "deliver", parent=job.trace if job is not None else None, job_id=result.job_id
                ):
                    await self._take(result)
            except Exception as error:
                self._jobs.pop(result.job_id, None)
                self._telling.log(
                    "result_failed", error=type(error).__name__, insight_type=result.insight_type.value
                )
            finally:
                if not self._jobs:
                    self._answered.set()

    async def _take(self, result: JobResult) -> None:
        self._parts.metrics.job_done(result)
        # Both at once, so that one transaction holds the result and its insight: half the wait for the disk.
        noting = asyncio.create_task(self._note(result))
        try:
            await self._show(result)
        finally:
            await noting

    async def _note(self, result: JobResult) -> None:
        try:
            with self._parts.traces.span("store", job_id=result.job_id):
                await self._parts.store.save_result(self._names.conversation_id, result)
        except StorageUnavailable:
            self._telling.storage_gone()

    async def _show(self, result: JobResult) -> None:
        if result.job_id not in self._jobs:
            return
        await self._alerted.wait()
        _, moment = self._jobs[result.job_id]
        for ready in self._revisions.settle(result.insight_id, result.rev, result):
            if ready.insight is not None:
                await self._publish(ready.insight, moment, final=ready.job_id == self._final_job)
            self._jobs.pop(ready.job_id, None)

    async def _publish(self, insight: Insight, moment: Moment, *, final: bool = False) -> None:
        """Store, then emit; an insight that cannot be stored is withheld, and the client told."""
        with self._parts.traces.span("store", job_id=job_id_of(insight)):
            stored = await self._store(insight)
        if not stored:
            return
        if final:
            self.summary = insight
            return
        now_ms = self._parts.clock.epoch_ms()
        self._shown[insight.insight_id] = _shown(insight)
        latency_ms = max(0.0, now_ms - moment.closed_ms)
        with self._parts.traces.span(
            "emit",
            job_id=job_id_of(insight),
            insight_type=insight.type,
            source=insight.source,
            latency_ms=latency_ms,
        ):
            self._telling.emit(lambda base: InsightEvent(**base, insight=insight, latency_ms=latency_ms))
        self._parts.metrics.insight_sent(
            insight, since_text_s=max(0.0, now_ms - moment.text_ms) / 1000, since_batch_s=latency_ms / 1000
        )
        self._telling.log(
            "insight_sent", insight_type=insight.type.value, rev=insight.rev, latency_ms=latency_ms
        )

    async def _store(self, insight: Insight) -> bool:
        pause_s = self._settings.retry_s
        for attempt in range(self._settings.store_attempts):
            try:
                await self._parts.store.save_insight(insight)
                return True
            except StorageUnavailable:
                if attempt + 1 < self._settings.store_attempts:
                    await asyncio.sleep(pause_s)
                    pause_s *= 2
        self._telling.storage_gone()
        return False

    # --- feedback -----------------------------------------------------------------------------------------

    async def judge(self, message: FeedbackMessage) -> ErrorCode | None:
        """Store an operator's judgement and confirm it; the error to tell the connection, if any."""
        shown = self._shown.get(message.insight_id) or self._final_of(message.insight_id)
        if shown is None or message.rev > shown.rev:
            return ErrorCode.UNKNOWN_INSIGHT
        feedback = Feedback(
            feedback_id=self._parts.ids(),
            insight_id=message.insight_id,
            rev=message.rev,
            conversation_id=self._names.conversation_id,
            tenant=self._names.tenant,
            usefulness=message.usefulness,
            comment=message.comment,
            created_at=self._parts.clock.now(),
        )
        try:
            if not await self._parts.store.save_feedback(feedback):
                return ErrorCode.UNKNOWN_INSIGHT
        except StorageUnavailable:
            return ErrorCode.STORAGE_UNAVAILABLE
        self._parts.metrics.feedback_given(self._names.tenant, shown.insight_type, message.usefulness)
        self._telling.emit(
            lambda base: FeedbackSaved(
                **base, insight_id=message.insight_id, rev=message.rev, usefulness=message.usefulness
            )
        )
        return None

    def _final_of(self, insight_id: str) -> Shown | None:
        summary = self.summary
        return _shown(summary) if summary is not None and summary.insight_id == insight_id else None


def _shown(insight: Insight) -> Shown:
    return Shown(insight.rev, insight.type, insight.standing is Standing.WITHDRAWN)
