"""Several servers as one language model, over real connections."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from inference.engine import Engine
from insights.fingerprint import tree_digest
from insights.resources import data_dir
from serving.adapters.api import Unloadable
from serving.llm.api import LlmError, LlmFault
from serving.llm.openai import OpenAiLlm
from serving.llm.replicas import ReplicaSet, open_server
from serving.llm.settings import HostedSettings, OpenAiSettings
from serving.llm.vllm import NOT_ALLOWED, VllmReplica, base_digest
from tests.serving.llm.chat_test_server import BASE, ChatTestServer
from tests.serving.llm.test_contract import question

NOWHERE = "http://127.0.0.1:9/v1"


@dataclass
class Clock:
    now_s: float = 0.0

    def __call__(self) -> float:
        return self.now_s


@dataclass
class Two:
    """Two servers and the set of them; only the first holds `digest`, and the set may ask both for it."""

    servers: list[ChatTestServer]
    llm: ReplicaSet
    digest: str
    clock: Clock = field(default_factory=Clock)

    @property
    def names(self) -> list[str]:
        return [replica.name for replica in self.llm.replicas]

    @property
    def asked(self) -> list[int]:
        return [len(server.bodies) for server in self.servers]


Run = Callable[[Callable[[Two], Awaitable[None]]], None]


@pytest.fixture
def run(engine: Engine, folders: tuple[Path, Path]) -> Run:
    digest = engine.load(folders[1]).result()

    def go(body: Callable[[Two], Awaitable[None]]) -> None:
        async def main() -> None:
            async with AsyncExitStack() as stack:
                held = ({digest: digest, "theirs": digest}, {})
                servers = [await stack.enter_async_context(ChatTestServer(engine, each)) for each in held]
                urls = tuple(server.url for server in servers)
                settings = OpenAiSettings(name="llm_fp16", urls=urls, model=BASE, hosted=HostedSettings())
                clock = Clock()
                llm = ReplicaSet("llm_fp16", [VllmReplica(settings, url) for url in urls], clock_s=clock)
                stack.push_async_callback(llm.close)
                for replica in llm.replicas:
                    llm.allow(replica.name, frozenset({digest}))
                await body(Two(servers, llm, digest, clock))

        asyncio.run(main())

    return go


async def fault_of(llm: ReplicaSet, **options: object) -> LlmFault:
    with pytest.raises(LlmError) as caught:
        await llm.answer(question(**options))
    return caught.value.fault


def test_the_least_busy_is_asked(run: Run) -> None:
    async def body(two: Two) -> None:
        answers = await asyncio.gather(*(two.llm.answer(question(number)) for number in range(6)))
        assert two.asked == [3, 3]
        assert all(json.loads(answer.text) for answer in answers)

    run(body)


@pytest.mark.parametrize("deed", ["break", "500", "429", "junk"])
def test_another_one_answers_in_its_place(run: Run, deed: str) -> None:
    async def body(two: Two) -> None:
        two.servers[0].script = [deed]
        assert (await two.llm.answer(question())).text
        assert two.asked == [1, 1]

    run(body)


@pytest.mark.parametrize(("deed", "fault"), [("400", LlmFault.REFUSED), ("504", LlmFault.TIMEOUT)])
def test_what_another_would_not_do_better_is_not_tried(run: Run, deed: str, fault: LlmFault) -> None:
    async def body(two: Two) -> None:
        two.servers[0].script = [deed]
        assert await fault_of(two.llm) is fault
        assert two.asked == [1, 0]

    run(body)


def test_both_fail(run: Run) -> None:
    async def body(two: Two) -> None:
        two.servers[0].script, two.servers[1].script = ["500"], ["429"]
        assert await fault_of(two.llm) is LlmFault.OVERLOADED

    run(body)


def test_after_a_fault_it_is_the_last_choice_for_a_while(run: Run) -> None:
    async def body(two: Two) -> None:
        two.servers[0].script = ["500"]
        for number in range(4):
            await two.llm.answer(question(number))
        assert two.asked == [1, 4]
        two.clock.now_s = 10.0
        await two.llm.answer(question())
        assert two.asked == [2, 4]

    run(body)


def test_time_spent_on_one_is_gone_for_the_other(run: Run) -> None:
    async def body(two: Two) -> None:
        two.servers[0].script = ["500"]
        answered = two.llm.replicas[0].answer

        async def slow(asked: object) -> object:
            two.clock.now_s += 3.0
            return await answered(asked)  # type: ignore[arg-type]

        two.llm.replicas[0].answer = slow  # type: ignore[method-assign,assignment]
        assert await fault_of(two.llm, timeout_s=2.0) is LlmFault.TIMEOUT
        two.servers[0].script = ["500"]
        two.clock.now_s = 20.0
        answer = await two.llm.answer(question(timeout_s=60.0))
        assert answer.total_s > answer.first_token_s > 3.0

    run(body)


def test_one_that_lacks_the_adapter_is_not_asked_again_until_it_is_allowed(run: Run) -> None:
    async def body(two: Two) -> None:
        two.servers[0].script = ["500"]  # so that the second, which does not hold it, is tried
        assert await fault_of(two.llm, adapter=two.digest) is LlmFault.UNKNOWN_ADAPTER
        assert [two.llm.allowed(name) for name in two.names] == [{two.digest}, frozenset()]
        assert (await two.llm.answer(question(adapter=two.digest))).adapter == two.digest
        assert two.asked == [2, 1]
        two.llm.allow(two.names[1], frozenset({two.digest}))
        assert two.llm.allowed(two.names[1]) == {two.digest}

    run(body)


def test_nobody_is_asked_for_an_adapter_before_it_is_allowed(run: Run) -> None:
    async def body(two: Two) -> None:
        for name in two.names:
            two.llm.allow(name, frozenset())
        assert await fault_of(two.llm, adapter=two.digest) is LlmFault.UNKNOWN_ADAPTER
        assert two.asked == [0, 0]
        assert (await two.llm.answer(question())).adapter is None

    run(body)


def test_an_operators_own_adapter_is_asked_of_any(run: Run) -> None:
    async def body(two: Two) -> None:
        for name in two.names:
            two.llm.allow(name, frozenset())
        assert (await two.llm.answer(question(adapter="theirs"))).adapter == "theirs"

    run(body)


def test_one_healthy_replica_is_enough(run: Run) -> None:
    async def body(two: Two) -> None:
        assert await two.llm.healthy()
        settings = OpenAiSettings(name="llm_fp16", url=NOWHERE, model=BASE)
        away = OpenAiLlm(settings)
        assert await ReplicaSet("llm_fp16", [away, two.llm.replicas[0]]).healthy()
        assert not await ReplicaSet("llm_fp16", [away]).healthy()
        await away.close()

    run(body)


def test_a_server_without_runtime_loading_says_so(run: Run, folders: tuple[Path, Path]) -> None:
    async def body(two: Two) -> None:
        replica = two.llm.replicas[0]
        assert isinstance(replica, VllmReplica)
        assert await replica.loaded() == frozenset()  # none has a parent
        with pytest.raises(Unloadable) as caught:
            await replica.load(two.digest, folders[1])
        assert caught.value.reason == NOT_ALLOWED

    run(body)


def test_what_a_rung_is_made_of() -> None:
    one = OpenAiSettings(name="llm_fp16", url="http://a/v1", model=BASE)
    several = OpenAiSettings(name="llm_fp16", urls=("http://a/v1", "http://b:81/v1"), model=BASE)
    hosted = OpenAiSettings(name="llm_fp16", url="http://a/v1", model=BASE, hosted=HostedSettings())
    assert open_server(one).name == "llm_fp16"
    assert isinstance(open_server(one), OpenAiLlm)
    replicas = open_server(several)
    assert isinstance(replicas, ReplicaSet)
    assert [each.name for each in replicas.replicas] == ["llm_fp16@a", "llm_fp16@b:81"]
    held = open_server(hosted)
    assert isinstance(held, ReplicaSet)
    assert isinstance(held.replicas[0], VllmReplica)


def test_adapters_belong_to_the_base_that_ships_or_the_one_named() -> None:
    shipped = tree_digest(data_dir() / "models" / "language")
    assert base_digest(None) == base_digest(str(data_dir() / "models" / "language")) == shipped
    assert base_digest("Qwen/Qwen2.5-14B-Instruct@main") == "Qwen/Qwen2.5-14B-Instruct@main"
