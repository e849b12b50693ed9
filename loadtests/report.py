"""The figures of a load test: exact percentiles (Locust rounds its own to two digits)."""

import json
import math
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loadtests.page import Drawn, page
from loadtests.timeline import LATE, Timeline

QUANTILES = (0.5, 0.9, 0.95, 0.99, 1.0)


def percentile(values: list[float], quantile: float) -> float:
    """Nearest rank: the least value that `quantile` of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(quantile * len(ordered)) - 1)]


LAG = "client: late on its own clock"
_OF_CLIENT = (LAG, LATE)
_CHUNKS_LATE = 1.0
_SHOWN = ("batch: sound sent -> text", "batch close -> insight", "end of sound -> final summary")


@dataclass
class Report:
    """Filled call by call."""

    well: int = 0
    refused: int = 0
    held: int = 0
    reconnections: int = 0
    insights: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    figures: dict[str, list[float]] = field(default_factory=dict)
    spans: list[tuple[float, float]] = field(default_factory=list)  # of calls, seconds
    shown: list[tuple[float, float]] = field(default_factory=list)  # (when, milliseconds since the close)

    def add(self, timeline: Timeline, ended_s: float) -> None:
        """A call is over."""
        self.insights += timeline.insights
        self.held += timeline.held
        self.reconnections += timeline.reconnections
        self.spans.append((timeline.began_s, ended_s))
        self.shown += timeline.shown
        problem = timeline.problem()
        if timeline.refused is not None:
            self.refused += 1
        elif problem is None:
            self.well += 1
        else:
            self.problems[problem] += 1
        for name, values in timeline.figures().items():
            self.figures.setdefault(name, []).extend(values)

    def taken(self, began_s: float) -> dict[str, Any]:
        """What was added since it was taken last, for `merge`; times count from `began_s`."""
        taken = vars(self) | {
            "problems": dict(self.problems),
            "spans": [(begin - began_s, end - began_s) for begin, end in self.spans],
            "shown": [(at - began_s, ms) for at, ms in self.shown],
        }
        vars(self).update(vars(Report()))
        return taken

    def merge(self, told: dict[str, Any], client: str) -> None:
        """Calls of another load generator. Its lateness stays apart, not lost among that of others."""
        for name in ("well", "refused", "held", "reconnections", "insights"):
            setattr(self, name, getattr(self, name) + told[name])
        self.problems.update(told["problems"])
        self.spans += [(begin, end) for begin, end in told["spans"]]
        self.shown += [(at, ms) for at, ms in told["shown"]]
        for name, values in told["figures"].items():
            own = f"{name} ({client})" if name in _OF_CLIENT else name
            self.figures.setdefault(own, []).extend(values)

    def lagged(self, lag_ms: float) -> None:
        """The load generator's own clock struck so much too late."""
        self.figures.setdefault(LAG, []).append(lag_ms)

    @property
    def calls(self) -> int:
        """Served, refused or failed: all that were begun."""
        return self.well + self.refused + self.problems.total()

    def kept_pace(self, chunk_ms: float) -> bool:
        """Did the load generator send in real time? If not, the delays are its own as well."""
        late = [values for name, values in self.figures.items() if name.startswith(_OF_CLIENT) and values]
        return all(percentile(values, 0.99) <= _CHUNKS_LATE * chunk_ms for values in late)

    def as_dict(self) -> dict[str, Any]:
        """Milliseconds."""
        return {
            "calls": self.calls,
            "well": self.well,
            "refused": self.refused,
            "insights": self.insights,
            "held": self.held,
            "reconnections": self.reconnections,
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

    def table(self, chunk_ms: float) -> str:
        """For a terminal; seconds."""
        width = max(map(len, self.figures), default=0)
        head = "".join(f"{'p' + format(q * 100, 'g') if q < 1 else 'most':>9}" for q in QUANTILES)
        lines = [f"{'seconds':<{width}}{'n':>7}{head}"]
        for name, values in sorted(self.figures.items()):
            row = "".join(f"{percentile(values, q) / 1000:>9.2f}" for q in QUANTILES)
            lines.append(f"{name:<{width}}{len(values):>7}{row}")
        refused = f", {self.refused} refused" if self.refused else ""
        lost = f", {self.reconnections} reconnections" if self.reconnections else ""
        lines.append(
            f"{self.well}/{self.calls} calls ended well{refused}, {self.insights} insights, {self.held} holds"
            + lost
        )
        lines += [f"  {count} × {problem}" for problem, count in self.problems.most_common()]
        if not self.kept_pace(chunk_ms):
            lines.append(
                "THE LOAD GENERATOR DID NOT KEEP PACE: it sent later than people speak, so the delays above "
                "are partly its own. Fewer calls, or more machines (Locust's --master and --worker)."
            )
        return "\n".join(lines)

    def write(self, folder: Path, about: dict[str, Any]) -> Path:
        """`report.json` with `about` beside the figures, and `report.html` with drawings."""
        folder.mkdir(parents=True, exist_ok=True)
        found = {**about, "kept_pace": self.kept_pace(about["chunk_ms"]), **self.as_dict()}
        path = folder / "report.json"
        path.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
        drawn = Drawn(
            delays={name: self.figures[name] for name in _SHOWN if self.figures.get(name)},
            calls=self.spans,
            shown=self.shown,
        )
        (folder / "report.html").write_text(page(found, drawn), encoding="utf-8")
        return path
