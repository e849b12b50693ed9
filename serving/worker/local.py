"""Jobs answered in this process: a bounded queue by priority, worked off by asyncio tasks."""

import asyncio
import heapq
import itertools
from collections import Counter

from insights.jobs import InsightJob
from serving.observability.logs import logger
from serving.worker.answering import Answerer
from serving.worker.api import Listener, QueueFull
from serving.worker.settings import QueueSettings

_LOG = logger(__name__)


class LocalQueue:
    """An `InsightQueue` for one event loop.

    A job whose tenant has all its slots in use does not hold up other tenants' jobs.
    """

    def __init__(self, answerer: Answerer, settings: QueueSettings) -> None:
        self._answerer = answerer
        self._settings = settings
        self._listener: Listener | None = None
        self._numbers = itertools.count()
        self._waiting: dict[str, list[tuple[int, int, InsightJob]]] = {}  # tenant → heap
        self._running: dict[asyncio.Task[None], InsightJob] = {}
        self._busy: Counter[str] = Counter()  # tenant → jobs being answered
        self._pending: Counter[str] = Counter()  # session → jobs without a result
        self._closed = False

    async def start(self, listener: Listener) -> None:
        self._listener = listener
        self._dispatch()

    async def submit(self, job: InsightJob) -> None:
        if self._closed or self.size() >= self._settings.max_jobs:
            raise QueueFull
        heap = self._waiting.setdefault(job.tenant, [])
        heapq.heappush(heap, (int(job.priority), next(self._numbers), job))
        self._pending[job.session_id] += 1
        self._dispatch()

    def pending(self, session_id: str) -> int:
        return self._pending[session_id]

    async def cancel(self, session_id: str) -> int:
        given_up = 0
        for tenant, heap in list(self._waiting.items()):
            kept = [item for item in heap if item[2].session_id != session_id]
            given_up += len(heap) - len(kept)
            self._put(tenant, kept)
        tasks = [task for task, job in self._running.items() if job.session_id == session_id]
        for task in tasks:
            task.cancel()
        self._pending.pop(session_id, None)
        if tasks:
            await asyncio.wait(tasks)
        return given_up + len(tasks)

    def size(self) -> int:
        """Also from another thread."""
        return sum(map(len, list(self._waiting.values())))

    async def healthy(self) -> bool:
        return not self._closed

    async def close(self) -> None:
        self._closed = True
        self._waiting.clear()
        self._pending.clear()
        tasks = list(self._running)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def _dispatch(self) -> None:
        """Start the most urgent jobs that may run."""
        if self._listener is None or self._closed:
            return
        while len(self._running) < self._settings.concurrency:
            free = [tenant for tenant in self._waiting if self._busy[tenant] < self._answerer.tenant_at_once]
            if not free:
                return
            tenant = min(free, key=self._turn)
            heap = self._waiting[tenant]
            job = heapq.heappop(heap)[2]
            self._put(tenant, heap)
            self._busy[tenant] += 1
            task = asyncio.create_task(self._work(job, self._listener))
            self._running[task] = job
            task.add_done_callback(self._finished)

    def _turn(self, tenant: str) -> tuple[int, int, int]:
        """The most urgent goes first, and of these that of the tenant of whom least is being answered."""
        priority, number, _ = self._waiting[tenant][0]
        return priority, self._busy[tenant], number

    async def _work(self, job: InsightJob, listener: Listener) -> None:
        result = await self._answerer.answer(job)
        self._pending[job.session_id] -= 1
        if self._pending[job.session_id] <= 0:
            del self._pending[job.session_id]
        try:
            await listener(result)
        except Exception as error:
            _LOG.error("result_not_heard", job_id=job.job_id, error=type(error).__name__)

    def _finished(self, task: asyncio.Task[None]) -> None:
        job = self._running.pop(task)
        self._busy[job.tenant] -= 1
        if not self._busy[job.tenant]:
            del self._busy[job.tenant]
        if not task.cancelled():
            task.exception()  # `_work` logs its own
        self._dispatch()

    def _put(self, tenant: str, heap: list[tuple[int, int, InsightJob]]) -> None:
        heapq.heapify(heap)
        if heap:
            self._waiting[tenant] = heap
        else:
            self._waiting.pop(tenant, None)
