"""The circuit breaker."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.errors import EscutaError
from insights.session.breaker import BreakerSettings, BreakerState, Phase, admit, report

SETTINGS = BreakerSettings(failures=3, open_s=10, probe_s=5)


def opened(at_s: float = 0.0) -> BreakerState:
    state = BreakerState()
    for _ in range(SETTINGS.failures):
        state = report(state, ok=False, now_s=at_s, settings=SETTINGS)
    return state


def test_it_opens_after_failures_in_a_row_only():
    state = BreakerState()
    for ok in (False, False, True, False, False):
        state = report(state, ok=ok, now_s=1, settings=SETTINGS)
    assert state.phase is Phase.CLOSED
    assert report(state, ok=False, now_s=2, settings=SETTINGS).phase is Phase.OPEN


def test_an_open_breaker_lets_one_probe_through_after_its_rest():
    assert admit(opened(), 9.9, SETTINGS)[0] is False
    allowed, state = admit(opened(), 10, SETTINGS)
    assert allowed
    assert state.phase is Phase.HALF_OPEN
    assert admit(state, 10.1, SETTINGS)[0] is False


def test_the_probe_decides():
    _, probing = admit(opened(), 10, SETTINGS)
    assert report(probing, ok=True, now_s=11, settings=SETTINGS) == BreakerState()
    again = report(probing, ok=False, now_s=11, settings=SETTINGS)
    assert again.phase is Phase.OPEN
    assert admit(again, 20.9, SETTINGS)[0] is False
    assert admit(again, 21, SETTINGS)[0] is True


def test_a_probe_that_never_reports_is_replaced():
    _, probing = admit(opened(), 10, SETTINGS)
    assert admit(probing, 14.9, SETTINGS)[0] is False
    assert admit(probing, 15, SETTINGS)[0] is True


def test_late_failures_do_not_prolong_the_rest():
    assert report(opened(at_s=0), ok=False, now_s=9, settings=SETTINGS) == opened(at_s=0)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 30)), max_size=60))
def test_it_never_stays_shut_for_ever(steps: list[tuple[bool, int]]):
    state, now_s = BreakerState(), 0
    for ok, wait_s in steps:
        now_s += wait_s
        allowed, state = admit(state, now_s, SETTINGS)
        if allowed:
            state = report(state, ok=ok, now_s=now_s, settings=SETTINGS)
        assert state.failures <= SETTINGS.failures
    assert admit(state, now_s + 10, SETTINGS)[0] is True


@pytest.mark.parametrize("name", ["failures", "open_s", "probe_s"])
def test_settings_are_checked(name: str):
    with pytest.raises(EscutaError, match=name):
        BreakerSettings(**{name: -1})
