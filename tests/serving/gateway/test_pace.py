"""A token bucket."""

from serving.gateway.pace import Pace


def test_a_burst_then_the_rate() -> None:
    now = [0.0]
    pace = Pace(10, 5, lambda: now[0])
    assert [pace.take() for _ in range(5)] == [0.0] * 5
    assert pace.take() == 0.1
    now[0] = 0.2
    assert pace.take() == 0.0


def test_a_refused_message_costs_nothing() -> None:
    now = [0.0]
    pace = Pace(1, 2, lambda: now[0])
    assert [pace.allows() for _ in range(4)] == [True, True, False, False]
    now[0] = 1.0
    assert pace.allows()
