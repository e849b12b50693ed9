"""The command line of training: composition, dry runs, reuse, kills."""

import importlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from commandline import command as _cli
from commandline.command import load
from insights.errors import EscutaError
from insights.fingerprint import tree_digest
from insights.jsonl import write
from insights.resources import conf_dir
from pipelines._dataset import override
from pipelines._plan import forecast, report
from pipelines.train import ADAPTER, CHECKPOINTS, CURVE, STARTED, TrainConfig, run
from tests.tiny_model import make_records, save_tiny_model

pytestmark = pytest.mark.long

ROOMS = ("pipelines.", "eval.", "serving", "loadtests.")
EXPERIMENTS = sorted(path.stem for path in (conf_dir() / "exp").glob("*.yaml"))
LARGE = [name for name in EXPERIMENTS if "14b" in name]
STEPS = 36
CHECKPOINT_EVERY = 6
DEADLINE_S = 600


@pytest.fixture(scope="module")
def material(tmp_path_factory):
    """A tiny model and three record files."""
    folder = tmp_path_factory.mktemp("material")
    save_tiny_model(folder / "model")
    for number, name in enumerate(("train", "val", "test")):
        write(make_records(3, seed=number), folder / f"{name}.jsonl")
    return folder


def overrides(material, out, **more):
    settings = {
        "name": "tiny",
        "out": out,
        "evaluate": False,
        "model.name": "escuta/tiny",
        "model.path": material / "model",
        "model.context_tokens": 2048,
        "dataset.train": material / "train.jsonl",
        "dataset.val": material / "val.jsonl",
        "lora.rank": 4,
        "lora.dropout": 0.1,
        "optim.steps": 4,
        "optim.batch_tokens": 1200,
        "optim.log_every_steps": 2,
        "optim.save_every_steps": 2,
        **more,
    }
    groups = ["dataset=jsonl", "tracking=none", "precision=fp32"]
    return groups + [override(key, value) for key, value in settings.items()]


def configured(material, out, **more):
    return load("train", TrainConfig, overrides(material, out, **more))


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_every_experiment_composes(experiment):
    name = _cli._command_of(experiment)
    module = importlib.import_module(f"pipelines.{name}")
    schema = getattr(module, f"{name.capitalize()}Config")
    assert load(name, schema, [f"+exp={experiment}"]).name == experiment


@pytest.mark.parametrize(
    ("group", "choice"),
    [
        (group, path.stem)
        for group in ("model", "precision", "lora", "optim", "tracking")
        for path in sorted((conf_dir() / group).glob("*.yaml"))
        if path.stem != "server"
    ],
)
def test_every_choice_of_a_group_composes(group, choice):
    assert load("train", TrainConfig, [f"{group}={choice}"])


def test_every_file_opens_with_its_launch_command():
    for path in conf_dir().rglob("*.yaml"):
        head = [line for line in path.read_text().splitlines()[:2] if not line.startswith("# @package")]
        assert head[0].startswith(tuple(f"# python -m {room}" for room in ROOMS)), path


def test_an_unknown_key_in_an_experiment_is_named_with_its_line(tmp_path, monkeypatch):
    copy = tmp_path / "conf"
    shutil.copytree(conf_dir(), copy)
    experiment = copy / "exp" / "smoke_cpu.yaml"
    line = len(experiment.read_text().splitlines()) + 3
    experiment.write_text(experiment.read_text() + "\nlora:\n  rang: 8\n")
    monkeypatch.setattr(_cli, "conf_dir", lambda: copy)
    with pytest.raises(EscutaError, match=r"lora\.rang: unknown key; did you mean lora\.rank") as caught:
        load("train", TrainConfig, ["+exp=smoke_cpu"])
    assert f"smoke_cpu.yaml:{line}" in str(caught.value)


@pytest.mark.parametrize("experiment", LARGE)
def test_a_dry_run_of_a_large_model_fetches_nothing(experiment, material, monkeypatch):
    def refuse(*_):
        raise AssertionError("a dry run reached for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    config = load(
        "train",
        TrainConfig,
        [f"+exp={experiment}", "dataset=jsonl", override("dataset.train", material / "train.jsonl")],
    )
    counted = forecast(config.dataset, config.plan, device_tflops=config.device_tflops)
    text = report(counted, config.plan, Path(config.out))
    assert counted.parameters == pytest.approx(14.8e9, rel=0.01)
    assert "embedded tokenizer" in text
    assert counted.steps >= 1
    assert "GiB" in text


