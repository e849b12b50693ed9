"""The gate's verdict as one HTML page that needs nothing else: rules, scores, what changed."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from markupsafe import Markup

from eval import charts
from eval.changes import Change, counted
from eval.gate import Verdict
from eval.gate_rules import Row
from eval.report import environment, number
from eval.settings import GateSettings
from eval.statistics import Estimate

_TEMPLATE = "gate.html.jinja"
_TILES = ("rouge_l_nonempty", "alert_recall", "alert_precision", "abstention_f1", "format_valid")
_COUNTS = ("records", "calls", "alerts", "findings")


@dataclass(frozen=True)
class Changed:
    """What changed on a set of which `both` answered so many records."""

    rows: Sequence[Change]
    both: int


@dataclass(frozen=True)
class GatePage:
    """What the page says beside the verdict. `sizes`: records and calls of each set."""

    title: str
    subtitle: str
    challenger: str
    champion: str | None
    settings: GateSettings
    sizes: Mapping[str, tuple[int, int]]
    changes: Mapping[str, Changed] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    forced: bool = False
    shown: int = 40


def render(page: GatePage, verdict: Verdict) -> str:
    """The page as text."""
    outcome = "gate_passed" if verdict.passed else "gate_forced" if page.forced else "gate_refused"
    jinja = environment()
    jinja.globals.update(tiles=_TILES, track=_track, figure=_figure, counted=counted)
    return jinja.get_template(_TEMPLATE).render(
        page={**vars(page), "outcome": outcome, "first": page.champion is None}, verdict=verdict
    )


def write(page: GatePage, verdict: Verdict, path: Path) -> None:
    """Write the page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(page, verdict), encoding="utf-8")


def _track(row: Row) -> Markup:
    """The value on its interval with the bound, where there is an interval."""
    if math.isnan(row.low):
        return Markup("")
    colour = "var(--c1)" if row.passed else "var(--bad)"
    estimate = Estimate(row.value, row.low, row.high, 0)
    if row.rule == "latency":
        return Markup(charts.interval_track(estimate, colour, high=max(2.0, row.high), marker=row.bound))
    if row.rule != "margin":
        return Markup(charts.interval_track(estimate, colour, marker=row.bound))
    reach = max(abs(value) for value in (row.low, row.high, row.bound))
    wide = min(1.0, max(0.1, math.ceil(reach * 10) / 10))
    return Markup(charts.interval_track(estimate, colour, low=-wide, high=wide, marker=row.bound))


def _figure(row: Row, value: float) -> str:
    if math.isnan(value):
        return "–"
    if row.metric in _COUNTS:
        return str(int(value))
    return f"{value:+.3f}" if row.rule == "margin" else number(value, 3)
