"""16-bit WAV in memory: what goes to the recogniser."""

import io
import wave

import numpy as np

from insights.audio.decode import SAMPLE_RATE_HZ, Samples


def encode(samples: Samples) -> bytes:
    """(channels, n) float32 → PCM16 WAV at 16 kHz, channels interleaved."""
    pcm = (np.clip(samples.T, -1, 1) * 32767).astype("<i2")
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(int(samples.shape[0]))
        out.setsampwidth(2)
        out.setframerate(SAMPLE_RATE_HZ)
        out.writeframes(pcm.tobytes())
    return buffer.getvalue()
