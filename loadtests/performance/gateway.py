"""How many real-time sessions one core holds: our gateway, beside a bare WebSocket sink of the same frames.

    python -m loadtests.performance.gateway
    python -m loadtests.performance.gateway --repeats 5 --docs docs/performance.md

The server runs on one core and the client on another. A session sends 100 ms of real sound ten times a
second and a ping once; the number of sessions grows, or falls, to where the 99th percentile of a ping's delay
passes the limit. The gateway is measured with voice-activity detection and without (batches are then cut by
the clock); its models are fakes that answer after a fixed time. Figures are medians; compare the ratio, not
the numbers, between machines. Where other programs took more than a twentieth of the server's core, a
measurement is made again.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import psutil
import uvloop

from commandline.marked import rewrite
from commandline.plain import run_plain
from insights.errors import EscutaError
from loadtests.cluster.servers import free_ports
from loadtests.performance.sessions import WARM_S, Figures, load
from loadtests.performance.starting import wait_listening
from loadtests.settings import LoadSettings
from loadtests.sound import Sound
from loadtests.sound import load as load_sound

SUBJECTS = {
    "sink": ["loadtests.performance.sink"],
    "gateway": ["loadtests.performance.measured_gateway"],
    "gateway without detection": ["loadtests.performance.measured_gateway", "--no-detection"],
}
AIMS = {"gateway": 0.5, "gateway without detection": 0.8}
_START = "<!-- gateway: written by loadtests.performance.gateway -->"
_END = "<!-- end of gateway -->"
_GROWTH = 1.12
_MOST_OTHERS = 0.05  # cores
_SOUND_S = 12.0


def main(arguments: list[str]) -> int:
    """Exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m loadtests.performance.gateway",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--first", type=int, default=1600, help="sessions of the sink to begin with (default: %(default)s)"
    )
    parser.add_argument(
        "--most", type=int, default=4000, help="sessions of the sink to stop at (default: %(default)s)"
    )
    parser.add_argument("--seconds", type=float, default=6.0, help="a measurement (default: %(default)s)")
    parser.add_argument(
        "--warm", type=float, default=WARM_S, help="seconds before that (default: %(default)s)"
    )
    parser.add_argument("--repeats", type=int, default=3, help="of each step (default: %(default)s)")
    parser.add_argument(
        "--tries", type=int, default=4, help="at an undisturbed measurement (default: %(default)s)"
    )
    parser.add_argument(
        "--limit-ms", type=float, default=50.0, help="of the 99th percentile (default: %(default)s)"
    )
    parser.add_argument(
        "--only", nargs="+", choices=list(SUBJECTS), default=list(SUBJECTS), metavar="SUBJECT"
    )
    parser.add_argument("--json", type=Path, help="file for the figures")
    parser.add_argument("--docs", type=Path, help="page whose marked table is rewritten")
    asked = parser.parse_args(arguments)
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        raise EscutaError("two cores are needed", remedy="one for the server, one for the client")
    os.sched_setaffinity(0, {cores[1]})
    sounds = [load_sound(spec, _SOUND_S) for spec in LoadSettings().audio]
    held: dict[str, int] = {}
    steps: dict[str, list[dict[str, float]]] = {}
    for name in asked.only:
        steps[name], held[name] = _search(name, sounds, cores[0], asked)
    print(_table(held))
    if asked.docs is not None:
        rewrite(asked.docs, _START, _END, _markdown(held, steps))
    if asked.json is not None:
        asked.json.parent.mkdir(parents=True, exist_ok=True)
        asked.json.write_text(
            json.dumps({"held": held, "steps": steps, "limit_ms": asked.limit_ms}, indent=2) + "\n"
        )
    return 0


def _search(
    name: str, sounds: list[Sound], core: int, asked: argparse.Namespace
) -> tuple[list[dict[str, float]], int]:
    """Steps, and the most sessions at which the median of the delays was within the limit: from the aim's
    share of the sink's first number up, or down where that is too many."""
    share = AIMS.get(name, 1.0)
    count, held, too_many = round(asked.first * share), 0, False
    steps: list[dict[str, float]] = []
    while 0 < count <= asked.most * share and not (held and too_many):
        found = [_measured(name, count, sounds, core, asked) for _ in range(asked.repeats)]
        p99 = statistics.median(each.delay_p99_ms for each in found)
        middle = min(found, key=lambda each: abs(each.delay_p99_ms - p99))
        steps.append(asdict(middle))
        note = " (the client is the limit)" if middle.bound else ""
        print(
            f"{name:<26}{count:>6} sessions  p50 {middle.delay_p50_ms:6.1f} ms  p99 {p99:7.1f} ms  "
            f"{middle.server_cores:.2f} cores, client {middle.client_cores:.2f}, "
            f"others {middle.others_cores:.2f}{note}",
            flush=True,
        )
        if p99 > asked.limit_ms or any(each.lost for each in found):
            too_many = True
            count = int(count / _GROWTH)
        else:
            held = count
            count = max(count + 1, round(count * _GROWTH))
    return steps, held


def _measured(name: str, count: int, sounds: list[Sound], core: int, asked: argparse.Namespace) -> Figures:
    """The first measurement that nobody disturbed, or the least disturbed one."""
    found: list[Figures] = []
    while len(found) < asked.tries:
        found.append(_step(name, count, sounds, core, asked))
        if found[-1].others_cores <= _MOST_OTHERS:
            break
    return min(found, key=lambda each: each.others_cores)


def _step(name: str, count: int, sounds: list[Sound], core: int, asked: argparse.Namespace) -> Figures:
    with (
        _served(name, core) as (port, process),
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        return runner.run(load(port, count, sounds, asked.seconds, process, core, warm_s=asked.warm))


@contextmanager
def _served(name: str, core: int) -> Iterator[tuple[int, psutil.Process]]:
    (port,) = free_ports(1)
    command = ["taskset", "-c", str(core), sys.executable, "-m", *SUBJECTS[name], "--port", str(port)]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    process = psutil.Popen(command, stderr=subprocess.DEVNULL, env=environment)
    try:
        wait_listening(name, port, process)
        yield port, process
    finally:
        process.kill()
        process.wait()


def _table(held: dict[str, int]) -> str:
    lines = ["", f"{'on one core':<26}{'sessions':>9}{'of the sink':>13}{'aim':>7}"]
    for name, count in held.items():
        ratio = f"{count / held['sink']:.2f}" if held.get("sink") and name != "sink" else ""
        lines.append(f"{name:<26}{count:>9}{ratio:>13}{AIMS.get(name, ''):>7}")
    return "\n".join(lines)


def _markdown(held: dict[str, int], steps: dict[str, list[dict[str, float]]]) -> str:
    lines = [
        "| on one core | sessions | of the sink | aim | p99 there, ms | cores there | others' cores |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, count in held.items():
        ratio = f"{count / held['sink']:.2f}" if held.get("sink") and name != "sink" else ""
        there = next((step for step in steps[name] if step["sessions"] == count), None)
        figures = "| | "
        if there is not None:
            figures = " | ".join(
                [
                    f"{there['delay_p99_ms']:.0f}",
                    f"{there['server_cores']:.2f}",
                    f"{there['others_cores']:.2f}",
                ]
            )
        lines.append(f"| {name} | {count} | {ratio} | {AIMS.get(name, '')} | {figures} |")
    return "\n".join(lines)


if __name__ == "__main__":
    run_plain(main)
