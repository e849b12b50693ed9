"""Answers of the simulation: what a machine holds, and how many machines a number of sessions needs."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from loadtests.capacity.search import Run, Search, capacity, next_step
from loadtests.plan.live import Call, LivePath, Simulated
from loadtests.plan.units import Batch, Question, Script, Units
from loadtests.report import percentile

_GOLDEN = 0.618033988749895
_WARM_S, _WATCHED_S = 20.0, 40.0
_MARGIN_S = 60.0
_FULLEST = 0.85  # a part that is busier is the first to get more


def load_test(scripts: Sequence[Script], sessions: int, ramp_s: float, tenants: int) -> list[Call]:
    """Calls as a load test begins them: evenly, sounds and companies in turn."""
    return [
        Call(number * ramp_s / sessions, number % tenants, scripts[number % len(scripts)])
        for number in range(sessions)
    ]


def p95_s(found: Simulated, since_s: float = 0.0) -> float | None:
    """None without insights."""
    delays = [delay_s for at_s, delay_s in found.insights if at_s >= since_s]
    return percentile(delays, 0.95) if delays else None


def load_test_p95_s(units: Units, sessions: int, ramp_s: float, tenants: int) -> float | None:
    """Of a load test of so many calls, simulated."""
    calls = load_test(units.scripts, sessions, ramp_s, tenants)
    longest_s = max(script.duration_s for script in units.scripts)
    return p95_s(LivePath(units).run(calls, ramp_s + longest_s + _MARGIN_S))


def predicted(
    units: Units,
    *,
    limit_s: float,
    ramp_s: float,
    tenants: int,
    said: Callable[[str], None] = lambda line: None,
) -> tuple[int, list[tuple[int, float]]]:
    """The most sessions of the certificate's own load test on its own machine, and the delay by sessions."""
    search = Search(first=8, most=20_000, growth=1.35, resolution=0.02, repeats=1, near=0.0, limit_s=limit_s)
    steps: dict[int, list[Run]] = {}
    while (sessions := next_step(search, steps)) is not None:
        delay_s = load_test_p95_s(units, sessions, ramp_s, tenants)
        steps[sessions] = [Run(delay_s, 0)]
        said(f"{sessions} sessions: {math.inf if delay_s is None else delay_s:.2f} s")
    curve = [(sessions, runs[0].p95_s) for sessions, runs in sorted(steps.items())]
    return capacity(search, steps)[0], [(sessions, delay) for sessions, delay in curve if delay is not None]


@dataclass(frozen=True)
class Plan:
    """So many of each part hold the sessions; `busy`: the share of the time in which each works."""

    sessions: int
    gateways: int
    recognisers: int
    models: int
    p95_s: float
    busy: dict[str, float]


def sized(
    units: Units,
    sessions: int,
    *,
    limit_s: float,
    call_s: float,
    gateway_sessions: int,
    most: int = 10_000,
    said: Callable[[str], None] = lambda line: None,
) -> Plan | None:
    """The fewest of each part: more of the busiest until it holds, then less of what is not needed. None:
    no number would do, since a single session is too slow already."""
    scripts = [lengthened(script, call_s) for script in units.scripts]
    alone = LivePath(units).run([Call(0.0, 0, scripts[0])], call_s + _MARGIN_S)
    delay_s = p95_s(alone)
    if delay_s is None or delay_s > limit_s:
        return None

    def tried(counts: tuple[int, int, int]) -> tuple[float, dict[str, float]]:
        found = LivePath(_with(units, counts)).run(list(steady(scripts, sessions)), _WARM_S + _WATCHED_S)
        delay_s = p95_s(found, _WARM_S)
        said(f"gateways {counts[0]}, recognisers {counts[1]}, models {counts[2]}: {_shown(delay_s)}")
        return math.inf if delay_s is None else delay_s, found.busy

    least = math.ceil(sessions / gateway_sessions)
    counts = _least(units, scripts, sessions, least)
    delay_s, busy = tried(counts)
    while delay_s > limit_s and max(counts) < most:
        counts = _more(counts, busy)
        delay_s, busy = tried(counts)
    for part in range(3):
        while counts[part] > (least if part == 0 else 1):
            fewer = tuple(count - (at == part) for at, count in enumerate(counts))
            lower = (fewer[0], fewer[1], fewer[2])
            lower_s, lower_busy = tried(lower)
            if lower_s > limit_s:
                break
            counts, delay_s, busy = lower, lower_s, lower_busy
    return Plan(sessions, *counts, delay_s, busy)


