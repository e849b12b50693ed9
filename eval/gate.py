"""The gate: may a challenger answer callers in the champion's place? Each rule is a row that says why.

By language, on the frozen test set and on recent calls where there are enough of them:

- `evidence`: enough records, calls and risks, or the verdict would say nothing.
- `margin`: not worse than the champion, by a paired bootstrap over calls: the lower end of the interval of
  the difference must stay above the margin (non-inferiority).
- `floor`: lowest values that hold whatever the champion's are.
- `personal`: nothing in any reply that the scrubber takes for personal data.
- `latency`: seconds and tokens of a reply against the champion's; seconds count when slower beyond doubt.

A first champion has nobody to be held against: only evidence, floors and personal data count.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Literal

from eval.latency import Latency
from eval.predictions import Prediction
from eval.scoring import METRICS, Scored, Scores, common_records, compare, score, summarise
from eval.settings import Evidence, GateSettings
from eval.statistics import Estimate
from eval.wording import said
from insights.errors import EscutaError
from insights.records import InsightType

Set = Literal["test", "recent"]

_NOTHING = Estimate(math.nan, math.nan, math.nan, 0)
_ROUNDING = 1e-9
_SHOWN_RECORDS = 5
_ORDER = ("evidence", "margin", "floor")

Personal = Callable[[str, str], int]
"""Text and language → how many pieces of personal data are in it."""


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


@dataclass(frozen=True)
class Answers:
    """What both said to the same records; a first champion has no one before it."""

    challenger: Sequence[Prediction]
    champion: Sequence[Prediction] | None = None


@dataclass(frozen=True)
class Verdict:
    """All rows, and the scores they rest on, by set and system."""

    rows: tuple[Row, ...]
    scores: dict[Set, dict[str, Scores]]

    @property
    def passed(self) -> bool:
        return all(row.passed for row in self.rows)

    @property
    def failed(self) -> list[Row]:
        return [row for row in self.rows if not row.passed]


def judge(
    test: Answers,
    settings: GateSettings,
    personal: Personal,
    *,
    recent: Answers | None = None,
    latency: Latency | None = None,
    insight_type: InsightType | None = None,
) -> Verdict:
    """The verdict. `insight_type`: only this type is to be answered, so rules on alerts may not apply."""
    _check(settings)
    alerts = insight_type in (None, InsightType.RISK_ALERT)
    rows: list[Row] = []
    scores: dict[Set, dict[str, Scores]] = {}
    for name, answers, evidence in (
        ("test", test, settings.evidence),
        ("recent", recent, settings.recent),
    ):
        if answers is None:
            continue
        on: Set = "test" if name == "test" else "recent"
        found, scores[on] = _judge_set(on, answers, evidence, settings, alerts)
        rows += found
        rows.append(_personal(on, answers.challenger, personal))
    rows += _latency(test, latency, settings)
    return Verdict(tuple(rows), scores)


def _check(settings: GateSettings) -> None:
    for group in ("margins", "floors"):
        for metric in getattr(settings, group):
            if metric not in METRICS:
                raise EscutaError(
                    "no such metric", field=f"gate.{group}.{metric}", remedy=f"one of {', '.join(METRICS)}"
                )


def _judge_set(
    on: Set, answers: Answers, evidence: Evidence, settings: GateSettings, alerts: bool
) -> tuple[list[Row], dict[str, Scores]]:
    systems = {"challenger": score(answers.challenger)}
    if answers.champion is not None:
        systems = common_records({"champion": score(answers.champion), **systems})
    scores = {name: summarise(scored, settings.bootstrap) for name, scored in systems.items()}
    differences: Scores = {}
    if "champion" in systems:
        differences = compare(systems["champion"], systems["challenger"], settings.bootstrap)
    rows: list[Row] = []
    for language in settings.languages:
        part = f"language={language}"
        found = _evidence(on, part, language, systems["challenger"], evidence, alerts)
        enough = all(row.passed for row in found)
        rules = [
            *(
                _margin(on, part, metric, differences.get(part, {}).get(metric, _NOTHING), margin)
                for metric, margin in settings.margins.items()
                if "champion" in systems and (alerts or not metric.startswith("alert_"))
            ),
            *(
                _floor(on, part, metric, scores["challenger"].get(part, {}).get(metric, _NOTHING), floor)
                for metric, floor in settings.floors.items()
                if alerts or not metric.startswith("alert_")
            ),
        ]
        # The frozen set must be large enough; of recent calls there may be none yet.
        counts = on == "test" or enough
        rows += [row if counts else _noted(row) for row in (*found, *rules)]
    # To be read rule by rule, the languages of a metric below each other.
    order = list(dict.fromkeys((row.rule, row.metric) for row in rows))
    rules_first = {rule: index for index, rule in enumerate(_ORDER)}
    rows.sort(key=lambda row: (rules_first[row.rule], order.index((row.rule, row.metric))))
    return rows, scores


def _evidence(on: Set, part: str, language: str, scored: Scored, least: Evidence, alerts: bool) -> list[Row]:
    known = [p for p in scored.predictions if p.language == language and p.gold is not None]
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


def _margin(on: Set, part: str, metric: str, difference: Estimate, margin: float) -> Row:
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


def _floor(on: Set, part: str, metric: str, estimate: Estimate, floor: float) -> Row:
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


def _personal(on: Set, said_: Sequence[Prediction], personal: Personal) -> Row:
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


def _latency(test: Answers, latency: Latency | None, settings: GateSettings) -> list[Row]:
    budget = settings.latency
    rows = []
    if latency is not None:
        mine = latency.challenger.p95_s
        if latency.champion is not None:
            facts = {"mine": f"{mine:.3f}", "theirs": f"{latency.champion.p95_s:.3f}"}
            rows.append(_ratio("p95_s", latency.ratio(settings.bootstrap), budget.ratio, facts))
        rows.append(_seconds(mine, budget.max_s))
    if test.champion is not None:
        lengths = [_mean_tokens(answers) for answers in (test.challenger, test.champion)]
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


def _noted(row: Row) -> Row:
    return Row(**{**vars(row), "outcome": Outcome.NOTED})


def plain(verdict: Verdict, settings: GateSettings) -> dict[str, Any]:
    """The verdict as JSON data; what is unscored is null."""
    return {
        "passed": verdict.passed,
        "rows": [
            {
                **{key: _finite(value) for key, value in asdict(row).items()},
                "passed": row.passed,
                "reason": row.reason,
            }
            for row in verdict.rows
        ],
        "settings": asdict(settings),
    }


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value
