"""Seconds of a reply, challenger and champion side by side: the same questions in turn, on the same machine.

Each question is asked of both, one at a time, several times; the quickest counts, since what makes an answer
slower than it needs to be is the machine's other work. What is left of that is in the interval. Adapters stay
beside the base, as a serving engine holds them, so a larger one shows.
"""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from eval.predictions import Prediction
from eval.settings import Bootstrap
from eval.statistics import Estimate
from insights.records import Record

Ask = Callable[[Sequence[Record]], list[Prediction]]


@dataclass(frozen=True)
class Pace:
    """Seconds of each reply, in the order of the questions."""

    seconds: tuple[float, ...]

    @property
    def p95_s(self) -> float:
        return float(np.percentile(self.seconds, 95))


@dataclass(frozen=True)
class Latency:
    """Both on the same questions; a first champion has no one before it."""

    challenger: Pace
    champion: Pace | None = None

    def ratio(self, settings: Bootstrap) -> Estimate:
        """Challenger's p95 over the champion's, questions resampled for both together."""
        if self.champion is None:
            return Estimate(math.nan, math.nan, math.nan, 0)
        both = np.array([self.challenger.seconds, self.champion.seconds])  # (2, N)
        count = both.shape[1]
        draws = np.random.default_rng(settings.seed).integers(0, count, (settings.resamples, count))
        mine, theirs = np.percentile(both[:, draws], 95, axis=2)  # (R,), (R,)
        tail = 100 * (1 - settings.level) / 2
        low, high = np.percentile(mine / theirs, [tail, 100 - tail])
        return Estimate(self.challenger.p95_s / self.champion.p95_s, float(low), float(high), count)


def side_by_side(
    systems: Mapping[str, Ask],
    records: Sequence[Record],
    *,
    repeats: int,
    clock: Callable[[], float] = time.perf_counter,
    progress: Callable[[int], object] = lambda count: None,
) -> dict[str, Pace]:
    """Time every system on every record; which one goes first changes from question to question."""
    best = {name: [float("inf")] * len(records) for name in systems}
    for turn in range(repeats):
        for index, record in enumerate(records):
            names = list(systems) if (turn + index) % 2 == 0 else list(systems)[::-1]
            for name in names:
                started = clock()
                systems[name]([record])
                best[name][index] = min(best[name][index], clock() - started)
            progress(1)
    return {name: Pace(tuple(seconds)) for name, seconds in best.items()}


def spread(records: Sequence[Record], count: int) -> list[Record]:
    """`count` records at equal distances, so that all languages, types and lengths are among them."""
    if count >= len(records):
        return list(records)
    return [records[index * len(records) // count] for index in range(count)]
