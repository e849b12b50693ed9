"""`python -m serving` and `python -m serving.client`, as a newcomer starts them."""

import json
import os
import re
import signal
import subprocess
import sys
import wave
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest

from insights.resources import data_dir
from serving.client import EXIT_USER_ERROR, EXIT_WELL, main, pcm16

CALL = data_dir() / "demo" / "audio" / "syn2026-0000003.flac"

pytestmark = [pytest.mark.e2e, pytest.mark.long]


class Serving:
    """A server in a process of its own."""

    def __init__(self, folder: Path) -> None:
        environment = {key: value for key, value in os.environ.items() if key not in ("API_TOKEN", "PORT")}
        environment["OMP_NUM_THREADS"] = "1"
        self.logs = folder / "logs"
        with self.logs.open("wb") as logs:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "serving",
                    "listen.port=0",
                    "listen.shutdown_wait_s=0",
                    f"storage.url=sqlite:///{folder}/escuta.db",
                ],
                stdout=subprocess.PIPE,
                stderr=logs,
                text=True,
                env=environment,
            )
        assert self.process.stdout is not None
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            if "only on this machine" in line:
                break
        found = re.search(r"http://127\.0\.0\.1:\d+", self.said)
        assert found is not None, self.logs.read_text()
        self.http = found.group()
        self.url = self.http.replace("http", "ws")


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    server = Serving(tmp_path_factory.mktemp("serving"))
    yield server
    if server.process.poll() is None:
        server.process.terminate()
        server.process.wait(60)


def client(serving: Serving, *more: str, call: Path = CALL) -> subprocess.CompletedProcess[str]:
    arguments = [str(call), "--tenant", "telecom", "--url", serving.url, "--speed", "0", *more]
    return subprocess.run(
        [sys.executable, "-m", "serving.client", *arguments], capture_output=True, text=True, check=False
    )


def test_a_synthetic_call_goes_through_the_embedded_models(serving: Serving) -> None:
    run = client(serving, "--conversation", "demo-1", "--json")
    assert run.returncode == EXIT_WELL, run.stderr
    events = [json.loads(line) for line in run.stdout.splitlines()]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    kinds = [event["event"] for event in events]
    assert kinds[0] == "session_started"
    assert kinds[-2:] == ["final_summary", "session_ended"]
    assert kinds.index("batch_processed") < kinds.index("insight")
    assert {event["language"] for event in events if event["event"] == "batch_processed"} == {"pt"}
    types = {event["insight"]["type"] for event in events if event["event"] == "insight"}
    assert "risk_alert" in types, "the customer of this call wants to leave"
    assert events[-1]["reason"] == "stopped"
    health = httpx.get(f"{serving.http}/api/v1/health", trust_env=False).json()
    assert health["models"]["embedded"] == "ok"
    stored = httpx.get(
        f"{serving.http}/api/v1/conversations/demo-1/insights?tenant_id=telecom", trust_env=False
    ).json()["insights"]
    emitted = [event["insight"] for event in events if event["event"] == "insight"]
    assert all(insight in stored for insight in emitted)


def test_the_client_shows_what_an_operator_sees(serving: Serving) -> None:
    run = client(serving, "--conversation", "demo-2", "--language", "pt")
    assert run.returncode == EXIT_WELL, run.stderr
    assert "customer" in run.stdout
    assert "ALERT" in run.stdout
    assert "FINAL SUMMARY" in run.stdout
    assert "session ended: stopped" in run.stdout


def test_a_transcript_goes_through_as_text(serving: Serving, tmp_path: Path) -> None:
    path = tmp_path / "call.txt"
    path.write_text(
        "agent: bom dia em que posso ajudar\n"
        "customer: meu nome é Ana Souza e quero cancelar o meu plano hoje\n"
        "agent: entendo posso perguntar o motivo do cancelamento\n"
        "customer: o preço subiu muito e vou mudar para outra empresa\n",
        encoding="utf-8",
    )
    run = client(serving, "--conversation", "demo-3", "--text", "--language", "pt", call=path)
    assert run.returncode == EXIT_WELL, run.stderr
    assert "[NOME_1]" in run.stdout
    assert "Ana Souza" not in run.stdout
    assert "ALERT" in run.stdout
    assert "session ended: stopped" in run.stdout


def test_the_server_says_what_to_try(serving: Serving) -> None:
    assert f"{serving.http}/" in serving.said
    assert "python -m serving.client" in serving.said


def test_a_file_that_is_no_sound_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"no sound at all")
    assert main([str(broken), "--tenant", "t", "--conversation", "c"]) == EXIT_USER_ERROR
    assert "broken.wav" in capsys.readouterr().err


def test_no_server_is_said_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    code = main([str(CALL), "--tenant", "t", "--conversation", "c", "--url", "ws://127.0.0.1:9"])
    assert code == EXIT_USER_ERROR
    assert "python -m serving" in capsys.readouterr().err


def test_more_than_two_channels_are_mixed(tmp_path: Path) -> None:
    path = tmp_path / "four.wav"
    with wave.open(str(path), "wb") as out:
        out.setnchannels(4)
        out.setsampwidth(2)
        out.setframerate(16_000)
        out.writeframes(np.full((16_000, 4), 1000, dtype="<i2").tobytes())
    data, channels = pcm16(path)
    assert (channels, len(data)) == (1, 32_000)


def test_a_bad_name_is_refused_with_the_reason(serving: Serving) -> None:
    run = client(serving, "--conversation", "a b")
    assert run.returncode == EXIT_USER_ERROR
    assert "conversation_id" in run.stderr


def test_sigterm_ends_it_well(serving: Serving) -> None:
    """The last of this file: the server is gone afterwards."""
    serving.process.send_signal(signal.SIGTERM)
    assert serving.process.wait(60) == 0
    logs = [json.loads(line) for line in serving.logs.read_text().splitlines() if line.startswith("{")]
    assert [line for line in logs if line["level"] == "error"] == []
