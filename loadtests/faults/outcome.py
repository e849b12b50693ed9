"""What a fault has cost: figures of one course, compared with the undisturbed one."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from insights.jobs import Outcome
from loadtests.faults.calls import LiveCall, Shown
from loadtests.faults.ledger import Kept
from loadtests.report import percentile

WINDOW_S = 5.0
_UNANSWERED = (Outcome.EXPIRED, Outcome.REFUSED, Outcome.FAILED)
_USUAL = 1.5


@dataclass
class Course:
    """A fault as it went. Seconds after the first call began, but `zero_s`, which is that on the loop's
    clock, and `unwell`, which counts from the beginning of the fault."""

    calls: list[LiveCall]
    zero_s: float
    begun_s: float
    ended_s: float
    unwell: dict[str, tuple[float, float]] = field(default_factory=dict)
    counted: dict[str, float] = field(default_factory=dict)
    kept: Kept = field(default_factory=Kept)
    client_lag_s: float = 0.0
    flood: dict[str, Any] = field(default_factory=dict)
    restarted: Counter[str] = field(default_factory=Counter)

    def shown(self, whole: Sequence[dict[str, Any]]) -> list[tuple[float, float]]:
        """(when, how long after its batch's close), in order. The close is that of the same insight in the
        `whole` call without a fault: a gateway that has heard a batch anew counts from then."""
        return sorted(
            (call.began_s - self.zero_s + each.at_s, _late_s(each, calm["shown"].get(place), call.speed))
            for call, calm in zip(self.calls, whole, strict=True)
            for place, each in call.places().items()
        )

    @property
    def texts(self) -> list[tuple[float, float]]:
        """The same of transcripts."""
        return sorted((at - self.zero_s, at - due) for call in self.calls for due, at in call.texts)


def expected(course: Course) -> list[dict[str, Any]]:
    """Of each call without a fault: insights of each type, words, and when each insight was shown."""
    return [
        {
            "insights": dict(sorted(call.insights.items())),
            "words": call.words,
            "shown": {
                place: [round(each.at_s, 3), round(each.latency_s, 3)]
                for place, each in call.places().items()
            },
        }
        for call in course.calls
    ]


def _late_s(shown: Shown, calm: Sequence[float] | None, speed: float) -> float:
    if calm is None or speed != 1.0:  # another sound is cut elsewhere
        return shown.latency_s
    at_s, latency_s = calm
    return max(shown.latency_s, latency_s + shown.at_s - at_s)


def p95_s(shown: Sequence[tuple[float, float]]) -> float | None:
    return percentile([delay for _, delay in shown], 0.95) if shown else None


def recovery_s(shown: Sequence[tuple[float, float]], ended_s: float, bound_s: float) -> float:
    """From the end of the fault to the last late one of `WINDOW_S` of which more than 5% were late."""
    times = [at for at, _ in shown]
    last_s = 0.0
    for to, (at, late_s) in enumerate(shown, start=1):
        window = shown[bisect_left(times, at - WINDOW_S) : to]
        if at > ended_s and late_s > bound_s and (p95_s(window) or 0.0) > bound_s:
            last_s = at - ended_s
    return last_s


def figures(course: Course, undisturbed: dict[str, Any] | None, limit_s: float) -> dict[str, Any]:
    """For the table and the JSON file. `undisturbed`: those of the run without a fault; None: this is it."""
    calls = course.calls
    wanted = undisturbed["expected"] if undisturbed else expected(course)
    shown = course.shown(wanted)
    usual_s = undisturbed["insight_p95_s"] if undisturbed else p95_s(shown)
    bound_s = max(limit_s, _USUAL * (usual_s or 0.0))
    asked_for = Counter[str]()
    lost = Counter[str]()
    for call, whole in zip(calls, wanted, strict=True):
        for kind, number in whole["insights"].items():
            asked_for[kind] += number
            lost[kind] += max(0, number - call.insights[kind])
    on_screen = {(each.insight_id, each.rev) for call in calls for each in call.shown}
    on_screen |= {call.summary for call in calls if call.summary is not None}
    unseen = course.kept.insights - on_screen
    during = [each for each in shown if each[0] > course.begun_s]
    outages = [until - since for call in calls for since, until in call.outages]
    return {
        "sessions": len(calls),
        "well": sum(call.problem is None for call in calls),
        "problems": dict(Counter(call.problem for call in calls if call.problem)),
        "fault_begun_s": round(course.begun_s, 2),
        "fault_ended_s": round(course.ended_s, 2),
        "insights_expected": asked_for.total(),
        "insights_shown": sum(call.insights.total() for call in calls),
        "insights_lost": dict(+lost),
        "insights_degraded": sum(_degraded(call) for call in calls),
        "stored_not_shown": len(unseen),
        "outcomes": dict(course.kept.outcomes),
        "questions_unanswered": sum(course.kept.outcomes[each] for each in _UNANSWERED),
        "questions_dropped": sum(call.dropped for call in calls),
        "insight_p95_s": _rounded(p95_s(shown)),
        "insight_p95_since_fault_s": _rounded(p95_s(during)),
        "insight_latest_s": _rounded(max((delay for _, delay in during), default=None)),
        "text_p95_since_fault_s": _rounded(
            p95_s([each for each in course.texts if each[0] > course.begun_s])
        ),
        "recovery_s": round(recovery_s(shown, course.ended_s, bound_s), 1),
        "bound_s": round(bound_s, 2),
        "transcript_lost_s": round(sum(call.failed_s + call.silent_s for call in calls), 1),
        "sound_s": round(sum(call.sound.duration_s for call in calls), 1),
        "words": sum(call.words for call in calls),
        "words_expected": sum(whole["words"] for whole in wanted),
        "errors": dict(sum((call.errors for call in calls), Counter[str]())),
        "reconnections": len(outages),
        "longest_without_line_s": _rounded(max(outages, default=None)),
        "holds": sum(call.holds for call in calls),
        "unwell": {
            what: [round(since, 1), round(until, 1)] for what, (since, until) in course.unwell.items()
        },
        "counted": course.counted,
        "client_lag_s": round(course.client_lag_s, 3),
        "flood": course.flood,
        "restarted": dict(course.restarted),
        "expected": expected(course) if undisturbed is None else None,
        "shown": [(round(at, 2), round(delay, 3)) for at, delay in shown],
    }


def _degraded(call: LiveCall) -> int:
    """Insights whose last revision a lower rung gave."""
    last = {each.insight_id: each.degraded for each in call.shown}
    return sum(last.values())


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
