"""What is kept of a call for another gateway to go on with: clean text, counters and times, nothing raw.

Versioned: a gateway that meets a checkpoint of another version lets the call go. Plain dataclasses, so that
writing one costs no validation.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, TypeAdapter

from insights.insight import Insight
from insights.jobs import InsightJob
from insights.records import InsightType
from insights.session.actions import Alert, Ask
from insights.session.memory import CallMemory
from insights.text.live import CleanerMemory
from serving.audio.batcher import Cut
from serving.gateway.asking import Moment
from serving.protocol import EndReason, Start


@dataclass(frozen=True, repr=False)
class SafePoint:
    """What was said before it is needed no more, for all of it is clean text.

    `offset`: bytes of sound, or messages. `batches` were closed before it, the last one at `samples` (16 kHz)
    or `received_s` (in text). `cleaner`: what was said last.
    """

    offset: int = 0
    batches: int = 0
    samples: int = 0
    received_s: float = 0.0
    cleaner: CleanerMemory | None = None


@dataclass(frozen=True)
class Shown:
    """An insight as the client has it: enough to count and to judge it."""

    rev: int
    insight_type: InsightType
    withdrawn: bool


@dataclass(frozen=True, repr=False)
class Todo:
    """A decision of the session logic that is not carried out yet."""

    action: Alert | Ask
    language: str
    moment: Moment


@dataclass(frozen=True, repr=False)
class AnswersMemory:
    """`jobs` have no result that was shown; `alerts` may still be asked about."""

    todo: tuple[Todo, ...]
    jobs: tuple[tuple[InsightJob, Moment], ...]
    shown: dict[str, Shown]
    alerts: tuple[Insight, ...]
    final_job: str | None
    summary: Insight | None


@dataclass(frozen=True)
class Figures:
    """What was told so far. `batch` is the highest number told; `batches` counts the rest, too."""

    batch: int = 0
    batches: int = 0
    segments: int = 0
    speech_s: float = 0.0


@dataclass(frozen=True, kw_only=True, repr=False)
class Checkpoint:
    """A call as it was with its event `last_seq`.

    `cuts` are those of the batches after the safe point that were told: what comes again for them is not told
    again. `ending` is why the call ends, unless its client said so and will say so again.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(ser_json_inf_nan="strings", extra="forbid")

    v: Literal[1] = 1
    session_id: str
    conversation_id: str
    tenant: str
    start: Start
    started_at: datetime
    last_seq: int
    safe: SafePoint
    cuts: tuple[Cut, ...]
    language: str | None
    figures: Figures
    held: bool
    logic: CallMemory | None
    answers: AnswersMemory
    summed_up: bool
    ending: EndReason | None
    ended: bool

    def to_json(self) -> str:
        return _CHECKPOINT.dump_json(self).decode()

    @classmethod
    def of_json(cls, text: str) -> "Checkpoint":
        """Raises `pydantic.ValidationError`, also for another version."""
        found: Checkpoint = _CHECKPOINT.validate_json(text)
        return found


_CHECKPOINT: TypeAdapter[Any] = TypeAdapter(Checkpoint)
