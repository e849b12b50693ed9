"""A call's figures from what was sent and heard."""

import json
from pathlib import Path
from typing import Any

import pytest

from loadtests.report import Report, percentile
from loadtests.timeline import Timeline

STARTED = {"event": "session_started", "batch_window_s": 5.0}
ENDED = {"event": "session_ended", "reason": "stopped", "dropped_jobs": 0}
FINAL = {"event": "final_summary"}


def batch(end_s: float, **values: Any) -> dict[str, Any]:
    return {"event": "batch_processed", "end_s": end_s, "failed": False, **values}


def insight(source: str, latency_ms: float, audio_end_s: float) -> dict[str, Any]:
    return {
        "event": "insight",
        "latency_ms": latency_ms,
        "insight": {"source": source, "audio_end_s": audio_end_s},
    }


def call(*events: tuple[dict[str, Any], float], **expected: Any) -> Timeline:
    """Eight seconds of sound sent from second 100 on, in pieces of half a second."""
    timeline = Timeline(99.5, **expected)
    timeline.heard(STARTED, 100.0)
    for half in range(1, 17):
        timeline.sent(half / 2, 100.0 + half / 2)
    timeline.sound_ended_s = 108.0
    for event, at_s in events:
        timeline.heard(event, at_s)
    return timeline


def test_a_call_that_ends_well() -> None:
    timeline = call(
        (batch(5.2), 105.9),
        (insight("rule", 350.0, 5.2), 106.0),
        (insight("model", 900.0, 5.2), 106.5),
        (FINAL, 109.0),
        (ENDED, 109.1),
    )
    assert timeline.problem() is None
    figures = timeline.figures()
    assert figures["connect -> session started"] == [pytest.approx(500)]
    assert figures["batch: sound sent -> text"] == [pytest.approx(400)]  # 5.2 s went out with 5.5
    assert figures["batch close -> insight"] == [350.0, 900.0]
    assert figures["batch close -> insight (rule)"] == [350.0]
    assert figures["batch close -> insight (model)"] == [900.0]
    assert figures["insight: sound sent -> shown"] == pytest.approx([500, 1000])
    assert figures["end of sound -> final summary"] == [pytest.approx(1000)]
    assert figures["end of sound -> session ended"] == [pytest.approx(1100)]
    assert figures["whole call"] == [pytest.approx(9600)]


@pytest.mark.parametrize(
    ("events", "expected", "problem"),
    [
        ([FINAL], {}, "no session_ended"),
        ([ENDED], {}, "no final summary"),
        ([ENDED], {"expect_final": False, "expect_insight": True}, "no insight"),
        ([FINAL, ENDED | {"reason": "shutdown"}], {}, "ended: shutdown"),
        ([FINAL, ENDED | {"dropped_jobs": 1}], {}, "questions were dropped"),
        ([batch(5.0, failed=True), FINAL, ENDED], {}, "a batch was not recognised"),
        ([{"event": "error", "code": "too_fast"}, FINAL, ENDED], {}, "error too_fast"),
        ([FINAL, ENDED], {"batch_window_s": 7.0}, "batch window of 5.0 s, 7.0 s expected"),
    ],
)
def test_a_call_that_does_not(events: list[dict[str, Any]], expected: Any, problem: str) -> None:
    assert call(*((event, 110.0) for event in events), **expected).problem() == problem


def test_holds_are_counted() -> None:
    held = call(*(({"event": "flow", "state": state}, 101.0) for state in ("hold", "go", "hold")))
    assert held.held == 2


def test_percentiles_are_values_that_happened() -> None:
    values = [float(n) for n in range(1, 101)]
    assert [percentile(values, q) for q in (0.5, 0.95, 0.99, 1.0)] == [50.0, 95.0, 99.0, 100.0]
    assert percentile([7.0], 0.95) == 7.0


def test_events_out_of_order_are_a_fault() -> None:
    lost = call(({"event": "flow", "state": "go", "seq": 1}, 101.0), ({**ENDED, "seq": 3}, 109.0))
    assert lost.problem() == "event 3 after event 1"
    of_the_connection = call(({"event": "pong", "seq": 0}, 101.0), (FINAL, 108.5), (ENDED, 109.0))
    assert of_the_connection.problem() is None


def test_a_full_server_refuses_and_that_is_no_fault() -> None:
    timeline = Timeline(99.5)
    timeline.heard({"event": "error", "code": "too_many_sessions", "seq": 0}, 99.6)
    assert (timeline.refused, timeline.problem(), timeline.figures()) == ("too_many_sessions", None, {})
    late = call(({"event": "error", "code": "too_many_sessions"}, 101.0))
    assert late.problem() == "error too_many_sessions"


def refused() -> Timeline:
    timeline = Timeline(100.0)
    timeline.refused = "too_many_sessions"
    return timeline


def test_the_report_accounts_for_every_call_and_keeps_every_figure() -> None:
    report = Report()
    report.add(call((insight("rule", 300.0, 5.0), 105.5), (FINAL, 108.5), (ENDED, 109.0)), 109.0)
    report.add(call((FINAL, 109.5), (ENDED, 110.5), expect_insight=True), 110.5)
    report.add(refused(), 100.1)
    found = report.as_dict()
    assert (found["calls"], found["well"], found["refused"]) == (3, 1, 1)
    assert found["problems"] == {"no insight": 1}
    assert found["figures_ms"]["whole call"] == {
        "n": 2,
        "mean": 10250.0,
        "p50": 9500.0,
        "p90": 11000.0,
        "p95": 11000.0,
        "p99": 11000.0,
        "p100": 11000.0,
    }
    assert "1/3 calls ended well, 1 refused, 1 insights, 0 holds" in report.table(100)


def test_a_load_generator_that_does_not_keep_pace_says_so(tmp_path: Path) -> None:
    report = Report()
    report.add(call((FINAL, 108.5), (ENDED, 109.0)), 109.0)
    report.lagged(3.0)
    assert report.kept_pace(100)
    for _ in range(99):
        report.lagged(400.0)
    assert not report.kept_pace(100)
    assert "DID NOT KEEP PACE" in report.table(100)
    about = {
        "sessions": 1,
        "ramp_s": 0.0,
        "seconds": 8.0,
        "chunk_ms": 100,
        "tenants": 1,
        "load_average": [0.1],
    }
    report.write(tmp_path, about)
    assert json.loads((tmp_path / "report.json").read_text())["kept_pace"] is False
    page = (tmp_path / "report.html").read_text()
    assert "did not keep pace" in page
    assert page.count("<svg") == 2
