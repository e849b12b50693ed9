"""A line that breaks at any moment changes nothing of what the operator sees."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from insights.records import GoldCall
from insights.resources import data_dir
from serving.protocol import (
    BatchProcessed,
    EndReason,
    FinalSummary,
    InsightEvent,
    SessionEnded,
    Start,
    TextMessage,
)
from serving.streaming import CallStream, Pacing, Target
from tests.serving.gateway.kit import STEREO, coded_sound, in_text, running, texts

pytestmark = pytest.mark.long

CUTS = 50


class BreakingLine:
    """A TCP relay that breaks each connection after at most some bytes, so many times."""

    def __init__(self, port: int, cuts: int, seed: int, most_bytes: int = 120_000) -> None:
        self._port = port
        self._most_bytes = most_bytes
        self._random = random.Random(seed)
        self.cuts_left = cuts
        self.port = 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator["BreakingLine"]:
        relay = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = relay.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            relay.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # From within the handshake to well into the call, in either direction.
        budget = [self._random.randrange(50, self._most_bytes)] if self.cuts_left > 0 else [1 << 62]
        upstream, downstream = await asyncio.open_connection("127.0.0.1", self._port)
        both = [
            asyncio.create_task(self._relay(reader, downstream, budget)),
            asyncio.create_task(self._relay(upstream, writer, budget)),
        ]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if budget[0] <= 0:
            self.cuts_left -= 1
        for task in both:
            task.cancel()
        await asyncio.gather(*both, return_exceptions=True)
        for end in (writer, downstream):
            end.transport.abort()

    async def _relay(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, budget: list[int]
    ) -> None:
        while data := await source.read(self._random.randrange(1, 16_384)):
            sink.write(data[: max(0, budget[0])])
            await sink.drain()
            budget[0] -= len(data)
            if budget[0] <= 0:
                return


async def stream(
    port: int, said: bytes | tuple[TextMessage, ...], conversation: str
) -> tuple[list[Any], CallStream]:
    call = CallStream(
        Target(f"ws://127.0.0.1:{port}", "telecom", conversation),
        Start(audio=STEREO) if isinstance(said, bytes) else in_text(),
        said,
        Pacing(speed=0, retry_s=0.001, retry_most_s=0.01, chunk_ms=200),
    )
    return [event async for event in call.events()], call


def essence(events: list[Any]) -> dict[str, Any]:
    """What must be the same: all but names, clocks and what was said about the line."""
    session = events[0].session_id
    insights: dict[str, list[Any]] = {}
    for event in events:
        if isinstance(event, InsightEvent):
            shown = event.insight.model_dump(
                exclude={"insight_id", "session_id", "conversation_id", "created_at"}
            )
            insights.setdefault(event.insight.insight_id.removeprefix(session), []).append(shown)
    batches = [
        event.model_dump(include={"batch", "start_s", "end_s", "silent", "failed", "language", "segments"})
        for event in events
        if isinstance(event, BatchProcessed)
    ]
    final = next(event for event in events if isinstance(event, FinalSummary))
    summary = final.summary.message if final.summary else None
    return {
        "batches": batches,
        "insights": insights,
        "final": final.model_dump(include={"duration_s", "speech_s", "batches", "segments", "insights"}),
        "summary": summary,
    }


@pytest.mark.parametrize(("seed", "door"), [(1, "sound"), (2, "sound"), (3, "text"), (4, "text")])
def test_fifty_broken_lines_change_nothing(tmp_path: Path, seed: int, door: str) -> None:
    gold = (data_dir() / "demo" / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    call = GoldCall.model_validate_json(gold[0])
    if door == "text":  # a call in text has few bytes: it is said four times over
        said: Any = texts(
            [
                turn.model_copy(update={"start_s": turn.start_s + late_s, "end_s": turn.end_s + late_s})
                for late_s in (0, 100, 200, 300)
                for turn in call.turns
            ]
        )
    else:
        said = coded_sound(call.turns, call.turns[-1].end_s + 1)
    most_bytes = 2_500 if door == "text" else 120_000

    async def scenario() -> None:
        async with running(tmp_path, call.turns) as gateway:
            port = int(gateway.url.rpartition(":")[2])
            undisturbed, _ = await stream(port, said, "undisturbed")
            async with BreakingLine(port, CUTS, seed, most_bytes).open() as line:
                broken, client = await stream(line.port, said, "broken")
            assert client.reconnections >= CUTS
            assert line.cuts_left <= 0
            assert [event.seq for event in broken] == list(range(1, len(broken) + 1))
            assert isinstance(broken[-1], SessionEnded)
            assert broken[-1].reason is EndReason.STOPPED
            assert essence(undisturbed)["insights"], "the call must have insights to compare"
            assert essence(broken) == essence(undisturbed)
            stored = [
                [turn.text for turn in await gateway.parts.store.transcript("telecom", name)]
                for name in ("undisturbed", "broken")
            ]
            assert stored[0] == stored[1]
            assert "asr_stream_sessions_resumed_total" in gateway.metrics_page()

    asyncio.run(scenario())
