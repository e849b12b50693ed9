"""A load test's report as one HTML page with drawings, readable without a network."""

import bisect
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from loadtests.drawing import Axis, Line, Points, drawing

LIMIT_MS = 2000.0
_STEPS = 200


@dataclass(frozen=True)
class Drawn:
    """Delays in milliseconds, when calls began and ended, when insights were shown and how late."""

    delays: dict[str, list[float]]
    calls: Sequence[tuple[float, float]]
    shown: Sequence[tuple[float, float]]


def page(found: dict[str, Any], drawn: Drawn) -> str:
    """HTML of a report as `Report.write` has it."""
    environment = Environment(
        loader=PackageLoader("loadtests", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    insight = found["figures_ms"].get("batch close -> insight")
    return environment.get_template("page.html.j2").render(
        found=found,
        insight=insight,
        within=insight is not None and insight["p95"] <= LIMIT_MS,
        delays=Markup(_delays(drawn)),
        course=Markup(_course(drawn)),
        limit_s=LIMIT_MS / 1000,
    )


def _delays(drawn: Drawn) -> str:
    """Share of the delays no longer than …, a line a figure; logarithmic, or the tail hides the rest."""
    lines = []
    for name, values in drawn.delays.items():
        ordered = sorted(values)
        low, high = math.log10(max(ordered[0], 10.0)), math.log10(max(ordered[-1], 20.0))
        at = [10 ** (low + (high - low) * step / _STEPS) for step in range(_STEPS)]
        at.append(ordered[-1])
        lines.append(
            Line(name, [(x / 1000, 100 * bisect.bisect_right(ordered, x) / len(ordered)) for x in at])
        )
    return drawing(
        Axis("seconds", logarithmic=True, mark=LIMIT_MS / 1000),
        Axis("% no longer", low=0.0, high=100.0),
        lines,
    )


def _course(drawn: Drawn) -> str:
    """Calls open and insights shown over the test's time."""
    if not drawn.calls:
        return ""
    zero = min(began for began, _ in drawn.calls)
    steps = sorted(
        [(began - zero, 1) for began, _ in drawn.calls] + [(end - zero, -1) for _, end in drawn.calls]
    )
    opened, level = [(0.0, 0.0)], 0
    for at, step in steps:
        opened.append((at, float(level)))
        level += step
        opened.append((at, float(level)))
    points = Points(
        "insight: seconds after its batch closed", [(at - zero, ms / 1000) for at, ms in drawn.shown]
    )
    most_s = max([LIMIT_MS / 1000, *(y for _, y in points.at)]) * 1.05
    return drawing(
        Axis("seconds of the test"),
        Axis("calls open", low=0.0),
        [Line("calls open", opened)],
        points,
        Axis("seconds", low=0.0, high=most_s, mark=LIMIT_MS / 1000),
    )
