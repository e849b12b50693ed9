"""How loud each frame of a call is, and whether somebody may be pausing: what is cheap to know of sound."""

import numpy as np
import numpy.typing as npt

from insights.audio.silero import FRAME
from serving.audio.frames import Pcm

_EVERY = 4  # samples: a frame's power is known well enough from 128 of them
_BELOW_SPEECH_DB = 9.0
_ABOVE_NOISE_DB = 6.0
_LOUD, _LOW = 0.9, 0.1

Levels = npt.NDArray[np.float32]


def levels(pcm: Pcm) -> Levels:
    """(frames, channels): power in dB of each whole frame, without a steady offset. Full scale is 90 dB."""
    count, channels = len(pcm) // FRAME, pcm.shape[1]
    thin = pcm[: count * FRAME : _EVERY].astype(np.float32).reshape(count, FRAME // _EVERY, channels)
    mean = thin.mean(axis=1)
    power = np.einsum("fsc,fsc->fc", thin, thin) * np.float32(_EVERY / FRAME) - mean * mean
    found: Levels = np.float32(10) * np.log10(np.maximum(power, np.float32(1)))
    return found


def quiet(heard: Levels, frames: int) -> bool:
    """Were the last `frames` of what was heard quieter than speech on every channel?

    Quieter than the loud frames of this call, or hardly louder than its quiet ones: where all is equally
    loud, anything may be a pause.
    """
    order = np.sort(heard, axis=0)
    last = len(heard) - 1
    bar = np.maximum(
        order[int(last * _LOUD)] - np.float32(_BELOW_SPEECH_DB),
        order[int(last * _LOW)] + np.float32(_ABOVE_NOISE_DB),
    )
    return bool((heard[-frames:] <= bar).all())
