"""A gateway with real parts on a real port; only the models are scripted.

The sound says when it was made: a sample that is not silence holds its time in the call, in hundredths of a
second. So the scripted recogniser can tell from a batch alone which words of a known call are in it, however
the sound was cut, sent and sent again.
"""

import asyncio
import io
import re
import wave
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from websockets.asyncio.client import ClientConnection, connect

from insights.audio.silero import FRAME
from insights.insight import Insight, Source
from insights.jobs import InsightJob, JobResult, Outcome
from insights.pii.scrubber import Scrubber
from insights.prompts import CATEGORY_LABELS
from insights.records import InsightType, Speaker, Turn
from insights.reply import reply_text
from serving.asr.api import Piece, Transcription
from serving.assembly import cleaners
from serving.audio.batcher import BatcherSettings
from serving.audio.detector import Probabilities, Sound
from serving.gateway.app import create_app
from serving.gateway.gateway import Gateway
from serving.gateway.parts import Clock, Parts, Settings
from serving.gateway.settings import ListenSettings, StreamSettings
from serving.llm.api import Answer, Question
from serving.observability.metrics import Metrics
from serving.observability.traces import Traces
from serving.protocol import SERVER_EVENTS, AudioFormat, Event, Start, Stop, TextFormat, TextMessage
from serving.security.origins import Origins
from serving.security.tokens import open_tokens
from serving.server import server
from serving.state.memory import MemoryState
from serving.state.settings import StateSettings
from serving.storage.comments import CommentCleaner
from serving.storage.store import open_store
from serving.worker.api import Listener

RATE_HZ = 16_000
STEREO = AudioFormat(channels=2)
_CODE = 1000
_CHANNEL = {Speaker.AGENT: 0, Speaker.CUSTOMER: 1}


def coded_sound(turns: Sequence[Turn], duration_s: float) -> bytes:
    """Two channels of PCM16 at 16 kHz: silence, and time codes where somebody speaks."""
    count = int(duration_s * RATE_HZ)
    codes = _CODE + np.arange(count) * 100 // RATE_HZ
    sound = np.zeros((count, 2), dtype="<i2")
    for turn in turns:
        first, last = int(turn.start_s * RATE_HZ), int(turn.end_s * RATE_HZ)
        sound[first:last, _CHANNEL[turn.speaker]] = codes[first:last]
    return sound.tobytes()


class CodedStream:
    """Detects time codes."""

    def probabilities(self, sound: Sound) -> Probabilities:
        return (np.abs(sound).reshape(-1, FRAME * sound.shape[1]).max(axis=1) > 328).astype(np.float32)


class ScriptedAsr:
    """Says the words of known turns whose time is in the batch. `before` may wait or raise."""

    def __init__(self, turns: Sequence[Turn], language: str = "pt") -> None:
        self.turns = tuple(turns)
        self.language = language
        self.calls = 0
        self.before: Callable[[], Any] | None = None

    async def transcribe(
        self,
        wav: bytes,
        *,
        language: str | None,
        session_id: str,
        tenant: str = "",
        model: str | None = None,
        timeout_s: float,
    ) -> Transcription:
        self.calls += 1
        if self.before is not None and (waiting := self.before()) is not None:
            await waiting
        with wave.open(io.BytesIO(wav)) as sound:
            samples = np.frombuffer(sound.readframes(sound.getnframes()), dtype="<i2")
            samples = samples.reshape(-1, sound.getnchannels())
        pieces = []
        for turn in self.turns:
            row = samples[:, _CHANNEL[turn.speaker]].astype(int)
            sounding = np.flatnonzero(row)
            if not len(sounding):
                continue
            at = sounding[0]
            start_s = (row[at] + 1 - _CODE) / 100 - at / RATE_HZ
            if text := _words_between(turn, start_s, start_s + len(row) / RATE_HZ):
                begins_s = max(0.0, turn.start_s - start_s)
                ends_s = min(len(row) / RATE_HZ, turn.end_s - start_s)
                pieces.append(Piece(_CHANNEL[turn.speaker], begins_s, max(begins_s, ends_s), text))
        return Transcription(self.language if pieces else None, 1.0, tuple(pieces), "scripted")

    async def healthy(self) -> bool:
        return True

    async def close(self) -> None: ...


