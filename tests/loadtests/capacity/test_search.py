"""The search finds what holds, in a bounded number of runs, and goes on where it was."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insights.errors import EscutaError
from loadtests.capacity.search import Run, Search, capacity, holds, next_step

SEARCH = Search(first=20, most=5000, growth=1.6, resolution=0.05, repeats=3, near=0.25, limit_s=2.0)
_MOST_STEPS = 30  # 13 by growth from 20 to 5,000, 14 by halving, and some


def searched(true: int, search: Search = SEARCH, noise: list[float] | None = None) -> dict[int, list[Run]]:
    """All runs on a machine whose delay reaches the limit at `true` sessions."""
    steps: dict[int, list[Run]] = {}
    count = 0
    while (sessions := next_step(search, steps)) is not None:
        factor = noise[count % len(noise)] if noise else 1.0
        delay_s = search.limit_s * (sessions / true) ** 3 * factor
        steps.setdefault(sessions, []).append(Run(delay_s, 0))
        count += 1
        assert count <= _MOST_STEPS * search.repeats
    return steps


@settings(max_examples=100, deadline=None)
@given(true=st.integers(1, 4000))
def test_the_capacity_is_found_to_the_resolution(true: int) -> None:
    held, over = capacity(SEARCH, searched(true))
    assert over is not None
    assert held <= true < over
    assert over - held <= max(1, SEARCH.resolution * held)


@settings(max_examples=50, deadline=None)
@given(noise=st.lists(st.floats(0.5, 2.0), min_size=1, max_size=20))
def test_noise_does_not_make_it_endless(noise: list[float]) -> None:
    steps = searched(100, noise=noise)
    assert all(len(runs) <= SEARCH.repeats for runs in steps.values())


def test_it_ends_at_the_most() -> None:
    steps = searched(10**6)
    assert capacity(SEARCH, steps) == (5000, None)


def test_near_the_limit_it_is_measured_again_and_the_median_decides() -> None:
    steps = {20: [Run(1.9, 0)]}
    assert next_step(SEARCH, steps) == 20
    steps[20] += [Run(2.3, 0)]
    assert next_step(SEARCH, steps) == 20
    steps[20] += [Run(1.8, 0)]
    assert holds(SEARCH, steps[20])
    assert next_step(SEARCH, steps) == 32


def test_one_failed_session_is_too_many() -> None:
    steps = {20: [Run(0.5, 0)], 32: [Run(0.5, 1)]}
    assert capacity(SEARCH, steps) == (20, 32)
    assert next_step(SEARCH, steps) == 26


def test_no_insight_is_no_quick_insight() -> None:
    assert capacity(SEARCH, {20: [Run(None, 0)]}) == (0, 20)


@pytest.mark.parametrize("wrong", [{"first": 0}, {"growth": 1.0}, {"resolution": 0.0}, {"repeats": 0}])
def test_senseless_settings_are_refused(wrong: dict[str, float]) -> None:
    given = {
        "first": 20,
        "most": 50,
        "growth": 1.6,
        "resolution": 0.05,
        "repeats": 3,
        "near": 0.2,
        "limit_s": 2.0,
    }
    with pytest.raises(EscutaError):
        Search(**(given | wrong))  # type: ignore[arg-type]
