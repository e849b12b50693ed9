"""Small drawings as inline SVG: no script, no font, no network. Colours are the page's CSS variables.

Units: values are in data units; widths and heights in SVG user units.
"""

import math
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from eval.statistics import Estimate

WIDTH = 400

_TRACK_HEIGHT = 16
_CURVE_HEIGHT = 150
_MARGIN = 34


def interval_track(
    estimate: Estimate, colour: str, *, low: float = 0.0, high: float = 1.0, marker: float | None = None
) -> str:
    """A dot on its interval between `low` and `high`; `marker` draws a dotted line to hold it against."""
    if math.isnan(estimate.value):
        return ""

    def x(value: float) -> float:
        return 6 + (WIDTH - 12) * (min(max(value, low), high) - low) / (high - low)

    middle = _TRACK_HEIGHT / 2
    parts = [f'<line x1="6" x2="{WIDTH - 6}" y1="{middle}" y2="{middle}" class="rail"/>']
    if low < 0 < high:
        parts.append(f'<line x1="{x(0):.1f}" x2="{x(0):.1f}" y1="0" y2="{_TRACK_HEIGHT}" class="zero"/>')
    if marker is not None and not math.isnan(marker):
        parts.append(
            f'<line x1="{x(marker):.1f}" x2="{x(marker):.1f}" y1="0" y2="{_TRACK_HEIGHT}" class="marker"/>'
        )
    if not math.isnan(estimate.low):
        parts.append(
            f'<line x1="{x(estimate.low):.1f}" x2="{x(estimate.high):.1f}" y1="{middle}" y2="{middle}" '
            f'stroke="{colour}" stroke-width="4" stroke-linecap="round" opacity=".45"/>'
        )
    parts.append(f'<circle cx="{x(estimate.value):.1f}" cy="{middle}" r="5" fill="{colour}"/>')
    return (
        f'<svg viewBox="0 0 {WIDTH} {_TRACK_HEIGHT}" class="track" role="img" '
        f'aria-label="{estimate.value:.3f}">{"".join(parts)}</svg>'
    )


def curve(series: Mapping[str, Sequence[tuple[float, float]]], colours: Sequence[str]) -> str:
    """Lines over a common axis, with the first and last value written at the ends."""
    points = [point for line in series.values() for point in line if not math.isnan(point[1])]
    if not points:
        return ""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    left, right, bottom, top = min(xs), max(xs), min(0.0, *ys), max(ys)
    width = 2 * WIDTH

    def place(point: tuple[float, float]) -> tuple[float, float]:
        across = (point[0] - left) / (right - left or 1)
        up = (point[1] - bottom) / (top - bottom or 1)
        return _MARGIN + across * (width - 2 * _MARGIN), 10 + (1 - up) * (_CURVE_HEIGHT - 34)

    floor = _CURVE_HEIGHT - 24
    parts = [f'<line x1="{_MARGIN}" x2="{width - _MARGIN}" y1="{floor}" y2="{floor}" class="rail"/>']
    for value in (bottom, top):
        y = place((left, value))[1]
        parts.append(f'<text x="{_MARGIN - 6}" y="{y + 4:.1f}" text-anchor="end">{value:.1f}</text>')
    for value in (left, right):
        x = place((value, bottom))[0]
        parts.append(f'<text x="{x:.1f}" y="{_CURVE_HEIGHT - 6}" text-anchor="middle">{value:g}</text>')
    for (name, line), colour in zip(series.items(), colours, strict=False):
        spots = [place(point) for point in line if not math.isnan(point[1])]
        if not spots:
            continue
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2">'
            f"<title>{escape(name)}</title></polyline>"
        )
        x, y = spots[-1]
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>')
    return f'<svg viewBox="0 0 {width} {_CURVE_HEIGHT}" class="curve" role="img">{"".join(parts)}</svg>'


