"""The shipped Prometheus configuration against a gateway and a Celery worker under load: every query of every
dashboard finds something, every rule can be evaluated, every target is scraped.

DRAW_DASHBOARDS=FOLDER draws what the panels would show.
"""

import asyncio
import json
import math
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from insights.insight import Usefulness
from insights.resources import data_dir
from loadtests.gateway import started_gateway
from loadtests.sound import load
from serving.protocol import AudioFormat, FeedbackMessage, InsightEvent, SessionEnded, Start
from serving.streaming import CallStream, Pacing, Target
from tests.deploy import queries
from tests.deploy.drawing import drawn
from tests.deploy.prometheus_server import Prometheus, started, tool
from tests.redis_server import running_redis
from tests.serving.worker.celery_worker import CeleryWorker

pytestmark = pytest.mark.long

TOKEN = "metrics-only"
CALLS = {"telecom": "syn2026-0000003.flac", "banco": "syn2026-0000019.flac"}
SOUND_S = 40.0


@dataclass(frozen=True)
class System:
    """What runs, after some calls."""

    prometheus: Prometheus
    worker: CeleryWorker
    events: list[str]


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    tool("prometheus")
    folder = tmp_path_factory.mktemp("dashboards")
    with running_redis() as redis, pytest.MonkeyPatch.context() as environment:
        environment.setenv("METRICS_TOKEN", TOKEN)
        environment.setenv("API_TOKEN", "everybody")
        environment.setenv("INSIGHT_WORKER_METRICS_PORT", "0")
        shared = [f"state.redis_url={redis.url}", f"worker.redis_url={redis.url}"]
        worker = CeleryWorker(redis.url, folder, [*shared, f"storage.url=sqlite:///{folder}/live.db"])
        try:
            with started_gateway([*shared, "worker.celery=true"], folder) as gateway:
                address = gateway.url.removeprefix("ws://")
                targets = {"gateway": [address], "insight_worker": []}
                with started(folder, targets, TOKEN) as prometheus:
                    prometheus.waited(lambda: metrics_port(worker.log) is not None, "the worker's metrics")
                    (folder / "prometheus" / "targets" / "insight_worker.yml").write_text(
                        json.dumps([{"targets": [f"127.0.0.1:{metrics_port(worker.log)}"]}])
                    )
                    prometheus.until('up{job="gateway"} == 1', "the gateway's metrics")
                    prometheus.until('up{job="insight_worker"} == 1', "the worker's metrics in Prometheus")
                    prometheus.until('component_up{component="queue"} == 1', "a worker that takes jobs")
                    yield System(prometheus, worker, asyncio.run(calls(gateway.url)))
        finally:
            worker.stop()


def metrics_port(log: Path) -> int | None:
    for line in log.read_text().splitlines():
        if '"metrics_served"' in line:
            return int(json.loads(line)["port"])
    return None


async def calls(url: str) -> list[str]:
    """All at once, a good deal faster than people talk; the kinds of events that came."""
    heard = await asyncio.gather(*(call(url, tenant, name) for tenant, name in CALLS.items()))
    return [event for events in heard for event in events]


async def call(url: str, tenant: str, name: str) -> list[str]:
    """One, whose operator finds every insight useful."""
    sound = load(str(data_dir() / "demo" / "audio" / name), SOUND_S)
    stream = CallStream(
        Target(url, tenant, f"dashboards-{tenant}", "everybody"),
        Start(audio=AudioFormat(channels=sound.channels)),
        sound.data,
        Pacing(speed=4.0),
    )
    events = []
    async for event in stream.events():
        events.append(event.event)
        if isinstance(event, InsightEvent):
            insight = event.insight
            await stream.say(
                FeedbackMessage(insight_id=insight.insight_id, rev=insight.rev, usefulness=Usefulness.USEFUL)
            )
        if isinstance(event, SessionEnded):
            assert event.reason.value == "stopped"
    return events


def test_the_calls_had_insights_and_feedback(system: System) -> None:
    assert {"insight", "feedback_saved", "session_ended"} <= set(system.events)


def test_every_target_is_scraped(system: System) -> None:
    assert not system.prometheus.query("up == 0")
    jobs = {sample["metric"]["job"] for sample in system.prometheus.query("up")}
    assert jobs == {"gateway", "insight_worker", "prometheus"}


def test_every_query_of_every_dashboard_finds_something(system: System) -> None:
    prometheus = system.prometheus
    missing = [each for each in queries.asked() if not each.vllm]
    assert len(missing) > 60

    def all_found() -> bool:
        missing[:] = [each for each in missing if not finite(prometheus, each.expr)]
        return not missing

    try:
        prometheus.waited(all_found, "a value for each query")
    finally:
        if folder := os.environ.get("DRAW_DASHBOARDS"):
            drawn(prometheus, Path(folder))
        for each in missing:
            print(f"nothing: {each.dashboard} / {each.row} / {each.panel}: {each.expr}")


def test_queries_of_vllm_can_be_parsed(system: System) -> None:
    of_vllm = [each for each in queries.asked() if each.vllm]
    assert of_vllm
    for each in of_vllm:
        system.prometheus.query(each.expr)


def test_every_rule_is_evaluated(system: System) -> None:
    prometheus = system.prometheus
    expected = {rule.get("alert") or rule["record"] for rule in queries.rules()}
    prometheus.waited(
        lambda: all(rule["health"] == "ok" for rule in prometheus.rules()), "rules that are evaluated"
    )
    assert {rule["name"] for rule in prometheus.rules()} == expected
    for rule in queries.rules():
        prometheus.query(rule["expr"])
        if "record" in rule:
            prometheus.until(rule["record"], rule["record"])


def test_the_watchdog_fires_and_nothing_says_that_a_part_is_down(system: System) -> None:
    system.prometheus.until('ALERTS{alertname="Watchdog",alertstate="firing"}', "the watchdog")
    down = "TargetDown|NoGateway|ComponentDown|BreakerOpen|DatabaseAway|RowsRefused|LogValuesDropped"
    assert not system.prometheus.query(f'ALERTS{{alertstate="firing",alertname=~"{down}"}}')


def test_a_worker_that_goes_is_told_of(system: System) -> None:
    """Last: it is gone afterwards. The alerts wait for their minute."""
    system.worker.stop()
    system.prometheus.until('ALERTS{alertname="TargetDown",job="insight_worker"}', "a target down")
    system.prometheus.until('ALERTS{alertname="ComponentDown",component="queue"}', "nobody takes jobs")


def finite(prometheus: Prometheus, expr: str) -> bool:
    return any(math.isfinite(float(sample["value"][1])) for sample in prometheus.query(expr))
