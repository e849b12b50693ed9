"""The page of the loop's demo: what live calls taught, how the second adapter went live, what it gains.

Above the pages of `eval.report`: figures, answers by adapter over time, operators' judgements.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from eval import charts
from eval.report import Report, render

_TEMPLATE = "loop.html.jinja"
_COLOURS = {"first": "var(--c0)", "second": "var(--c1)"}
_USEFULNESS = {"useful": "var(--c1)", "not_useful": "var(--c0)", "wrong": "var(--bad)"}
_MARKS = ("promote_began", "alias_moved", "first_answer")


@dataclass(frozen=True)
class LoopPage:
    """`found` is `report.json`; `names` says which adapter has which digest."""

    report: Report
    found: Mapping[str, Any]
    names: Mapping[str, str]


def write(page: LoopPage, path: Path) -> None:
    """Write the page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        render(
            page.report,
            _TEMPLATE,
            found=page.found,
            colours_of=_COLOURS,
            usefulness_colours=_USEFULNESS,
            timeline=Markup(_timeline(page)),
            judged=_judged(page),
        ),
        encoding="utf-8",
    )


def _timeline(page: LoopPage) -> str:
    """Answers a second, by adapter, with the moments of the promotion."""
    swap = page.found["swap"]
    times: dict[str, list[float]] = {name: [] for name in _COLOURS}
    for at_s, digest in swap["timeline"]:
        if digest in page.names:
            times[page.names[digest]].append(at_s)
    marks = {name: swap["at_s"][name] for name in _MARKS if name in swap["at_s"]}
    return charts.rhythm(times, marks, _COLOURS)


def _judged(page: LoopPage) -> list[dict[str, Any]]:
    """A row for each adapter and live part in which operators judged it."""
    rows = []
    for part in ("live", "swap"):
        for digest, counts in page.found[part]["judged"].items():
            total = sum(counts.values())
            if digest not in page.names:
                continue
            rows.append(
                {
                    "name": page.names[digest],
                    "part": part,
                    "total": total,
                    "useful": counts.get("useful", 0) / total,
                    "svg": Markup(
                        charts.shares({name: counts.get(name, 0) for name in _USEFULNESS}, _USEFULNESS)
                    ),
                }
            )
    return rows
