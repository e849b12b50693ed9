"""A few calls on an idle machine, then twice as many: what they ask of the live path, and what that costs.

Nothing here comes near the machine's capacity, so a prediction that rests on it is one.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from insights.cases import Lost, question
from insights.errors import EscutaError
from insights.jobs import Outcome, Priority
from insights.records import InsightType
from loadtests.capacity.alone import Prompt
from loadtests.capacity.catching_up import MOST_S, catch_up
from loadtests.capacity.others import Others
from loadtests.capacity.pace import Pace, watched
from loadtests.gateway import StartedGateway, started_gateway
from loadtests.plan.units import Batch, Question, Script
from loadtests.running import found
from loadtests.settings import LoadSettings
from loadtests.sound import Sound
from loadtests.sound import load as load_sound
from serving.asr.recogniser import Request
from serving.asr.service import decoded
from serving.gateway.checkpoint import SafePoint
from serving.gateway.intake import SoundIntake, TextBatch
from serving.protocol import AudioFormat
from serving.settings import ServeSettings
from serving.storage.cases import Span, opened, read_cases
from serving.storage.tables import answers, sessions

_INSIGHTS = frozenset({Outcome.ANSWERED, Outcome.WITHDRAWN})
_WARM_S = 10.0
_TIMES = (1, 2)


@dataclass(frozen=True)
class Costs:
    """Processor seconds of the gateway's parts while some calls were served, and of their client.
    `features_s`: of the recogniser, in Python."""

    loop_s: float = 0.0
    threads_s: float = 0.0
    features_s: float = 0.0
    recogniser_s: float = 0.0
    model_s: float = 0.0
    client_s: float = 0.0

    def slower(self, python: float, native: float) -> "Costs":
        """Where a core takes so many times as long for Python, and for native arithmetic."""
        return Costs(
            loop_s=self.loop_s * python,
            threads_s=self.threads_s * python,
            features_s=self.features_s * python,
            recogniser_s=self.recogniser_s * native,
            model_s=self.model_s * python,
            client_s=self.client_s * python,
        )


@dataclass(frozen=True)
class Served:
    """So many calls, what they cost at which pace of the cores, and what their load test found. `waits`: for
    how long their parts were ready and had no core."""

    calls: int
    costs: Costs
    pace: Pace
    report: Mapping[str, Any]
    waits: Costs = field(default_factory=Costs)
    others: Others = field(default_factory=Others)


@dataclass(frozen=True, repr=False)
class LowLoad:
    """`scripts` and `requests` by sound. `busy_loop_s`: for a second of a session, of a loop that need not
    wake for each message, at `busy_pace`.
    """

    served: tuple[Served, ...]
    busy_loop_s: float
    busy_pace: Pace
    scripts: tuple[Script, ...]
    requests: tuple[Request, ...]
    prompts: tuple[Prompt, ...]


def low_load(settings: LoadSettings, serve: ServeSettings, overrides: list[str]) -> LowLoad:
    """Serve so many calls, in turn of each sound, then twice as many; reports go where the settings say."""
    warm = replace(settings, sessions=len(settings.audio), ramp_s=1.0, seconds=min(_WARM_S, settings.seconds))
    with started_gateway(overrides, Path(settings.report), "loadtests.capacity.observed") as gateway:
        found(warm, gateway.url)
        began = datetime.now(UTC)
        served = tuple(
            _served(replace(settings, sessions=times * settings.sessions), gateway) for times in _TIMES
        )
        asked, prompts = asyncio.run(_asked(gateway.database, began))
        with watched() as watch:
            busy_loop_s = _busy_loop_s(settings, gateway)
    heard = [_heard(load_sound(spec, settings.seconds), settings, serve) for spec in settings.audio]
    return LowLoad(
        served=served,
        busy_loop_s=busy_loop_s,
        busy_pace=watch.pace,
        scripts=tuple(
            script(duration_s, closed_s, asked.get(number, ()))
            for number, (duration_s, closed_s, _) in enumerate(heard)
        ),
        requests=tuple(request for _, _, requests in heard for request in requests),
        prompts=prompts,
    )


def _served(settings: LoadSettings, gateway: StartedGateway) -> Served:
    before = _threads(gateway)
    with watched() as watch:
        report = found(settings, gateway.url)
    costs, waits = _costs(before, _threads(gateway), float(report["client_cpu_s"]))
    if report["well"] != settings.sessions:
        raise EscutaError(
            f"{settings.sessions - report['well']} of {settings.sessions} calls did not end well at low load",
            file=Path(settings.report) / "gateway.log",
            remedy="its log says why; that is to be mended before a capacity can be found",
        )
    return Served(settings.sessions, costs, watch.pace, report, waits, watch.others)


@dataclass(frozen=True)
class Asked:
    """A question as the database has it. `at_s`: since the call began."""

    at_s: float
    insight_type: InsightType
    outcome: Outcome
    reply_tokens: float


def script(duration_s: float, closed_s: Sequence[tuple[float, bool]], asked: Sequence[Asked]) -> Script:
    """`closed_s`: when each batch closes, and whether somebody speaks in it. The last question, if it comes
    after the sound has ended, is for the final summary."""
    batches = tuple(Batch(at_s, speech) for at_s, speech in closed_s)
    questions = []
    for number, each in enumerate(sorted(asked, key=lambda each: each.at_s)):
        final = (
            number == len(asked) - 1
            and each.at_s >= duration_s
            and each.insight_type is InsightType.PARTIAL_SUMMARY
        )
        after = sum(batch.at_s <= each.at_s for batch in batches) - 1
        alert = each.insight_type is InsightType.RISK_ALERT
        questions.append(
            Question(
                after=len(batches) if final else max(0, after),
                urgency=Priority.ALERT if alert else Priority.FINAL if final else Priority.NORMAL,
                reply_tokens=each.reply_tokens,
                insight=each.outcome in _INSIGHTS and not final,
            )
        )
    return Script(duration_s, batches, tuple(questions))


async def _asked(database: str, since: datetime) -> tuple[dict[int, list[Asked]], tuple[Prompt, ...]]:
    """Questions of one call of each number, and all prompts."""
    columns = (sessions.c.started_at, *answers.c)
    wanted = select(*columns).join(sessions, sessions.c.session_id == answers.c.session_id)
    found: dict[str, list[Asked]] = {}
    async with opened(database) as engine:
        async with engine.connect() as connection:
            rows = await connection.execute(wanted.where(answers.c.created_at >= since))
        for row in rows.mappings():
            waited_s = (row["wait_ms"] + row["duration_ms"]) / 1000
            at_s = (row["created_at"] - row["started_at"]).total_seconds() - waited_s
            asked = Asked(
                at_s, InsightType(row["insight_type"]), Outcome(row["outcome"]), float(row["reply_tokens"])
            )
            found.setdefault(row["conversation_id"], []).append(asked)
        cases = [case async for case in read_cases(engine, Span(since=since))]
    prompts = [
        Prompt(messages, case.insight_type, case.asked.language)
        for case in cases
        if case.asked is not None and not isinstance(messages := question(case), Lost)
    ]
    return {int(name.rpartition("-")[2]): each for name, each in found.items()}, tuple(prompts)


def _heard(
    sound: Sound, settings: LoadSettings, serve: ServeSettings
) -> tuple[float, list[tuple[float, bool]], list[Request]]:
    """How long it is, when its batches close as its messages come in, and what is to be recognised."""
    intake = SoundIntake(AudioFormat(channels=sound.channels), serve.batcher, None, SafePoint(), ())
    closed: list[tuple[float, bool]] = []
    requests: list[Request] = []
    now_s = 0.0
    for chunk in [*sound.chunks(settings.chunk_ms), None]:
        now_s += len(chunk) / sound.bytes_per_s if chunk else 0.0
        for batch in intake.take(chunk) if chunk else intake.finish():
            assert not isinstance(batch, TextBatch)
            closed.append((now_s, batch.speech))
            if batch.speech:
                language = settings.language if len(requests) == 0 else settings.language or "pt"
                requests.append(Request(decoded(batch.to_wav()), language))
    return sound.duration_s, closed, requests


def _busy_loop_s(settings: LoadSettings, gateway: StartedGateway) -> float:
    sounds = [load_sound(spec, min(MOST_S, settings.seconds)) for spec in settings.audio]
    before = _threads(gateway)
    for number, sound in enumerate(sounds):
        catch_up(settings, gateway.url, sound, number)
    costs, _ = _costs(before, _threads(gateway), 0.0)
    return costs.loop_s / sum(sound.duration_s for sound in sounds)


def _threads(gateway: StartedGateway) -> dict[str, list[float]]:
    """Processor seconds, and seconds of waiting for a core, by name of the thread."""
    process = gateway.process
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    for line in process.stdout:
        if line.startswith("threads "):
            return dict(json.loads(line.removeprefix("threads ")))
    raise EscutaError("the gateway ended while it was measured", remedy="its log says why")


def _costs(
    before: Mapping[str, Sequence[float]], after: Mapping[str, Sequence[float]], client_s: float
) -> tuple[Costs, Costs]:
    """By part, worked and waited for a core. Whatever else its process does is done for the event loop:
    storage, logs; but the loop waits for its own thread alone."""
    worked: dict[str, float] = defaultdict(float)
    waited: dict[str, float] = defaultdict(float)
    for name, (work_s, wait_s) in after.items():
        work_before_s, wait_before_s = before.get(name, (0.0, 0.0))
        part = _part(name)
        worked[part] += max(0.0, work_s - work_before_s)
        if part != "loop_s" or name == "MainThread":
            waited[part] += max(0.0, wait_s - wait_before_s)
    return Costs(**worked, client_s=client_s), Costs(**waited)


def _part(thread: str) -> str:
    if thread.startswith("gateway"):
        return "threads_s"
    if thread.startswith("asr"):
        return "features_s"
    if thread == "native":
        return "recogniser_s"
    if thread in ("language-model", "children"):
        return "model_s"
    return "loop_s"
