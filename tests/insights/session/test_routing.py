"""The deadline ladder."""

from hypothesis import given
from hypothesis import strategies as st

from insights.session.routing import RoutingSettings, Rung, next_step

SETTINGS = RoutingSettings(critical_needs_s=1.0, fast_needs_s=0.4)
BOTH = (Rung.CRITICAL, Rung.FAST)


def step(critical: bool, remaining_s: float, usable=BOTH, tried=()):
    return next_step(
        critical=critical, remaining_s=remaining_s, usable=usable, tried=tried, settings=SETTINGS
    )


def test_a_critical_question_goes_down_the_ladder():
    first = step(True, 3.0)
    assert (first.rung, first.degraded) == (Rung.CRITICAL, False)
    assert first.timeout_s == 2.6  # the fast model keeps its time
    second = step(True, 0.5, tried=(Rung.CRITICAL,))
    assert (second.rung, second.degraded, second.timeout_s) == (Rung.FAST, True, 0.5)
    last = step(True, 0.4, tried=BOTH)
    assert (last.rung, last.degraded) == (Rung.RULES, True)


def test_with_little_time_a_critical_question_begins_lower():
    assert step(True, 0.9).rung is Rung.FAST
    assert step(True, 0.3).rung is Rung.RULES


def test_other_questions_are_for_the_fast_model():
    assert (step(False, 3.0).rung, step(False, 3.0).degraded) == (Rung.FAST, False)


def test_an_absent_model_is_replaced_by_the_other():
    up = step(False, 3.0, usable=(Rung.CRITICAL,))
    assert (up.rung, up.degraded) == (Rung.CRITICAL, False)
    down = step(True, 3.0, usable=(Rung.FAST,))
    assert (down.rung, down.degraded) == (Rung.FAST, True)
    assert step(True, 3.0, usable=()).rung is Rung.RULES


@given(
    critical=st.booleans(),
    remaining_s=st.floats(-5, 60),
    usable=st.sets(st.sampled_from(BOTH)),
    tried=st.sets(st.sampled_from(BOTH)),
)
def test_it_never_asks_beyond_the_deadline_nor_twice(critical, remaining_s, usable, tried):
    chosen = step(critical, remaining_s, usable, tried)
    assert chosen.timeout_s <= max(remaining_s, 0)
    assert chosen.rung is Rung.RULES or chosen.rung in usable - tried


@given(critical=st.booleans(), remaining_s=st.floats(0, 60))
def test_the_ladder_ends(critical, remaining_s):
    tried: list[Rung] = []
    while (chosen := step(critical, remaining_s, tried=tried)).rung is not Rung.RULES:
        tried.append(chosen.rung)
    assert len(tried) <= 2
