"""The base in 4 bits: made by `export`, served by vLLM, the adapter of the 32-bit base on top."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from commandline.command import load
from inference.engine import Engine, Request
from inference.model import open_base
from inference.settings import EngineSettings
from insights.base import origin_base_digest, quantisation_of
from insights.fingerprint import tree_digest
from insights.records import AlertCategory, InsightType, Record
from insights.reply import Verdict, alert_category, is_abstention, parse_reply
from insights.resources import data_dir
from loadtests.vllm_server import VllmServer, started_vllm
from pipelines import export
from serving.llm.settings import HostedSettings, OpenAiSettings
from serving.llm.vllm import VllmReplica
from tests.vllm.conftest import ADAPTER
from tests.vllm.test_engine import question

pytestmark = pytest.mark.vllm

BASE = data_dir() / "models" / "language"
# Shares of replies that are the 32-bit model's letter for letter (measured: 0.83), and that agree on whether
# there is anything to say and on an alert's kind (measured: 0.99 or more).
SAME_TEXT = 0.7
SAME_DECISION = 0.95


@pytest.fixture(scope="module", params=["gptq", "awq"])
def int4_base(
    request: pytest.FixtureRequest, record_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """As an operator makes it; `make test-vllm` installs the environment, QUANTIZE_ENV names another."""
    out = tmp_path_factory.mktemp(request.param)
    environment = os.environ.get("QUANTIZE_ENV", ".venv-quantize")
    given = [f"quantize={request.param}", f"out={out}", f"environment={environment}", "threads=1"]
    given += [f"calibration={record_file}", f"heldout={record_file}"]
    given += [f"adapter={ADAPTER}", "calibration_records=8", "heldout_records=24"]
    export.run(load("export", export.ExportConfig, given))
    return out / "model"


@pytest.fixture(scope="module")
def server(int4_base: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[VllmServer]:
    log = tmp_path_factory.mktemp("int4") / "vllm.log"
    with started_vllm(log, base=int4_base, name="llm_int4") as running:
        yield running


@pytest.fixture(scope="module")
def whole(records: list[Record]) -> list[str]:
    """What the 32-bit base with the adapter answers, in the embedded engine."""
    engine = Engine(open_base(BASE), EngineSettings())
    engine.start()
    try:
        digest = engine.load(ADAPTER).result()
        asked = [
            engine.ask(
                Request(
                    messages=record.prompt,
                    insight_type=record.metadata.insight_type,
                    language=record.metadata.language,
                    adapter=digest,
                )
            )
            for record in records
        ]
        return [future.result().text.removesuffix("<|im_end|>") for future in asked]
    finally:
        engine.close()


def test_it_says_what_it_was_made_from_and_what_it_costs(int4_base: Path) -> None:
    assert origin_base_digest(int4_base) == origin_base_digest(BASE) == tree_digest(BASE)
    found = quantisation_of(int4_base)
    assert found is not None
    assert found.cost["size_ratio"] < 0.3
    assert found.cost["adapter_fall_nats"] < 0.05
    assert found.cost["adapter_same_best"] > 0.95
    assert (int4_base / "tokenizer.json").read_bytes() == (BASE / "tokenizer.json").read_bytes()


def test_the_adapter_answers_on_top_of_it_as_on_the_whole_base(
    server: VllmServer, records: list[Record], whole: list[str]
) -> None:
    answers = asyncio.run(_answers(server, records))
    pairs = [
        (record, answer, text)
        for record, answer, text in zip(records, answers, whole, strict=True)
        # A model this small repeats some amounts without end, in 4 bits as in 32.
        if _verdict(record, text).valid
    ]
    assert len(pairs) >= 0.9 * len(records)
    assert all(_verdict(record, answer).valid for record, answer, _ in pairs)
    assert sum(answer == text for _, answer, text in pairs) / len(pairs) >= SAME_TEXT
    decided = sum(_decision(record, answer) == _decision(record, text) for record, answer, text in pairs)
    assert decided / len(pairs) >= SAME_DECISION


def _verdict(record: Record, text: str) -> Verdict:
    return parse_reply(text, record.metadata.insight_type, record.metadata.language)


def _decision(record: Record, text: str) -> tuple[bool, AlertCategory | None]:
    """Is there anything to say, and for an alert: of what kind?"""
    reply = _verdict(record, text).reply
    assert reply is not None
    language = record.metadata.language
    if record.metadata.insight_type is not InsightType.RISK_ALERT:
        return is_abstention(reply.message, language), None
    return is_abstention(reply.message, language), alert_category(reply.message, language)


async def _answers(server: VllmServer, records: list[Record]) -> list[str]:
    settings = OpenAiSettings(
        name="llm_int4",
        url=server.url,
        model="llm_int4",
        constraint="regex",
        priorities=True,
        hosted=HostedSettings(),
    )
    replica = VllmReplica(settings, settings.addresses[0])
    try:
        digest = tree_digest(ADAPTER)
        await replica.load(digest, ADAPTER)
        at_once = asyncio.Semaphore(8)

        async def ask(record: Record) -> str:
            async with at_once:
                return (await replica.answer(question(record, adapter=digest))).text

        return await asyncio.gather(*map(ask, records))
    finally:
        await replica.close()
