"""Samples of a call → batches of 5–10 s, cut where nobody speaks.

A batch closes at the first pause after `batch_window_s`, and by force at `max_batch_window_s`, then at the
quietest moment of its last seconds. Batches do not depend on how the samples were pushed.
"""

from dataclasses import dataclass, field

from insights.audio.decode import SAMPLE_RATE_HZ, Samples
from insights.errors import EscutaError


@dataclass(frozen=True)
class BatcherSettings:
    """When a batch closes, and how much sound may wait."""

    batch_window_s: float = field(default=5.0, metadata={"help": "a batch lasts at least this, seconds"})
    max_batch_window_s: float = field(default=10.0, metadata={"help": "… and at most this"})
    pause_s: float = field(default=0.3, metadata={"help": "silence of all channels that closes a batch"})
    max_buffer_s: float = field(
        default=30.0, metadata={"help": "sound that may wait for recognition before the client is held"}
    )

    def __post_init__(self) -> None:
        if not 0 < self.batch_window_s <= self.max_batch_window_s <= self.max_buffer_s:
            raise EscutaError(
                "must be 0 < batch_window_s <= max_batch_window_s <= max_buffer_s",
                field="batcher",
                remedy="for example 5, 10 and 30",
            )


@dataclass(frozen=True, repr=False)
class Batch:
    """A stretch of the call, numbered from 1 without gaps; batches follow each other without a gap in time.

    `samples`: (channels, n) float32 at 16 kHz. Without `speech` there is nothing to recognise.
    """

    number: int
    start_s: float
    samples: Samples
    speech: bool
    forced: bool

    @property
    def duration_s(self) -> float:
        return int(self.samples.shape[1]) / SAMPLE_RATE_HZ

    @property
    def end_s(self) -> float:
        return self.start_s + self.duration_s

    def to_wav(self) -> bytes:
        """PCM16 WAV at 16 kHz, in memory."""
        from serving.audio.wav import encode

        return encode(self.samples)


class Batcher:
    """One call. Holds at most `max_batch_window_s` of sound."""

    def __init__(self, settings: BatcherSettings, channels: int) -> None:
        self._settings = settings
        self._channels = channels

    @property
    def buffered_s(self) -> float:
        """Sound that is in no batch yet."""
        raise NotImplementedError

    def push(self, samples: Samples) -> list[Batch]:
        """Take (channels, n) samples; the batches that they close, in order."""
        raise NotImplementedError

    def flush(self) -> Batch | None:
        """The last batch, of what is left; None if nothing is."""
        raise NotImplementedError
