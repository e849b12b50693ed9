"""A load test's drawings, as SVG in colours that can be read on light and on dark."""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from statistics import median
from typing import Any

from matplotlib import colormaps, rc_context
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


def panels(courses: Mapping[str, tuple[Sequence[tuple[float, float]], float, float]], limit_s: float) -> str:
    """Small multiples: for each title when things were shown and how late (seconds), and from when until when
    something was wrong. One scale for all, logarithmic, or the tails hide the rest."""
    made = io.StringIO()
    columns = 3
    rows = -(-len(courses) // columns)
    with rc_context({**_STYLE, "font.size": 8}):
        figure = Figure(figsize=(9, 1.7 * rows), layout="constrained")
        axes = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
        for axis, (title, (shown, since_s, until_s)) in zip(axes.flat, courses.items(), strict=False):
            axis.grid()
            axis.set(yscale="log", title=title, ylim=(0.05, 40))
            axis.axvspan(since_s, until_s, color="#c0504d", alpha=0.25, linewidth=0)
            axis.axhline(limit_s, color="#c0504d", linestyle="--", linewidth=0.8)
            axis.scatter([at for at, _ in shown], [late for _, late in shown], s=5, color="#c8892b")
            axis.yaxis.set_major_formatter("{x:g}")
        for axis in axes.flat[len(courses) :]:
            axis.set_axis_off()
        figure.supxlabel("seconds of the test")
        figure.supylabel("insight: seconds after its batch was spoken")
        figure.savefig(made, format="svg", transparent=True, metadata={"Date": None})
    return made.getvalue()


def climb(
    measured: Sequence[tuple[float, float]],
    predicted: Sequence[tuple[float, float]],
    limit_s: float,
    held: float | None,
) -> str:
    """How late insights are by sessions: each load test a dot, their medians and the prediction lines."""
    by_count: dict[float, list[float]] = {}
    for sessions, seconds in measured:
        by_count.setdefault(sessions, []).append(seconds)
    with _drawn() as (axis, made):
        if measured:
            axis.scatter(*zip(*measured, strict=True), s=14, color="#4a90c8")
            middle = sorted((sessions, median(values)) for sessions, values in by_count.items())
            axis.plot(*zip(*middle, strict=True), color="#4a90c8", label="measured")
        if predicted:
            axis.plot(*zip(*sorted(predicted), strict=True), color="#c8892b", label="predicted")
        axis.axhline(limit_s, color="#c0504d", linestyle="--", label=f"limit, {limit_s:g} s")
        if held:
            axis.axvline(held, color=_INK, linestyle=":", label=f"holds {held:g}")
        top = min(max([seconds for _, seconds in measured] or [limit_s]), 4 * limit_s)
        axis.set(xlabel="sessions", ylabel="p95: batch's close → insight, s")
        axis.set(xlim=(0, None), ylim=(0, max(top * 1.05, limit_s * 1.2)))
        axis.legend(frameon=False)
    return made.getvalue()


def shares(bars: Sequence[tuple[str, Mapping[str, float]]]) -> str:
    """What times are made of: a bar each, from its name to milliseconds by part; all have the same parts."""
    names = list(bars[0][1])
    colours = colormaps["tab20"]
    with _drawn(0.6 + 0.5 * len(bars) + 0.9) as (axis, made):
        begun = [0.0] * len(bars)
        for number, name in enumerate(names):
            widths = [parts[name] / 1000 for _, parts in bars]
            colour = "#b0b7bf" if number == len(names) - 1 else colours(number)
            axis.barh([label for label, _ in bars], widths, left=begun, label=name, color=colour)
            begun = [before + width for before, width in zip(begun, widths, strict=True)]
        axis.invert_yaxis()
        axis.set(xlabel="seconds from the closing of the batch", axisbelow=True)
        axis.legend(frameon=False, ncols=4, loc="upper center", bbox_to_anchor=(0.45, -0.2), fontsize=8)
    return made.getvalue()


@contextmanager
def _drawn(height: float = 3.4) -> Iterator[tuple[Any, io.StringIO]]:
    """Axes to draw on, and where the SVG will be."""
    made = io.StringIO()
    with rc_context(_STYLE):
        figure = Figure(figsize=(8, height), layout="constrained")
        axis = figure.subplots()
        axis.grid()
        yield axis, made
        figure.savefig(made, format="svg", transparent=True, metadata={"Date": None})
    svg = made.getvalue()
    made.seek(0)
    made.truncate()
    made.write(svg[svg.index("<svg") :])  # inside a page it has no head of its own
