"""What a certificate says, and a search that goes on where it was."""

import json
from pathlib import Path
from typing import Any

import pytest

from insights.errors import EscutaError
from insights.records import InsightType
from loadtests.capacity.__main__ import measured
from loadtests.capacity.certificate import certificate, page, table
from loadtests.capacity.search import Search
from loadtests.capacity.settings import CapacityConfig
from loadtests.capacity.steps import Kept
from tests.serving.console.conftest import tone
from tests.serving.console.scripted_server import Script, ScriptedServer, serving

SEARCH = Search(first=20, most=500, growth=1.6, resolution=0.05, repeats=3, near=0.25, limit_s=2.0)
ABOUT = {
    "hardware": {"processor": "Z80", "cores": 1, "memory_gib": 0.1, "gpus": [], "system": "CP/M"},
    "versions": {"escuta": "0.1", "python": "3.13"},
    "models": {"recogniser": "ab" * 32},
    "code": "cd" * 32,
    "settings": {"seconds": 30.0, "ramp_s": 10.0, "audio": ("a.wav",)},
    "made": "2026-01-01T00:00:00+00:00",
    "command": "python -m loadtests.capacity",
    "low_load": None,
}


def a_run(sessions: int, p95_s: float | None, **other: Any) -> dict[str, Any]:
    made = {
        "kind": "k",
        "sessions": sessions,
        "well": sessions,
        "refused": 0,
        "problems": {},
        "insights": 2 * sessions,
        "p50_s": 0.5,
        "p95_s": p95_s,
        "text_p95_s": 0.3,
        "kept_pace": True,
        "client_lag_p99_s": 0.004,
        "client_late_p99_s": 0.002,
        "client_cpu_s": 1.0,
        "took_s": 40.0,
        "pace": {"python_s": 0.00055, "native_s": 0.0011},
        "others": {"cores": 0.6, "filled": 0.9},
    }
    return {**made, **other}


STEPS = {
    20: [a_run(20, 0.5)],
    32: [a_run(32, 1.9), a_run(32, 2.2), a_run(32, 1.8)],
    51: [a_run(51, 1.0, well=50, problems={"no session_ended": 1})],
}


def test_it_names_the_most_that_hold_and_the_grounds() -> None:
    found = certificate(SEARCH, STEPS, finished=True, about=ABOUT)
    assert (found["sessions"], found["p95_s"], found["over"]) == (32, 1.9, 51)
    assert [step["holds"] for step in found["steps"]] == [True, True, False]
    assert "| **32** | 3 | **1.90** | 1.90 2.20 1.80 | 96/96 | 4 ms | 550 µs | 0.60 | holds |" in table(found)
    html = page(found)
    assert "<svg" in html
    assert "1 × no session_ended" in html
    assert not [each for each in ("<script", "<link", "<img", "src=") if each in html]


def test_what_has_not_ended_says_so() -> None:
    found = certificate(SEARCH, {20: [a_run(20, 0.5, kept_pace=False)]}, finished=False, about=ABOUT)
    assert "has not ended" in page(found)
    assert "did not keep pace" in page(found)
    assert "may be more" in table(found)


def test_where_nothing_holds_there_is_no_figure() -> None:
    found = certificate(SEARCH, {20: [a_run(20, None)]}, finished=True, about=ABOUT)
    assert (found["sessions"], found["p95_s"]) == (0, None)
    assert "No number of sessions" in page(found)


def test_load_tests_of_another_kind_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "steps.jsonl"
    Kept(path, "one").add(a_run(20, 0.5))
    Kept(path, "other").add(a_run(40, 0.5))
    assert list(Kept(path, "other").steps()) == [40]
    path.write_text(path.read_text() + "{\n")
    with pytest.raises(EscutaError, match=r"steps.jsonl:3: is no load test"):
        Kept(path, "one").steps()


def test_a_scripted_server_in_the_place_of_the_live_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Real load tests, a fake engine: it says the same 1.2 s after every batch. The second time nothing is
    measured again."""
    server = ScriptedServer()
    server.script = Script(at={0.2: lambda session: session.insight("i1", InsightType.NEXT_STEPS, "fake")})
    monkeypatch.setenv("AUDIO", str(tone(tmp_path / "call.wav", 0.5)))
    config = CapacityConfig(
        first=2, most=2, seconds=0.5, ramp_s=0.2, units=False, out=str(tmp_path), docs=str(tmp_path / "a.md")
    )
    with serving(server.app) as url:
        monkeypatch.setenv("HOST", url.replace("http", "ws"))
        found = measured(config)
        assert (found["sessions"], found["finished"], found["p95_s"]) == (2, True, 1.234)
        calls = len(server.sessions)
        assert measured(config)["sessions"] == 2
        assert len(server.sessions) == calls
    assert json.loads((tmp_path / "certificate.json").read_text())["settings"]["gateway"] == url.replace(
        "http", "ws"
    )
    assert "| **2** |" in (tmp_path / "a.md").read_text()


def test_a_gateway_elsewhere_has_no_parts_to_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "ws://127.0.0.1:1")
    with pytest.raises(EscutaError, match="units=false"):
        measured(CapacityConfig())
