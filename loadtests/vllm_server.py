"""A vLLM server for a measurement or a test, started as an operator starts one: `python -m serving.vllm`."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from insights.errors import EscutaError

_READY = re.compile(r"is ready on (http://\S+/v1)")


@dataclass
class VllmServer:
    """One server. `url` ends in /v1; `name` is the base's. `stop`, `kill` and `start` play an outage: the
    address stays. `port` 0 takes any free one.
    """

    options: list[str]
    name: str
    log: Path
    port: int = 0
    url: str = ""
    _process: subprocess.Popen[str] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Until it is ready; `EscutaError` with what it said if it ends before."""
        options = [*self.options, f"port={self.port}", f"log={self.log}"]
        process = subprocess.Popen(
            [sys.executable, "-m", "serving.vllm", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if found := _READY.search(line):
                self.url, self._process = found[1], process
                self.port = int(self.url.removesuffix("/v1").rpartition(":")[2])
                return
        process.wait()
        raise EscutaError("".join(said).strip())

    @property
    def pid(self) -> int:
        """Of the process that answers."""
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        return int(children[0])

    def kill(self) -> None:
        """SIGKILL to the process that answers; returns when all of it is gone."""
        assert self._process is not None
        os.kill(self.pid, signal.SIGKILL)
        self._process.communicate(timeout=30)

    def stop(self) -> None:
        """SIGTERM, as an operator would."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.communicate(timeout=60)

    def metric(self, name: str, **labels: str) -> float:
        """The sum of a metric's samples with these labels, 0 if there are none."""
        text = httpx.get(self.url.removesuffix("/v1") + "/metrics", timeout=30).text
        return sum(
            sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        )


@contextmanager
def started_vllm(
    log: Path, *, base: str | Path | None = None, name: str = "llm_fp16", port: int = 0, **options: object
) -> Iterator[VllmServer]:
    """A server with the base that ships or another, on the CPU if `device` does not say otherwise.

    `options` are those of `conf/vllm.yaml`, `log` is the file for what it writes.
    """
    given = {"name": name, "device": "cpu", **options}
    if base is not None:
        given["base"] = base
    server = VllmServer([f"{key}={value}" for key, value in given.items()], name, log, port)
    server.start()
    try:
        yield server
    finally:
        server.stop()
