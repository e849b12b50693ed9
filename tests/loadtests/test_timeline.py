"""A call's figures from what was sent and heard."""

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


def test_the_report_counts_problems_and_keeps_every_figure() -> None:
    report = Report()
    report.add({"whole call": [1000.0]}, None, insights=2, held=0)
    report.add({"whole call": [3000.0]}, "no insight", insights=0, held=1)
    found = report.as_dict()
    assert (found["calls"], found["well"], found["problems"]) == (2, 1, {"no insight": 1})
    assert found["figures_ms"]["whole call"] == {
        "n": 2,
        "mean": 2000.0,
        "p50": 1000.0,
        "p90": 3000.0,
        "p95": 3000.0,
        "p99": 3000.0,
        "p100": 3000.0,
    }
    assert "1/2 calls ended well, 2 insights, 1 holds" in report.table()
