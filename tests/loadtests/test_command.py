"""The whole command, Locust included, in a process of its own (Locust patches the standard library)."""

import json
import os
import subprocess
import sys
from pathlib import Path

from loadtests.cluster.servers import free_ports
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


def test_a_master_reports_of_the_calls_of_its_workers(tmp_path: Path) -> None:
    server = ScriptedServer()
    sound = tone(tmp_path / "call.wav", 0.5)
    (port,) = free_ports(1)
    with serving(server.app) as url:
        told = {"HOST": url.replace("http", "ws"), "SESSIONS": "4", "AUDIO": str(sound), "SECONDS": "0"}
        joined = {"LOCUST_MODE_WORKER": "true", "LOCUST_MASTER_NODE_PORT": str(port)}
        workers = [
            subprocess.Popen(
                [sys.executable, "-m", "locust", "-f", "loadtests/locustfile.py", "--loglevel", "ERROR"],
                env=os.environ | {"RAMP": "0.2", "CHUNK_MS": "50"} | told | joined,
            )
            for _ in range(2)
        ]
        master = {"LOCUST_MODE_MASTER": "true", "LOCUST_MASTER_BIND_PORT": str(port)}
        done = load(tmp_path, **told, **master, LOCUST_EXPECT_WORKERS="2")
        assert [worker.wait(30) for worker in workers] == [0, 0]
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads((tmp_path / "report.json").read_text())
    assert (report["calls"], report["well"], report["workers"]) == (4, 4, 2)
    assert {f"client: late on its own clock (worker {number})" for number in (1, 2)} <= set(
        report["figures_ms"]
    )
    assert "<svg" in (tmp_path / "report.html").read_text()
    assert len(server.sessions) == 4


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
