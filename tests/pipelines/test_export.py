"""`python -m pipelines.export`: merging for real, and what is refused before any work."""

import json
from pathlib import Path

import pytest

from commandline.command import load
from insights import jsonl
from insights.errors import EscutaError
from insights.manifest import Manifest
from insights.resources import data_dir
from pipelines import export
from tests.tiny_model import make_records

ADAPTER = data_dir() / "models" / "adapter"


def run(*overrides: str) -> Manifest:
    return export.run(load("export", export.ExportConfig, list(overrides)))


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "records.jsonl"
    jsonl.write(make_records(2), path)
    return path


def test_the_shipped_adapter_is_merged_and_reused(
    records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [f"merge={ADAPTER}", f"heldout={records}", f"out={tmp_path / 'out'}", "threads=1"]
    manifest = run(*given)
    assert manifest.notes["parity"]["merged"]["mean"] < 1e-4
    assert manifest.notes["parity"]["adapter"]["mean"] > 0.1
    assert {"model/config.json", "model/model.safetensors", "model/tokenizer.json"} <= set(manifest.outputs)
    written = json.loads((tmp_path / "out" / "model" / "merged.json").read_text())
    assert written["base"] == "escuta/language"
    run(*given)
    assert "up to date, reused" in capsys.readouterr().out


def test_a_dry_run_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("quantize=gptq", f"out={tmp_path / 'out'}", "dry_run=true")
    assert "would quantise with gptq" in capsys.readouterr().out
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ([], "nothing to do"),
        (["quantize=awq", f"merge={ADAPTER}"], "one thing at a time"),
        ([f"merge={ADAPTER}", "precision=int4"], "not merged into 4 bits"),
        (["merge=nowhere"], "not an adapter"),
        (["quantize=awq", "environment=nowhere"], "make quantize-env"),
        (["quantize=awq", "model=qwen2.5-14b"], "needs the base's folder"),
        (["quantize=awq", "calibration=nowhere"], "no such file"),
        (["quantize=awq", "calibration_records=0"], "must be above 0"),
    ],
)
def test_what_cannot_be_done_is_refused_at_once(given: list[str], problem: str, tmp_path: Path) -> None:
    with pytest.raises(EscutaError, match=problem):
        run(*given, f"out={tmp_path / 'out'}")
