"""Calls in text: turns that were transcribed elsewhere, or written in a chat, through the same door."""

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect

from insights.insight import Standing
from insights.records import Speaker
from serving.gateway.intake import plain
from serving.protocol import (
    MAX_TEXT_CHARS,
    BatchProcessed,
    EndReason,
    ErrorCode,
    ErrorEvent,
    FinalSummary,
    Flow,
    InsightEvent,
    SessionEnded,
    SessionStarted,
    Start,
    Stop,
    TextFormat,
    TextMessage,
)
from tests.serving.gateway.kit import (
    STEREO,
    Running,
    hear,
    hear_until,
    in_text,
    opened,
    running,
    say,
    texts,
    whole_text,
)
from tests.serving.gateway.script import TURNS

Scenario = Callable[[Running], Coroutine[Any, Any, None]]


def play(folder: Path, scenario: Scenario, **options: Any) -> None:
    async def go() -> None:
        async with running(folder, **options) as gateway:
            await scenario(gateway)

    asyncio.run(go())


def of(kind: type[Any], events: list[Any]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


def test_a_call_in_text_from_start_to_end(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        events = await whole_text(gateway, texts(TURNS))
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        batches = of(BatchProcessed, events)
        assert [batch.batch for batch in batches] == list(range(1, len(TURNS) + 1))
        assert [(batch.start_s, batch.end_s) for batch in batches] == [(t.start_s, t.end_s) for t in TURNS]
        assert [batch.segments[0].speaker for batch in batches] == [turn.speaker for turn in TURNS]
        assert not any(batch.silent or batch.failed or batch.asr_ms for batch in batches)
        assert gateway.asr.calls == 0
        alerts = [event.insight for event in of(InsightEvent, events) if event.insight.category]
        assert [(alert.rev, alert.standing) for alert in alerts[:2]] == [
            (1, Standing.TENTATIVE),
            (2, Standing.CONFIRMED),
        ]
        final = events[-2]
        assert isinstance(final, FinalSummary)
        assert final.summary is not None
        assert (final.duration_s, final.segments) == (TURNS[-1].end_s, len(TURNS))
        assert events[-1].reason is EndReason.STOPPED
        stored = await gateway.parts.store.transcript("telecom", "c1")
        assert [turn.text for turn in stored] == [
            segment.text for batch in batches for segment in batch.segments
        ]

    play(tmp_path, scenario)


def test_a_chat_has_the_times_at_which_it_was_written(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        async with opened(gateway, in_text()) as connection:
            await hear(connection)
            spans = []
            for said in ("oi", "quero cancelar o plano"):
                await say(connection, TextMessage(speaker=Speaker.CUSTOMER, text=said))
                batch = (await hear_until(connection, BatchProcessed))[-1]
                spans.append((batch.start_s, batch.end_s))
            assert all(start_s == end_s for start_s, end_s in spans)
            assert spans[0] < spans[1]

    play(tmp_path, scenario)


@pytest.mark.parametrize(
    ("start", "code"),
    [
        (Start(audio=TextFormat()), ErrorCode.BAD_TEXT),
        (Start(audio=TextFormat(), language="pt", speakers=(Speaker.AGENT,)), ErrorCode.BAD_TEXT),
        (Start(audio=TextFormat(), language="en"), ErrorCode.BAD_MESSAGE),
    ],
)
def test_a_call_in_text_must_say_a_language_and_no_speakers(
    tmp_path: Path, start: Start, code: ErrorCode
) -> None:
    async def scenario(gateway: Running) -> None:
        async with opened(gateway, start) as connection:
            event = await hear(connection)
            assert isinstance(event, ErrorEvent)
            assert (event.code, event.fatal) == (code, True)

    play(tmp_path, scenario)


def test_sound_and_text_do_not_mix(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        async with opened(gateway, in_text()) as connection:
            await hear(connection)
            await connection.send(b"\0" * 6400)
            assert (await hear_until(connection, ErrorEvent))[-1].code is ErrorCode.BAD_AUDIO
            await say(connection, Stop())
            assert (await hear_until(connection, SessionEnded))[-1].reason is EndReason.STOPPED
        async with opened(gateway, Start(audio=STEREO), "c2") as connection:
            await hear(connection)
            await say(connection, texts(TURNS)[0])
            assert (await hear_until(connection, ErrorEvent))[-1].code is ErrorCode.BAD_TEXT

    play(tmp_path, scenario)


@pytest.mark.parametrize(
    "message",
    [
        {"speaker": "customer", "text": ""},
        {"speaker": "customer", "text": "segredo " * (MAX_TEXT_CHARS // 8 + 1)},
        {"speaker": "customer", "text": "segredo", "start_s": 5, "end_s": 4},
        {"speaker": "segredo", "text": "oi"},
        {"speaker": "customer", "text": "segredo", "start_s": -1},
    ],
)
def test_a_bad_turn_is_refused_without_being_repeated(tmp_path: Path, message: dict[str, Any]) -> None:
    async def scenario(gateway: Running) -> None:
        async with opened(gateway, in_text()) as connection:
            await hear(connection)
            await connection.send(json.dumps({"type": "text", **message}))
            error = (await hear_until(connection, ErrorEvent))[-1]
            assert (error.code, error.fatal) == (ErrorCode.BAD_MESSAGE, False)
            assert "segredo" not in error.model_dump_json()
            assert gateway.gateway.registry.live[0].received == 0

    play(tmp_path, scenario)


def test_a_session_in_text_is_gone_on_with_as_text(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        async with opened(gateway, in_text()) as connection:
            session_id = (await hear(connection)).session_id
            for message in texts(TURNS[:3]):
                await say(connection, message)
            events = await hear_until(connection, BatchProcessed)
            while sum(isinstance(event, BatchProcessed) for event in events) < 3:
                events += await hear_until(connection, BatchProcessed)
            connection.transport.abort()
        as_sound = Start(audio=STEREO, session_id=session_id, last_seq=1)
        async with opened(gateway, as_sound) as connection:
            event = await hear(connection)
            assert isinstance(event, ErrorEvent)
            assert event.code is ErrorCode.BAD_AUDIO
        again = in_text().model_copy(update={"session_id": session_id, "last_seq": events[-1].seq})
        async with opened(gateway, again) as connection:
            greeting = await hear(connection)
            assert isinstance(greeting, SessionStarted)
            assert (greeting.resumed, greeting.text_offset, greeting.audio_offset_bytes) == (True, 3, 0)
            for message in texts(TURNS[3:]):
                await say(connection, message)
            await say(connection, Stop())
            final = of(FinalSummary, await hear_until(connection, SessionEnded))[0]
            assert final.segments == len(TURNS)

    play(tmp_path, scenario)


def test_what_waits_to_be_cleaned_is_bounded_and_nothing_is_lost(tmp_path: Path) -> None:
    go = threading.Event()

    class Waiting:
        memory = None

        def clean(self, turns: list[Any]) -> list[Any]:
            assert go.wait(10)
            return turns

        def flush(self) -> list[Any]:
            return []

    async def scenario(gateway: Running) -> None:
        async with opened(gateway, in_text()) as connection:
            await hear(connection)
            said = TextMessage(speaker=Speaker.CUSTOMER, text="bom dia " * 10)
            sending = asyncio.create_task(_send_all(connection, [said] * 60))
            assert (await hear_until(connection, Flow))[-1].state == "hold"
            assert (await hear_until(connection, ErrorEvent))[-1].code is ErrorCode.BUFFER_FULL
            assert gateway.gateway.registry.live[0].buffered_s < 50
            go.set()
            await sending
            await say(connection, Stop())
            events = await hear_until(connection, SessionEnded)
            assert "go" in {event.state for event in of(Flow, events)}
            assert of(FinalSummary, events)[0].segments == 60

    play(tmp_path, scenario, cleaner_for=lambda tenant, language: Waiting())


async def _send_all(connection: Any, messages: list[TextMessage]) -> None:
    for message in messages:
        await say(connection, message)


def test_the_longest_call_is_ended(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        said = TextMessage(speaker=Speaker.CUSTOMER, text="bom dia", start_s=1e9, end_s=1e9)
        async with opened(gateway, in_text()) as connection:
            await say(connection, said)
            assert (await hear_until(connection, SessionEnded))[-1].reason is EndReason.LIMIT

    play(tmp_path, scenario)


def test_a_word_without_end_does_no_harm(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        said = TextMessage(speaker=Speaker.CUSTOMER, text="x" * MAX_TEXT_CHARS)
        events = await whole_text(gateway, [said, *texts(TURNS)])
        assert len(of(BatchProcessed, events)[0].segments[0].text) <= 60
        assert events[-1].reason is EndReason.STOPPED

    play(tmp_path, scenario)


def test_a_session_in_text_is_only_its_tenants(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        async with opened(gateway, in_text()) as connection:
            session_id = (await hear(connection)).session_id
            taken = in_text().model_copy(update={"session_id": session_id, "last_seq": 1})
            async with connect(gateway.address("c1", "banco"), proxy=None) as other:
                await say(other, taken)
                event = await hear(other)
                assert isinstance(event, ErrorEvent)
                assert event.code is ErrorCode.UNKNOWN_SESSION

    play(tmp_path, scenario)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("meu cpf\né 529\u200b.982\u200b.247-25", "meu cpf é 529.982.247-25"),
        ("\uff15\uff12\uff19", "529"),
        ("\U0001d7d3\U0001d7d0\U0001d7d7", "529"),
        ("cafe\u0301 nº 5", "café nº 5"),
        ("\x00a\x1bb", "a b"),
        ("\u200b", ""),
    ],
)
def test_written_text_is_read_in_its_usual_form(written: str, read: str) -> None:
    assert plain(written) == read


def test_hidden_characters_do_not_hide_personal_data(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        said = (
            "meu cpf é 529\u200b.982\u200b.247\u200b-25",
            "o e-mail é ana.silva\uff20exemplo.com",
            "cartão \uff14\uff19\uff11\uff16 4747 6440 1581",
        )
        messages = [TextMessage(speaker=Speaker.CUSTOMER, text=text) for text in said]
        events = await whole_text(gateway, messages)
        shown = " ".join(s.text for batch in of(BatchProcessed, events) for s in batch.segments)
        assert "[CPF_1]" in shown
        assert "[EMAIL_1]" in shown
        assert "[CARTAO_1]" in shown

    play(tmp_path, scenario)
