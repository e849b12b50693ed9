"""Questions outlive their broker and their worker, over a real Redis."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from insights.jobs import InsightJob, JobResult, Outcome, Priority
from serving.worker.answering import epoch_ms
from serving.worker.remote import CeleryQueue
from serving.worker.results import result_of
from serving.worker.service import WorkerService
from serving.worker.settings import QueueSettings
from serving.worker.wire import RESULT_FIELD, Names
from tests.redis_server import RedisServer, running_redis
from tests.serving.worker.kit import Heard, job

GATEWAY = "gateway-1"
NAMES = Names("escuta")


@pytest.fixture
def server() -> Iterator[RedisServer]:
    """Keeps nothing over an outage."""
    with running_redis() as running:
        yield running


Body = Callable[[CeleryQueue, Heard, Any], Awaitable[None]]


def run(server: RedisServer, body: Body) -> None:
    """With a started queue, its listener, and a client of Redis."""

    async def main() -> None:
        queue, heard = CeleryQueue(server.url, QueueSettings(celery=True), gateway=GATEWAY), Heard()
        client = redis.asyncio.Redis.from_url(
            server.url, decode_responses=True, retry=Retry(NoBackoff(), 1), retry_on_error=[RedisError]
        )
        await queue.start(heard)
        try:
            await body(queue, heard, client)
        finally:
            await queue.close()
            await client.aclose()

    asyncio.run(main())


async def waiting(client: Any, number: int, queue: str = NAMES.queue) -> None:
    """Until so many questions wait in Redis."""
    async with asyncio.timeout(20):
        while await client.llen(queue) != number:
            await asyncio.sleep(0.02)


async def answer(client: Any, asked: InsightJob) -> None:
    result = result_of(asked, Outcome.ABSTAINED).model_dump_json()
    await client.xadd(NAMES.results(GATEWAY), {RESULT_FIELD: result})


def test_a_question_waits_while_the_broker_is_away(server: RedisServer) -> None:
    async def body(queue: CeleryQueue, heard: Heard, client: Any) -> None:
        server.stop()
        asked = job(1, priority=Priority.ALERT)
        await queue.submit(asked)
        server.start()
        await waiting(client, 1)
        await answer(client, asked)
        assert (await heard.count(1))[0].outcome is Outcome.ABSTAINED

    run(server, body)


def test_what_the_broker_has_forgotten_is_sent_again(server: RedisServer) -> None:
    async def body(queue: CeleryQueue, heard: Heard, client: Any) -> None:
        for number in range(3):
            await queue.submit(job(number, priority=Priority.ALERT))
        await waiting(client, 3)
        await answer(client, job(0))
        await heard.count(1)
        server.stop()
        server.start()
        await waiting(client, 2)

    run(server, body)


def test_what_a_dead_worker_had_in_hand_is_sent_again_once(server: RedisServer) -> None:
    async def body(queue: CeleryQueue, heard: Heard, client: Any) -> None:
        await client.zadd(NAMES.workers, {"worker-1": epoch_ms() + 1500})
        for number in range(2):
            await queue.submit(job(number, priority=Priority.ALERT))
        await waiting(client, 2)
        await client.delete(NAMES.queue)  # a worker takes both, and has answered one when it dies
        await client.sadd(NAMES.held("worker-1", GATEWAY), job(0).job_id)
        await waiting(client, 1)
        await answer(client, job(0))
        await answer(client, job(0))
        await answer(client, job(1))
        await heard.count(2)
        assert queue.size() == 0

    run(server, body)


class _Answerer:
    """Says nothing, when it is let."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.let = threading.Event()

    async def answer(self, asked: InsightJob) -> JobResult:
        self.asked.set()
        await asyncio.to_thread(self.let.wait)
        return result_of(asked, Outcome.ABSTAINED)


def test_a_result_waits_while_the_broker_is_away(server: RedisServer) -> None:
    answerer = _Answerer()

    async def closed() -> None: ...

    async def opened() -> Any:
        return answerer, closed

    service = WorkerService(server.url, "escuta", opened)
    service.start()

    async def body(queue: CeleryQueue, heard: Heard, client: Any) -> None:
        asked = job(1)
        await queue.submit(asked)
        answering = asyncio.create_task(asyncio.to_thread(service.answer, asked))
        await asyncio.to_thread(answerer.asked.wait)
        (worker,) = await client.zrange(NAMES.workers, 0, -1)
        assert await client.smembers(NAMES.held(worker, GATEWAY)) == {asked.job_id}
        server.stop()
        answerer.let.set()
        server.start()
        assert (await heard.count(1))[0].outcome is Outcome.ABSTAINED
        await answering
        assert not await client.exists(NAMES.held(worker, GATEWAY))

    try:
        run(server, body)
    finally:
        service.close()
