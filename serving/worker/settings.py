"""Settings of the insight worker; light to import."""

from dataclasses import dataclass, field

from insights.errors import EscutaError


@dataclass(frozen=True, kw_only=True)
class AnswererSettings:
    """How one job is answered."""

    min_confidence: float = field(default=0.3, metadata={"help": "replies below are dropped, 0 to 1"})
    tenant_at_once: int = field(default=5, metadata={"help": "questions of a tenant asked at once"})
    max_new_tokens: int = field(default=120, metadata={"help": "longest reply, tokens"})


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
        metadata={"help": "broker and way back of results, with celery only"},
    )
    prefix: str = field(default="escuta", metadata={"help": "first part of every Redis key"})

    def __post_init__(self) -> None:
        for name in ("concurrency", "max_jobs"):
            if getattr(self, name) < 1:
                raise EscutaError("must be at least 1", field=f"worker.{name}")
