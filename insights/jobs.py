"""What travels between collector, insight worker and emitter: a versioned queue schema (L11).

Turns are clean text: nothing else is ever queued.
"""

from enum import IntEnum, StrEnum
from typing import Literal, Self

from pydantic import Field

from insights.insight import Identifier, Insight
from insights.prompts import messages_digest, prompt_for
from insights.records import PROMPT_LANGUAGES, Frozen, InsightType, Language, Turn
from insights.reply import Fault


class Priority(IntEnum):
    """Lower goes first."""

    ALERT = 0
    FINAL = 1
    NORMAL = 2


class InsightJob(Frozen):
    """A question for the model. Times are milliseconds since the epoch.

    `rule_alert` is the alert that went out at once and that this job refines. `trace` is a W3C trace context.
    """

    v: Literal[1] = 1
    job_id: Identifier
    insight_id: Identifier
    rev: int = Field(ge=1)
    gateway: Identifier
    session_id: Identifier
    conversation_id: Identifier
    tenant: Identifier
    language: Language
    insight_type: InsightType
    turns: tuple[Turn, ...] = Field(min_length=1)
    priority: Priority = Priority.NORMAL
    critical: bool = False
    prompt_digest: str
    batch_closed_ms: int = Field(ge=0)
    created_ms: int = Field(ge=0)
    deadline_ms: int = Field(ge=0)
    rule_alert: Insight | None = None
    trace: dict[str, str] = Field(default_factory=dict)

    @property
    def segments(self) -> tuple[str, ...]:
        return tuple(turn.turn_id for turn in self.turns)


class Outcome(StrEnum):
    """How a job ended; the names are metric labels. Only `answered` and `withdrawn` carry an insight."""

    ANSWERED = "answered"
    ABSTAINED = "abstained"
    WITHDRAWN = "withdrawn"
    INVALID = "invalid"
    EXPIRED = "expired"
    REFUSED = "refused"
    FAILED = "failed"


class Asked(Frozen):
    """What a question showed, without its words: enough to build its prompt again from the transcript.

    Of the first segment the last `first_words` words were shown; `fingerprint` is that of the messages.
    """

    language: Language
    segments: tuple[str, ...] = Field(min_length=1)
    first_words: int = Field(ge=0)
    fingerprint: str

    @classmethod
    def of(cls, job: InsightJob) -> Self | None:
        """None for a language without prompts: there was no question."""
        if job.language not in PROMPT_LANGUAGES:
            return None
        messages = prompt_for(job.insight_type, job.language).messages(job.turns)
        return cls(
            language=job.language,
            segments=job.segments,
            first_words=len(job.turns[0].text.split()),
            fingerprint=messages_digest(messages),
        )


class JobResult(Frozen):
    """What became of a job. `faults` are those of replies that were refused; `rung` is who answered.

    `prompt_digest`, `model` and `adapter` (its digest) say who was asked, also where no insight came of it,
    `asked` what was shown to it; `arm` is `canary` where a challenger on trial answered.
    """

    v: Literal[1] = 1
    job_id: Identifier
    insight_id: Identifier
    rev: int = Field(ge=1)
    gateway: Identifier
    session_id: Identifier
    tenant: Identifier
    insight_type: InsightType
    outcome: Outcome
    insight: Insight | None = None
    asked: Asked | None = None
    faults: tuple[Fault, ...] = ()
    rung: str | None = None
    prompt_digest: str | None = None
    model: str | None = None
    adapter: str | None = None
    arm: Literal["canary"] | None = None
    attempts: int = Field(default=0, ge=0)
    wait_ms: float = Field(default=0.0, ge=0)
    duration_ms: float = Field(default=0.0, ge=0)
    prompt_tokens: int = Field(default=0, ge=0)
    reply_tokens: int = Field(default=0, ge=0)
