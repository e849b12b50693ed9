"""Records from live calls beside those to train on; no call on both sides."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from insights import jsonl
from insights.errors import EscutaError
from insights.insight import Usefulness
from insights.prompts import prompt_for
from insights.records import Partition, Record
from pipelines._mixture import Mixed, Recipe, mix
from tests.pipelines.live_calls import said_in
from tests.tiny_model import make_records


def live(number: int, partition: Partition | None = "train", **more: Any) -> Record:
    """A reviewed record of call `number` of the live path."""
    (record,) = make_records(1, seed=900 + number)[:1]
    call_id = f"live/banco/call-{number}"
    names = {
        "record_id": f"live/banco/session-{number}.i0001.r1",
        "call_id": call_id,
        "excerpt_id": f"{call_id}#1",
        "partition": partition,
        "source": "review",
        "lineage": {"why": Usefulness.WRONG.value},
        "gold": None,
    }
    prompt = prompt_for(record.metadata.insight_type, record.metadata.language).messages(said_in(call_id))
    return record.model_copy(
        update={"prompt": prompt, "metadata": record.metadata.model_copy(update=names | more)}
    )


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """Three record files, and twelve reviewed calls, every third kept to judge by."""
    named = {name: tmp_path / f"{name}.jsonl" for name in ("train", "val", "test", "live")}
    for number, name in enumerate(("train", "val", "test")):
        jsonl.write(make_records(3, seed=number), named[name])
    jsonl.write([live(each, "train" if each % 3 else "test") for each in range(12)], named["live"])
    return named


def mixed(files: dict[str, Path], root: Path, **more: Any) -> Mixed:
    recipe: dict[str, Any] = {
        "train": files["train"],
        "judged": (files["val"], files["test"]),
        "feedback": (files["live"],),
        "recent": files["live"],
        "weight": 1,
        "leaks": "error",
    }
    return mix(Recipe(**(recipe | more)), root)


def read(path: Path | None) -> list[Record]:
    assert path is not None
    return list(jsonl.read(Record, path))


def left_out(found: Mixed) -> dict[str, int]:
    dropped: dict[str, int] = json.loads((found.train.parent / "manifest.json").read_text())["dropped"]
    return dropped


def test_one_file_is_learnt_in_part_and_judged_by_in_part(files: dict[str, Path], tmp_path: Path) -> None:
    found = mixed(files, tmp_path / "out")
    base, everything, reviewed = read(files["train"]), read(found.train), read(files["live"])
    assert everything == base + [record for record in reviewed if record.metadata.partition == "train"]
    assert read(found.recent) == [record for record in reviewed if record.metadata.partition == "test"]
    learnt = {record.metadata.call_id for record in everything}
    assert learnt.isdisjoint(record.metadata.call_id for record in read(found.recent))
    assert found.records == {"feedback": 8, "recent": 4}
    assert left_out(found) == {"kept_to_judge_by": 4}
    assert set(found.sources) == {"feedback", "train_without_feedback"}


def test_a_weight_repeats_records_under_names_of_their_own(files: dict[str, Path], tmp_path: Path) -> None:
    found = mixed(files, tmp_path / "out", weight=3, recent=None)
    live_ones = [record for record in read(found.train) if record.metadata.call_id.startswith("live/")]
    assert Counter(record.metadata.call_id for record in live_ones).most_common(1)[0][1] == 3
    assert len({record.metadata.record_id for record in live_ones}) == len(live_ones) == 24
    assert len({record.metadata.excerpt_id for record in live_ones}) == 24


def test_unchanged_files_are_reused_and_changed_feedback_is_new_work(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = mixed(files, tmp_path / "out")
    assert mixed(files, tmp_path / "out") == first
    assert "reused" in capsys.readouterr().out
    jsonl.write([live(1), live(20)], files["live"])
    second = mixed(files, tmp_path / "out", recent=None)
    assert second.train != first.train
    assert second.sources["feedback"] != first.sources["feedback"]
    assert second.sources["train_without_feedback"] == first.sources["train_without_feedback"]


@pytest.mark.parametrize("by", ["id", "words"])
@pytest.mark.parametrize("judged", ["val", "test"])
def test_a_call_that_is_judged_by_is_not_learnt(
    files: dict[str, Path], tmp_path: Path, judged: str, by: str
) -> None:
    shared = {"call_id": "recording-1"} if by == "words" else {"excerpt_id": "another"}
    known = live(1, None, record_id="known", **shared)
    if by == "id":
        known = known.model_copy(update={"prompt": live(77).prompt})
    jsonl.write([*read(files[judged]), known], files[judged])
    with pytest.raises(EscutaError, match="1 of its calls are on the other side") as caught:
        mixed(files, tmp_path / "out")
    assert "cancelar" not in str(caught.value)
    found = mixed(files, tmp_path / "out", leaks="drop")
    assert left_out(found)["leak_in_feedback"] == 1
    assert "live/banco/call-1" not in {record.metadata.call_id for record in read(found.train)}


def test_a_call_that_is_learnt_is_not_judged_by(files: dict[str, Path], tmp_path: Path) -> None:
    jsonl.write([*read(files["train"]), live(3, None, record_id="known")], files["train"])
    with pytest.raises(EscutaError, match="on the other side"):
        mixed(files, tmp_path / "out")
    found = mixed(files, tmp_path / "out", leaks="drop")
    assert left_out(found)["leak_in_recent"] == 1
    assert len(read(found.recent)) == 3


def test_what_waits_for_review_is_left_out_and_the_last_label_counts(
    files: dict[str, Path], tmp_path: Path
) -> None:
    later = live(1).model_copy(update={"response": live(2).response})
    jsonl.write([live(1), live(5, status="to_review"), later], files["live"])
    found = mixed(files, tmp_path / "out", recent=None)
    assert [record for record in read(found.train) if record.metadata.source == "review"] == [later]
    assert left_out(found) == {"labelled_again": 1, "to_review": 1}


@pytest.mark.parametrize(("partition", "field"), [("test", "dataset.feedback"), ("train", "dataset.recent")])
def test_nothing_left_is_an_error(
    files: dict[str, Path], tmp_path: Path, partition: Partition, field: str
) -> None:
    jsonl.write([live(1, partition)], files["live"])
    with pytest.raises(EscutaError) as caught:
        mixed(files, tmp_path / "out")
    assert caught.value.field == field


def test_a_missing_file_is_named(files: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(EscutaError, match="no such file"):
        mixed(files, tmp_path / "out", feedback=(tmp_path / "none.jsonl",))
