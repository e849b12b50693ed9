"""Traces across gateway, recogniser, worker and model (OpenTelemetry); attributes carry no text."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any


class Traces:
    """Spans and their context. Without an exporter every call is a no-op."""

    @contextmanager
    def span(
        self, name: str, *, parent: Mapping[str, str] | None = None, **attributes: str | int | float | bool
    ) -> Iterator[Any]:
        """A span around a block, child of the current one, or of `parent` (a W3C carrier as in a job).

        Attributes outside the list of `logs` are dropped. A failure is recorded by its type alone.
        """
        raise NotImplementedError

    def context(self) -> dict[str, str]:
        """The current W3C trace context (`InsightJob.trace`, HTTP headers); empty where nothing is traced."""
        raise NotImplementedError

    def close(self) -> None:
        """Send what is waiting."""


def open_traces(service: str, exporter: Any | None = None) -> Traces:
    """`exporter` (tests: in memory), else OTLP/HTTP where OTEL_EXPORTER_OTLP_ENDPOINT is set, else none."""
    raise NotImplementedError
