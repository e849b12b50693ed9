"""How likely somebody speaks on a call, frame by frame, fed as the sound comes in."""

from typing import Protocol

import numpy as np
import numpy.typing as npt

from insights.audio import voice
from insights.audio.decode import Samples
from insights.audio.silero import FRAME
from insights.audio.voice import Memory

Probabilities = npt.NDArray[np.float32]


class Stream(Protocol):
    """The detector on one call; remembers what it heard."""

    def probabilities(self, sound: Samples) -> Probabilities:
        """Of (channels, n x 512) samples that follow those of the last call: n probabilities that somebody
        speaks on any channel."""
        ...


class VoiceStream:
    """A channel that is quieter than the gate (its deviation, so that an offset does not count) is silent
    without asking: often one of two, and all of a muted line."""

    def __init__(self, gate_dbfs: float) -> None:
        self._gate = 10 ** (gate_dbfs / 20)
        self._memories: list[Memory] = []

    def probabilities(self, sound: Samples) -> Probabilities:
        channels, count = sound.shape[0], sound.shape[1] // FRAME
        memories = self._memories or [Memory.new(1)] * channels
        self._memories = [Memory.new(1)] * channels
        loud = np.flatnonzero((sound.reshape(channels, count, FRAME).std(axis=2) > self._gate).any(axis=1))
        if not len(loud):
            return np.zeros(count, dtype=np.float32)
        found, memory = voice.probabilities(sound[loud], Memory.joined([memories[each] for each in loud]))
        for at, channel in enumerate(loud):
            self._memories[channel] = memory.of(at)
        likeliest: Probabilities = found.max(axis=0)
        return likeliest
