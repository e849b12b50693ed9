"""The topology that `deploy/` ships, as real processes: calls through NGINX, and parts that go away."""

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import httpx
import numpy as np
import pytest
from prometheus_client.parser import text_string_to_metric_families
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from insights.errors import EscutaError
from insights.records import Speaker
from insights.resources import data_dir
from loadtests.cluster.binaries import find_binaries
from loadtests.cluster.cluster import Cluster
from loadtests.cluster.settings import ClusterConfig
from loadtests.sound import load
from serving.asr.wire import SESSION_HEADER
from serving.audio.wav import encode
from serving.protocol import (
    AudioFormat,
    BatchProcessed,
    ErrorEvent,
    Event,
    SessionEnded,
    Start,
    TextFormat,
    TextMessage,
)
from serving.streaming import CallStream, Pacing, StreamError, Target

pytestmark = pytest.mark.long

SOUND = load(f"{data_dir()}/demo/audio/syn2026-0000003.flac@20.7", 12.0)
SAID = ("bom dia", "quero cancelar o plano", "está caro demais", "vou pensar", "obrigada", "até logo")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Alerts by rule alone: a language model takes seconds to load and changes nothing here."""
    try:
        find_binaries()
    except EscutaError as error:
        pytest.skip(error.problem)
    with Cluster(ClusterConfig(serve_options="llm=rules listen.shutdown_wait_s=0")) as running:
        yield running


def turns() -> tuple[TextMessage, ...]:
    return tuple(
        TextMessage(speaker=Speaker.CUSTOMER, text=text, start_s=at, end_s=at + 1)
        for at, text in enumerate(SAID)
    )


def call(
    cluster: Cluster, name: str, *, token: str | None = None, pacing: Pacing | None = None
) -> CallStream:
    """In text, at once."""
    target = Target(cluster.ws_url, "telecom", name, token or cluster.token)
    return CallStream(target, Start(audio=TextFormat(), language="pt"), turns(), pacing or Pacing(speed=0))


def spoken_call(cluster: Cluster, name: str) -> CallStream:
    """With sound, at once."""
    audio = AudioFormat(channels=SOUND.channels)
    target = Target(cluster.ws_url, "telecom", name, cluster.token)
    return CallStream(target, Start(audio=audio, language="pt"), SOUND.data, Pacing(speed=0))


async def heard(stream: CallStream) -> list[Event]:
    return [event async for event in stream.events()]


def text_of(events: Sequence[Event]) -> str:
    return " ".join(
        segment.text for event in events if isinstance(event, BatchProcessed) for segment in event.segments
    )


def ended_well(events: Sequence[Event]) -> bool:
    assert not [event.code for event in events if isinstance(event, ErrorEvent)]
    return isinstance(events[-1], SessionEnded) and events[-1].reason == "stopped"


def sessions(cluster: Cluster, gateway: str) -> float:
    """Opened at a gateway, as it says itself."""
    headers = {"Authorization": f"Bearer {cluster.metrics_token}"}
    page = httpx.get(f"{cluster.address(gateway)}/metrics", headers=headers).text
    return sum(
        sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
        if sample.name == "asr_stream_sessions_total"
    )


def test_calls_are_spread_and_end_well(cluster: Cluster) -> None:
    async def go() -> None:
        async with asyncio.TaskGroup() as group:
            texts = [group.create_task(heard(call(cluster, f"chat-{number}"))) for number in range(12)]
            sound = group.create_task(heard(spoken_call(cluster, "sound-1")))
        for each in texts:
            assert ended_well(each.result())
            assert text_of(each.result()) == " ".join(SAID)
        assert ended_well(sound.result())
        assert "mudar de empresa" in text_of(sound.result())

    asyncio.run(go())
    assert all(sessions(cluster, name) > 0 for name in ("gateway-1", "gateway-2"))


def test_nobody_comes_in_without_a_token(cluster: Cluster) -> None:
    with pytest.raises(StreamError) as refused:
        asyncio.run(heard(call(cluster, "c-1", token="guessed")))
    assert refused.value.status == 401
    assert (
        httpx.get(f"{cluster.url}/api/v1/conversations/chat-1/transcript?tenant_id=telecom").status_code
        == 401
    )


def socket(cluster: Cluster, path: str, origin: str | None = None) -> connect:
    headers = {"Authorization": f"Bearer {cluster.token}"}
    given = Origin(origin) if origin else None
    return connect(f"{cluster.ws_url}{path}", additional_headers=headers, origin=given, proxy=None)


def test_pages_of_its_own_address_may_connect_and_no_others(cluster: Cluster) -> None:
    path = "/api/v1/asr/stream?tenant_id=telecom&conversation_id=page-1"

    async def go() -> int:
        async with socket(cluster, path, origin=cluster.url):
            pass
        with pytest.raises(InvalidStatus) as refused:
            async with socket(cluster, path, origin="https://elsewhere.example"):
                pass
        return refused.value.response.status_code

    assert asyncio.run(go()) == 403


def test_live_events_are_found_wherever_the_call_is(cluster: Cluster) -> None:
    """A telephone exchange names its call too late for NGINX to know where it belongs."""

    async def go(gateway: str) -> Any:
        target = Target(
            cluster.address(gateway).replace("http", "ws", 1), "telecom", "phone-1", cluster.token
        )
        start = Start(audio=TextFormat(), language="pt")
        stream = CallStream(target, start, turns(), Pacing(speed=3.0))
        told = None
        async for event in stream.events():
            if told is None:
                path = "/api/v1/conversations/phone-1/events?tenant_id=telecom"
                async with socket(cluster, path) as watching:
                    told = json.loads(await watching.recv())
                stream.stop()
            assert event.session_id == told["session_id"]
        return told

    assert {asyncio.run(go(name))["event"] for name in ("gateway-1", "gateway-2")} == {"session_started"}


@pytest.mark.parametrize("path", ["/metrics", "//metrics", "/%6detrics", "/metrics/", "/./metrics"])
def test_metrics_are_not_for_the_public(cluster: Cluster, path: str) -> None:
    headers = {"Authorization": f"Bearer {cluster.metrics_token}"}
    assert httpx.get(f"{cluster.url}{path}", headers=headers).status_code == 404


def test_what_one_gateway_stored_the_other_tells(cluster: Cluster) -> None:
    asyncio.run(heard(call(cluster, "kept-1")))
    for name in ("gateway-1", "gateway-2"):
        url = f"{cluster.address(name)}/api/v1/conversations/kept-1/transcript?tenant_id=telecom"
        page = httpx.get(url, headers={"Authorization": f"Bearer {cluster.token}"}).json()
        assert " ".join(segment["text"] for segment in page["segments"]) == " ".join(SAID)


def test_a_recogniser_that_dies_costs_no_batch(cluster: Cluster) -> None:
    wav = encode(np.zeros((1, 16_000), dtype=np.float32))

    async def recognised(client: httpx.AsyncClient, session: int) -> int:
        headers = {SESSION_HEADER: f"s{session}", "Authorization": f"Bearer {cluster.asr_token}"}
        answer = await client.post("/transcribe", content=wav, headers=headers)
        return answer.status_code

    async def go() -> None:
        async with httpx.AsyncClient(base_url=cluster.asr_url, timeout=30.0) as client:
            cluster.pause("asr-1")  # what it has been given it keeps
            asked = [asyncio.create_task(recognised(client, number)) for number in range(16)]
            await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
            assert not all(each.done() for each in asked)
            cluster.kill("asr-1")
            assert await asyncio.gather(*asked) == [200] * 16
        events = await asyncio.gather(*(heard(spoken_call(cluster, f"sound-{n}")) for n in (2, 3)))
        assert all(ended_well(each) and "mudar de empresa" in text_of(each) for each in events)

    try:
        asyncio.run(go())
    finally:
        cluster.kill("asr-1")
        cluster.start("asr-1")


@pytest.mark.parametrize("end", [Cluster.kill, Cluster.stop])
def test_a_call_whose_gateway_goes_is_whole(cluster: Cluster, end: Callable[[Cluster, str], object]) -> None:
    """Killed, or stopped as for an upgrade: the client comes back through NGINX, to the other one."""

    async def go() -> list[Event]:
        opened = {name: sessions(cluster, name) for name in ("gateway-1", "gateway-2")}
        stream = call(cluster, f"moved-{end.__name__}", pacing=Pacing(speed=3.0))  # three turns a second
        events: list[Event] = []
        async with asyncio.TaskGroup() as group:
            async for event in stream.events():
                events.append(event)
                if isinstance(event, BatchProcessed) and event.batch == 2:
                    mine = next(name for name, before in opened.items() if sessions(cluster, name) > before)
                    group.create_task(asyncio.to_thread(end, cluster, mine))
        assert stream.reconnections > 0
        return events

    try:
        events = asyncio.run(go())
    finally:
        for name in ("gateway-1", "gateway-2"):
            if not cluster.running(name):
                cluster.start(name)
    assert ended_well(events)
    assert text_of(events) == " ".join(SAID)
    assert [event.seq for event in events] == sorted({event.seq for event in events})
