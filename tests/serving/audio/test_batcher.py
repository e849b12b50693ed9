"""Where batches are cut: with the real detector on speech, and with one that follows a script."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insights.audio.silero import FRAME
from insights.audio.vad import VadSettings, utterances
from insights.errors import EscutaError
from serving.audio import wav
from serving.audio.batcher import Batch, Batcher, BatcherSettings
from tests.serving.audio import voices

FRAME_S = FRAME / 16_000


class FakeDetector:
    """Says that somebody speaks in the frames whose first sample is above one half."""

    def probabilities(self, sound):
        return (sound[::FRAME] > 16_384).any(axis=1).astype(np.float32) * 0.9


def scripted(*stretches: tuple[bool, float]) -> np.ndarray:
    """(1, n) samples that the fake detector takes for speech or for silence, seconds each."""
    return np.concatenate(
        [
            np.full(round(seconds / FRAME_S) * FRAME, float(spoken), np.float32)
            for spoken, seconds in stretches
        ]
    )[None]


def pcm(samples: np.ndarray) -> np.ndarray:
    """(channels, n) → PCM16, interleaved."""
    return np.ascontiguousarray((np.clip(samples, -1, 1) * 32767).astype(np.int16).T)


def sound(batch: Batch) -> np.ndarray:
    """(n, channels)"""
    return np.frombuffer(b"".join(batch.pieces), np.int16).reshape(-1, batch.channels)


def batches(samples: np.ndarray, sizes: Iterator[int] | None = None, **options) -> list[Batch]:
    """All batches of a call; `detector` "fake" or Silero's."""
    fake = options.pop("fake", False)
    batcher = Batcher(BatcherSettings(**options), len(samples), FakeDetector if fake else None)
    found, at, coded = [], 0, pcm(samples)
    while at < len(coded):
        size = next(sizes) if sizes else 320
        found += batcher.push(coded[at : at + size].tobytes())
        at += size
    last = batcher.flush()
    return [*found, last] if last else found


def assert_whole(found: list[Batch], samples: np.ndarray) -> None:
    assert [batch.number for batch in found] == list(range(1, len(found) + 1))
    assert np.array_equal(np.concatenate([sound(batch) for batch in found]), pcm(samples))
    ends = [0.0, *(batch.end_s for batch in found)]
    assert all(batch.start_s == pytest.approx(end) for batch, end in zip(found, ends, strict=False))


# --- with speech ----------------------------------------------------------------------------------------


def test_a_call_is_cut_in_its_pauses_into_batches_of_5_to_10_s():
    samples = voices.call()
    found = batches(samples)
    assert_whole(found, samples)
    assert all(5 <= batch.duration_s <= 10 for batch in found[:-1])
    assert all(batch.speech for batch in found)
    spoken = [span for row in samples for span in utterances(row, VadSettings(min_silence_s=0.2), 30)]
    inside = [
        batch
        for batch in found[:-1]
        if any(span.start_s + 0.1 < batch.end_s < span.end_s - 0.1 for span in spoken)
    ]
    assert all(batch.forced for batch in inside)


@settings(max_examples=4)
@given(seed=st.integers(0, 1000))
def test_batches_do_not_depend_on_how_the_sound_came_in(seed):
    samples = voices.call()[:, : 16_000 * 25]
    random = np.random.default_rng(seed)
    sizes = iter(lambda: int(random.integers(1, 40_000)), None)
    found, whole = batches(samples, sizes), batches(samples, iter([samples.shape[1]]))
    assert [(batch.number, batch.start_s, batch.speech, batch.forced) for batch in found] == [
        (batch.number, batch.start_s, batch.speech, batch.forced) for batch in whole
    ]
    assert_whole(found, samples)


def test_speech_on_either_channel_is_speech():
    talk = voices.call()[:1, : 16_000 * 6]
    for rows in ([talk, voices.silence(6)], [voices.silence(6), talk]):
        assert batches(np.concatenate(rows))[0].speech


@pytest.mark.parametrize(
    ("sound", "seconds"),
    [
        ("digital silence", 30),
        ("room noise", 30),
        ("loud noise", 12),
        ("tone", 12),
        ("offset of direct current", 12),
    ],
)
def test_what_nobody_says_is_no_speech(sound, seconds):
    samples = {
        "digital silence": voices.silence(seconds, 2),
        "room noise": voices.noise(seconds, 0.0005),
        "loud noise": voices.noise(seconds, 0.05),
        "tone": voices.tone(seconds),
        "offset of direct current": voices.silence(seconds) + np.float32(0.25),
    }[sound]
    found = batches(samples)
    assert_whole(found, samples)
    assert not any(batch.speech for batch in found)


def test_speech_over_noise_is_still_speech():
    talk = voices.call()[:1, : 16_000 * 10]
    assert batches(talk + voices.noise(10, 0.01))[0].speech


def test_a_word_just_before_the_end_is_heard():
    word = voices.call()[:1, 16_000:19_200]
    last = batches(np.concatenate([voices.silence(1), word], axis=1))[-1]
    assert last.speech


# --- by script ------------------------------------------------------------------------------------------


