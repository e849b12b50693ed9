"""Sound files made on the spot, in any container libav writes."""

from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float64]


def tone(seconds: float, rate_hz: int, frequency_hz: float = 440.0) -> Samples:
    """(n,) a sine of amplitude 0.5."""
    return 0.5 * np.sin(2 * np.pi * frequency_hz * np.arange(round(seconds * rate_hz)) / rate_hz)


def write_sound(
    path: Path, channels: Samples, rate_hz: int, *, codec: str, container: str | None = None
) -> Path:
    """Encode (channels, n) samples."""
    channels = np.atleast_2d(channels)
    layout = {1: "mono", 2: "stereo", 8: "7.1"}[len(channels)]
    with av.open(str(path), "w", format=container) as out:
        stream = out.add_stream(codec, rate=rate_hz, layout=layout)
        pcm = (channels.T * 32767).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(pcm, format="s16", layout=layout)
        frame.sample_rate = rate_hz
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            out.mux(packet)
    return path
