"""transcribe, with a remote recogniser whose words are known and with the embedded one."""

import shutil
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from insights import jsonl
from insights.errors import EscutaError
from insights.records import Call, GoldCall, Speaker
from insights.resources import data_dir
from tests.pipelines.fake_server import serving
from tests.pipelines.stage_samples import rows

DEMO = data_dir() / "demo"


def reply(path: str, body: bytes) -> tuple[int, Any]:
    """Text that depends on the sound only."""
    assert path == "/v1/audio/transcriptions"
    sound = body[body.index(b"RIFF") :][:4000]  # the multipart boundary around it is random
    return 200, {"text": f"som {sum(sound) % 1000}", "language": "portuguese"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A stereo call, one of two files, and files that cannot be transcribed."""
    audio = tmp_path / "audio"
    audio.mkdir()
    first, second = sorted(DEMO.glob("audio/*.flac"))[:2]
    shutil.copy(first, audio / first.name)
    for role in ("agent", "caller"):
        shutil.copy(second, audio / f"pair_{role}.flac")
    with wave.open(str(audio / "silence.wav"), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(np.zeros(16000, "<i2").tobytes())
    (audio / "empty.mp3").write_bytes(b"")
    (audio / "noise.flac").write_bytes(b"not a sound at all" * 9)
    (audio / "bare.raw").write_bytes(b"\0" * 64)
    (audio / "notes.txt").write_text("not audio")
    return audio


def options(audio: Path, url: str, out: Path) -> list[str]:
    return [f"audio={audio}", "asr=remote", f"asr.url={url}", f"out={out}"]


def test_every_file_is_transcribed_or_named_with_the_reason(run, folder: Path, tmp_path: Path):
    with serving(reply) as server:
        one = run("transcribe", *options(folder, server.url, tmp_path / "one"), "workers=1")
        run("transcribe", *options(folder, server.url, tmp_path / "two"), "workers=3")
    reports = {row["file"]: row for row in rows(tmp_path / "one/files.jsonl")}
    assert set(reports) == {path.name for path in folder.iterdir()}
    assert {name: row.get("reason") for name, row in reports.items() if row["status"] != "transcribed"} == {
        "silence.wav": "silence",
        "empty.mp3": "empty",
        "noise.flac": "unreadable",
        "bare.raw": "no_header",
        "notes.txt": "not_audio",
    }
    assert one.dropped == {"empty": 1, "no_header": 1, "silence": 1, "unreadable": 1}
    calls = {call.call_id: call for call in jsonl.read(Call, tmp_path / "one/calls.jsonl")}
    assert len(calls) == 2
    assert {turn.speaker for turn in calls["pair"].turns} <= {Speaker.AGENT, Speaker.CUSTOMER}
    for name in ("calls.jsonl", "files.jsonl"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_no_file_that_works_is_an_error(run, folder: Path, tmp_path: Path):
    with serving(reply) as server, pytest.raises(EscutaError, match="nothing came out of 1 inputs: empty 1"):
        run("transcribe", *options(folder / "empty.mp3", server.url, tmp_path / "out"))
    assert rows(tmp_path / "out/files.jsonl")[0]["reason"] == "empty"


def test_the_reference_gives_word_errors_tenant_and_partition(run, folder: Path, tmp_path: Path):
    gold = {call.call_id: call for call in jsonl.read(GoldCall, DEMO / "gold.jsonl")}
    audio = tmp_path / "two"
    audio.mkdir()
    for language in ("pt", "es"):
        name = min(call_id for call_id, call in gold.items() if call.language == language)
        shutil.copy(DEMO / f"audio/{name}.flac", audio)
    with serving(reply) as server:
        manifest = run(
            "transcribe",
            *options(audio, server.url, tmp_path / "out"),
            f"reference={DEMO}/gold.jsonl",
            "workers=1",
        )
    for call in jsonl.read(Call, tmp_path / "out/calls.jsonl"):
        truth = gold[call.call_id]
        assert (call.tenant, call.partition, call.locale) == (truth.tenant, truth.partition, truth.locale)
        assert call.duration_s >= truth.turns[-1].end_s - 0.5
    assert set(manifest.notes["wer"]) == {"pt", "es"}


@pytest.mark.parametrize(
    ("override", "named"),
    [
        ("channels=agent", "channels"),
        ("raw=mp3", "raw"),
        ("audio=/nowhere", "audio"),
        ("sidecar=/nowhere.csv", "nowhere"),
    ],
)
def test_a_wrong_option_is_named(run, folder: Path, tmp_path: Path, override: str, named: str):
    with pytest.raises(EscutaError, match=named):
        run("transcribe", *options(folder, "http://127.0.0.1:9/v1", tmp_path / "out"), override)


def test_an_unknown_model_without_a_network_says_what_to_do(run, tmp_path: Path):
    (audio,) = sorted(DEMO.glob("audio/*.flac"))[:1]
    with pytest.raises(EscutaError, match=r"asr\.model=FOLDER"):
        run("transcribe", f"audio={audio}", "asr=small", "asr.device=cpu", f"out={tmp_path}/out", "workers=1")


def test_the_embedded_model_hears_the_demo_calls(run, tmp_path: Path):
    audio = sorted(DEMO.glob("audio/*.flac"))[0]
    manifest = run("transcribe", f"audio={audio}", f"reference={DEMO}/gold.jsonl", f"out={tmp_path}/out")
    (call,) = jsonl.read(Call, tmp_path / "out/calls.jsonl")
    assert manifest.notes["language_accuracy"][call.language] == 1.0
    assert manifest.notes["wer"][call.language] < 0.5
