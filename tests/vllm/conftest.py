"""One real vLLM server for the whole session. `make test-vllm` installs it; VLLM_PYTHON names another."""

from collections.abc import Iterator

import pytest

from tests.vllm.running import VllmServer, started_vllm


@pytest.fixture(scope="session")
def vllm_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VllmServer]:
    """With the base that ships, room for eight adapters. Whoever loads one unloads it."""
    with started_vllm(tmp_path_factory.mktemp("vllm") / "vllm.log") as server:
        yield server
