"""A circuit breaker as a pure state machine: after some failures in a row nothing is tried for a while, then
one probe decides (requirement L14).

    closed ─`failures` in a row→ open ─`open_s` later, one caller is let through→ half_open ─ok→ closed
                                   ↑────────────────────────────────────────────────────┘ not ok

States are values: an implementation keeps them where it likes (memory, Redis) and replaces them atomically.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from insights.errors import EscutaError


class Phase(StrEnum):
    """What the breaker does with callers."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(frozen=True, kw_only=True)
class BreakerSettings:
    """When a breaker opens and for how long."""

    failures: int = field(default=5, metadata={"help": "failures in a row that open the breaker"})
    open_s: float = field(default=5.0, metadata={"help": "rest before a probe, seconds"})
    probe_s: float = field(
        default=30.0, metadata={"help": "a probe that has not reported by then counts as lost, seconds"}
    )

    def __post_init__(self) -> None:
        for name, low in (("failures", 1), ("open_s", 0), ("probe_s", 0)):
            if not getattr(self, name) >= low:
                raise EscutaError(f"must be at least {low}", field=f"breaker.{name}")


@dataclass(frozen=True)
class BreakerState:
    """`since_s` is when the phase began, on the caller's clock."""

    phase: Phase = Phase.CLOSED
    failures: int = 0
    since_s: float = 0.0


def admit(state: BreakerState, now_s: float, settings: BreakerSettings) -> tuple[bool, BreakerState]:
    """May this caller try, and the state after asking. In half-open one caller is the probe."""
    if state.phase is Phase.CLOSED:
        return True, state
    rest_s = settings.open_s if state.phase is Phase.OPEN else settings.probe_s
    if now_s - state.since_s < rest_s:
        return False, state
    return True, BreakerState(Phase.HALF_OPEN, state.failures, now_s)


def report(state: BreakerState, *, ok: bool, now_s: float, settings: BreakerSettings) -> BreakerState:
    """The state after an admitted call ended.

    A call admitted before the breaker opened may still report: good news closes, bad news does not prolong
    the rest.
    """
    if ok:
        return BreakerState()
    if state.phase is Phase.OPEN:
        return state
    failures = min(state.failures + 1, settings.failures)
    if state.phase is Phase.HALF_OPEN or failures >= settings.failures:
        return BreakerState(Phase.OPEN, failures, now_s)
    return replace(state, failures=failures)
