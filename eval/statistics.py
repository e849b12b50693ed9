"""Call-level bootstrap: how far a score would move with other calls of the same kind.

Several records come from one call and resemble each other, so calls are resampled, not records (cluster
bootstrap; Efron & Tibshirani, 1993). Intervals are percentiles. Two systems on the same records are
resampled together, so their difference's interval is that of the difference and not of two independent
scores.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.settings import Bootstrap
from eval.shares import Shares

Floats = NDArray[np.float64]

_CHUNK = 64


@dataclass(frozen=True)
class Estimate:
    """A value and its percentile interval; all NaN when unscored. `count` is the denominator."""

    value: float
    low: float
    high: float
    count: float


@dataclass(frozen=True)
class Table:
    """Shares summed by call: `sums` is (calls, metrics, 2), numerator and denominator."""

    metrics: tuple[str, ...]
    calls: tuple[str, ...]
    sums: Floats

    def columns(self, metrics: Sequence[str]) -> "Table":
        """Only these metrics, in this order."""
        places = [self.metrics.index(name) for name in metrics]
        return Table(tuple(metrics), self.calls, self.sums[:, places])


def tabulate(calls: Sequence[str], shares: Sequence[Shares], metrics: Sequence[str]) -> Table:
    """Sum the shares of each call; `calls` and `shares` are parallel, one entry a prediction."""
    names = tuple(dict.fromkeys(sorted(calls)))
    place = {name: index for index, name in enumerate(names)}
    column = {name: index for index, name in enumerate(metrics)}
    sums = np.zeros((len(names), len(metrics), 2))
    for call, values in zip(calls, shares, strict=True):
        for name, share in values.items():
            if name in column:
                sums[place[call], column[name]] += share
    return Table(tuple(metrics), names, sums)


def estimates(table: Table, settings: Bootstrap) -> dict[str, Estimate]:
    """Value and interval of each metric."""
    totals = table.sums.sum(axis=0)
    values = _ratio(totals)
    low, high = _percentiles(_ratio(_resampled(table.sums, settings)), settings.level)
    return {
        name: Estimate(float(values[i]), float(low[i]), float(high[i]), float(totals[i, 1]))
        for i, name in enumerate(table.metrics)
    }


def differences(first: Table, second: Table, settings: Bootstrap) -> dict[str, Estimate]:
    """`second − first` for each metric, calls resampled together; the same calls and metrics in both."""
    if first.calls != second.calls or first.metrics != second.metrics:
        raise ValueError("paired tables need the same calls and metrics")
    values = _ratio(second.sums.sum(axis=0)) - _ratio(first.sums.sum(axis=0))
    both = np.concatenate([first.sums, second.sums], axis=1)
    sampled = _ratio(_resampled(both, settings))  # (R, 2·metrics)
    width = len(first.metrics)
    low, high = _percentiles(sampled[:, width:] - sampled[:, :width], settings.level)
    return {
        name: Estimate(float(values[i]), float(low[i]), float(high[i]), float(len(first.calls)))
        for i, name in enumerate(first.metrics)
    }


def _resampled(sums: Floats, settings: Bootstrap) -> Floats:
    """Sums over resamples of the calls. (calls, metrics, 2) → (R, metrics, 2)"""
    calls = len(sums)
    draws = np.random.default_rng(settings.seed)
    flat = sums.reshape(calls, -1)
    chunks = []
    for start in range(0, settings.resamples, _CHUNK):
        rows = min(_CHUNK, settings.resamples - start)
        weights = draws.multinomial(calls, np.full(calls, 1 / calls), size=rows).astype(np.float64)
        chunks.append(weights @ flat)
    return np.concatenate(chunks).reshape(settings.resamples, *sums.shape[1:])


def _ratio(sums: Floats) -> Floats:
    numerator, denominator = sums[..., 0], sums[..., 1]
    return np.divide(numerator, denominator, out=np.full_like(numerator, np.nan), where=denominator > 0)


def _percentiles(samples: Floats, level: float) -> tuple[Floats, Floats]:
    """Bounds over the resamples that have a value. (R, metrics) → (metrics,), (metrics,)"""
    tail = 100 * (1 - level) / 2
    low = np.full(samples.shape[1], np.nan)
    high = np.full(samples.shape[1], np.nan)
    for column in range(samples.shape[1]):
        scored = samples[~np.isnan(samples[:, column]), column]
        if len(scored):
            low[column], high[column] = np.percentile(scored, [tail, 100 - tail])
    return low, high
