"""The bootstrap: repeatable, by call, and about as wide as it should be."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.settings import Bootstrap
from eval.statistics import differences, estimates, tabulate


def table(values, *, per_call=1, name="m"):
    calls = [f"c{index // per_call}" for index in range(len(values))]
    return tabulate(calls, [{name: (float(v), 1.0)} for v in values], [name])


def test_the_same_seed_gives_the_same_interval():
    values = table([0, 1, 1, 0, 1, 1, 1, 0])
    first, again = (estimates(values, Bootstrap(resamples=150, seed=3)) for _ in range(2))
    assert first == again
    assert estimates(values, Bootstrap(resamples=150, seed=4))["m"].low is not None


def test_value_is_the_ratio_of_sums():
    sums = tabulate(["a", "a", "b"], [{"m": (1, 2)}, {"m": (2, 2)}, {"m": (0, 4)}], ["m"])
    assert estimates(sums, Bootstrap(resamples=10))["m"].value == pytest.approx(3 / 8)


def test_records_of_one_call_are_not_independent():
    values = [1, 1, 1, 1, 0, 0, 0, 0] * 8
    alone = estimates(table(values), Bootstrap())["m"]
    together = estimates(table(values, per_call=4), Bootstrap())["m"]
    assert alone.value == together.value
    assert together.high - together.low > 1.5 * (alone.high - alone.low)


def test_coverage_is_near_its_level():
    draws = np.random.default_rng(0)
    inside = 0
    for _ in range(200):
        estimate = estimates(table(draws.random(60) < 0.7), Bootstrap(resamples=200, level=0.9))["m"]
        inside += estimate.low <= 0.7 <= estimate.high
    assert 0.82 <= inside / 200 <= 0.97


def test_unscored_is_nan_throughout():
    empty = tabulate(["a", "b"], [{}, {}], ["m"])
    estimate = estimates(empty, Bootstrap(resamples=10))["m"]
    assert math.isnan(estimate.value)
    assert math.isnan(estimate.low)
    assert estimate.count == 0


def test_pairing_removes_what_the_calls_share():
    draws = np.random.default_rng(1)
    hard = draws.random(80)
    first, second = table(hard), table(hard + 0.05)
    paired = differences(first, second, Bootstrap())["m"]
    assert paired.value == pytest.approx(0.05)
    assert paired.low == pytest.approx(0.05)
    alone = estimates(first, Bootstrap())["m"]
    assert alone.high - alone.low > 0.1


def test_pairs_need_the_same_calls():
    with pytest.raises(ValueError, match="same calls"):
        differences(table([1, 0]), table([1, 0, 1]), Bootstrap())


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_intervals_hold_only_possible_values(values):
    estimate = estimates(table(values), Bootstrap(resamples=50))["m"]
    assert min(values) - 1e-9 <= estimate.low <= estimate.high <= max(values) + 1e-9
