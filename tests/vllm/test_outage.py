"""vLLM is killed under load: calls go on by rule, and have the adapter's insights again once it is back."""

import asyncio
import time
from pathlib import Path

import pytest

from insights.insight import Insight, Source
from insights.synthetic import CorpusSettings, generate_call, transcript
from loadtests.gateway import started_gateway
from loadtests.vllm_server import VllmServer, started_vllm
from serving.adapters.api import Scope
from serving.adapters.ledger import open_ledger
from serving.adapters.rollout import Rollout
from serving.adapters.shelf import Shelf
from serving.protocol import EndReason, InsightEvent, SessionEnded, Start, TextFormat
from serving.streaming import CallStream, Pacing, Target
from serving.transcripts import messages_of
from tests.vllm.conftest import ADAPTER

pytestmark = pytest.mark.vllm

CALLS = 6
SPEED = 20.0
RECOVERY_S = 120.0


class Line:
    """Calls in text at a gateway, all at once."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._calls = 0
        self.insights: list[Insight] = []
        self.ends: list[EndReason] = []

    async def call(self) -> None:
        self._calls += 1
        call = transcript(generate_call(5, self._calls, CorpusSettings(languages={"pt": 1.0})))
        stream = CallStream(
            Target(self._url, call.tenant, f"outage-{self._calls}"),
            Start(audio=TextFormat(), language=call.language),
            messages_of(call),
            Pacing(speed=SPEED),
        )
        async for event in stream.events():
            if isinstance(event, InsightEvent):
                self.insights.append(event.insight)
            if isinstance(event, SessionEnded):
                self.ends.append(event.reason)

    async def calls(self) -> list[Insight]:
        """So many as the test has; what operators were shown meanwhile."""
        known = len(self.insights)
        await asyncio.gather(*(self.call() for _ in range(CALLS)))
        return self.insights[known:]


def by_model(insights: list[Insight]) -> list[Insight]:
    return [insight for insight in insights if insight.source is Source.MODEL]


async def an_outage(url: str, server: VllmServer, digest: str) -> None:
    line = Line(url)
    before = by_model(await line.calls())
    assert before
    assert {insight.adapter for insight in before} == {digest}
    assert not any(insight.degraded for insight in before)

    calls = asyncio.create_task(line.calls())
    await asyncio.sleep(0)
    while len(line.insights) == len(before):  # the load is on
        await asyncio.sleep(0.05)
    await asyncio.to_thread(server.kill)
    known = len(line.insights)
    await calls
    degraded = [insight for insight in line.insights[known:] if insight.degraded]
    assert degraded, "alerts by rule stand, and say so"
    assert {insight.source for insight in degraded} == {Source.RULE}

    await asyncio.to_thread(server.start)
    until_s = time.monotonic() + RECOVERY_S
    while not (again := by_model(await line.calls())):
        assert time.monotonic() < until_s, "the gateway did not come back to its model"
    assert {insight.adapter for insight in again} == {digest}, "never the base, never without"
    assert set(line.ends) == {EndReason.STOPPED}


def test_calls_outlive_their_model(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/escuta.db"
    shelf = Shelf(tmp_path / "adapters")
    digest = shelf.put(ADAPTER)

    async def promote() -> None:
        async with open_ledger(database) as ledger:
            done = await Rollout(ledger, shelf, who="test", why="first champion").promote(digest, Scope())
            assert done.processes == 1

    with started_vllm(tmp_path / "vllm.log") as server:
        options = ["llm=vllm", f"llm.critical.url={server.url}", f"storage.url={database}"]
        options += [f"adapters.shelf={shelf.root}", "adapters.poll_s=0.2"]
        with started_gateway(options, tmp_path / "gateway") as gateway:
            asyncio.run(promote())
            asyncio.run(an_outage(gateway.url, server, digest))
