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
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from eval.gate_rules import (
    Personal,
    Row,
    Set,
    evidence,
    floor_of,
    latency_of,
    margin_of,
    noted,
    personal_data,
)
from eval.latency import Latency
from eval.predictions import Prediction
from eval.scoring import METRICS, Scores, common_records, compare, score, summarise
from eval.settings import Evidence, GateSettings
from eval.statistics import Estimate
from insights.errors import EscutaError
from insights.records import InsightType

_NOTHING = Estimate(math.nan, math.nan, math.nan, 0)
_ORDER = ("evidence", "margin", "floor")


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
    sets: dict[Set, Answers | None] = {"test": test, "recent": recent}
    for on, answers in sets.items():
        if answers is None:
            continue
        least = settings.evidence if on == "test" else settings.recent
        found, scores[on] = _judge_set(on, answers, least, settings, alerts)
        rows += found
        rows.append(personal_data(on, answers.challenger, personal))
    rows += latency_of(test.challenger, test.champion, latency, settings)
    return Verdict(tuple(rows), scores)


def _check(settings: GateSettings) -> None:
    for group in ("margins", "floors"):
        for metric in getattr(settings, group):
            if metric not in METRICS:
                raise EscutaError(
                    "no such metric", field=f"gate.{group}.{metric}", remedy=f"one of {', '.join(METRICS)}"
                )


def _judge_set(
    on: Set, answers: Answers, least: Evidence, settings: GateSettings, alerts: bool
) -> tuple[list[Row], dict[str, Scores]]:
    systems = {"challenger": score(answers.challenger)} if answers.challenger else {}
    if answers.champion is not None and systems:
        systems = common_records({"champion": score(answers.champion), **systems})
    scores = {name: summarise(scored, settings.bootstrap) for name, scored in systems.items()}
    differences: Scores = {}
    if "champion" in systems:
        differences = compare(systems["champion"], systems["challenger"], settings.bootstrap)
    rows: list[Row] = []
    for language in settings.languages:
        part = f"language={language}"
        answered = systems["challenger"].predictions if systems else ()
        found = evidence(on, part, language, answered, least, alerts)
        enough = all(row.passed for row in found)
        rules = [
            *(
                margin_of(on, part, metric, differences.get(part, {}).get(metric, _NOTHING), margin)
                for metric, margin in settings.margins.items()
                if "champion" in systems and (alerts or not metric.startswith("alert_"))
            ),
            *(
                floor_of(on, part, metric, scores["challenger"].get(part, {}).get(metric, _NOTHING), floor)
                for metric, floor in settings.floors.items()
                if systems and (alerts or not metric.startswith("alert_"))
            ),
        ]
        # The frozen set must be large enough; of recent calls there may be none yet.
        counts = on == "test" or enough
        rows += [row if counts else noted(row) for row in (*found, *rules)]
    # To be read rule by rule, the languages of a metric below each other.
    order = list(dict.fromkeys((row.rule, row.metric) for row in rows))
    rules_first = {rule: index for index, rule in enumerate(_ORDER)}
    rows.sort(key=lambda row: (rules_first[row.rule], order.index((row.rule, row.metric))))
    return rows, scores


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
