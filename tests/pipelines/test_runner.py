"""The engine, with small stages: any number of workers, interruptions and reruns give the same bytes."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from insights.errors import EscutaError
from insights.manifest import Manifest
from pipelines.runner import Job, Outcome, StageConfig, execute

ITEMS = 47


@dataclass(frozen=True)
class Squares:
    """n → n², twice for multiples of five, none for multiples of seven; notes each item in a log file."""

    log: Path
    fails_at: int | None = None

    def setup(self) -> Callable[[int], Outcome]:
        def apply(item: int) -> Outcome:
            with self.log.open("a") as log:
                log.write(f"{item}\n")
            if item == self.fails_at:
                raise EscutaError("bad record", file="in.jsonl", line=item, remedy="mend it")
            if item % 7 == 0:
                return Outcome(dropped=("seventh",), tally={"items": 1})
            row = ("rows.jsonl", json.dumps(item * item))
            return Outcome(rows=(row,) * (1 + (item % 5 == 0)), tally={"items": 1})

        return apply


def job(log: Path, *, setting: str = "a", fails_at: int | None = None) -> Job[int]:
    return Job(
        command="squares",
        stage=Squares(log, fails_at),
        items=lambda: range(ITEMS),
        count=ITEMS,
        inputs={"numbers": "n"},
        settings={"setting": setting},
        outputs=("rows.jsonl",),
        shard_items=5,
        notes=dict,
    )


def go(
    tmp_path: Path, *, name: str = "out", workers: int = 1, overwrite: bool = False, **options
) -> Manifest:
    config = StageConfig(out=str(tmp_path / name), workers=workers, overwrite=overwrite)
    return execute(job(tmp_path / "log", **options), config)


def worked_on(tmp_path: Path) -> list[int]:
    """The items processed since the last look."""
    log = tmp_path / "log"
    found = [int(line) for line in log.read_text().split()] if log.exists() else []
    log.unlink(missing_ok=True)
    return found


def test_the_output_is_in_order_whatever_the_workers(tmp_path: Path):
    one = go(tmp_path, name="one")
    three = go(tmp_path, name="three", workers=3)
    assert (tmp_path / "one/rows.jsonl").read_bytes() == (tmp_path / "three/rows.jsonl").read_bytes()
    assert one.outputs == three.outputs
    assert one.dropped == {"seventh": 7}
    assert one.notes == {"items": ITEMS}
    assert (one.records_in, one.records_out) == (
        ITEMS,
        len((tmp_path / "one/rows.jsonl").read_text().split()),
    )
    assert not (tmp_path / "one/.shards").exists()


def test_finished_work_is_reused_with_a_word(tmp_path: Path, capsys):
    go(tmp_path)
    worked_on(tmp_path)
    go(tmp_path)
    assert worked_on(tmp_path) == []
    assert "reused" in capsys.readouterr().out


def test_a_changed_output_is_made_again(tmp_path: Path):
    go(tmp_path)
    (tmp_path / "out/rows.jsonl").write_text("tampered\n")
    worked_on(tmp_path)
    go(tmp_path)
    assert worked_on(tmp_path) == list(range(ITEMS))


def test_finished_work_of_other_settings_is_refused_unless_overwritten(tmp_path: Path):
    go(tmp_path)
    with pytest.raises(EscutaError, match=r"(?s)\(setting\).*overwrite=true"):
        go(tmp_path, setting="b")
    assert go(tmp_path, setting="b", overwrite=True).settings == {"setting": "b"}


@pytest.mark.parametrize("workers", [1, 2])
def test_a_fault_keeps_finished_shards_and_the_rerun_goes_on(tmp_path: Path, workers: int):
    with pytest.raises(EscutaError, match=r"in\.jsonl:33"):
        go(tmp_path, fails_at=33, workers=workers)
    assert not (tmp_path / "out/manifest.json").exists()
    first = worked_on(tmp_path)
    go(tmp_path)
    again = worked_on(tmp_path)
    assert 33 in first
    assert 33 in again
    assert len(again) < ITEMS
    go(tmp_path, name="fresh")
    assert (tmp_path / "out/rows.jsonl").read_bytes() == (tmp_path / "fresh/rows.jsonl").read_bytes()


def test_unfinished_shards_of_other_settings_are_discarded_with_a_word(tmp_path: Path, capsys):
    with pytest.raises(EscutaError):
        go(tmp_path, fails_at=33)
    worked_on(tmp_path)
    go(tmp_path, setting="b")
    assert "starts anew" in capsys.readouterr().out
    assert worked_on(tmp_path) == list(range(ITEMS))


def test_a_damaged_shard_is_not_counted_as_finished(tmp_path: Path):
    with pytest.raises(EscutaError):
        go(tmp_path, fails_at=33)
    (tmp_path / "out/.shards/00001.rows.jsonl").write_text("half a li")
    worked_on(tmp_path)
    go(tmp_path)
    assert {5, 6, 7, 8, 9} <= set(worked_on(tmp_path))


def test_a_dry_run_writes_nothing(tmp_path: Path, capsys):
    execute(job(tmp_path / "log"), StageConfig(out=str(tmp_path / "out"), dry_run=True))
    assert list(tmp_path.iterdir()) == []
    assert "47 inputs, 10 shards to do" in capsys.readouterr().out


def test_a_place_that_cannot_be_written_is_one_clear_error(tmp_path: Path):
    (tmp_path / "out").write_text("a file, not a folder")
    with pytest.raises(EscutaError, match="cannot write"):
        go(tmp_path)
