"""Samples of a call → batches of 5–10 s, cut where nobody speaks.

A batch closes at the first pause after `batch_window_s`, and by force at `max_batch_window_s`, then at the
moment of its last seconds that is least like speech. Batches do not depend on how the samples were pushed:
sound is examined in blocks of 128 ms counted from the batch's start.

The detector costs 2 ms for a second of sound. It is asked only until speech is found in a batch, and again
from shortly before `batch_window_s` on, to find the pause.
"""

import math
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from insights.audio.decode import SAMPLE_RATE_HZ, Samples
from insights.errors import EscutaError
from serving.audio import wav
from serving.audio.detector import FRAME, SileroStream, Stream

_BLOCK_FRAMES = 4
_BLOCK = _BLOCK_FRAMES * FRAME
_FRAME_S = FRAME / SAMPLE_RATE_HZ
_WARM_S = 0.5  # the detector hears this much before its answers count
_FORCED_SEARCH_S = 2.0
_LEAST_SPEECH_FRAMES = 2  # a single one happens in loud noise; no word is as short


@dataclass(frozen=True)
class BatcherSettings:
    """When a batch closes, and how much sound may wait."""

    batch_window_s: float = field(default=5.0, metadata={"help": "a batch lasts at least this, seconds"})
    max_batch_window_s: float = field(default=10.0, metadata={"help": "… and at most this"})
    pause_s: float = field(default=0.3, metadata={"help": "silence of all channels that closes a batch"})
    threshold: float = field(default=0.3, metadata={"help": "probability from which a frame is speech"})
    gate_dbfs: float = field(
        default=-60.0, metadata={"help": "quieter frames are silence without asking the detector, dB"}
    )
    max_buffer_s: float = field(
        default=30.0, metadata={"help": "sound that may wait for recognition before the client is held"}
    )

    def __post_init__(self) -> None:
        if not 0.5 <= self.batch_window_s <= self.max_batch_window_s <= self.max_buffer_s:
            raise EscutaError(
                "must be 0.5 <= batch_window_s <= max_batch_window_s <= max_buffer_s",
                field="batcher",
                remedy="for example 5, 10 and 30",
            )
        if not 0 < self.pause_s <= 2:
            raise EscutaError("must be above 0, at most 2", field="batcher.pause_s", remedy="pause_s=0.3")
        if not 0 < self.threshold < 1:
            raise EscutaError(
                "must be between 0 and 1", field="batcher.threshold", remedy="batcher.threshold=0.3"
            )


@dataclass(frozen=True)
class Cut:
    """Where a batch ended, in samples of the call, and whether there was speech in it."""

    end: int
    speech: bool


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

    @property
    def cut(self) -> Cut:
        """Where it ends."""
        return Cut(round(self.end_s * SAMPLE_RATE_HZ), self.speech)

    def to_wav(self) -> bytes:
        """PCM16 WAV at 16 kHz, in memory."""
        return wav.encode(self.samples)


