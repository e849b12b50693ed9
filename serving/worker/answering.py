"""One job in, one result out: the deadline ladder, validation, one retry."""

import time
from collections.abc import Callable, Mapping

from insights.jobs import InsightJob, JobResult
from serving.llm.adapters import AdapterMap
from serving.llm.api import Llm
from serving.state.api import SharedState
from serving.worker.settings import AnswererSettings


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
        adapters: Mapping[str, AdapterMap] | AdapterMap,
        settings: AnswererSettings,
        clock_ms: Callable[[], int] = epoch_ms,
    ) -> None:
        """The rungs; one model may be both, either may be absent. `adapters` may differ by rung name."""
        raise NotImplementedError

    async def answer(self, job: InsightJob) -> JobResult:
        """Never raises but for cancellation."""
        raise NotImplementedError
