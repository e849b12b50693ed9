"""The whole loop on two of the calls that ship with the project, with a training of a few steps."""

import json
import shutil
from pathlib import Path

import pytest

from commandline.command import load
from insights.resources import data_dir
from pipelines.demo import DemoConfig, run

pytestmark = pytest.mark.long

SYSTEMS = ("base", "adapter")
METRICS = (
    "rouge_l",
    "rouge_l_nonempty",
    "alert_recall",
    "alert_precision",
    "alert_prevalence",
    "format_valid",
    "abstention_f1",
)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> DemoConfig:
    folder = tmp_path_factory.mktemp("demo")
    audio = folder / "audio"
    audio.mkdir()
    shipped = sorted((data_dir() / "demo/audio").glob("*.flac"))
    for path in (shipped[0], shipped[-1]):
        shutil.copy(path, audio / path.name)
    small = ["dataset.calls=60", f"dataset.out={folder / 'data'}", "optim.steps=4", "threads=1"]
    return load(
        "demo",
        DemoConfig,
        [
            f"out={folder / 'out'}",
            f"audio={audio}",
            "test_records=24",
            "workers=1",
            f"train={json.dumps(small)}",
            f"tracking.uri=sqlite:///{folder / 'mlflow.db'}",
            f"tracking.artifacts={folder / 'artifacts'}",
            "metrics.bootstrap.resamples=50",
        ],
    )


@pytest.fixture(scope="module")
def document(config: DemoConfig) -> dict:
    return run(config)


def test_the_record_for_machines_has_every_number(config: DemoConfig, document: dict):
    written = json.loads((Path(config.out) / "report.json").read_text(encoding="utf-8"))
    assert written == document
    assert set(document["wer"]) >= {"pt", "es"}
    trivial = document["trivial"]
    for scores in (*(document[name] for name in SYSTEMS), trivial["no_data"], trivial["always_alert"]):
        assert set(METRICS) <= set(scores)
        assert all(set(scores[metric]) == {"pt", "es", "all"} for metric in METRICS)
    assert document["adapter"]["format_valid"]["all"] == 1.0
    assert document["counts"]["transcribed_calls"] == 2
    assert document["seconds"]["stages"]["train"] > 0


def test_the_report_is_one_file_with_plots(config: DemoConfig, document: dict):
    page = (Path(config.out) / "report.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert 'src="http' not in page


def test_a_second_run_reuses_everything(config: DemoConfig, document: dict):
    again = run(config)
    assert set(again["seconds"]["reused"]) == set(again["seconds"]["stages"])
    assert again["adapter"] == document["adapter"]
