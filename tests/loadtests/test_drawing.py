"""Axes and drawings of the report."""

from xml.etree import ElementTree

import pytest

from loadtests.drawing import Axis, Line, Points, drawing


@pytest.mark.parametrize(
    ("axis", "value", "share", "ticks"),
    [
        (Axis("s", 0.0, 10.0), 5.0, 0.5, [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]),
        (Axis("s", 0.1, 10.0, logarithmic=True), 1.0, 0.5, [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0]),
        (Axis("s", 0.0, 0.7), 0.7, 1.0, [0.0, 0.2, 0.4, 0.6]),
    ],
)
def test_axes(axis: Axis, value: float, share: float, ticks: list[float]) -> None:
    assert axis.share(value) == pytest.approx(share)
    assert axis.ticks() == pytest.approx(ticks)


def test_a_limit_is_always_in_sight() -> None:
    assert Axis("s", mark=2.0).fitted([0.1, 0.5]).high == 2.0
    assert Axis("s").fitted([]).high == 1.0


def test_a_drawing_is_one_svg_that_names_its_lines() -> None:
    line = Line("calls <open>", [(0.0, 0.0), (1.0, 5.0)])
    made = drawing(Axis("t"), Axis("n"), [line], Points("insights", [(0.5, 1.5)]), Axis("s", mark=2.0))
    root = ElementTree.fromstring(made)
    texts = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "calls <open>" in texts
    assert "insights" in texts
    assert len(list(root.iter("{http://www.w3.org/2000/svg}circle"))) == 2  # the point and its legend
