"""The live calls of a fault, and what each client was shown."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from insights.resources import data_dir
from loadtests.faults.catalogue import Fault
from loadtests.sound import SAMPLE_RATE_HZ, Sound, load
from serving.protocol import (
    AudioFormat,
    BatchProcessed,
    EndReason,
    ErrorEvent,
    Event,
    FinalSummary,
    Flow,
    InsightEvent,
    SessionEnded,
    SessionStarted,
    Start,
)
from serving.streaming import CallStream, Pacing, StreamError, Target

LANGUAGES = {"syn2026": "pt", "syn2027": "es"}
"""Of the calls that ship with the project, by how their names begin."""
TENANTS = ("telecom", "banco", "saude", "energia")
CHUNK_MS = 100
_END_WAIT_S = 100.0
_EVERY_S = 3.7


@dataclass(frozen=True)
class Shown:
    """An insight on an operator's screen, `at_s` seconds after the call's sound began; `latency_s` after its
    batch had closed, as the gateway counts it."""

    at_s: float
    latency_s: float
    insight_id: str
    rev: int
    kind: str
    degraded: bool


@dataclass
class LiveCall:
    """One call from its client's side. `began_s`: when its sound began."""

    name: str
    tenant: str
    sound: Sound
    language: str
    speed: float = 1.0
    began_s: float = 0.0
    session_id: str = ""
    shown: list[Shown] = field(default_factory=list)
    texts: list[tuple[float, float]] = field(default_factory=list)  # (spoken, shown), loop's clock
    errors: Counter[str] = field(default_factory=Counter)
    outages: list[tuple[float, float]] = field(default_factory=list)  # without connection: from, until
    holds: int = 0
    words: int = 0
    heard_s: float = 0.0
    failed_s: float = 0.0
    dropped: int = 0
    summary: tuple[str, int] | None = None
    problem: str | None = "not over in time"
    _lost_s: float | None = None
    _final: bool = False

    async def run(self, url: str, token: str, cuts_per_s: float) -> None:
        """Nothing is raised; `problem` says how it ended, None is well."""
        loop = asyncio.get_running_loop()
        start = Start(audio=AudioFormat(channels=self.sound.channels), language=self.language)
        stream = CallStream(
            Target(url, self.tenant, self.name, token),
            start,
            self.sound.data,
            Pacing(speed=self.speed, chunk_ms=CHUNK_MS),
            on_reconnect=lambda _: self._lose(loop.time()),
            on_greeted=lambda: self._find(loop.time()),
        )
        cutting = asyncio.create_task(_cut(stream, cuts_per_s, self.name))
        try:
            async with asyncio.timeout(self.sound.duration_s / self.speed + _END_WAIT_S):
                async for event in stream.events():
                    self._hear(event, loop.time())
        except StreamError as error:
            self.problem = f"{error.code or error.status or 'lost for good'}"
        except TimeoutError:
            return
        finally:
            cutting.cancel()

    def _lose(self, now_s: float) -> None:
        if self._lost_s is None:
            self._lost_s = now_s

    def _find(self, now_s: float) -> None:
        if self._lost_s is not None:
            self.outages.append((self._lost_s, now_s))
            self._lost_s = None

    def _hear(self, event: Event, now_s: float) -> None:
        if isinstance(event, SessionStarted):
            self.session_id, self.began_s = event.session_id, now_s
        elif isinstance(event, BatchProcessed):
            self._batch(event, now_s)
        elif isinstance(event, InsightEvent):
            self._insight(event, now_s)
        elif isinstance(event, ErrorEvent):
            self.errors[event.code.value] += 1
        elif isinstance(event, Flow):
            self.holds += event.state == "hold"
        elif isinstance(event, FinalSummary):
            self._final = True
            self.summary = (event.summary.insight_id, event.summary.rev) if event.summary else None
        elif isinstance(event, SessionEnded):
            self.dropped = event.dropped_jobs
            self.problem = self._judged(event.reason)

    def _judged(self, reason: EndReason) -> str | None:
        if reason is not EndReason.STOPPED:
            return f"ended: {reason.value}"
        return None if self._final else "no final summary"

    def _batch(self, event: BatchProcessed, now_s: float) -> None:
        self.texts.append((self._due(event.end_s), now_s))
        self.words += sum(len(segment.text.split()) for segment in event.segments)
        self.heard_s = max(self.heard_s, event.end_s)
        if event.failed:
            self.failed_s += event.end_s - event.start_s

    def _insight(self, event: InsightEvent, now_s: float) -> None:
        insight = event.insight
        self.shown.append(
            Shown(
                now_s - self.began_s,
                event.latency_ms / 1000,
                insight.insight_id,
                insight.rev,
                insight.type.value,
                insight.degraded,
            )
        )

    def _due(self, sound_s: float) -> float:
        return self.began_s + sound_s / self.speed

    @property
    def silent_s(self) -> float:
        """Sound that was sent and of which nothing was told."""
        return max(0.0, self.sound.duration_s - self.heard_s)

    def places(self) -> dict[str, Shown]:
        """What was shown, by its place in the call: the second upsell's first revision is `upsell 2.1`."""
        order: dict[str, int] = {}
        numbers: Counter[str] = Counter()
        for shown in self.shown:
            if shown.insight_id not in order:
                numbers[shown.kind] += 1
                order[shown.insight_id] = numbers[shown.kind]
        return {f"{each.kind} {order[each.insight_id]}.{each.rev}": each for each in self.shown}

    @property
    def insights(self) -> Counter[str]:
        """Shown, by type."""
        return Counter({shown.insight_id: shown.kind for shown in self.shown}.values())


