"""Settings of shared state; light to import."""

from dataclasses import dataclass, field

from insights.session.breaker import BreakerSettings


@dataclass(frozen=True, kw_only=True)
class StateSettings:
    """`redis_url` null: in memory, for one process. A password belongs in the environment's REDIS_URL."""

    redis_url: str | None = field(
        default=None, metadata={"help": "redis://HOST:PORT/0 or unix:///PATH; null: in memory"}
    )
    prefix: str = field(default="escuta", metadata={"help": "first part of every Redis key"})
    timeout_s: float = field(default=1.0, metadata={"help": "for one Redis command, seconds"})
    breaker: BreakerSettings = field(default_factory=BreakerSettings)
