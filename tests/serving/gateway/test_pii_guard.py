"""Calls full of planted personal data go through a whole gateway; none of it may be found anywhere."""

import asyncio
import base64
import io
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from insights.insight import Usefulness
from insights.records import GoldCall, PiiType
from insights.resources import data_dir
from serving.adapters.routes import LiveRoutes
from serving.observability.logs import configure_logs
from serving.observability.traces import open_traces
from serving.protocol import InsightEvent
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


@pytest.mark.parametrize("door", ["sound", "text"])
@pytest.mark.parametrize("number", range(CALLS))
def test_no_planted_value_gets_out(tmp_path: Path, logs: io.StringIO, number: int, door: str) -> None:
    call = gold()[number]
    values = planted(call)
    spoken = next(turn.text for turn in call.turns if call.pii.get(turn.turn_id))
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
        async with running(
            tmp_path,
            asr=ClumsyAsr(call.turns, call.language),
            queue=LocalQueue(answerer, QueueSettings()),
            state=state,
            traces=traces,
        ) as gateway:
            if door == "text":
                events = await whole_text(gateway, texts(call.turns), language=call.language)
            else:
                events = await whole_call(gateway, coded_sound(call.turns, call.turns[-1].end_s + 1))
            insights = [event.insight for event in events if isinstance(event, InsightEvent)]
            async with httpx.AsyncClient(base_url=gateway.http, params={"tenant_id": "telecom"}) as http:
                if insights:
                    judged = {
                        "conversation_id": "c1",
                        "rev": insights[0].rev,
                        "usefulness": Usefulness.WRONG.value,
                        "comment": spoken[:1000],
                    }
                    answer = await http.post(
                        f"/api/v1/insights/{insights[0].insight_id}/feedback", json=judged
                    )
                    assert answer.status_code == 201
                pages = [
                    (await http.get(path)).text
                    for path in (
                        "/api/v1/conversations/c1/insights",
                        "/api/v1/conversations/c1/transcript",
                        "/api/v1/health",
                        "/metrics",
                    )
                ]
        return {
            "events": "\n".join(event.model_dump_json() for event in events),
            "pages": "\n".join(pages),
        }

    places = asyncio.run(scenario())
    places["logs"] = logs.getvalue()
    places["traces"] = "\n".join(span.to_json() for span in exporter.get_finished_spans())
    places["requests"] = "\n".join(llm.sent)
    for file in tmp_path.iterdir():
        places[f"file {file.name}"] = file.read_bytes().decode("utf-8", "replace")
    assert all(places[name] for name in ("events", "pages", "logs", "traces"))
    assert {name: found(values, text) for name, text in places.items() if found(values, text)} == {}


def test_no_planted_value_gets_into_redis(tmp_path: Path, logs: io.StringIO) -> None:
    """Jobs for Celery, limits and slots, in a real Redis; no worker takes the jobs, so that they stay."""
    call = gold()[0]

    async def scenario(url: str) -> None:
        async with running(
            tmp_path,
            call.turns,
            language=call.language,
            queue=CeleryQueue(url, QueueSettings(celery=True, redis_url=url), gateway="g1"),
            state=RedisState(url, StateSettings(redis_url=url)),
            stream={"flush_timeout_s": 0.2},
            gateway="g1",
        ) as gateway:
            await whole_call(gateway, coded_sound(call.turns, call.turns[-1].end_s + 1))
            await gateway.parts.state.close()

    with running_redis() as server:
        asyncio.run(scenario(server.url))
        client = redis.Redis.from_url(server.url)
        kept = list(everything(client))
        client.close()
    text = "\n".join(kept)
    assert '"turns"' in text, "the jobs must be there to be searched"
    assert found(planted(call), text) == []


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
