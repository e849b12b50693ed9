"""What our own code adds between a batch's end and its insight, at 100 calls in real time.

    python -m loadtests.performance.insights
    python -m loadtests.performance.insights --sessions 25 --docs docs/performance.md

The gateway is the real one; its recogniser and its model are fakes that answer after a fixed time, so that
the rest is ours alone: cutting, sending, cleaning, session logic, queue, validation, storage (SQLite),
emission, and the waiting of all these for each other. From each insight's time those two are taken off; what
a fake wakes up too late counts as ours. Decoding and voice-activity detection go on beside it.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import psutil

from commandline.marked import rewrite, write
from commandline.plain import run_plain
from insights.errors import EscutaError
from loadtests.budget.receiver import receiving
from loadtests.budget.stages import STAGES, paths
from loadtests.budget.stages import Path as InsightPath
from loadtests.cluster.servers import free_ports
from loadtests.performance.starting import wait_listening
from loadtests.report import percentile
from loadtests.running import found
from loadtests.settings import LoadSettings

AIM_MS = 50.0
MARKS = ("<!-- insights: written by loadtests.performance.insights -->", "<!-- end of insights -->")


def main(arguments: list[str]) -> int:
    """Exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m loadtests.performance.insights",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--sessions", type=int, default=100, help="calls at once (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=20.0, help="of each call (default: %(default)s)")
    parser.add_argument("--asr-s", type=float, default=0.1, help="recogniser's time (default: %(default)s)")
    parser.add_argument("--llm-s", type=float, default=0.5, help="model's time (default: %(default)s)")
    parser.add_argument(
        "--out", type=Path, default=Path("outputs/loadtests/insights"), help="folder (default: %(default)s)"
    )
    parser.add_argument("--docs", type=Path, help="page whose table is written")
    asked = parser.parse_args(arguments)
    settings = LoadSettings(sessions=asked.sessions, seconds=asked.seconds, report=str(asked.out))
    with receiving() as receiver:
        with _served(receiver.url, asked.asr_s, asked.llm_s) as port:
            report = found(settings, f"ws://127.0.0.1:{port}")
        shown = [path for path in paths(receiver.taken()) if not path.by_rule]
    if report["well"] != asked.sessions:
        raise EscutaError(f"{asked.sessions - report['well']} of {asked.sessions} calls did not end well")
    if not shown:
        raise EscutaError("no insight was shown", remedy="longer calls: --seconds 30")
    lines = _table(shown, 1000 * (asked.asr_s + asked.llm_s), asked.sessions)
    print(lines)
    write(asked.out / "insights.json", json.dumps([asdict(path) for path in shown]) + "\n")
    if asked.docs is not None:
        rewrite(asked.docs, *MARKS, lines)
    return 0


def _table(shown: list[InsightPath], service_ms: float, sessions: int) -> str:
    """Markdown; the total, and those of its stages in which no fake has a part."""
    own = [path.total_ms - service_ms for path in shown]
    cells = " | ".join(f"{percentile(own, quantile):.1f}" for quantile in (0.5, 0.95, 0.99))
    return "\n".join(
        [
            "| milliseconds of our own | calls | insights | p50 | p95 | p99 | aim, p95 |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
            f"| batch closed → insight emitted | {sessions} | {len(own)} | {cells} | {AIM_MS:g} |",
            *(
                f"| of it: {name} | | | "
                + " | ".join(
                    f"{percentile([path.stages_ms[stage] for path in shown], quantile):.1f}"
                    for quantile in (0.5, 0.95, 0.99)
                )
                + " | |"
                for stage, name in STAGES.items()
                if stage in ("upload", "clean", "trigger", "store", "emit")
            ),
        ]
    )


@contextmanager
def _served(endpoint: str, asr_s: float, llm_s: float) -> Iterator[int]:
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "loadtests.performance.measured_gateway", "--port", str(port)]
    command += ["--asr-s", str(asr_s), "--llm-s", str(llm_s), "--alerts"]
    environment = os.environ | {
        "OMP_NUM_THREADS": "1",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": endpoint,
        "OTEL_BSP_SCHEDULE_DELAY": "500",
        "OTEL_BSP_MAX_QUEUE_SIZE": "100000",
    }
    process = psutil.Popen(command, stderr=subprocess.DEVNULL, env=environment)
    try:
        wait_listening("gateway", port, process)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)  # it sends the spans that are left
        except psutil.TimeoutExpired:
            process.kill()
            process.wait()


if __name__ == "__main__":
    run_plain(main)
