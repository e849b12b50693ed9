"""segment, label, split: from calls to splits through the public commands, and what bad input gives."""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from insights import jsonl
from insights.errors import EscutaError
from insights.prompts import prompt_for
from insights.records import Call, Excerpt, GoldCall, InsightType, Record
from tests.pipelines.stage_samples import a_call, its_gold, rows, some_calls


@pytest.fixture
def excerpts_file(run, calls_file: Path, tmp_path: Path) -> Path:
    run("segment", f"calls={calls_file}", f"out={tmp_path}/segment")
    return tmp_path / "segment/excerpts.jsonl"


@pytest.fixture
def gold_file(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "gold.jsonl"
    jsonl.write((its_gold(call) for call in some_calls(30)), path)
    return path


@pytest.fixture
def to_review(run, excerpts_file: Path, tmp_path: Path) -> Path:
    run("label", "source=none", f"excerpts={excerpts_file}", f"out={tmp_path}/unlabelled")
    return tmp_path / "unlabelled"


def test_from_calls_to_splits(run, excerpts_file: Path, gold_file: Path, tmp_path: Path):
    labelled = run(
        "label", f"excerpts={excerpts_file}", f"gold={gold_file}", f"out={tmp_path}/label", "workers=2"
    )
    manifest = run("split", f"records={tmp_path}/label/records.jsonl", f"out={tmp_path}/split")
    seen: dict[str, str] = {}
    for name in ("train", "val", "test"):
        for record in jsonl.read(Record, tmp_path / f"split/{name}.jsonl"):
            assert seen.setdefault(record.metadata.call_id, name) == name
    assert sum(manifest.notes["records"].values()) == labelled.records_out
    report = json.loads((tmp_path / "split/leakage.json").read_text())
    assert report["calls_in_two_splits"] == 0


def test_alerts_stay_below_the_cap_for_each_language(
    run, excerpts_file: Path, gold_file: Path, tmp_path: Path
):
    run(
        "label",
        f"excerpts={excerpts_file}",
        f"gold={gold_file}",
        f"out={tmp_path}/label",
        "policy.alert_max=0.2",
        "policy.alert_min=0",
    )
    asked: Counter[str] = Counter()
    alerts: Counter[str] = Counter()
    for record in jsonl.read(Record, tmp_path / "label/records.jsonl"):
        if record.metadata.insight_type is InsightType.RISK_ALERT:
            asked[record.metadata.language] += 1
            alerts[record.metadata.language] += record.metadata.gold.has_data
    assert set(asked) == {"pt", "es"}
    assert all(0 < alerts[language] <= 0.2 * asked[language] for language in asked)


def test_a_record_holds_the_prompt_that_production_sends(to_review: Path, excerpts_file: Path):
    excerpts = {excerpt.excerpt_id: excerpt for excerpt in jsonl.read(Excerpt, excerpts_file)}
    for record in jsonl.read(Record, to_review / "records.jsonl"):
        excerpt = excerpts[record.metadata.excerpt_id]
        prompt = prompt_for(record.metadata.insight_type, excerpt.language)
        assert record.prompt == prompt.messages(excerpt.turns)
        assert (record.response, record.metadata.status) == ("", "to_review")


def test_the_csv_of_reviewed_messages_comes_back_as_labels(run, to_review: Path, tmp_path: Path):
    with (to_review / "review.csv").open(newline="") as stream:
        table = list(csv.DictReader(stream))
    for number, row in enumerate(table):
        alert = row["insight_type"] == "risk_alert"
        no_data = "Sem dados suficientes" if row["language"] == "pt" else "Sin datos suficientes"
        row["message"] = "" if number == 0 else "sem rótulo" if number == 2 and alert else no_data
    with (tmp_path / "done.csv").open("w", newline="") as stream:
        writer = csv.DictWriter(stream, table[0])
        writer.writeheader()
        writer.writerows(table)
    manifest = run(
        "label",
        "source=review",
        f"records={to_review}/records.jsonl",
        f"reviewed={tmp_path}/done.csv",
        f"out={tmp_path}/reviewed",
    )
    assert manifest.dropped == {"invalid_no_category": 1, "not_reviewed": 1}
    assert rows(tmp_path / "reviewed/rejected.jsonl")[0]["reason"] == "no_category"
    records = list(jsonl.read(Record, tmp_path / "reviewed/records.jsonl"))
    assert {(record.metadata.source, record.metadata.status) for record in records} == {
        ("review", "labelled")
    }
    assert json.loads(records[0].response)["confidence"] == 0.9


@pytest.mark.parametrize("minimal", [False, True])
def test_a_label_studio_export_comes_back_as_labels(run, to_review: Path, tmp_path: Path, minimal: bool):
    tasks = json.loads((to_review / "label_studio.json").read_text())
    for task in tasks:
        no_data = "Sem dados suficientes" if task["data"]["language"] == "pt" else "Sin datos suficientes"
        result = [
            {"from_name": "message", "type": "textarea", "value": {"text": [no_data]}},
            {"from_name": "confidence", "type": "number", "value": {"number": 0.7}},
        ]
        task["annotations"] = [{"result": result}, {"was_cancelled": True, "result": []}]
    if minimal:
        tasks = [
            {**task["data"], "message": task["annotations"][0]["result"][0]["value"]["text"][0]}
            for task in tasks
        ]
    (tmp_path / "export.json").write_text(json.dumps(tasks))
    manifest = run(
        "label",
        "source=review",
        f"records={to_review}/records.jsonl",
        f"reviewed={tmp_path}/export.json",
        f"out={tmp_path}/reviewed",
    )
    assert manifest.records_out == len(tasks)
    first = rows(tmp_path / "reviewed/records.jsonl")[0]
    assert json.loads(first["response"])["confidence"] == (0.9 if minimal else 0.7)


def test_records_that_wait_for_review_are_not_split(run, to_review: Path, tmp_path: Path):
    with pytest.raises(EscutaError, match="no labelled records"):
        run("split", f"records={to_review}/records.jsonl", f"out={tmp_path}/split")


def test_languages_without_prompts_are_dropped_and_counted(run, tmp_path: Path):
    calls = [a_call(0), a_call(1).model_copy(update={"language": "fr"})]
    jsonl.write(calls, tmp_path / "calls.jsonl")
    run("segment", f"calls={tmp_path}/calls.jsonl", f"out={tmp_path}/segment")
    manifest = run(
        "label", "source=none", f"excerpts={tmp_path}/segment/excerpts.jsonl", f"out={tmp_path}/label"
    )
    assert manifest.dropped["no_prompt_for_language"] > 0


def test_calls_without_gold_are_counted_and_nothing_left_is_an_error(
    run, excerpts_file: Path, tmp_path: Path
):
    jsonl.write([its_gold(a_call(900))], tmp_path / "gold.jsonl")
    with pytest.raises(EscutaError, match=r"nothing came out.*no_gold"):
        run("label", f"excerpts={excerpts_file}", f"gold={tmp_path}/gold.jsonl", f"out={tmp_path}/label")


def test_a_malformed_line_is_named_without_its_text(run, tmp_path: Path):
    lines = [jsonl.dumps(call) for call in some_calls(3)]
    lines[1] = lines[1].replace('"duration_s":', '"duration":')
    path = tmp_path / "calls.jsonl"
    path.write_text("\n".join(lines))
    with pytest.raises(EscutaError) as caught:
        run("segment", f"calls={path}", f"out={tmp_path}/out")
    message = str(caught.value)
    assert f"{path}:2" in message
    assert "duration" in message
    assert "remedy" in message
    assert "fatura" not in message


@pytest.mark.parametrize("name", ["segment", "scrub"])
@pytest.mark.parametrize(
    ("text", "problem"), [(None, "no such file"), ("", "empty"), ("\n \n", "no records")]
)
def test_a_missing_or_empty_file_is_named(run, tmp_path: Path, name: str, text: str | None, problem: str):
    path = tmp_path / "calls.jsonl"
    if text is not None:
        path.write_text(text)
    with pytest.raises(EscutaError, match=problem) as caught:
        run(name, f"calls={path}", f"out={tmp_path}/out")
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("overrides", "named"),
    [
        (["source=gold"], "excerpts"),
        (["source=review"], "records"),
        (["source=gold", "excerpts=EXCERPTS"], "gold"),
        (["source=endpoint", "excerpts=EXCERPTS"], "endpoint.url"),
    ],
)
def test_a_source_says_what_it_needs(run, excerpts_file: Path, tmp_path: Path, overrides, named):
    given = [override.replace("EXCERPTS", str(excerpts_file)) for override in overrides]
    with pytest.raises(EscutaError, match=f"{named}=…"):
        run("label", *given, f"out={tmp_path}/label")


