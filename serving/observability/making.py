"""Metrics whose labels are known at start begin at zero: from nothing to one, `increase` sees no increase."""

from collections.abc import Iterable
from enum import Enum
from itertools import product
from typing import TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

M = TypeVar("M", Counter, Gauge, Histogram)

Values = Iterable[str | Enum] | None
"""All values that a label may have; None: they come as it goes, and there is nothing to begin with."""


class Making:
    """Makes metrics in a registry. Labels come by name, with their values, in the order of `labels(…)`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        # Lines that say when each began: a third of the page.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = registry

    def counter(self, name: str, text: str, **labels: Values) -> Counter:
        return _begun(Counter(name, text, tuple(labels), registry=self._registry), labels)

    def gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(name, text, labels, registry=self._registry)

    def histogram(self, name: str, text: str, buckets: tuple[float, ...], **labels: Values) -> Histogram:
        return _begun(Histogram(name, text, tuple(labels), buckets=buckets, registry=self._registry), labels)


def _begun(metric: M, labels: dict[str, Values]) -> M:
    values = [given for given in labels.values() if given is not None]
    if labels and len(values) == len(labels):
        for row in product(*values):
            metric.labels(*(value.value if isinstance(value, Enum) else value for value in row))
    return metric
