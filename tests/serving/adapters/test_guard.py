"""When a trial must end, at the exact limits."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from insights.errors import EscutaError
from insights.reply import Fault
from serving.adapters.api import Arm, Choice, Sample, Scope
from serving.adapters.guard import Breach, Guard, Verdict
from serving.adapters.trial_settings import GuardSettings, ShadowSettings
from serving.llm.api import LlmFault

SETTINGS = GuardSettings(
    window_s=60, min_samples=10, max_error_rate=0.2, max_invalid_rate=0.2, max_p95_s=5, max_p95_ratio=2
)
BANCO = Scope("banco", "*")
CANARY = Choice("b" * 64, Arm.CANARY, BANCO)
SHADOW = Choice("b" * 64, Arm.SHADOW, BANCO)
CHAMPION = Choice("a" * 64, Arm.CHAMPION, Scope())
GOOD = Sample(1.0)
FAILED = Sample(0.1, LlmFault.UNAVAILABLE)
LATE = Sample(4.0, LlmFault.TIMEOUT)
REFUSED = Sample(1.0, None, (Fault.LOW_SCORE,))


class Clock:
    """Seconds, moved by the test."""

    def __init__(self) -> None:
        self.s = 1000.0

    def __call__(self) -> float:
        return self.s


def guard(clock: Callable[[], float] | None = None, **more: float) -> Guard:
    return Guard(replace(SETTINGS, **more), clock=clock or Clock())  # type: ignore[arg-type]


def heard(guard: Guard, choice: Choice, *samples: Sample) -> Verdict | None:
    """The last verdict."""
    verdict = None
    for sample in samples:
        verdict = guard.heard(choice, sample)
    return verdict


@pytest.mark.parametrize("choice", [CANARY, SHADOW])
@pytest.mark.parametrize(("bad", "breach"), [(FAILED, Breach.ERRORS), (REFUSED, Breach.INVALID)])
def test_a_rate_at_the_limit_is_allowed_and_above_it_is_not(
    choice: Choice, bad: Sample, breach: Breach
) -> None:
    assert heard(guard(), choice, *[bad] * 2, *[GOOD] * 8) is None
    verdict = heard(guard(), choice, *[bad] * 3, *[GOOD] * 7)
    assert verdict is not None
    assert (verdict.breach, verdict.samples) == (breach, 10)
    assert "30% of 10" in verdict.reason
    assert "20% more is allowed" in verdict.reason


def test_nothing_is_decided_with_too_few() -> None:
    assert heard(guard(), CANARY, *[FAILED] * 9) is None
    assert heard(guard(), CANARY, *[FAILED] * 10) is not None


def test_what_fails_the_champion_as_well_says_nothing_about_the_challenger() -> None:
    fair = guard()
    heard(fair, CHAMPION, *[FAILED] * 5, *[GOOD] * 5)
    assert heard(fair, CANARY, *[FAILED] * 7, *[GOOD] * 3) is None
    assert heard(fair, CANARY, *[FAILED] * 5) is not None  # 12 of 15 against a half
    few = guard()
    heard(few, CHAMPION, *[FAILED] * 9)
    assert heard(few, CANARY, *[FAILED] * 10) is not None


def test_only_a_champion_of_the_same_questions_is_compared_with() -> None:
    apart = guard()
    heard(apart, Choice(None, Arm.CHAMPION, Scope("saude", "*")), *[FAILED] * 10)
    assert heard(apart, CANARY, *[FAILED] * 10) is not None
    meeting = guard()
    heard(meeting, Choice(None, Arm.CHAMPION, Scope("banco", "upsell")), *[FAILED] * 10)
    assert heard(meeting, CANARY, *[FAILED] * 10) is None


def test_old_answers_are_forgotten() -> None:
    clock = Clock()
    sliding = guard(clock)
    heard(sliding, CANARY, *[FAILED] * 9)
    clock.s += 60
    assert heard(sliding, CANARY, FAILED) is None
    clock.s += 59
    assert heard(sliding, CANARY, *[FAILED] * 9) is not None


def test_the_95th_percentile_at_the_limit_is_allowed() -> None:
    slow, slower = Sample(5.0), Sample(5.001)
    assert heard(guard(), CANARY, *[slow] * 10) is None
    assert heard(guard(), CANARY, slower, *[GOOD] * 19) is None  # one in twenty may be any
    verdict = heard(guard(), CANARY, slower, slower, *[GOOD] * 18)
    assert verdict is not None
    assert verdict.breach is Breach.LATENCY
    assert "5.00 s of 20 answers; 5 s are allowed" in verdict.reason


def test_a_canary_is_not_much_slower_than_the_champion() -> None:
    beside = guard()
    heard(beside, CHAMPION, *[GOOD] * 10)
    assert heard(beside, CANARY, *[Sample(2.0)] * 10) is None
    verdict = heard(beside, CANARY, Sample(2.5), Sample(2.5))
    assert verdict is not None
    assert "champion's 1.00 s; 2 times is allowed" in verdict.reason


def test_a_wait_in_vain_counts_as_time_but_a_refusal_at_once_does_not_make_it_fast() -> None:
    lenient = guard(max_error_rate=1, max_p95_s=3.0)
    assert heard(lenient, CANARY, *[FAILED] * 9, LATE) is not None


def test_silent_answers_come_late_by_design() -> None:
    assert heard(guard(), SHADOW, *[LATE] * 20, *[Sample(30.0)] * 20) is None
    assert heard(guard(), SHADOW, *[Sample(1.0, LlmFault.OVERLOADED)] * 20) is None


def test_a_trial_that_begins_again_begins_anew() -> None:
    again = guard()
    heard(again, CANARY, *[FAILED] * 9)
    again.forget(BANCO, "b" * 64)
    assert heard(again, CANARY, FAILED) is None


@pytest.mark.parametrize(
    "make",
    [
        lambda: GuardSettings(min_samples=0),
        lambda: GuardSettings(max_error_rate=1.1),
        lambda: GuardSettings(max_p95_s=0),
        lambda: ShadowSettings(busy_jobs=0),
        lambda: ShadowSettings(timeout_s=0),
    ],
)
def test_settings_that_make_no_sense(make: Callable[[], object]) -> None:
    with pytest.raises(EscutaError, match="must be"):
        make()
