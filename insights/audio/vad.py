"""Where somebody speaks, by Silero's detector and its own rule. Input must be at 16 kHz."""

import itertools
from dataclasses import dataclass, field

import numpy as np

from insights.audio.decode import SAMPLE_RATE_HZ, Samples
from insights.audio.silero import FRAME
from insights.audio.voice import Memory, probabilities
from insights.errors import EscutaError

_FADING = 16  # frames after which the detector has forgotten what it heard, half a second
_HYSTERESIS = 0.15  # speech goes on while it is at most so much less likely than where it began
_SHORT_PAUSE = 0.098 * SAMPLE_RATE_HZ


@dataclass(frozen=True)
class VadSettings:
    """When speech begins and ends; one stretch of speech becomes one window for the recogniser."""

    threshold: float = field(
        default=0.3, metadata={"help": "speech probability above which speech begins, 0 to 1"}
    )
    padding_s: float = field(default=0.3, metadata={"help": "sound kept before and after speech, seconds"})
    min_silence_s: float = field(default=0.6, metadata={"help": "pause that ends an utterance, seconds"})
    gate_dbfs: float = field(
        default=-60.0,
        metadata={"help": "a channel that is nowhere louder is silence without asking the detector, dB"},
    )
    min_speech_s: float = field(default=0.1, metadata={"help": "shorter sounds are no speech, seconds"})
    detect: bool = field(
        default=True,
        metadata={"help": "false: all sound counts as speech, for callers that send nothing else"},
    )

    def __post_init__(self) -> None:
        if not 0 < self.threshold < 1:
            raise EscutaError("must be between 0 and 1", field="vad.threshold", remedy="vad.threshold=0.3")


@dataclass(frozen=True)
class Utterance:
    """Speech from `start_s` to `end_s`; `first:last` are the samples to recognise, with padding."""

    start_s: float
    end_s: float
    first: int
    last: int


def utterances(samples: Samples, settings: VadSettings, max_s: float) -> list[Utterance]:
    """Stretches of speech in one channel, in order, none longer than `max_s` with its padding."""
    if not settings.detect:
        return _whole(len(samples), max_s)
    spans = _spans(_likely(samples, settings.gate_dbfs), settings, max_s, len(samples))
    padding = round(settings.padding_s * SAMPLE_RATE_HZ)
    found = []
    for index, (start, end) in enumerate(spans):
        before = (start - spans[index - 1][1]) // 2 if index else start
        after = (spans[index + 1][0] - end) // 2 if index + 1 < len(spans) else len(samples) - end
        found.append(
            Utterance(
                start_s=round(start / SAMPLE_RATE_HZ, 3),
                end_s=round(end / SAMPLE_RATE_HZ, 3),
                first=start - min(padding, before),
                last=end + min(padding, after),
            )
        )
    return found


def _whole(count: int, max_s: float) -> list[Utterance]:
    most = int(max_s * SAMPLE_RATE_HZ)
    cuts = [*range(0, count, most), count]
    return [
        Utterance(round(first / SAMPLE_RATE_HZ, 3), round(last / SAMPLE_RATE_HZ, 3), first, last)
        for first, last in itertools.pairwise(cuts)
    ]


def _likely(samples: Samples, gate_dbfs: float) -> list[float]:
    """Of each frame: the probability of speech. After the last audible frame the detector is not asked.

    A frame is audible when its deviation passes the gate: a steady offset is not sound. Silence before and
    between is heard, too: the detector gets used to it, and would let speech begin sooner without.
    """
    frames = np.pad(samples, (0, -len(samples) % FRAME)).reshape(-1, FRAME)
    audible = _audible(frames, 10 ** (gate_dbfs / 20))
    count = min(len(frames), audible + _FADING) if audible else 0
    heard, _ = probabilities(frames[:count].reshape(1, -1), Memory.new(1))
    return [*heard[0].tolist(), *[0.0] * (len(frames) - count)]


def _audible(frames: Samples, least: float) -> int:
    """How many frames there are up to the last audible one; looked for from the end, where it mostly is."""
    for end in range(len(frames), 0, -_FADING):
        first = max(0, end - _FADING)
        (found,) = np.nonzero(frames[first:end].std(axis=1) >= least)
        if len(found):
            return first + int(found[-1]) + 1
    return 0


def _spans(likely: list[float], settings: VadSettings, max_s: float, count: int) -> list[tuple[int, int]]:
    """Silero's own rule (`get_speech_timestamps`), in samples: speech begins above the threshold and ends
    after `min_silence_s` well below it. What grows too long ends at its last short pause, or is cut."""
    lower = max(settings.threshold - _HYSTERESIS, 0.01)
    least = settings.min_speech_s * SAMPLE_RATE_HZ
    most = max(1.0, max_s - 2 * settings.padding_s) * SAMPLE_RATE_HZ - FRAME
    silence = settings.min_silence_s * SAMPLE_RATE_HZ
    found: list[tuple[int, int]] = []
    start: int | None = None
    quiet = 0  # where it became quiet, 0 while somebody speaks
    pause = resumed = 0  # the last short pause, and where speech went on after it
    for at, probability in zip(range(0, len(likely) * FRAME, FRAME), likely, strict=True):
        if probability >= settings.threshold:
            if quiet:
                quiet = 0
                resumed = at if resumed < pause else resumed
            if start is None:
                start = at
                continue
        if start is None:
            continue
        if at - start > most:
            found.append((start, pause or at))
            start = resumed if pause and resumed >= pause else None
            ended = not pause
            pause = resumed = quiet = 0
            if ended or start is None:
                continue
        if probability < lower:
            quiet = quiet or at
            if at - quiet > _SHORT_PAUSE:
                pause = quiet
            if at - quiet >= silence:
                if quiet - start > least:
                    found.append((start, quiet))
                start, pause, resumed, quiet = None, 0, 0, 0
    if start is not None and count - start > least:
        found.append((start, count))
    return [(first, min(last, count)) for first, last in found]
