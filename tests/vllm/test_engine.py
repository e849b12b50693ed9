"""The live path's language model on a real vLLM server: the contract of `serving.llm.api`, and adapters."""

import asyncio
import json
import shutil
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from insights.confidence import reply_confidence
from insights.records import InsightType, Message, Record
from insights.reply import parse_reply
from loadtests.vllm_server import VllmServer
from serving.adapters.api import Unloadable
from serving.llm import vllm
from serving.llm.api import Answer, LlmError, LlmFault, Question
from serving.llm.openai import OpenAiLlm
from serving.llm.replicas import ReplicaSet, open_server
from serving.llm.settings import HostedSettings, OpenAiSettings
from serving.llm.vllm import VllmReplica
from tests.vllm.conftest import ADAPTER

pytestmark = pytest.mark.vllm

TIMEOUT_S = 60.0
NOWHERE = "http://127.0.0.1:9/v1"


def question(record: Record, **options: Any) -> Question:
    return Question(
        messages=record.prompt,
        insight_type=record.metadata.insight_type,
        language=record.metadata.language,
        **({"adapter": None, "timeout_s": TIMEOUT_S} | options),
    )


@pytest.fixture
def run(vllm_settings: OpenAiSettings) -> Callable[[Callable[[VllmReplica], Awaitable[None]]], None]:
    """With the server as one replica."""

    def go(body: Callable[[VllmReplica], Awaitable[None]]) -> None:
        async def main() -> None:
            replica = VllmReplica(vllm_settings, vllm_settings.addresses[0])
            try:
                await body(replica)
            finally:
                await replica.close()

        asyncio.run(main())

    return go


Run = Callable[[Callable[[VllmReplica], Coroutine[Any, Any, None]]], None]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not await asyncio.to_thread(condition):
            await asyncio.sleep(0.01)


def test_an_answer_has_the_shape_of_a_reply(run: Run, records: list[Record], shipped_adapter: str) -> None:
    async def body(replica: VllmReplica) -> None:
        answer = await replica.answer(question(records[0], adapter=shipped_adapter))
        said = json.loads(answer.text)
        assert list(said) == ["type", "message", "confidence"]
        assert said["type"] == records[0].metadata.insight_type
        assert all(logprob <= 0 for logprob in answer.message_logprobs)
        assert 0 < reply_confidence(said["confidence"], answer.message_logprobs) < 1
        assert answer.prompt_tokens > answer.reply_tokens > len(answer.message_logprobs) > 0
        assert 0 < answer.first_token_s < answer.total_s
        assert (answer.model, answer.adapter) == ("llm_fp16", shipped_adapter)

    run(body)


@pytest.mark.parametrize("who", ["base", "adapter"])
def test_every_reply_is_valid(run: Run, records: list[Record], shipped_adapter: str, who: str) -> None:
    """All types and both languages, thirty-two at once. The base rambles, but within the form."""

    async def body(replica: VllmReplica) -> None:
        adapter = shipped_adapter if who == "adapter" else None
        answers = await asyncio.gather(
            *(
                replica.answer(question(record, adapter=adapter, max_new_tokens=320))
                for record in records[:32]
            )
        )
        for record, answer in zip(records, answers, strict=False):
            metadata = record.metadata
            assert parse_reply(answer.text, metadata.insight_type, metadata.language).valid
            assert answer.text.startswith(f'{{"type": "{metadata.insight_type}", "message": "')

    run(body)


def test_a_server_of_another_make_gets_the_schema(
    vllm_settings: OpenAiSettings, records: list[Record]
) -> None:
    """The spelling is then the server's own."""

    async def main() -> None:
        llm = OpenAiLlm(replace(vllm_settings, constraint="json_schema", hosted=None))
        for record in records[:4]:
            said = json.loads((await llm.answer(question(record, max_new_tokens=320))).text)
            assert list(said) == ["type", "message", "confidence"]
            assert said["type"] == record.metadata.insight_type
        await llm.close()

    asyncio.run(main())


