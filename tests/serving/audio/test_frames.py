"""Bytes of clients → samples, against libav and against whole decoding."""

import io
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.audio.decode import RawFormat, decode
from serving.audio.frames import FrameDecoder
from serving.protocol import AudioFormat, Encoding


def decoded(audio: AudioFormat, *messages: bytes) -> np.ndarray:
    decoder = FrameDecoder(audio)
    return np.concatenate([*(decoder.push(message) for message in messages), decoder.flush()], axis=1)


def sine(rate_hz: int, seconds: float, hz: float = 300.0) -> bytes:
    times_s = np.arange(round(rate_hz * seconds)) / rate_hz
    return (np.sin(2 * np.pi * hz * times_s) * 8000).astype("<i2").tobytes()


@given(
    cuts=st.lists(st.integers(0, 5000), max_size=12),
    encoding=st.sampled_from(Encoding),
    rate_hz=st.sampled_from((8_000, 11_025, 16_000, 22_050, 44_100, 48_000)),
    channels=st.sampled_from((1, 2)),
    seed=st.integers(0, 99),
)
def test_samples_do_not_depend_on_how_the_bytes_were_cut(cuts, encoding, rate_hz, channels, seed):
    audio = AudioFormat(encoding=encoding, sample_rate_hz=rate_hz, channels=channels)
    data = np.random.default_rng(seed).bytes(5001)
    edges = [0, *sorted(cuts), len(data)]
    messages = [data[start:end] for start, end in itertools.pairwise(edges)]
    assert np.array_equal(decoded(audio, *messages), decoded(audio, data))


@pytest.mark.parametrize(("encoding", "name"), [(Encoding.MULAW, "ulaw"), (Encoding.ALAW, "alaw")])
def test_telephone_codings_are_those_of_libav(encoding, name):
    data = bytes(range(256))
    ours = FrameDecoder(AudioFormat(encoding=encoding)).push(data)
    theirs = decode(io.BytesIO(data), RawFormat(name, 16_000)).samples
    assert np.array_equal(ours, theirs)


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 16_000, 24_000, 32_000, 44_100, 48_000])
def test_every_rate_becomes_16_khz_without_delay_or_change_of_pitch(rate_hz):
    samples = decoded(AudioFormat(sample_rate_hz=rate_hz), sine(rate_hz, 1.0))[0]
    assert abs(len(samples) - 16_000) <= 1
    expected = np.sin(2 * np.pi * 300.0 * np.arange(len(samples)) / 16_000) * 8000 / 32768
    assert np.abs(samples - expected)[400:-400].max() < 0.002


def test_channels_stay_apart():
    stereo = np.array([[1000, -2000], [1000, -2000], [1000, -2000]], dtype="<i2").tobytes()
    samples = FrameDecoder(AudioFormat(channels=2)).push(stereo)
    assert samples.shape == (2, 3)
    assert np.allclose(samples * 32768, [[1000] * 3, [-2000] * 3])


def test_half_a_sample_waits_for_its_other_half():
    decoder = FrameDecoder(AudioFormat(channels=2))
    assert decoder.push(b"\x01\x00\x02").shape == (2, 0)
    assert np.array_equal(decoder.push(b"\x00") * 32768, [[1], [2]])
    assert decoder.received_bytes == 4


def test_the_offset_counts_all_bytes_and_the_time_their_sound():
    decoder = FrameDecoder(AudioFormat(encoding=Encoding.MULAW, sample_rate_hz=8_000, channels=2))
    for _ in range(50):
        decoder.push(bytes(320))
    assert decoder.received_bytes == 16_000
    assert decoder.received_s == 1.0


def test_the_loudest_sample_is_full_scale():
    samples = FrameDecoder(AudioFormat()).push(np.array([-32768, 32767], dtype="<i2").tobytes())
    assert samples.min() == -1.0
    assert 0.9999 < samples.max() < 1.0


def test_buffers_of_any_kind_are_taken():
    decoder = FrameDecoder(AudioFormat())
    for data in (b"\1\0", bytearray(b"\1\0"), memoryview(b"\1\0")):
        assert decoder.push(data).shape == (1, 1)


def test_the_same_sound_by_libav_is_close():
    data = sine(8_000, 1.0)
    theirs = decode(io.BytesIO(data), RawFormat("pcm16", 8_000)).samples
    ours = decoded(AudioFormat(sample_rate_hz=8_000), data)
    both = min(ours.shape[1], theirs.shape[1])
    assert np.abs(ours[:, 400 : both - 400] - theirs[:, 400 : both - 400]).max() < 0.005
