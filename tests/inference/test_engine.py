"""Questions of many threads, answered by one."""

import re
import threading
from concurrent.futures import Future
from concurrent.futures import wait as wait_all

import pytest

from inference.engine import Engine, EngineClosed, EngineFull, PromptTooLong, Reply, Request, UnknownAdapter
from inference.settings import EngineSettings
from insights.errors import EscutaError
from insights.grammar import reply_pattern
from insights.records import Message
from tests.eval.tiny import record, records

WAIT_S = 60.0


def request_of(item, **options) -> Request:
    kind = {"insight_type": item.metadata.insight_type, "language": item.metadata.language}
    return Request(messages=item.prompt, **(kind | options))


@pytest.fixture
def engine(base):
    running = Engine(base, EngineSettings(max_message_chars=40, max_batch=4, max_waiting=64, gather_ms=1))
    running.start()
    yield running
    running.close()


class Gate:
    """Holds the engine at a token, so that a test knows what is going on."""

    def __init__(self) -> None:
        self.reached, self.open = threading.Event(), threading.Event()
        self.tokens = 0

    def __call__(self, piece: bytes, logprob: float) -> None:
        self.tokens += 1
        self.reached.set()
        assert self.open.wait(WAIT_S)


def held(engine: Engine, item, **options) -> tuple[Gate, "Future[Reply]"]:
    """A question whose first token the engine is stuck at."""
    gate = Gate()
    future = engine.ask(request_of(item, on_token=gate, **options))
    assert gate.reached.wait(WAIT_S)
    return gate, future


def test_replies_are_valid_and_do_not_depend_on_company(engine):
    items = records(12)
    together = [engine.ask(request_of(item)) for item in items]
    replies = [future.result(WAIT_S) for future in together]
    for item, reply in zip(items, replies, strict=True):
        pattern = reply_pattern(item.metadata.insight_type, item.metadata.language, max_chars=40)
        assert re.fullmatch(pattern, reply.text)
        assert b"".join(reply.pieces).decode() == reply.text
        assert reply.whole
        assert 0 < len(reply.message_logprobs) < len(reply.logprobs)
        assert 0 < reply.first_token_s <= reply.total_s
        alone = engine.ask(request_of(item)).result(WAIT_S)
        assert alone.text == reply.text


def test_each_question_has_its_adapter(engine, adapter_folders):
    digests = [None, *(engine.load(folder).result(WAIT_S) for folder in adapter_folders)]
    assert engine.adapters == {digest for digest in digests if digest}
    item = record(1)
    replies = [
        future.result(WAIT_S)
        for future in [engine.ask(request_of(item, adapter=digest)) for digest in digests]
    ]
    assert [reply.adapter for reply in replies] == digests
    assert len({reply.text for reply in replies}) > 1
    engine.unload(digests[1]).result(WAIT_S)
    with pytest.raises(UnknownAdapter):
        engine.ask(request_of(item, adapter=digests[1]))


def test_an_adapter_in_use_is_not_unloaded(engine, adapter_folders):
    digest = engine.load(adapter_folders[0]).result(WAIT_S)
    gate, future = held(engine, record(1), adapter=digest)
    refused = engine.unload(digest)
    gate.open.set()
    with pytest.raises(EscutaError, match="in use"):
        refused.result(WAIT_S)
    assert future.result(WAIT_S).adapter == digest


def test_a_bad_adapter_harms_nobody(engine, tmp_path):
    with pytest.raises(EscutaError, match="not an adapter"):
        engine.load(tmp_path).result(WAIT_S)
    assert engine.ask(request_of(record(1))).result(WAIT_S).whole


def test_the_urgent_go_first(engine):
    gate, first = held(engine, record(0))
    order: list[str] = []
    lock = threading.Lock()

    def note(name):
        def told(future):
            with lock:
                order.append(name)

        return told

    free = {"insight_type": None, "max_new_tokens": 3}
    futures = [engine.ask(request_of(record(n), priority=2, **free)) for n in range(8)]
    urgent = engine.ask(request_of(record(9), priority=0, **free))
    for number, future in enumerate(futures):
        future.add_done_callback(note(f"n{number}"))
    urgent.add_done_callback(note("urgent"))
    gate.open.set()
    wait_all([first, urgent, *futures], WAIT_S)
    assert "urgent" in order[:4]


def test_what_is_given_up_stops_at_the_next_token(engine):
    gate, future = held(engine, record(0), insight_type=None, max_new_tokens=100)
    waiting = [engine.ask(request_of(record(n))) for n in range(3)]
    assert future.cancel()
    assert waiting[1].cancel()
    gate.open.set()
    assert waiting[0].result(WAIT_S).whole
    assert waiting[2].result(WAIT_S).whole
    assert gate.tokens <= 2


def test_too_many_are_refused_and_places_come_free(base):
    running = Engine(base, EngineSettings(max_batch=1, max_waiting=2, gather_ms=0))
    running.start()
    try:
        gate, first = held(running, record(0))
        waiting = [running.ask(request_of(record(n), insight_type=None, max_new_tokens=2)) for n in (1, 2)]
        with pytest.raises(EngineFull):
            running.ask(request_of(record(3)))
        waiting[0].cancel()
        another = running.ask(request_of(record(3), insight_type=None, max_new_tokens=2))
        gate.open.set()
        for future in (first, waiting[1], another):
            assert future.result(WAIT_S)
    finally:
        running.close()


def test_a_prompt_without_room_is_refused_without_its_words(engine):
    long = Message(role="user", content="segredo " * 2000)
    with pytest.raises(PromptTooLong) as caught:
        engine.ask(Request(messages=(long,))).result(WAIT_S)
    assert "segredo" not in str(caught.value)
    assert engine.ask(request_of(record(1))).result(WAIT_S).whole


def test_a_question_that_fails_fails_alone(engine):
    def breaks(piece, logprob):
        raise ValueError("broken listener")

    broken = engine.ask(request_of(record(0), on_token=breaks))
    with pytest.raises(ValueError, match="broken listener"):
        broken.result(WAIT_S)
    assert engine.running
    assert engine.ask(request_of(record(1))).result(WAIT_S).whole


def test_a_cut_reply_says_so(engine):
    reply = engine.ask(request_of(record(0), insight_type=None, max_new_tokens=3)).result(WAIT_S)
    assert not reply.whole
    assert len(reply.logprobs) == 3


def test_closing_ends_every_question(base):
    running = Engine(base, EngineSettings(max_batch=1, gather_ms=0))
    running.start()
    gate, first = held(running, record(0), insight_type=None, max_new_tokens=100)
    waiting = running.ask(request_of(record(1)))
    closer = threading.Thread(target=running.close)
    closer.start()
    gate.open.set()
    closer.join(WAIT_S)
    for future in (first, waiting):
        with pytest.raises(EngineClosed):
            future.result(WAIT_S)
    with pytest.raises(EngineClosed):
        running.ask(request_of(record(2)))
    assert not running.running
