"""HTTP made from our own OpenAPI pages by Schemathesis, against real servers."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.fuzz.outcome import Outcome, rss_mib

_CASES = re.compile(r"([\d,]+) generated")
_LISTENS = re.compile(r"(http://127\.0\.0\.1:\d+)")
SERVERS = {
    "gateway": ["serving", "listen.port=0", "stream.grace_s=1"],
    "recogniser": ["serving.asr", "port=0"],
}


def fuzz(name: str, examples: int, folder: Path, patience_s: float = 1500.0) -> Outcome:
    """`examples` an operation and phase. Any answer of 500 and above is a finding, a server that dies too."""
    began_s = time.monotonic()
    with running(name, folder) as (process, url):
        before = rss_mib(process.pid)
        environment = os.environ | {"SCHEMATHESIS_HOOKS": "tests.fuzz.hooks", "PYTHONPATH": str(Path.cwd())}
        command = [str(Path(sys.executable).with_name("schemathesis")), "run", f"{url}/openapi.json"]
        command += ["--phases", "coverage,fuzzing", "--checks", "not_a_server_error", "--seed", "1"]
        command += ["--max-examples", str(examples), "--no-color", "--continue-on-failure"]
        found = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=patience_s,
            check=False,
            env=environment,
            cwd=folder,
        )
        (folder / f"{name}.schemathesis.txt").write_text(found.stdout + found.stderr)
        cases = _CASES.search(found.stdout)
        alive = process.poll() is None
        fault = None if found.returncode == 0 else f"see {name}.schemathesis.txt"
        if not alive:
            fault = "it died"
        return Outcome(
            about=f"{name}: HTTP, from its OpenAPI page",
            inputs=int(cases.group(1).replace(",", "")) if cases else 0,
            seconds=time.monotonic() - began_s,
            before_mib=before,
            after_mib=rss_mib(process.pid) if alive else 0.0,
            fault=fault,
        )


@contextmanager
def running(name: str, folder: Path) -> Iterator[tuple[psutil.Popen, str]]:
    """One of `SERVERS` and its address; what it says is in NAME.log."""
    command = [sys.executable, "-m", *SERVERS[name]]
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
