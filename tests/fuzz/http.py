"""HTTP made from our own OpenAPI pages by Schemathesis, against real servers."""

import asyncio
import json
import math
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from insights.synthetic import CorpusSettings, generate_call, transcript
from serving.protocol import InsightEvent, Start, TextFormat
from serving.streaming import CallStream, Pacing, Target
from serving.transcripts import messages_of
from tests.fuzz.outcome import Outcome, rss_mib

_CASES = re.compile(r"([\d,]+) generated")
_LISTENS = re.compile(r"(http://127\.0\.0\.1:\d+)")
SERVERS = {
    "gateway": ["serving", "listen.port=0", "stream.grace_s=1"],
    "recogniser": ["serving.asr", "port=0"],
}
KNOWN = "ESCUTA_FUZZ_KNOWN"
"""Environment variable of the hooks: names of path, query and body with values that exist, as JSON."""

_OF_RECOGNISER: dict[str, list[Any]] = {"language": ["pt", "es", ""], "model": ["embedded"]}
_PATIENCE_S = 1500.0


def fuzz(name: str, examples: int, folder: Path, more: Sequence[str] = ()) -> Outcome:
    """`examples` an operation, in two halves; `more` are settings of the server.

    A finding: an answer of 500 or above, a server that dies. Memory is taken after each half."""
    began_s = time.monotonic()
    with running(name, folder / "http", more) as (process, url):
        known = asyncio.run(_held_call(url)) if name == "gateway" else _OF_RECOGNISER
        memory, cases, fault = [], 0, None
        for half, phases in ((1, "coverage,fuzzing"), (2, "fuzzing")):
            page = folder / f"{name}.schemathesis.{half}.txt"
            done = _schemathesis(url, phases, math.ceil(examples / 2), half, known, folder)
            page.write_text(done.stdout + done.stderr)
            found = _CASES.search(done.stdout)
            cases += int(found.group(1).replace(",", "")) if found else 0
            if done.returncode != 0:
                fault = f"see {page.name}"
            if process.poll() is not None:
                fault = "it died"
                break
            memory.append(rss_mib(process.pid))
        return Outcome(
            about=f"{name}: HTTP, from its OpenAPI page",
            inputs=cases,
            seconds=time.monotonic() - began_s,
            before_mib=memory[0] if memory else 0.0,
            after_mib=memory[-1] if memory else 0.0,
            fault=fault,
        )


def _schemathesis(
    url: str, phases: str, examples: int, seed: int, known: dict[str, list[Any]], folder: Path
) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {
        "SCHEMATHESIS_HOOKS": "tests.fuzz.hooks",
        "PYTHONPATH": str(Path.cwd()),
        KNOWN: json.dumps(known),
    }
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", f"{url}/openapi.json"]
    command += ["--phases", phases, "--checks", "not_a_server_error", "--seed", str(seed)]
    command += ["--max-examples", str(examples), "--no-color", "--continue-on-failure"]
    command += ["--generation-database", "none"]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=_PATIENCE_S,
        check=False,
        env=environment,
        cwd=folder,
    )


async def _held_call(url: str) -> dict[str, list[Any]]:
    """A call in text that was stored with its insights: what requests can ask for. Not each call has one."""
    for number in range(1, 20):
        call = transcript(generate_call(5, number, CorpusSettings(languages={"pt": 1.0})))
        stream = CallStream(
            Target(url.replace("http", "ws", 1), call.tenant, f"fuzz-known-{number}"),
            Start(audio=TextFormat(), language=call.language),
            messages_of(call),
            Pacing(speed=100.0),
        )
        insights = {
            event.insight.insight_id async for event in stream.events() if isinstance(event, InsightEvent)
        }
        if insights:
            return {
                "tenant_id": [call.tenant],
                "conversation_id": [f"fuzz-known-{number}"],
                "insight_id": sorted(insights),
                "rev": [1],
            }
    raise RuntimeError("no call had an insight")


@contextmanager
def running(name: str, folder: Path, more: Sequence[str] = ()) -> Iterator[tuple[psutil.Popen, str]]:
    """One of `SERVERS` and its address; what it says is in NAME.log."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", *SERVERS[name], *more]
    if name == "gateway":
        command.append(f"storage.url=sqlite:///{folder}/fuzz.db")
    log = folder / f"{name}.log"
    with log.open("w") as output:
        process = psutil.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    try:
        while (listens := _LISTENS.search(log.read_text(errors="replace"))) is None:
            if process.poll() is not None:
                raise RuntimeError(f"{name} did not start; see {log}")
            time.sleep(0.1)
        yield process, listens.group(1)
    finally:
        process.terminate()
        process.wait(30)
