"""Results of jobs, however they end."""

from datetime import UTC, datetime

from insights.insight import Insight, Source, Standing
from insights.jobs import Asked, InsightJob, JobResult, Outcome
from insights.records import AlertCategory, Confidence

RULES = "rules"


def result_of(job: InsightJob, outcome: Outcome, **details: object) -> JobResult:
    """The result of a job; `details` are the other fields of `JobResult`."""
    return JobResult.model_validate(
        {
            "job_id": job.job_id,
            "insight_id": job.insight_id,
            "rev": job.rev,
            "gateway": job.gateway,
            "session_id": job.session_id,
            "tenant": job.tenant,
            "insight_type": job.insight_type,
            "outcome": outcome,
            "asked": Asked.of(job),
            **details,
        }
    )


def answered(
    job: InsightJob,
    *,
    message: str,
    confidence: Confidence,
    category: AlertCategory | None,
    degraded: bool,
    model: str,
    adapter: str | None,
    prompt_digest: str,
    now_ms: int,
) -> Insight:
    """What a model said. It rests on the turns that were asked about."""
    return Insight(
        insight_id=job.insight_id,
        rev=job.rev,
        session_id=job.session_id,
        conversation_id=job.conversation_id,
        tenant=job.tenant,
        language=job.language,
        type=job.insight_type,
        message=message,
        confidence=confidence,
        category=category,
        segments=job.segments,
        source=Source.MODEL,
        degraded=degraded,
        model=model,
        adapter=adapter,
        prompt_digest=prompt_digest,
        audio_end_s=max(turn.end_s for turn in job.turns),
        created_at=_time(now_ms),
    )


def standing_alert(job: InsightJob, now_ms: int) -> Insight | None:
    """The alert by rule as it stands: no model could be asked about it."""
    if job.rule_alert is None:
        return None
    return job.rule_alert.model_copy(update={"rev": job.rev, "degraded": True, "created_at": _time(now_ms)})


def withdrawn_alert(
    job: InsightJob, *, degraded: bool, model: str, adapter: str | None, now_ms: int
) -> Insight | None:
    """The alert by rule, taken back: the model sees nothing in it. Its text stays, for those who read it."""
    if job.rule_alert is None:
        return None
    return job.rule_alert.model_copy(
        update={
            "rev": job.rev,
            "source": Source.MODEL,
            "standing": Standing.WITHDRAWN,
            "degraded": degraded,
            "model": model,
            "adapter": adapter,
            "created_at": _time(now_ms),
        }
    )


def _time(epoch_ms: int) -> datetime:
    return datetime.fromtimestamp(epoch_ms / 1e3, tz=UTC)
