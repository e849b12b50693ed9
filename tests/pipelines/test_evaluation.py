"""evaluate and compare as commands, on a random model; the notebooks on what they leave in MLflow."""

import csv
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from commandline.command import load
from eval.settings import Bootstrap, Decoding, MetricsSettings, Tracking
from insights import jsonl
from insights.errors import EscutaError
from insights.manifest import Manifest
from pipelines import compare, evaluate
from tests.eval.tiny import records, save_model
from training.settings import ModelSettings

pytestmark = pytest.mark.long

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A model, records and two evaluations of it, tracked."""
    folder = tmp_path_factory.mktemp("evaluation")
    save_model(folder / "model")
    jsonl.write(records(24), folder / "test.jsonl")
    jsonl.write(records(40)[24:], folder / "train.jsonl")
    evaluate.run(config(folder, "base"))
    evaluate.run(replace(config(folder, "shorter"), decoding=Decoding(max_message_chars=40)))
    return folder


def config(folder, name):
    return evaluate.EvaluateConfig(
        records=str(folder / "test.jsonl"),
        training=str(folder / "train.jsonl"),
        model=ModelSettings(name="tiny", path=folder / "model", context_tokens=1024),
        name=name,
        out=str(folder / name),
        decoding=Decoding(max_message_chars=50, shard_records=10),
        metrics=MetricsSettings(bootstrap=Bootstrap(resamples=30), sheet_records=8, examples=2),
        tracking=tracking(folder),
    )


def tracking(folder):
    return Tracking(uri=f"sqlite:///{folder}/mlflow.db", artifacts=str(folder / "artifacts"))


def comparison(folder, *runs, **more):
    return compare.CompareConfig(
        runs=runs,
        out=str(folder / "compare"),
        metrics=MetricsSettings(bootstrap=Bootstrap(resamples=30), examples=2),
        tracking=tracking(folder),
        **more,
    )


def test_what_evaluate_leaves(place):
    document = json.loads((place / "base/metrics.json").read_text())
    assert document["records"] == 24
    assert document["rouge_tokenizer"] == "unicode-words/v1"
    assert document["scores"]["all"]["format_valid"]["value"] == 1
    assert set(document["trivial"]) == {"no_data", "always_alert", "most_frequent"}
    assert {"language=pt", "tenant=banco", "type=upsell"} <= set(document["scores"])
    manifest = Manifest.load(place / "base")
    assert manifest.outputs["predictions.jsonl"].rows == 24
    rows = list(csv.DictReader((place / "base/sheet.csv").open(encoding="utf-8-sig")))
    assert len(rows) == 8
    assert len({(row["language"], row["insight_type"]) for row in rows}) == 8
    assert rows[0]["correct"] == ""


def test_evaluate_again_reuses(place, capsys):
    before = Manifest.load(place / "base")
    assert evaluate.run(config(place, "base")) == before
    assert "reused" in capsys.readouterr().out


def test_other_settings_are_refused_without_overwrite(place):
    changed = replace(config(place, "base"), limit=4)
    with pytest.raises(EscutaError, match="overwrite"):
        evaluate.run(changed)


def test_dry_run_writes_nothing(place, capsys):
    evaluate.run(replace(config(place, "never"), dry_run=True))
    assert not (place / "never").exists()
    assert "24 records in 3 shards" in capsys.readouterr().out


def test_what_is_no_adapter_is_named(place):
    with pytest.raises(EscutaError, match=r"adapter: not an adapter"):
        evaluate.run(replace(config(place, "bad"), adapter=str(place)))


def test_compare_folders(place):
    manifest = compare.run(comparison(place, str(place / "base"), str(place / "shorter")))
    document = json.loads((place / "compare/compare.json").read_text())
    assert document["reference"] == "base"
    assert list(document["systems"]) == ["base", "shorter"]
    assert document["differences"]["shorter"]["all"]["format_valid"]["value"] == 0
    assert document["trivial"]["no_data"]["all"]["rouge_l_nonempty"]["value"] == 0
    assert manifest.records_out == 24
    assert "</html>" in (place / "compare/report.html").read_text()


def test_recent_calls_are_compared_where_all_were_judged_by_them(place, tmp_path, capsys):
    for name in ("one", "two"):
        shutil.copytree(place / "base", tmp_path / name / "evaluation")
    runs = [str(tmp_path / name / "evaluation") for name in ("one", "two")]
    shutil.copytree(place / "shorter", tmp_path / "one/evaluation_recent")
    alone = replace(comparison(place, *runs, names=("one", "two")), out=str(tmp_path / "alone"))
    compare.run(alone)
    assert "recent" not in json.loads((tmp_path / "alone/compare.json").read_text())
    shutil.copytree(place / "shorter", tmp_path / "two/evaluation_recent")
    both = replace(alone, out=str(tmp_path / "both"))
    manifest = compare.run(both)
    document = json.loads((tmp_path / "both/compare.json").read_text())
    assert list(document["recent"]["systems"]) == ["one", "two"]
    assert set(manifest.inputs) == {"one", "two", "one, recent", "two, recent"}
    assert "Recent calls" in (tmp_path / "both/report.html").read_text()
    compare._show(tmp_path / "both")
    assert "recent calls" in capsys.readouterr().out


def test_several_seeds_are_one_system(place, tmp_path):
    both = f"{place / 'base'}+{place / 'shorter'}"
    runs = (str(place / "base"), str(place / "shorter"), both)
    done = replace(comparison(place, *runs, names=("one", "two", "both")), out=str(tmp_path / "out"))
    manifest = compare.run(done)
    found = json.loads((tmp_path / "out/compare.json").read_text())
    scores = [found["systems"][name]["all"]["rouge_l"]["value"] for name in ("one", "two", "both")]
    assert scores[2] == pytest.approx((scores[0] + scores[1]) / 2)
    assert found["differences"]["both"]["all"]["rouge_l"]["value"] == pytest.approx(scores[2] - scores[0])
    assert manifest.records_out == found["records"] == 24


def test_compare_runs_of_mlflow(place, tmp_path):
    ids = [Manifest.load(place / name).notes["run_id"] for name in ("base", "shorter")]
    done = replace(comparison(place, *ids, names=("one", "two")), out=str(tmp_path / "out"))
    compare.run(done)
    document = json.loads((tmp_path / "out/compare.json").read_text())
    assert list(document["systems"]) == ["one", "two"]


def test_compare_refuses(place, tmp_path):
    with pytest.raises(EscutaError, match="at least two"):
        comparison(place, str(place / "base"))
    with pytest.raises(EscutaError, match=r"predictions\.jsonl is missing"):
        compare.run(comparison(place, str(place / "base"), str(tmp_path)))


@pytest.mark.parametrize("name", ["evaluate", "compare", "demo"])
def test_the_configuration_composes(name):
    from pipelines import demo

    schema = {
        "evaluate": evaluate.EvaluateConfig,
        "compare": compare.CompareConfig,
        "demo": demo.DemoConfig,
    }[name]
    needed = {"evaluate": ["records=x"], "compare": ["runs=[a,b]"], "demo": []}[name]
    for metrics in ("full", "quick"):
        load(name, schema, [*needed, f"metrics={metrics}"])


def execute(name, environment):
    notebook = nbformat.read(NOTEBOOKS / name, as_version=4)
    previous = dict(os.environ)
    os.environ.update(environment, MPLBACKEND="Agg", PYTHONPATH=str(NOTEBOOKS.parent))
    try:
        NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(NOTEBOOKS)}}).execute()
    finally:
        os.environ.clear()
        os.environ.update(previous)
    return notebook


def test_compare_runs_notebook(place):
    done = execute("compare_runs.ipynb", {"ESCUTA_MLFLOW": tracking(place).uri})
    assert "shorter" in json.dumps([cell.get("outputs") for cell in done.cells])


def test_explore_corpus_notebook():
    done = execute("explore_corpus.ipynb", {"ESCUTA_CALLS": "24"})
    assert "pt-BR" in json.dumps([cell.get("outputs") for cell in done.cells])


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.name)
def test_notebooks_are_stripped(path):
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
