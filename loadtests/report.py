"""The figures of a load test: exact percentiles (Locust rounds its own to two digits)."""

import json
import math
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

QUANTILES = (0.5, 0.9, 0.95, 0.99, 1.0)


def percentile(values: list[float], quantile: float) -> float:
    """Nearest rank: the least value that `quantile` of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(quantile * len(ordered)) - 1)]


@dataclass
class Report:
    """Filled call by call."""

    well: int = 0
    held: int = 0
    insights: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    figures: dict[str, list[float]] = field(default_factory=dict)

    def add(self, figures: dict[str, list[float]], problem: str | None, insights: int, held: int) -> None:
        """A call is over."""
        self.insights += insights
        self.held += held
        if problem is None:
            self.well += 1
        else:
            self.problems[problem] += 1
        for name, values in figures.items():
            self.figures.setdefault(name, []).extend(values)

    @property
    def calls(self) -> int:
        return self.well + self.problems.total()

    def as_dict(self) -> dict[str, Any]:
        """Milliseconds."""
        return {
            "calls": self.calls,
            "well": self.well,
            "insights": self.insights,
            "held": self.held,
            "problems": dict(self.problems),
            "figures_ms": {
                name: {
                    "n": len(values),
                    "mean": round(sum(values) / len(values), 1),
                    **{
                        f"p{quantile * 100:g}": round(percentile(values, quantile), 1)
                        for quantile in QUANTILES
                    },
                }
                for name, values in sorted(self.figures.items())
            },
        }

    def table(self) -> str:
        """For a terminal; seconds."""
        width = max(map(len, self.figures), default=0)
        head = "".join(f"{'p' + format(q * 100, 'g') if q < 1 else 'most':>9}" for q in QUANTILES)
        lines = [f"{'seconds':<{width}}{'n':>7}{head}"]
        for name, values in sorted(self.figures.items()):
            row = "".join(f"{percentile(values, q) / 1000:>9.2f}" for q in QUANTILES)
            lines.append(f"{name:<{width}}{len(values):>7}{row}")
        lines.append(
            f"{self.well}/{self.calls} calls ended well, {self.insights} insights, {self.held} holds"
        )
        lines += [f"  {count} × {problem}" for problem, count in self.problems.most_common()]
        return "\n".join(lines)

    def write(self, folder: Path, about: dict[str, Any]) -> Path:
        """`report.json` with `about` beside the figures."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "report.json"
        path.write_text(json.dumps({**about, **self.as_dict()}, indent=2) + "\n")
        return path
