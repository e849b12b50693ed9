"""WAV in memory: what is written can be read anywhere, and what cannot be read is named."""

import io
import struct
import wave

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from serving.audio import wav
from serving.audio.wav import WavError, WavFault
from serving.protocol import Encoding
from tests.serving.audio import voices


def written(rate_hz=16_000, channels=1, width=2, frames=160) -> bytes:
    """By Python's own writer."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setparams((channels, width, rate_hz, 0, "NONE", ""))
        out.writeframes(bytes(frames * channels * width))
    return buffer.getvalue()


@given(channels=st.sampled_from((1, 2)), frames=st.integers(0, 500), seed=st.integers(0, 99))
def test_what_is_encoded_comes_back(channels, frames, seed):
    samples = np.random.default_rng(seed).uniform(-1, 1, (channels, frames)).astype(np.float32)
    back = wav.decode(wav.encode(samples))
    assert back.shape == samples.shape
    assert frames == 0 or np.abs(back - samples).max() < 1e-4


def test_louder_than_full_scale_is_clipped_not_wrapped():
    back = wav.decode(wav.encode(np.array([[2.0, -2.0]], dtype=np.float32)))
    assert np.allclose(back, [[1, -1]], atol=1e-4)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", WavFault.EMPTY),
        (b"no wav at all, but long enough", WavFault.NOT_WAV),
        (b"RIFF\x04\0\0\0WAVE", WavFault.TRUNCATED),
        (written()[:30], WavFault.TRUNCATED),
        (written()[:-10], WavFault.TRUNCATED),
        (written(rate_hz=8_000), WavFault.RATE),
        (written(rate_hz=96_000), WavFault.RATE),
        (written(channels=3), WavFault.CHANNELS),
        (written(width=3), WavFault.CODING),
        (written(width=1), WavFault.CODING),
        (b"RIFF\0\0\0\0WAVEdata\x04\0\0\0abcd", WavFault.NOT_WAV),
    ],
)
def test_what_cannot_be_taken_is_named(data, fault):
    with pytest.raises(WavError) as caught:
        wav.decode(data)
    assert caught.value.fault is fault


def test_other_rates_and_telephone_codings_are_parsed():
    found = wav.parse(written(rate_hz=44_100, channels=2, frames=441))
    assert (found.audio.sample_rate_hz, found.audio.channels) == (44_100, 2)
    assert found.duration_s == pytest.approx(0.01)
    header = struct.pack("<HHIIHH", 7, 1, 8_000, 8_000, 1, 8)
    body = b"WAVEfmt " + struct.pack("<I", 16) + header + b"data" + struct.pack("<I", 80) + bytes(80)
    found = wav.parse(b"RIFF" + struct.pack("<I", len(body)) + body)
    assert found.audio.encoding is Encoding.MULAW
    assert found.duration_s == pytest.approx(0.01)


def test_a_length_left_open_by_a_streaming_writer_means_all_that_follows():
    data = bytearray(written(frames=100))
    struct.pack_into("<I", data, data.index(b"data") + 4, 0xFFFFFFFF)
    assert wav.decode(bytes(data)).shape == (1, 100)


def test_chunks_that_are_not_sound_are_passed_over():
    plain = written(frames=100)
    extra = plain[:36] + b"LIST" + struct.pack("<I", 3) + b"abc\0" + plain[36:]
    assert wav.decode(extra).shape == (1, 100)


@given(
    cut=st.integers(0, 400), flips=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 255)), max_size=6)
)
def test_damage_is_never_more_than_a_named_fault(cut, flips):
    data = bytearray(wav.encode(voices.noise(0.01)))
    for at, value in flips:
        data[at] = value
    try:
        samples = wav.decode(bytes(data[:cut]))
    except WavError:
        return
    assert samples.ndim == 2