def test_a_class_of_one_stops_the_split_with_a_remedy(run, tmp_path: Path):
    calls: list[Call] = [*some_calls(12), a_call(99, tenant="saude")]
    jsonl.write(calls, tmp_path / "calls.jsonl")
    free: list[GoldCall] = [its_gold(call) for call in calls]
    jsonl.write(free, tmp_path / "gold.jsonl")
    run("segment", f"calls={tmp_path}/calls.jsonl", f"out={tmp_path}/segment")
    run(
        "label",
        f"excerpts={tmp_path}/segment/excerpts.jsonl",
        f"gold={tmp_path}/gold.jsonl",
        f"out={tmp_path}/label",
    )
    records = f"records={tmp_path}/label/records.jsonl"
    with pytest.raises(EscutaError, match=r"tenant=saude.*\n.*policy.rare=train"):
        run("split", records, f"out={tmp_path}/split")
    manifest = run("split", records, f"out={tmp_path}/split", "policy.rare=train")
    assert manifest.notes["calls"]["train"] >= 1


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(run, calls_file: Path, tmp_path: Path, capsys):
    run("segment", f"calls={calls_file}", f"out={tmp_path}/dry", "dry_run=true")
    assert "30 inputs" in capsys.readouterr().out
    assert not (tmp_path / "dry").exists()
