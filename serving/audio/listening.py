"""What the detector has said of a batch as it grows: where it pauses, whether anybody speaks.

The detector is asked as little as possible, and never twice about the same sound in a row.
"""

import math
from collections.abc import Callable

import numpy as np

from insights.audio.decode import SAMPLE_RATE_HZ
from insights.audio.silero import FRAME
from serving.audio.detector import Probabilities, Sound, Stream

FRAME_S = FRAME / SAMPLE_RATE_HZ
_WARM = math.ceil(0.5 / FRAME_S)  # frames the detector hears before its answers count
_SCAN = 32  # frames asked about at once, to find speech
_LEAST_SPEECH_FRAMES = 2  # a single one happens in loud noise; no word is as short

Between = Callable[[int, int], Sound]
"""(first, last) → the sound of these frames of the batch."""


class Listening:
    """Of one batch. Frames count from its beginning."""

    def __init__(self, between: Between, stream: Callable[[], Stream], threshold: float) -> None:
        self._between = between
        self._new_stream = stream
        self._threshold = threshold
        self._stream: Stream | None = None
        self._asked = 0  # the detector was asked about the frames from here on
        self._likely: Probabilities = np.zeros(0, dtype=np.float32)  # … and said this
        self._speech = False

    def spoken(self, end: int) -> bool:
        """Has anybody spoken before this frame?"""
        for first in range(0, end, _SCAN):
            if self._speech:
                break
            self.likely(first, min(end, first + _SCAN))
        return self._speech

    def likely(self, first: int, last: int) -> Probabilities:
        """Of each frame: the probability that somebody speaks on any channel.

        What follows the last question is asked of the same stream, without warming it anew.
        """
        end = self._asked + len(self._likely)
        known = self._asked + _WARM if self._asked else 0
        if self._stream is None or not known <= first <= end + _WARM:
            self._stream = self._new_stream()
            self._asked = end = max(0, first - _WARM)
            self._likely = self._likely[:0]
        if end < last:
            found = self._stream.probabilities(self._between(end, last))
            self._likely = np.concatenate([self._likely, found]) if len(self._likely) else found
            if not self._speech:
                self._note()
        return self._likely[first - self._asked : last - self._asked]

    def _note(self) -> None:
        spoken = self._likely >= self._threshold
        for _ in range(_LEAST_SPEECH_FRAMES - 1):
            spoken = spoken[1:] & spoken[:-1]
        self._speech = bool(spoken.any())
