"""A load test's report as one HTML page with drawings, readable without a network."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from loadtests.drawing import course, delays

LIMIT_S = 2.0


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
        within=insight is not None and insight["p95"] <= LIMIT_S * 1000,
        delays=Markup(delays(drawn.delays, LIMIT_S)),
        course=Markup(course(drawn.calls, drawn.shown, LIMIT_S)),
        limit_s=LIMIT_S,
    )
