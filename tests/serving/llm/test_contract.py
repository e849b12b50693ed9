"""One suite for every language model: the embedded engine, and a server over a real connection."""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from inference.engine import Engine, Request
from insights.confidence import reply_confidence
from insights.records import InsightType, Message
from serving.llm.api import Llm, LlmError, LlmFault, Question
from serving.llm.embedded import EmbeddedLlm, open_embedded
from serving.llm.openai import OpenAiLlm
from serving.llm.settings import EmbeddedSettings, OpenAiSettings
from tests.eval.tiny import record
from tests.serving.llm.chat_test_server import BASE, ChatTestServer

TIMEOUT_S = 60.0


@dataclass
class Subject:
    """A model under test. `busy` is how many questions its engine is working on or keeps waiting."""

    llm: Llm
    engine: Engine
    server: ChatTestServer | None

    @property
    def busy(self) -> int:
        return len(self.engine._flying) + self.engine.waiting()


Run = Callable[[Callable[[Subject], Awaitable[None]]], None]


@pytest.fixture(params=["embedded", "openai"])
def run(request: pytest.FixtureRequest, engine: Engine, folders: tuple[Path, Path]) -> Run:
    digest = engine.load(folders[1]).result()

    def go(body: Callable[[Subject], Awaitable[None]]) -> None:
        async def main() -> None:
            if request.param == "embedded":
                await body(Subject(EmbeddedLlm(engine, adapters={"ours": digest}), engine, None))
                return
            async with ChatTestServer(engine, {"ours": digest}) as server:
                llm = OpenAiLlm(OpenAiSettings(name="llm_fp16", url=server.url, model=BASE))
                try:
                    await body(Subject(llm, engine, server))
                finally:
                    await llm.close()

        asyncio.run(main())

    return go


def question(number: int = 0, **options: Any) -> Question:
    item = record(number, **{key: options.pop(key) for key in ("insight_type", "language") if key in options})
    return Question(
        messages=item.prompt,
        insight_type=item.metadata.insight_type,
        language=item.metadata.language,
        **({"adapter": None, "timeout_s": TIMEOUT_S, "max_new_tokens": 400} | options),
    )


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.005)


@contextmanager
def at_its_first_token(engine: Engine) -> Iterator[None]:
    """The engine stands still meanwhile: however fast the machine is, nothing is answered."""
    begun, go_on = threading.Event(), threading.Event()

    def wait(piece: bytes, logprob: float) -> None:
        begun.set()
        go_on.wait()

    asked = engine.ask(
        Request(messages=record(0).prompt, insight_type=InsightType.RISK_ALERT, language="pt", on_token=wait)
    )
    assert begun.wait(TIMEOUT_S)
    try:
        yield
    finally:
        asked.cancel()
        go_on.set()


def test_an_answer_has_the_shape_of_a_reply(run: Run) -> None:
    async def body(subject: Subject) -> None:
        answer = await subject.llm.answer(question())
        said = json.loads(answer.text)
        assert list(said) == ["type", "message", "confidence"]
        assert said["type"] == "partial_summary"
        assert answer.message_logprobs
        assert all(logprob <= 0 for logprob in answer.message_logprobs)
        assert 0 <= reply_confidence(said["confidence"], answer.message_logprobs) <= 1
        assert answer.prompt_tokens > len(answer.message_logprobs) > 0
        assert answer.reply_tokens > 0
        assert 0 < answer.first_token_s <= answer.total_s
        assert answer.model
        assert answer.adapter is None

    run(body)


def test_many_at_once_and_each_its_own(run: Run) -> None:
    async def body(subject: Subject) -> None:
        kinds = [(kind, language) for kind in InsightType for language in ("pt", "es")]
        answers = await asyncio.gather(
            *(subject.llm.answer(question(insight_type=kind, language=lang)) for kind, lang in kinds)
        )
        assert [json.loads(answer.text)["type"] for answer in answers] == [kind.value for kind, _ in kinds]
        again = await subject.llm.answer(question(insight_type=kinds[3][0], language=kinds[3][1]))
        assert again.text == answers[3].text

    run(body)


def test_an_adapter_changes_the_answer(run: Run) -> None:
    async def body(subject: Subject) -> None:
        base, adapted = await asyncio.gather(
            subject.llm.answer(question()), subject.llm.answer(question(adapter="ours"))
        )
        assert base.text != adapted.text
        assert adapted.adapter is not None

    run(body)


def test_an_unknown_adapter_is_a_fault(run: Run) -> None:
    async def body(subject: Subject) -> None:
        with pytest.raises(LlmError) as caught:
            await subject.llm.answer(question(adapter="theirs"))
        assert caught.value.fault is LlmFault.UNKNOWN_ADAPTER

    run(body)


def test_another_attempt_is_another_reply(run: Run) -> None:
    async def body(subject: Subject) -> None:
        first, second, third = [await subject.llm.answer(question(attempt=attempt)) for attempt in (0, 1, 1)]
        assert first.text != second.text == third.text

    run(body)


