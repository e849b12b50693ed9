"""Once around: live database → collection → review → an adapter that has learnt from it, judged by what was
kept."""

import json
from pathlib import Path
from typing import Any

import pytest
from mlflow import MlflowClient

from commandline.command import load
from eval import results
from insights import jsonl
from insights.errors import EscutaError
from insights.fingerprint import file_digest
from insights.manifest import Manifest
from insights.records import Record
from pipelines._dataset import override
from pipelines.feedback import FeedbackConfig
from pipelines.feedback import run as collect
from pipelines.train import TrainConfig, run
from tests.pipelines.live_calls import live_database
from tests.pipelines.reviewing import review
from tests.tiny_model import make_records, save_tiny_model


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model, record files and `reviewed.jsonl`, labelled by people from live calls."""
    folder = tmp_path_factory.mktemp("loop")
    save_tiny_model(folder / "model")
    for number, name in enumerate(("train", "val", "test")):
        jsonl.write(make_records(3, seed=number), folder / f"{name}.jsonl")
    url = live_database(folder, 18)
    settings = [f"url={url}", f"root={folder}", "name=first", "policy.confirmed_share=1"]
    collect(load("feedback", FeedbackConfig, [*settings, "policy.recent_share=0.5"]))
    review(folder / "first", folder / "reviewed")
    return folder


def configured(folder: Path, out: Path, **more: Any) -> TrainConfig:
    settings: dict[str, Any] = {
        "name": "tiny",
        "out": out,
        "evaluate_records": 2,
        "model.name": "escuta/tiny",
        "model.path": folder / "model",
        "model.context_tokens": 2048,
        "dataset.train": folder / "train.jsonl",
        "dataset.val": folder / "val.jsonl",
        "dataset.test": folder / "test.jsonl",
        "dataset.feedback": [str(folder / "reviewed/records.jsonl")],
        "dataset.recent": folder / "reviewed/records.jsonl",
        "dataset.out": out.parent / "data",
        "lora.rank": 4,
        "optim.steps": 2,
        "optim.batch_tokens": 1500,
        "optim.log_every_steps": 1,
        "tracking.uri": f"sqlite:///{out.parent}/mlflow.db",
        "tracking.artifacts": out.parent / "artifacts",
        **more,
    }
    groups = ["dataset=jsonl", "precision=fp32"]
    return load("train", TrainConfig, groups + [override(key, value) for key, value in settings.items()])


def trained(config: TrainConfig) -> Manifest:
    manifest = run(config)
    assert manifest is not None
    return manifest


def test_what_people_labelled_is_learnt_and_what_was_kept_judges(reviewed: Path, tmp_path: Path) -> None:
    manifest = trained(configured(reviewed, tmp_path / "out"))
    feedback = file_digest(reviewed / "reviewed/records.jsonl")
    assert manifest.inputs["feedback"] == feedback
    origin = json.loads((tmp_path / "out/adapter/escuta.json").read_text())
    assert origin["data"]["feedback"] == feedback
    assert origin["data"]["train_without_feedback"] == file_digest(reviewed / "train.jsonl")
    labelled = list(jsonl.read(Record, reviewed / "reviewed/records.jsonl"))
    learnt = [record for record in labelled if record.metadata.partition == "train"]
    assert origin["records"]["feedback"] == len(learnt)
    assert manifest.records_out == 12 + len(learnt)
    assert f"`feedback`: `{feedback}`" in (tmp_path / "out/adapter/README.md").read_text()
    assert str(reviewed) not in json.dumps(origin)
    asked = {each.record_id for each in results.read_predictions(tmp_path / "out/evaluation_recent")}
    assert asked <= {record.metadata.record_id for record in labelled if record.metadata.partition == "test"}
    assert len(asked) == len(results.read_predictions(tmp_path / "out/evaluation")) == 2
    client = MlflowClient(f"sqlite:///{tmp_path}/mlflow.db")
    tracked = client.get_run(manifest.notes["mlflow_run_id"]).data
    assert tracked.tags["data.feedback"] == feedback
    assert {"test/format_valid/all", "recent/format_valid/all"} <= set(tracked.metrics)
    version = client.get_model_version("escuta-insights", str(manifest.notes["version"]))
    assert version.tags["escuta.data.feedback"] == feedback
    # Given the same again, nothing is done again; other feedback is other work.
    assert trained(configured(reviewed, tmp_path / "out")) == manifest
    with pytest.raises(EscutaError, match="made from other inputs or settings"):
        run(configured(reviewed, tmp_path / "out", **{"dataset.feedback_weight": 2}))


def test_a_dry_run_counts_what_is_mixed_in_and_leaves_nothing(
    reviewed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(configured(reviewed, tmp_path / "out", dry_run=True, device_tflops=1.0)) is None
    shown = capsys.readouterr().out
    labelled = list(jsonl.read(Record, reviewed / "reviewed/records.jsonl"))
    learnt = sum(record.metadata.partition == "train" for record in labelled)
    assert f"records     {12 + learnt}," in shown
    assert list(tmp_path.iterdir()) == []


def test_a_weight_below_one_is_refused(reviewed: Path, tmp_path: Path) -> None:
    with pytest.raises(EscutaError, match="at least 1"):
        configured(reviewed, tmp_path / "out", **{"dataset.feedback_weight": 0})
