"""What load tests met on their machine: how fast its cores were, and how full of other programs."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from loadtests.plan.units import Units

_HARDLY_ANY = 0.1  # share of the cores' free time: less says nothing of how it would be beside more


@dataclass(frozen=True)
class Conditions:
    """By those of the calibration: the time that Python takes, and native arithmetic, and how much other
    programs fill of what is left of the cores."""

    python: float = 1.0
    native: float = 1.0
    others: float = 1.0

    def of(self, units: Units) -> Units:
        """What the calibration measured, under these conditions."""
        return units.slower(self.python, self.native).amid(self.others)


def met(found: Mapping[str, Any], steps: Sequence[Mapping[str, Any]]) -> Conditions:
    """By these load tests, on average; without any the calibration's."""
    runs = [run for step in steps for run in step["runs"]]
    if not runs:
        return Conditions()
    pace, others = found["low_load"]["pace"], found["low_load"]["others"]
    then, now = (_mean(each, "filled") for each in (others, [run["others"] for run in runs]))
    python, native = (
        _mean([run["pace"] for run in runs], name) / pace[name] for name in ("python_s", "native_s")
    )
    return Conditions(
        round(python, 3), round(native, 3), round(now / then, 3) if then >= _HARDLY_ANY else 1.0
    )


def _mean(rows: Sequence[Mapping[str, float]], name: str) -> float:
    return statistics.mean(row[name] for row in rows)
