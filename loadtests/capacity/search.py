"""Which numbers of sessions to try: more and more until it is too many, then halving what is in between.

A step is measured again while its median is near the limit, since machines are never quite alone. Pure: what
was measured goes in, what to measure next comes out, so a search goes on wherever it was interrupted.
"""

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from insights.errors import EscutaError


@dataclass(frozen=True, kw_only=True)
class Search:
    """`first` sessions to begin with, `most` to stop at; done when what holds and what does not are no more
    than `resolution` apart. `near`: delays within so much of the limit are measured `repeats` times.
    """

    first: int
    most: int
    growth: float
    resolution: float
    repeats: int
    near: float
    limit_s: float

    def __post_init__(self) -> None:
        if not 1 <= self.first <= self.most:
            raise EscutaError("must be 1 <= first <= most", field="first, most")
        if self.growth <= 1 or not 0 < self.resolution < 1 or self.near < 0:
            raise EscutaError("growth above 1, resolution between 0 and 1, near not negative", field="search")
        if self.repeats < 1 or self.limit_s <= 0:
            raise EscutaError("must be above 0", field="repeats, limit_s")


@dataclass(frozen=True)
class Run:
    """One load test. `p95_s` None: no insight came. `failed`: sessions that did not end well, refused ones
    included."""

    p95_s: float | None
    failed: int


def delay_s(runs: Sequence[Run]) -> float:
    """The median of the runs' 95th percentiles; without an insight it is endless."""
    return statistics.median(math.inf if run.p95_s is None else run.p95_s for run in runs)


def holds(search: Search, runs: Sequence[Run]) -> bool:
    """Every session of every run ended well, and the median is within the limit."""
    return bool(runs) and all(not run.failed for run in runs) and delay_s(runs) <= search.limit_s


def settled(search: Search, runs: Sequence[Run]) -> bool:
    """Is it measured well enough?"""
    if not runs or any(run.failed for run in runs):
        return bool(runs)
    far = abs(delay_s(runs) - search.limit_s) > search.near * search.limit_s
    return far or len(runs) >= search.repeats


def capacity(search: Search, steps: Mapping[int, Sequence[Run]]) -> tuple[int, int | None]:
    """The most sessions below which all that was tried holds, and the fewest that do not hold."""
    held, over = 0, None
    for sessions in sorted(steps):
        if not steps[sessions]:
            continue
        if holds(search, steps[sessions]):
            held = sessions
        else:
            over = sessions
            break
    return held, over


def next_step(search: Search, steps: Mapping[int, Sequence[Run]]) -> int | None:
    """How many sessions to try now; None: the capacity is found."""
    for sessions in sorted(steps):
        if steps[sessions] and not settled(search, steps[sessions]):
            return sessions
    held, over = capacity(search, steps)
    if over is None:
        if held >= search.most:
            return None
        return min(search.most, max(search.first, math.ceil(held * search.growth))) if held else search.first
    if over - held <= max(1.0, search.resolution * held):
        return None
    middle = (held + over) // 2 if held else over // 2
    return middle if middle > held else None