async def _cut(stream: CallStream, per_s: float, name: str) -> None:
    """Break the connection now and then, without a word."""
    chance = random.Random(name)
    while per_s:
        await asyncio.sleep(chance.expovariate(per_s))
        if stream.connection is not None and stream.session_id is not None:
            with suppress(AttributeError):
                stream.connection.transport.abort()


def prepared(sessions: int, seconds: float, fault: Fault, name: str) -> list[LiveCall]:
    """The same sounds in the same order for every fault: calls that ship with the project, in turn, each from
    another second on, so that not all have something to show at once."""
    files = demo_calls()
    return [
        LiveCall(
            f"{name}-{number:03d}",
            TENANTS[number % len(TENANTS)],
            _sound(files[number % len(files)], _EVERY_S * number, seconds, fault.lost_frames),
            language_of(files[number % len(files)]),
            speed=1.0 - fault.lost_frames,
        )
        for number in range(sessions)
    ]


def demo_calls() -> list[Path]:
    return sorted((data_dir() / "demo" / "audio").glob("*.flac"))


def language_of(file: Path) -> str:
    return LANGUAGES[file.name.partition("-")[0]]


@cache
def _whole(file: Path) -> Sound:
    return load(str(file), 0.0)


def _sound(file: Path, start_s: float, seconds: float, lost: float) -> Sound:
    """After its end comes its start."""
    sound = _whole(file)
    start, size = (int(value * SAMPLE_RATE_HZ) * 2 * sound.channels for value in (start_s, seconds))
    start %= len(sound.data)
    data = (sound.data[start:] + sound.data * (size // len(sound.data) + 1))[:size]
    if lost:
        chance = random.Random(f"{file.name} {start_s}")
        chunks = Sound(sound.name, data, sound.channels).chunks(CHUNK_MS)
        data = b"".join(chunk for chunk in chunks if chance.random() >= lost)
    return Sound(sound.name, data, sound.channels)


async def stream_all(
    calls: Sequence[LiveCall], url: str, token: str, ramp_s: float, cuts_per_s: float
) -> None:
    """All of them, beginning evenly over `ramp_s`; until the last has ended."""

    async def one(number: int, call: LiveCall) -> None:
        await asyncio.sleep(number * ramp_s / len(calls))
        await call.run(url, token, cuts_per_s)

    await asyncio.gather(*(one(number, call) for number, call in enumerate(calls)))
