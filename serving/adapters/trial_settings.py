"""Settings of trials; light to import."""

from dataclasses import dataclass, field

from insights.errors import EscutaError


@dataclass(frozen=True, kw_only=True)
class GuardSettings:
    """When a trial is ended without anybody being asked. Each process looks at its own answers."""

    window_s: float = field(
        default=300.0, metadata={"help": "answers older than this are forgotten, seconds"}
    )
    min_samples: int = field(default=20, metadata={"help": "with fewer answers nothing is decided"})
    max_error_rate: float = field(
        default=0.1, metadata={"help": "failed answers beyond the champion's share of them, 0 to 1"}
    )
    max_invalid_rate: float = field(
        default=0.1, metadata={"help": "refused replies beyond the champion's share of them, 0 to 1"}
    )
    max_p95_s: float = field(default=8.0, metadata={"help": "a canary's 95th percentile, seconds"})
    max_p95_ratio: float = field(
        default=2.0, metadata={"help": "a canary's 95th percentile by the champion's in the same window"}
    )

    def __post_init__(self) -> None:
        if self.min_samples < 1:
            raise EscutaError("must be at least 1", field="trials.guard.min_samples")
        for name in ("max_error_rate", "max_invalid_rate"):
            if not 0 <= getattr(self, name) <= 1:
                raise EscutaError("must be from 0 to 1", field=f"trials.guard.{name}")
        for name in ("window_s", "max_p95_s", "max_p95_ratio"):
            if not getattr(self, name) > 0:
                raise EscutaError("must be above 0", field=f"trials.guard.{name}")


@dataclass(frozen=True, kw_only=True)
class ShadowSettings:
    """How much of the models silent questions may have."""

    at_once: int = field(default=2, metadata={"help": "silent questions asked at once; the others wait"})
    waiting: int = field(default=100, metadata={"help": "silent questions that wait; more are dropped"})
    busy_jobs: int = field(
        default=1,
        metadata={
            "help": "with as many questions for operators being answered here, silent ones wait; "
            "more than 1 for a server that has room and goes by priorities"
        },
    )
    timeout_s: float = field(default=20.0, metadata={"help": "longest wait for a silent answer, seconds"})

    def __post_init__(self) -> None:
        for name in ("at_once", "waiting", "busy_jobs"):
            if getattr(self, name) < 1:
                raise EscutaError("must be at least 1", field=f"trials.shadow.{name}")
        if not self.timeout_s > 0:
            raise EscutaError("must be above 0", field="trials.shadow.timeout_s")


@dataclass(frozen=True, kw_only=True)
class TrialSettings:
    """Challengers beside the champion."""

    guard: GuardSettings = field(default_factory=GuardSettings)
    shadow: ShadowSettings = field(default_factory=ShadowSettings)
