"""Jobs answered by Celery workers; results come back through Redis."""

import asyncio
import json
import time
from typing import Any

import redis.asyncio
from celery import Celery
from pydantic import ValidationError
from redis.exceptions import RedisError

from insights.jobs import InsightJob, JobResult, Outcome
from serving.observability.logs import logger
from serving.worker.answering import epoch_ms
from serving.worker.api import Listener, QueueFull
from serving.worker.outgoing import Outgoing
from serving.worker.results import result_of
from serving.worker.settings import AnswererSettings, QueueSettings
from serving.worker.wire import CANCEL_TTL_S, RESULT_FIELD, RESULT_TTL_S, TASK, Names, gateway_app

_LOG = logger(__name__)

_BLOCK_MS = 250
_TIMEOUT_S = 5.0
_RETRY_S = 0.5
_LOOK_S = 1.0


class CeleryQueue:
    """An `InsightQueue` whose jobs go to Celery; `gateway` is this process's name in `InsightJob.gateway`.

    A job that is not answered gives `expired`, `settings.overdue_s` after its deadline. Until then it waits
    while Redis is away, and is sent again where Redis or a worker has lost it.
    """

    def __init__(
        self,
        url: str,
        settings: QueueSettings,
        *,
        gateway: str,
        tenant_at_once: int = AnswererSettings.tenant_at_once,
    ) -> None:
        """`tenant_at_once`: questions of a tenant that workers answer at the same time; more wait here."""
        self._settings = settings
        self._names = Names(settings.prefix)
        self._gateway = gateway
        self._app: Celery = gateway_app(url, settings.prefix)
        self._outgoing = Outgoing(
            self._send, lambda job_id: self._jobs.get(job_id), tenant_at_once=tenant_at_once
        )
        self._redis = redis.asyncio.Redis.from_url(
            url, decode_responses=True, socket_timeout=_TIMEOUT_S, socket_connect_timeout=_TIMEOUT_S
        )
        self._jobs: dict[str, InsightJob] = {}  # without a result
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._listener: Listener | None = None
        self._reading: asyncio.Task[None] | None = None
        self._looking: asyncio.Task[None] | None = None
        self._telling: set[asyncio.Task[None]] = set()
        self._closed = False

    async def start(self, listener: Listener) -> None:
        self._listener = listener
        self._outgoing.start()
        self._reading = asyncio.create_task(self._read(), name="results from Celery")
        self._looking = asyncio.create_task(self._look(), name="workers that are gone")

    async def submit(self, job: InsightJob) -> None:
        if self._closed or len(self._jobs) >= self._settings.max_jobs:
            raise QueueFull
        loop = asyncio.get_running_loop()
        self._jobs[job.job_id] = job
        left_s = max(0.0, (job.deadline_ms - epoch_ms()) / 1e3) + self._settings.overdue_s
        self._timers[job.job_id] = loop.call_later(left_s, self._overdue, job.job_id)
        self._outgoing.put(job)

    def pending(self, session_id: str) -> int:
        return sum(job.session_id == session_id for job in self._jobs.values())

    async def cancel(self, session_id: str) -> int:
        given_up = [job.job_id for job in self._jobs.values() if job.session_id == session_id]
        for job_id in given_up:
            self._forget(job_id)
        if given_up:
            try:
                async with self._redis.pipeline(transaction=False) as commands:
                    for job_id in given_up:
                        commands.set(self._names.cancelled(self._gateway, job_id), 1, ex=CANCEL_TTL_S)
                    commands.publish(self._names.cancel, json.dumps([self._gateway, given_up]))
                    await commands.execute()
            except (RedisError, OSError, TimeoutError) as error:
                _LOG.warning("cancel_not_sent", error=type(error).__name__)
        return len(given_up)

    @property
    def _known(self) -> str:
        return self._names.known(self._gateway)

    def size(self) -> int:
        return len(self._jobs)

    async def healthy(self) -> bool:
        """Is Redis there, and a worker?"""
        try:
            return bool(await self._redis.zcount(self._names.workers, epoch_ms(), "+inf"))
        except (RedisError, OSError, TimeoutError):
            return False

    async def close(self) -> None:
        self._closed = True
        for job_id in list(self._jobs):
            self._forget(job_id)
        await self._outgoing.close()
        if self._looking is not None:
            self._looking.cancel()
        if self._reading is not None:
            await asyncio.wait([self._reading])  # at most until the block of its XREAD ends
        if self._telling:
            await asyncio.wait(self._telling)
        try:
            await self._redis.delete(self._names.results(self._gateway), self._known)
        except (RedisError, OSError, TimeoutError) as error:
            _LOG.warning("results_not_removed", error=type(error).__name__)
        await self._redis.aclose()
        self._app.close()

    def _send(self, job: InsightJob) -> None:
        self._app.send_task(
            TASK,
            args=[job.model_dump_json()],
            task_id=job.job_id,
            priority=int(job.priority),
            ignore_result=True,
            argsrepr="(…)",  # what was said stays out of Celery's headers and logs
            kwargsrepr="{}",
            retry=False,
        )

    async def _read(self) -> None:
        """Take results from the stream for as long as the queue is open."""
        key, last = self._names.results(self._gateway), "0-0"
        away_s: float | None = None
        while not self._closed:  # redis-py may take a cancellation for itself
            try:
                if away_s is not None:
                    await self._after_outage(away_s)
                    away_s = None
                    last = "0-0"  # a Redis that has lost everything counts anew
                found: Any = await self._redis.xread({key: last}, count=100, block=_BLOCK_MS)
                for _, entries in _streams(found):
                    for entry, fields in entries:
                        last = entry
                        await self._hear(fields)
                    await self._redis.xdel(key, *(entry for entry, _ in entries))
            except (RedisError, OSError, TimeoutError) as error:
                if away_s is None:
                    away_s = time.monotonic()
                    _LOG.warning("results_unreachable", error=type(error).__name__)
                await asyncio.sleep(_RETRY_S)

    async def _after_outage(self, began_s: float) -> None:
        """Send again what Redis may have lost: its last moments, or everything where it keeps nothing."""
        again = self._outgoing.put_lost(began_s, all_lost=not await self._redis.exists(self._known))
        await self._redis.set(self._known, 1, ex=RESULT_TTL_S)
        _LOG.info("results_back", again_jobs=again)

    async def _look(self) -> None:
        """Send again what a worker had in hand that is gone."""
        alive: set[str] = set()
        marked_s = float("-inf")
        while not self._closed:
            try:
                if time.monotonic() - marked_s > RESULT_TTL_S / 2:
                    await self._redis.set(self._known, 1, ex=RESULT_TTL_S)
                    marked_s = time.monotonic()
                living: Any = await self._redis.zrangebyscore(self._names.workers, epoch_ms(), "+inf")
                found = {str(each) for each in living}
                for worker in alive - found:
                    held: Any = await self._redis.smembers(self._names.held(worker, self._gateway))
                    again = self._outgoing.put_again(held)
                    _LOG.warning("worker_gone", again_jobs=again)
                alive = found
            except (RedisError, OSError, TimeoutError):
                pass  # `_read` says so; who was alive before is asked about afterwards
            await asyncio.sleep(_LOOK_S)

    async def _hear(self, fields: dict[str, str]) -> None:
        try:
            result = JobResult.model_validate_json(fields.get(RESULT_FIELD, ""))
        except ValidationError:
            _LOG.error("result_unreadable")
            return
        if self._forget(result.job_id):
            await self._tell(result)

    async def _tell(self, result: JobResult) -> None:
        assert self._listener is not None
        try:
            await self._listener(result)
        except Exception as error:
            _LOG.error("result_not_heard", job_id=result.job_id, error=type(error).__name__)

    def _overdue(self, job_id: str) -> None:
        job = self._jobs[job_id]
        self._forget(job_id)
        if self._listener is not None:
            task = asyncio.create_task(self._tell(result_of(job, Outcome.EXPIRED)))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    def _forget(self, job_id: str) -> bool:
        """False for a job that has had its result, or was given up."""
        if self._jobs.pop(job_id, None) is None:
            return False
        self._timers.pop(job_id).cancel()
        self._outgoing.forget(job_id)
        return True


def _streams(found: Any) -> list[Any]:
    """What XREAD gives: a list of pairs, or a mapping in newer protocols."""
    if not found:
        return []
    if isinstance(found, dict):
        return [(key, [entry for part in parts for entry in part]) for key, parts in found.items()]
    return list(found)
