"""A load test's drawings, as SVG in colours that can be read on light and on dark."""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure

_INK = "#7d8b99"
_STYLE: Any = {
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "escuta",  # the same figures give the same file
    "font.family": "sans-serif",
    "text.color": _INK,
    "axes.edgecolor": _INK,
    "axes.labelcolor": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "grid.color": _INK,
    "grid.alpha": 0.25,
}


def delays(figures_ms: Mapping[str, Sequence[float]], limit_s: float) -> str:
    """Share of the delays no longer than …, a line a figure; logarithmic, or the tail hides the rest."""
    with _drawn() as (axis, made):
        for name, values in figures_ms.items():
            axis.ecdf([value / 1000 for value in values], label=name)
        axis.axvline(limit_s, color="#c0504d", linestyle="--")
        axis.set(xscale="log", xlabel="seconds", ylabel="share no longer")
        axis.xaxis.set_major_formatter("{x:g}")
        if figures_ms:
            axis.legend(frameon=False)
    return made.getvalue()


def course(
    calls_s: Sequence[tuple[float, float]], shown: Sequence[tuple[float, float]], limit_s: float
) -> str:
    """Calls open, and how late insights were, over the test's time. `calls_s` began and ended; `shown`: when,
    and milliseconds after the batch had closed."""
    zero = min((began for began, _ in calls_s), default=0.0)
    steps = sorted([(began - zero, 1) for began, _ in calls_s] + [(end - zero, -1) for _, end in calls_s])
    times, levels = [0.0], [0]
    for at, step in steps:
        times.append(at)
        levels.append(levels[-1] + step)
    with _drawn() as (axis, made):
        axis.step(times, levels, where="post", color="#4a90c8", label="calls open")
        axis.set(xlabel="seconds of the test", ylabel="calls open", ylim=(0, None))
        late = axis.twinx()
        late.scatter([at - zero for at, _ in shown], [ms / 1000 for _, ms in shown], s=8, color="#c8892b")
        late.axhline(limit_s, color="#c0504d", linestyle="--")
        late.set(ylabel="insight: seconds after its batch closed", ylim=(0, None))
    return made.getvalue()


@contextmanager
def _drawn() -> Iterator[tuple[Any, io.StringIO]]:
    """Axes to draw on, and where the SVG will be."""
    made = io.StringIO()
    with rc_context(_STYLE):
        figure = Figure(figsize=(8, 3.4), layout="constrained")
        axis = figure.subplots()
        axis.grid()
        yield axis, made
        figure.savefig(made, format="svg", transparent=True, metadata={"Date": None})
    svg = made.getvalue()
    made.seek(0)
    made.truncate()
    made.write(svg[svg.index("<svg") :])  # inside a page it has no head of its own
