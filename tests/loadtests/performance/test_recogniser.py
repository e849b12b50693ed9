"""The command measures all subjects and writes its table."""

import subprocess
import sys
from pathlib import Path

import pytest

from loadtests.performance.recogniser import MARKS


@pytest.mark.e2e
def test_the_service_is_measured_beside_bare_workers(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text("\n".join(MARKS))
    command = [sys.executable, "-m", "loadtests.performance.recogniser", "--workers", "1", "--windows", "4"]
    command += ["--repeats", "1", "--connections", "2", "--docs", str(page)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    rows = [line for line in page.read_text().splitlines() if line.startswith("| ")]
    assert [row.split(" | ")[0] for row in rows[2:]] == [
        "| bare CTranslate2",
        "| service",
        "| service without detection",
    ]