def test_time_runs_out(run: Run) -> None:
    async def body(subject: Subject) -> None:
        with at_its_first_token(subject.engine), pytest.raises(LlmError) as caught:
            await subject.llm.answer(question(timeout_s=0.02))
        assert caught.value.fault is LlmFault.TIMEOUT
        await until(lambda: subject.busy == 0)

    run(body)


def test_cancelling_stops_the_generation(run: Run) -> None:
    async def body(subject: Subject) -> None:
        asked = [asyncio.create_task(subject.llm.answer(question(number))) for number in range(3)]
        await until(lambda: subject.busy == 3)
        for task in asked[:2]:
            task.cancel()
        await asyncio.gather(*asked[:2], return_exceptions=True)
        await until(lambda: subject.busy <= 1)
        assert all(task.cancelled() for task in asked[:2])
        if subject.server is not None:
            await until(lambda: subject.server is not None and subject.server.given_up == 2)
        assert json.loads((await asked[2]).text)

    run(body)


def test_it_is_healthy(run: Run) -> None:
    async def body(subject: Subject) -> None:
        assert await subject.llm.healthy()
        assert subject.llm.name in ("embedded", "llm_fp16")

    run(body)


def test_errors_carry_no_words(run: Run) -> None:
    async def body(subject: Subject) -> None:
        secret = Message(role="user", content="segredo " * 1500)
        asked = Question(
            messages=(secret,),
            insight_type=InsightType.UPSELL,
            language="pt",
            adapter="theirs",
            timeout_s=TIMEOUT_S,
        )
        with pytest.raises(LlmError) as caught:
            await subject.llm.answer(asked)
        assert "segredo" not in str(caught.value)

    run(body)


# --- what only one of them can meet -----------------------------------------------------------------------


@pytest.fixture
def openai(engine: Engine) -> Callable[[Callable[[Subject], Awaitable[None]]], None]:
    def go(body: Callable[[Subject], Awaitable[None]]) -> None:
        async def main() -> None:
            async with ChatTestServer(engine, {}) as server:
                llm = OpenAiLlm(OpenAiSettings(name="llm_int4", url=server.url, model=BASE, connections=2))
                await body(Subject(llm, engine, server))
                await llm.close()

        asyncio.run(main())

    return go


@pytest.mark.parametrize(
    ("deed", "fault"),
    [
        ("429", LlmFault.OVERLOADED),
        ("503", LlmFault.OVERLOADED),
        ("500", LlmFault.UNAVAILABLE),
        ("504", LlmFault.TIMEOUT),
        ("400", LlmFault.REFUSED),
        ("401", LlmFault.REFUSED),
        ("break", LlmFault.UNAVAILABLE),
        ("junk", LlmFault.UNAVAILABLE),
        ("hang", LlmFault.TIMEOUT),
    ],
)
def test_what_a_server_can_do_wrong(openai: Run, deed: str, fault: LlmFault) -> None:
    async def body(subject: Subject) -> None:
        assert subject.server is not None
        subject.server.script = [deed]
        with pytest.raises(LlmError) as caught:
            await subject.llm.answer(question(timeout_s=0.5 if deed == "hang" else TIMEOUT_S))
        assert caught.value.fault is fault
        subject.server.script = []  # a slow machine may have given up before it was asked
        assert (await subject.llm.answer(question())).text

    openai(body)


def test_connections_are_kept_and_the_key_is_sent(openai: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def body(subject: Subject) -> None:
        assert subject.server is not None
        monkeypatch.setenv("LLM_API_KEY", "a-key")
        for _ in range(3):
            await subject.llm.answer(question())
        assert len(subject.server.connections) == 1
        assert subject.server.keys == ["Bearer a-key"] * 3
        body = subject.server.bodies[0]
        assert body["response_format"]["json_schema"]["schema"]["properties"]["type"] == {
            "const": "partial_summary"
        }

    openai(body)


def test_a_server_that_is_not_there() -> None:
    async def main() -> None:
        llm = OpenAiLlm(OpenAiSettings(name="llm_fp16", url="http://127.0.0.1:9/v1", model=BASE))
        assert not await llm.healthy()
        with pytest.raises(LlmError) as caught:
            await llm.answer(question())
        assert caught.value.fault is LlmFault.UNAVAILABLE
        await llm.close()

    asyncio.run(main())


def test_the_embedded_model_opens_from_settings(folders: tuple[Path, Path]) -> None:
    async def main() -> None:
        settings = EmbeddedSettings(base=str(folders[0]), adapters={"demo": str(folders[1])})
        llm = await asyncio.to_thread(open_embedded, settings)
        answer = await llm.answer(question(adapter="demo"))
        assert answer.adapter == llm.adapters["demo"]
        await llm.close()
        assert not await llm.healthy()
        with pytest.raises(LlmError) as caught:
            await llm.answer(question())
        assert caught.value.fault is LlmFault.UNAVAILABLE

    asyncio.run(main())
