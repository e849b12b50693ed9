"""Spans → how long each stage of an insight took, and what no stage explains.

Every moment between the closing of a batch and the emission of its insight belongs to one stage: the most
particular one that was under way. What belongs to none is the rest: event loop and threads that wait for each
other.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from loadtests.budget.receiver import Span
from loadtests.report import percentile

STAGES = {
    "gateway_wait": "wait in gateway",
    "upload": "upload",
    "asr_queue": "recogniser: queue",
    "asr_compute": "recogniser: work",
    "clean": "cleaning",
    "trigger": "trigger",
    "job_queue": "question: queue",
    "llm_queue": "model: queue",
    "llm_compute": "model: work",
    "store": "store",
    "emit": "emit",
}
"""Name of the span → what people read, in the order of the path."""

_ORDER = ["store", *(name for name in STAGES if name != "store")]
"""Later ones are more particular. Text is stored while a question is on its way: that is on the path only
where nothing else is."""

REST = "rest"
SERVICE = ("asr_queue", "asr_compute", "llm_queue", "llm_compute")
"""What a recogniser and a model take, waiting for them included."""


@dataclass(frozen=True)
class Path:
    """One insight's. Milliseconds by the span's name; their sum is `total_ms`."""

    by_rule: bool
    total_ms: float
    stages_ms: dict[str, float]

    @property
    def own_ms(self) -> float:
        """Without recogniser and model."""
        return self.total_ms - sum(self.stages_ms[name] for name in SERVICE)


def paths(spans: Iterable[Span]) -> list[Path]:
    """Of every insight whose batch is in the spans; those asked for at the end of a call have none."""
    traces: defaultdict[str, list[Span]] = defaultdict(list)
    for span in spans:
        traces[span.trace].append(span)
    found = []
    for trace in traces.values():
        batch = next((span for span in trace if span.name == "batch"), None)
        if batch is None:
            continue
        for shown in trace:
            if shown.name == "emit":
                job = shown.attributes.get("job_id")
                own = [span for span in trace if span.attributes.get("job_id") in (None, job)]
                found.append(_path(batch.began_ns, shown, own))
    return found


def _path(closed_ns: int, shown: Span, spans: Sequence[Span]) -> Path:
    parts = [
        (max(span.began_ns, closed_ns), min(span.ended_ns, shown.ended_ns), _ORDER.index(span.name))
        for span in spans
        if span.name in STAGES
    ]
    moments = sorted({closed_ns, shown.ended_ns, *(moment for part in parts for moment in part[:2])})
    stages_ms = dict.fromkeys([*STAGES, REST], 0.0)
    for began, ended in itertools.pairwise(moments):
        if began < closed_ns or ended > shown.ended_ns:
            continue
        ranks = [rank for first, last, rank in parts if first <= began and ended <= last]
        stages_ms[_ORDER[max(ranks)] if ranks else REST] += (ended - began) / 1e6
    total_ms = (shown.ended_ns - closed_ns) / 1e6
    return Path(shown.attributes.get("source") == "rule", total_ms, stages_ms)


@dataclass(frozen=True)
class Budget:
    """At so many calls; milliseconds. `middle_ms` and `slow_ms` are means over the middle and the slowest
    tenth of the insights: they add up, as percentiles do not."""

    sessions: int
    insights: int
    total_ms: dict[str, float]
    own_ms: dict[str, float]
    stages_ms: dict[str, dict[str, float]]
    middle_ms: dict[str, float]
    slow_ms: dict[str, float]


def budget(sessions: int, found: Sequence[Path]) -> Budget:
    """Of the insights that a model wrote."""
    ordered = sorted((path for path in found if not path.by_rule), key=lambda path: path.total_ms)
    count = len(ordered)
    tenth = max(1, round(count / 10))
    middle = ordered[max(0, (count - tenth) // 2) :][:tenth]
    return Budget(
        sessions=sessions,
        insights=count,
        total_ms=_quantiles([path.total_ms for path in ordered]),
        own_ms=_quantiles([path.own_ms for path in ordered]),
        stages_ms={name: _quantiles([path.stages_ms[name] for path in ordered]) for name in [*STAGES, REST]},
        middle_ms=_means(middle),
        slow_ms=_means(ordered[-tenth:]),
    )


def _quantiles(values: list[float]) -> dict[str, float]:
    return {f"p{q * 100:g}": round(percentile(values, q), 2) for q in (0.5, 0.95)} if values else {}


def _means(some: Sequence[Path]) -> dict[str, float]:
    return {
        name: round(sum(path.stages_ms[name] for path in some) / max(1, len(some)), 2)
        for name in [*STAGES, REST]
    }
