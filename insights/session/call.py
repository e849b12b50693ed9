"""One call's decisions: clean turns in, alerts and questions out."""

from collections.abc import Sequence
from dataclasses import dataclass

from insights.jobs import Priority
from insights.records import AlertCategory, InsightType, Turn
from insights.session.settings import SessionSettings


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
    the same `insight_id`, a higher `rev`. `reasons` name rules and `topic_change`, `final`: no text.
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


class CallLogic:
    """Decides for one call. Not thread-safe. Times are seconds of the call's audio, never decreasing."""

    def __init__(self, settings: SessionSettings, *, session_id: str, language: str) -> None:
        """`language`: PT or ES; in any other nothing is asked, for there are no prompts."""
        raise NotImplementedError

    def heard(self, turns: Sequence[Turn], now_s: float) -> list[Action]:
        """Take in a batch's clean turns, in order; `now_s` is the end of the batch. Alerts come first."""
        raise NotImplementedError

    def due(self, now_s: float) -> list[Action]:
        """What waited and may now be asked; call it when a batch was silent."""
        raise NotImplementedError

    def finish(self, now_s: float) -> list[Action]:
        """The call is over: alerts still to be confirmed, and the question for the summary (`final`)."""
        raise NotImplementedError
