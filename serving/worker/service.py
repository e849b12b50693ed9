"""What runs inside a Celery worker: one event loop with models and shared state, fed by Celery's threads."""

import asyncio
import json
import os
import secrets
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import redis.asyncio
from redis.exceptions import RedisError

from insights.jobs import InsightJob, JobResult
from serving.observability.logs import logger
from serving.worker.answering import Answerer, epoch_ms
from serving.worker.wire import MAX_RESULTS, RESULT_FIELD, RESULT_TTL_S, Names

_LOG = logger(__name__)

_BEAT_S = 1.0
_ALIVE_MS = 5_000
"""A worker that is silent for so long is gone: what it had in hand is given to another."""
_RETRY_S = 0.5
_TIMEOUT_S = 5.0
_LATE_MS = 2_000
"""So long after its deadline nobody waits for a result any more."""

OpenAnswerer = Callable[[], Awaitable[tuple[Answerer, Callable[[], Awaitable[None]]]]]
"""Loads models and state in the loop; gives the answerer and what closes all of it."""


class WorkerService:
    """Answers jobs and sends each result to the gateway that asked."""

    def __init__(self, url: str, prefix: str, open_answerer: OpenAnswerer) -> None:
        self._url = url
        self._names = Names(prefix)
        self._open = open_answerer
        self._name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="insight-worker", daemon=True)
        self._running: dict[tuple[str, str], asyncio.Task[JobResult]] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._closing = False

    def start(self) -> None:
        """Returns when jobs can be answered."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()

    def answer(self, job: InsightJob) -> None:
        """From a Celery thread: blocks until the result is on its way."""
        asyncio.run_coroutine_threadsafe(self._answer(job), self._loop).result()

    def close(self) -> None:
        if self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()

    async def _start(self) -> None:
        self._redis = redis.asyncio.Redis.from_url(
            self._url, decode_responses=True, socket_timeout=_TIMEOUT_S, socket_connect_timeout=_TIMEOUT_S
        )
        self._answerer, self._close_answerer = await self._open()
        self._tasks = [asyncio.create_task(self._beat()), asyncio.create_task(self._heed())]

    async def _close(self) -> None:
        self._closing = True
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks, timeout=_BEAT_S + 1)
        await self._close_answerer()
        try:
            await self._redis.zrem(self._names.workers, self._name)
        except (RedisError, OSError):
            _LOG.warning("worker_not_removed")
        await self._redis.aclose()

    async def _answer(self, job: InsightJob) -> None:
        if not await self._take(job):
            return
        task = asyncio.create_task(self._answerer.answer(job))
        self._running[job.gateway, job.job_id] = task
        try:
            result = await task
        except asyncio.CancelledError:
            return
        finally:
            del self._running[job.gateway, job.job_id]
        await self._tell(job, result)

    async def _take(self, job: InsightJob) -> bool:
        """Say that it is in hand here; False if it was given up. While Redis is away it is answered."""
        held = self._names.held(self._name, job.gateway)
        try:
            async with self._redis.pipeline() as commands:
                commands.exists(self._names.cancelled(job.gateway, job.job_id))
                commands.sadd(held, job.job_id)
                commands.expire(held, RESULT_TTL_S)
                given_up, *_ = await commands.execute()
        except (RedisError, OSError) as error:
            _LOG.warning("state_unreachable", error=type(error).__name__)
            return True
        return not given_up

    async def _tell(self, job: InsightJob, result: JobResult) -> None:
        """The result to its gateway, for as long as that waits: Redis may be away just now."""
        key = self._names.results(job.gateway)
        while True:
            try:
                async with self._redis.pipeline() as commands:
                    commands.xadd(key, {RESULT_FIELD: result.model_dump_json()}, maxlen=MAX_RESULTS)
                    commands.expire(key, RESULT_TTL_S)
                    commands.srem(self._names.held(self._name, job.gateway), job.job_id)
                    await commands.execute()
                return
            except (RedisError, OSError) as error:
                _LOG.warning("result_waits", job_id=job.job_id, error=type(error).__name__)
                if self._closing or epoch_ms() > job.deadline_ms + _LATE_MS:
                    return
            await asyncio.sleep(_RETRY_S)

    async def _beat(self) -> None:
        """Say that this worker is alive."""
        while not self._closing:
            try:
                now_ms = epoch_ms()
                async with self._redis.pipeline() as commands:
                    commands.zadd(self._names.workers, {self._name: now_ms + _ALIVE_MS})
                    commands.zremrangebyscore(self._names.workers, "-inf", now_ms)
                    await commands.execute()
            except (RedisError, OSError) as error:
                _LOG.warning("state_unreachable", error=type(error).__name__)
            await asyncio.sleep(_BEAT_S)

    async def _heed(self) -> None:
        """Stop jobs that are given up."""
        while not self._closing:
            try:
                async with self._redis.pubsub() as channel:
                    await channel.subscribe(self._names.cancel)
                    while not self._closing:
                        message = await channel.get_message(ignore_subscribe_messages=True, timeout=1.0)
                        if message is not None:
                            self._stop(message)
            except (RedisError, OSError) as error:
                _LOG.warning("state_unreachable", error=type(error).__name__)
                await asyncio.sleep(_RETRY_S)

    def _stop(self, message: dict[str, Any]) -> None:
        gateway, job_ids = json.loads(message["data"])
        for job_id in job_ids:
            task = self._running.get((gateway, job_id))
            if task is not None:
                task.cancel()
