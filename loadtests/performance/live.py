"""Live transcription: how many calls at once have their last words soon after they end; ours beside peers.

    python -m loadtests.performance.live
    python -m loadtests.performance.live --peers /path/to/venv --docs docs/performance.md

Calls of about 8 s are made of the demo's utterances, with pauses between them. The number of calls at once
grows until a server, by the median of the repeats, has its last text later than the limit (95th percentile,
from the end of the sound), refuses, fails, or leaves calls without text. Ours is `python -m serving` with the
embedded speech model, insights by rules. Peers run the very same model, on the same calls and machine, in
the same run. Their environment is made once:

    python -m venv PEERS && PEERS/bin/pip install torch faster-whisper==1.2.1 fastapi 'uvicorn[standard]' \\
        websockets scipy tiktoken librosa     # torch as built for processors is enough
    PEERS/bin/pip install --no-deps whisper-live==0.10.0 whisperlivekit==0.2.26
"""

import argparse
import asyncio
import math
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import uvloop

from commandline.marked import rewrite
from commandline.plain import run_plain
from insights.asr.settings import AsrSettings
from loadtests.cluster.servers import free_ports
from loadtests.performance.live_calls import build, found_offline
from loadtests.performance.live_protocols import Escuta, Protocol, WhisperLive, WhisperLiveKit
from loadtests.performance.live_streams import Step, step
from loadtests.performance.starting import wait_listening

MARKS = (
    "<!-- live transcription: written by loadtests.performance.live -->",
    "<!-- end of live transcription -->",
)
_WHISPER_LIVE = Path(__file__).with_name("whisper_live_server.py")
_START_S = 120.0


@dataclass(frozen=True)
class Server:
    """A server to measure; `steps`: calls at once to try."""

    name: str
    kind: type[Protocol]
    steps: tuple[int, ...]

    def command(self, port: int, peers: Path | None, folder: Path, options: Sequence[str]) -> list[str]:
        """To start it on a port."""
        model = str(AsrSettings().model_path)
        if self.kind is Escuta:
            own = [sys.executable, "-m", "serving", "llm=rules", f"listen.port={port}"]
            return [*own, f"storage.url=sqlite:///{folder}/live.db", *options]
        assert peers is not None
        if self.kind is WhisperLive:
            return [str(peers / "bin" / "python"), str(_WHISPER_LIVE), model, f"--port={port}"]
        return [
            *[str(peers / "bin" / "wlk"), "serve", "--host", "127.0.0.1", "--port", str(port)],
            *["--backend", "faster-whisper", "--backend-policy", "localagreement", "--model_dir", model],
            *["--pcm-input", "--lan", "pt", "--warmup-file", ""],
        ]


