"""The whole command, Locust included, in a process of its own (Locust patches the standard library)."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.serving.console.conftest import tone
from tests.serving.console.scripted_server import ScriptedServer, serving


def load(folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "loadtests"],
        env=os.environ | {"REPORT": str(folder), "RAMP": "0.2", "CHUNK_MS": "50"} | variables,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_calls_end_well_and_are_reported(tmp_path: Path) -> None:
    server = ScriptedServer()
    sound = tone(tmp_path / "call.wav", 0.5)
    with serving(server.app) as url:
        done = load(tmp_path, HOST=url.replace("http", "ws"), SESSIONS="3", AUDIO=str(sound), SECONDS="0")
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "report.json").read_text())
    assert (report["calls"], report["well"], report["problems"]) == (3, 3, {})
    assert report["figures_ms"]["whole call"]["p50"] >= 500  # in real time
    assert "3/3 calls ended well" in done.stdout
    assert [session.heard_s for session in server.sessions] == [0.5, 0.5, 0.5]
    assert {session.tenant for session in server.sessions} == {"telecom", "banco", "saude"}


def test_calls_that_lose_their_line_go_on(tmp_path: Path) -> None:
    server = ScriptedServer()
    server.script.drop_at_s = (0.15, 0.3)
    sound = tone(tmp_path / "call.wav", 0.5)
    with serving(server.app) as url:
        done = load(tmp_path, HOST=url.replace("http", "ws"), SESSIONS="2", AUDIO=str(sound), SECONDS="0")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 reconnections" in done.stdout
    assert json.loads((tmp_path / "report.json").read_text())["reconnections"] == 4
    assert [session.heard_s for session in server.sessions] == [0.5, 0.5]


def test_calls_that_fail_fail_the_test(tmp_path: Path) -> None:
    server = ScriptedServer()
    sound = tone(tmp_path / "call.wav", 0.2)
    with serving(server.app) as url:
        done = load(
            tmp_path, HOST=url.replace("http", "ws"), SESSIONS="2", AUDIO=str(sound), EXPECT_INSIGHT="true"
        )
    assert done.returncode == 1
    assert json.loads((tmp_path / "report.json").read_text())["problems"] == {"no insight": 2}


def test_another_machine_is_refused(tmp_path: Path) -> None:
    done = load(tmp_path, HOST="ws://calls.example:8000")
    assert done.returncode == 2
    assert "LOAD_ANYWHERE" in done.stderr
