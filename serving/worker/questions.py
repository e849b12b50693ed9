"""A job as the question that a model is asked, and what its reply is worth."""

from dataclasses import dataclass

from insights.confidence import reply_confidence
from insights.jobs import InsightJob
from insights.prompts import prompt_for
from insights.reply import Fault, Reply, is_abstention, parse_reply
from serving.llm.api import Answer, Question
from serving.worker.settings import AnswererSettings


@dataclass(frozen=True, repr=False)
class Judged:
    """A model's answer, its confidence as `insights.confidence` defines it, and what is wrong with it."""

    answer: Answer
    reply: Reply | None
    confidence: float
    fault: Fault | None

    @property
    def good(self) -> bool:
        """May it be shown?"""
        return self.reply is not None and self.fault is None


def question_of(
    job: InsightJob,
    settings: AnswererSettings,
    *,
    adapter: str | None,
    timeout_s: float,
    priority: int | None = None,
    attempt: int = 0,
) -> Question:
    """Raises `EscutaError` for a language without prompts. `priority` None: the job's own."""
    return Question(
        messages=prompt_for(job.insight_type, job.language).messages(job.turns),
        insight_type=job.insight_type,
        language=job.language,
        adapter=adapter,
        timeout_s=timeout_s,
        max_new_tokens=settings.max_new_tokens,
        priority=int(job.priority) if priority is None else priority,
        attempt=attempt,
    )


def judged(job: InsightJob, answer: Answer, min_confidence: float) -> Judged:
    """Validate a reply; an abstention may be unsure."""
    verdict = parse_reply(answer.text, job.insight_type, job.language)
    if verdict.reply is None or verdict.fault is not None:
        return Judged(answer, None, 0.0, verdict.fault or Fault.SCHEMA)
    confidence = round(reply_confidence(verdict.reply.confidence, answer.message_logprobs), 4)
    silent = is_abstention(verdict.reply.message, job.language)
    fault = Fault.LOW_SCORE if not silent and confidence < min_confidence else None
    return Judged(answer, verdict.reply, confidence, fault)