def test_a_finished_run_is_reused_and_another_refused(material, tmp_path, capsys):
    done = run(configured(material, tmp_path / "out"))
    assert {path.name for path in (tmp_path / "out").iterdir()} == {ADAPTER, CURVE, "manifest.json"}
    assert run(configured(material, tmp_path / "out")) == done
    assert "reused" in capsys.readouterr().out
    with pytest.raises(EscutaError, match="overwrite=true"):
        run(configured(material, tmp_path / "out", seed=1))
    again = run(configured(material, tmp_path / "out", seed=1, overwrite=True))
    assert again.key != done.key


def test_an_unfinished_run_of_other_settings_is_not_thrown_away(material, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / STARTED).write_text(json.dumps({"key": "another", "mlflow_run_id": None}))
    with pytest.raises(EscutaError, match="unfinished"):
        run(configured(material, out))


def test_a_missing_file_is_named(material, tmp_path):
    with pytest.raises(EscutaError, match=r"dataset\.train: no such file"):
        run(configured(material, tmp_path / "out", **{"dataset.train": tmp_path / "nothing.jsonl"}))


def test_a_run_is_logged_with_its_curve_and_adapter(material, tmp_path):
    from mlflow import MlflowClient

    uri = f"sqlite:///{tmp_path / 'mlflow.db'}"
    manifest = run(
        configured(
            material,
            tmp_path / "out",
            **{"tracking.uri": uri, "tracking.artifacts": tmp_path / "artifacts"},
        )
    )
    client = MlflowClient(uri)
    logged = client.get_run(manifest.notes["mlflow_run_id"])
    assert logged.info.status == "FINISHED"
    assert logged.data.metrics["final/val_loss"] == pytest.approx(manifest.notes["val_loss"])
    assert [point.step for point in client.get_metric_history(logged.info.run_id, "train/train_loss")] == [
        2,
        4,
    ]
    assert logged.data.tags["data.train"] == manifest.inputs["train"]
    names = {item.path for item in client.list_artifacts(logged.info.run_id)}
    assert {"adapter", "config.json"} <= names
    version = client.get_model_version_by_alias("escuta-insights", "challenger")
    assert int(version.version) == manifest.notes["version"]
    assert version.run_id == logged.info.run_id
    assert version.tags["escuta.adapter"] == tree_digest(tmp_path / "out" / ADAPTER)
    assert version.tags["escuta.data.train"] == manifest.inputs["train"]
    assert version.tags["escuta.data.base"] == manifest.inputs["base"]
    assert version.tags["escuta.prompt_digest"] == logged.data.tags["prompt_digest"]


def test_registering_can_be_left_out(material, tmp_path):
    from mlflow import MlflowClient

    uri = f"sqlite:///{tmp_path / 'mlflow.db'}"
    folder = {"tracking.uri": uri, "tracking.artifacts": tmp_path / "artifacts"}
    manifest = run(configured(material, tmp_path / "out", register=False, **folder))
    assert manifest.notes["version"] is None
    assert list(MlflowClient(uri).search_registered_models()) == []


def test_a_run_goes_on_from_an_earlier_adapter_and_says_so(material, tmp_path):
    earlier = run(configured(material, tmp_path / "first"))
    first = tmp_path / "first" / ADAPTER
    manifest = run(configured(material, tmp_path / "second", start_from=first))
    assert manifest.inputs["start"] == tree_digest(first)
    assert json.loads((tmp_path / "second" / ADAPTER / "escuta.json").read_text())["data"]["start"]
    assert manifest.notes["val_loss"] < earlier.notes["val_loss"]


@pytest.mark.e2e
def test_a_killed_run_goes_on_and_ends_with_the_same_loss(material, tmp_path):
    budget = {"optim.steps": STEPS, "optim.save_every_steps": CHECKPOINT_EVERY}
    whole = run(configured(material, tmp_path / "whole", **budget))

    out = tmp_path / "killed"
    process = subprocess.Popen(
        [sys.executable, "-m", "pipelines.train", *overrides(material, out, **budget)],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
        stdout=subprocess.DEVNULL,
    )
    written = out / CHECKPOINTS / f"checkpoint-{CHECKPOINT_EVERY}" / "complete"
    give_up_at = time.monotonic() + DEADLINE_S
    while not written.is_file():
        assert process.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < give_up_at, "no checkpoint in time"
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (out / "manifest.json").exists()

    resumed = run(configured(material, out, **budget))
    for name in ("train_loss", "val_loss"):
        assert resumed.notes[name] == pytest.approx(whole.notes[name], abs=1e-4)
    assert (out / CURVE).read_text() == (tmp_path / "whole" / CURVE).read_text()
