"""How many sessions will a machine hold? How many machines will sessions need?

    python -m loadtests.plan                                 the certificate's machine, beside the measurement
    python -m loadtests.plan sessions=2000                   so many machines like it
    python -m loadtests.plan sessions=2000 hardware=MY.yaml  gateways, recognisers' GPUs, models' replicas

A simulation of the live path, event by event: event loop, batches, recogniser, cleaning, questions, the
model's continuous batching. It is fed with what `python -m loadtests.capacity` measured of single pieces of
work at low load; the capacity that was measured is not part of it, and stands beside the prediction. What is,
is how fast the machine's cores were during the load tests, by the time of fixed pieces of work, and how much
other programs filled of them.

A hardware's file says what each part takes there, and where each figure comes from; answers that rest on
assumptions say so. `call_s` repeats the certificate's calls until they last so long. What is left out:
docs/capacity.md.
"""

import json
import math
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from commandline.columns import aligned
from commandline.command import command, option
from commandline.marked import rewrite, write
from insights.errors import EscutaError
from loadtests.drawing import climb
from loadtests.plan.conditions import Conditions, met
from loadtests.plan.sizing import Plan, load_test_p95_s, predicted, sized
from loadtests.plan.sources import Hardware, certificate, hardware, units_of
from loadtests.plan.units import Units

MARKS = ("<!-- plan: written by the command -->", "<!-- /plan -->")
_TESTS = [
    "sessions",
    "Python takes",
    "arithmetic takes",
    "others fill",
    "predicted p95, s",
    "measured p95, s",
]


@dataclass(frozen=True, kw_only=True)
class PlanConfig:
    """Options of `plan`."""

    certificate: str = option(
        "outputs/capacity/certificate.json", help="file of python -m loadtests.capacity"
    )
    sessions: int | None = option(
        None, help="sessions to plan for; null: what the certificate's machine holds"
    )
    hardware: str | None = option(
        None, help="file of another hardware's figures, or the name of one that ships"
    )
    limit_s: float | None = option(None, help="most that 95% of insights may take; null: the certificate's")
    call_s: float = option(300.0, help="length of a call, seconds; with hardware")
    out: str | None = option(None, help="folder of plan.json; null: the certificate's")
    drawing: str | None = option(None, help="file of the drawing; null: plan.svg in that folder")
    docs: str | None = option(None, help="page that gets prediction beside measurement, between its marks")

    def __post_init__(self) -> None:
        if self.sessions is not None and self.sessions < 1:
            raise EscutaError("must be at least 1", field="sessions")
        if self.hardware is not None and self.sessions is None:
            raise EscutaError("is missing", field="sessions", remedy="sessions=2000: how many it is for")
        if self.limit_s is not None and self.limit_s <= 0:
            raise EscutaError("must be above 0", field="limit_s")
        if self.call_s <= 0:
            raise EscutaError("must be above 0", field="call_s")


def of_the_machine(config: PlanConfig, found: dict[str, Any], units: Units) -> dict[str, Any]:
    """Prediction beside measurement, on the certificate's own machine."""
    settings, limit_s = found["settings"], config.limit_s or float(found["limit_s"])
    ramp_s, tenants = float(settings["ramp_s"]), len(settings["tenants"])
    near = [step for step in found["steps"] if step["sessions"] in (found["sessions"], found["over"])]
    conditions = met(found, near)

    def held_at(units: Units) -> tuple[int, list[tuple[int, float]]]:
        return predicted(units, limit_s=limit_s, ramp_s=ramp_s, tenants=tenants, said=_say)

    held, curve = held_at(conditions.of(units))
    as_calibrated, _ = held_at(units) if conditions != Conditions() else (held, curve)
    measured = found["sessions"] if limit_s == found["limit_s"] and found["finished"] else None
    tests = []
    for step in found["steps"]:
        of_step = met(found, [step])
        delay_s = load_test_p95_s(of_step.of(units), step["sessions"], ramp_s, tenants)
        tests.append(
            {
                "sessions": step["sessions"],
                "conditions": asdict(of_step),
                "predicted_s": None if delay_s is None else _finite(delay_s),
                "measured_s": step["p95_s"],
            }
        )
    return {
        "limit_s": limit_s,
        "predicted": held,
        "conditions": asdict(conditions),
        "predicted_as_calibrated": as_calibrated,
        "measured": measured,
        "ratio": round(held / measured, 3) if measured else None,
        "tests": tests,
        "curve": [{"sessions": sessions, "p95_s": _finite(delay_s)} for sessions, delay_s in curve],
        "machines": math.ceil(config.sessions / held) if config.sessions and held else None,
    }


