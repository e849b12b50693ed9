"""Cores that other programs use."""

from loadtests.capacity.others import Others, Used, between, waited_s


def test_what_is_not_ours_is_others() -> None:
    """Of two cores in ten seconds: ours 5 s, others 9 s; 6 s were idle."""
    assert between(Used(0.0, 100.0, 20.0), Used(10.0, 114.0, 25.0), 2) == Others(0.9, 0.6)


def test_threads_of_this_process_have_waited_for_some_time() -> None:
    assert waited_s() >= waited_s(lambda thread: False) == 0.0
