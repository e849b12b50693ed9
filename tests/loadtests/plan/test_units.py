"""Curves between and beyond their points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.errors import EscutaError
from loadtests.plan.units import Curve


def test_lines_between_the_points_and_beyond_the_last() -> None:
    curve = Curve(((1, 1.0), (4, 2.5), (8, 6.5)))
    assert [curve.at(count) for count in (0, 1, 2, 4, 6, 8, 10)] == [0, 1.0, 1.5, 2.5, 4.5, 6.5, 8.5]
    assert Curve(((1, 0.1),)).at(3) == pytest.approx(0.3)


@given(st.dictionaries(st.integers(1, 64), st.floats(0.001, 10), min_size=1, max_size=6), st.floats(0, 64))
def test_never_negative_and_through_its_points(points: dict[int, float], count: float) -> None:
    curve = Curve(tuple(sorted(points.items())))
    assert curve.at(count) >= 0
    assert all(curve.at(at) == pytest.approx(seconds) for at, seconds in points.items())


@pytest.mark.parametrize("points", [(), ((0, 1.0),), ((2, 1.0), (1, 1.0)), ((1, -1.0),)])
def test_senseless_points_are_refused(points: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(EscutaError):
        Curve(points)
