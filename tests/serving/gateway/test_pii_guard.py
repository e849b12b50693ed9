"""Calls full of planted personal data go through a whole gateway; none of it may be found anywhere."""

import asyncio
import base64
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from insights.insight import MAX_COMMENT_CHARS, Usefulness
from insights.jobs import InsightJob
from insights.records import GoldCall, PiiType
from insights.resources import data_dir
from serving.adapters.routes import LiveRoutes
from serving.observability.logs import configure_logs
from serving.observability.traces import open_traces
from serving.protocol import BatchProcessed, FinalSummary, InsightEvent
from serving.state.memory import MemoryState
from serving.state.redis import RedisState
from serving.state.settings import StateSettings
from serving.worker.answering import Answerer
from serving.worker.local import LocalQueue
from serving.worker.remote import CeleryQueue
from serving.worker.settings import AnswererSettings, QueueSettings
from tests.redis_server import running_redis
from tests.serving.gateway.kit import (
    RecordingLlm,
    ScriptedAsr,
    coded_sound,
    running,
    texts,
    whole_call,
    whole_text,
)
from tests.serving.gateway.spoken_calls import CALLS as SPOKEN
from tests.serving.gateway.spoken_calls import SpokenCall, digits_of

pytestmark = pytest.mark.long

CALLS = 6


