"""What a machine will hold, and how many machines."""

from dataclasses import replace

import pytest

from loadtests.plan.live import LivePath
from loadtests.plan.sizing import lengthened, load_test, p95_s, predicted, sized, steady
from loadtests.plan.units import Curve
from tests.loadtests.plan.test_live import SCRIPT, UNITS


def test_the_prediction_is_where_the_limit_is_passed() -> None:
    shared = replace(UNITS, cores=2, client_s=0.003, gateway=replace(UNITS.gateway, loop_s=0.04))
    held, curve = predicted(shared, limit_s=2.0, ramp_s=5.0, tenants=4)
    by_count = dict(curve)
    assert by_count[held] <= 2.0
    over = min(count for count in by_count if count > held)
    assert over <= held * 1.03 + 1
    assert by_count[over] > 2.0


def test_twice_the_sessions_need_about_twice_the_recognisers() -> None:
    counts = []
    for sessions in (30, 60):
        plan = sized(UNITS, sessions, limit_s=1.0, call_s=12, gateway_sessions=25)
        assert plan is not None
        assert plan.p95_s <= 1.0
        assert plan.gateways == -(-sessions // 25)
        counts.append(plan.recognisers)
    assert counts[1] in range(2 * counts[0] - 1, 2 * counts[0] + 2)


def test_too_slow_for_one_is_too_slow_for_any_number() -> None:
    slow = replace(UNITS, model=replace(UNITS.model, step_s=Curve(((1, 0.5),))))
    assert sized(slow, 10, limit_s=2.0, call_s=12, gateway_sessions=50) is None


def test_a_longer_call_asks_as_often_and_sums_up_once() -> None:
    longer = lengthened(SCRIPT, 48.0)
    assert longer.duration_s == 48.0
    assert [batch.at_s for batch in longer.batches] == [6, 12, 18, 24, 30, 36, 42, 48]
    assert sum(not question.insight for question in longer.questions) == 1
    assert longer.questions[-1].after == 8


def test_steady_sessions_are_always_as_many() -> None:
    calls = list(steady([SCRIPT], 10))
    for at_s in (0.5, 20.0, 59.0):
        assert sum(call.at_s <= at_s < call.at_s + call.script.duration_s for call in calls) == 10
    assert p95_s(LivePath(UNITS).run(load_test([SCRIPT], 3, 1.0, 2))) == pytest.approx(0.17, abs=0.1)
