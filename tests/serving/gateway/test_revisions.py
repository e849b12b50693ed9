"""Revisions of an insight go out in order."""

from hypothesis import given
from hypothesis import strategies as st

from serving.gateway.revisions import Revisions


def test_a_later_revision_waits_for_an_earlier_one() -> None:
    line: Revisions[str] = Revisions()
    line.expect("i1", 2)
    line.expect("i1", 3)
    line.expect("i2", 1)
    assert line.settle("i1", 3, "third") == []
    assert line.settle("i2", 1, "other") == ["other"]
    assert line.settle("i1", 2, "second") == ["second", "third"]


def test_what_nobody_asked_for_is_dropped() -> None:
    line: Revisions[str] = Revisions()
    assert line.settle("i1", 1, "?") == []
    line.expect("i1", 1)
    assert line.settle("i1", 1, "a") == ["a"]
    assert line.settle("i1", 1, "again") == []


@given(st.permutations(range(2, 9)))
def test_any_order_of_results_comes_out_sorted(order: list[int]) -> None:
    line: Revisions[int] = Revisions()
    for rev in range(2, 9):
        line.expect("i", rev)
    out = [ready for rev in order for ready in line.settle("i", rev, rev)]
    assert out == list(range(2, 9))
