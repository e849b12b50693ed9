"""How likely somebody speaks on a call, frame by frame, fed as the sound comes in."""

from typing import Protocol

import numpy as np
import numpy.typing as npt

from insights.audio import voice
from insights.audio.silero import FRAME
from insights.audio.voice import Memory

Probabilities = npt.NDArray[np.float32]
Sound = npt.NDArray[np.int16]
"""(n, channels) at 16 kHz."""

_SCALE = np.float32(1 / 32768)


class Stream(Protocol):
    """The detector on one call; remembers what it heard."""

    def probabilities(self, sound: Sound) -> Probabilities:
        """Of n x 512 samples that follow those of the last call: n probabilities that somebody speaks on any
        channel."""
        ...


class VoiceStream:
    """A channel that is quieter than the gate (its deviation, so that an offset does not count) is silent
    without asking: often one of two, and all of a muted line."""

    def __init__(self, gate_dbfs: float) -> None:
        self._least_variance = 10 ** (gate_dbfs / 10)
        self._loud: list[int] = []  # channels that were asked about at last
        self._memory: Memory | None = None  # … and what is remembered of them

    def probabilities(self, sound: Sound) -> Probabilities:
        samples = np.multiply(sound.T, _SCALE, dtype=np.float32, order="C")
        frames = samples.reshape(len(samples), -1, FRAME)
        variance = np.einsum("cnf,cnf->cn", frames, frames) / FRAME - (frames.sum(axis=2) / FRAME) ** 2
        loud = np.flatnonzero(variance.max(axis=1) > self._least_variance).tolist()
        if not loud:
            self._loud = []
            return np.zeros(frames.shape[1], dtype=np.float32)
        if loud != self._loud or self._memory is None:
            self._memory = Memory.joined([self._remembered(channel) for channel in loud])
            self._loud = loud
        found, self._memory = voice.probabilities(
            samples if len(loud) == len(samples) else samples[loud], self._memory
        )
        likeliest: Probabilities = found.max(axis=0)
        return likeliest

    def _remembered(self, channel: int) -> Memory:
        if self._memory is None or channel not in self._loud:
            return Memory.new(1)
        return self._memory.of(self._loud.index(channel))
