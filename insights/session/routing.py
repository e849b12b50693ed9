"""Which rung of the ladder answers a question: critical → fast → rules, by what is left of its time.

An insight late is an insight lost: a rung is tried only with enough time for it, and a rung below it keeps
its share. The last rung, rules, always answers: the alert by rule stands, or nothing is said.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from insights.errors import EscutaError


class Rung(StrEnum):
    """Who answers. The values are metric labels."""

    CRITICAL = "critical"
    FAST = "fast"
    RULES = "rules"


@dataclass(frozen=True, kw_only=True)
class RoutingSettings:
    """Wall-clock seconds."""

    critical_needs_s: float = field(
        default=1.0, metadata={"help": "least time left with which the critical model is asked, seconds"}
    )
    fast_needs_s: float = field(
        default=0.4, metadata={"help": "least time left with which the fast model is asked, seconds"}
    )

    def __post_init__(self) -> None:
        for name in ("critical_needs_s", "fast_needs_s"):
            if not getattr(self, name) >= 0:
                raise EscutaError("must be at least 0", field=f"routing.{name}")


@dataclass(frozen=True)
class Step:
    """Ask `rung` and wait no longer than `timeout_s`. `degraded`: a lower rung than the question deserves."""

    rung: Rung
    timeout_s: float
    degraded: bool


_RANK = {Rung.CRITICAL: 2, Rung.FAST: 1, Rung.RULES: 0}


def next_step(
    *,
    critical: bool,
    remaining_s: float,
    usable: Collection[Rung],
    tried: Collection[Rung] = (),
    settings: RoutingSettings,
) -> Step:
    """What to do next with a question.

    `usable` are the models that are configured and whose breaker lets a call through; `tried` those that have
    failed on this question. Questions that are not critical go to the fast model first, and to the critical
    one when the fast one is absent; that is no degradation.
    """
    wanted = Rung.CRITICAL if critical else Rung.FAST
    order = (Rung.CRITICAL, Rung.FAST) if critical else (Rung.FAST, Rung.CRITICAL)
    needs_s = {Rung.CRITICAL: settings.critical_needs_s, Rung.FAST: settings.fast_needs_s}
    open_rungs = [rung for rung in order if rung in usable and rung not in tried]
    for position, rung in enumerate(open_rungs):
        if remaining_s < needs_s[rung]:
            continue
        below_s = sum(needs_s[other] for other in open_rungs[position + 1 :])
        # The rung below keeps its time, unless that would leave too little for this one.
        timeout_s = max(remaining_s - below_s, needs_s[rung])
        return Step(rung, timeout_s, degraded=_RANK[rung] < _RANK[wanted])
    return Step(Rung.RULES, 0.0, degraded=True)