def _words_between(turn: Turn, start_s: float, end_s: float) -> str:
    words = turn.text.split()
    step_s = (turn.end_s - turn.start_s) / max(1, len(words))
    times = [turn.start_s + (number + 0.5) * step_s for number in range(len(words))]
    return " ".join(word for word, at in zip(words, times, strict=True) if start_s <= at < end_s)


class ScriptedQueue:
    """Answers every job at once with the ids of what it was asked about; `hold` keeps the results back."""

    def __init__(self) -> None:
        self.jobs: list[InsightJob] = []
        self.hold = False
        self.held: list[JobResult] = []
        self.listener: Listener | None = None
        self.cancelled: list[str] = []

    async def start(self, listener: Listener) -> None:
        self.listener = listener

    async def submit(self, job: InsightJob) -> None:
        self.jobs.append(job)
        result = answer(job)
        if self.hold:
            self.held.append(result)
        else:
            await self.tell(result)

    async def tell(self, result: JobResult) -> None:
        assert self.listener is not None
        await self.listener(result)

    def pending(self, session_id: str) -> int:
        return len(self.held)

    async def cancel(self, session_id: str) -> int:
        self.cancelled.append(session_id)
        dropped, self.held = len(self.held), []
        return dropped

    def size(self) -> int:
        return len(self.held)

    async def healthy(self) -> bool:
        return True

    async def close(self) -> None: ...


def answer(job: InsightJob) -> JobResult:
    """A model that repeats what it was shown: if personal data got that far, it would be seen everywhere."""
    said = " ".join(turn.text for turn in job.turns)[:200]
    category = None
    if job.insight_type is InsightType.RISK_ALERT:
        labels = CATEGORY_LABELS[job.language]
        category = (job.rule_alert and job.rule_alert.category) or next(iter(labels))
        said = f"{labels[category]}: {said}"
    insight = Insight(
        insight_id=job.insight_id,
        rev=job.rev,
        session_id=job.session_id,
        conversation_id=job.conversation_id,
        tenant=job.tenant,
        language=job.language,
        type=job.insight_type,
        message=said,
        confidence=0.9,
        category=category,
        segments=job.segments,
        source=Source.MODEL,
        model="scripted",
        prompt_digest=job.prompt_digest,
        audio_end_s=job.turns[-1].end_s,
        created_at=Clock().now(),
    )
    return JobResult(
        job_id=job.job_id,
        insight_id=job.insight_id,
        rev=job.rev,
        gateway=job.gateway,
        session_id=job.session_id,
        tenant=job.tenant,
        insight_type=job.insight_type,
        outcome=Outcome.ANSWERED,
        insight=insight,
        rung="embedded",
        attempts=1,
    )


class RecordingLlm:
    """A model that repeats what it is shown; all it was sent is kept."""

    name = "embedded"

    def __init__(self) -> None:
        self.sent: list[str] = []

    async def answer(self, question: Question) -> Answer:
        shown = "\n".join(message.content for message in question.messages)
        self.sent.append(shown)
        said = re.sub(r"[^\w\s\[\]]", " ", question.messages[-1].content)[:200]
        text = reply_text(question.insight_type, " ".join(said.split()), 0.9)
        return Answer(text, (), "recording", None, 100, 20, 0.0, 0.0)

    async def healthy(self) -> bool:
        return True

    async def close(self) -> None: ...


@cache
def scrubber() -> Scrubber:
    return Scrubber()


@dataclass
class Running:
    """A gateway that listens."""

    url: str
    parts: Parts
    gateway: Gateway
    server: Any
    asr: Any
    queue: Any
    database: Path
    metrics_page: Callable[[], str] = field(default=lambda: "")

    def address(self, conversation: str = "c1", tenant: str = "telecom") -> str:
        return f"{self.url}/api/v1/asr/stream?tenant_id={tenant}&conversation_id={conversation}"

    @property
    def http(self) -> str:
        return self.url.replace("ws", "http", 1)


