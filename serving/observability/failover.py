"""Metrics of calls that change hands between gateways."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge

CAUSES: Final = ("client", "overdue")


class FailoverMetrics:
    """Part of a gateway's metrics."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._adopted = Counter(
            "asr_stream_sessions_adopted", "Sessions taken over.", ["cause"], registry=registry
        )
        for cause in CAUSES:
            self._adopted.labels(cause)
        self._lost = Counter(
            "asr_stream_sessions_lost", "Sessions that another gateway has taken over.", registry=registry
        )
        self._away = Gauge(
            "asr_stream_failover_away", "1 while calls cannot be kept for other gateways.", registry=registry
        )
        self._failures = Counter(
            "asr_stream_failover_failures", "Failed attempts to keep or take a call.", registry=registry
        )

    def adopted(self, cause: str) -> None:
        """`client`: it came back here; `overdue`: nobody came back."""
        self._adopted.labels(cause).inc()

    def lost(self) -> None:
        self._lost.inc()

    def away(self) -> None:
        self._away.set(1)
        self._failures.inc()

    def back(self) -> None:
        self._away.set(0)
