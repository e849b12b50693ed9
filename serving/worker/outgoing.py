"""Questions on their way to Celery: sent in order of urgency, kept while Redis is away, sent again where they
may be lost. To be answered twice does no harm: the first result counts.
"""

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from insights.jobs import InsightJob
from serving.observability.logs import logger

_LOG = logger(__name__)

_RETRY_S = 0.5
_UNSURE_S = 3.0
"""Redis writes to disk once a second, and that it is away may be noticed a moment late."""


class Outgoing:
    """`send` blocks; it runs in a thread of its own. `job` gives a question that still wants an answer."""

    def __init__(self, send: Callable[[InsightJob], None], job: Callable[[str], InsightJob | None]) -> None:
        self._send = send
        self._job = job
        self._heap: list[tuple[int, int, str]] = []
        self._numbers = itertools.count()
        self._sent: dict[str, float] = {}
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        # One thread keeps questions in order and the event loop free.
        self._sender = ThreadPoolExecutor(max_workers=1, thread_name_prefix="celery-sender")

    def start(self) -> None:
        self._task = asyncio.create_task(self._work(), name="questions to Celery")

    def put(self, job: InsightJob) -> None:
        self._sent.pop(job.job_id, None)
        heapq.heappush(self._heap, (int(job.priority), next(self._numbers), job.job_id))
        self._wake.set()

    def forget(self, job_id: str) -> None:
        """It has its result, or wants none any more."""
        self._sent.pop(job_id, None)

    def put_again(self, job_ids: Iterable[str]) -> int:
        """Those that were sent and have no result; how many."""
        found = [job for job_id in list(job_ids) if job_id in self._sent and (job := self._job(job_id))]
        for job in found:
            self.put(job)
        return len(found)

    def put_lost(self, outage_began_s: float, *, all_lost: bool) -> int:
        """After an outage of Redis that began then (monotonic): what it may not have kept; how many."""
        since_s = float("-inf") if all_lost else outage_began_s - _UNSURE_S
        return self.put_again([job_id for job_id, sent_s in self._sent.items() if sent_s >= since_s])

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        self._sender.shutdown(wait=False, cancel_futures=True)

    async def _work(self) -> None:
        away = False
        while True:
            while self._heap:
                entry = heapq.heappop(self._heap)
                job = self._job(entry[2])
                if job is None:
                    continue
                try:
                    await asyncio.get_running_loop().run_in_executor(self._sender, self._send, job)
                except (OperationalError, RedisError, OSError) as error:
                    heapq.heappush(self._heap, entry)
                    if not away:
                        _LOG.warning("questions_wait", error=type(error).__name__)
                    away = True
                    await asyncio.sleep(_RETRY_S)
                except Exception as error:
                    _LOG.error("question_not_sent", job_id=job.job_id, error=type(error).__name__)
                else:
                    away = False
                    self._sent[job.job_id] = time.monotonic()
            self._wake.clear()
            await self._wake.wait()