def rhythm(
    times: Mapping[str, Sequence[float]], marks: Mapping[str, float], colours: Mapping[str, str]
) -> str:
    """How often something happened in each second: stacked bars by name, `marks` as numbered lines."""
    last_s = max((at for series in times.values() for at in series), default=0.0)
    bins = int(max(last_s, *marks.values(), 1.0) if marks else max(last_s, 1.0)) + 1
    counts = {name: [0] * bins for name in times}
    for name, series in times.items():
        for at in series:
            counts[name][int(at)] += 1
    most = max((sum(column) for column in zip(*counts.values(), strict=True)), default=1) or 1
    width, top, floor = 2 * WIDTH, 26, _CURVE_HEIGHT - 24
    step = (width - 2 * _MARGIN) / bins
    parts = [
        f'<line x1="{_MARGIN}" x2="{width - _MARGIN}" y1="{floor}" y2="{floor}" class="rail"/>',
        f'<text x="{_MARGIN - 6}" y="{top + 4}" text-anchor="end">{most}</text>',
        f'<text x="{_MARGIN}" y="{_CURVE_HEIGHT - 6}" text-anchor="middle">0 s</text>',
        f'<text x="{width - _MARGIN}" y="{_CURVE_HEIGHT - 6}" text-anchor="middle">{bins} s</text>',
    ]
    for number in range(bins):
        y = float(floor)
        for name in counts:
            height = counts[name][number] * (floor - top) / most
            y -= height
            if height:
                x, wide = _MARGIN + number * step + 0.5, max(step - 1, 0.5)
                parts.append(
                    f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{height:.1f}" '
                    f'fill="{colours[name]}"><title>{escape(name)}</title></rect>'
                )
    for number, (name, at) in enumerate(marks.items(), start=1):
        x = _MARGIN + at * step
        parts.append(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top - 6}" y2="{floor}" class="marker">'
            f"<title>{escape(name)}</title></line>"
            f'<text x="{x:.1f}" y="{top - 12 + (number % 2) * 2}" text-anchor="middle">{number}</text>'
        )
    return f'<svg viewBox="0 0 {width} {_CURVE_HEIGHT}" class="curve" role="img">{"".join(parts)}</svg>'


def shares(counts: Mapping[str, int], colours: Mapping[str, str]) -> str:
    """One bar, divided as the counts are."""
    total = sum(counts.values()) or 1
    parts, x = [], 0.0
    for name, count in counts.items():
        width = WIDTH * count / total
        if count:
            parts.append(
                f'<rect x="{x:.1f}" y="2" width="{width:.1f}" height="{_TRACK_HEIGHT - 4}" '
                f'fill="{colours[name]}"><title>{escape(name)} {count}</title></rect>'
            )
        x += width
    return (
        f'<svg viewBox="0 0 {WIDTH} {_TRACK_HEIGHT}" class="track" role="img" preserveAspectRatio="none">'
        f"{''.join(parts)}</svg>"
    )


def standalone(rows: Sequence[tuple[str, Estimate]], title: str) -> str:
    """One picture by itself, for a tracking server: a labelled interval a row, between 0 and 1."""
    height = 44 + 26 * len(rows)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 {height}" '
        'font-family="sans-serif" font-size="13">',
        f'<rect width="760" height="{height}" fill="#fff"/>',
        f'<text x="16" y="24" font-weight="bold">{escape(title)}</text>',
    ]
    for number, (label, estimate) in enumerate(rows):
        y = 50 + 26 * number
        parts.append(f'<text x="16" y="{y + 4}">{escape(label)}</text>')
        parts.append(f'<line x1="250" x2="610" y1="{y}" y2="{y}" stroke="#ddd"/>')
        if math.isnan(estimate.value):
            continue
        x, low, high = (250 + 360 * v for v in (estimate.value, estimate.low, estimate.high))
        parts.append(
            f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{y}" y2="{y}" '
            'stroke="#0f766e" stroke-width="4" opacity=".45"/>'
            f'<circle cx="{x:.1f}" cy="{y}" r="5" fill="#0f766e"/>'
            f'<text x="624" y="{y + 4}">{estimate.value:.3f} [{estimate.low:.3f}, {estimate.high:.3f}]</text>'
        )
    return "".join(parts) + "</svg>\n"
