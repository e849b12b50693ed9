"""Live calls for a rehearsal: a gateway of its own, clients that send calls in text, operators who judge what
they are shown.

The operators know the calls' true answers (`eval.operator`); nobody else in the process does.
"""

import asyncio
import itertools
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from eval.operator import judge
from insights.errors import EscutaError
from insights.insight import Insight, Source, Standing
from insights.records import GoldCall, Turn
from insights.synthetic import transcript
from serving.protocol import (
    BatchProcessed,
    Event,
    FeedbackMessage,
    FeedbackSaved,
    FinalSummary,
    InsightEvent,
    SessionEnded,
    Start,
    TextFormat,
)
from serving.streaming import CallStream, Pacing, StreamError, Target
from serving.transcripts import messages_of

_LISTENS = re.compile(r"listens on http(://127\.0\.0\.1:\d+)")
_STOP_TIMEOUT_S = 60.0


@contextmanager
def gateway(overrides: Sequence[str], log: Path) -> Iterator[str]:
    """`python -m serving` on a free port of this machine; its address, `ws://…`. Its errors go to `log`.

    Raises `EscutaError` if it does not start.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    environment = {key: value for key, value in os.environ.items() if key not in _NOT_HANDED_ON}
    command = [sys.executable, "-m", "serving", "listen.port=0", "listen.shutdown_wait_s=0", *overrides]
    with (
        log.open("w") as errors,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, env=environment, text=True
        ) as process,
    ):
        try:
            yield _address(process, log)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(_STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()


_NOT_HANDED_ON = ("API_TOKEN", "PORT", "DATABASE_URL", "REDIS_URL", "INSIGHT_USE_CELERY")


def _address(process: "subprocess.Popen[str]", log: Path) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := _LISTENS.search(line):
            return f"ws{found.group(1)}"
    raise EscutaError("the gateway did not start", file=log, remedy="its log says why")


@dataclass(frozen=True)
class Shown:
    """An insight as an operator got it. `at_s`: wall clock, seconds since the epoch. `usefulness` is None
    where nobody could fairly say, or nobody was asked."""

    conversation_id: str
    insight_id: str
    rev: int
    insight_type: str
    source: str
    standing: str
    adapter: str | None
    degraded: bool
    latency_ms: float | None
    at_s: float
    usefulness: str | None = None


@dataclass
class Played:
    """What came of some calls. `failed` ended otherwise than well, `unanswered` questions were dropped."""

    calls: int = 0
    failed: int = 0
    unanswered: int = 0
    errors: list[str] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)


Progress = Callable[[int], Any]


async def play(
    url: str,
    calls: Sequence[GoldCall],
    *,
    at_once: int,
    speed: float,
    until: Awaitable[Any] | None = None,
    progress: Progress = lambda _: None,
    played: Played | None = None,
) -> Played:
    """Play the calls through a gateway, `at_once` at a time, `speed` times as fast as they were spoken.

    With `until` they are played over and over, each time as another conversation, until it is done; those
    that are under way then are finished. Its exception is raised. `played` is filled as it happens.
    """
    played = played if played is not None else Played()
    turn = itertools.count()
    waiting = asyncio.ensure_future(until) if until is not None else None

    async def desk(http: httpx.AsyncClient) -> None:
        while waiting is None or not waiting.done():
            number = next(turn)
            if waiting is None and number >= len(calls):
                return
            call, again = calls[number % len(calls)], number // len(calls)
            await _Desk(url, call, f"{call.call_id}.{again}" if again else call.call_id, http, played).take(
                speed
            )
            progress(1)

    async with (
        httpx.AsyncClient(base_url=url.replace("ws", "http", 1), trust_env=False) as http,
        asyncio.TaskGroup() as group,
    ):
        for number in range(at_once):
            group.create_task(_late(desk(http), number / max(speed, 1.0)))
    if waiting is not None:
        await waiting
    return played


async def _late(work: Awaitable[None], by_s: float) -> None:
    """Calls do not begin all in the same moment."""
    await asyncio.sleep(by_s)
    await work


class _Desk:
    """One operator on one call."""

    def __init__(
        self, url: str, call: GoldCall, conversation_id: str, http: httpx.AsyncClient, played: Played
    ) -> None:
        self._url = url
        self._call = call
        self._conversation_id = conversation_id
        self._http = http
        self._played = played
        self._heard: dict[str, Turn] = {}
        self._unsaved: dict[tuple[str, int], FeedbackMessage] = {}

    async def take(self, speed: float) -> None:
        stream = CallStream(
            Target(self._url, self._call.tenant, self._conversation_id),
            Start(audio=TextFormat(), language=self._call.language),
            messages_of(transcript(self._call)),
            Pacing(speed=speed),
        )
        self._played.calls += 1
        reason = None
        try:
            async for event in stream.events():
                if isinstance(event, SessionEnded):
                    reason = event.reason.value
                    self._played.unanswered += event.dropped_jobs
                elif (judgement := self._notice(event)) is not None:
                    self._unsaved[judgement.insight_id, judgement.rev] = judgement
                    if isinstance(event, InsightEvent):
                        await stream.say(judgement)
        except StreamError as error:
            self._played.errors.append(type(error).__name__)
        if reason != "stopped":
            self._played.failed += 1
        for judgement in self._unsaved.values():
            await self._write(judgement)

    def _notice(self, event: Event) -> FeedbackMessage | None:
        """Take in an event; what the operator says to it."""
        if isinstance(event, BatchProcessed):
            for segment in event.segments:
                self._heard[segment.segment_id] = Turn(
                    turn_id=segment.segment_id,
                    **segment.model_dump(exclude={"segment_id"}),
                )
        elif isinstance(event, FeedbackSaved):
            self._unsaved.pop((event.insight_id, event.rev), None)
        elif isinstance(event, InsightEvent):
            return self._judged(event.insight, event.latency_ms)
        elif isinstance(event, FinalSummary) and event.summary is not None:
            return self._judged(event.summary, None)
        return None

    def _judged(self, insight: Insight, latency_ms: float | None) -> FeedbackMessage | None:
        turns = [self._heard[name] for name in insight.segments if name in self._heard]
        usefulness = None
        if turns and insight.source is Source.MODEL and insight.standing is not Standing.WITHDRAWN:
            usefulness = judge(insight.message, insight.type, insight.language, turns, self._call).usefulness
        self._played.shown.append(
            Shown(
                conversation_id=insight.conversation_id,
                insight_id=insight.insight_id,
                rev=insight.rev,
                insight_type=insight.type.value,
                source=insight.source.value,
                standing=insight.standing.value,
                adapter=insight.adapter,
                degraded=insight.degraded,
                latency_ms=latency_ms,
                at_s=time.time(),
                usefulness=usefulness.value if usefulness is not None else None,
            )
        )
        if usefulness is None:
            return None
        return FeedbackMessage(insight_id=insight.insight_id, rev=insight.rev, usefulness=usefulness)

    async def _write(self, judgement: FeedbackMessage) -> None:
        """Over HTTP what the call was too short for."""
        answer = await self._http.post(
            f"/api/v1/insights/{judgement.insight_id}/feedback",
            params={"tenant_id": self._call.tenant},
            json={
                "conversation_id": self._conversation_id,
                "rev": judgement.rev,
                "usefulness": judgement.usefulness.value,
            },
        )
        if answer.status_code != httpx.codes.CREATED:
            self._played.errors.append(f"feedback {answer.status_code}")
