"""`python -m pipelines.corpus`: whole files, the same bytes however many calls follow."""

from pathlib import Path

import pytest

from insights import jsonl
from insights.errors import EscutaError
from insights.records import Call, GoldCall
from pipelines.corpus import CorpusConfig, Mix, run


def test_calls_and_gold_go_together(tmp_path: Path) -> None:
    manifest = run(CorpusConfig(calls=12, seed=3, out=str(tmp_path)))
    calls = list(jsonl.read(Call, tmp_path / "calls.jsonl"))
    gold = list(jsonl.read(GoldCall, tmp_path / "gold.jsonl"))
    assert [call.call_id for call in calls] == [truth.call_id for truth in gold]
    assert manifest.records_out == 12
    assert manifest.notes["topics"] == sum(len(truth.topic_changes) for truth in gold)


def test_more_calls_begin_with_the_same_bytes(tmp_path: Path) -> None:
    run(CorpusConfig(calls=5, out=str(tmp_path / "few")))
    run(CorpusConfig(calls=9, out=str(tmp_path / "more")))
    few = (tmp_path / "few" / "gold.jsonl").read_bytes()
    assert (tmp_path / "more" / "gold.jsonl").read_bytes().startswith(few)


def test_mix_is_obeyed_and_checked(tmp_path: Path) -> None:
    mix = Mix(languages={"es": 1.0}, partitions={"test": 1.0}, tenants=("banco",))
    run(CorpusConfig(calls=6, out=str(tmp_path), mix=mix))
    for call in jsonl.read(Call, tmp_path / "calls.jsonl"):
        assert (call.language, call.partition, call.tenant) == ("es", "test", "banco")
    with pytest.raises(EscutaError, match="unknown value"):
        run(CorpusConfig(calls=6, out=str(tmp_path / "bad"), mix=Mix(tenants=("moon",))))
