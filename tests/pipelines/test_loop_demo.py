"""The whole loop with a few calls and trainings of a few steps; the models are too bad for the gate, so it is
told to let them through."""

import json
from pathlib import Path

import pytest

from commandline.command import load
from eval.registry import CHAMPION, Registry
from insights.errors import EscutaError
from pipelines.loop_demo import LoopDemoConfig, run

pytestmark = [pytest.mark.e2e, pytest.mark.long]


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> LoopDemoConfig:
    folder = tmp_path_factory.mktemp("loop")
    through = ["force=true", "reason=test", "gate.latency.records=0"]
    return load(
        "loop_demo",
        LoopDemoConfig,
        [
            f"out={folder / 'out'}",
            "first_calls=4",
            "live_calls=12",
            "test_calls=4",
            "steps=4",
            "at_once=6",
            "speed=60",
            # Few questions a second: the promotion is a process that wants the same cores.
            "swap_at_once=2",
            "swap_speed=10",
            "settle=3",
            f"promote={json.dumps(through)}",
            "metrics.bootstrap.resamples=50",
            f"tracking.uri=sqlite:///{folder / 'mlflow.db'}",
            f"tracking.artifacts={folder / 'artifacts'}",
        ],
    )


@pytest.fixture(scope="module")
def document(config: LoopDemoConfig) -> dict:
    return run(config)


def test_the_second_adapter_ends_live(config: LoopDemoConfig, document: dict):
    adapters = {name: each["digest"] for name, each in document["adapters"].items()}
    assert adapters["first"] != adapters["second"]
    champion = Registry(config.tracking).at(CHAMPION)
    assert champion is not None
    assert champion.digest == adapters["second"]
    swap = document["swap"]
    assert swap["answers"][adapters["first"]] > 0
    assert swap["answers"][adapters["second"]] > 0
    assert swap["at_s"]["promote_began"] < swap["at_s"]["alias_moved"] < swap["at_s"]["first_answer"]


def test_calls_go_on_through_the_swap(document: dict):
    for part in ("live", "swap"):
        assert document[part]["failed_calls"] == 0
        assert document[part]["unanswered_questions"] == 0
        assert document[part]["client_errors"] == 0
    assert document["swap"]["failed_questions"] == document["swap"]["outcomes"].get("invalid", 0)
    assert document["live"]["calls"] == 12


def test_what_operators_judged_was_reviewed_and_learnt(document: dict):
    assert document["live"]["judged"]
    assert document["feedback"]["reviewed"] > 0
    counts = document["counts"]
    assert counts["first_train_records"] < counts["second_train_records"]
    assert counts["recent_records"] > 0


def test_the_report_is_one_file_with_plots(config: LoopDemoConfig, document: dict):
    assert json.loads((Path(config.out) / "report.json").read_text(encoding="utf-8")) == document
    page = (Path(config.out) / "report.html").read_text(encoding="utf-8")
    assert page.count("<svg") > 10
    assert 'src="http' not in page


def test_a_second_run_reuses_everything(config: LoopDemoConfig, document: dict):
    again = run(config)
    assert set(again["seconds"]["reused"]) == set(again["seconds"]["stages"])
    assert again["test"] == document["test"]
    assert again["swap"] == document["swap"]


def test_the_loop_needs_a_registry():
    with pytest.raises(EscutaError, match="registry"):
        load("loop_demo", LoopDemoConfig, ["tracking=none"])
