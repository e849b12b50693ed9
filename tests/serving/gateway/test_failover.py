"""A call whose gateway died goes on at another one: nothing is lost, nothing is told twice."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from insights.jobs import InsightJob
from insights.records import GoldCall, Speaker
from insights.resources import data_dir
from serving.gateway.registry import Registry
from serving.protocol import (
    BatchProcessed,
    EndReason,
    ErrorCode,
    ErrorEvent,
    FeedbackMessage,
    FeedbackSaved,
    FinalSummary,
    InsightEvent,
    SessionEnded,
    SessionStarted,
    Start,
    Stop,
    TextMessage,
)
from serving.state.api import StateUnavailable
from serving.state.calls import CallWrite, Standing
from serving.state.memory import MemoryState
from serving.state.redis import RedisState
from serving.state.settings import StateSettings
from tests.redis_server import running_redis
from tests.serving.gateway.kit import (
    STEREO,
    Running,
    ScriptedQueue,
    coded_sound,
    hear,
    hear_until,
    in_text,
    opened,
    running,
    say,
    texts,
)
from tests.serving.gateway.script import TURNS
from tests.serving.gateway.test_held_back import DICTATED
from tests.serving.gateway.test_resume import essence
from tests.serving.state.memory_calls import MemoryCalls

pytestmark = pytest.mark.long


class Cluster:
    """Gateways that share calls and a database: in memory, or in a Redis."""

    def __init__(
        self, folder: Path, turns: Sequence[Any] = (), redis_url: str | None = None, **options: Any
    ) -> None:
        self.folder = folder
        self.turns = turns
        self.redis_url = redis_url
        self.options = options
        self.state = MemoryState(StateSettings())
        self.state.calls = self.calls = MemoryCalls()
        self.gateways: list[Running] = []
        self._stack: list[Any] = []
        self._states: list[RedisState] = []

    async def add(self, **options: Any) -> Running:
        state: Any = self.state
        if self.redis_url is not None:
            state = RedisState(self.redis_url, StateSettings())
            self._states.append(state)
        context = running(self.folder, self.turns, state=state, **(self.options | options))
        self._stack.append(context)
        self.gateways.append(await context.__aenter__())
        return self.gateways[-1]

    async def close(self) -> None:
        for context in reversed(self._stack):
            await context.__aexit__(None, None, None)
        for state in self._states:
            await state.close()


@asynccontextmanager
async def cluster(folder: Path, turns: Sequence[Any] = (), **options: Any) -> AsyncIterator[Cluster]:
    found = Cluster(folder, turns, **options)
    try:
        yield found
    finally:
        await found.close()


def freeze(gateway: Running) -> None:
    """As a process that is killed: what it had in memory does nothing any more and says nothing."""
    registry: Registry = gateway.gateway.registry
    for session in list(registry._sessions.values()):
        session.lose()


class Client:
    """Sends what it is asked for, remembers what it was told, and checks the numbers."""

    def __init__(self, said: bytes | tuple[TextMessage, ...], conversation: str = "c1") -> None:
        self.said = said
        self.conversation = conversation
        self.session_id: str | None = None
        self.events: list[Any] = []
        self.asked_from: list[int] = []

    @property
    def last_seq(self) -> int:
        return self.events[-1].seq if self.events else 0

    async def call(self, gateway: Running, *, kill_after: int | None = None) -> None:
        """Stream until the end, or until so many more events were told and the gateway is killed."""
        start = Start(audio=STEREO) if isinstance(self.said, bytes) else in_text()
        start = start.model_copy(update={"session_id": self.session_id, "last_seq": self.last_seq})
        async with connect(gateway.address(self.conversation), proxy=None) as connection:
            await say(connection, start)
            try:
                greeting = await hear(connection)
            except ConnectionClosed:  # it died before it said anything
                return
            if isinstance(greeting, ErrorEvent) and greeting.code is ErrorCode.TAKEN_OVER:
                return
            assert isinstance(greeting, SessionStarted), greeting
            assert greeting.resumed == (self.session_id is not None)
            self.session_id = greeting.session_id
            if not self.events:
                self.events.append(greeting)
            offset = greeting.text_offset if not isinstance(self.said, bytes) else greeting.audio_offset_bytes
            self.asked_from.append(offset)
            sending = asyncio.create_task(self._send(connection, offset))
            try:
                while not isinstance(self.events[-1], SessionEnded):
                    if kill_after is not None and kill_after <= 0:
                        freeze(gateway)
                        return
                    event = await hear(connection)
                    if event.seq == 0:
                        assert isinstance(event, ErrorEvent)
                        assert event.code is ErrorCode.TAKEN_OVER  # `freeze` says so; a process would not
                        return
                    assert event.seq == self.last_seq + 1
                    self.events.append(event)
                    if kill_after is not None:
                        kill_after -= 1
            finally:
                sending.cancel()
                await asyncio.gather(sending, return_exceptions=True)

    async def _send(self, connection: Any, offset: int) -> None:
        if isinstance(self.said, bytes):
            for first in range(offset, len(self.said), 64_000):
                await connection.send(self.said[first : first + 64_000])
        else:
            for message in self.said[offset:]:
                await say(connection, message)
        await say(connection, Stop())


def text_of(events: list[Any]) -> list[tuple[str, str]]:
    return [
        (segment.segment_id, segment.text)
        for event in events
        if isinstance(event, BatchProcessed)
        for segment in event.segments
    ]


def demo_call() -> GoldCall:
    gold = (data_dir() / "demo" / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    return GoldCall.model_validate_json(gold[0])


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    with running_redis() as server:
        yield server.url


@pytest.mark.parametrize("door", ["text", "sound"])
@pytest.mark.parametrize("seed", [1, 2])
def test_wherever_gateways_die_the_call_is_the_same(
    tmp_path: Path, redis_url: str, door: str, seed: int
) -> None:
    call = demo_call()
    chance = random.Random(seed)
    said: Any = texts(call.turns)
    if door == "sound":
        said = coded_sound(call.turns, call.turns[-1].end_s + 1)

    async def scenario() -> None:
        async with cluster(tmp_path, call.turns, redis_url=redis_url) as gateways:
            undisturbed = Client(said, "undisturbed")
            await undisturbed.call(await gateways.add())
            client = Client(said, "killed")
            kills = 0
            while not client.events or not isinstance(client.events[-1], SessionEnded):
                kill_after = chance.randrange(0, 5) if kills < 6 else None
                await client.call(await gateways.add(), kill_after=kill_after)
                kills += kill_after is not None
            assert kills >= 4
            assert [event.seq for event in client.events] == list(range(1, len(client.events) + 1))
            assert essence(undisturbed.events)["insights"]
            assert essence(client.events) == essence(undisturbed.events)
            store = gateways.gateways[-1].parts.store
            stored = await store.transcript("telecom", "killed")
            assert [(turn.turn_id, turn.text) for turn in stored] == text_of(client.events)
            shown = [event.insight for event in client.events if isinstance(event, InsightEvent)]
            kept = {(each.insight_id, each.rev): each for each in await store.insights("telecom", "killed")}
            assert all(kept[each.insight_id, each.rev].message == each.message for each in shown)
            (session,) = await store.sessions("telecom", "killed")
            assert session.end_reason == EndReason.STOPPED.value

    asyncio.run(scenario())


def test_a_number_that_nobody_had_finished_is_asked_for_again_and_hidden(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with cluster(tmp_path) as gateways:
            undisturbed = Client(texts(DICTATED), "undisturbed")
            await undisturbed.call(await gateways.add())
            client = Client(texts(DICTATED))
            first = await gateways.add()
            while [event for event in client.events if isinstance(event, BatchProcessed)][2:] == []:
                await client.call(first, kill_after=1)
                first = await gateways.add()
            told = [event for event in client.events if isinstance(event, BatchProcessed)]
            assert [batch.keep_from for batch in told] == [1, 2, 2]  # half of the number is said
            await client.call(await gateways.add())
            assert client.asked_from[-1] == 2
            assert text_of(client.events) == text_of(undisturbed.events)

    asyncio.run(scenario())


class LostQueue(ScriptedQueue):
    """Takes jobs and never answers: its gateway dies first."""

    async def submit(self, job: InsightJob) -> None:
        self.jobs.append(job)


def test_what_was_being_worked_on_is_asked_again_under_the_same_name(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with cluster(tmp_path) as gateways:
            client = Client(texts(TURNS))
            first = await gateways.add(queue=LostQueue())
            await client.call(first, kill_after=len(TURNS))
            second = await gateways.add()
            await client.call(second)
            asked = {job.job_id: job for job in first.queue.jobs}
            assert asked
            again = {job.job_id: job for job in second.queue.jobs}
            assert again.keys() >= asked.keys()
            for job_id, job in asked.items():
                assert again[job_id].gateway == second.parts.gateway != job.gateway
                assert again[job_id].turns == job.turns
                assert again[job_id].deadline_ms > job.deadline_ms
            shown = [
                (event.insight.insight_id, event.insight.rev)
                for event in client.events
                if isinstance(event, InsightEvent)
            ]
            assert len(shown) == len(set(shown))
            final = next(event for event in client.events if isinstance(event, FinalSummary))
            assert final.summary is not None
            asked_about = {job.job_id for job in again.values()} - {f"{final.summary.insight_id}.r1"}
            assert {f"{name}.r{rev}" for name, rev in shown} >= asked_about

    asyncio.run(scenario())


def test_a_gateway_that_is_taken_for_dead_says_nothing_any_more(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with cluster(tmp_path) as gateways:
            one, other = await gateways.add(), await gateways.add()
            async with opened(one, in_text()) as old:
                session_id = (await hear(old)).session_id
                await say(old, texts(TURNS)[0])
                last_seq = (await hear_until(old, BatchProcessed))[-1].seq
                start = in_text().model_copy(update={"session_id": session_id, "last_seq": last_seq})
                async with opened(other, start) as new:
                    greeting = await hear(new)
                    assert isinstance(greeting, SessionStarted)
                    assert greeting.text_offset == 1
                    await say(old, texts(TURNS)[1])
                    told = await hear(old)
                    assert isinstance(told, ErrorEvent)
                    assert told.code is ErrorCode.TAKEN_OVER
                    assert one.gateway.registry.live == []
                    await say(new, texts(TURNS)[1])
                    assert (await hear(new)).seq == last_seq + 1
            # And back again, to a gateway that had it once.
            async with opened(one, start) as back:
                assert (await hear(back)).resumed
            page = one.metrics_page()
            assert "asr_stream_sessions_lost_total 1.0" in page
            assert 'asr_stream_sessions_adopted_total{cause="client"} 1.0' in page
            assert "asr_stream_sessions_active 1.0" in page

    asyncio.run(scenario())


def test_a_call_that_moves_keeps_its_slot_and_gives_it_back(tmp_path: Path, redis_url: str) -> None:
    async def scenario() -> None:
        async with cluster(tmp_path, redis_url=redis_url, stream={"tenant_sessions": 1}) as gateways:
            client = Client(texts(TURNS))
            await client.call(await gateways.add(), kill_after=3)
            other = await gateways.add()
            async with opened(other, in_text(), "c2") as connection:
                refused = await hear(connection)
                assert isinstance(refused, ErrorEvent)
                assert refused.code is ErrorCode.TOO_MANY_SESSIONS
            await client.call(other)
            async with asyncio.timeout(30):
                while True:  # it is given back a moment after the last event
                    async with opened(other, in_text(), "c3") as connection:
                        if isinstance(await hear(connection), SessionStarted):
                            return

    asyncio.run(scenario())


def test_a_session_is_taken_only_by_its_tenant_and_conversation(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with cluster(tmp_path) as gateways:
            one, other = await gateways.add(), await gateways.add()
            async with opened(one, in_text()) as connection:
                session_id = (await hear(connection)).session_id
                start = in_text().model_copy(update={"session_id": session_id, "last_seq": 1})
                async with opened(other, start, "c2") as stranger:
                    refused = await hear(stranger)
                    assert isinstance(refused, ErrorEvent)
                    assert refused.code is ErrorCode.UNKNOWN_SESSION
                await say(connection, texts(TURNS)[0])
                await hear_until(connection, BatchProcessed)  # it is still the first one's

    asyncio.run(scenario())


def test_the_last_words_can_be_fetched_where_the_call_did_not_end(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with cluster(tmp_path) as gateways:
            client = Client(texts(TURNS))
            await client.call(await gateways.add())
            other = await gateways.add()
            start = in_text().model_copy(update={"session_id": client.session_id, "last_seq": 1})
            async with opened(other, start) as connection:
                events = await hear_until(connection, SessionEnded)
            assert [event.model_dump() for event in events[1:]] == [
                event.model_dump() for event in client.events[1:]
            ]

    asyncio.run(scenario())


def test_an_insight_shown_elsewhere_can_be_judged(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with cluster(tmp_path) as gateways:
            client = Client(texts(TURNS))
            await client.call(await gateways.add(), kill_after=5)
            shown = next(event.insight for event in client.events if isinstance(event, InsightEvent))
            start = in_text().model_copy(
                update={"session_id": client.session_id, "last_seq": client.last_seq}
            )
            async with opened(await gateways.add(), start) as connection:
                await say(
                    connection,
                    FeedbackMessage(insight_id=shown.insight_id, rev=shown.rev, usefulness="useful"),
                )
                assert isinstance((await hear_until(connection, FeedbackSaved))[-1], FeedbackSaved)

    asyncio.run(scenario())


def test_a_call_that_nobody_comes_back_for_is_ended_by_another_gateway(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with cluster(tmp_path) as gateways:
            client = Client(texts(TURNS))
            await client.call(await gateways.add(), kill_after=5)
            other = await gateways.add()
            registry: Registry = other.gateway.registry
            await registry.end_overdue()
            assert registry.live == []
            gateways.calls._kept[client.session_id].due = 0.0  # as time does
            await registry.end_overdue()
            (session,) = registry.live
            await session.wait_ended()
            (row,) = await other.parts.store.sessions("telecom", "c1")
            assert row.end_reason == EndReason.ABANDONED.value
            stored = await other.parts.store.insights("telecom", "c1")
            assert any(each.type == "partial_summary" for each in stored)

    asyncio.run(scenario())


def test_a_server_that_goes_hands_its_calls_over(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with cluster(tmp_path) as gateways:
            one, other = await gateways.add(), await gateways.add()
            async with opened(one, in_text()) as connection:
                session_id = (await hear(connection)).session_id
                await say(connection, texts(TURNS)[0])
                last_seq = (await hear_until(connection, BatchProcessed))[-1].seq
                await one.gateway.registry.drain(0.0)
                told = await hear(connection)
                assert isinstance(told, ErrorEvent)
                assert (told.code, told.seq) == (ErrorCode.SHUTTING_DOWN, 0)
            start = in_text().model_copy(update={"session_id": session_id, "last_seq": last_seq})
            async with opened(other, start) as connection:
                assert (await hear(connection)).text_offset == 1
                await say(connection, Stop())
                assert (await hear_until(connection, SessionEnded))[-1].reason is EndReason.STOPPED

    asyncio.run(scenario())


def test_calls_that_cannot_be_handed_over_are_ended(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with cluster(tmp_path, stream={"hand_over": False}) as gateways:
            one = await gateways.add()
            async with opened(one, in_text()) as connection:
                await hear(connection)
                drained = asyncio.create_task(one.gateway.registry.drain(0.0))
                ended = (await hear_until(connection, SessionEnded))[-1]
                assert ended.reason is EndReason.SHUTDOWN
                await drained

    asyncio.run(scenario())


class Away(MemoryCalls):
    """Shared state that goes and comes."""

    away = False

    async def save(self, write: CallWrite) -> Standing:
        if self.away:
            raise StateUnavailable
        return await super().save(write)

    async def renew(self, *given: Any, **more: Any) -> Any:
        if self.away:
            raise StateUnavailable
        return await super().renew(*given, **more)

    async def take(self, *given: Any, **more: Any) -> Any:
        if self.away:
            raise StateUnavailable
        return await super().take(*given, **more)


def test_while_the_shared_state_is_away_the_call_goes_on(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with cluster(tmp_path) as gateways:
            gateways.state.calls = calls = Away()
            one, other = await gateways.add(), await gateways.add()
            async with opened(one, in_text()) as connection:
                session_id = (await hear(connection)).session_id
                calls.away = True
                for message in texts(TURNS[:3]):
                    await say(connection, message)
                told = [await hear_until(connection, BatchProcessed) for _ in range(3)]
                assert not any(isinstance(event, ErrorEvent) for each in told for event in each)
                assert "asr_stream_failover_away 1.0" in one.metrics_page()
                start = in_text().model_copy(update={"session_id": session_id, "last_seq": 1})
                async with opened(other, start) as early:
                    refused = await hear(early)
                    assert isinstance(refused, ErrorEvent)
                    assert (refused.code, refused.fatal) == (ErrorCode.RESUME_LATER, True)
                    assert "again" in (refused.remedy or "")
                calls.away = False
                calls._kept.clear()  # it comes back empty
                await say(connection, texts(TURNS)[3])
                batch = (await hear_until(connection, BatchProcessed))[-1]
                session = one.gateway.registry.live[0]
                while session_id not in calls._kept:
                    session.journal.changed()
                    await asyncio.sleep(0.05)
                await session.journal.settled()
            freeze(one)
            start = in_text().model_copy(update={"session_id": session_id, "last_seq": batch.seq})
            async with opened(other, start) as connection:
                assert (await hear(connection)).text_offset == 4

    asyncio.run(scenario())


def test_a_gateway_that_is_cut_off_does_not_end_a_call_that_may_be_another_s(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with cluster(tmp_path, stream={"grace_s": 0.05}) as gateways:
            gateways.state.calls = calls = Away()
            one = await gateways.add()
            async with opened(one, in_text()) as connection:
                session_id = (await hear(connection)).session_id
            (session,) = one.gateway.registry.live
            calls.away = True
            session.tell(ErrorCode.ASR_UNAVAILABLE, "something to write")
            await session.journal.settled()
            for _ in range(3):
                await one.gateway.registry._abandon(session)
                assert session.reason is None
            calls.away = False
            assert await calls.take(session_id, "telecom/c1", keep_s=60, due_s=60) is not None
            async with asyncio.timeout(30):
                while one.gateway.registry.live:  # it asks again after another grace period
                    await asyncio.sleep(0.05)
            (row,) = await one.parts.store.sessions("telecom", "c1")
            assert row.ended_at is None

    asyncio.run(scenario())


def test_numbers_of_placeholders_go_on(tmp_path: Path) -> None:
    said = tuple(
        TextMessage(speaker=Speaker.CUSTOMER, text=text, start_s=at, end_s=at + 1)
        for at, text in enumerate(("meu cpf é 529.982.247-25 obrigado", "e o da minha mãe é 111.444.777-35"))
    )

    async def scenario() -> None:
        async with cluster(tmp_path) as gateways:
            client = Client(said)
            await client.call(await gateways.add(), kill_after=1)
            await client.call(await gateways.add())
            text = " ".join(text for _, text in text_of(client.events))
            assert "[CPF_1]" in text
            assert "[CPF_2]" in text

    asyncio.run(scenario())
