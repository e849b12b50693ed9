"""One drawing: recall by type, every system a dot on the type's rail. SVG that needs nothing else."""

from collections.abc import Mapping
from xml.sax.saxutils import escape

from eval.pii.results import Results, Scores
from eval.pii.systems import SYSTEMS, TITLES
from insights.records import PiiType

_LEFT, _WIDTH, _ROW, _TOP = 120, 760, 24, 64
_STYLE = """text { font: 13px system-ui, sans-serif; fill: #16324f } .rail { stroke: #c9d4df }
.s0 { fill: #1f6fb2 } .s1 { fill: #b7791f } .s2 { fill: #8a5fb0 } .s3 { fill: #4d8a57 }
@media (prefers-color-scheme: dark) { text { fill: #e6eef7 } .rail { stroke: #4a5a6a }
.s0 { fill: #7fb0e0 } .s1 { fill: #e0b060 } .s2 { fill: #c3a3e0 } .s3 { fill: #90c79a } }"""


def recall_chart(results: Results) -> str:
    """Recall on the first set, its languages together."""
    first = next(iter(results.judged))
    parts = [one for one in results.judged if one.set == first.set]
    names = [name for name in SYSTEMS if any(name in part.scores for part in parts)]
    recalls = {
        label: {
            name: _recall({part.language: part.scores[name] for part in parts if name in part.scores}, label)
            for name in names
        }
        for label in PiiType
    }
    shown = {label: row for label, row in recalls.items() if any(value is not None for value in row.values())}
    floor = _TOP + _ROW * len(shown)
    height = floor + 20
    everywhere = {part.language for part in parts}
    titles: dict[str, str] = {}
    for name in names:
        known = [part.language for part in parts if name in part.scores]
        titles[name] = TITLES[name] + ("" if everywhere == set(known) else f" ({', '.join(known)})")
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-label="Recall by type">',
        f"<style>{_STYLE}</style>",
        f'<text x="{_LEFT}" y="18" font-weight="600">{escape(first.title)}: recall by type</text>',
    ]
    x = float(_LEFT)
    for number, name in enumerate(names):
        out.append(f'<circle cx="{x:.0f}" cy="36" r="5" class="s{number}"/>')
        out.append(f'<text x="{x + 10:.0f}" y="41">{escape(titles[name])}</text>')
        x += 24 + 8 * len(titles[name])
    for mark in (0.0, 0.5, 1.0):
        at = _LEFT + mark * (_WIDTH - 20 - _LEFT)
        out.append(f'<text x="{at:.1f}" y="{floor + 6}" text-anchor="middle">{mark:g}</text>')
    for row, (label, values) in enumerate(shown.items()):
        y = _TOP + _ROW * row
        out.append(f'<text x="{_LEFT - 14}" y="{y + 5}" text-anchor="end">{label.value}</text>')
        out.append(f'<line x1="{_LEFT}" x2="{_WIDTH - 20}" y1="{y}" y2="{y}" class="rail"/>')
        for number, name in reversed(list(enumerate(names))):
            if (value := values[name]) is not None:
                at = _LEFT + value * (_WIDTH - 20 - _LEFT)
                out.append(
                    f'<circle cx="{at:.1f}" cy="{y}" r="{6 if number == 0 else 4}" class="s{number}">'
                    f"<title>{escape(titles[name])} {value:.3f}</title></circle>"
                )
    return "\n".join([*out, "</svg>", ""])


def _recall(scores: Mapping[str, Scores], label: PiiType) -> float | None:
    """Over the languages together."""
    found = [each[key] for each in scores.values() if (key := f"recall:{label.value}") in each]
    total = sum(one.count for one in found)
    return sum(one.value * one.count for one in found if one.count) / total if total else None
