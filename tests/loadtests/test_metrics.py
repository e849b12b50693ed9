"""Reading the gateway's own figures."""

from loadtests.metrics import _COUNTED, _TIMED, summary
from serving.observability.metrics import Metrics


def test_means_of_what_was_timed() -> None:
    metrics = Metrics(tenants=("telecom",))
    metrics.asr_done(0.2)
    metrics.asr_done(0.4)
    text = summary(metrics.render()[0].decode())
    assert "batch to text" in text
    assert "2 × 0.300 s" in text
    assert "job in the queue" not in text  # nothing was asked


def test_names_are_those_the_gateway_uses() -> None:
    known = {family.name for family in Metrics().registry.collect()}
    assert set(_TIMED) <= known
    assert {name.removesuffix("_total") for name in _COUNTED} <= known
