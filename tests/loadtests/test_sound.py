"""The sound a call streams."""

import wave
from pathlib import Path

import pytest

from insights.errors import EscutaError
from loadtests.sound import load


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Three seconds at 16 kHz, two channels; each sample is its second."""
    path = tmp_path / "call.wav"
    with wave.open(str(path), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(16_000)
        for second in (100, 200, 300):
            out.writeframes(second.to_bytes(2, "little") * 2 * 16_000)
    return path


def test_all_of_it(file: Path) -> None:
    sound = load(str(file), 0)
    assert (sound.name, sound.channels, sound.duration_s) == ("call.wav", 2, 3.0)


def test_a_part_of_it(file: Path) -> None:
    sound = load(f"{file}@1.5", 1.0)
    samples = memoryview(sound.data).cast("h")
    assert sound.duration_s == 1.0
    assert samples[0] == pytest.approx(200, abs=1)
    assert samples[-1] == pytest.approx(300, abs=1)


def test_chunks_are_whole_samples_of_both_channels(file: Path) -> None:
    sound = load(str(file), 0.25)
    chunks = sound.chunks(100)
    assert [len(chunk) for chunk in chunks] == [6400, 6400, 3200]
    assert b"".join(chunks) == sound.data


@pytest.mark.parametrize("spec", ["{}@late", "{}@9", "missing.wav"])
def test_what_cannot_be_streamed_is_told(file: Path, spec: str) -> None:
    with pytest.raises(EscutaError):
        load(spec.format(file), 1.0)