@cache
def gold() -> tuple[GoldCall, ...]:
    lines = (data_dir() / "demo" / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    calls = [GoldCall.model_validate_json(line) for line in lines]
    by_language = [[call for call in calls if call.language == language] for language in ("pt", "es")]
    return tuple(call for pair in zip(*by_language, strict=True) for call in pair)[:CALLS]


def planted(call: GoldCall) -> set[str]:
    """Every value, and of values of many words (dictated numbers, addresses) each run of four."""
    texts = {turn.turn_id: turn.text for turn in call.turns}
    values = set()
    for turn_id, spans in call.pii.items():
        for span in spans:
            words = texts[turn_id][span.start : span.end].casefold().split()
            values.add(" ".join(words))
            if span.type is not PiiType.NOME:
                values |= {" ".join(words[at : at + 4]) for at in range(len(words) - 3)}
    return values


def found(values: set[str], text: str) -> list[str]:
    """The planted values in a text, whatever its case and spacing."""
    folded = " ".join(text.casefold().split())
    return [value for value in values if re.search(rf"(?<!\w){re.escape(value)}(?!\w)", folded)]


def test_the_search_would_find_what_is_planted() -> None:
    for call in gold():
        values = planted(call)
        assert len(values) > 3
        assert set(found(values, " ".join(turn.text for turn in call.turns))) == values


class ClumsyAsr(ScriptedAsr):
    """Fails once in a way that quotes what was said, as a careless library might."""

    async def transcribe(self, wav: bytes, **more: Any) -> Any:
        transcription = await super().transcribe(wav, **more)
        if self.calls == 2:
            raise RuntimeError("cannot align: " + " ".join(piece.text for piece in transcription.pieces))
        return transcription


@pytest.fixture
def logs() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    configure_logs(stream, level="DEBUG")
    yield stream
    configure_logs()


def places(
    folder: Path,
    logs: io.StringIO,
    asr: ScriptedAsr,
    door: str,
    comment: str,
) -> dict[str, str]:
    """A call through a gateway and its worker, a comment on it, and then all that can be read of them."""
    exporter = InMemorySpanExporter()
    llm = RecordingLlm()

    async def scenario() -> dict[str, str]:
        state = MemoryState(StateSettings())
        traces = open_traces("test", exporter)
        answerer = Answerer(
            critical=llm,
            fast=llm,
            state=state,
            routes=LiveRoutes(),
            settings=AnswererSettings(),
            tracer=traces,
        )
        queue = ReadQueue(answerer, QueueSettings())
        async with running(folder, asr=asr, queue=queue, state=state, traces=traces) as gateway:
            if door == "text":
                events = await whole_text(gateway, texts(asr.turns), language=asr.language)
            else:
                events = await whole_call(gateway, coded_sound(asr.turns, asr.turns[-1].end_s + 1))
            final = events[-2]
            assert isinstance(final, FinalSummary)
            assert final.summary is not None
            shown = [event.insight for event in events if isinstance(event, InsightEvent)]
            insights = [*shown, final.summary]
            async with httpx.AsyncClient(base_url=gateway.http, params={"tenant_id": "telecom"}) as http:
                judged = {
                    "conversation_id": "c1",
                    "rev": insights[0].rev,
                    "usefulness": Usefulness.WRONG.value,
                    "comment": comment[:MAX_COMMENT_CHARS],
                }
                answer = await http.post(f"/api/v1/insights/{insights[0].insight_id}/feedback", json=judged)
                assert answer.status_code == 201
                pages = [
                    (await http.get(f"/api/v1{path}")).text
                    for path in (
                        "/conversations/c1/insights",
                        "/conversations/c1/transcript",
                        "/health",
                    )
                ]
                metrics = (await http.get("/metrics")).text
            transcript = await gateway.parts.store.transcript("telecom", "c1")
            feedback = await gateway.parts.store.feedback("telecom")
        batches = [event for event in events if isinstance(event, BatchProcessed)]
        segments = [segment.text for batch in batches for segment in batch.segments]
        assert segments == [turn.text for turn in transcript]
        return {
            "clean text": "\n".join(segments),
            "messages": "\n".join(insight.message for insight in insights),
            "comments": "\n".join(each.comment for each in feedback),
            "jobs": "\n".join(turn.text for job in queue.jobs for turn in job.turns),
            "requests": "\n".join(llm.sent),
            "noisy: jobs": "\n".join(job.model_dump_json() for job in queue.jobs),
            "noisy: events": "\n".join(event.model_dump_json() for event in events),
            "noisy: pages": "\n".join(pages),
            "noisy: metrics": re.sub(r" \S+$", "", metrics, flags=re.M),
        }

    found = asyncio.run(scenario())
    found["noisy: logs"] = logs.getvalue()
    found["noisy: traces"] = "\n".join(span.to_json() for span in exporter.get_finished_spans())
    for file in folder.iterdir():
        found[f"noisy: file {file.name}"] = file.read_bytes().decode("utf-8", "replace")
    assert [name for name, text in found.items() if not text] == []
    return found


class ReadQueue(LocalQueue):
    """Keeps what was queued."""

    def __init__(self, answerer: Answerer, settings: QueueSettings) -> None:
        super().__init__(answerer, settings)
        self.jobs: list[InsightJob] = []

    async def submit(self, job: InsightJob) -> None:
        self.jobs.append(job)
        await super().submit(job)


@pytest.mark.parametrize("door", ["sound", "text"])
@pytest.mark.parametrize("number", range(CALLS))
def test_no_planted_value_gets_out(tmp_path: Path, logs: io.StringIO, number: int, door: str) -> None:
    call = gold()[number]
    values = planted(call)
    spoken = next(turn.text for turn in call.turns if call.pii.get(turn.turn_id))
    read = places(tmp_path, logs, ClumsyAsr(call.turns, call.language), door, spoken)
    assert {name: found(values, text) for name, text in read.items() if found(values, text)} == {}


def test_the_search_would_find_what_is_spoken() -> None:
    assert digits_of("doze trinta e quatro meia dois doble siete 91") == "1234627791"
    for call in SPOKEN:
        said = " ".join(turn.text for turn in call.turns)
        for value in call.planted:
            assert replace(call, lines=f"C: {{{value}}}").leaks(said)
            if len(digits := digits_of(value)) >= 3:
                assert call.leaks(f"nº {digits[:3]}")
                assert call.leaks(" ".join(digits))
        assert len(call.comment) <= MAX_COMMENT_CHARS


@pytest.mark.parametrize("door", ["sound", "text"])
@pytest.mark.parametrize("call", SPOKEN, ids=lambda call: call.name)
def test_no_spoken_value_gets_out(tmp_path: Path, logs: io.StringIO, call: SpokenCall, door: str) -> None:
    read = places(tmp_path, logs, ScriptedAsr(call.turns, call.language), door, call.comment)
    leaks = {name: call.leaks(text, noisy=name.startswith("noisy")) for name, text in read.items()}
    assert {name: runs for name, runs in leaks.items() if runs} == {}, read["clean text"]
    assert [kept for kept in call.kept if kept not in read["clean text"]] == []


@pytest.mark.parametrize("call", [None, SPOKEN[0]], ids=["planted", "spoken"])
def test_no_value_gets_into_redis(tmp_path: Path, call: SpokenCall | None) -> None:
    """Jobs for Celery, limits and slots, in a real Redis; no worker takes the jobs, so that they stay."""
    turns, language = (call.turns, call.language) if call else (gold()[0].turns, gold()[0].language)

    async def scenario(url: str) -> None:
        async with running(
            tmp_path,
            turns,
            language=language,
            queue=CeleryQueue(url, QueueSettings(celery=True, redis_url=url), gateway="g1"),
            state=RedisState(url, StateSettings(redis_url=url)),
            stream={"flush_timeout_s": 0.2},
            gateway="g1",
        ) as gateway:
            await whole_call(gateway, coded_sound(turns, turns[-1].end_s + 1))
            await gateway.parts.state.close()

    with running_redis() as server:
        asyncio.run(scenario(server.url))
        client = redis.Redis.from_url(server.url)
        kept = list(everything(client))
        client.close()
    text = "\n".join(kept)
    assert '"turns"' in text, "the jobs must be there to be searched"
    assert (call.leaks(text, noisy=True) if call else found(planted(gold()[0]), text)) == []


def everything(client: "redis.Redis") -> Iterator[str]:
    """Every key and value; what Celery wraps in base64 is unwrapped."""
    for key in client.scan_iter():
        yield key.decode()
        kind = client.type(key).decode()
        values: list[Any] = {
            "string": lambda key: [client.get(key)],
            "list": lambda key: client.lrange(key, 0, -1),
            "hash": lambda key: [item for pair in client.hgetall(key).items() for item in pair],
            "zset": lambda key: client.zrange(key, 0, -1),
            "set": lambda key: list(client.smembers(key)),
            "stream": lambda key: [value for _, fields in client.xrange(key) for value in fields.values()],
        }[kind](key)
        for value in values:
            yield from unwrapped(value.decode("utf-8", "replace"))


def unwrapped(text: str) -> Iterator[str]:
    yield text
    try:
        body = json.loads(text)["body"]
        inner = base64.b64decode(body).decode()
    except (ValueError, KeyError, TypeError):
        return
    # JSON within JSON: what was said may be escaped.
    yield json.dumps(json.loads(inner), ensure_ascii=False).replace("\\\\", "\\").replace('\\"', '"')
    yield inner.encode().decode("unicode_escape", "replace")
