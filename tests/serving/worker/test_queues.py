"""One suite for both queues: tasks of this process, and a real Celery worker over a real Redis."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from inference.settings import EngineSettings
from insights.jobs import JobResult, Outcome, Priority
from insights.records import InsightType
from serving.adapters.routes import LiveRoutes
from serving.llm.embedded import open_embedded
from serving.llm.settings import EmbeddedSettings
from serving.state.memory import MemoryState
from serving.state.settings import StateSettings
from serving.worker.answering import Answerer
from serving.worker.api import InsightQueue, QueueFull
from serving.worker.local import LocalQueue
from serving.worker.remote import CeleryQueue
from serving.worker.settings import AnswererSettings, QueueSettings
from serving.worker.wire import TASK, Names, gateway_app
from tests.eval.tiny import save_model
from tests.redis_server import RedisServer, running_redis
from tests.serving.worker.celery_worker import CeleryWorker
from tests.serving.worker.kit import Heard, ScriptedLlm, job

pytestmark = pytest.mark.long

START_S = 90.0


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_model(tmp_path_factory.mktemp("queue-model") / "model")


@dataclass
class Cluster:
    """A Redis and a worker with one place. `prelude` are results of jobs that waited before it started."""

    redis: RedisServer
    worker: CeleryWorker
    prefix: str
    prelude: list[JobResult]

    def queue(self, gateway: str, **options: Any) -> CeleryQueue:
        settings = QueueSettings(celery=True, prefix=self.prefix, **options)
        return CeleryQueue(self.redis.url, settings, gateway=gateway)


@pytest.fixture(scope="module")
def cluster(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    prefix = f"test-{secrets.token_hex(4)}"
    options = [
        f"llm.embedded.base={model}",
        "llm.embedded.engine.max_message_chars=40",
        "answering.min_confidence=0",
        f"worker.prefix={prefix}",
    ]
    with running_redis() as redis:
        folder = tmp_path_factory.mktemp("worker")

        async def prelude() -> tuple[CeleryWorker, list[JobResult]]:
            """Jobs are queued first, so that the worker finds all of them and takes the urgent ones."""
            settings = QueueSettings(celery=True, prefix=prefix)
            queue, heard = CeleryQueue(redis.url, settings, gateway="prelude"), Heard()
            await queue.start(heard)
            for number, priority in enumerate((2, 1, 2, 0, 1, 0)):
                asked = job(number, gateway="prelude", left_s=START_S, priority=Priority(priority))
                await queue.submit(asked)
            assert not await queue.healthy()
            worker = CeleryWorker(redis.url, folder, options)
            try:
                results = list(await heard.count(6, START_S))
            except TimeoutError:
                worker.stop()
                raise AssertionError(worker.log.read_text()) from None
            await queue.close()
            return worker, results

        worker, results = asyncio.run(prelude())
        try:
            yield Cluster(redis, worker, prefix, results)
        finally:
            worker.stop()


Body = Callable[[InsightQueue, Heard, str], Awaitable[None]]
Run = Callable[..., None]


@pytest.fixture(params=["local", "celery"])
def run(request: pytest.FixtureRequest, model: Path) -> Run:
    """Runs a test's body with a queue that is started, its listener and the gateway's name."""
    cluster = request.getfixturevalue("cluster") if request.param == "celery" else None

    def go(body: Body, **options: Any) -> None:
        async def main() -> None:
            gateway = f"gateway-{secrets.token_hex(4)}"
            heard = Heard()
            if cluster is not None:
                queue = cluster.queue(gateway, **options)
                await queue.start(heard)
                await body(queue, heard, gateway)
                await queue.close()
                return
            engine = EngineSettings(max_message_chars=40)
            llm = await asyncio.to_thread(open_embedded, EmbeddedSettings(base=str(model), engine=engine))
            answerer = Answerer(
                critical=llm,
                fast=llm,
                state=MemoryState(StateSettings()),
                routes=LiveRoutes(),
                settings=AnswererSettings(min_confidence=0),
            )
            local = LocalQueue(answerer, QueueSettings(**options))
            await local.start(heard)
            await body(local, heard, gateway)
            await local.close()
            await llm.close()

        asyncio.run(main())

    return go


def test_every_job_gives_one_result(run: Run) -> None:
    async def body(queue: InsightQueue, heard: Heard, gateway: str) -> None:
        # Not of alerts: a random model abstains there, the only short reply that the grammar knows.
        kinds = [kind for kind in InsightType if kind is not InsightType.RISK_ALERT]
        jobs = [job(n, insight_type=kinds[n % 3], gateway=gateway, session_id=f"s{n % 2}") for n in range(8)]
        for each in jobs:
            await queue.submit(each)
        assert queue.pending("s0") + queue.pending("s1") > 0
        results = await heard.count(8)
        assert sorted(result.job_id for result in results) == sorted(each.job_id for each in jobs)
        for result in results:
            assert result.outcome is Outcome.ANSWERED
            assert result.insight is not None
            assert result.insight.type is result.insight_type
            assert (result.gateway, result.rung, result.tenant) == (gateway, "embedded", "telecom")
            assert result.duration_ms > 0
        assert (queue.pending("s0"), queue.pending("s1"), queue.size()) == (0, 0, 0)
        assert await queue.healthy()

    run(body)


def test_a_late_job_expires(run: Run) -> None:
    async def body(queue: InsightQueue, heard: Heard, gateway: str) -> None:
        await queue.submit(job(1, gateway=gateway, left_s=0))
        (result,) = await heard.count(1)
        assert (result.outcome, result.attempts) == (Outcome.EXPIRED, 0)

    run(body)


def test_a_session_gives_up_its_jobs(run: Run) -> None:
    async def body(queue: InsightQueue, heard: Heard, gateway: str) -> None:
        for number in range(6):
            session = "gone" if number < 5 else "stays"
            await queue.submit(job(number, gateway=gateway, session_id=session))
        given_up = await queue.cancel("gone")
        assert given_up + len(heard.results) >= 5
        assert queue.pending("gone") == 0
        before = len(heard.results)
        await queue.submit(job(9, gateway=gateway, session_id="stays"))
        results = await heard.count(before + 2)
        assert {result.session_id for result in results[before:]} == {"stays"}
        assert await queue.cancel("gone") == 0

    run(body)


def test_a_full_queue_refuses(run: Run) -> None:
    async def body(queue: InsightQueue, heard: Heard, gateway: str) -> None:
        taken = 0
        try:
            for number in range(10):
                await queue.submit(job(number, gateway=gateway))
                taken += 1
        except QueueFull:
            assert taken >= 2
        assert taken < 10
        await heard.count(taken)
        await queue.submit(job(11, gateway=gateway))
        await heard.count(taken + 1)

    run(body, max_jobs=2, concurrency=1)


# --- this process -----------------------------------------------------------------------------------------


def scripted(model: ScriptedLlm, *, at_once: int = 5, **options: Any) -> LocalQueue:
    """A queue over a scripted model, to hold it at a known point."""
    answerer = Answerer(
        critical=None,
        fast=model,
        state=MemoryState(StateSettings()),
        routes=LiveRoutes(),
        settings=AnswererSettings(tenant_at_once=at_once),
    )
    return LocalQueue(answerer, QueueSettings(**options))


def test_the_urgent_go_first() -> None:
    async def main() -> None:
        model, heard = ScriptedLlm(), Heard()
        queue = scripted(model, concurrency=1)
        for number, priority in enumerate((2, 1, 2, 0, 1, 0)):
            await queue.submit(job(number, priority=Priority(priority)))
        assert queue.size() == 6
        await queue.start(heard)
        results = await heard.count(6)
        assert [result.insight_id for result in results] == ["i3", "i5", "i1", "i4", "i0", "i2"]
        await queue.close()

    asyncio.run(main())


def test_a_tenant_at_its_limit_holds_up_nobody_else() -> None:
    async def main() -> None:
        model, heard = ScriptedLlm(), Heard()
        model.gate = asyncio.Event()
        queue = scripted(model, at_once=2, concurrency=3)
        await queue.start(heard)
        for number in range(4):
            await queue.submit(job(number, tenant="banco"))
        await queue.submit(job(9, tenant="saude"))
        while model.running < 3:
            await asyncio.sleep(0)
        assert queue.size() == 2
        model.gate.set()
        assert {result.tenant for result in await heard.count(5)} == {"banco", "saude"}
        await queue.close()

    asyncio.run(main())


def test_a_tenant_with_much_to_ask_is_no_further_ahead_than_the_others() -> None:
    async def main() -> None:
        model, heard = ScriptedLlm(), Heard()
        queue = scripted(model, at_once=2, concurrency=2)
        for number in range(6):
            await queue.submit(job(number, tenant="banco"))
        await queue.submit(job(9, tenant="saude"))
        await queue.start(heard)
        assert "saude" in [result.tenant for result in (await heard.count(7))[:2]]
        await queue.close()

    asyncio.run(main())


def test_closing_stops_what_runs_and_a_listener_that_fails_stops_nothing() -> None:
    async def main() -> None:
        model, told = ScriptedLlm(), []

        async def fails(result: JobResult) -> None:
            told.append(result)
            raise RuntimeError

        queue = scripted(model, concurrency=1)
        await queue.start(fails)
        await queue.submit(job(1))
        await queue.submit(job(2))
        while len(told) < 2:
            await asyncio.sleep(0)
        model.gate = asyncio.Event()
        await queue.submit(job(3))
        while not model.running:
            await asyncio.sleep(0)
        await queue.close()
        assert model.cancelled == 1
        assert not await queue.healthy()
        with pytest.raises(QueueFull):
            await queue.submit(job(4))

    asyncio.run(main())


# --- Celery -----------------------------------------------------------------------------------------------


def test_celery_takes_the_urgent_first(cluster: Cluster) -> None:
    assert [result.insight_id for result in cluster.prelude] == ["i3", "i5", "i1", "i4", "i0", "i2"]


def test_each_gateway_hears_its_own_and_nothing_is_left_in_redis(cluster: Cluster) -> None:
    async def main() -> None:
        import redis.asyncio

        heard = {name: Heard() for name in ("gateway-a", "gateway-b")}
        queues = {name: cluster.queue(name) for name in heard}
        for name, queue in queues.items():
            await queue.start(heard[name])
        for number in range(4):
            for name, queue in queues.items():
                await queue.submit(job(number, gateway=name, job_id=f"{name}.{number}"))
        client = redis.asyncio.Redis.from_url(cluster.redis.url)
        for name, listener in heard.items():
            results = await listener.count(4)
            assert {result.gateway for result in results} == {name}
            assert await client.xlen(Names(cluster.prefix).results(name)) <= 1  # the last is being removed
            await queues[name].close()
            assert not await client.exists(Names(cluster.prefix).results(name))
        await client.aclose()

    asyncio.run(main())


def test_what_is_no_job_of_ours_harms_nobody(cluster: Cluster) -> None:
    async def main() -> None:
        app = gateway_app(cluster.redis.url, cluster.prefix)
        later = job(1).model_dump_json().replace('"v":1', '"v":2', 1)
        for payload in ("{}", "not json", later):
            app.send_task(TASK, args=[payload], ignore_result=True)
        app.close()
        queue, heard = cluster.queue("gateway-c"), Heard()
        await queue.start(heard)
        await queue.submit(job(2, gateway="gateway-c"))
        assert (await heard.count(1))[0].outcome is Outcome.ANSWERED
        await queue.close()

    asyncio.run(main())


def test_the_workers_log_has_no_words(cluster: Cluster) -> None:
    log = cluster.worker.log.read_text()
    assert log
    assert "cancelar" not in log


def test_a_broker_that_refuses_writes_is_waited_for(cluster: Cluster) -> None:
    """As one does whose disk is full; with `min-replicas-to-write` it needs none."""

    async def main() -> None:
        import redis.asyncio

        client = redis.asyncio.Redis.from_url(cluster.redis.url)
        queue, heard = cluster.queue("gateway-e"), Heard()
        await queue.start(heard)
        await client.config_set("min-replicas-to-write", 1)
        await queue.submit(job(1, gateway="gateway-e", left_s=START_S))
        log = len(cluster.worker.log.read_text())
        async with asyncio.timeout(30):
            while "library_message" not in cluster.worker.log.read_text()[log:]:  # it has met the refusal
                await asyncio.sleep(0.05)
        await client.config_set("min-replicas-to-write", 0)
        assert (await heard.count(1, START_S))[0].outcome is Outcome.ANSWERED
        assert cluster.worker.running()
        await queue.close()
        await client.aclose()

    asyncio.run(main())


def test_a_worker_outlives_a_broker_that_goes_while_it_answers(cluster: Cluster) -> None:
    async def main() -> None:
        queue, heard = cluster.queue("gateway-f"), Heard()
        await queue.start(heard)
        for number in range(8):
            await queue.submit(job(number, gateway="gateway-f", left_s=START_S))
        await heard.count(1)
        cluster.redis.stop()  # with what it knew; one question is in hand, and one is waiting for it
        cluster.redis.start()
        assert {result.outcome for result in await heard.count(8, START_S)} == {Outcome.ANSWERED}
        assert cluster.worker.running()
        await queue.close()

    asyncio.run(main())


def test_a_lost_worker_and_a_lost_broker_are_results_too(cluster: Cluster) -> None:
    """Last: it breaks the cluster."""

    async def main() -> None:
        cluster.worker.crash()
        queue, heard = cluster.queue("gateway-d", overdue_s=0.2), Heard()
        await queue.start(heard)
        await queue.submit(job(1, gateway="gateway-d", left_s=0.2))
        (result,) = await heard.count(1)
        assert result.outcome is Outcome.EXPIRED
        assert queue.size() == 0
        cluster.redis.stop()
        await queue.submit(job(2, gateway="gateway-d", left_s=0.2))
        assert not await queue.healthy()
        assert [result.outcome for result in await heard.count(2)] == [Outcome.EXPIRED] * 2
        assert queue.size() == 0
        cluster.redis.start()
        await queue.close()

    asyncio.run(main())
