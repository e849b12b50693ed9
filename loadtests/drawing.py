"""Small line drawings as SVG, light and dark, that need nothing else."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_WIDTH, _HEIGHT = 760, 300
_LEFT, _RIGHT, _TOP, _FLOOR = 56, 700, 40, 250
_STYLE = """
text { font: 12px system-ui, sans-serif; fill: #16324f } .grid { stroke: #d8e0e8 }
.mark { stroke: #b23b3b; stroke-dasharray: 5 4 } path { fill: none; stroke-width: 2 }
circle { fill: #b7791f; fill-opacity: .65 }
.c0 { stroke: #1f6fb2 } .c1 { stroke: #b7791f } .c2 { stroke: #4d8a57 } .c3 { stroke: #8a5fb0 }
@media (prefers-color-scheme: dark) {
text { fill: #e6eef7 } .grid { stroke: #3a4a5a } .mark { stroke: #f08a8a } circle { fill: #e0b060 }
.c0 { stroke: #7fb0e0 } .c1 { stroke: #e0b060 } .c2 { stroke: #90c79a } .c3 { stroke: #c3a3e0 } }
"""

Point = tuple[float, float]


@dataclass(frozen=True)
class Axis:
    """`low` and `high` None: as the data; `mark` draws a limit."""

    title: str
    low: float | None = None
    high: float | None = None
    logarithmic: bool = False
    mark: float | None = None

    def fitted(self, values: Sequence[float]) -> "Axis":
        """With both ends."""
        known = [*values, *([self.mark] if self.mark is not None else [])] or [0.0, 1.0]
        low = self.low if self.low is not None else min(known)
        high = self.high if self.high is not None else max(known)
        return Axis(self.title, low, high if high > low else low + 1.0, self.logarithmic, self.mark)

    def share(self, value: float) -> float:
        """0 at the low end, 1 at the high one."""
        assert self.low is not None
        assert self.high is not None
        if not self.logarithmic:
            return (value - self.low) / (self.high - self.low)
        low, high = math.log10(self.low), math.log10(self.high)
        return (math.log10(max(value, self.low)) - low) / (high - low)

    def ticks(self) -> list[float]:
        """Round numbers."""
        assert self.low is not None
        assert self.high is not None
        if self.logarithmic:
            first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
            every = [step * 10.0**power for power in range(first, last + 1) for step in (1, 2, 5)]
            return [value for value in every if self.low <= value <= self.high]
        span = self.high - self.low
        step = 10.0 ** math.floor(math.log10(span / 4))
        step = next(step * size for size in (1, 2, 5, 10) if span / (step * size) <= 6)
        first = math.ceil(self.low / step)
        return [number * step for number in range(first, math.floor(self.high / step + 1e-9) + 1)]


@dataclass(frozen=True)
class Line:
    title: str
    at: Sequence[Point]


@dataclass(frozen=True)
class Points:
    title: str
    at: Sequence[Point]


def drawing(
    x: Axis, y: Axis, lines: Sequence[Line], points: Points | None = None, right: Axis | None = None
) -> str:
    """Lines against `y`; points, if any, against `right`, whose numbers stand on the other side."""
    every = [at for line in lines for at in line.at] + list(points.at if points is not None else ())
    x = x.fitted([at[0] for at in every])
    y = y.fitted([at[1] for line in lines for at in line.at])
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">']
    out.append(f"<style>{_STYLE}</style>")
    for tick in x.ticks():
        at = _across(x, tick)
        out.append(f'<line class="grid" x1="{at}" x2="{at}" y1="{_TOP}" y2="{_FLOOR}"/>')
        out.append(_text(at, _FLOOR + 16, f"{tick:g}", "middle"))
    for tick in y.ticks():
        at = _up(y, tick)
        out.append(f'<line class="grid" x1="{_LEFT}" x2="{_RIGHT}" y1="{at}" y2="{at}"/>')
        out.append(_text(_LEFT - 6, at + 4, f"{tick:g}", "end"))
    if right is not None:
        right = right.fitted([at[1] for at in points.at] if points is not None else [])
        out += [_text(_RIGHT + 6, _up(right, tick) + 4, f"{tick:g}", "start") for tick in right.ticks()]
    for axis in (y, right):
        if axis is not None and axis.mark is not None:
            at = _up(axis, axis.mark)
            out.append(f'<line class="mark" x1="{_LEFT}" x2="{_RIGHT}" y1="{at}" y2="{at}"/>')
    if x.mark is not None:
        at = _across(x, x.mark)
        out.append(f'<line class="mark" x1="{at}" x2="{at}" y1="{_TOP}" y2="{_FLOOR}"/>')
    for number, line in enumerate(lines):
        path = " ".join(f"{_across(x, at[0])},{_up(y, at[1])}" for at in line.at)
        out.append(f'<path class="c{number}" d="M{path}"><title>{escape(line.title)}</title></path>')
    if points is not None and right is not None:
        out += [f'<circle cx="{_across(x, a)}" cy="{_up(right, b)}" r="2.5"/>' for a, b in points.at]
    out += _legend(lines, points)
    out.append(_text((_LEFT + _RIGHT) / 2, _FLOOR + 36, x.title, "middle"))
    out.append("</svg>")
    return "\n".join(out)


def _legend(lines: Sequence[Line], points: Points | None) -> list[str]:
    out, at = [], float(_LEFT)
    for number, line in enumerate(lines):
        out.append(f'<path class="c{number}" d="M{at:.0f},16 {at + 18:.0f},16"/>')
        out.append(_text(at + 24, 20, line.title, "start"))
        at += 44 + 6.6 * len(line.title)
    if points is not None:
        out.append(f'<circle cx="{at + 8:.0f}" cy="16" r="3"/>')
        out.append(_text(at + 20, 20, points.title, "start"))
    return out


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _across(axis: Axis, value: float) -> float:
    return round(_LEFT + (_RIGHT - _LEFT) * axis.share(value), 1)


def _up(axis: Axis, value: float) -> float:
    return round(_FLOOR - (_FLOOR - _TOP) * min(max(axis.share(value), 0.0), 1.0), 1)
