"""Answered questions of live calls, and the records they become: exactly the prompt that was sent.

A question is built again from the stored segments and checked against the fingerprint that was kept when it
was asked; one that does not come out the same is no record.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from insights.fingerprint import text_digest
from insights.insight import Feedback, Insight, Source, Standing
from insights.jobs import Asked, Outcome
from insights.labelling import unit_hash
from insights.prompts import (
    ABSTENTION,
    PROMPT_ID,
    messages_digest,
    prompt_digest,
    prompt_for,
    turn_line,
)
from insights.records import InsightType, Message, Partition, Record, RecordMetadata, Turn
from insights.reply import reply_text
from insights.reviewing import DEFAULT_CONFIDENCE


@dataclass(frozen=True)
class Challenged:
    """What a challenger answered silently. `message` is None where its reply was not valid."""

    adapter: str | None
    message: str | None


@dataclass(frozen=True, repr=False)
class Case:
    """A question of a live call, its answer, and what was said of it.

    `turns` are the stored segments of `asked`, in that order, as far as they are there. `revisions` are those
    of the insight the question was about, `judged` the operators' judgements of any of them; oldest first.
    """

    tenant: str
    conversation_id: str
    job_id: str
    insight_id: str
    rev: int
    insight_type: InsightType
    outcome: Outcome
    model: str | None
    adapter: str | None
    prompt_digest: str | None
    at: datetime
    asked: Asked | None
    turns: tuple[Turn, ...] = ()
    revisions: tuple[Insight, ...] = ()
    judged: tuple[Feedback, ...] = ()
    challenged: tuple[Challenged, ...] = ()

    @property
    def record_id(self) -> str:
        return f"live/{self.tenant}/{self.job_id}"

    @property
    def call_id(self) -> str:
        return f"live/{self.tenant}/{self.conversation_id}"

    @property
    def answer(self) -> Insight | None:
        """The revision that came of the question."""
        return next((each for each in self.revisions if each.rev == self.rev), None)

    @property
    def alert(self) -> Insight | None:
        """The alert by rule that the question was to confirm."""
        earlier = [each for each in self.revisions if each.rev < self.rev and each.source is Source.RULE]
        return earlier[-1] if earlier else None

    @property
    def judgement(self) -> Feedback | None:
        """The operator's last word."""
        return self.judged[-1] if self.judged else None

    @property
    def said(self) -> str | None:
        """What the model's answer says, or the rule's where it stood in for the model; the abstention where
        that was the answer; None where there was none."""
        answer = self.answer
        withdrawn = answer is not None and answer.standing is Standing.WITHDRAWN
        if withdrawn or self.outcome is Outcome.ABSTAINED:
            return ABSTENTION[self.asked.language] if self.asked else None
        return answer.message if answer is not None else None


class Lost(StrEnum):
    """Why a question cannot be built again; the values are reasons in manifests."""

    NOT_RECORDED = "question_not_recorded"
    OTHER_PROMPTS = "other_prompts"
    SEGMENTS_MISSING = "segments_missing"
    NOT_REBUILT = "prompt_not_rebuilt"


def question(case: Case) -> tuple[Message, ...] | Lost:
    """The messages that were sent."""
    if case.asked is None:
        return Lost.NOT_RECORDED
    if case.prompt_digest != prompt_digest():
        return Lost.OTHER_PROMPTS
    if tuple(turn.turn_id for turn in case.turns) != case.asked.segments:
        return Lost.SEGMENTS_MISSING
    messages = prompt_for(case.insight_type, case.asked.language).messages(_shown(case.turns, case.asked))
    return messages if messages_digest(messages) == case.asked.fingerprint else Lost.NOT_REBUILT


def record_of(case: Case, *, partition: Partition, lineage: dict[str, str]) -> Record | Lost:
    """A record that waits for review, with what was shown as its pre-label.

    The pre-label's confidence is that of a person's label without a number: one taken from the model would
    go down a little with every round of training.
    """
    messages = question(case)
    if isinstance(messages, Lost):
        return messages
    assert case.asked is not None
    lines = "\n".join(map(turn_line, _shown(case.turns, case.asked)))
    said = case.said
    return Record(
        prompt=messages,
        response=reply_text(case.insight_type, said, DEFAULT_CONFIDENCE) if said else "",
        metadata=RecordMetadata(
            record_id=case.record_id,
            call_id=case.call_id,
            excerpt_id=f"{case.call_id}#{text_digest([lines])[:16]}",
            tenant=case.tenant,
            language=case.asked.language,
            insight_type=case.insight_type,
            partition=partition,
            prompt_id=PROMPT_ID,
            prompt_digest=prompt_digest(),
            source="live",
            status="to_review",
            lineage=_lineage(case) | lineage,
        ),
    )


def partition_of(call_id: str, recent_share: float) -> Partition:
    """Is a live call for training, or kept to judge adapters by (`test`)? The same in every round."""
    return "test" if unit_hash("recent", call_id) < recent_share else "train"


def _shown(turns: tuple[Turn, ...], asked: Asked) -> tuple[Turn, ...]:
    """The window may have held only the last words of its first turn."""
    first, *others = turns
    words = first.text.split()
    shown = " ".join(words[max(0, len(words) - asked.first_words) :])
    return (first.model_copy(update={"text": shown}), *others)


def _lineage(case: Case) -> dict[str, str]:
    answer, judgement = case.answer, case.judgement
    known = {
        "insight_id": case.insight_id,
        "rev": str(case.rev),
        "outcome": case.outcome.value,
        "model": case.model,
        "adapter": case.adapter,
        "confidence": f"{answer.confidence:.4f}" if answer is not None else None,
        "question": case.asked.fingerprint if case.asked else None,
        "usefulness": judgement.usefulness.value if judgement else None,
        "judged_rev": str(judgement.rev) if judgement else None,
        "comment": judgement.comment or None if judgement else None,
    }
    return {name: value for name, value in known.items() if value is not None}
