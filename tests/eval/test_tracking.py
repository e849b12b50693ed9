"""Runs in a real MLflow on SQLite."""

import math

import pytest

from eval.settings import Tracking
from eval.tracking import PARENT_TAG, client, fetch, flatten, open_command, tracked
from insights.errors import EscutaError


@pytest.fixture(scope="module")
def tracking(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mlflow")
    return Tracking(
        uri=f"sqlite:///{folder}/new/mlflow.db", experiment="test", artifacts=str(folder / "files")
    )


def test_a_run_with_a_child(tracking, tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<p>olá</p>")
    with tracked(tracking, "parent", tags={"escuta.prompt_digest": "abc"}) as run:
        run.params({"lora": {"rank": 16}, "long": "x" * 9000})
        run.metrics({"loss": 1.5, "unscored": math.nan}, step=3)
        run.table([{"slice": "all", "value": 0.5}], "tables/scores.json")
        run.text("<svg/>", "plots/a.svg")
        run.file(page)
        with tracked(tracking, "child", parent=run.run_id) as child:
            child.metrics({"pt/rouge_l": 0.5})
    mlflow = client(tracking.uri)
    done = mlflow.get_run(run.run_id)
    assert done.info.status == "FINISHED"
    assert done.data.params["lora.rank"] == "16"
    assert len(done.data.params["long"]) <= 500
    assert done.data.metrics == {"loss": 1.5}
    assert done.data.tags["escuta.prompt_digest"] == "abc"
    assert mlflow.get_run(child.run_id).data.tags[PARENT_TAG] == run.run_id
    assert {item.path for item in mlflow.list_artifacts(run.run_id)} == {
        "config.json",
        "page.html",
        "plots",
        "tables",
    }
    assert fetch(tracking.uri, run.run_id, "page.html", tmp_path).read_text() == "<p>olá</p>"


def test_a_run_goes_on(tracking):
    with tracked(tracking, "first") as run:
        run.params({"a": 1})
    with tracked(tracking, "again", run_id=run.run_id) as again:
        again.params({"a": 2, "b": 3})
        again.metrics({"m": 1.0}, step=1)
    assert client(tracking.uri).get_run(run.run_id).data.params == {"a": "1", "b": "3"}


def test_a_failed_run_says_so(tracking):
    with pytest.raises(ValueError, match="no"), tracked(tracking, "bad") as run:
        raise ValueError("no")
    assert client(tracking.uri).get_run(run.run_id).info.status == "FAILED"


def test_without_tracking_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with tracked(Tracking(uri=None), "run") as run:
        run.params({"a": 1})
        run.metrics({"m": 1.0})
        assert run.run_id is None
    assert list(tmp_path.iterdir()) == []


def test_missing_artifacts_are_named(tracking, tmp_path):
    with tracked(tracking, "empty") as run:
        pass
    with pytest.raises(EscutaError, match=r"has no predictions\.jsonl"):
        fetch(tracking.uri, run.run_id, "predictions.jsonl", tmp_path)


def test_small_things():
    assert flatten({"a": {"b": 1}, "c": 2}) == {"a.b": 1, "c": 2}
    assert "sqlite:///outputs/mlflow.db" in open_command("sqlite:///outputs/mlflow.db")