def shown(made: dict[str, Any]) -> str:
    """For a terminal."""
    lines = [
        *aligned([_TESTS, *map(_row, made["tests"])], texts=0),
        "",
        f"predicted: {made['predicted']} sessions within {made['limit_s']:g} s; "
        f"{made['predicted_as_calibrated']} on cores as fast and as free as in the calibration",
    ]
    if made["measured"] is not None:
        lines.append(f"measured:  {made['measured']} sessions; predicted / measured = {made['ratio']:.2f}")
    if made["machines"] is not None:
        lines.append(f"{made['machines']} such machines for {{sessions}} sessions, and one to spare")
    return "\n".join(lines)


def answer(plan: Plan | None, kind: Hardware, call_s: float) -> str:
    """For a terminal."""
    if plan is None:
        return f"{kind.name}: too slow for a single session; no number of machines would do"
    rows = [["part", "needed", "with one to spare", "busy"]]
    for part, count, share in (
        ("gateway processes, a core each", plan.gateways, plan.busy["gateway"]),
        ("recognisers, a GPU each", plan.recognisers, plan.busy["recogniser"]),
        ("model replicas", plan.models, plan.busy["model"]),
    ):
        rows.append([part, str(count), str(count + 1), f"{share:.0%}"])
    lines = [
        f"{plan.sessions} sessions at once, calls of {call_s:g} s, on: {kind.name}",
        *aligned(rows, texts=1),
        f"predicted p95 from a batch's close to its insight: {plan.p95_s:.2f} s",
    ]
    if kind.assumptions:
        lines += [
            "",
            "NOT MEASURED, so no more than a first guess:",
            *(f"  {line}" for line in kind.assumptions),
        ]
    return "\n".join(lines)


def markdown(made: dict[str, Any]) -> str:
    """Prediction beside measurement."""
    lines = [
        "| | sessions |",
        "| --- | ---: |",
        f"| predicted | {made['predicted']} |",
        f"| the same, cores as fast and free as in the calibration | {made['predicted_as_calibrated']} |",
    ]
    if made["measured"] is not None:
        lines.append(f"| measured | {made['measured']} |")
        lines.append(f"| predicted / measured | **{made['ratio']:.2f}** |")
    lines += ["", f"| {' | '.join(_TESTS)} |", "|" + " ---: |" * len(_TESTS)]
    lines += [f"| {' | '.join(_row(each))} |" for each in made["tests"]]
    return "\n".join(lines)


def _row(test: dict[str, Any]) -> list[str]:
    conditions = Conditions(**test["conditions"])
    return [
        str(test["sessions"]),
        f"{conditions.python:.2f}",
        f"{conditions.native:.2f}",
        f"{conditions.others:.2f}",
        _seconds(test["predicted_s"]),
        _seconds(test["measured_s"]),
    ]


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _finite(value: float) -> float | None:
    return round(value, 4) if math.isfinite(value) else None


def _say(line: str) -> None:
    print(f"  {line}", file=sys.stderr, flush=True)


@command("plan", PlanConfig)
def main(config: PlanConfig) -> None:
    path = Path(config.certificate)
    found, units = certificate(path)
    folder = Path(config.out) if config.out else path.parent
    if config.hardware is not None and config.sessions is not None:
        kind = hardware(config.hardware)
        plan = sized(
            units_of(kind, units),
            config.sessions,
            limit_s=config.limit_s or float(found["limit_s"]),
            call_s=config.call_s,
            gateway_sessions=kind.gateway.sessions,
            said=_say,
        )
        print(answer(plan, kind, config.call_s))
        written = {"hardware": kind.model_dump(), "plan": asdict(plan) if plan else None}
        write(folder / "plan-hardware.json", json.dumps(written, indent=2) + "\n")
        return
    made = of_the_machine(config, found, units)
    print(shown(made).format(sessions=config.sessions))
    measured = [
        (each["sessions"], run["p95_s"]) for each in found["steps"] for run in each["runs"] if run["p95_s"]
    ]
    curve = [(each["sessions"], each["p95_s"]) for each in made["curve"] if each["p95_s"] is not None]
    drawing = Path(config.drawing) if config.drawing else folder / "plan.svg"
    write(drawing, climb(measured, curve, made["limit_s"], None) + "\n")
    write(folder / "plan.json", json.dumps(made, indent=2) + "\n")
    if config.docs is not None:
        rewrite(Path(config.docs), *MARKS, markdown(made))
    print(f"drawing: {drawing}")


if __name__ == "__main__":
    main()
