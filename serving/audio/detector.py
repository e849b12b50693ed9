"""How likely somebody speaks, frame by frame: Silero's detector, fed as the sound comes in."""

from functools import cache
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

FRAME = 512  # samples, 32 ms: what the detector was trained on
_CONTEXT = 64

Frames = npt.NDArray[np.float32]

# What the network carries from one call to the next: the end of the sound, and its two memories.
_NEW = (
    np.zeros((1, _CONTEXT), dtype=np.float32),
    np.zeros((1, 1, 128), dtype=np.float32),
    np.zeros((1, 1, 128), dtype=np.float32),
)


class Stream(Protocol):
    """The detector on one channel; remembers what it heard."""

    def probabilities(self, frames: Frames) -> npt.NDArray[np.float32]:
        """Of (n, 512) samples that follow those of the last call: n probabilities of speech."""
        ...


class SileroStream:
    """Frames quieter than the gate (their deviation, so that an offset does not count) are silence without
    asking: most of the sound of a two-channel call, and all of a muted line."""

    def __init__(self, gate_dbfs: float) -> None:
        self._gate = 10 ** (gate_dbfs / 20)
        self._session = _session()
        self._state = _NEW

    def probabilities(self, frames: Frames) -> npt.NDArray[np.float32]:
        if not (frames.std(axis=1) > self._gate).any():
            self._state = _NEW
            return np.zeros(len(frames), dtype=np.float32)
        tail, hidden, cell = self._state
        before = np.concatenate([tail, frames[:-1, -_CONTEXT:]])
        found, hidden, cell = self._session.run(
            None, {"input": np.concatenate([before, frames], axis=1), "h": hidden, "c": cell}
        )
        self._state = (frames[-1:, -_CONTEXT:].copy(), hidden, cell)
        return np.asarray(found, dtype=np.float32).reshape(-1)


@cache
def _session() -> Any:
    """The network, shared by all calls: it keeps nothing between runs."""
    from faster_whisper.vad import get_vad_model

    return get_vad_model().session
