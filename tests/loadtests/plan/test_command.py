"""The prediction beside the measurement."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from loadtests.plan.__main__ import PlanConfig, markdown, of_the_machine, shown
from loadtests.plan.conditions import Conditions, met
from loadtests.plan.sources import certificate
from loadtests.plan.units import Batch, Curve, Gateway, Model, Question, Recogniser, Script, Units, Waits

SCRIPT = Script(4.0, (Batch(2.0),), (Question(0, 0, 10),))
UNITS = Units(
    gateway=Gateway(loop_s=0.02, batch_s=0.004, busy_loop_s=0.018),
    recogniser=Recogniser(round_s=Curve(((1, 0.05), (8, 0.4)))),
    model=Model(read_s=Curve(((1, 0.03), (2, 0.06))), step_s=Curve(((1, 0.002), (32, 0.01)))),
    scripts=(SCRIPT,),
    cores=1,
    waits=Waits(loop=0.1, recogniser=0.5, model=0.2),
)
FEW, MANY = {"cores": 0.4, "filled": 0.25}, {"cores": 1.0, "filled": 1.0}


def a_step(sessions: int, p95_s: float, *python_s: float, others: dict[str, float] = FEW) -> dict[str, Any]:
    runs = [
        {"p95_s": p95_s, "pace": {"python_s": seconds, "native_s": 0.001}, "others": others}
        for seconds in python_s
    ]
    return {"sessions": sessions, "p95_s": p95_s, "runs": runs}


FOUND: dict[str, Any] = {
    "finished": True,
    "limit_s": 2.0,
    "sessions": 20,
    "over": 21,
    "settings": {"ramp_s": 1.0, "tenants": ["a", "b"]},
    "low_load": {"pace": {"python_s": 0.0005, "native_s": 0.001}, "others": [FEW]},
    "units": asdict(UNITS),
    "steps": [a_step(10, 0.2, 0.0005), a_step(20, 1.9, 0.0005, 0.0006), a_step(21, 2.4, 0.0007)],
}


def test_the_pace_of_load_tests_by_that_of_the_calibration() -> None:
    assert met(FOUND, FOUND["steps"][1:]) == Conditions(1.2, 1.0)
    assert met(FOUND, []) == Conditions()


def test_beside_other_programs_the_machine_holds_fewer_sessions(tmp_path: Path) -> None:
    path = tmp_path / "certificate.json"
    path.write_text(json.dumps(FOUND | {"steps": [a_step(20, 1.9, 0.0005, others=MANY)]}))
    made = of_the_machine(PlanConfig(), *certificate(path))
    assert made["conditions"] == {"python": 1.0, "native": 1.0, "others": 4.0}
    assert made["predicted"] < made["predicted_as_calibrated"]
    assert "| 20 | 1.00 | 1.00 | 4.00 |" in markdown(made)


def test_slower_cores_hold_fewer_sessions(tmp_path: Path) -> None:
    path = tmp_path / "certificate.json"
    path.write_text(json.dumps(FOUND))
    made = of_the_machine(PlanConfig(), *certificate(path))
    assert made["conditions"]["python"] == 1.2
    assert made["predicted"] < made["predicted_as_calibrated"]
    assert made["ratio"] == pytest.approx(made["predicted"] / 20, abs=0.001)
    assert [test["sessions"] for test in made["tests"]] == [10, 20, 21]
    assert "| 20 | 1.10 | 1.00 | 1.00 |" in markdown(made)
    assert f"predicted: {made['predicted']} sessions" in shown(made)
