"""Pre-labels from a server: valid, invalid and busy answers, and a run that is killed half-way."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from insights.errors import EscutaError
from tests.pipelines.fake_server import completion, serving
from tests.pipelines.stage_samples import rows


def reply(path: str, body: bytes) -> tuple[int, Any]:
    """A valid reply that depends on the question only."""
    assert path == "/v1/chat/completions"
    asked = json.loads(body)
    kind = asked["response_format"]["json_schema"]["schema"]["properties"]["type"]["const"]
    portuguese = "Responda" in asked["messages"][0]["content"]
    message = "Sem dados suficientes" if portuguese else "Sin datos suficientes"
    return 200, completion(json.dumps({"type": kind, "message": message, "confidence": 0.5}))


@pytest.fixture
def excerpts(run, calls_file: Path, tmp_path: Path) -> Path:
    run("segment", f"calls={calls_file}", f"out={tmp_path}/segment")
    return tmp_path / "segment/excerpts.jsonl"


def options(excerpts: Path, url: str, out: Path) -> list[str]:
    return [
        "source=endpoint",
        f"excerpts={excerpts}",
        f"endpoint.url={url}",
        "endpoint.model=m",
        "endpoint.backoff_s=0",
        f"out={out}",
    ]


def test_replies_become_records_that_wait_for_review(run, excerpts: Path, tmp_path: Path):
    with serving(reply) as server:
        manifest = run("label", *options(excerpts, server.url, tmp_path / "label"), "workers=2")
    records = rows(tmp_path / "label/records.jsonl")
    assert manifest.records_out == len(records) == 4 * manifest.records_in
    assert {record["metadata"]["status"] for record in records} == {"to_review"}
    assert records[0]["response"].startswith('{"type": "')
    tasks = json.loads((tmp_path / "label/label_studio.json").read_text())
    assert len(tasks) == len(records)
    assert "predictions" in tasks[0]


def test_invalid_replies_are_asked_once_more_then_dropped_by_fault(run, excerpts: Path, tmp_path: Path):
    asked: dict[str, int] = {}

    def mostly(path: str, body: bytes) -> tuple[int, Any]:
        question = json.loads(body)
        text = question["messages"][1]["content"]
        asked[text] = asked.get(text, 0) + 1
        if "upsell:" in text:
            return 200, completion("no JSON")
        if "next_steps:" in text and asked[text] == 1:
            return 200, completion('{"type": "next_steps"}')
        return reply(path, body)

    with serving(mostly) as server:
        manifest = run("label", *options(excerpts, server.url, tmp_path / "label"))
    assert manifest.dropped == {"invalid_not_json": manifest.records_in}
    assert manifest.records_out == 3 * manifest.records_in
    assert {row["reason"] for row in rows(tmp_path / "label/rejected.jsonl")} == {"not_json"}


def test_a_busy_server_is_asked_again_and_a_dead_one_is_named(run, excerpts: Path, tmp_path: Path):
    answers = iter([503, 429])

    def busy(path: str, body: bytes) -> tuple[int, Any]:
        status = next(answers, 200)
        return (status, {}) if status != 200 else reply(path, body)

    with serving(busy) as server:
        run("label", *options(excerpts, server.url, tmp_path / "label"))
        url = server.url
    with pytest.raises(EscutaError, match="no answer after 4 tries") as caught:
        run("label", *options(excerpts, url, tmp_path / "dead"))
    assert "endpoint.url" in str(caught.value)


@pytest.mark.e2e
def test_killed_half_way_and_run_again_gives_the_same_bytes(run, excerpts: Path, tmp_path: Path):
    with serving(reply) as server:
        run("label", *options(excerpts, server.url, tmp_path / "whole"))
        total = len(server.requests)
        server.held_after = total + 100
        command = [
            sys.executable,
            "-m",
            "pipelines.label",
            *options(excerpts, server.url, tmp_path / "killed"),
        ]
        process = subprocess.Popen(
            command, stderr=subprocess.DEVNULL, env={**os.environ, "HF_HUB_OFFLINE": "1"}
        )
        try:
            receipt = tmp_path / "killed/.shards/00000.receipt.json"
            deadline = time.monotonic() + 60
            while not receipt.exists():
                assert time.monotonic() < deadline, "no finished shard"
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(0.05)
                    pytest.fail("ended before it could be killed")
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert not (tmp_path / "killed/manifest.json").exists()
        server.held_after = None
        server.released.set()
        before = len(server.requests)
        run("label", *options(excerpts, server.url, tmp_path / "killed"))
        assert len(server.requests) - before < total
    for name in ("records.jsonl", "label_studio.json", "review.csv", "rejected.jsonl"):
        assert (tmp_path / "killed" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
