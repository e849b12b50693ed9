"""Questions asked once more of a challenger, silently, after their answer has been given.

They come after everybody else: with the lowest priority, few at a time, and only while the process is not
busy. What is being asked when it gets busy is given up and waits again; of too many that wait the oldest are
dropped, and counted. Slots, limits and breakers know nothing of them.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from insights.jobs import InsightJob, JobResult, Priority
from serving.adapters.api import Choice, Routes, Sample
from serving.adapters.trial_settings import ShadowSettings
from serving.llm.api import Llm, LlmError, LlmFault
from serving.observability.logs import logger
from serving.worker.questions import Judged, judged, question_of
from serving.worker.settings import AnswererSettings

_LOG = logger(__name__)

SILENT: Final = max(Priority) + 1
"""The priority of silent questions: after all others."""


@dataclass(frozen=True, repr=False, eq=False)
class _Waiting:
    """A question for `model`, and what was shown."""

    job: InsightJob
    shown: JobResult
    model: Llm


@dataclass(frozen=True, repr=False)
class Heard:
    """A silent answer (None: there was none) beside what was shown."""

    job: InsightJob
    shown: JobResult
    choice: Choice
    model: str
    sample: Sample
    said: Judged | None


class Shadow:
    """For one event loop; nothing here waits but `close`."""

    def __init__(
        self,
        routes: Routes,
        settings: ShadowSettings,
        answering: AnswererSettings,
        *,
        heard: Callable[[Heard], None],
        dropped: Callable[[], None],
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """`heard` is told of each silent answer, `dropped` of each question given up for good."""
        self._routes = routes
        self._settings = settings
        self._answering = answering
        self._told = heard
        self._dropped = dropped
        self._clock_s = clock_s
        self._jobs = 0
        self._closed = False
        self._waiting: deque[_Waiting] = deque()
        self._asking: dict[asyncio.Task[None], _Waiting] = {}

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Around each job of an operator."""
        self._jobs += 1
        if self._busy:
            self._give_up()
        try:
            yield
        finally:
            self._jobs -= 1
            self._start()

    def follow(self, job: InsightJob, shown: JobResult, model: Llm) -> None:
        """Ask the same model with the challenger's adapter, if there is one for this conversation."""
        if not self._closed and self._choice(job, shown) is not None:
            self._waiting.append(_Waiting(job, shown, model))
            self._start()

    async def close(self) -> None:
        tasks = list(self._asking)
        self._closed = True
        self._waiting.clear()
        self._give_up()
        if tasks:
            await asyncio.wait(tasks)

    @property
    def _busy(self) -> bool:
        return self._jobs >= self._settings.busy_jobs

    def _give_up(self) -> None:
        for task in self._asking:
            task.cancel()

    def _choice(self, job: InsightJob, shown: JobResult) -> Choice | None:
        choice = self._routes.shadow(job.tenant, job.insight_type, job.conversation_id)
        return None if choice is None or choice.adapter == shown.adapter else choice

    def _start(self) -> None:
        """Ask the oldest of those that wait, as far as there is room; drop those there is no room for."""
        while self._waiting and not self._busy and len(self._asking) < self._settings.at_once:
            next_ = self._waiting.popleft()
            task = asyncio.create_task(self._follow(next_))
            self._asking[task] = next_
            task.add_done_callback(self._done)
        while len(self._waiting) > self._settings.waiting:
            self._waiting.popleft()
            self._dropped()

    def _done(self, task: asyncio.Task[None]) -> None:
        asked = self._asking.pop(task)
        if self._closed:
            return
        if task.cancelled():
            self._waiting.appendleft(asked)
        self._start()

    async def _follow(self, asked: _Waiting) -> None:
        try:
            await self._ask(asked.job, asked.shown, asked.model)
        except Exception as error:  # a bug here is no operator's business
            _LOG.error("shadow_failed", job_id=asked.job.job_id, error=type(error).__name__)

    async def _ask(self, job: InsightJob, shown: JobResult, model: Llm) -> None:
        # Again: the trial may have ended since, and between choosing and `using` there must be no wait.
        choice = self._choice(job, shown)
        if choice is None:
            return
        question = question_of(
            job,
            self._answering,
            adapter=choice.adapter,
            timeout_s=self._settings.timeout_s,
            priority=SILENT,
        )
        begun_s = self._clock_s()
        said = None
        try:
            with self._routes.using(choice.adapter):
                answer = await model.answer(question)
        except LlmError as error:
            if error.fault is LlmFault.OVERLOADED:
                self._dropped()
                return
            sample = Sample(self._clock_s() - begun_s, error.fault)
        else:
            said = judged(job, answer, self._answering.min_confidence)
            sample = Sample(answer.total_s, None, () if said.fault is None else (said.fault,))
        self._routes.report(choice, sample)
        self._told(Heard(job, shown, choice, model.name, sample, said))
