"""The native protocol over real connections."""

import asyncio
import base64
import itertools
import json
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from insights.insight import Standing, Usefulness
from insights.records import Speaker
from serving.asr.api import AsrError, AsrFault
from serving.protocol import (
    Ack,
    AudioFormat,
    AudioMessage,
    BatchProcessed,
    EndReason,
    ErrorCode,
    ErrorEvent,
    FeedbackMessage,
    FeedbackSaved,
    FinalSummary,
    Flow,
    InsightEvent,
    Ping,
    SessionEnded,
    SessionStarted,
    Start,
    Stop,
)
from serving.storage.api import StorageUnavailable
from tests.serving.gateway.kit import (
    STEREO,
    Running,
    ScriptedAsr,
    coded_sound,
    hear,
    hear_until,
    opened,
    running,
    say,
    whole_call,
)
from tests.serving.gateway.script import DURATION_S, TURNS

pytestmark = pytest.mark.long

SOUND = coded_sound(TURNS, DURATION_S)

Scenario = Callable[[Running], Coroutine[Any, Any, None]]


def play(folder: Path, scenario: Scenario, **options: Any) -> None:
    async def go() -> None:
        async with running(folder, TURNS, **options) as gateway:
            await scenario(gateway)

    asyncio.run(go())


async def send_sound(connection: ClientConnection, seconds: float = DURATION_S) -> None:
    """The call's sound up to a time, a second a message."""
    for first in range(0, int(seconds * 64_000), 64_000):
        await connection.send(SOUND[first : first + 64_000])


