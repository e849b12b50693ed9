"""Bytes as a client sends them → samples at 16 kHz: float32, one row per channel, or bytes of PCM16.

The samples do not depend on how the bytes were cut into messages: a half sample waits for its other half, and
the resampler (soxr, high quality) keeps its state. Telephone codings are ITU-T G.711.
"""

import numpy as np
import numpy.typing as npt

from insights.audio.decode import SAMPLE_RATE_HZ, Samples
from serving.protocol import AudioFormat, Encoding

Pcm = bytes | bytearray | memoryview
"""PCM16 at 16 kHz, channels interleaved: a client's own bytes where it sends that."""


class FrameDecoder:
    """One stream of one client. The resampler holds back some milliseconds of sound until `flush`."""

    def __init__(self, audio: AudioFormat, received_bytes: int = 0) -> None:
        """`received_bytes`: what another decoder of the same stream has had; the sound goes on there."""
        self._channels = audio.channels
        self._bytes_per_s = audio.sample_rate_hz * frame_bytes(audio)
        self._frame_bytes = frame_bytes(audio)
        self._table = _TABLES.get(audio.encoding)
        self._received_bytes = received_bytes
        self._rest = b""
        self._resampler = None
        if audio.sample_rate_hz != SAMPLE_RATE_HZ:
            import soxr

            self._resampler = soxr.ResampleStream(
                audio.sample_rate_hz, SAMPLE_RATE_HZ, audio.channels, dtype="float32", quality="HQ"
            )
        self.copies_nothing = self._table is None and self._resampler is None
        """Is what `push_pcm` gives what it was given?"""

    @property
    def received_bytes(self) -> int:
        """All bytes pushed so far: the offset from which a client that reconnects goes on."""
        return self._received_bytes

    @property
    def received_s(self) -> float:
        """Seconds of sound pushed so far."""
        return self._received_bytes / self._bytes_per_s

    def push(self, data: bytes | bytearray | memoryview) -> Samples:
        """(channels, n) samples at 16 kHz in [-1, 1]; n may be 0."""
        return self._resampled(self._linear(self._whole(data)), last=False).T

    def flush(self) -> Samples:
        """The end of the sound, after the last `push`. Half a sample at the end is dropped."""
        return self._end().T

    def push_pcm(self, data: bytes | bytearray | memoryview) -> Pcm:
        """As `push`, in PCM16."""
        whole = self._whole(data)
        if self.copies_nothing:
            return whole
        return _pcm(self._resampled(self._linear(whole), last=False))

    def flush_pcm(self) -> Pcm:
        """As `flush`, in PCM16."""
        return _pcm(self._end())

    def _whole(self, data: bytes | bytearray | memoryview) -> bytes | bytearray | memoryview:
        """Whole samples of every channel; what is left of them waits."""
        self._received_bytes += len(data)
        joined = self._rest + bytes(data) if self._rest else data
        over = len(joined) % self._frame_bytes
        if not over:
            self._rest = b""
            return joined
        self._rest = bytes(joined[-over:])
        return joined[:-over]

    def _end(self) -> npt.NDArray[np.float32]:
        self._rest = b""
        return self._resampled(np.zeros((0, self._channels), dtype=np.float32), last=True)

    def _linear(self, data: bytes | bytearray | memoryview) -> npt.NDArray[np.float32]:
        """(n, channels) float32."""
        if self._table is not None:
            flat = self._table[np.frombuffer(data, dtype=np.uint8)]
        else:
            flat = np.frombuffer(data, dtype="<i2") * np.float32(1 / 32768)
        return flat.reshape(-1, self._channels)

    def _resampled(self, frames: npt.NDArray[np.float32], *, last: bool) -> npt.NDArray[np.float32]:
        if self._resampler is None:
            return frames
        resampled = self._resampler.resample_chunk(frames, last=last)
        return np.asarray(resampled, dtype=np.float32).reshape(-1, self._channels)


def _pcm(frames: npt.NDArray[np.float32]) -> Pcm:
    return np.clip(np.rint(frames * 32768), -32768, 32767).astype("<i2").tobytes()


def frame_bytes(audio: AudioFormat) -> int:
    """Bytes of one sample of every channel."""
    return audio.channels * (2 if audio.encoding is Encoding.PCM16 else 1)


def _mulaw() -> npt.NDArray[np.float32]:
    code = ~np.arange(256, dtype=np.uint8)
    exponent, mantissa = (code >> 4) & 7, code & 15
    magnitude = (((mantissa.astype(np.int32) << 3) + 0x84) << exponent) - 0x84
    return (np.where(code & 0x80, -magnitude, magnitude) / 32768).astype(np.float32)


def _alaw() -> npt.NDArray[np.float32]:
    code = np.arange(256, dtype=np.uint8) ^ 0x55
    exponent, mantissa = (code >> 4) & 7, (code & 15).astype(np.int32)
    magnitude = np.where(
        exponent == 0, (mantissa << 4) + 8, ((mantissa << 4) + 0x108) << np.maximum(exponent, 1) - 1
    )
    return (np.where(code & 0x80, magnitude, -magnitude) / 32768).astype(np.float32)


_TABLES = {Encoding.MULAW: _mulaw(), Encoding.ALAW: _alaw()}
