"""The command climbs a step with our server and writes its tables."""

import subprocess
import sys
from pathlib import Path

import pytest

from loadtests.performance.live import MARKS
from loadtests.performance.live_calls import arrived
from loadtests.performance.live_protocols import WhisperLive


def test_a_tail_has_arrived_with_half_its_words_in_order() -> None:
    assert arrived("quero cancelar a fatura", "bom dia quero pagar a fatura")
    assert not arrived("quero cancelar a fatura", "fatura a cancelar")
    assert not arrived("quero cancelar", "quero cancelar " + "depois " * 8)


def test_open_segments_of_a_peer_are_not_final() -> None:
    protocol = WhisperLive()
    settled = {"start": "0.0", "text": "olá", "completed": True}
    protocol.received({"segments": [settled, {"start": "2.0", "text": "bom dia", "completed": False}]})
    assert (protocol.final, protocol.shown) == ("olá", "olá bom dia")


@pytest.mark.e2e
def test_the_ladder_is_climbed_and_written(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text("\n".join(MARKS))
    command = [sys.executable, "-m", "loadtests.performance.live", "--steps", "1", "--repeats", "1"]
    command += ["--ramp", "0", "--seconds", "2", "--docs", str(page)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    rows = [line for line in page.read_text().splitlines() if line.startswith("| escuta")]
    assert rows[0].startswith("| escuta | 1 |")
    assert len(rows) == 2
