"""Questions on their way to Celery: sent in order of urgency, kept while Redis is away, sent again where they
may be lost. To be answered twice does no harm: the first result counts.

A tenant has no more under way than are answered of it at once: what waits at a worker for its tenant's
turn takes a place there, and what other tenants ask comes after it.
"""

import asyncio
import heapq
import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from insights.jobs import InsightJob
from serving.observability.logs import logger

_LOG = logger(__name__)

_RETRY_S = 0.5
_UNSURE_S = 3.0
"""Redis writes to disk once a second, and that it is away may be noticed a moment late."""


_Entry = tuple[int, int, str]
"""Priority, number and name of a question; the least goes first."""


@dataclass(frozen=True)
class _Sent:
    """A question under way; `at_s` is monotonic."""

    at_s: float
    tenant: str
    priority: int


class Outgoing:
    """`send` blocks; it runs in a thread of its own. `job` gives a question that still wants an answer.

    A question waits here while `tenant_at_once` others of its tenant are under way that are as urgent.
    """

    def __init__(
        self,
        send: Callable[[InsightJob], None],
        job: Callable[[str], InsightJob | None],
        *,
        tenant_at_once: int,
    ) -> None:
        self._send = send
        self._job = job
        self._tenant_at_once = tenant_at_once
        self._waiting: dict[str, list[_Entry]] = {}  # tenant → heap
        self._numbers = itertools.count()
        self._sent: dict[str, _Sent] = {}
        self._under_way: Counter[tuple[str, int]] = Counter()  # tenant, priority → sent
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        # One thread keeps questions in order and the event loop free.
        self._sender = ThreadPoolExecutor(max_workers=1, thread_name_prefix="celery-sender")

    def start(self) -> None:
        self._task = asyncio.create_task(self._work(), name="questions to Celery")

    def put(self, job: InsightJob) -> None:
        self.forget(job.job_id)
        self._wait(job.tenant, (int(job.priority), next(self._numbers), job.job_id))
        self._wake.set()

    def forget(self, job_id: str) -> None:
        """It has its result, or wants none any more."""
        sent = self._sent.pop(job_id, None)
        if sent is not None:
            self._under_way -= Counter([(sent.tenant, sent.priority)])  # keeps no zeros
            self._wake.set()

    def put_again(self, job_ids: Iterable[str]) -> int:
        """Those that were sent and have no result; how many."""
        found = [job for job_id in list(job_ids) if job_id in self._sent and (job := self._job(job_id))]
        for job in found:
            self.put(job)
        return len(found)

    def put_lost(self, outage_began_s: float, *, all_lost: bool) -> int:
        """After an outage of Redis that began then (monotonic): what it may not have kept; how many."""
        since_s = float("-inf") if all_lost else outage_began_s - _UNSURE_S
        return self.put_again([job_id for job_id, sent in self._sent.items() if sent.at_s >= since_s])

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        self._sender.shutdown(wait=False, cancel_futures=True)

    async def _work(self) -> None:
        away = False
        while True:
            while (tenant := self._next()) is not None:
                entry = self._taken(tenant)
                job = self._job(entry[2])
                if job is None:
                    continue
                try:
                    await asyncio.get_running_loop().run_in_executor(self._sender, self._send, job)
                except (OperationalError, RedisError, OSError) as error:
                    self._wait(tenant, entry)
                    if not away:
                        _LOG.warning("questions_wait", error=type(error).__name__)
                    away = True
                    await asyncio.sleep(_RETRY_S)
                except Exception as error:
                    _LOG.error("question_not_sent", job_id=job.job_id, error=type(error).__name__)
                else:
                    away = False
                    if self._job(job.job_id) is not None:  # a result may be here already
                        self._sent[job.job_id] = _Sent(time.monotonic(), tenant, entry[0])
                        self._under_way[tenant, entry[0]] += 1
            self._wake.clear()
            await self._wake.wait()

    def _wait(self, tenant: str, entry: _Entry) -> None:
        heapq.heappush(self._waiting.setdefault(tenant, []), entry)

    def _taken(self, tenant: str) -> _Entry:
        heap = self._waiting[tenant]
        entry = heapq.heappop(heap)
        if not heap:
            del self._waiting[tenant]
        return entry

    def _next(self) -> str | None:
        """Whose question is sent now: the most urgent, and of these that of whom least is under way."""
        turns = [
            (heap[0][0], self._ahead(tenant, heap[0][0]), heap[0][1], tenant)
            for tenant, heap in self._waiting.items()
        ]
        return min((turn for turn in turns if turn[1] < self._tenant_at_once), default=(None,))[-1]

    def _ahead(self, tenant: str, priority: int) -> int:
        """How many of a tenant are under way that are as urgent."""
        return sum(self._under_way[tenant, urgent] for urgent in range(priority + 1))
