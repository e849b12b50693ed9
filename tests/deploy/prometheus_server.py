"""A Prometheus of one's own with the configuration that ships; only targets and times differ."""

import json
import shutil
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from loadtests.cluster.servers import free_ports

SHIPPED = Path(__file__).resolve().parents[2] / "deploy" / "prometheus"
_PATIENCE_S = 60.0
_LOOK_S = 0.3


@dataclass(frozen=True)
class Prometheus:
    """Answers queries. `url` is its address."""

    url: str

    def query(self, expr: str) -> list[dict[str, Any]]:
        """Samples of now. An expression that cannot be parsed is an `AssertionError`."""
        return list(self._get("query", query=expr)["result"])

    def over(self, expr: str, seconds: int) -> list[dict[str, Any]]:
        """Samples of the last so many seconds, one for each."""
        now = time.time()
        return list(
            self._get("query_range", query=expr, start=str(now - seconds), end=str(now), step="1")["result"]
        )

    def rules(self) -> list[dict[str, Any]]:
        return [rule for group in self._get("rules")["groups"] for rule in group["rules"]]

    def until(self, expr: str, what: str) -> None:
        """Ask again until something is found."""
        self.waited(lambda: bool(self.query(expr)), what)

    def waited(self, there: Any, what: str) -> None:
        """Ask again until `there()` is true."""
        end_s = time.monotonic() + _PATIENCE_S
        while not there():
            assert time.monotonic() < end_s, f"never seen: {what}"
            time.sleep(_LOOK_S)

    def _get(self, what: str, **parameters: str) -> Any:
        url = f"{self.url}/api/v1/{what}?{urllib.parse.urlencode(parameters)}"
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{error.read().decode()}: {parameters}") from None


def tool(name: str) -> str:
    """Skips where Prometheus is not installed."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed (apt-get install prometheus)")
    return found


def configured(folder: Path, targets: dict[str, list[str]], token: str, port: int) -> Path:
    """A copy of what ships that scrapes these targets each second; the configuration file."""
    copy = folder / "prometheus"
    shutil.copytree(SHIPPED, copy)
    (copy / "secrets").mkdir()
    (copy / "secrets" / "metrics_token").write_text(token)
    for file in (copy / "targets").glob("*.yml"):
        file.write_text(yaml.safe_dump([{"targets": targets.get(file.stem, [])}]))
    path = copy / "prometheus.yml"
    configuration = yaml.safe_load(path.read_text())
    configuration["global"] = dict.fromkeys(configuration["global"], "1s")
    configuration["scrape_configs"][-1]["static_configs"] = [{"targets": [f"127.0.0.1:{port}"]}]
    path.write_text(yaml.safe_dump(configuration))
    return path


@contextmanager
def started(folder: Path, targets: dict[str, list[str]], token: str) -> Iterator[Prometheus]:
    """Until it answers; stopped at the end."""
    (port,) = free_ports(1)
    path = configured(folder, targets, token, port)
    with (folder / "prometheus.log").open("w") as log:
        process = subprocess.Popen(
            [
                tool("prometheus"),
                f"--config.file={path}",
                f"--storage.tsdb.path={folder / 'data'}",
                f"--web.listen-address=127.0.0.1:{port}",
            ],
            stdout=log,
            stderr=log,
        )
    try:
        server = Prometheus(f"http://127.0.0.1:{port}")
        server.waited(lambda: _ready(server.url), "Prometheus ready")
        yield server
    finally:
        process.terminate()
        process.wait()


def _ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/-/ready", timeout=5):
            return True
    except OSError:
        return False
