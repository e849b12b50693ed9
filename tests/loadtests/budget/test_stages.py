"""Every moment of an insight belongs to one stage, or to the rest."""

import pytest

from loadtests.budget.__main__ import table
from loadtests.budget.receiver import Span, receiving
from loadtests.budget.stages import REST, STAGES, budget, paths
from serving.observability.traces import open_traces

MS = 1_000_000


def span(name: str, began_ms: int, ended_ms: int, trace: str = "a", **attributes: str) -> Span:
    return Span(trace, name, began_ms * MS, ended_ms * MS, dict(attributes))


def test_each_moment_counts_once_and_the_rest_is_shown():
    (path,) = paths(
        [
            span("batch", 0, 60),
            span("gateway_wait", 0, 30),
            span("asr_compute", 10, 30),  # while the gateway waits for the language
            span("store", 35, 45),  # what was said, while the question is asked
            span("llm_compute", 40, 80, job_id="one"),
            span("llm_compute", 30, 99, job_id="another"),
            span("emit", 90, 91, job_id="one", source="model"),
        ]
    )
    assert path.total_ms == 91
    assert {name: ms for name, ms in path.stages_ms.items() if ms} == {
        "gateway_wait": 10,
        "asr_compute": 20,
        "llm_compute": 40,
        "store": 5,
        "emit": 1,
        REST: 15,
    }
    assert path.own_ms == 31


def test_what_has_no_batch_is_left_out():
    assert paths([span("finish", 0, 1), span("emit", 1, 2)]) == []


def test_a_table_has_a_row_a_stage():
    found = paths([span("batch", 0, 5), span("emit", 8, 10, job_id="x", source="model")])
    lines = table([budget(1, found)]).splitlines()
    assert len(lines) == 2 + len(STAGES) + 3
    assert lines[-2].split("|")[2].strip() == "10.0"


def test_spans_of_a_real_exporter_arrive(monkeypatch: pytest.MonkeyPatch):
    with receiving() as receiver:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", receiver.url)
        traces = open_traces("gateway")
        batch = traces.begin("batch", conversation_id="c1", batch=1, said="olá")
        with batch.inside():
            traces.done("store", 5 * MS, 7 * MS, job_id="c1.r1")
        batch.end()
        traces.close()
        spans = {each.name: each for each in receiver.taken()}
    assert spans["store"].trace == spans["batch"].trace
    assert (spans["store"].began_ns, spans["store"].ended_ns) == (5 * MS, 7 * MS)
    assert spans["batch"].attributes == {"conversation_id": "c1", "batch": 1}
