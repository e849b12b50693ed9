"""Settings of the insight worker; light to import."""

from dataclasses import dataclass, field

from insights.errors import EscutaError
from insights.session.routing import RoutingSettings


@dataclass(frozen=True, kw_only=True)
class AnswererSettings:
    """How one job is answered."""

    min_confidence: float = field(default=0.3, metadata={"help": "replies below are refused, 0 to 1"})
    tenant_at_once: int = field(default=5, metadata={"help": "questions of a tenant asked at once"})
    max_new_tokens: int = field(default=120, metadata={"help": "longest reply, tokens"})
    wait_s: float = field(
        default=15.0,
        metadata={"help": "a question waits so long for models that are away, within its deadline, seconds"},
    )
    again_s: float = field(default=1.0, metadata={"help": "between two such tries, seconds"})
    routing: RoutingSettings = field(default_factory=RoutingSettings)

    def __post_init__(self) -> None:
        for name in ("tenant_at_once", "max_new_tokens"):
            if getattr(self, name) < 1:
                raise EscutaError("must be at least 1", field=f"answering.{name}")
        if self.wait_s < 0 or self.again_s <= 0:
            raise EscutaError(
                "must be above 0", field="answering.again_s" if self.wait_s >= 0 else "answering.wait_s"
            )
        if not 0 <= self.min_confidence <= 1:
            raise EscutaError("must be from 0 to 1", field="answering.min_confidence")


@dataclass(frozen=True, kw_only=True)
class QueueSettings:
    """How jobs wait."""

    concurrency: int = field(
        default=8, metadata={"help": "jobs answered at once (INSIGHT_WORKER_CONCURRENCY)"}
    )
    max_jobs: int = field(
        default=1000, metadata={"help": "jobs waiting; more are refused (INSIGHT_QUEUE_MAXSIZE)"}
    )
    celery: bool = field(default=False, metadata={"help": "answer on Celery workers (INSIGHT_USE_CELERY)"})
    redis_url: str = field(
        default="redis://127.0.0.1:6379/0",
        metadata={"help": "broker and way back of results, with celery only; REDIS_URL goes first"},
    )
    prefix: str = field(default="escuta", metadata={"help": "first part of every Redis key"})
    overdue_s: float = field(
        default=2.0,
        metadata={"help": "with celery: a job without a result so long after its deadline is lost"},
    )
    metrics_host: str = field(
        default="127.0.0.1",
        metadata={"help": "address of a Celery worker's /metrics; beyond this machine with METRICS_TOKEN"},
    )
    metrics_port: int | None = field(
        default=None,
        metadata={"help": "port of a Celery worker's /metrics; 0 = any that is free, null: none is served"},
    )

    def __post_init__(self) -> None:
        for name in ("concurrency", "max_jobs"):
            if getattr(self, name) < 1:
                raise EscutaError("must be at least 1", field=f"worker.{name}")
