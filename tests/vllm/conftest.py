"""One real vLLM server for the whole session. `make test-vllm` installs it; VLLM_PYTHON names another."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from insights.fingerprint import tree_digest
from insights.records import InsightType, Record
from insights.resources import data_dir
from loadtests.vllm_server import VllmServer, started_vllm
from pipelines._dataset import synthesise
from serving.llm.settings import HostedSettings, OpenAiSettings
from serving.llm.vllm import VllmReplica
from training.datasets import numbered_records

ADAPTER = data_dir() / "models" / "adapter"


@pytest.fixture(scope="session")
def vllm_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VllmServer]:
    """With the base that ships, room for eight adapters. Whoever loads one unloads it."""
    with started_vllm(tmp_path_factory.mktemp("vllm") / "vllm.log") as server:
        yield server


@pytest.fixture
def vllm_settings(vllm_server: VllmServer) -> OpenAiSettings:
    """As `conf/llm/vllm.yaml` has them, for that server."""
    return OpenAiSettings(
        name="llm_fp16",
        url=vllm_server.url,
        model=vllm_server.name,
        constraint="regex",
        priorities=True,
        hosted=HostedSettings(),
    )


@pytest.fixture
def shipped_adapter(vllm_settings: OpenAiSettings) -> Iterator[str]:
    """The digest of the adapter that ships, loaded for the test."""
    digest = tree_digest(ADAPTER)

    async def each(deed: str) -> None:
        replica = VllmReplica(vllm_settings, vllm_settings.addresses[0])
        await (replica.load(digest, ADAPTER) if deed == "load" else replica.unload(digest))
        await replica.close()

    asyncio.run(each("load"))
    yield digest
    asyncio.run(each("unload"))


@pytest.fixture(scope="session")
def record_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Training records of synthetic calls, about a thousand, in Portuguese and Spanish."""
    return synthesise(60, 11, tmp_path_factory.mktemp("records")).train


@pytest.fixture(scope="session")
def records(record_file: Path) -> list[Record]:
    """Eight of each language and type, in turn."""
    groups: dict[tuple[str, InsightType], list[Record]] = {}
    for _, record in numbered_records(record_file):
        kept = groups.setdefault((record.metadata.language, record.metadata.insight_type), [])
        if len(kept) < 8:
            kept.append(record)
    assert len(groups) == 2 * len(InsightType)
    return [record for row in zip(*groups.values(), strict=True) for record in row]
