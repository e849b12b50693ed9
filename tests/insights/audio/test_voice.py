"""The detector gives the answers of the network that it was made from."""

import numpy as np
import pytest

from insights.audio.decode import Samples, decode_file
from insights.audio.silero import FRAME
from insights.audio.vad import VadSettings, utterances
from insights.audio.voice import Memory, probabilities
from insights.resources import data_dir


@pytest.fixture(scope="module")
def call() -> Samples:
    """30 s of a demo call, (2, n)."""
    path = sorted((data_dir() / "demo" / "audio").glob("*.flac"))[0]
    return decode_file(path).samples[:, : 30 * 16_000 // FRAME * FRAME]


def test_probabilities_are_those_of_the_network_that_faster_whisper_ships(call: Samples) -> None:
    from faster_whisper.vad import get_vad_model

    found, _ = probabilities(call, Memory.new(2))
    for row, likely in zip(call, found, strict=True):
        # Theirs blanks the end of the last frame.
        expected = get_vad_model()(np.concatenate([row, np.zeros(FRAME, dtype=np.float32)])).reshape(-1)
        np.testing.assert_allclose(likely[:-1], expected[: len(likely) - 1], atol=1e-5)


def test_a_stream_may_come_in_parts_and_beside_others(call: Samples) -> None:
    whole, _ = probabilities(call, Memory.new(2))
    memories = [Memory.new(1), Memory.new(1)]
    parts = []
    for first in range(0, call.shape[1], 20 * FRAME):
        likely, after = probabilities(call[:, first : first + 20 * FRAME], Memory.joined(memories))
        memories = [after.of(0), after.of(1)]
        parts.append(likely)
    np.testing.assert_allclose(np.concatenate(parts, axis=1), whole, atol=1e-5)


@pytest.mark.parametrize(
    ("settings", "max_s"), [(VadSettings(), 10.0), (VadSettings(min_silence_s=0.2, threshold=0.5), 2.0)]
)
def test_utterances_are_silero_s_own(call: Samples, settings: VadSettings, max_s: float) -> None:
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(
        threshold=settings.threshold,
        min_speech_duration_ms=round(settings.min_speech_s * 1000),
        max_speech_duration_s=max_s - 2 * settings.padding_s,
        min_silence_duration_ms=round(settings.min_silence_s * 1000),
        speech_pad_ms=0,
    )
    for row in call:
        expected = [(each["start"], each["end"]) for each in get_speech_timestamps(row.copy(), options)]
        found = utterances(row, settings, max_s)
        assert [(each.start_s, each.end_s) for each in found] == [
            (round(start / 16_000, 3), round(end / 16_000, 3)) for start, end in expected
        ]


def test_silence_has_no_utterances() -> None:
    steady = np.full(5 * 16_000 + 100, 0.2, dtype=np.float32)
    for sound in (steady, np.zeros_like(steady), steady[:0]):
        assert utterances(sound, VadSettings(), 10.0) == []


def test_trailing_silence_changes_nothing(call: Samples) -> None:
    row = call[0, : 8 * 16_000]
    longer = np.concatenate([row, np.zeros(4 * 16_000, dtype=np.float32)])
    first, then = utterances(row, VadSettings(), 10.0), utterances(longer, VadSettings(), 10.0)
    assert [each.start_s for each in first] == [each.start_s for each in then]


def test_without_detection_all_sound_is_speech() -> None:
    found = utterances(np.zeros(25 * 16_000, dtype=np.float32), VadSettings(detect=False), 10.0)
    assert [(each.first, each.last) for each in found] == [
        (0, 160_000),
        (160_000, 320_000),
        (320_000, 400_000),
    ]
