"""From a few measured calls to what the simulation is fed with."""

from dataclasses import astuple, replace
from pathlib import Path

import pytest

from insights.jobs import Outcome
from insights.records import InsightType
from loadtests.capacity.alone import Alone, ModelAlone
from loadtests.capacity.beside import Pair, Together
from loadtests.capacity.calibration import Calibration, fitted, waits_of
from loadtests.capacity.catching_up import catch_up
from loadtests.capacity.lowload import Asked, Costs, LowLoad, Served, script
from loadtests.capacity.pace import Pace, watched
from loadtests.plan.units import Batch, Curve, Question, Script
from loadtests.settings import LoadSettings
from loadtests.sound import load
from serving.llm.settings import EmbeddedSettings
from serving.settings import LlmSettings, ServeSettings
from tests.serving.console.conftest import tone
from tests.serving.console.scripted_server import ScriptedServer, serving


def test_questions_belong_to_the_batch_before_them() -> None:
    asked = [
        Asked(6.3, InsightType.RISK_ALERT, Outcome.ANSWERED, 30),
        Asked(12.4, InsightType.NEXT_STEPS, Outcome.ABSTAINED, 12),
        Asked(15.2, InsightType.PARTIAL_SUMMARY, Outcome.ANSWERED, 25),
    ]
    made = script(15.0, [(6.1, True), (12.2, True), (15.0, False)], asked)
    assert made.batches == (Batch(6.1), Batch(12.2), Batch(15.0, False))
    assert [(each.after, each.urgency, each.insight) for each in made.questions] == [
        (0, 0, True),
        (1, 2, False),
        (3, 1, False),
    ]


QUICK, SLOW = Pace(0.0005, 0.0011), Pace(0.0010, 0.0011)
CALL = Script(10.0, (Batch(5.0), Batch(10.0)), (Question(0, 2, 20), Question(2, 1, 20, insight=False)))
BESIDE = (Together(0.8, 0.6, 1.3), Together(0.8, 0.1, 1.2), Together(0.8, 0.9, 9.0))


def calibrated(*served: Served, busy_loop_s: float = 0.006, busy_pace: Pace = QUICK) -> Calibration:
    few = LowLoad(
        served=served,
        busy_loop_s=busy_loop_s,
        busy_pace=busy_pace,
        scripts=(CALL,),
        requests=(),
        prompts=(),
    )
    recogniser = Alone(Curve(((1, 0.05), (8, 0.4))), BESIDE)
    model = ModelAlone(
        Curve(((1, 0.02), (32, 0.3))), Curve(((1, 0.003), (32, 0.02))), BESIDE, (Pair(0.8, 0.5),)
    )
    settings = LoadSettings(sessions=8, seconds=10.0, ramp_s=36.0)
    return fitted(
        few, recogniser, model, settings, ServeSettings(llm=LlmSettings(embedded=EmbeddedSettings()))
    )


def served(calls: int, *, loop_s: float = 0.8, client_s: float = 0.4, pace: Pace = QUICK) -> Served:
    costs = Costs(
        loop_s=loop_s,
        threads_s=0.01 * calls,
        recogniser_s=0.1 * calls,
        model_s=0.2 * calls,
        client_s=client_s,
    )
    return Served(calls, costs, pace, {"figures_ms": {"batch close -> insight (model)": {"mean": 350.0}}})


def test_costs_are_shared_out_and_the_delay_of_few_calls_is_met() -> None:
    found = calibrated(served(8))
    units = found.units
    assert units.gateway.busy_loop_s == 0.006
    assert units.client_s == 0.4 / 80
    assert units.gateway.batch_s == pytest.approx(0.01 / 2)
    assert units.recogniser.round_s.at(1) == pytest.approx(0.1 / 2)
    assert units.model.read_s.at(1) + 20 * units.model.step_s.at(1) == pytest.approx(0.2 / 2, rel=0.01)
    # By medians: half as fast while the other one holds the lock, which takes 1.3 times as long.
    assert astuple(units.recogniser.beside) == pytest.approx((1.0, 0.3, 0.25))
    assert found.about["insight_simulated_s"] == [pytest.approx(0.35, abs=0.01)]
    assert units.gateway.rest_s > 0


def test_what_parts_wait_for_a_core() -> None:
    crowded = replace(served(8), waits=Costs(loop_s=0.4, features_s=0.2, recogniser_s=0.2, model_s=0.8))
    assert astuple(waits_of([crowded])) == pytest.approx((0.5, 0.0, 0.5, 0.5))


def test_a_recogniser_is_slowed_with_python_by_its_share_of_it() -> None:
    features = replace(served(8), costs=replace(served(8).costs, features_s=0.2, recogniser_s=0.6))
    units = calibrated(features).units
    assert units.recogniser.python == pytest.approx(0.25)
    assert units.slower(2.0, 1.0).recogniser.round_s.at(1) == pytest.approx(1.25 * 0.05)


def test_what_a_loop_costs_that_always_has_to_wake() -> None:
    """8 calls of 10 ms keep it busy for 0.08 of the time, in which a call costs but 6 ms."""
    assert calibrated(served(8)).units.gateway.loop_s == pytest.approx((0.01 - 0.08 * 0.006) / 0.92)


def test_what_the_client_costs_by_itself_and_for_each_call() -> None:
    units = calibrated(served(8, client_s=0.4), served(16, client_s=0.6)).units
    assert units.client_s == pytest.approx(0.2 / 80)
    assert units.client_base_s == pytest.approx(0.2 / 46)


def test_costs_of_slow_minutes_are_brought_to_the_same_pace() -> None:
    quick = calibrated(served(8, loop_s=0.8), served(16, loop_s=1.4))
    mixed = calibrated(served(8, loop_s=0.8), served(16, loop_s=2.8, pace=SLOW))
    slower = 0.00075 / 0.0005
    assert mixed.about["pace"]["python_s"] == pytest.approx(0.00075)
    assert mixed.units.gateway.busy_loop_s == pytest.approx(0.006 * slower)
    assert mixed.units.gateway.loop_s == pytest.approx(quick.units.gateway.loop_s * slower, rel=0.05)


def test_the_pace_of_a_core_is_looked_at_all_the_while() -> None:
    with watched() as watch:
        pass
    assert 0 < watch.pace.python_s < 1
    assert 0 < watch.pace.native_s < 1


def test_a_call_that_catches_up_says_everything_at_once(tmp_path: Path) -> None:
    server = ScriptedServer()
    sound = load(str(tone(tmp_path / "call.wav", 0.5)), 0)
    with serving(server.app) as url:
        catch_up(LoadSettings(), url.replace("http", "ws"), sound, 1)
    assert [(call.heard_s, call.tenant) for call in server.sessions] == [(0.5, "banco")]
