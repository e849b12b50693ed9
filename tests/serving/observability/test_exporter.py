import urllib.error
import urllib.request

import pytest
from prometheus_client import CollectorRegistry, Counter

from insights.errors import EscutaError
from serving.observability.exporter import exported


@pytest.fixture
def registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    Counter("jobs", "Done.", registry=registry).inc()
    return registry


def read(port: int, token: str | None = None) -> str:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/metrics", headers=headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return str(answer.read().decode())


def test_a_page_for_whoever_is_on_this_machine(registry: CollectorRegistry) -> None:
    with exported(registry, "127.0.0.1", 0, None) as port:
        assert "jobs_total 1.0" in read(port)


def test_with_a_token_only_for_its_bearer(registry: CollectorRegistry) -> None:
    with exported(registry, "127.0.0.1", 0, "secret") as port:
        assert "jobs_total 1.0" in read(port, "secret")
        for token in (None, "guess", "secreté"):
            with pytest.raises(urllib.error.HTTPError) as refused:
                read(port, token and token.encode().decode("latin-1"))
            assert refused.value.code == 401


def test_beyond_this_machine_a_token_is_needed(registry: CollectorRegistry) -> None:
    with pytest.raises(EscutaError, match="without a token"), exported(registry, "0.0.0.0", 0, None):
        pass


def test_a_port_that_is_taken_is_said(registry: CollectorRegistry) -> None:
    with (
        exported(registry, "127.0.0.1", 0, None) as port,
        pytest.raises(EscutaError, match=str(port)),
        exported(registry, "127.0.0.1", port, None),
    ):
        pass
