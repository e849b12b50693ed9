"""Where the time between a batch's end and its insight goes: a latency budget by stage, from traces.

    python -m loadtests.budget
    python -m loadtests.budget --sessions 1 100 --docs docs/performance.md

A gateway with embedded models is started for each number of calls, with OpenTelemetry exporting to a receiver
inside this command; real-time calls of 8 s are streamed to it, as by `python -m loadtests`. Every moment from
the closing of a batch to the emission of an insight that the model wrote is given to one stage; what no stage
explains is shown as the rest. Numbers are the whole path on this machine, the load generator included.

Options after `--` are overrides for the gateway, such as `trigger=plan`.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from commandline.marked import rewrite, write
from insights.errors import EscutaError
from loadtests.budget.receiver import Receiver, receiving
from loadtests.budget.stages import REST, STAGES, Budget, budget, paths
from loadtests.drawing import shares
from loadtests.gateway import started_gateway
from loadtests.running import found
from loadtests.settings import LoadSettings

MARKS = ("<!-- budget: written by loadtests.budget -->", "<!-- end of budget -->")
_DRAWING = "budget.svg"
_EXPORT = {
    "OTEL_BSP_SCHEDULE_DELAY": "500",
    "OTEL_BSP_MAX_QUEUE_SIZE": "100000",  # none may be lost
}


def main(arguments: list[str]) -> int:
    """Exit code."""
    own, _, overrides = _parted(arguments)
    parser = argparse.ArgumentParser(
        prog="python -m loadtests.budget",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--sessions", type=int, nargs="+", default=[1, 25, 100], help="calls at once (default: %(default)s)"
    )
    parser.add_argument(
        "--out", type=Path, default=Path("outputs/loadtests"), help="folder (default: %(default)s)"
    )
    parser.add_argument(
        "--repeats", type=int, default=1, help="runs of each, put together (default: %(default)s)"
    )
    parser.add_argument("--docs", type=Path, help="page whose table is written, the drawing beside it")
    asked = parser.parse_args(own)
    with receiving() as receiver:
        budgets = [_measured(count, receiver, asked, overrides) for count in asked.sessions]
    print(table(budgets))
    write(
        asked.out / "budget.json",
        json.dumps({"unit": "ms", "budgets": [asdict(each) for each in budgets]}, indent=2) + "\n",
    )
    drawing = shares(
        [
            (f"{each.sessions} · {name}", {_label(stage): ms for stage, ms in parts.items()})
            for each in budgets
            for name, parts in (("middle", each.middle_ms), ("slowest 10%", each.slow_ms))
        ]
    )
    write(asked.out / _DRAWING, drawing)
    if asked.docs is not None:
        write(asked.docs.parent / _DRAWING, drawing)
        picture = f"![Time of insights by stage, at {_listed(asked.sessions)} calls]({_DRAWING})"
        rewrite(asked.docs, *MARKS, f"{table(budgets)}\n\n{picture}")
    return 0


def _measured(count: int, receiver: Receiver, asked: argparse.Namespace, overrides: list[str]) -> Budget:
    os.environ |= _EXPORT | {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": receiver.url}
    settings = LoadSettings(sessions=count, report=str(asked.out / f"budget-{count}"))
    taken = []
    for _ in range(asked.repeats):
        print(f"{count} calls …", file=sys.stderr, flush=True)
        with started_gateway(overrides, Path(settings.report)) as gateway:
            report = found(settings, gateway.url)
        if report["well"] != count:
            raise EscutaError(f"{count - report['well']} of {count} calls did not end well")
        taken += receiver.taken()  # the gateway sends what is left when it ends
    return budget(count, paths(taken))


def table(budgets: Sequence[Budget]) -> str:
    """Markdown: milliseconds, middle and 95th percentile."""
    head = "| ms | " + " | ".join(f"{each.sessions}: p50 | p95" for each in budgets) + " |"
    rows = [head, "| --- |" + " ---: | ---: |" * len(budgets)]
    for stage in [*STAGES, REST]:
        rows.append(_row(_label(stage), [each.stages_ms[stage] for each in budgets]))
    rows.append(_row("**batch closed → insight emitted**", [each.total_ms for each in budgets]))
    rows.append(_row("without recogniser and model", [each.own_ms for each in budgets]))
    return "\n".join(rows)


def _row(name: str, cells: Sequence[dict[str, float]]) -> str:
    shown = (f"{cell.get('p50', float('nan')):.1f} | {cell.get('p95', float('nan')):.1f}" for cell in cells)
    return f"| {name} | " + " | ".join(shown) + " |"


def _label(stage: str) -> str:
    return STAGES.get(stage, "rest: loop and threads")


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _parted(arguments: list[str]) -> tuple[list[str], str, list[str]]:
    if "--" not in arguments:
        return arguments, "", []
    at = arguments.index("--")
    return arguments[:at], "--", arguments[at + 1 :]


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        try:
            sys.exit(main(sys.argv[1:]))
        except EscutaError as error:
            print(f"error: {error}", file=sys.stderr)
            sys.exit(2)
    sys.exit(130)
