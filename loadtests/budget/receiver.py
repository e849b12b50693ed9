"""A small OTLP/HTTP receiver: spans of the processes that export to it, in memory."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)


@dataclass(frozen=True)
class Span:
    """Times in nanoseconds since the epoch."""

    trace: str
    name: str
    began_ns: int
    ended_ns: int
    attributes: dict[str, str | int | float | bool]


class Receiver:
    """What has come so far."""

    def __init__(self) -> None:
        self._spans: list[Span] = []
        self._lock = threading.Lock()
        self.url = ""

    def take(self, body: bytes) -> None:
        """One export request in protobuf."""
        request = ExportTraceServiceRequest.FromString(body)
        found = [
            Span(
                span.trace_id.hex(),
                span.name,
                span.start_time_unix_nano,
                span.end_time_unix_nano,
                {
                    each.key: getattr(each.value, each.value.WhichOneof("value") or "string_value")
                    for each in span.attributes
                },
            )
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]
        with self._lock:
            self._spans += found

    def taken(self) -> list[Span]:
        """What has come since the last time."""
        with self._lock:
            taken, self._spans = self._spans, []
        return taken


@contextmanager
def receiving() -> Iterator[Receiver]:
    """On a free port of this machine, for the length of the block."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            receiver.take(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
            answer = ExportTraceServiceResponse().SerializeToString()
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, name="otlp", daemon=True)
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_port}/v1/traces"
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
