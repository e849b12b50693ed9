"""The command measures a step with each subject and writes what it found."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from loadtests.performance.sessions import frame


@pytest.mark.parametrize("size", [0, 5, 125, 126, 3200])
def test_frames_are_those_of_the_protocol(size: int) -> None:
    payload = bytes(number % 251 for number in range(size))
    reader = StreamReader()
    reader.feed_data(frame(2, payload))
    parsing = Frame.parse(reader.read_exact, mask=True)
    with pytest.raises(StopIteration) as done:
        next(parsing)
    assert done.value.value == Frame(Opcode.BINARY, payload)


@pytest.mark.e2e
@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="needs two cores")
def test_the_gateway_is_measured_beside_the_sink(tmp_path: Path) -> None:
    out = tmp_path / "gateway.json"
    command = [sys.executable, "-m", "loadtests.performance.gateway", "--first", "5", "--most", "5"]
    command += ["--repeats", "1", "--tries", "1", "--warm", "1", "--seconds", "1.5", "--limit-ms", "100000"]
    command += ["--json", str(out), "--only", "sink", "gateway without detection"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    figures = json.loads(out.read_text())
    assert figures["held"] == {"sink": 5, "gateway without detection": 4}
    assert [step["lost"] for steps in figures["steps"].values() for step in steps] == [0, 0]
    assert "of the sink" in found.stdout
