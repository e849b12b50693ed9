"""The gate's rules, one by one: from scores and counts to a row that says what was found, and why.

Pure functions; `eval.gate` decides which are asked of what.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal

from eval.latency import Latency
from eval.predictions import Prediction
from eval.settings import Evidence, GateSettings
from eval.statistics import Estimate
from eval.wording import said
from insights.records import InsightType

Set = Literal["test", "recent"]

Personal = Callable[[str, str], int]
"""Text and language → how many pieces of personal data are in it."""

_ROUNDING = 1e-9
_SHOWN_RECORDS = 5


class Outcome(StrEnum):
    """What a rule found. `noted` is shown and does not count."""

    PASSED = "passed"
    FAILED = "failed"
    NOTED = "noted"


@dataclass(frozen=True)
class Row:
    """One rule on one part of one set. `why` names a phrase of `eval.wording`, `facts` are put into it."""

    rule: str
    metric: str
    on: Set
    part: str
    outcome: Outcome
    value: float
    bound: float
    why: str
    facts: dict[str, object] = field(default_factory=dict)
    low: float = math.nan
    high: float = math.nan

    @property
    def passed(self) -> bool:
        return self.outcome is not Outcome.FAILED

    @property
    def reason(self) -> str:
        """In English; `eval.wording.said(row.why, **row.facts)` has all languages."""
        return said(self.why, **self.facts)[0]


def evidence(
    on: Set, part: str, language: str, answered: Sequence[Prediction], least: Evidence, alerts: bool
) -> list[Row]:
    """Are there enough records, calls and risks?"""
    known = [p for p in answered if p.language == language and p.gold is not None]
    risks = [
        p
        for p in known
        if p.insight_type is InsightType.RISK_ALERT and p.gold is not None and p.gold.has_data
    ]
    counts = {
        "records": (len({p.record_id for p in known}), least.records),
        "calls": (len({p.call_id for p in known}), least.calls),
    }
    if alerts:
        counts["alerts"] = (len({p.record_id for p in risks}), least.alerts)
    return [
        Row(
            rule="evidence",
            metric=name,
            on=on,
            part=part,
            outcome=Outcome.PASSED if count >= needed else Outcome.FAILED,
            value=count,
            bound=needed,
            why="gate_enough" if count >= needed else f"gate_few_{on}",
            facts={"count": count, "needed": needed},
        )
        for name, (count, needed) in counts.items()
    ]


def margin_of(on: Set, part: str, metric: str, difference: Estimate, margin: float) -> Row:
    """Not worse than the champion by more than the margin, at the lower end of the interval."""
    if math.isnan(difference.value):
        outcome, why = Outcome.FAILED, "gate_unscored"
    elif difference.low >= -margin - _ROUNDING:
        outcome, why = Outcome.PASSED, "gate_not_worse"
    elif difference.value < -margin:
        outcome, why = Outcome.FAILED, "gate_worse"
    else:
        outcome, why = Outcome.FAILED, "gate_unsure"
    return Row(
        rule="margin",
        metric=metric,
        on=on,
        part=part,
        outcome=outcome,
        value=difference.value,
        bound=-margin,
        low=difference.low,
        high=difference.high,
        why=why,
        facts={
            "value": f"{difference.value:+.3f}",
            "low": f"{difference.low:+.3f}",
            "margin": f"{margin:.3f}",
            "calls": int(difference.count),
        },
    )


def floor_of(on: Set, part: str, metric: str, estimate: Estimate, floor: float) -> Row:
    """Not below the floor."""
    if math.isnan(estimate.value):
        outcome, why = Outcome.FAILED, "gate_unscored"
    elif estimate.value >= floor - _ROUNDING:
        outcome, why = Outcome.PASSED, "gate_above"
    else:
        outcome, why = Outcome.FAILED, "gate_below"
    return Row(
        rule="floor",
        metric=metric,
        on=on,
        part=part,
        outcome=outcome,
        value=estimate.value,
        bound=floor,
        low=estimate.low,
        high=estimate.high,
        why=why,
        facts={"value": f"{estimate.value:.3f}", "floor": f"{floor:.3f}", "count": int(estimate.count)},
    )


def personal_data(on: Set, said_: Sequence[Prediction], personal: Personal) -> Row:
    """What was found is never shown: only how much, and in which records."""
    found = [(p.record_id, personal(p.message or p.reply, p.language)) for p in said_]
    hits = [(record_id, count) for record_id, count in found if count]
    total = sum(count for _, count in hits)
    shown = ", ".join(record_id for record_id, _ in hits[:_SHOWN_RECORDS])
    return Row(
        rule="personal",
        metric="findings",
        on=on,
        part="all",
        outcome=Outcome.FAILED if total else Outcome.PASSED,
        value=total,
        bound=0,
        why="gate_personal" if total else "gate_clean",
        facts={
            "count": total,
            "replies": len(found),
            "hit": len(hits),
            "records": shown + (" …" if len(hits) > _SHOWN_RECORDS else ""),
        },
    )


def latency_of(
    challenger: Sequence[Prediction],
    champion: Sequence[Prediction] | None,
    latency: Latency | None,
    settings: GateSettings,
) -> list[Row]:
    """Seconds and tokens of replies."""
    budget = settings.latency
    rows = []
    if latency is not None:
        mine = latency.challenger.p95_s
        if latency.champion is not None:
            facts = {"mine": f"{mine:.3f}", "theirs": f"{latency.champion.p95_s:.3f}"}
            rows.append(_ratio("p95_s", latency.ratio(settings.bootstrap), budget.ratio, facts))
        rows.append(_seconds(mine, budget.max_s))
    if champion is not None:
        lengths = [_mean_tokens(answers) for answers in (challenger, champion)]
        facts = {"mine": f"{lengths[0]:.1f}", "theirs": f"{lengths[1]:.1f}"}
        value = lengths[0] / max(lengths[1], 1.0)
        rows.append(
            _ratio("reply_tokens", Estimate(value, math.nan, math.nan, 1), budget.tokens_ratio, facts)
        )
    return rows


def _ratio(metric: str, ratio: Estimate, bound: float, facts: Mapping[str, object]) -> Row:
    """Above the bound beyond doubt: a machine that does other things makes single seconds uncertain."""
    surely = ratio.value if math.isnan(ratio.low) else min(ratio.value, ratio.low)
    inside = surely <= bound + _ROUNDING
    return Row(
        rule="latency",
        metric=metric,
        on="test",
        part="all",
        outcome=Outcome.PASSED if inside else Outcome.FAILED,
        value=ratio.value,
        bound=bound,
        low=ratio.low,
        high=ratio.high,
        why=f"gate_{metric}_{'inside' if inside else 'above'}",
        facts={
            **facts,
            "value": f"{ratio.value:.2f}",
            "bound": f"{bound:.2f}",
            "low": f"{ratio.low:.2f}",
        },
    )


def _seconds(value: float, bound: float | None) -> Row:
    if bound is None:
        outcome, why = Outcome.NOTED, "gate_seconds_noted"
    else:
        outcome = Outcome.PASSED if value <= bound else Outcome.FAILED
        why = f"gate_seconds_{'inside' if value <= bound else 'above'}"
    limit = math.nan if bound is None else bound
    facts: dict[str, object] = {"value": f"{value:.3f}", "bound": f"{limit:.3f}"}
    return Row("latency", "seconds", "test", "all", outcome, value, limit, why, facts)


def _mean_tokens(predictions: Sequence[Prediction]) -> float:
    return sum(p.reply_tokens for p in predictions) / max(len(predictions), 1)


def noted(row: Row) -> Row:
    """The row, shown and not counted."""
    return replace(row, outcome=Outcome.NOTED)
