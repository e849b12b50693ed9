"""What a call's decisions lead to: alerts to show at once, questions for the model."""

from dataclasses import dataclass

from insights.jobs import Priority
from insights.records import AlertCategory, InsightType, Turn


@dataclass(frozen=True, repr=False)
class Alert:
    """A risk alert found by rule, to be emitted at once: `source` rule, `standing` tentative.

    `segments` are the ids of the turns that gave rise to it, `at_s` the call time of the decision.
    """

    insight_id: str
    message: str
    category: AlertCategory
    confidence: float
    segments: tuple[str, ...]
    at_s: float
    rev: int = 1
    insight_type: InsightType = InsightType.RISK_ALERT


@dataclass(frozen=True, repr=False)
class Ask:
    """A question for the model, to become an `InsightJob`.

    `turns` are what the prompt shows. `refines` is the alert by rule that the answer confirms or withdraws:
    the same `insight_id`, a higher `rev`. `reasons` are names of rules, `topic_change` or `final`.
    `final` marks the question whose answer is the call's summary.
    """

    insight_id: str
    rev: int
    insight_type: InsightType
    turns: tuple[Turn, ...]
    priority: Priority
    critical: bool
    reasons: tuple[str, ...]
    at_s: float
    refines: Alert | None = None
    final: bool = False


Action = Alert | Ask


@dataclass
class Pending:
    """A question that has an occasion but not yet its turn."""

    insight_type: InsightType
    rank: int
    first_s: float
    latest_s: float
    ready_s: float
    settle_tokens: int
    reasons: list[str]
    alert: Alert | None = None
    turns: tuple[Turn, ...] = ()  # what an alert rests on, should the window have left it behind