def test_it_closes_in_the_first_pause_after_the_window():
    found = batches(scripted((True, 3), (False, 1), (True, 3), (False, 1), (True, 2)), fake=True)
    assert len(found) == 2
    assert 7.0 < found[0].duration_s < 7.4
    assert not found[0].forced


def test_a_breath_is_no_pause():
    found = batches(scripted((True, 6), (False, 0.16), (True, 1), (False, 1)), fake=True)
    assert found[0].duration_s > 7


def test_without_a_pause_it_is_cut_where_speech_is_least_likely():
    found = batches(scripted((True, 9), (False, 0.16), (True, 3)), fake=True)
    assert found[0].forced
    assert 9.0 <= found[0].duration_s <= 9.2


def test_endless_speech_is_cut_at_the_longest_window():
    found = batches(scripted((True, 25)), fake=True)
    assert [batch.forced for batch in found] == [True, True, False]
    assert all(9.8 <= batch.duration_s <= 10 for batch in found[:-1])


def test_silence_closes_at_the_window():
    found = batches(scripted((False, 20)), fake=True)
    assert all(5 <= batch.duration_s < 5.2 for batch in found[:-1])
    assert not any(batch.speech or batch.forced for batch in found)


@settings(max_examples=40)
@given(
    stretches=st.lists(
        st.tuples(st.booleans(), st.floats(0.05, 4)),
        min_size=1,
        max_size=15,
    ),
    window_s=st.sampled_from((0.5, 1.0, 5.0)),
    longer_s=st.sampled_from((0.0, 0.3, 5.0)),
    odd=st.integers(0, FRAME - 1),
    seed=st.integers(0, 99),
)
def test_nothing_is_lost_or_said_twice_in_any_call(stretches, window_s, longer_s, odd, seed):
    samples = scripted(*stretches)
    samples = np.concatenate([samples, np.zeros((1, odd), np.float32)], axis=1)
    options = {"batch_window_s": window_s, "max_batch_window_s": window_s + longer_s, "fake": True}
    random = np.random.default_rng(seed)
    found = batches(samples, iter(lambda: int(random.integers(1, 9_000)), None), **options)
    whole = batches(samples, iter([max(1, samples.shape[1])]), **options)
    assert [(batch.end_s, batch.speech, batch.forced) for batch in found] == [
        (batch.end_s, batch.speech, batch.forced) for batch in whole
    ]
    if samples.shape[1]:
        assert_whole(found, samples)
    assert all(batch.duration_s <= window_s + longer_s for batch in found)
    assert all(batch.duration_s >= min(window_s, window_s + longer_s - 0.128) for batch in found[:-1])
    for batch in found:
        spoken = sound(batch)[::FRAME, 0] > 16_384
        assert batch.speech or not (spoken[1:] & spoken[:-1]).any()


def test_what_waits_is_bounded_by_the_longest_window():
    batcher = Batcher(BatcherSettings(), 1, FakeDetector)
    waiting = []
    for _ in range(60):
        batcher.push(pcm(scripted((True, 0.5))).tobytes())
        waiting.append(batcher.buffered_s)
    assert 9 < max(waiting) <= 10.2


def test_nothing_waits_after_the_end():
    batcher = Batcher(BatcherSettings(), 2, FakeDetector)
    batcher.push(np.ones((700, 2), np.int16).tobytes())
    assert batcher.buffered_s == pytest.approx(700 / 16_000)
    batch = batcher.flush()
    assert batch is not None
    assert sound(batch).shape == (700, 2)
    assert batcher.buffered_s == 0
    assert batcher.flush() is None


def test_a_batch_becomes_a_wav():
    batch = batches(voices.call()[:, : 16_000 * 3])[0]
    assert np.array_equal(wav.decode(batch.to_wav()) * 32768, sound(batch).T)


@pytest.mark.parametrize(
    "options",
    [
        {"batch_window_s": 11},
        {"batch_window_s": 0.1},
        {"max_buffer_s": 5},
        {"pause_s": 0},
        {"threshold": 1},
    ],
)
def test_settings_that_make_no_sense_are_refused(options):
    with pytest.raises(EscutaError):
        BatcherSettings(**options)


# --- at another gateway ---------------------------------------------------------------------------------


@given(st.integers(0, 5), st.integers(0, 4), st.sampled_from([320, 4_000, 70_000]))
def test_another_batcher_goes_on_with_the_same_cuts(safe: int, told: int, size: int):
    samples = scripted((True, 7.0), (False, 1.0), (True, 12.0), (False, 30.0), (True, 6.0), (False, 1.0))
    coded = pcm(samples)
    whole = batches(samples, fake=True)
    done, heard = whole[:safe], whole[safe : safe + told]
    start = done[-1].cut.end if done else 0
    other = Batcher(BatcherSettings(), 1, FakeDetector)
    other.go_on(len(done), start, [batch.cut for batch in heard])
    found = []
    for at in range(start, samples.shape[1], size):
        found += other.push(coded[at : at + size].tobytes())
    last = other.flush()
    again = [*done, *found, *([last] if last is not None else [])]
    assert [(each.number, each.cut) for each in again] == [(each.number, each.cut) for each in whole]
    assert_whole(again, samples)
