"""What a client sends, counted and cut into batches: sound, or turns whose words are known already.

Everything is counted in one step without a pause: a connection that dies can neither lose nor repeat a part.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from insights.audio.decode import SAMPLE_RATE_HZ
from insights.records import Turn
from serving.audio.batcher import Batch, Batcher, BatcherSettings, Cut
from serving.audio.detector import Stream
from serving.audio.frames import FrameDecoder, frame_bytes
from serving.gateway.checkpoint import SafePoint
from serving.protocol import AudioFormat, TextFormat, TextMessage

_CHARS_PER_S = 15.0  # of speech
_ORDINALS = "ºª"
_BEGINNING = SafePoint()


@dataclass(frozen=True, repr=False)
class TextBatch:
    """One turn, raw. A turn counts as a closed batch: whoever sent it has found the pauses."""

    number: int
    turn: Turn

    speech = True
    forced = False

    @property
    def start_s(self) -> float:
        return self.turn.start_s

    @property
    def end_s(self) -> float:
        return self.turn.end_s

    @property
    def duration_s(self) -> float:
        """How long it takes to say, whatever its times say: what waits is bounded by it."""
        return len(self.turn.text) / _CHARS_PER_S


AnyBatch = Batch | TextBatch


class Intake(Protocol):
    """`offset` is where a client that comes back goes on; `received_s` how far the call has come."""

    @property
    def offset(self) -> int: ...

    @property
    def received_s(self) -> float: ...

    @property
    def buffered_s(self) -> float:
        """What was received and is in no batch yet, seconds."""
        ...

    def take(self, said: Any) -> list[AnyBatch]:
        """The batches that this closes, in order."""
        ...

    def finish(self) -> list[AnyBatch]:
        """What is left; nothing is taken afterwards."""
        ...

    def safe_point(self, batch: Any) -> SafePoint:
        """Where the client would go on if nothing before the end of a batch were needed any more."""
        ...


class SoundIntake:
    """Bytes of sound. `offset` counts bytes. They wait as they came until there are enough to decide upon."""

    def __init__(
        self,
        audio: AudioFormat,
        settings: BatcherSettings,
        detector: Callable[[], Stream] | None,
        safe: SafePoint,
        cuts: Sequence[Cut],
    ) -> None:
        self._audio = audio
        self._decoder = FrameDecoder(audio, safe.offset)
        self._batcher = Batcher(settings, audio.channels, detector)
        self._batcher.go_on(safe.batches, safe.samples, cuts)
        self._bytes_per_s = audio.sample_rate_hz * frame_bytes(audio)
        self._waiting: list[bytes] = []
        self._offset = safe.offset
        self._wanted = self._next_wanted()

    @property
    def offset(self) -> int:
        return self._offset

    @property
    def received_s(self) -> float:
        return self._offset / self._bytes_per_s

    @property
    def buffered_s(self) -> float:
        return self._batcher.buffered_s + (self._offset - self._decoder.received_bytes) / self._bytes_per_s

    def take(self, said: bytes) -> list[AnyBatch]:
        self._offset += len(said)
        self._waiting.append(said)
        if self._offset < self._wanted:
            return []
        closed = self._decoded()
        self._wanted = self._next_wanted()
        return closed

    def finish(self) -> list[AnyBatch]:
        closed = [*self._decoded(), *self._batcher.push(self._decoder.flush_pcm())]
        last = self._batcher.flush()
        return [*closed, *([last] if last is not None else [])]

    def _decoded(self) -> list[AnyBatch]:
        said = self._waiting if self._decoder.copies_nothing else [b"".join(self._waiting)]
        self._waiting = []
        closed: list[AnyBatch] = []
        for each in said:
            closed += self._batcher.push(self._decoder.push_pcm(each))
        return closed

    def _next_wanted(self) -> int:
        """The offset with which the batcher has what it wants."""
        return self._offset + self._batcher.wanted * self._bytes_per_s // SAMPLE_RATE_HZ

    def safe_point(self, batch: Batch) -> SafePoint:
        samples = batch.cut.end
        frames = samples * self._audio.sample_rate_hz // SAMPLE_RATE_HZ
        return SafePoint(frames * frame_bytes(self._audio), batch.number, samples)


class TextIntake:
    """Turns of text. `offset` counts them. A turn without times is said at the moment it comes."""

    buffered_s = 0.0

    def __init__(self, monotonic: Callable[[], float], safe: SafePoint, age_s: float) -> None:
        """`age_s`: how long ago the call began."""
        self._monotonic = monotonic
        self._began_s = monotonic() - age_s
        self._received_s = self._ends_s = safe.received_s
        self._count = safe.offset

    @property
    def offset(self) -> int:
        return self._count

    @property
    def received_s(self) -> float:
        return self._received_s

    def take(self, said: TextMessage) -> list[AnyBatch]:
        self._count += 1
        given_s = [at_s for at_s in (said.start_s, said.end_s) if at_s is not None] or [self._now_s()]
        start_s, end_s = given_s[0], given_s[-1]
        self._received_s = max(self._received_s, end_s)
        turn = Turn(
            turn_id=f"b{self._count}",
            speaker=said.speaker,
            start_s=start_s,
            end_s=end_s,
            text=plain(said.text),
        )
        return [TextBatch(self._count, turn)]

    def finish(self) -> list[AnyBatch]:
        return []

    def safe_point(self, batch: TextBatch) -> SafePoint:
        # What came after it comes again, and its times with it.
        self._ends_s = max(self._ends_s, batch.end_s)
        return SafePoint(batch.number, batch.number, received_s=self._ends_s)

    def _now_s(self) -> float:
        return round(self._monotonic() - self._began_s, 3)


def plain(text: str) -> str:
    """Written text as a recogniser would give it: one line, each character in its usual form.

    Invisible characters and unusual digits would hide personal data from the cleaner.
    """
    usual = "".join(
        each if each in _ORDINALS else unicodedata.normalize("NFKC", each)
        for each in unicodedata.normalize("NFC", text)
    )
    seen = (" " if unicodedata.category(each) == "Cc" else each for each in usual)
    return " ".join("".join(each for each in seen if unicodedata.category(each) != "Cf").split())


def intake_for(
    audio: AudioFormat | TextFormat,
    settings: BatcherSettings,
    detector: Callable[[], Stream] | None,
    monotonic: Callable[[], float],
    safe: SafePoint = _BEGINNING,
    cuts: Sequence[Cut] = (),
    age_s: float = 0.0,
) -> Intake:
    """Of a session's format; of one that another gateway had, from where it is safe to go on."""
    if isinstance(audio, TextFormat):
        return TextIntake(monotonic, safe, age_s)
    return SoundIntake(audio, settings, detector, safe, cuts)