def of(kind: type[Any], events: list[Any]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


def test_a_call_from_start_to_end(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        events = await whole_call(gateway, SOUND)
        assert isinstance(events[0], SessionStarted)
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        assert isinstance(events[-2], FinalSummary)
        assert isinstance(events[-1], SessionEnded)
        batches = of(BatchProcessed, events)
        assert [batch.batch for batch in batches] == list(range(1, len(batches) + 1))
        assert all(a.end_s == b.start_s for a, b in itertools.pairwise(batches))
        segments = [segment for batch in batches for segment in batch.segments]
        assert [segment.segment_id for segment in segments] == [
            f"s{number:04d}" for number in range(1, len(segments) + 1)
        ]
        assert {segment.speaker for segment in segments} == {Speaker.AGENT, Speaker.CUSTOMER}
        alerts = [event.insight for event in of(InsightEvent, events) if event.insight.category]
        assert [(alert.rev, alert.standing) for alert in alerts[:2]] == [
            (1, Standing.TENTATIVE),
            (2, Standing.CONFIRMED),
        ]
        assert alerts[0].insight_id == alerts[1].insight_id
        known = {segment.segment_id for segment in segments}
        for event in of(InsightEvent, events):
            assert set(event.insight.segments) <= known
        final = events[-2]
        assert final.summary is not None
        assert final.batches == len(batches)
        assert final.segments == len(segments)
        assert final.duration_s == DURATION_S
        stored = await gateway.parts.store.transcript("telecom", "c1")
        assert [turn.text for turn in stored] == [segment.text for segment in segments]

    play(tmp_path, scenario)


def test_every_insight_is_stored_before_it_is_emitted(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        stored: set[tuple[str, int]] = set()
        save = gateway.parts.store.save_insight

        async def recorded(insight: Any) -> None:
            await save(insight)
            stored.add((insight.insight_id, insight.rev))

        gateway.parts.store.save_insight = recorded  # type: ignore[method-assign]
        async with opened(gateway) as connection:
            await hear(connection)
            await send_sound(connection)
            await say(connection, Stop())
            seen = 0
            while not isinstance(event := await hear(connection), SessionEnded):
                if isinstance(event, InsightEvent):
                    seen += 1
                    assert (event.insight.insight_id, event.insight.rev) in stored
            assert seen >= 2

    play(tmp_path, scenario)


def test_a_question_waits_for_no_write_and_its_answer_for_the_alert(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        asked = asyncio.Event()
        store: Any = gateway.parts.store
        submit = gateway.queue.submit
        save_segments, save_insight = store.add_segments, store.save_insight

        async def submitted(job: Any) -> None:
            await submit(job)  # the scripted queue has its answer at once
            asked.set()

        async def segments(*given: Any) -> None:
            await asked.wait()
            await save_segments(*given)

        async def insight(given: Any) -> None:
            if given.standing is Standing.TENTATIVE:
                await asked.wait()
            await save_insight(given)

        gateway.queue.submit = submitted
        store.add_segments, store.save_insight = segments, insight
        events = await whole_call(gateway, SOUND)
        heard: list[Any] = [event for event in events if isinstance(event, BatchProcessed | InsightEvent)]
        first = next(at for at, event in enumerate(heard) if isinstance(event, InsightEvent))
        known = {
            segment.segment_id for event in of(BatchProcessed, heard[:first]) for segment in event.segments
        }
        assert set(heard[first].insight.segments) <= known
        assert [event.insight.rev for event in of(InsightEvent, heard)][:2] == [1, 2]
        assert events[-1].dropped_jobs == 0

    play(tmp_path, scenario)


def test_silence_costs_no_recognition(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        events = await whole_call(gateway, coded_sound((), 21.0))
        assert gateway.asr.calls == 0
        assert all(batch.silent and not batch.segments for batch in of(BatchProcessed, events))
        assert of(InsightEvent, events) == []
        assert events[-2].summary is None

    play(tmp_path, scenario)


class UnsureAsr(ScriptedAsr):
    """Takes the first batch for Spanish, and is not sure of it."""

    async def transcribe(self, wav: bytes, *, language: str | None, **more: Any) -> Any:
        found = await super().transcribe(wav, language=language, **more)
        if language is None and self.calls == 1:
            return replace(found, language="es", language_probability=0.55)
        return replace(found, language=language or "pt", language_probability=0.97)


def test_a_language_that_is_not_sure_waits_for_more_speech(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        events = await whole_call(gateway, SOUND)
        batches = of(BatchProcessed, events)
        assert {batch.language for batch in batches} == {"pt"}
        assert [batch.batch for batch in batches] == list(range(1, len(batches) + 1))
        assert gateway.asr.calls == len(batches) + 1, "only the first batch is recognised twice"

    play(tmp_path, scenario, asr=UnsureAsr(TURNS))


def test_a_short_call_takes_the_likeliest_language(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        events = await whole_call(gateway, SOUND[: 64_000 * 4])
        assert [batch.language for batch in of(BatchProcessed, events)] == ["es"]

    play(tmp_path, scenario, asr=UnsureAsr(TURNS))


def test_sound_in_base64_gives_the_same_call(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        binary = await whole_call(gateway, SOUND, "binary")
        async with opened(gateway, conversation="text") as connection:
            hearing = asyncio.create_task(hear_until(connection, SessionEnded))
            for first in range(0, len(SOUND), 50_001):
                piece = SOUND[first : first + 50_001]
                await say(connection, AudioMessage(data=base64.b64encode(piece).decode()))
            await say(connection, Stop())
            text = await hearing
        assert [batch.segments for batch in of(BatchProcessed, text)] == [
            batch.segments for batch in of(BatchProcessed, binary)
        ]

    play(tmp_path, scenario)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ('{"type":"stop"}', ErrorCode.NOT_STARTED),
        (b"\x00\x01", ErrorCode.NOT_STARTED),
        ('{"type":"start","session_id":"nobody"}', ErrorCode.UNKNOWN_SESSION),
        ('{"type":"start","speakers":["agent","customer"]}', ErrorCode.BAD_AUDIO),
        ('{"type":"start","language":"en"}', ErrorCode.BAD_MESSAGE),
    ],
)
def test_a_wrong_beginning_closes_the_connection(
    tmp_path: Path, message: str | bytes, code: ErrorCode
) -> None:
    async def scenario(gateway: Running) -> None:
        async with connect(gateway.address(), proxy=None) as connection:
            await connection.send(message)
            event = await hear(connection)
            assert isinstance(event, ErrorEvent)
            assert (event.code, event.fatal, event.seq) == (code, True, 0)
            with pytest.raises(ConnectionClosed):
                await connection.recv()

    play(tmp_path, scenario)


def test_no_start_in_time_closes_the_connection(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        async with connect(gateway.address(), proxy=None) as connection:
            event = await hear(connection)
            assert isinstance(event, ErrorEvent)
            assert event.code is ErrorCode.NOT_STARTED

    play(tmp_path, scenario, stream={"start_timeout_s": 0.05})


def test_bad_messages_are_answered_and_the_call_goes_on(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        async with opened(gateway) as connection:
            await hear(connection)
            for text in ("no json", '{"type":"dance"}', '{"type":"ack","seq":-1}', '{"type":"ack","more":1}'):
                await connection.send(text)
                event = await hear(connection)
                assert isinstance(event, ErrorEvent)
                assert (event.code, event.fatal) == (ErrorCode.BAD_MESSAGE, False)
            await connection.send('{"type":"audio","data":"***"}')
            assert (await hear(connection)).code is ErrorCode.BAD_AUDIO  # type: ignore[attr-defined]
            await say(connection, Start())
            assert (await hear(connection)).code is ErrorCode.BAD_MESSAGE  # type: ignore[attr-defined]
            with pytest.raises(ConnectionClosed):
                await connection.recv()

    play(tmp_path, scenario, listen={"bad_messages": 6})


def test_what_a_bad_message_held_is_not_repeated(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        async with opened(gateway) as connection:
            await hear(connection)
            await connection.send('{"type":"feedback","insight_id":"Maria Silva","Maria Silva":1}')
            assert "Maria" not in (await hear(connection)).model_dump_json()

    play(tmp_path, scenario)


def test_a_ping_is_answered_whatever_the_recogniser_does(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        never = asyncio.Event()
        gateway.asr.before = never.wait
        async with opened(gateway) as connection:
            await hear(connection)
            await send_sound(connection, 8)
            await say(connection, Ping())
            async with asyncio.timeout(30):
                while json.loads(await connection.recv())["event"] != "pong":
                    pass
                await (await connection.ping())
        never.set()

    play(tmp_path, scenario)


def test_a_message_that_is_too_large_closes_the_connection(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        async with opened(gateway) as connection:
            await hear(connection)
            await connection.send(b"\0" * 2000)
            event = await hear(connection)
            assert isinstance(event, ErrorEvent)
            assert event.code is ErrorCode.TOO_LARGE
            with pytest.raises(ConnectionClosed) as closed:
                await connection.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1009

    play(tmp_path, scenario, listen={"max_message_bytes": 1000})


def test_too_many_control_messages_are_refused_and_sound_is_slowed(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        async with opened(gateway) as connection:
            await hear(connection)
            for _ in range(5):
                await say(connection, FeedbackMessage(insight_id="i1", usefulness=Usefulness.USEFUL))
            events = [await hear(connection) for _ in range(5)]
            codes = [event.code for event in of(ErrorEvent, events)]
            assert codes.count(ErrorCode.TOO_FAST) >= 2
            assert ErrorCode.UNKNOWN_INSIGHT in codes

    play(tmp_path, scenario, listen={"controls_per_s": 1.0})


def test_a_client_that_sends_too_much_is_held_and_loses_nothing(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        free = asyncio.Event()
        gateway.asr.before = free.wait
        async with opened(gateway) as connection:
            hearing = asyncio.create_task(hear_until(connection, SessionEnded))

            async def send() -> None:
                await send_sound(connection)
                await say(connection, Stop())

            sending = asyncio.create_task(send())
            session = await _session(gateway)
            async with asyncio.timeout(30):
                while not any('"buffer_full"' in text for _, text in session.outbox.after(0)):
                    await asyncio.sleep(0.01)
            # One message beyond the bound at most: the socket is not read any further.
            bound_s = 10 + 6
            assert bound_s < session.buffered_s <= bound_s + 1
            free.set()
            events = await hearing
            await sending
        states = [event.state for event in of(Flow, events)]
        assert states[0] == "hold"
        assert states[-1] == "go"
        assert events[-2].duration_s == DURATION_S
        assert events[-2].segments == len(
            [segment for batch in of(BatchProcessed, events) for segment in batch.segments]
        )

    play(
        tmp_path,
        scenario,
        batcher={"batch_window_s": 3.0, "max_batch_window_s": 6.0, "max_buffer_s": 10.0},
    )


async def _session(gateway: Running) -> Any:
    async with asyncio.timeout(30):
        while not gateway.gateway.registry.live:
            await asyncio.sleep(0.005)
    return gateway.gateway.registry.live[0]


def test_a_recogniser_that_fails_is_tried_again(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        failures = iter([AsrFault.TIMEOUT, AsrFault.OVERLOADED])

        def before() -> None:
            if (fault := next(failures, None)) is not None:
                raise AsrError(fault, retry_after_s=0.02)

        gateway.asr.before = before
        events = await whole_call(gateway, SOUND)
        assert (
            of(ErrorEvent, [event for event in events if getattr(event, "code", "") != "buffer_full"]) == []
        )
        assert not any(batch.failed for batch in of(BatchProcessed, events))

    play(tmp_path, scenario)


def test_a_recogniser_that_stays_away_is_reported_and_the_call_goes_on(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        def before() -> None:
            if gateway.asr.calls <= 3:
                raise AsrError(AsrFault.UNAVAILABLE)

        gateway.asr.before = before
        events = await whole_call(gateway, SOUND)
        batches = of(BatchProcessed, events)
        assert [batch.failed for batch in batches] == [True] + [False] * (len(batches) - 1)
        reported = [event for event in of(ErrorEvent, events) if event.code is ErrorCode.ASR_UNAVAILABLE]
        assert len(reported) == 1
        assert events[-1].reason is EndReason.STOPPED

    play(tmp_path, scenario)


def test_a_recogniser_that_breaks_does_not_end_the_call(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        def before() -> None:
            if gateway.asr.calls in (1, 2, 4):
                raise ValueError("out of range")

        gateway.asr.before = before
        events = await whole_call(gateway, SOUND)
        reported = [event for event in of(ErrorEvent, events) if event.code is ErrorCode.ASR_UNAVAILABLE]
        assert len(reported) == 2
        assert "out of range" not in str(events)
        assert of(BatchProcessed, events)
        assert events[-1].reason is EndReason.STOPPED

    play(tmp_path, scenario)


def test_stop_waits_for_pending_insights_but_not_for_ever(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        gateway.queue.hold = True
        events = await whole_call(gateway, SOUND)
        assert events[-1].dropped_jobs == len(gateway.queue.jobs)
        assert events[-2].summary is None
        assert gateway.queue.cancelled == [events[0].session_id]

    play(tmp_path, scenario, stream={"flush_timeout_s": 0.1})


def test_revisions_and_the_summary_wait_for_late_results(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        gateway.queue.hold = True
        async with opened(gateway) as connection:
            hearing = asyncio.create_task(hear_until(connection, SessionEnded))
            await send_sound(connection)
            await say(connection, Stop())
            async with asyncio.timeout(30):
                while not any(job.priority == 1 for job in gateway.queue.jobs):
                    await asyncio.sleep(0.01)
            for result in reversed(gateway.queue.held):
                await gateway.queue.tell(result)
            events = await hearing
        revisions: dict[str, list[int]] = {}
        for event in of(InsightEvent, events):
            revisions.setdefault(event.insight.insight_id, []).append(event.insight.rev)
        assert all(revs == sorted(revs) for revs in revisions.values())
        assert events[-2].summary is not None
        assert events[-1].dropped_jobs == 0

    play(tmp_path, scenario)


def test_an_insight_that_cannot_be_stored_is_withheld_and_the_client_told(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        async def away(insight: Any) -> None:
            raise StorageUnavailable

        gateway.parts.store.save_insight = away  # type: ignore[method-assign]
        events = await whole_call(gateway, SOUND)
        assert of(InsightEvent, events) == []
        assert ErrorCode.STORAGE_UNAVAILABLE in {event.code for event in of(ErrorEvent, events)}
        assert events[-1].reason is EndReason.STOPPED

    play(tmp_path, scenario, stream={"store_attempts": 2})


def test_feedback_is_stored_and_confirmed(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        async with opened(gateway) as connection:
            await send_sound(connection)
            insight = (await hear_until(connection, InsightEvent))[-1].insight
            await say(
                connection,
                FeedbackMessage(
                    insight_id=insight.insight_id,
                    usefulness=Usefulness.WRONG,
                    comment="o cpf dele é 529.982.247-25",
                ),
            )
            saved = (await hear_until(connection, FeedbackSaved))[-1]
            assert saved.insight_id == insight.insight_id
            stored = await gateway.parts.store.feedback("telecom")
            assert [feedback.usefulness for feedback in stored] == [Usefulness.WRONG]
            assert "529" not in stored[0].comment
            await say(connection, Stop())

    play(tmp_path, scenario)


def test_a_lost_call_is_ended_after_the_grace_period(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        async with opened(gateway) as connection:
            session_id = (await hear(connection)).session_id
            await send_sound(connection, 12)
            await hear_until(connection, BatchProcessed)
            connection.transport.abort()
        session = gateway.gateway.registry.live[0]
        async with asyncio.timeout(30):
            await session.wait_ended()
        assert session.reason is EndReason.ABANDONED
        row = await gateway.parts.store.transcript("telecom", "c1")
        assert row, "what was said before the line broke is stored"
        # The end can still be fetched, once.
        resume = Start(audio=STEREO, session_id=session_id, last_seq=1)
        async with opened(gateway, resume) as connection:
            events = await hear_until(connection, SessionEnded)
        assert events[0].resumed
        assert [event.seq for event in events[1:]] == list(range(2, len(events) + 1))

    play(tmp_path, scenario, stream={"grace_s": 0.3})


def test_the_later_connection_has_the_session(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        async with opened(gateway) as first:
            started = await hear(first)
            await first.send(SOUND[:100_001])
            async with asyncio.timeout(30):
                while gateway.gateway.registry.live[0].received < 100_001:
                    await asyncio.sleep(0.005)
            resume = Start(audio=STEREO, session_id=started.session_id, last_seq=1)
            async with opened(gateway, resume) as second:
                again = await hear(second)
                assert isinstance(again, SessionStarted)
                assert (again.seq, again.resumed, again.audio_offset_bytes) == (1, True, 100_001)
                evicted = await hear(first)
                assert isinstance(evicted, ErrorEvent)
                assert (evicted.code, evicted.fatal) == (ErrorCode.TAKEN_OVER, True)
                await say(second, Ack(seq=1))
                await say(second, Stop())
                assert (await hear_until(second, SessionEnded))[-1].reason is EndReason.STOPPED

    play(tmp_path, scenario)


@pytest.mark.parametrize(
    ("tenant", "conversation", "audio", "code"),
    [
        ("banco", "c1", STEREO, ErrorCode.UNKNOWN_SESSION),
        ("telecom", "c2", STEREO, ErrorCode.UNKNOWN_SESSION),
        ("telecom", "c1", AudioFormat(channels=1), ErrorCode.BAD_AUDIO),
    ],
)
def test_a_session_is_known_only_to_its_tenant_and_conversation(
    tmp_path: Path, tenant: str, conversation: str, audio: AudioFormat, code: ErrorCode
) -> None:
    async def scenario(gateway: Running) -> None:
        async with opened(gateway) as first:
            started = await hear(first)
            async with connect(gateway.address(conversation, tenant), proxy=None) as other:
                await say(other, Start(audio=audio, session_id=started.session_id, last_seq=1))
                event = await hear(other)
                assert isinstance(event, ErrorEvent)
                assert event.code is code
            await say(first, Ping())
            assert json.loads(await first.recv())["event"] == "pong"

    play(tmp_path, scenario)


def test_a_tenant_has_so_many_sessions_and_no_more(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        async with opened(gateway, conversation="a") as first:
            await hear(first)
            async with opened(gateway, conversation="b") as second:
                event = await hear(second)
                assert isinstance(event, ErrorEvent)
                assert event.code is ErrorCode.TOO_MANY_SESSIONS
            await say(first, Stop())
            await hear_until(first, SessionEnded)
        async with asyncio.timeout(30):
            while True:
                async with opened(gateway, conversation="b") as third:
                    if isinstance(await hear(third), SessionStarted):
                        return

    play(tmp_path, scenario, stream={"tenant_sessions": 1})


def test_the_longest_call_is_ended(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        async with opened(gateway) as connection:
            await send_sound(connection, 20)
            assert (await hear_until(connection, SessionEnded))[-1].reason is EndReason.LIMIT

    play(tmp_path, scenario, stream={"max_call_s": 10.0})


def test_a_server_that_stops_finishes_its_calls(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        async with opened(gateway) as connection:
            await send_sound(connection, 12)
            await hear_until(connection, BatchProcessed)
            gateway.server.should_exit = True
            events = await hear_until(connection, SessionEnded)
            assert events[-1].reason is EndReason.SHUTDOWN
            assert isinstance(events[-2], FinalSummary)
            with pytest.raises(ConnectionClosed) as closed:
                await connection.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1000

    play(tmp_path, scenario)


def test_a_server_that_is_going_takes_no_new_calls(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        async with opened(gateway) as going_on:
            await hear(going_on)
            gateway.gateway.registry.draining = True
            # A balancer asks another one at this answer, but not for a call that is here.
            with pytest.raises(InvalidStatus) as refused:
                await connect(gateway.address("c2"), proxy=None)
            assert refused.value.response.status_code == 503
            async with opened(gateway) as again:
                event = await hear(again)
                assert isinstance(event, ErrorEvent)
                assert event.code is ErrorCode.SHUTTING_DOWN

    play(tmp_path, scenario)


@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [
        ("tenant_id=telecom&conversation_id=c1", {}, 401),
        ("tenant_id=telecom&conversation_id=c1", {"Authorization": "Bearer wrong"}, 401),
        ("tenant_id=banco&conversation_id=c1", {"Authorization": "Bearer secret-t"}, 403),
        ("tenant_id=telecom", {"Authorization": "Bearer secret-t"}, 400),
        ("tenant_id=telecom&conversation_id=a%20b", {"Authorization": "Bearer secret-t"}, 400),
        (
            "tenant_id=telecom&conversation_id=c1",
            {"Authorization": "Bearer secret-t", "Origin": "https://elsewhere.example"},
            403,
        ),
    ],
)
def test_who_may_not_come_in_is_told_before_the_socket_opens(
    tmp_path: Path, query: str, headers: dict[str, str], status: int
) -> None:
    async def scenario(gateway: Running) -> None:
        with pytest.raises(InvalidStatus) as refused:
            await connect(f"{gateway.url}/api/v1/asr/stream?{query}", additional_headers=headers, proxy=None)
        assert refused.value.response.status_code == status
        assert gateway.gateway.registry.live == []

    play(tmp_path, scenario, api_token="telecom=secret-t,banco=secret-b")


def test_a_browser_brings_its_token_as_a_subprotocol(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        origin = gateway.http
        async with connect(
            gateway.address(),
            subprotocols=["escuta.v1", "bearer.secret-t"],  # type: ignore[list-item]
            origin=origin,  # type: ignore[arg-type]
            proxy=None,
        ) as connection:
            assert connection.subprotocol == "escuta.v1"
            await say(connection, Start())
            assert isinstance(await hear(connection), SessionStarted)

    play(tmp_path, scenario, api_token="telecom=secret-t")


def test_others_may_watch_a_call_and_take_nothing_from_it(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        address = f"{gateway.url}/api/v1/conversations/c1/events?tenant_id=telecom"
        with pytest.raises(InvalidStatus):
            await connect(address, proxy=None)
        async with opened(gateway) as connection:
            await hear(connection)
            async with connect(address, proxy=None) as watcher:
                with pytest.raises(InvalidStatus):
                    await connect(address.replace("telecom", "banco"), proxy=None)
                watching = asyncio.create_task(hear_until(watcher, SessionEnded))
                await send_sound(connection, 3)
                await say(connection, Stop())
                events = await hear_until(connection, SessionEnded)
                assert [event.seq for event in await watching] == [1, *(event.seq for event in events)]

    play(tmp_path, scenario)


def test_a_busy_processor_does_not_hold_the_loop(tmp_path: Path) -> None:
    """Cleaning burns processor time in a thread; pings are answered all the while."""

    class Burning:
        memory = None

        def clean(self, turns: list[Any]) -> list[Any]:
            total = 0
            for number in range(6_000_000):
                total += number
            return turns

        def flush(self) -> list[Any]:
            return []

    async def scenario(gateway: Running) -> None:
        loop = asyncio.get_running_loop()
        lags = []

        async def measure() -> None:
            while True:
                before = loop.time()
                await asyncio.sleep(0.005)
                lags.append(loop.time() - before - 0.005)

        measuring = asyncio.create_task(measure())
        await whole_call(gateway, SOUND)
        measuring.cancel()
        assert len(lags) > 20
        assert sorted(lags)[len(lags) // 2] < 0.05

    play(tmp_path, scenario, cleaner_for=lambda tenant, language: Burning())