class Batcher:
    """One call. Holds at most `max_batch_window_s` of sound."""

    def __init__(
        self, settings: BatcherSettings, channels: int, stream: Callable[[], Stream] | None = None
    ) -> None:
        """`stream` makes the detector of one channel; Silero's if None."""
        self._settings = settings
        self._channels = channels
        self._stream = stream or (lambda: SileroStream(settings.gate_dbfs))
        self._most = int(settings.max_batch_window_s * SAMPLE_RATE_HZ) // _BLOCK * _BLOCK_FRAMES
        self._least = min(math.ceil(settings.batch_window_s / _FRAME_S), self._most)
        self._pause = max(1, math.ceil(settings.pause_s / _FRAME_S))
        self._watch = self._least - self._pause - math.ceil(_WARM_S / _FRAME_S)
        self._search = self._most - min(math.ceil(_FORCED_SEARCH_S / _FRAME_S), self._most - self._least)
        self._number = 0
        self._start = 0  # samples of the call before this batch
        self._rest: Samples = np.zeros((channels, 0), dtype=np.float32)  # less than a block
        self._speech = False
        self._cuts: deque[Cut] = deque()
        self._open()

    def go_on(self, number: int, start: int, cuts: Iterable[Cut]) -> None:
        """Where another batcher has stopped: so many batches, so many samples. The next ones are cut where
        they were cut before, without being examined again."""
        self._number, self._start = number, start
        self._cuts.extend(cuts)

    @property
    def buffered_s(self) -> float:
        """Sound that is in no batch yet."""
        return (int(self._rest.shape[1]) + self._frames * FRAME) / SAMPLE_RATE_HZ

    def push(self, samples: Samples) -> list[Batch]:
        """Take (channels, n) samples; the batches that they close, in order."""
        closed: list[Batch] = []
        rest = np.concatenate([self._rest, samples], axis=1)
        while self._cuts:
            count = self._cuts[0].end - self._start
            if rest.shape[1] < count:
                self._rest = rest
                return closed
            self._speech = self._cuts.popleft().speech
            closed.append(self._batch(rest[:, :count], forced=False))
            rest = rest[:, count:]
            self._speech = False
        done = 0
        while rest.shape[1] - done >= _BLOCK:
            self._examine(rest[:, done : done + _BLOCK])
            done += _BLOCK
            if (cut := self._cut()) is not None:
                batch, after = self._closed(*cut)
                closed.append(batch)
                rest, done = np.concatenate([after, rest[:, done:]], axis=1), 0
        self._rest = rest[:, done:].copy()
        return closed

    def flush(self) -> Batch | None:
        """The last batch, of what is left; None if nothing is."""
        if self._cuts:  # the call ends sooner than it did before
            self._speech = self._cuts[0].speech
            self._cuts.clear()
        elif not self._speech and self._rest.shape[1]:
            self._note(self._heard(np.pad(self._rest, ((0, 0), (0, -self._rest.shape[1] % FRAME)))))
        samples = np.concatenate([*self._blocks, self._rest], axis=1)
        self._rest = self._rest[:, :0]
        batch = self._batch(samples, forced=False) if samples.shape[1] else None
        self._open()
        return batch

    def _open(self) -> None:
        self._blocks: list[Samples] = []
        self._frames = 0
        self._speech = False
        self._loud = 0  # frames that somebody has been speaking for
        self._quiet = 0  # frames since anybody spoke
        self._likeliest: list[float] = []  # of the last frames: probability that anybody speaks
        self._streams: list[Stream] | None = None

    def _examine(self, block: Samples) -> None:
        self._blocks.append(block.copy())
        self._frames += _BLOCK_FRAMES
        watching = self._frames > self._watch
        if self._speech and not watching:
            self._streams = None
            return
        probabilities = self._heard(block)
        self._note(probabilities)
        if watching:
            self._likeliest.extend(map(float, probabilities))

    def _note(self, probabilities: Samples) -> None:
        for probability in probabilities:
            spoken = bool(probability >= self._settings.threshold)
            self._loud = self._loud + 1 if spoken else 0
            self._quiet = 0 if spoken else self._quiet + 1
            self._speech = self._speech or self._loud >= _LEAST_SPEECH_FRAMES

    def _heard(self, samples: Samples) -> Samples:
        """Of each frame: the probability that somebody speaks on any channel."""
        if self._streams is None:
            self._streams = [self._stream() for _ in range(self._channels)]
            self._loud = self._quiet = 0
        rows = [
            stream.probabilities(np.ascontiguousarray(row).reshape(-1, FRAME))
            for stream, row in zip(self._streams, samples, strict=True)
        ]
        found: Samples = np.max(rows, axis=0)
        return found

    def _cut(self) -> tuple[int, bool] | None:
        """Where the batch ends, in frames, and whether by force; None while it goes on."""
        # In the middle of the pause: what follows then begins with a little silence too.
        middle = self._frames - self._pause // 2
        if self._quiet >= self._pause and middle >= self._least:
            return middle, False
        if self._frames < self._most:
            return None
        last = self._likeliest[self._search - self._most :] if self._search < self._most else []
        # The latest of the least likely, so that batches stay long.
        after = int(np.argmin(last[::-1])) if last else 0
        return self._most - after, True

    def _closed(self, frames: int, forced: bool) -> tuple[Batch, Samples]:
        """The batch, and what was examined beyond its end: it is examined again with the next."""
        samples = np.concatenate(self._blocks, axis=1)
        batch = self._batch(samples[:, : frames * FRAME], forced)
        self._open()
        return batch, samples[:, frames * FRAME :]

    def _batch(self, samples: Samples, forced: bool) -> Batch:
        self._number += 1
        batch = Batch(self._number, self._start / SAMPLE_RATE_HZ, samples, self._speech, forced)
        self._start += int(samples.shape[1])
        return batch
