"""How likely somebody speaks, frame by frame: Silero's network, written anew for speed.

The answers are those of the network that ships with faster-whisper, to the sixth digit, at a quarter of the
cost (`insights.audio.silero` says how). Input must be at 16 kHz.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from insights.audio.decode import Samples
from insights.audio.silero import CONTEXT, FRAME, repacked, source

_MEMORY = 128
_ROWS = 64  # frames in a run: more of them leave the processor's cache


@dataclass(frozen=True, repr=False)
class Memory:
    """What the network carries on, of B streams: the end of the sound (B, 64), two memories (1, B, 128)."""

    tail: Samples
    hidden: Samples
    cell: Samples

    @classmethod
    def new(cls, streams: int) -> "Memory":
        """Of streams that begin."""
        empty = np.zeros((1, streams, _MEMORY), dtype=np.float32)
        return cls(np.zeros((streams, CONTEXT), dtype=np.float32), empty, empty)

    @classmethod
    def joined(cls, memories: "Sequence[Memory]") -> "Memory":
        """Of all their streams, in order."""
        return cls(
            np.concatenate([each.tail for each in memories]),
            np.concatenate([each.hidden for each in memories], axis=1),
            np.concatenate([each.cell for each in memories], axis=1),
        )

    def of(self, stream: int) -> "Memory":
        """That of one stream."""
        own = slice(stream, stream + 1)
        return Memory(self.tail[own], self.hidden[:, own], self.cell[:, own])


def probabilities(samples: Samples, memory: Memory) -> tuple[Samples, Memory]:
    """Of (B, n x 512) samples that follow those the memory is of: (B, n) probabilities of speech.

    Safe from any thread, and other threads run meanwhile. Streams of one run share its cost.
    """
    session = _session()
    streams, count = samples.shape[0], samples.shape[1] // FRAME
    frames = samples.reshape(streams, count, FRAME).transpose(1, 0, 2)
    rows = np.empty((count, streams, CONTEXT + FRAME), dtype=np.float32)
    rows[:, :, CONTEXT:] = frames
    rows[:1, :, :CONTEXT] = memory.tail
    rows[1:, :, :CONTEXT] = frames[:-1, :, -CONTEXT:]
    hidden, cell = memory.hidden, memory.cell
    step = max(1, _ROWS // max(1, streams))
    found: list[Samples] = []
    for first in range(0, count, step):
        likely, hidden, cell = session.run(
            None, {"input": rows[first : first + step], "h": hidden, "c": cell}
        )
        found.append(likely)
    tail = rows[-1, :, -CONTEXT:].copy() if count else memory.tail
    likely = found[0] if len(found) == 1 else np.concatenate(found or [np.zeros((0, streams), np.float32)])
    return likely.T, Memory(tail, hidden, cell)


@cache
def _session() -> Any:
    """The network, shared by all: it keeps nothing between runs."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # Products this small are slower on several threads; calls run side by side instead.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(repacked(source()), options, providers=["CPUExecutionProvider"])
