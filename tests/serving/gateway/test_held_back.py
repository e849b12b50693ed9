"""What cleaning holds back, a number nobody has finished, is told once: with a later batch or at the end."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from insights.records import Speaker, Turn
from serving.gateway.gateway import Gateway
from serving.protocol import (
    BatchProcessed,
    EndReason,
    ErrorCode,
    ErrorEvent,
    FinalSummary,
    SessionEnded,
    SessionStarted,
    Stop,
)
from tests.serving.gateway.kit import (
    Running,
    coded_sound,
    hear,
    hear_until,
    in_text,
    opened,
    running,
    say,
    texts,
    whole_call,
    whole_text,
)

Scenario = Callable[[Running], Coroutine[Any, Any, None]]


def said(*lines: tuple[Speaker, str]) -> tuple[Turn, ...]:
    return tuple(
        Turn(turn_id=f"t{number}", speaker=speaker, start_s=5 * number, end_s=5 * number + 4, text=text)
        for number, (speaker, text) in enumerate(lines)
    )


ASKED = (
    (Speaker.CUSTOMER, "bom dia quero cancelar o plano da minha mãe"),
    (Speaker.AGENT, "qual é o cpf dela por favor"),
)
DICTATED = said(
    *ASKED,
    (Speaker.CUSTOMER, "é o cinco dois nove nove oito dois"),
    (Speaker.AGENT, "certo"),
    (Speaker.CUSTOMER, "dois quatro sete dois cinco"),
)
UNFINISHED = said(*ASKED, (Speaker.CUSTOMER, "é o cinco dois nove nove oito dois dois quatro sete"))
FINISHED = said(
    *((turn.speaker, turn.text) for turn in DICTATED),
    (Speaker.AGENT, "obrigado vou abrir o pedido de cancelamento agora mesmo"),
)


def play(folder: Path, scenario: Scenario, **options: Any) -> None:
    async def go() -> None:
        async with running(folder, **options) as gateway:
            await scenario(gateway)

    asyncio.run(go())


def batches(events: list[Any]) -> list[BatchProcessed]:
    return [event for event in events if isinstance(event, BatchProcessed)]


def told(events: list[Any]) -> list[tuple[str, str]]:
    return [(each.segment_id, each.text) for batch in batches(events) for each in batch.segments]


async def stored(gateway: Running) -> list[tuple[str, str]]:
    turns = await gateway.parts.store.transcript("telecom", "c1")
    return [(turn.turn_id, turn.text) for turn in turns]


def dictated_away(segments: list[tuple[str, str]]) -> None:
    """In order, each once, and the number a placeholder."""
    assert [number for number, _ in segments] == [f"s{at:04d}" for at in range(1, len(segments) + 1)]
    text = " ".join(text for _, text in segments)
    assert "[CPF_1]" in text
    assert not set(text.split()) & {"dois", "quatro", "cinco", "sete", "oito", "nove"}


@pytest.mark.parametrize("door", ["text", "sound"])
def test_what_waits_at_the_end_is_one_more_batch_before_the_summary(tmp_path: Path, door: str) -> None:
    async def scenario(gateway: Running) -> None:
        if door == "text":
            events = await whole_text(gateway, texts(DICTATED))
        else:
            events = await whole_call(gateway, coded_sound(DICTATED, 26))
        dictated_away(told(events))
        assert await stored(gateway) == told(events)
        assert [batch.batch for batch in batches(events)] == list(range(1, len(batches(events)) + 1))
        rest = batches(events)[-1]
        assert [text for _, text in told([rest])][-1] == "[CPF_1]"
        assert (rest.silent, rest.failed, rest.asr_ms, rest.language) == (False, False, 0, "pt")
        final = events[-2]
        assert isinstance(final, FinalSummary)
        assert final.batches == len(batches(events))
        assert final.segments == len(told(events))
        # A turn that was told in parts has been said once.
        assert final.speech_s == pytest.approx(4 * len(DICTATED), abs=0.1)
        assert rest.end_s == final.duration_s
        # The question for the summary shows what came last.
        (asked,) = [job for job in gateway.queue.jobs if job.job_id.startswith(final.summary.insight_id)]
        assert [(turn.turn_id, turn.text) for turn in asked.turns] == told(events)
        assert events[-1].reason is EndReason.STOPPED

    play(tmp_path, scenario, turns=DICTATED)


def test_a_number_nobody_finished_is_no_less_a_number(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        events = await whole_text(gateway, texts(UNFINISHED))
        assert "nove" not in str(told(events))
        assert len(told([batches(events)[-1]])) == 1

    play(tmp_path, scenario)


def test_nothing_waits_nothing_more_comes(tmp_path: Path) -> None:
    async def scenario(gateway: Running) -> None:
        events = await whole_text(gateway, texts(FINISHED))
        dictated_away(told(events))
        assert len(batches(events)) == len(FINISHED)

    play(tmp_path, scenario)


@pytest.mark.parametrize("cut", range(1, len(FINISHED)))
def test_a_line_lost_within_a_number_changes_nothing(tmp_path: Path, cut: int) -> None:
    async def scenario(gateway: Running) -> None:
        whole = told(await whole_text(gateway, texts(FINISHED), conversation="whole"))
        async with opened(gateway, in_text()) as connection:
            events: list[Any] = [await hear(connection)]
            for message in texts(FINISHED[:cut]):
                await say(connection, message)
                events += await hear_until(connection, BatchProcessed)
            connection.transport.abort()
        again = in_text().model_copy(update={"session_id": events[0].session_id, "last_seq": events[-1].seq})
        async with opened(gateway, again) as connection:
            greeting = await hear(connection)
            assert isinstance(greeting, SessionStarted)
            assert greeting.text_offset == cut
            for message in texts(FINISHED[cut:]):
                await say(connection, message)
            await say(connection, Stop())
            events += await hear_until(connection, SessionEnded)
        assert told(events) == whole == await stored(gateway)

    play(tmp_path, scenario)


@pytest.mark.parametrize("reason", [EndReason.ABANDONED, EndReason.SHUTDOWN, EndReason.LIMIT])
def test_however_a_call_ends(tmp_path: Path, reason: EndReason) -> None:
    async def end(gateway: Running, registry: Gateway) -> None:
        (session,) = registry.registry.live
        if reason is EndReason.SHUTDOWN:
            await registry.registry.drain(0)
        await asyncio.wait_for(session.wait_ended(), 30)
        assert session.reason is reason

    async def scenario(gateway: Running) -> None:
        async with opened(gateway, in_text()) as connection:
            await hear(connection)
            for message in texts(DICTATED):
                await say(connection, message)
            await hear_until(connection, BatchProcessed)
            if reason is not EndReason.ABANDONED:
                await end(gateway, gateway.gateway)
        if reason is EndReason.ABANDONED:
            await end(gateway, gateway.gateway)
        dictated_away(await stored(gateway))
        assert (await stored(gateway))[-1][1] == "[CPF_1]"

    limit = {"max_call_s": DICTATED[-1].end_s - 1} if reason is EndReason.LIMIT else {}
    play(tmp_path, scenario, stream={"grace_s": 0.3, **limit})


def test_a_cleaner_that_fails_at_the_end_does_not_keep_the_call_from_ending(tmp_path: Path) -> None:
    class Careless:
        memory = None

        def clean(self, turns: list[Turn]) -> list[Turn]:
            return turns

        def flush(self) -> list[Turn]:
            raise RuntimeError("segredo")

    async def scenario(gateway: Running) -> None:
        events = await whole_text(gateway, texts(FINISHED))
        (error,) = [event for event in events if isinstance(event, ErrorEvent)]
        assert error.code is ErrorCode.ASR_UNAVAILABLE
        assert "segredo" not in error.model_dump_json()
        assert events[-2].summary is not None
        assert events[-1].reason is EndReason.STOPPED

    play(tmp_path, scenario, cleaner_for=lambda tenant, language: Careless())
