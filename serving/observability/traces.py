"""Traces across gateway, recogniser, worker and model (OpenTelemetry); attributes carry no text.

The provider is held here and not registered as the process's own: nothing that other libraries would trace by
themselves, such as the parameters of statements, gets into our spans.
"""

import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final

from opentelemetry import context as current
from opentelemetry import trace
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor, SpanExporter
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from insights.errors import EscutaError
from serving.observability.fields import fits, plain

_ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_SPAN: Final = re.compile(r"[a-z][a-z0-9_.]{0,63}")
_CARRIER: Final = TraceContextTextMapPropagator()


class Begun:
    """A span that is open for longer than one block; `inside` makes it the current one for a block."""

    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def inside(self) -> AbstractContextManager[trace.Span]:
        return trace.use_span(
            self._span, end_on_exit=False, record_exception=False, set_status_on_exception=False
        )

    def end(self) -> None:
        self._span.end()


class Traces:
    """Spans and their context. Without a provider every call is a no-op."""

    def __init__(self, provider: TracerProvider | None) -> None:
        self._provider = provider
        self._tracer = (provider or trace.NoOpTracerProvider()).get_tracer("escuta")

    @contextmanager
    def span(
        self, name: str, *, parent: Mapping[str, str] | None = None, **attributes: str | int | float | bool
    ) -> Iterator[Any]:
        """A span around a block, child of the current one, or of `parent` (a W3C carrier as in a job).

        Attributes outside the list of `fields` are dropped. A failure is recorded by its type alone.
        """
        if self._provider is None and not parent:
            yield trace.INVALID_SPAN  # what is current stays so
            return
        around = _CARRIER.extract(dict(parent)) if parent else None
        title = name if _SPAN.fullmatch(name) else "span"
        with self._tracer.start_as_current_span(
            title, around, attributes=_kept(attributes), record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield span
            except Exception as error:
                span.set_status(trace.StatusCode.ERROR, type(error).__name__)
                raise

    def begin(self, name: str, **attributes: str | int | float | bool) -> Begun:
        """A span that begins now and belongs to nothing; whoever begins it ends it."""
        return Begun(
            self._tracer.start_span(name, current.Context(), attributes=_kept(attributes))
            if self._provider is not None
            else trace.INVALID_SPAN
        )

    def done(
        self, name: str, began_ns: int, ended_ns: int | None = None, **attributes: str | int | float | bool
    ) -> None:
        """What took from one moment to another, or to now (nanoseconds since the epoch), as a child of the
        current span."""
        if self._provider is None:
            return
        ended_ns = max(began_ns, time.time_ns() if ended_ns is None else ended_ns)
        self._tracer.start_span(name, attributes=_kept(attributes), start_time=began_ns).end(ended_ns)

    def context(self) -> dict[str, str]:
        """The current W3C trace context (`InsightJob.trace`, HTTP headers); empty where nothing is traced."""
        carrier: dict[str, str] = {}
        _CARRIER.inject(carrier, current.get_current())
        return {"traceparent": carrier["traceparent"]} if "traceparent" in carrier else {}

    def close(self) -> None:
        """Send what is waiting."""
        if self._provider is not None:
            self._provider.shutdown()


def _kept(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {field: plain(value) for field, value in attributes.items() if fits(field, plain(value))}


def open_traces(service: str, exporter: SpanExporter | None = None) -> Traces:
    """`exporter` (tests: in memory), else OTLP/HTTP where OTEL_EXPORTER_OTLP_ENDPOINT is set, else none."""
    if exporter is None and not any(os.environ.get(name) for name in _ENDPOINTS):
        return Traces(None)
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: service}))
    if exporter is None:
        try:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        except ModuleNotFoundError:
            raise EscutaError(
                "traces over the network need a package that is not installed",
                field=_ENDPOINTS[1],
                remedy='pip install "escuta[cluster]"',
            ) from None
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    else:
        provider.add_span_processor(SimpleSpanProcessor(exporter))
    return Traces(provider)
