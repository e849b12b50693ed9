"""Drawings of the report."""

from xml.etree import ElementTree

from loadtests.drawing import course, delays


def texts(svg: str) -> set[str | None]:
    return {each.text for each in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")}


def test_delays_name_their_lines() -> None:
    made = delays({"text": [100.0, 250.0], "insight <2 s": [300.0, 4000.0]}, 2.0)
    assert {"text", "insight <2 s", "seconds"} <= texts(made)


def test_the_course_counts_calls_that_are_open() -> None:
    made = course([(100.0, 110.0), (102.0, 112.0)], [(105.0, 900.0)], 2.0)
    assert {"calls open", "seconds of the test"} <= texts(made)
    assert made == course([(100.0, 110.0), (102.0, 112.0)], [(105.0, 900.0)], 2.0)


def test_a_test_without_calls_is_drawn_too() -> None:
    assert course([], [], 2.0).startswith("<svg")
    assert delays({}, 2.0).startswith("<svg")
