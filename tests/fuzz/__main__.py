"""Throws inputs that nobody would send at everything that reads from the network.

    python -m tests.fuzz                            120,000 inputs, ten to fifteen minutes on two free cores
    python -m tests.fuzz --inputs 2000000 --only wav uploads
    python -m tests.fuzz --markdown docs/reliability.md

The table there also has the doors that --out knows from an earlier go with the same --inputs and --seed.

Parsers run under Atheris (coverage-guided, Linux), HTTP under Schemathesis against servers started for it. A
finding is an exception nobody expects, ten seconds for one input, memory that grows, an answer of 500 or
above, a process that ends. Inputs that found something are kept in --out, with the logs.
Exit codes: 0 nothing was found, 1 something was, 2 an argument is wrong.
"""

import argparse
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from commandline.marked import rewrite
from commandline.plain import run_plain
from tests.fuzz import calls, http
from tests.fuzz.outcome import Outcome, kept, table
from tests.fuzz.targets import TARGETS, Target

_SHARE_OF_CALLS = 0.1
_SHARE_OF_HTTP = 0.05
_OPERATIONS = 12
_RUNS = re.compile(r"^#(\d+)\s+(\w+).*?rss: (\d+)Mb", re.MULTILINE)
_MARKS = ("<!-- fuzz: written by the command -->", "<!-- /fuzz -->")


def main(arguments: list[str]) -> int:
    """Exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    names = [*http.SERVERS, "calls", *TARGETS]
    parser.add_argument(
        "--inputs",
        type=int,
        default=120_000,
        help="of all doors together, about; each has its share (default: %(default)s)",
    )
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="DOOR", help=f"of {names}")
    parser.add_argument("--seed", type=int, default=1, help="of the changes (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=Path("outputs/fuzz"), help="folder of findings and logs")
    parser.add_argument(
        "--markdown", type=Path, help=f"file whose part between {_MARKS[0]} and its end is written"
    )
    parser.add_argument(
        "--at-once", type=int, default=2, help="doors at the same time (default: %(default)s)"
    )
    parser.add_argument(
        "--gateway", nargs="+", default=[], metavar="KEY=VALUE", help="more settings of the gateways"
    )
    asked = parser.parse_args(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(asked.at_once) as doors:
        outcomes = list(doors.map(lambda name: _door(name, asked), asked.only))
    given = {"inputs": asked.inputs, "seed": asked.seed}
    for name, outcome in zip(asked.only, outcomes, strict=True):
        outcome.keep(asked.out / f"{name}.json", given)
    print("\n" + table(outcomes))
    if asked.markdown is not None:
        every = [kept(asked.out / f"{name}.json", given) for name in names]
        rewrite(asked.markdown, *_MARKS, table([each for each in every if each is not None]))
    return 0 if all(outcome.ok for outcome in outcomes) else 1


def _door(name: str, asked: argparse.Namespace) -> Outcome:
    """One door, with its share of the inputs."""
    if name in TARGETS:
        shares = sum(target.share for target in TARGETS.values())
        of_parsers = asked.inputs * (1 - _SHARE_OF_CALLS - 2 * _SHARE_OF_HTTP)
        count = max(1, round(of_parsers * TARGETS[name].share / shares))
        outcome = fuzz(name, TARGETS[name], count, asked.seed, asked.out)
    elif name == "calls":
        messages = max(1, round(asked.inputs * _SHARE_OF_CALLS))
        outcome = calls.fuzz(messages, asked.seed, asked.out, asked.gateway)
    else:
        examples = max(1, round(asked.inputs * _SHARE_OF_HTTP / _OPERATIONS))
        more = asked.gateway if name == "gateway" else []
        outcome = http.fuzz(name, examples, asked.out, more)
    print(f"{name}: {outcome.inputs:,} inputs, {outcome.seconds:.0f} s, found: {outcome.verdict}", flush=True)
    return outcome


def fuzz(name: str, target: Target, count: int, seed: int, out: Path) -> Outcome:
    """One parser in a process of its own."""
    began_s = time.monotonic()
    command = [sys.executable, "-m", "tests.fuzz.worker", name, f"-runs={count}", f"-seed={seed}"]
    command += ["-max_len=20000", "-timeout=10", "-rss_limit_mb=2048", f"-artifact_prefix={out / name}-"]
    found = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    (out / f"{name}.log").write_text(found.stderr)
    seen = [(int(runs), int(rss)) for runs, _, rss in _RUNS.findall(found.stderr)]
    settled = [rss for runs, rss in seen if runs >= count / 4] or [0]
    return Outcome(
        about=target.about,
        inputs=seen[-1][0] if seen else 0,
        seconds=time.monotonic() - began_s,
        before_mib=float(settled[0]),
        after_mib=float(settled[-1]),
        fault=None if found.returncode == 0 else f"see {name}.log",
    )


if __name__ == "__main__":
    run_plain(main)
