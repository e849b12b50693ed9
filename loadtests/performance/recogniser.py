"""Windows of 5 s per second: our recogniser over HTTP, beside bare CTranslate2 workers on the same model.

    python -m loadtests.performance.recogniser
    python -m loadtests.performance.recogniser --docs docs/performance.md

Both sides have as many workers of one thread, both compute features from samples, both decode up to eight
windows together. Ours is `python -m serving.asr` with the requests that a gateway sends (one WAV of one
channel a window), from a client on the same cores; it is measured with voice-activity detection, as it
ships, and without. Rounds of the subjects alternate, many of them because a machine's speed wanders; figures
are medians, the ratio that of rounds side by side. Compare the ratios, not the numbers, between machines.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import uvloop

from commandline.marked import rewrite
from commandline.plain import run_plain
from insights.errors import EscutaError
from loadtests.cluster.servers import free_ports
from loadtests.performance.posting import posted, requests
from loadtests.performance.starting import wait_listening
from loadtests.performance.windows import windows

BARE = "bare CTranslate2"
SERVICES = {"service": "true", "service without detection": "false"}
AIM = 0.9
MARKS = ("<!-- recogniser: written by loadtests.performance.recogniser -->", "<!-- end of recogniser -->")
_BATCH = 8
_START_S = 120.0


@dataclass(frozen=True)
class Round:
    """One round of a subject: its time, the processor time of it and of the client, that of all others."""

    wall_s: float
    processor_s: float
    others_s: float


def main(arguments: list[str]) -> int:
    """Exit code."""
    cores = len(os.sched_getaffinity(0))
    parser = argparse.ArgumentParser(
        prog="python -m loadtests.performance.recogniser",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--workers", type=int, default=cores, help="of one thread (default: the cores)")
    parser.add_argument(
        "--beam", type=int, default=1, help="of both sides; 1 = greedy (default: %(default)s)"
    )
    parser.add_argument("--windows", type=int, default=240, help="in a round (default: %(default)s)")
    parser.add_argument("--connections", type=int, default=32, help="callers at once (default: %(default)s)")
    parser.add_argument(
        "--repeats", type=int, default=12, help="rounds of each subject (default: %(default)s)"
    )
    parser.add_argument("--docs", type=Path, help="page whose table is written")
    asked = parser.parse_args(arguments)
    bodies = requests(windows(asked.windows))
    with ExitStack() as open_:
        runs: dict[str, Callable[[], Round]] = {BARE: open_.enter_context(_bare(asked))}
        for name, detect in SERVICES.items():
            runs[name] = open_.enter_context(_service(asked, detect, bodies))
        rounds: dict[str, list[Round]] = {name: [] for name in runs}
        for number in range(asked.repeats):
            for name, run in runs.items():
                rounds[name].append(run())
            shown = "  ".join(
                f"{name} {asked.windows / found[-1].wall_s:.0f}" for name, found in rounds.items()
            )
            print(f"round {number + 1} of {asked.repeats}, windows per second: {shown}", flush=True)
    found = f"{_said(asked, rounds)}\n\n{_table(rounds, asked.windows)}"
    print(found)
    if asked.docs is not None:
        rewrite(asked.docs, *MARKS, found)
    return 0


def _timed(process: psutil.Process, run: Callable[[], float]) -> Round:
    def spent() -> tuple[float, float]:
        """Processor time of both ends so far, and of everything on the machine."""
        own, machine = process.cpu_times(), psutil.cpu_times()
        return time.process_time() + own.user + own.system, sum(machine[:3])  # user, nice, system

    before_s, machine_before_s = spent()
    wall_s = run()
    after_s, machine_after_s = spent()
    own_s = after_s - before_s
    return Round(wall_s, own_s, max(0.0, machine_after_s - machine_before_s - own_s))


@contextmanager
def _bare(asked: argparse.Namespace) -> Iterator[Callable[[], Round]]:
    command = [sys.executable, "-m", "loadtests.performance.bare_recogniser"]
    for name, value in (
        ("workers", asked.workers),
        ("beam", asked.beam),
        ("batch", _BATCH),
        ("windows", asked.windows),
    ):
        command += [f"--{name}", str(value)]
    process = psutil.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=_environment()
    )
    assert process.stdin is not None
    assert process.stdout is not None
    stdin, stdout = process.stdin, process.stdout

    def run() -> float:
        stdin.write("\n")
        stdin.flush()
        return float(stdout.readline() or "nan")

    try:
        if stdout.readline().strip() != "ready":
            raise EscutaError("the bare recogniser did not start")
        yield lambda: _timed(process, run)
    finally:
        process.kill()
        process.wait()


@contextmanager
def _service(
    asked: argparse.Namespace, detect: str, bodies: list[tuple[bytes, bytes]]
) -> Iterator[Callable[[], Round]]:
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "serving.asr", f"port={port}", f"vad.detect={detect}"]
    command += [f"scheduler.workers={asked.workers}", f"asr.beam_size={asked.beam}", "on_request=null"]
    command += [f"scheduler.batch_requests={_BATCH}", f"asr.batch_windows={_BATCH}"]
    process = psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_environment())

    def run() -> float:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(posted(port, bodies, asked.connections))

    try:
        wait_listening("the recogniser", port, process, most_s=_START_S)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(posted(port, bodies[: 4 * _BATCH], asked.connections))
        yield lambda: _timed(process, run)
    finally:
        process.kill()
        process.wait()


def _environment() -> dict[str, str]:
    """Pools of several threads for each small product would only wait for each other, on either side."""
    return os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def _said(asked: argparse.Namespace, rounds: dict[str, list[Round]]) -> str:
    all_ = [each for found in rounds.values() for each in found]
    others = sum(each.others_s for each in all_) / sum(each.wall_s for each in all_)
    return (
        f"Medians of {asked.repeats} alternating rounds of {asked.windows} windows of 5 s,"
        f" {asked.workers} workers of one thread, beam {asked.beam}, {asked.connections} callers;"
        f" the client runs on the same cores, and its processor time counts. Other programs took"
        f" {others:.2f} of {len(os.sched_getaffinity(0))} cores meanwhile."
    )


def _table(rounds: dict[str, list[Round]], windows_: int) -> str:
    lines = [
        "| | windows per second | range | of the bare limit | aim | processor time of a window |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, found in rounds.items():
        rates = [windows_ / each.wall_s for each in found]
        ratios = [bare.wall_s / own.wall_s for own, bare in zip(found, rounds[BARE], strict=True)]
        ratio, aim = ("", "") if name == BARE else (f"{statistics.median(ratios):.2f}", f"≥ {AIM}")
        span = f"{min(rates):.0f}–{max(rates):.0f}"
        own_ms = statistics.median(each.processor_s for each in found) / windows_ * 1000
        lines.append(
            f"| {name} | {statistics.median(rates):.0f} | {span} | {ratio} | {aim} | {own_ms:.1f} ms |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    run_plain(main)
