"""Samples of a call → batches of 5–10 s, cut where nobody speaks.

A batch closes at the first pause after `batch_window_s`, and by force at `max_batch_window_s`, then at the
moment of its last seconds that is least like speech. Batches do not depend on how the samples were pushed:
from `batch_window_s` on, sound is examined in blocks of 128 ms counted from the batch's start.

The detector is what costs, so it is asked as little as possible: whether the last frames are a pause, once
they can be one; where to cut by force; and, if it has heard no speech by then, whether there is any.
"""

import math
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from insights.audio.decode import SAMPLE_RATE_HZ
from insights.audio.silero import FRAME
from insights.errors import EscutaError
from serving.audio import wav
from serving.audio.detector import Sound, Stream, VoiceStream
from serving.audio.frames import Pcm
from serving.audio.listening import FRAME_S, Listening

_BLOCK_FRAMES = 4
_BLOCK = _BLOCK_FRAMES * FRAME
_FORCED_SEARCH_S = 2.0


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

    `pieces`: PCM16 at 16 kHz, one after another. Without `speech` nothing is to be recognised.
    """

    number: int
    start_s: float
    duration_s: float
    channels: int
    pieces: tuple[Pcm, ...]
    speech: bool
    forced: bool

    @property
    def end_s(self) -> float:
        return self.start_s + self.duration_s

    @property
    def cut(self) -> Cut:
        """Where it ends."""
        return Cut(round(self.end_s * SAMPLE_RATE_HZ), self.speech)

    def to_wav(self) -> bytes:
        """PCM16 WAV at 16 kHz, in memory."""
        return wav.encode_pcm(self.pieces, self.channels)


class Batcher:
    """One call. Holds at most `max_batch_window_s` of sound."""

    def __init__(
        self, settings: BatcherSettings, channels: int, stream: Callable[[], Stream] | None = None
    ) -> None:
        """`stream` makes the detector of a call; Silero's if None."""
        self._settings = settings
        self._channels = channels
        self._width = 2 * channels  # bytes of a sample of every channel
        self._stream = stream or (lambda: VoiceStream(settings.gate_dbfs))
        self._most = int(settings.max_batch_window_s * SAMPLE_RATE_HZ) // _BLOCK * _BLOCK_FRAMES
        self._least = min(math.ceil(settings.batch_window_s / FRAME_S), self._most)
        self._pause = max(1, math.ceil(settings.pause_s / FRAME_S))
        # The first block after which a pause may be over.
        self._first = min(-(-(self._least + self._pause // 2) // _BLOCK_FRAMES) * _BLOCK_FRAMES, self._most)
        self._number = 0
        self._start = 0  # samples of the call before this batch
        self._pieces: list[Pcm] = []
        self._length = 0  # samples in them
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
        return self._length / SAMPLE_RATE_HZ

    @property
    def wanted(self) -> int:
        """Samples without which nothing can be decided; at least 1."""
        due = self._cuts[0].end - self._start if self._cuts else self._next * FRAME
        return max(1, due - self._length)

    def push(self, pcm: Pcm) -> list[Batch]:
        """Take whole samples, which must not change any more; the batches that they close, in order."""
        self._pieces.append(pcm)
        self._length += len(pcm) // self._width
        closed: list[Batch] = []
        while self._cuts and self._length >= self._cuts[0].end - self._start:
            cut = self._cuts.popleft()
            closed.append(self._closed(cut.end - self._start, cut.speech, forced=False))
        while not self._cuts and self._length >= self._next * FRAME:
            if (found := self._cut(self._next)) is not None:
                end, forced = found
                closed.append(self._closed(end * FRAME, self._listening.spoken(end), forced))
            else:
                self._next += _BLOCK_FRAMES
        return closed

    def flush(self) -> Batch | None:
        """The last batch, of what is left; None if nothing is."""
        if not self._length:
            return None
        if self._cuts:  # the call ends sooner than it did before
            speech = self._cuts[0].speech
            self._cuts.clear()
        else:
            frames = -(-self._length // FRAME)
            speech = self._listening.spoken(frames)
        return self._closed(self._length, speech, forced=False)

    def _open(self) -> None:
        self._next = self._first  # frames: when something is decided next
        self._earliest = 0  # frames: no pause is over before
        self._listening = Listening(self._between, self._stream, self._settings.threshold)

    # --- where it ends ------------------------------------------------------------------------------------

    def _cut(self, frames: int) -> tuple[int, bool] | None:
        """Where the batch ends, in frames, now that so many are there, and whether by force; None while it
        goes on."""
        end = self._paused(frames)
        if end is not None:
            return end, False
        if frames < self._most:
            return None
        search = min(math.ceil(_FORCED_SEARCH_S / FRAME_S), frames - self._least)
        if not search:
            return frames, True
        # The latest of the least likely, so that batches stay long.
        return frames - int(np.argmin(self._listening.likely(frames - search, frames)[::-1])), True

    def _paused(self, frames: int) -> int | None:
        """The middle of the pause that the last frames are, if the batch may end there: what follows then
        begins with a little silence too."""
        middle = frames - self._pause // 2
        if frames < self._earliest or middle < self._least:
            return None
        spoken = self._listening.likely(frames - self._pause, frames) >= self._settings.threshold
        if not spoken.any():
            return middle
        self._earliest = frames - int(np.argmax(spoken[::-1])) + self._pause
        return None

    # --- sound --------------------------------------------------------------------------------------------

    def _between(self, first: int, last: int) -> Sound:
        """The sound of some frames; what is not there yet is silence."""
        start, end, at = first * FRAME * self._width, last * FRAME * self._width, self._length * self._width
        found: list[Pcm] = [bytes(end - at)] if end > at else []
        for piece in reversed(self._pieces):
            at -= len(piece)
            if at < end:
                found.append(piece[max(0, start - at) : end - at])
            if at <= start:
                break
        return np.frombuffer(b"".join(found[::-1]), dtype="<i2").reshape(-1, self._channels)

    def _closed(self, length: int, speech: bool, forced: bool) -> Batch:
        """The batch; what is beyond its end is examined again with the next."""
        missing = length * self._width
        whole = 0
        while missing > len(self._pieces[whole]):
            missing -= len(self._pieces[whole])
            whole += 1
        last = self._pieces[whole]
        own = (*self._pieces[:whole], last[:missing])
        self._pieces = [*([last[missing:]] if missing < len(last) else []), *self._pieces[whole + 1 :]]
        self._length -= length
        self._number += 1
        start_s, duration_s = self._start / SAMPLE_RATE_HZ, length / SAMPLE_RATE_HZ
        batch = Batch(self._number, start_s, duration_s, self._channels, own, speech, forced)
        self._start += length
        self._open()
        return batch
