"""One HTML page that needs nothing else: scores with intervals, differences, slices, examples, times.

Light and dark by the reader's setting; English, Portuguese and Spanish by a switch. No network, no library.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eval import charts
from eval.predictions import Prediction
from eval.scoring import HEADLINE, Scores
from eval.settings import Bootstrap
from eval.sheet import sample
from eval.statistics import Estimate
from eval.wording import LANGUAGES, said
from insights.records import AlertCategory

_TEMPLATE = "report.html.jinja"
_COLOURS = ("var(--c0)", "var(--c1)", "var(--c2)", "var(--c3)", "var(--c4)", "var(--c5)")
_NOTHING = Estimate(math.nan, math.nan, math.nan, 0)
_PLOTTED = tuple(name for name in HEADLINE if name not in ("alert_prevalence", "alert_f1"))


@dataclass(frozen=True)
class Example:
    """A record's wanted message and what each system said instead of it."""

    label: str
    wanted: str
    answers: Mapping[str, str]


@dataclass(frozen=True)
class Group:
    """One test set: scores by system, slice and metric, and how the others differ from the first."""

    title: str
    records: int
    calls: int
    systems: Mapping[str, Scores]
    trivial: Mapping[str, Scores] = field(default_factory=dict)
    differences: Mapping[str, Scores] = field(default_factory=dict)
    examples: Sequence[Example] = ()


@dataclass(frozen=True)
class Report:
    """Everything the page shows."""

    title: str
    subtitle: str
    groups: Sequence[Group]
    bootstrap: Bootstrap
    facts: Mapping[str, str] = field(default_factory=dict)
    wer: Mapping[str, float] = field(default_factory=dict)
    curves: Mapping[str, Sequence[tuple[float, float]]] = field(default_factory=dict)
    stages: Mapping[str, tuple[float, bool]] = field(default_factory=dict)


def examples(systems: Mapping[str, Sequence[Prediction]], count: int) -> list[Example]:
    """A spread of records that every system answered, with what each said."""
    first, *others = systems.values()
    said = [{p.record_id: p for p in predictions} for predictions in (first, *others)]
    known = [p for p in first if p.gold is not None and all(p.record_id in table for table in said)]
    return [
        Example(
            label=f"{p.language} · {p.insight_type.value}",
            wanted=p.gold.message if p.gold else "",
            answers={
                name: table[p.record_id].message or f"({table[p.record_id].fault})"
                for name, table in zip(systems, said, strict=True)
            },
        )
        for p in sample(known, count)
    ]


def environment() -> Environment:
    """The templates, with what all pages use."""
    found = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals.update(t=_translated, number=number, get=_get)
    return found


def render(report: Report, template: str = _TEMPLATE, **more: Any) -> str:
    """The page as text. `template` may be one that extends ours, `more` what it needs."""
    jinja = environment()
    jinja.globals.update(
        plotted=_PLOTTED,
        headline=HEADLINE,
        categories=[category.value for category in AlertCategory],
        colours=_COLOURS,
        tracks=_tracks,
        difference_tracks=_difference_tracks,
        asked=_asked,
        curve=lambda series: Markup(charts.curve(series, _COLOURS)),
        slice_names=_slice_names,
    )
    return jinja.get_template(template).render(report=report, **more)


def write(report: Report, path: Path) -> None:
    """Write the page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(report), encoding="utf-8")


def number(value: float | None, digits: int = 2) -> str:
    """A short figure; unscored is a dash."""
    return "–" if value is None or math.isnan(value) else f"{value:.{digits}f}"


def _translated(key: str, **values: object) -> Markup:
    spans = zip(LANGUAGES, said(key, **values), strict=True)
    return Markup("").join(Markup('<span lang="{}">{}</span>').format(*pair) for pair in spans)


def _get(scores: Scores, part: str, metric: str) -> Estimate:
    return scores.get(part, {}).get(metric, _NOTHING)


def _asked(group: Group, part: str, metric: str) -> bool:
    """Is any system scored here?"""
    return any(_get(scores, part, metric).count for scores in group.systems.values())


def _slice_names(group: Group) -> list[str]:
    """Slices of all systems in order, without the crossed ones."""
    names = dict.fromkeys(name for scores in group.systems.values() for name in scores)
    return [name for name in names if "," not in name]


def _tracks(group: Group, part: str, metric: str) -> list[dict[str, Any]]:
    trivial = [_get(scores, part, metric).value for scores in group.trivial.values()]
    best = max((value for value in trivial if not math.isnan(value)), default=math.nan)
    rows = []
    for (name, scores), colour in zip(group.systems.items(), _COLOURS * 4, strict=False):
        estimate = _get(scores, part, metric)
        rows.append(
            {
                "name": name,
                "colour": colour,
                "estimate": estimate,
                "svg": Markup(charts.interval_track(estimate, colour, marker=best)),
            }
        )
    return rows


def _difference_tracks(group: Group, system: str, part: str) -> list[dict[str, Any]]:
    found = {name: _get(group.differences[system], part, name) for name in _PLOTTED}
    colour = _COLOURS[list(group.systems).index(system) % len(_COLOURS)]
    scored = {name: estimate for name, estimate in found.items() if not math.isnan(estimate.value)}
    bound = max((abs(v) for e in scored.values() for v in (e.low, e.high, e.value)), default=1.0)
    bound = min(1.0, max(0.1, math.ceil(bound * 10) / 10))
    return [
        {
            "metric": name,
            "estimate": estimate,
            "svg": Markup(charts.interval_track(estimate, colour, low=-bound, high=bound)),
        }
        for name, estimate in scored.items()
    ]