@asynccontextmanager
async def running(
    folder: Path,
    turns: Sequence[Turn] = (),
    *,
    language: str = "pt",
    asr: Any = None,
    queue: Any = None,
    api_token: str | None = None,
    stream: dict[str, Any] | None = None,
    listen: dict[str, Any] | None = None,
    batcher: dict[str, Any] | None = None,
    session: Any = None,
    **parts: Any,
) -> AsyncIterator[Running]:
    """Start a gateway on a free port; close everything afterwards."""
    settings = Settings(
        listen=ListenSettings(port=0, shutdown_wait_s=0.0, **(listen or {})),
        stream=StreamSettings(**({"grace_s": 5.0, "retry_s": 0.01} | (stream or {}))),
        batcher=BatcherSettings(**(batcher or {})),
    )
    if session is not None:
        settings = replace(settings, session=session)
    database = folder / "escuta.db"
    store = await open_store(f"sqlite:///{database}", clean_comment=CommentCleaner(scrubber()))
    asr = asr or ScriptedAsr(turns, language)
    queue = queue or ScriptedQueue()
    metrics = Metrics(tenants=["telecom"])
    found = Parts(
        **(
            {
                "recogniser": asr,
                "queue": queue,
                "store": store,
                "state": MemoryState(StateSettings()),
                "tokens": await open_tokens(api_token, store),
                "metrics": metrics,
                "traces": Traces(None),
                "cleaner_for": cleaners(scrubber()),
                "executor": ThreadPoolExecutor(2),
                "detector": CodedStream,
                "origins": Origins(settings.listen.origins),
            }
            | parts
        )
    )
    app = create_app(settings, found)
    serving = server(app, settings.listen)
    task = asyncio.create_task(serving.serve())
    while not serving.started:
        if task.done():
            task.result()
        await asyncio.sleep(0.005)
    port = serving.servers[0].sockets[0].getsockname()[1]
    try:
        yield Running(
            f"ws://127.0.0.1:{port}",
            found,
            app.state.gateway,
            serving,
            asr,
            queue,
            database,
            lambda: found.metrics.render()[0].decode(),
        )
    finally:
        serving.should_exit = True
        await task
        await found.queue.close()
        await found.store.close()
        found.executor.shutdown(wait=False)


async def say(connection: ClientConnection, message: Any) -> None:
    await connection.send(message.model_dump_json(exclude_none=True))


async def hear(connection: ClientConnection) -> Event:
    async with asyncio.timeout(30):
        event = SERVER_EVENTS.validate_json(await connection.recv())
    assert isinstance(event, Event)
    return event


async def hear_until(connection: ClientConnection, kind: type[Any]) -> list[Any]:
    """Events up to the first of a kind."""
    events = [await hear(connection)]
    while not isinstance(events[-1], kind):
        events.append(await hear(connection))
    return events


@asynccontextmanager
async def opened(
    gateway: Running, start: Start | None = None, conversation: str = "c1", **more: Any
) -> AsyncIterator[ClientConnection]:
    """A connection that has sent `start`."""
    async with connect(gateway.address(conversation), proxy=None, **more) as connection:
        await say(connection, start or Start(audio=STEREO))
        yield connection


async def whole_call(
    gateway: Running, sound: bytes, conversation: str = "c1", chunk: int = 64_000
) -> list[Any]:
    """Stream a call as fast as it is taken; all events."""
    from serving.protocol import SessionEnded

    async with opened(gateway, conversation=conversation) as connection:
        hearing = asyncio.create_task(hear_until(connection, SessionEnded))
        for first in range(0, len(sound), chunk):
            await connection.send(sound[first : first + chunk])
        await say(connection, Stop())
        return await hearing


def in_text(language: str = "pt") -> Start:
    """Opens a call in text."""
    return Start(audio=TextFormat(), language=language)


def texts(turns: Sequence[Turn]) -> tuple[TextMessage, ...]:
    """Turns as a platform with its own recogniser sends them."""
    return tuple(
        TextMessage(speaker=turn.speaker, text=turn.text, start_s=turn.start_s, end_s=turn.end_s)
        for turn in turns
    )


async def whole_text(
    gateway: Running, messages: Sequence[TextMessage], conversation: str = "c1", language: str = "pt"
) -> list[Any]:
    """Send a call in text as fast as it is taken; all events."""
    from serving.protocol import SessionEnded

    async with opened(gateway, in_text(language), conversation) as connection:
        hearing = asyncio.create_task(hear_until(connection, SessionEnded))
        for message in messages:
            await say(connection, message)
        await say(connection, Stop())
        return await hearing
