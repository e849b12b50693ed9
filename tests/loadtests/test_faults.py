"""The fault suite: its figures, and one fault through the command on the real topology."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from insights.errors import EscutaError
from loadtests.cluster.binaries import find_binaries
from loadtests.drawing import panels
from loadtests.faults.calls import LiveCall, Shown
from loadtests.faults.ledger import Kept
from loadtests.faults.outcome import Course, figures, recovery_s
from loadtests.faults.record import Record
from loadtests.faults.settings import FaultConfig
from loadtests.faults.table import lost, table
from loadtests.sound import Sound

SOUND = Sound("call.flac", bytes(64_000 * 10), 2)


def call(number: int, *kinds: str, late_s: float = 0.0) -> LiveCall:
    """Ten seconds of sound, an insight a second; its gateway says half a second for each."""
    made = LiveCall(f"asr-{number:03d}", "telecom", SOUND, "pt", heard_s=10.0, words=20, problem=None)
    made.began_s = 100.0
    made.shown = [
        Shown(at + 0.5 + late_s, 0.5, f"{number}.{at}", 1, kind, False) for at, kind in enumerate(kinds)
    ]
    return made


def course(*calls: LiveCall, kept: Kept | None = None) -> Course:
    return Course(calls=list(calls), zero_s=100.0, begun_s=1.0, ended_s=2.0, kept=kept or Kept())


def test_what_an_undisturbed_call_has_and_this_one_has_not_is_lost() -> None:
    undisturbed = figures(course(call(1, "upsell", "next_steps"), call(2, "upsell", "next_steps")), None, 2.0)
    assert undisturbed["expected"][1] == {
        "insights": {"next_steps": 1, "upsell": 1},
        "words": 20,
        "shown": {"upsell 1.1": [0.5, 0.5], "next_steps 1.1": [1.5, 0.5]},
    }
    assert lost(undisturbed) == 0
    found = figures(course(call(1, "upsell"), call(2, "upsell", "next_steps")), undisturbed, 2.0)
    assert found["insights_lost"] == {"next_steps": 1}
    assert (found["insights_shown"], found["insights_expected"], lost(found)) == (3, 4, 1)


def test_a_delay_counts_from_when_the_insight_would_have_been_shown() -> None:
    """A gateway that has taken the call over has heard the batch anew and counts from then."""
    undisturbed = figures(course(call(1, "upsell", "upsell")), None, 2.0)
    assert undisturbed["insight_p95_s"] == 0.5
    found = figures(course(call(1, "upsell", "upsell", late_s=7.0)), undisturbed, 2.0)
    assert found["shown"] == [(7.5, 7.5), (8.5, 7.5)]
    assert found["recovery_s"] == 6.5


def test_what_was_stored_and_not_shown_is_lost() -> None:
    one = call(1, "upsell")
    one.summary = ("1.9", 1)
    kept = Kept(frozenset({("1.0", 1), ("1.9", 1), ("1.5", 2)}))
    assert lost(figures(course(one, kept=kept), None, 2.0)) == 1


def test_sound_of_which_nothing_was_told_is_lost() -> None:
    one = call(1)
    one.heard_s, one.failed_s = 8.0, 3.0
    assert figures(course(one), None, 2.0)["transcript_lost_s"] == 5.0


def test_recovery_ends_with_the_last_that_was_too_late_but_for_a_straggler() -> None:
    shown = [(float(at), 9.0 if 8 <= at <= 13 else 0.5) for at in range(40)]
    assert recovery_s(shown, 10.0, 2.0) == 3.0
    assert recovery_s(shown, 20.0, 2.0) == 0.0
    assert recovery_s([], 10.0, 2.0) == 0.0
    crowd = [(at / 10, 9.0 if at == 200 else 0.5) for at in range(400)]
    assert recovery_s(crowd, 10.0, 2.0) == 0.0


def test_figures_of_other_code_or_settings_are_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = FaultConfig(out=str(tmp_path / "faults.json"))
    first = Record(config)
    first.add("undisturbed", figures(course(call(1, "upsell")), None, 2.0))
    again = Record(config)
    assert (list(again.faults), again.set_aside) == (["undisturbed"], "")
    other = Record(replace(config, seconds=30.0))
    assert not other.faults
    assert "seconds" in other.set_aside
    monkeypatch.setattr("loadtests.faults.record.code_in_use", lambda *_: "ab" * 32)
    other = Record(config)
    assert not other.faults
    assert "code" in other.set_aside


def test_unknown_faults_are_refused_by_name() -> None:
    assert FaultConfig(only=("redis", "asr")).chosen == ("asr", "redis")  # in the table's order
    with pytest.raises(EscutaError) as caught:
        FaultConfig(only="earthquake")
    assert "postgresql" in str(caught.value)


def test_a_panel_for_each_fault() -> None:
    svg = panels({"asr": ([(1.0, 0.5)], 1.0, 2.0), "redis": ([], 1.0, 2.0)}, 2.0)
    assert "asr" in svg
    assert "redis" in svg


def test_one_fault_through_the_command(tmp_path: Path) -> None:
    try:
        find_binaries()
    except EscutaError as error:
        pytest.skip(error.problem)
    out, docs = tmp_path / "faults.json", tmp_path / "page.md"
    docs.write_text("before\n<!-- faults: written by the command -->\n<!-- /faults -->\nafter\n")
    options = ["only=asr", "seconds=5", "ramp_s=0.2", "fault_s=1.5", "lasts_s=1"]
    done = subprocess.run(
        [sys.executable, "-m", "loadtests.faults", *options, f"out={out}", f"docs={docs}", "drawing=null"],
        env=os.environ | {"SESSIONS": "2", "BATCH_WINDOW_SEC": "1", "MAX_BATCH_WINDOW_SEC": "2"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(out.read_text())
    assert list(found["faults"]) == ["undisturbed", "asr"]
    result = found["faults"]["asr"]
    assert (result["well"], result["sessions"], lost(result)) == (2, 2, 0)
    assert result["words"] > 0
    assert result["outcomes"]
    page = docs.read_text()
    assert table(found) in page
    assert page.startswith("before")