def lengthened(script: Script, call_s: float) -> Script:
    """The same, repeated until it lasts so long; what is asked at the end of a call is asked at its end."""
    times = max(1, round(call_s / script.duration_s))
    count = len(script.batches)
    batches = tuple(
        Batch(number * script.duration_s + batch.at_s, batch.speech)
        for number in range(times)
        for batch in script.batches
    )
    questions = [
        replace(question, after=number * count + question.after)
        for number in range(times)
        for question in script.questions
        if question.after < count or number == times - 1
    ]
    return Script(times * script.duration_s, batches, tuple(questions))


def steady(scripts: Sequence[Script], sessions: int) -> Iterator[Call]:
    """Sessions at all stages of their calls, each followed by another, for as long as is watched."""
    for number in range(sessions):
        script = scripts[number % len(scripts)]
        into_s = (number * _GOLDEN % 1.0) * script.duration_s
        yield Call(0.0, number, _rest(script, into_s))
        at_s = script.duration_s - into_s
        while at_s < _WARM_S + _WATCHED_S:
            yield Call(at_s, number, script)
            at_s += script.duration_s


def _rest(script: Script, into_s: float) -> Script:
    """What is left of a call."""
    gone = sum(batch.at_s <= into_s for batch in script.batches)
    return Script(
        script.duration_s - into_s,
        tuple(Batch(batch.at_s - into_s, batch.speech) for batch in script.batches[gone:]),
        tuple(
            Question(each.after - gone, each.urgency, each.reply_tokens, each.insight)
            for each in script.questions
            if each.after >= gone
        ),
    )


def _with(units: Units, counts: tuple[int, int, int]) -> Units:
    gateways, recognisers, models = counts
    return replace(
        units,
        gateway=replace(units.gateway, processes=gateways),
        recogniser=replace(units.recogniser, workers=recognisers),
        model=replace(units.model, replicas=models),
    )


def _least(units: Units, scripts: Sequence[Script], sessions: int, gateways: int) -> tuple[int, int, int]:
    """Fewer could not do the work, at the rate at which it comes."""
    mean_s = sum(script.duration_s for script in scripts)
    batches = sessions * sum(batch.speech for script in scripts for batch in script.batches) / mean_s
    tokens = sum(question.reply_tokens for script in scripts for question in script.questions)
    asked = sessions * sum(len(script.questions) for script in scripts) / mean_s
    recogniser, model = units.recogniser, units.model
    loop = sessions * units.gateway.loop_s + batches * units.gateway.batch_s
    heard = batches * recogniser.round_s.at(recogniser.most) / recogniser.most
    step_s = model.step_s.at(model.most) / model.most
    answered = asked * model.read_s.at(1) + sessions * tokens / mean_s * step_s
    return max(gateways, math.ceil(loop)), max(1, math.ceil(heard)), max(1, math.ceil(answered))


def _more(counts: tuple[int, int, int], busy: dict[str, float]) -> tuple[int, int, int]:
    """A tenth more, one at least, of every part that is full, or of the fullest."""
    shares = [busy["gateway"], busy["recogniser"], busy["model"]]
    full = [share >= _FULLEST for share in shares]
    if not any(full):
        full = [share == max(shares) for share in shares]
    grown = [count + (max(1, count // 10) if grows else 0) for count, grows in zip(counts, full, strict=True)]
    return grown[0], grown[1], grown[2]


def _shown(delay_s: float | None) -> str:
    return "no insight" if delay_s is None else f"{delay_s:.2f} s"