def main(arguments: list[str]) -> int:
    """Exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m loadtests.performance.live",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--peers", type=Path, help="virtual environment of the peers; without it ours alone")
    parser.add_argument(
        "--steps", type=_numbers, default=(1, 25, 50, 100, 125, 150), help="calls at once, for ours"
    )
    parser.add_argument("--peer-steps", type=_numbers, default=(1, 2, 3, 5, 8), help="the same for peers")
    parser.add_argument("--repeats", type=int, default=3, help="of each step (default: %(default)s)")
    parser.add_argument("--limit", type=float, default=2.0, help="seconds, p95 (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=8.0, help="of a call, about (default: %(default)s)")
    parser.add_argument("--ramp", type=float, default=2.0, help="seconds over which calls begin")
    parser.add_argument(
        "--serve", nargs="*", default=[], metavar="OPTION", help="options for ours: KEY=VALUE"
    )
    parser.add_argument("--docs", type=Path, help="page whose tables are written")
    asked = parser.parse_args(arguments)
    servers = [Server("escuta", Escuta, asked.steps)]
    if asked.peers is not None:
        servers.append(Server("whisper-live", WhisperLive, asked.peer_steps))
        servers.append(Server("whisperlivekit", WhisperLiveKit, asked.peer_steps))
    found = {server.name: _ladder(server, asked) for server in servers}
    tables = f"{_summary(found, asked.limit)}\n\n{_steps(found)}"
    print(tables)
    if asked.docs is not None:
        rewrite(asked.docs, *MARKS, f"{_said(asked)}\n\n{tables}")
    return 0


def _ladder(server: Server, asked: argparse.Namespace) -> list[list[Step]]:
    """The repeats of each step, up to the first that was too much."""
    climbed: list[list[Step]] = []
    with _started(server, asked.peers, asked.serve) as (url, pid):
        _run(server, url, pid, 1, asked, seed=99)  # the first call loads what comes later
        for calls in server.steps:
            climbed.append([])
            for seed in range(1, asked.repeats + 1):
                climbed[-1].append(_run(server, url, pid, calls, asked, seed))
                print(_line(server.name, climbed[-1][-1]), flush=True)
            if _fault(climbed[-1], asked.limit) is not None:
                break
    return climbed


def _run(server: Server, url: str, pid: int, count: int, asked: argparse.Namespace, seed: int) -> Step:
    calls = build(count, asked.seconds, seed)
    findable = found_offline(calls)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(step(url, server.kind, calls, findable, asked.ramp, pid))


@contextmanager
def _started(server: Server, peers: Path | None, options: Sequence[str]) -> Iterator[tuple[str, int]]:
    (port,) = free_ports(1)
    with tempfile.TemporaryDirectory(prefix="escuta-live-") as folder:
        cores = str(len(os.sched_getaffinity(0)))
        # Peers compute with the threads of OpenMP: with one they would use one core.
        environment = os.environ | {"HF_HUB_OFFLINE": "1"}
        environment |= {"OMP_NUM_THREADS": "1" if server.kind is Escuta else cores}
        log = (Path(folder) / "log").open("w+")
        process = psutil.Popen(
            server.command(port, peers, Path(folder), options), stdout=log, stderr=log, env=environment
        )
        try:
            wait_listening(
                server.name,
                port,
                process,
                most_s=_START_S,
                remedy="its environment must have what --help names",
            )
            yield f"ws://127.0.0.1:{port}", process.pid
        finally:
            family = [process, *process.children(recursive=True)] if process.is_running() else [process]
            for each in family:
                if each.is_running():
                    each.kill()
            process.wait()
            log.close()


def _fault(repeats: list[Step], limit_s: float) -> str | None:
    """Why a step was too much, or None."""
    if statistics.median(each.faults for each in repeats):
        return next(each.fault for each in repeats if each.fault)
    if statistics.median(each.empty for each in repeats):
        return "calls without text"
    p95_s = statistics.median(each.p95_s for each in repeats)
    if math.isinf(p95_s):
        return "last text never final"
    return f"p95 {p95_s:.1f} s" if p95_s > limit_s else None


def _line(name: str, found: Step) -> str:
    return (
        f"{name:<15}{found.calls:>4} calls  end → last text p50 {found.p50_s:6.2f} s"
        f"  p95 {found.p95_s:6.2f} s  faults {found.faults}  empty {found.empty}"
        f"  tails lost {found.tails_lost} of {found.tails}"
        f"  server {found.server_cores:.2f} cores, client late by {found.client_lag_p99_ms:.0f} ms"
    )


def _said(asked: argparse.Namespace) -> str:
    return (
        f"Calls of about {asked.seconds:g} s that begin within {asked.ramp:g} s, medians of {asked.repeats}"
        f" repeats with other calls each; {len(os.sched_getaffinity(0))} cores for server and client"
        " together."
    )


def _summary(found: dict[str, list[list[Step]]], limit_s: float) -> str:
    lines = [f"| | calls at once with p95 ≤ {limit_s:g} s | then |", "| --- | ---: | --- |"]
    for name, climbed in found.items():
        served = [each[0].calls for each in climbed if _fault(each, limit_s) is None]
        last = climbed[-1]
        fault = _fault(last, limit_s)
        then = f"{last[0].calls} calls: {fault}" if fault else "not tried further"
        lines.append(f"| {name} | {max(served, default=0)} | {then} |")
    return "\n".join(lines)


def _steps(found: dict[str, list[list[Step]]]) -> str:
    lines = [
        "| | calls | end → last text, p50 | p95 | faults | without text"
        " | tails lost, of those the model finds | server's cores | client late, p99 |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, climbed in found.items():
        for repeats in climbed:
            p50_s, p95_s, cores, lag = (
                statistics.median(getattr(each, field) for each in repeats)
                for field in ("p50_s", "p95_s", "server_cores", "client_lag_p99_ms")
            )
            faults, empty, lost, tails = (
                sum(getattr(each, field) for each in repeats)
                for field in ("faults", "empty", "tails_lost", "tails")
            )
            lines.append(
                f"| {name} | {repeats[0].calls} | {_seconds(p50_s)} | {_seconds(p95_s)} | {faults} | {empty}"
                f" | {lost} of {tails} | {cores:.2f} | {lag:.0f} ms |"
            )
    return "\n".join(lines)


def _seconds(value: float) -> str:
    return "never" if math.isinf(value) else f"{value:.2f} s"


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


if __name__ == "__main__":
    run_plain(main)
