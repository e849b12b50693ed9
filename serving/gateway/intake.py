"""What a client sends, counted and cut into batches: sound, or turns whose words are known already.

Everything is counted in one step without a pause: a connection that dies can neither lose nor repeat a part.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from insights.records import Turn
from serving.audio.batcher import Batch, Batcher, BatcherSettings
from serving.audio.detector import Stream
from serving.audio.frames import FrameDecoder
from serving.protocol import AudioFormat, TextFormat, TextMessage

_CHARS_PER_S = 15.0  # of speech
_ORDINALS = "ºª"


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


class SoundIntake:
    """Bytes of sound. `offset` counts bytes."""

    def __init__(
        self, audio: AudioFormat, settings: BatcherSettings, detector: Callable[[], Stream] | None
    ) -> None:
        self._decoder = FrameDecoder(audio)
        self._batcher = Batcher(settings, audio.channels, detector)

    @property
    def offset(self) -> int:
        return self._decoder.received_bytes

    @property
    def received_s(self) -> float:
        return self._decoder.received_s

    @property
    def buffered_s(self) -> float:
        return self._batcher.buffered_s

    def take(self, said: bytes) -> list[AnyBatch]:
        return [*self._batcher.push(self._decoder.push(said))]

    def finish(self) -> list[AnyBatch]:
        closed = self._batcher.push(self._decoder.flush())
        last = self._batcher.flush()
        return [*closed, *([last] if last is not None else [])]


class TextIntake:
    """Turns of text. `offset` counts them. A turn without times is said at the moment it comes."""

    buffered_s = 0.0

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._began_s = monotonic()
        self._received_s = 0.0
        self._count = 0

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
) -> Intake:
    """Of a session's format."""
    if isinstance(audio, TextFormat):
        return TextIntake(monotonic)
    return SoundIntake(audio, settings, detector)
