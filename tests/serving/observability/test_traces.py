import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from serving.observability.traces import open_traces


def test_a_job_carries_the_trace_to_another_process() -> None:
    exporter = InMemorySpanExporter()
    gateway, worker = open_traces("gateway", exporter), open_traces("worker", exporter)
    with gateway.span("batch", conversation_id="c1", batch=3):
        carried = gateway.context()
    assert list(carried) == ["traceparent"]
    with worker.span("job", parent=carried, insight_type="risk_alert"), worker.span("llm"):
        pass
    spans = {span.name: span for span in exporter.get_finished_spans()}
    llm, job, batch = spans["llm"], spans["job"], spans["batch"]
    assert llm.context.trace_id == job.context.trace_id == batch.context.trace_id
    assert job.parent is not None
    assert job.parent.span_id == batch.context.span_id
    assert llm.parent is not None
    assert llm.parent.span_id == job.context.span_id
    assert dict(batch.attributes or {}) == {"conversation_id": "c1", "batch": 3}
    assert batch.resource.attributes["service.name"] == "gateway"


def test_no_text_gets_into_a_span() -> None:
    exporter = InMemorySpanExporter()
    traces = open_traces("gateway", exporter)
    said = "o meu CPF é 123.456.789-09"
    with pytest.raises(ValueError, match="CPF"), traces.span(said, text=said, conversation_id=said, batch=1):
        raise ValueError(said)
    (span,) = exporter.get_finished_spans()
    assert (span.name, dict(span.attributes or {})) == ("span", {"batch": 1})
    assert span.events == ()
    assert span.status.description == "ValueError"
    assert "123" not in span.to_json()


def test_without_a_place_to_send_them_nothing_is_traced(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    traces = open_traces("gateway")
    with traces.span("batch", parent={"traceparent": "nonsense"}):
        assert traces.context() == {}
    traces.close()


def test_spans_go_to_a_real_collector_over_http(monkeypatch: pytest.MonkeyPatch) -> None:
    received: list[tuple[str, bytes]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        traces = open_traces("gateway")
        with traces.span("batch", conversation_id="c1"):
            assert traces.context()
        traces.close()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert [path for path, _ in received] == ["/v1/traces"]
    assert b"c1" in received[0][1]
