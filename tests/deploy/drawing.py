"""Dashboards as pictures: what each panel's queries gave over the last minutes."""

import itertools
import math
import re
from pathlib import Path
from typing import Any

from tests.deploy import queries
from tests.deploy.prometheus_server import Prometheus

_SECONDS = 90
_ACROSS = 4


def drawn(prometheus: Prometheus, folder: Path) -> None:
    """One picture a dashboard, in `folder`."""
    from matplotlib.figure import Figure

    folder.mkdir(parents=True, exist_ok=True)
    for title, board in itertools.groupby(queries.asked(), key=lambda each: each.dashboard):
        panels = [
            list(group) for _, group in itertools.groupby(board, key=lambda each: (each.row, each.panel))
        ]
        down = math.ceil(len(panels) / _ACROSS)
        figure = Figure(figsize=(6 * _ACROSS, 3.4 * down), layout="constrained")
        figure.suptitle(title)
        axes = figure.subplots(down, _ACROSS, squeeze=False).flat
        for axis, panel in itertools.zip_longest(axes, panels):
            if panel is None:
                axis.set_axis_off()
                continue
            _draw(axis, prometheus, panel)
        figure.savefig(folder / f"{re.sub(r'[^a-z]+', '-', title.lower()).strip('-')}.png", dpi=60)


def _draw(axis: Any, prometheus: Prometheus, panel: list[queries.Asked]) -> None:
    axis.set_title(f"{panel[0].panel} [{panel[0].unit or '-'}]", fontsize=10)
    for each in panel:
        for series in prometheus.over(each.expr, _SECONDS):
            labels = series["metric"]
            name = re.sub(r"\{\{(\w+)\}\}", lambda found: labels.get(found[1], ""), each.legend)  # noqa: B023
            times, values = zip(*series["values"], strict=True)
            heights = [float(value) for value in values]
            happened = any(height > 0 for height in heights)
            axis.plot([time - times[-1] for time in times], heights, label=name if happened else None)
    for limit in panel[0].limits:
        axis.axhline(limit, color="red", linestyle="--", linewidth=0.8)
    if any(not line.get_label().startswith("_") for line in axis.lines):
        axis.legend(fontsize=6, ncols=2)
    axis.tick_params(labelsize=7)
