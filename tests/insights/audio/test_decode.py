import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.audio.decode import (
    SAMPLE_RATE_HZ,
    AudioError,
    AudioFault,
    RawFormat,
    decode,
    decode_file,
    is_dual_mono,
)
from insights.errors import EscutaError
from tests.insights.audio.sounds import tone, write_sound


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize(
    ("suffix", "codec"), [("wav", "pcm_s16le"), ("flac", "flac"), ("wav", "pcm_mulaw"), ("au", "pcm_alaw")]
)
def test_any_rate_becomes_16_khz_with_its_pitch_and_length(
    tmp_path: Path, rate_hz: int, suffix: str, codec: str
):
    path = write_sound(tmp_path / f"tone.{suffix}", tone(1.5, rate_hz), rate_hz, codec=codec)
    sound = decode_file(path)
    assert (sound.sample_rate_hz, sound.channels, sound.codec) == (rate_hz, 1, codec)
    assert sound.duration_s == pytest.approx(1.5, abs=0.001)
    assert sound.samples.shape[1] == pytest.approx(1.5 * SAMPLE_RATE_HZ, abs=40)
    spectrum = np.abs(np.fft.rfft(sound.samples[0]))
    assert np.argmax(spectrum) / 1.5 == pytest.approx(440, abs=2)
    assert np.abs(sound.samples).max() == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize(
    ("suffix", "codec", "channels"), [("m4a", "aac", 2), ("mp3", "libmp3lame", 2), ("m4a", "aac", 8)]
)
def test_compressed_channels_stay_apart(tmp_path: Path, suffix: str, codec: str, channels: int):
    voices = np.stack([tone(1.0, 48_000, 300.0 * (number + 1)) for number in range(channels)])
    sound = decode_file(write_sound(tmp_path / f"x.{suffix}", voices, 48_000, codec=codec))
    assert sound.samples.shape[0] == channels
    if channels == 2:
        peaks = [np.argmax(np.abs(np.fft.rfft(row))) * SAMPLE_RATE_HZ / len(row) for row in sound.samples]
        assert peaks == pytest.approx([300, 600], abs=5)


@pytest.mark.parametrize(
    ("name", "codec", "container"),
    [
        ("call.8k.alaw.raw", "pcm_alaw", "alaw"),
        ("call.ulaw", "pcm_mulaw", "mulaw"),
        ("call_8000hz.pcm", "pcm_s16le", "s16le"),
    ],
)
def test_files_without_a_header_are_read_as_their_name_says(
    tmp_path: Path, name: str, codec: str, container: str
):
    path = write_sound(tmp_path / name, tone(1.0, 8_000), 8_000, codec=codec, container=container)
    sound = decode_file(path)
    assert (sound.sample_rate_hz, sound.duration_s) == (8_000, 1.0)
    assert np.argmax(np.abs(np.fft.rfft(sound.samples[0]))) == pytest.approx(440, abs=2)


def test_a_header_that_is_missing_can_be_given(tmp_path: Path):
    path = tmp_path / "call.wav"
    path.write_bytes((np.stack([tone(1.0, 16_000)] * 2, axis=1) * 32767).astype("<i2").tobytes())
    with pytest.raises(AudioError, match="raw=") as caught:
        decode_file(path)
    assert caught.value.fault is AudioFault.NO_HEADER
    sound = decode_file(path, RawFormat.parse("pcm16,16000,2"))
    assert (sound.channels, sound.duration_s) == (2, 1.0)


def test_a_wav_whose_header_lies_about_its_length_is_read_to_its_end(tmp_path: Path):
    path = write_sound(tmp_path / "x.wav", tone(1.0, 8_000), 8_000, codec="pcm_s16le")
    whole = bytearray(path.read_bytes())
    at = whole.index(b"data") + 4
    whole[at : at + 4] = b"\xff\xff\xff\xff"
    assert decode(io.BytesIO(bytes(whole))).duration_s == pytest.approx(1.0)
    path.write_bytes(path.read_bytes()[:-4000])
    assert decode_file(path).duration_s == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("x.wav", b"", AudioFault.EMPTY),
        ("x.mp3", b"this is no music" * 50, AudioFault.UNREADABLE),
        ("x.raw", b"\0" * 100, AudioFault.NO_HEADER),
    ],
)
def test_what_is_no_sound_is_named(tmp_path: Path, name: str, content: bytes, fault: AudioFault):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(AudioError) as caught:
        decode_file(tmp_path / name)
    assert caught.value.fault is fault


@given(st.binary(max_size=400))
def test_no_bytes_break_the_decoder(content: bytes):
    try:
        sound = decode(io.BytesIO(content))
    except AudioError:
        return
    assert sound.samples.ndim == 2


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.8k.alaw.raw", RawFormat("alaw", 8_000)),
        ("a.ulaw", RawFormat("ulaw", 8_000)),
        ("a_16000_2ch.pcm", RawFormat("pcm16", 16_000, 2)),
        ("a.16k.stereo.raw", RawFormat("pcm16", 16_000, 2)),
        ("a.raw", None),
        ("alaw.pcm", None),
        ("call_2024.pcm", None),
    ],
)
def test_what_a_name_says(name: str, expected: RawFormat | None):
    assert RawFormat.from_name(name) == expected


@pytest.mark.parametrize("text", ["alaw", "mp3,8000", "alaw,80", "pcm16,8000,0", "pcm16,8000,1,1", ""])
def test_a_raw_format_that_makes_no_sense_is_refused(text: str):
    with pytest.raises(EscutaError, match="CODING,RATE"):
        RawFormat.parse(text)


def test_one_recording_on_two_channels_is_recognised():
    noise = np.random.default_rng(0).normal(size=(2, 8000)).astype(np.float32)
    assert is_dual_mono(np.stack([noise[0], 0.5 * noise[0]]))
    assert not is_dual_mono(noise)
    assert not is_dual_mono(np.stack([noise[0], np.zeros(8000, np.float32)]))
    assert not is_dual_mono(noise[:1])
