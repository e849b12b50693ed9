"""A gateway with embedded parts for the length of a test, on a free port and with a database of its own."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from insights.errors import EscutaError

_LISTENS = re.compile(r"listens on http(://127\.0\.0\.1:\d+)")
STOP_TIMEOUT_S = 30.0


@dataclass(frozen=True)
class StartedGateway:
    """Where it listens, which process it is, and the address of its database."""

    url: str
    process_id: int
    database: str
    process: "subprocess.Popen[str]" = field(repr=False)

    def usage(self) -> tuple[float, float]:
        """Processor seconds and the most memory so far, in MiB."""
        import psutil

        process = psutil.Process(self.process_id)
        times = process.cpu_times()
        status = Path(f"/proc/{self.process_id}/status")
        found = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
        most_mib = int(found.group(1)) / 1024 if found else process.memory_info().rss / 2**20
        return times.user + times.system, most_mib


@contextmanager
def started_gateway(overrides: list[str], report: Path, module: str = "serving") -> Iterator[StartedGateway]:
    """Standard error goes to `gateway.log` in `report`. Raises `EscutaError` if it does not start."""
    report.mkdir(parents=True, exist_ok=True)
    log = report / "gateway.log"
    with tempfile.TemporaryDirectory(prefix="escuta-load-") as folder, log.open("w") as errors:
        database = f"sqlite:///{folder}/load.db"
        command = [sys.executable, "-m", module, "listen.port=0", f"storage.url={database}", *overrides]
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=os.environ,
            text=True,
        )
        try:
            yield StartedGateway(_address(process, log), process.pid, database, process)
        finally:
            process.terminate()
            try:
                process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _address(process: "subprocess.Popen[str]", log: Path) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := _LISTENS.search(line):
            return f"ws{found.group(1)}"
    raise EscutaError("the gateway did not start", file=log.name, remedy="its log says why")