def test_an_adapter_changes_the_answer(run: Run, records: list[Record], shipped_adapter: str) -> None:
    async def body(replica: VllmReplica) -> None:
        base, adapted, again = await asyncio.gather(
            replica.answer(question(records[1])),
            replica.answer(question(records[1], adapter=shipped_adapter)),
            replica.answer(question(records[1], adapter=shipped_adapter)),
        )
        assert base.text != adapted.text == again.text

    run(body)


def test_an_unknown_adapter_is_a_fault(run: Run, records: list[Record]) -> None:
    async def body(replica: VllmReplica) -> None:
        with pytest.raises(LlmError) as caught:
            await replica.answer(question(records[0], adapter="0" * 64))
        assert caught.value.fault is LlmFault.UNKNOWN_ADAPTER

    run(body)


def test_another_attempt_is_another_reply(run: Run, records: list[Record]) -> None:
    async def body(replica: VllmReplica) -> None:
        first, second, third = [
            await asyncio.gather(*(replica.answer(question(each, attempt=attempt)) for each in records[:16]))
            for attempt in (0, 1, 1)
        ]
        assert [answer.text for answer in second] == [answer.text for answer in third]
        assert sum(a.text != b.text for a, b in zip(first, second, strict=True)) > 0

    run(body)


def test_time_runs_out_and_the_server_stops_writing(
    run: Run, records: list[Record], vllm_server: VllmServer
) -> None:
    async def body(replica: VllmReplica) -> None:
        with pytest.raises(LlmError) as caught:
            await replica.answer(question(records[0], timeout_s=0.05, max_new_tokens=500))
        assert caught.value.fault is LlmFault.TIMEOUT
        await until(lambda: vllm_server.metric("vllm:num_requests_running") == 0)

    run(body)


def test_cancelling_stops_the_generation(run: Run, records: list[Record], vllm_server: VllmServer) -> None:
    async def body(replica: VllmReplica) -> None:
        def finished() -> float:
            return vllm_server.metric("vllm:request_success_total")

        before = finished()
        asked = [asyncio.create_task(replica.answer(question(record))) for record in records[:6]]
        await until(lambda: vllm_server.metric("vllm:num_requests_running") == 6)
        for task in asked[:5]:
            task.cancel()
        await asyncio.gather(*asked[:5], return_exceptions=True)
        assert json.loads((await asked[5]).text)
        await until(lambda: vllm_server.metric("vllm:num_requests_running") == 0)
        assert all(task.cancelled() for task in asked[:5])
        assert finished() == before + 1

    run(body)


def test_errors_carry_no_words(run: Run) -> None:
    async def body(replica: VllmReplica) -> None:
        asked = Question(
            messages=(Message(role="user", content="segredo " * 3000),),
            insight_type=InsightType.UPSELL,
            language="pt",
            adapter=None,
            timeout_s=TIMEOUT_S,
        )
        with pytest.raises(LlmError) as caught:
            await replica.answer(asked)
        assert caught.value.fault is LlmFault.REFUSED
        assert "segredo" not in str(caught.value)

    run(body)


def test_it_is_healthy(run: Run) -> None:
    async def body(replica: VllmReplica) -> None:
        assert await replica.healthy()
        assert replica.name.startswith("llm_fp16@127.0.0.1:")

    run(body)


# --- adapters come and go -----------------------------------------------------------------------------------


def copies(folder: Path, count: int) -> dict[str, Path]:
    """The adapter that ships under other names."""
    made = {f"{number:064x}": folder / f"{number:064x}" for number in range(1, count + 1)}
    for path in made.values():
        shutil.copytree(ADAPTER, path)
    return made


def test_loading_twice_and_unloading_twice_are_no_errors(run: Run, tmp_path: Path) -> None:
    async def body(replica: VllmReplica) -> None:
        [(digest, folder)] = copies(tmp_path, 1).items()
        await asyncio.gather(replica.load(digest, folder), replica.load(digest, folder))
        await replica.load(digest, folder)
        assert digest in await replica.loaded()
        await replica.unload(digest)
        await replica.unload(digest)
        assert digest not in await replica.loaded()

    run(body)


