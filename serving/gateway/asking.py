"""Actions of the session logic → insights to emit and jobs to queue."""

from collections.abc import Sequence
from dataclasses import dataclass

from insights.insight import Insight, Source, Standing
from insights.jobs import InsightJob, Priority
from insights.prompts import prompt_digest
from insights.records import InsightType
from insights.session.actions import Alert, Ask
from serving.gateway.parts import Clock
from serving.gateway.settings import StreamSettings

_MOST_ALERTS = 32  # that may still be asked about; older ones never are


@dataclass(frozen=True)
class Names:
    """Who is speaking, for everything that is stored or queued."""

    session_id: str
    conversation_id: str
    tenant: str
    gateway: str


@dataclass(frozen=True)
class Moment:
    """Wall-clock times of a batch: closed, and its text there. Milliseconds since the epoch."""

    closed_ms: int
    text_ms: int


def job_id_of(asked: Ask | Insight) -> str:
    """Names insight and revision, so no question is queued twice."""
    return f"{asked.insight_id}.r{asked.rev}"


class Asking:
    """One session's questions."""

    def __init__(self, names: Names, settings: StreamSettings, clock: Clock) -> None:
        self._names = names
        self._settings = settings
        self._clock = clock
        self._digest = prompt_digest()
        self._alerts: dict[str, Insight] = {}

    @property
    def alerts(self) -> tuple[Insight, ...]:
        """Those that may still be asked about."""
        return tuple(self._alerts.values())

    def recall(self, alerts: Sequence[Insight]) -> None:
        """Those of the gateway that had the session before."""
        self._alerts = {alert.insight_id: alert for alert in alerts}

    def again(self, job: InsightJob) -> InsightJob:
        """A question of the gateway that had the session before, with as much time as it had then."""
        now_ms = self._clock.epoch_ms()
        patience_ms = job.deadline_ms - job.created_ms
        return job.model_copy(
            update={
                "gateway": self._names.gateway,
                "created_ms": now_ms,
                "deadline_ms": now_ms + patience_ms,
                "trace": {},
            }
        )

    def alert(self, alert: Alert, language: str) -> Insight:
        """What is emitted at once: tentative, until the model confirms or withdraws it."""
        insight = Insight(
            insight_id=alert.insight_id,
            rev=alert.rev,
            session_id=self._names.session_id,
            conversation_id=self._names.conversation_id,
            tenant=self._names.tenant,
            language=language,
            type=InsightType.RISK_ALERT,
            message=alert.message,
            confidence=alert.confidence,
            category=alert.category,
            segments=alert.segments,
            source=Source.RULE,
            standing=Standing.TENTATIVE,
            prompt_digest=self._digest,
            audio_end_s=alert.at_s,
            created_at=self._clock.now(),
        )
        self._alerts[insight.insight_id] = insight
        while len(self._alerts) > _MOST_ALERTS:
            del self._alerts[next(iter(self._alerts))]
        return insight

    def job(self, ask: Ask, language: str, moment: Moment, trace: dict[str, str]) -> InsightJob:
        """The question as it is queued."""
        now_ms = self._clock.epoch_ms()
        return InsightJob(
            job_id=job_id_of(ask),
            insight_id=ask.insight_id,
            rev=ask.rev,
            gateway=self._names.gateway,
            session_id=self._names.session_id,
            conversation_id=self._names.conversation_id,
            tenant=self._names.tenant,
            language=language,
            insight_type=ask.insight_type,
            turns=ask.turns,
            priority=ask.priority,
            critical=ask.critical,
            prompt_digest=self._digest,
            batch_closed_ms=moment.closed_ms,
            created_ms=now_ms,
            deadline_ms=now_ms + int(self._patience_s(ask) * 1000),
            rule_alert=self._alerts.pop(ask.refines.insight_id, None) if ask.refines else None,
            trace=trace,
        )

    def _patience_s(self, ask: Ask) -> float:
        if ask.final:
            return self._settings.flush_timeout_s
        if ask.priority is Priority.ALERT:
            return self._settings.alert_deadline_s
        return self._settings.deadline_s
