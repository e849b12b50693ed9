"""What every recogniser does, in this process or over HTTP: the same cases against both."""

import asyncio
import threading

import numpy as np
import pytest

from serving.asr.api import AsrError, AsrFault, Transcription
from serving.audio import wav
from tests.serving.asr.running import KINDS, FakeEngine, eventually, opened, real_engine, settings
from tests.serving.audio import voices

pytestmark = pytest.mark.parametrize("kind", KINDS)

SECOND = 16_000


def real(_):
    return real_engine()


def speech(first_s: float, last_s: float, call: str = voices.PORTUGUESE) -> np.ndarray:
    return voices.call(call)[:, round(first_s * SECOND) : round(last_s * SECOND)]


def spoken(milliseconds: int = 0) -> bytes:
    """One utterance, a little longer on demand, so that a fake engine can tell them apart."""
    return wav.encode(speech(0, 4 + milliseconds / 1000)[:1])


async def heard(asr, sound: bytes, **options) -> Transcription:
    known = {"language": None, "session_id": "s", "timeout_s": 20.0}
    return await asr.transcribe(sound, **{**known, **options})


def words(result: Transcription) -> str:
    return " ".join(piece.text for piece in result.pieces)


# --- what is said ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("call", "language"), [(voices.PORTUGUESE, "pt"), (voices.SPANISH, "es")])
def test_speech_becomes_text_with_its_language_channels_and_times(kind, call, language):
    async def go():
        async with opened(kind, real) as (asr, _):
            result = await heard(asr, wav.encode(speech(0, 9, call)))
            assert result.language == language
            assert result.language_probability > 0.9
            assert result.model == "embedded"
            assert len(words(result).split()) >= 8
            assert {piece.channel for piece in result.pieces} == {0, 1}
            starts = [piece.start_s for piece in result.pieces]
            assert starts == sorted(starts)
            assert all(0 <= piece.start_s < piece.end_s <= 9 for piece in result.pieces)

    asyncio.run(go())


def test_both_ways_hear_the_same(kind):
    async def go():
        sound = wav.encode(speech(0, 9))
        async with opened("in process", real) as (embedded, _), opened(kind, real) as (asr, _):
            assert await heard(asr, sound) == await heard(embedded, sound)

    asyncio.run(go())


def test_a_given_language_is_not_questioned(kind):
    async def go():
        async with opened(kind, real) as (asr, _):
            result = await heard(asr, spoken(), language="es")
            assert (result.language, result.language_probability) == ("es", None)
            assert result.pieces

    asyncio.run(go())


def test_silence_and_noise_have_no_text_and_never_reach_the_model(kind):
    async def go():
        engine = FakeEngine()
        async with opened(kind, lambda _: engine) as (asr, _):
            for sound in (voices.silence(8, 2), voices.noise(8, 0.01), voices.tone(8), voices.silence(0)):
                result = await heard(asr, wav.encode(sound))
                assert (result.pieces, result.language) == ((), None)
            assert engine.rounds == []

    asyncio.run(go())


def test_sessions_at_the_same_time_each_get_their_own(kind):
    async def go():
        engine = FakeEngine()
        async with opened(kind, lambda _: engine, settings(gather_ms=200)) as (asr, _):
            sounds = [spoken(40 * number) for number in range(12)]
            alone = [words(await heard(asr, sound)) for sound in sounds]
            together = await asyncio.gather(
                *(heard(asr, sound, session_id=f"s{number}") for number, sound in enumerate(sounds))
            )
            assert [words(result) for result in together] == alone
            assert max(len(windows) for windows in engine.rounds) > 1

    asyncio.run(go())


def test_the_model_can_be_named(kind):
    async def go():
        async with opened(kind, real) as (asr, _):
            for name in (None, "embedded", "whisper-1"):
                assert (await heard(asr, spoken(), model=name)).model == "embedded"

    asyncio.run(go())


