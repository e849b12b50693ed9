"""16-bit WAV in memory: what goes to the recogniser, and the checks of what comes in.

Layout: RIFF chunks as in the Microsoft/IBM Multimedia Programming Interface, 1991.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from insights.audio.decode import SAMPLE_RATE_HZ, Samples
from serving.audio.frames import Pcm
from serving.protocol import AudioFormat, Encoding

_CODINGS = {1: (Encoding.PCM16, 16), 6: (Encoding.ALAW, 8), 7: (Encoding.MULAW, 8)}
_EXTENSIBLE = 0xFFFE
_UNKNOWN_SIZES = (0, 0xFFFFFFFF)  # written by programs that stream


class WavFault(StrEnum):
    """What is wrong with a WAV; part of error codes."""

    EMPTY = "empty_body"
    NOT_WAV = "not_wav"
    TRUNCATED = "truncated_wav"
    CODING = "unsupported_coding"
    RATE = "unsupported_rate"
    CHANNELS = "unsupported_channels"


class WavError(Exception):
    """A WAV that cannot be taken: the fault, and what would be taken."""

    def __init__(self, fault: WavFault, detail: str) -> None:
        super().__init__(f"{fault.value}: {detail}")
        self.fault = fault
        self.detail = detail


@dataclass(frozen=True, repr=False)
class Wav:
    """How the samples are coded, and their bytes."""

    audio: AudioFormat
    data: bytes | memoryview

    @property
    def duration_s(self) -> float:
        bytes_per_s = self.audio.sample_rate_hz * self.audio.channels
        return len(self.data) / (bytes_per_s * (2 if self.audio.encoding is Encoding.PCM16 else 1))


def encode(samples: Samples) -> bytes:
    """(channels, n) float32 → PCM16 WAV at 16 kHz, channels interleaved."""
    return encode_pcm([(np.clip(samples.T, -1, 1) * 32767).astype("<i2").tobytes()], len(samples))


def encode_pcm(pieces: Sequence[Pcm], channels: int) -> bytes:
    """Pieces that follow each other → a WAV at 16 kHz; nothing is reckoned, only joined."""
    size = sum(map(len, pieces))
    width = 2 * channels
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + size, b"WAVE",
        b"fmt ", 16, 1, channels, SAMPLE_RATE_HZ, SAMPLE_RATE_HZ * width, width, 16,
        b"data", size,
    )  # fmt: skip
    return b"".join([head, *pieces])


def parse(data: bytes) -> Wav:
    """PCM16, mu-law or A-law, 8–48 kHz, one or two channels; raises `WavError`."""
    if not data:
        raise WavError(WavFault.EMPTY, "0 bytes; send a WAV file")
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise WavError(WavFault.NOT_WAV, "does not begin as a WAV file does")
    found: bytes | None = None
    at = 12
    while at + 8 <= len(data):
        name, size = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        body = at + 8
        if name == b"fmt ":
            found = data[body : body + size]
            if size < 16 or len(found) < size:
                raise WavError(WavFault.TRUNCATED, "its format chunk is cut off")
        elif name == b"data":
            if found is None:
                raise WavError(WavFault.NOT_WAV, "has no format chunk before its samples")
            audio = _format(found)
            end = len(data) if size in _UNKNOWN_SIZES else body + size
            if end > len(data):
                raise WavError(WavFault.TRUNCATED, f"{size} bytes announced, {len(data) - body} there")
            return Wav(audio, memoryview(data)[body:end])
        at = body + size + size % 2
    raise WavError(WavFault.TRUNCATED, "ends before its samples")


def decode(data: bytes) -> Samples:
    """What `encode` wrote → (channels, n) float32. PCM16 at 16 kHz alone; raises `WavError`."""
    found = parse(data)
    if found.audio.encoding is not Encoding.PCM16:
        raise WavError(WavFault.CODING, f"{found.audio.encoding.value}; PCM16 is taken")
    if found.audio.sample_rate_hz != SAMPLE_RATE_HZ:
        raise WavError(WavFault.RATE, f"{found.audio.sample_rate_hz} Hz; {SAMPLE_RATE_HZ} is taken")
    channels = found.audio.channels
    whole = len(found.data) - len(found.data) % (2 * channels)
    flat = np.frombuffer(found.data[:whole], dtype="<i2") * np.float32(1 / 32768)
    return np.ascontiguousarray(flat.reshape(-1, channels).T)


def _format(chunk: bytes) -> AudioFormat:
    tag, channels, rate_hz, _, _, bits = struct.unpack_from("<HHIIHH", chunk)
    if tag == _EXTENSIBLE and len(chunk) >= 26:
        tag = struct.unpack_from("<H", chunk, 24)[0]
    coding, wanted_bits = _CODINGS.get(tag, (None, 0))
    if coding is None or bits != wanted_bits:
        raise WavError(WavFault.CODING, f"coding {tag} of {bits} bits; PCM of 16 bits is taken")
    if channels not in (1, 2):
        raise WavError(WavFault.CHANNELS, f"{channels} channels; 1 or 2 are taken")
    if not 8_000 <= rate_hz <= 48_000:
        raise WavError(WavFault.RATE, f"{rate_hz} Hz; 8000 to 48000 are taken")
    return AudioFormat(encoding=coding, sample_rate_hz=rate_hz, channels=1 if channels == 1 else 2)