def test_a_server_is_not_given_more_than_it_holds(
    run: Run, tmp_path: Path, vllm_settings: OpenAiSettings
) -> None:
    async def main() -> None:
        settings = replace(vllm_settings, hosted=HostedSettings(capacity=2))
        replica = VllmReplica(settings, settings.addresses[0])
        made = copies(tmp_path, 3)
        held = list(made)[:2]
        for digest in held:
            await replica.load(digest, made[digest])
        with pytest.raises(Unloadable) as caught:
            await replica.load(list(made)[2], list(made.values())[2])
        assert caught.value.reason == vllm.FULL
        for digest in held:
            await replica.unload(digest)
        await replica.close()

    asyncio.run(main())


def test_what_it_cannot_take_is_refused_with_a_word(run: Run, tmp_path: Path, records: list[Record]) -> None:
    async def body(replica: VllmReplica) -> None:
        broken, wide = copies(tmp_path, 2).values()
        weights = broken / "adapter_model.safetensors"
        weights.write_bytes(weights.read_bytes()[:1000])
        config = json.loads((wide / "adapter_config.json").read_text())
        (wide / "adapter_config.json").write_text(json.dumps(config | {"r": 64}))
        reasons = []
        for folder in (tmp_path / "nothing", broken, wide):
            with pytest.raises(Unloadable) as caught:
                await replica.load("f" * 64, folder)
            reasons.append(caught.value.reason)
        assert reasons == [vllm.NOT_FOUND, vllm.REJECTED, vllm.REJECTED]
        assert "f" * 64 not in await replica.loaded()
        assert (await replica.answer(question(records[0]))).text

    run(body)


def test_an_answer_in_flight_ends_on_the_weights_it_began_with(
    run: Run, records: list[Record], shipped_adapter: str, vllm_server: VllmServer
) -> None:
    async def body(replica: VllmReplica) -> None:
        expected = await replica.answer(question(records[1], adapter=shipped_adapter))
        answering = asyncio.create_task(replica.answer(question(records[1], adapter=shipped_adapter)))
        await until(lambda: vllm_server.metric("vllm:num_requests_running") == 1)
        await replica.unload(shipped_adapter)
        with pytest.raises(LlmError) as caught:
            await replica.answer(question(records[1], adapter=shipped_adapter))
        assert caught.value.fault is LlmFault.UNKNOWN_ADAPTER
        assert (await answering).text == expected.text

    run(body)


def test_a_server_that_is_away_is_an_os_error(vllm_settings: OpenAiSettings, tmp_path: Path) -> None:
    async def main() -> None:
        replica = VllmReplica(replace(vllm_settings, url=NOWHERE), NOWHERE)
        with pytest.raises(OSError, match="ConnectError"):
            await replica.loaded()
        with pytest.raises(OSError, match="ConnectError"):
            await replica.load("0" * 64, tmp_path)
        assert not await replica.healthy()
        await replica.close()

    asyncio.run(main())


# --- several replicas ---------------------------------------------------------------------------------------


def test_a_replica_that_is_away_costs_nothing(
    vllm_settings: OpenAiSettings, records: list[Record], shipped_adapter: str
) -> None:
    async def main() -> None:
        there = vllm_settings.addresses[0]
        replicas = open_server(replace(vllm_settings, url=None, urls=(NOWHERE, there)))
        assert isinstance(replicas, ReplicaSet)
        for replica in replicas.replicas:
            replicas.allow(replica.name, frozenset({shipped_adapter}))
        answers: list[Answer] = await asyncio.gather(
            *(replicas.answer(question(record, adapter=shipped_adapter)) for record in records[:8])
        )
        assert all(json.loads(answer.text) for answer in answers)
        assert [await replica.healthy() for replica in replicas.replicas] == [False, True]
        assert await replicas.healthy()
        await replicas.close()

    asyncio.run(main())
