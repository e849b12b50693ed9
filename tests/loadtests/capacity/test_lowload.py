"""From a few measured calls to what the simulation is fed with."""

from pathlib import Path

from insights.jobs import Outcome
from insights.records import InsightType
from loadtests.capacity.alone import Alone, ModelAlone
from loadtests.capacity.calibration import fitted
from loadtests.capacity.catching_up import catch_up
from loadtests.capacity.lowload import Asked, Costs, LowLoad, script
from loadtests.plan.cores import Beside
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


def test_costs_are_shared_out_and_the_delay_of_one_call_is_met() -> None:
    call = Script(10.0, (Batch(5.0), Batch(10.0)), (Question(0, 2, 20), Question(2, 1, 20, insight=False)))
    few = LowLoad(
        costs=Costs(loop_s=0.8, threads_s=0.08, recogniser_s=0.9, model_s=1.2, client_s=0.4),
        busy_loop_s=0.006,
        calls=8,
        scripts=(call,),
        requests=(),
        prompts=(),
        report={"figures_ms": {"batch close -> insight (model)": {"mean": 250.0}}},
    )
    recogniser = Alone(Curve(((1, 0.05), (8, 0.4))), Beside(0.2, 0.3))
    model = ModelAlone(Curve(((1, 0.02), (32, 0.3))), Curve(((1, 0.003), (32, 0.02))), 1.0, Beside(0.5, 0.4))
    settings = LoadSettings(sessions=8, seconds=10.0, ramp_s=40.0)
    serve = ServeSettings(llm=LlmSettings(embedded=EmbeddedSettings()))
    found = fitted(few, recogniser, model, settings, serve)
    units = found.units
    assert units.gateway.loop_s == 0.8 / 80
    assert units.gateway.busy_loop_s == 0.006
    assert units.client_s == 0.4 / 80
    assert units.gateway.batch_s == 0.08 / 16
    assert units.recogniser.round_s.at(1) == 0.9 / 16
    assert 16 * (units.model.read_s.at(1) + 20 * units.model.step_s.at(1)) - 1.2 < 1e-9
    assert abs(found.about["insight_simulated_s"] - 0.25) < 0.01
    assert units.gateway.rest_s > 0


def test_a_call_that_catches_up_says_everything_at_once(tmp_path: Path) -> None:
    server = ScriptedServer()
    sound = load(str(tone(tmp_path / "call.wav", 0.5)), 0)
    with serving(server.app) as url:
        catch_up(LoadSettings(), url.replace("http", "ws"), sound, 1)
    assert [(call.heard_s, call.tenant) for call in server.sessions] == [(0.5, "banco")]