# --- what is refused ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sound", "options", "said"),
    [
        (b"", {}, "0 bytes"),
        (b"not a wav file at all", {}, "does not begin as a WAV"),
        (wav.encode(voices.silence(1))[:-100], {}, "announced"),
        (wav.encode(np.zeros((3, 160), np.float32)), {}, "3 channels"),
        (wav.encode(voices.silence(61)), {}, "61.0 s"),
        (wav.encode(voices.silence(1)), {"model": "whisper/huge"}, "the models are embedded"),
        (wav.encode(voices.silence(1)), {"language": "xx"}, "the languages are pt, es"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_the_reason(kind, sound, options, said):
    async def go():
        async with opened(kind, lambda _: FakeEngine()) as (asr, _):
            with pytest.raises(AsrError, match=said) as caught:
                await heard(asr, sound, **options)
            assert caught.value.fault is AsrFault.REFUSED

    asyncio.run(go())


def test_a_failing_model_fails_its_request_alone_and_keeps_what_was_said_to_itself(kind):
    class FailingEngine(FakeEngine):
        def transcribe(self, windows, language, *, word_timestamps=False):
            if any(len(window) > 4.5 * SECOND for window in windows):
                raise RuntimeError("she said: my number is 123")
            return super().transcribe(windows, language)

    async def go():
        async with opened(kind, lambda _: FailingEngine(), settings(gather_ms=200)) as (asr, _):
            bad = wav.encode(np.tile(speech(0.5, 4.3)[:1], 2))
            failed, fine = await asyncio.gather(
                heard(asr, bad, session_id="a"), heard(asr, spoken(), session_id="b"), return_exceptions=True
            )
            assert isinstance(failed, AsrError)
            assert failed.fault is AsrFault.UNAVAILABLE
            assert "123" not in str(failed)
            assert isinstance(fine, Transcription)
            assert fine.pieces

    asyncio.run(go())


# --- load -----------------------------------------------------------------------------------------------


def test_past_its_time_a_request_fails_and_is_never_recognised(kind):
    async def go():
        engine = FakeEngine(waits=True)
        async with opened(kind, lambda _: engine, settings(batch_requests=1)) as (asr, service):
            first = asyncio.create_task(heard(asr, spoken(), session_id="a"))
            assert await asyncio.to_thread(engine.began.acquire, timeout=10)
            second = asyncio.create_task(heard(asr, spoken(400), session_id="b", timeout_s=1.0))
            await eventually(lambda: service.models.waiting == 1)
            with pytest.raises(AsrError) as caught:
                await second
            assert caught.value.fault is AsrFault.TIMEOUT
            await eventually(lambda: service.models.waiting == 0)
            assert not first.done()
            engine.go.set()
            await first
            await heard(asr, spoken(200), session_id="c")
            assert len(engine.rounds) == 2

    asyncio.run(go())


def test_a_caller_that_hangs_up_is_not_recognised(kind):
    async def go():
        engine = FakeEngine(waits=True)
        async with opened(kind, lambda _: engine, settings(batch_requests=1)) as (asr, service):
            first = asyncio.create_task(heard(asr, spoken(), session_id="a"))
            assert await asyncio.to_thread(engine.began.acquire, timeout=10)
            given_up = asyncio.create_task(heard(asr, spoken(400), session_id="b"))
            await eventually(lambda: service.models.waiting == 1)
            given_up.cancel()
            await eventually(lambda: service.models.waiting == 0)
            engine.go.set()
            await first
            assert len(engine.rounds) == 1

    asyncio.run(go())


def test_a_session_with_too_much_waiting_is_told_when_to_come_back_and_others_go_on(kind):
    async def go():
        engine = FakeEngine(waits=True)
        limits = settings(batch_requests=1, session_queue_max=2, queue_max=4)
        async with opened(kind, lambda _: engine, limits) as (asr, service):
            tasks = [asyncio.create_task(heard(asr, spoken(), session_id="flood"))]
            assert await asyncio.to_thread(engine.began.acquire, timeout=10)
            tasks += [asyncio.create_task(heard(asr, spoken(), session_id="flood")) for _ in range(2)]
            await eventually(lambda: service.models.waiting == 2)
            with pytest.raises(AsrError) as busy:
                await heard(asr, spoken(), session_id="flood")
            tasks += [asyncio.create_task(heard(asr, spoken(), session_id=name)) for name in ("a", "b")]
            await eventually(lambda: service.models.waiting == 4)
            with pytest.raises(AsrError) as full:
                await heard(asr, spoken(), session_id="c")
            for caught in (busy, full):
                assert caught.value.fault is AsrFault.OVERLOADED
                assert caught.value.retry_after_s > 0
            engine.go.set()
            assert all(words(result) for result in await asyncio.gather(*tasks))

    asyncio.run(go())


def test_a_flooding_session_does_not_starve_another(kind):
    """With the real model, held until all wait: the quiet one goes in the second round of twelve."""
    held = threading.Event()

    class HeldEngine:
        window_s = real_engine().window_s

        def languages(self, windows):
            return real_engine().languages(windows)

        def transcribe(self, windows, language, *, word_timestamps=False):
            assert not windows[0].any() or held.wait(20)
            return real_engine().transcribe(windows, language)

    async def go():
        limits = settings(batch_requests=2, session_queue_max=30, gather_ms=0)
        async with opened(kind, lambda _: HeldEngine(), limits) as (asr, service):
            order: list[str] = []

            async def ask(session: str) -> None:
                assert (await heard(asr, spoken(), session_id=session, language="pt")).pieces
                order.append(session)

            flood = [asyncio.create_task(ask("flood")) for _ in range(24)]
            await eventually(lambda: service.models.waiting >= 22)
            quiet = asyncio.create_task(ask("quiet"))
            await eventually(lambda: service.models.waiting >= 23)
            held.set()
            await asyncio.gather(quiet, *flood)
            assert len(order) == 25
            assert order.index("quiet") < 8

    asyncio.run(go())


def test_it_is_healthy_until_it_is_closed(kind):
    async def go():
        async with opened(kind, lambda _: FakeEngine()) as (asr, service):
            assert await asr.healthy()
            await service.close()
            assert not await asr.healthy()
            with pytest.raises(AsrError) as caught:
                await heard(asr, spoken())
            assert caught.value.fault is AsrFault.UNAVAILABLE

    asyncio.run(go())
