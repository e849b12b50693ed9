"""One load test: Locust in a process of its own, and what it found."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

from insights.errors import EscutaError
from loadtests.settings import LoadSettings


def run(settings: LoadSettings, host: str, log: IO[str] | None = None) -> int:
    """Locust's exit code; the report is in the settings' folder. `log` gets what it says, if there is one."""
    locustfile = Path(__file__).with_name("locustfile.py")
    rate = settings.sessions / max(settings.ramp_s, 1.0)
    command = [sys.executable, "-m", "locust", "-f", str(locustfile), "--headless", "--only-summary"]
    command += ["--host", host, "--users", str(settings.sessions), "--spawn-rate", f"{rate:.3f}"]
    command += ["--loglevel", "WARNING", "--json-file", f"{settings.report}/locust"]
    command += ["--html", f"{settings.report}/locust.html", "--run-time", f"{settings.longest_s:.0f}s"]
    told = settings.environment() | {"HOST": host}
    done = subprocess.run(command, env=os.environ | told, stdout=log, stderr=log, check=False)
    return done.returncode


def found(settings: LoadSettings, host: str) -> dict[str, Any]:
    """Run it, and read its report. Raises `EscutaError` if there is none."""
    folder = Path(settings.report)
    folder.mkdir(parents=True, exist_ok=True)
    report, log = folder / "report.json", folder / "locust.log"
    report.unlink(missing_ok=True)
    with log.open("w") as output:
        run(settings, host, output)
    if not report.is_file():
        raise EscutaError("the load test ended without a report", file=log, remedy="its log says why")
    return dict(json.loads(report.read_text(encoding="utf-8")))
