"""Sound → what a Whisper model sees: the same log-mel spectrum as faster-whisper's, for less.

Only the frames that are kept are computed, in single precision throughout, in as few passes as it takes.
"""

from typing import Any

import numpy as np

from insights.audio.decode import Samples

_FLOOR = 1e-10
_RANGE = 8.0  # decades below the loudest, what is quieter counts as that


class LogMel:
    """Made of faster-whisper's extractor, whose filters and lengths it takes over."""

    def __init__(self, extractor: Any) -> None:
        self._filters = np.ascontiguousarray(extractor.mel_filters)
        self._size, self._hop = int(extractor.n_fft), int(extractor.hop_length)
        self._shape = np.hanning(self._size + 1)[:-1].astype(np.float32)

    def __call__(self, samples: Samples) -> Samples:
        """(mels, n / hop): n samples without the frame that only padding fills."""
        half = self._size // 2
        count = len(samples) // self._hop + 1
        padded = np.pad(np.pad(samples, (0, self._size)), (half, 0), mode="reflect")
        frames = np.lib.stride_tricks.as_strided(
            padded, (count, self._size), (self._hop * padded.strides[0], padded.strides[0]), writeable=False
        )
        spectrum = np.fft.rfft(frames * self._shape)
        power = np.square(spectrum.real)
        power += np.square(spectrum.imag)
        mel = self._filters @ power.T
        np.maximum(mel, _FLOOR, out=mel)
        np.log10(mel, out=mel)
        np.maximum(mel, mel.max() - _RANGE, out=mel)
        mel += 4.0
        mel /= 4.0
        found: Samples = mel[:, :-1]
        return found
