"""Where somebody speaks: Silero's detector, as it ships with faster-whisper. Input must be at 16 kHz."""

from dataclasses import dataclass, field

import numpy as np

from insights.audio.decode import SAMPLE_RATE_HZ, Samples
from insights.errors import EscutaError

_FRAME = 512


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
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    if not _audible(samples, settings.gate_dbfs):
        return []
    options = VadOptions(
        threshold=settings.threshold,
        min_speech_duration_ms=round(settings.min_speech_s * 1000),
        max_speech_duration_s=max(1.0, max_s - 2 * settings.padding_s),
        min_silence_duration_ms=round(settings.min_silence_s * 1000),
        speech_pad_ms=0,
    )
    spans = [
        (int(found["start"]), min(int(found["end"]), len(samples)))
        for found in get_speech_timestamps(samples, options)
    ]
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


def _audible(samples: Samples, gate_dbfs: float) -> bool:
    """Is any frame of 32 ms louder than the gate? A steady offset is not sound."""
    frames = np.pad(samples, (0, -len(samples) % _FRAME)).reshape(-1, _FRAME)
    return bool(len(frames)) and float(frames.std(axis=1).max()) >= 10 ** (gate_dbfs / 20)
