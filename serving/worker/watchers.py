"""Who looks on while questions are answered. None of them waits, raises or changes an answer."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from insights.jobs import InsightJob, JobResult
from serving.adapters.api import Choice, Sample
from serving.llm.api import Llm, LlmFault
from serving.worker.questions import Judged


class Observer(Protocol):
    """Counts what models do; `serving.observability.metrics.Metrics` is one."""

    def llm_answered(
        self,
        rung: str,
        *,
        adapter: str | None,
        prompt_tokens: int,
        reply_tokens: int,
        first_token_s: float,
        total_s: float,
    ) -> None: ...

    def llm_failed(self, rung: str, fault: LlmFault) -> None: ...


class Tracer(Protocol):
    """Makes spans; `serving.observability.traces.Traces` is one."""

    def span(
        self, name: str, *, parent: Mapping[str, str] | None = None, **attributes: str | int | float | bool
    ) -> AbstractContextManager[Any]: ...

    def done(
        self, name: str, began_ns: int, ended_ns: int | None = None, **attributes: str | int | float | bool
    ) -> None: ...


class Beside(Protocol):
    """Tries challengers beside the answers that are shown; `serving.adapters.trials.Trials` is one."""

    def answering(self) -> AbstractContextManager[None]:
        """Around each job: while many are answered, nothing is asked silently."""
        ...

    def heard(self, job: InsightJob, choice: Choice, model: str, sample: Sample, said: Judged | None) -> None:
        """How an answer for the operator went, good or not."""
        ...

    def follow(self, job: InsightJob, result: JobResult, model: Llm) -> None:
        """`model` has answered, well or not, and the job has its result."""
        ...
