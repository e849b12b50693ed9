"""From a live database to labelled records: collect, review, take back."""

import json
from pathlib import Path

import pytest

from commandline.command import load
from insights import jsonl
from insights.errors import EscutaError
from insights.manifest import Manifest
from insights.prompts import ABSTENTION, prompt_for
from insights.records import InsightType, Record
from insights.reply import Reply
from pipelines.feedback import FeedbackConfig
from pipelines.feedback import run as collect
from tests.pipelines.live_calls import WRONG_MESSAGE, live_database, said_in
from tests.pipelines.reviewing import review
from tests.pipelines.stage_samples import run_command

CALLS = 12


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return live_database(tmp_path_factory.mktemp("live"), CALLS)


def collected(url: str, root: Path, *more: str) -> Manifest:
    settings = [f"url={url}", f"root={root}", "policy.silent_share=1", "policy.confirmed_share=1", *more]
    return collect(load("feedback", FeedbackConfig, settings))


def read(path: Path) -> list[Record]:
    return list(jsonl.read(Record, path))


def test_what_is_worth_a_persons_time_is_collected_with_the_prompt_that_was_sent(
    database: str, tmp_path: Path
) -> None:
    manifest = collected(database, tmp_path, "name=first", "policy.recent_share=0.5")
    assert manifest.notes["reasons"] == {"wrong": 4, "silent": 4, "confirmed": 4}
    assert (manifest.records_in, manifest.records_out, manifest.dropped) == (CALLS, CALLS, {})
    records = read(tmp_path / "first/records.jsonl")
    for record in records:
        turns = said_in(record.metadata.call_id)
        expected = prompt_for(InsightType.PARTIAL_SUMMARY, record.metadata.language).messages(turns)
        assert record.prompt == expected
        assert record.metadata.status == "to_review"
    assert {record.metadata.partition for record in records} == {"train", "test"}
    kept = sum(record.metadata.partition == "test" for record in records)
    assert manifest.notes["kept_to_judge_by"] == kept
    wrong = [record for record in records if record.metadata.lineage["why"] == "wrong"]
    assert {Reply.model_validate_json(record.response).message for record in wrong} == {WRONG_MESSAGE}
    assert {record.metadata.lineage["adapter"] for record in records} == {"a" * 64}
    assert records[:4] == wrong
    tasks = json.loads((tmp_path / "first/label_studio.json").read_text())
    assert [task["data"]["shown"] for task in tasks[:4]] == [WRONG_MESSAGE] * 4
    assert tasks[0]["data"]["comment"] == "não foi isso"
    assert "predictions" not in tasks[0]
    assert sum("predictions" in task for task in tasks) == 4


def test_nothing_is_collected_twice(database: str, tmp_path: Path) -> None:
    first = collected(database, tmp_path, "name=first", "policy.most=5")
    assert first.dropped == {"over_most": CALLS - 5}
    second = collected(database, tmp_path)
    assert (second.records_out, second.dropped) == (CALLS - 5, {"collected_before": 5})
    assert collected(database, tmp_path, "name=third").outputs == {}
    assert not (tmp_path / "third").exists()
    elsewhere = tmp_path / "elsewhere"
    again = collected(database, elsewhere, f"exclude=[{tmp_path}/first/records.jsonl]")
    assert again.records_out == CALLS - 5


def test_the_same_collection_is_reused_and_another_does_not_replace_it(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = collected(database, tmp_path, "name=mine")
    assert collected(database, tmp_path, "name=mine") == first
    assert "reused" in capsys.readouterr().out
    with pytest.raises(EscutaError, match="finished work"):
        collected(database, tmp_path, "name=mine", "policy.most=1")
    assert collected(database, tmp_path, "name=mine", "policy.most=1", "overwrite=true").records_out == 1


def test_a_dry_run_writes_nothing(database: str, tmp_path: Path) -> None:
    manifest = collected(database, tmp_path / "root", "dry_run=true", "tenants=[nobody]")
    assert (manifest.records_in, manifest.outputs) == (0, {})
    assert collected(database, tmp_path / "root", "dry_run=true").records_out == CALLS
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ("since=yesterday", "not a time"),
        ("since=2026-11-20T08:00:00", "no zone"),
        ("url=sqlite:///none.db", "no such database"),
        ("policy.per_tenant=0", "at least 1"),
    ],
)
def test_what_a_user_can_get_wrong_is_named(database: str, tmp_path: Path, wrong: str, problem: str) -> None:
    with pytest.raises(EscutaError, match=problem):
        collected(database, tmp_path, wrong)


def test_a_span_of_time(database: str, tmp_path: Path) -> None:
    assert collected(database, tmp_path, "since=2026-11-21", "dry_run=true").records_in == 0
    # Asked at noon, but three were judged later.
    late = collected(database, tmp_path, "since=2026-11-20T12:07:00Z", "dry_run=true")
    assert late.records_in == 3


def test_reviewed_records_come_back_labelled_and_know_where_they_are_from(
    database: str, tmp_path: Path
) -> None:
    collected(database, tmp_path, "name=first", "policy.recent_share=0.5")
    queued = {record.metadata.record_id: record for record in read(tmp_path / "first/records.jsonl")}
    manifest = review(tmp_path / "first", tmp_path / "reviewed")
    assert manifest.dropped == {"not_reviewed": 4}
    records = read(tmp_path / "reviewed/records.jsonl")
    for record in records:
        before = queued[record.metadata.record_id]
        assert (record.metadata.source, record.metadata.status) == ("review", "labelled")
        assert record.metadata.partition == before.metadata.partition
        assert record.prompt == before.prompt
        lineage = dict(before.metadata.lineage)
        lineage.pop("comment", None)
        assert record.metadata.lineage == lineage
    corrected = [record for record in records if record.metadata.lineage["why"] == "wrong"]
    for record in corrected:
        said = Reply.model_validate_json(record.response).message
        assert said == ABSTENTION[record.metadata.language]


def test_split_puts_the_calls_kept_to_judge_by_apart(database: str, tmp_path: Path) -> None:
    collected(database, tmp_path, "name=first", "policy.recent_share=0.5")
    review(tmp_path / "first", tmp_path / "reviewed")
    run_command("split", f"records={tmp_path}/reviewed/records.jsonl", f"out={tmp_path}/split")
    for name in ("train", "test"):
        found = read(tmp_path / f"split/{name}.jsonl")
        assert {record.metadata.partition for record in found} == {name}


def test_a_queue_that_nobody_looked_at_is_no_review(database: str, tmp_path: Path) -> None:
    collected(database, tmp_path, "name=first", "policy.confirmed_share=0")
    folder = tmp_path / "first"
    for untouched in (folder / "review.csv", folder / "records.jsonl", folder / "label_studio.json"):
        with pytest.raises(EscutaError, match="no reviewed record"):
            run_command(
                "label",
                "source=review",
                f"records={folder}/records.jsonl",
                f"reviewed={untouched}",
                f"out={tmp_path}/out",
            )
