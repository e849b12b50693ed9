"""Settings of the session logic. Times are seconds of the call's audio unless said otherwise.

A token is a word of clean text: what stands between spaces. Both profiles of the plan ship as
`conf/trigger/{plan,fast}.yaml`.
"""

from dataclasses import dataclass, field
from typing import Any

from insights.errors import EscutaError
from insights.records import InsightType


@dataclass(frozen=True, kw_only=True)
class TriggerSettings:
    """When something may be asked, and which part of the call is then shown (requirements L5, L6)."""

    min_tokens: int = field(
        default=120, metadata={"help": "words said since the last question that allow another"}
    )
    min_interval_s: float = field(
        default=20.0, metadata={"help": "seconds since the last question that allow another"}
    )
    window_s: float = field(default=60.0, metadata={"help": "how far back a question looks, seconds"})
    retain_tokens: int = field(default=200, metadata={"help": "most words a question shows"})
    final_tokens: int = field(default=200, metadata={"help": "most words the question at the end shows"})
    patience_s: float = field(
        default=45.0, metadata={"help": "a question that must wait longer is dropped, seconds"}
    )

    def __post_init__(self) -> None:
        _at_least(
            self, "trigger", min_tokens=1, min_interval_s=0, window_s=1, retain_tokens=1, final_tokens=1
        )
        _at_least(self, "trigger", patience_s=0)


@dataclass(frozen=True, kw_only=True)
class LimitSettings:
    """How often a session may ask (requirement L14). Alerts found by rule do not wait."""

    session_interval_s: float = field(
        default=20.0, metadata={"help": "least time between two questions of a session, seconds"}
    )

    def __post_init__(self) -> None:
        _at_least(self, "limits", session_interval_s=0)


@dataclass(frozen=True, kw_only=True)
class TopicSettings:
    """When the subject is taken to have changed; see `insights.session.topics`.

    The values come from the training and validation calls of the synthetic corpus (`pipelines.topics`).
    """

    before_tokens: int = field(default=90, metadata={"help": "words before a border that are compared"})
    after_tokens: int = field(default=8, metadata={"help": "words after it, at least"})
    novel_words: int = field(default=5, metadata={"help": "new words that count as all new"})
    novelty_weight: float = field(default=1.0, metadata={"help": "weight of new vocabulary; 0: ignored"})
    cue_weight: float = field(
        default=0.8, metadata={"help": "weight of phrases that open a subject; 0: ignored"}
    )
    threshold: float = field(default=0.7, metadata={"help": "score from which a change is declared"})
    min_gap_tokens: int = field(default=25, metadata={"help": "words between two changes, at least"})
    vectors: str | None = field(
        default=None, metadata={"help": "file of word vectors for cohesion; null: counts of words"}
    )

    def __post_init__(self) -> None:
        _at_least(
            self, "topics", before_tokens=1, after_tokens=1, novel_words=1, novelty_weight=0, cue_weight=0
        )
        _at_least(self, "topics", threshold=0, min_gap_tokens=0)


@dataclass(frozen=True, kw_only=True)
class AskSettings:
    """What is asked on which occasion, in this order; each waits for the session's limit.

    A `risk_alert` on occasion of a risk refines the alert that the rule gave.
    """

    on_risk: tuple[InsightType, ...] = field(
        default=(InsightType.RISK_ALERT, InsightType.NEXT_STEPS),
        metadata={"help": "after an alert by rule"},
    )
    on_sale: tuple[InsightType, ...] = field(
        default=(InsightType.UPSELL,), metadata={"help": "after interest in a product"}
    )
    on_payment: tuple[InsightType, ...] = field(
        default=(InsightType.NEXT_STEPS,), metadata={"help": "after a promise of payment"}
    )
    on_change: tuple[InsightType, ...] = field(
        default=(InsightType.PARTIAL_SUMMARY, InsightType.NEXT_STEPS),
        metadata={"help": "after a change of subject"},
    )
    settle_tokens: int = field(
        default=20, metadata={"help": "words of a new subject to hear before asking about it"}
    )

    def __post_init__(self) -> None:
        _at_least(self, "asks", settle_tokens=0)


@dataclass(frozen=True, kw_only=True)
class RuleSettings:
    """What becomes of keywords."""

    repeat_s: float = field(
        default=60.0, metadata={"help": "the same keyword does not count again within, seconds"}
    )

    def __post_init__(self) -> None:
        _at_least(self, "rules", repeat_s=0)


@dataclass(frozen=True, kw_only=True)
class SessionSettings:
    """All of a session's logic."""

    trigger: TriggerSettings = field(default_factory=TriggerSettings)
    limits: LimitSettings = field(default_factory=LimitSettings)
    topics: TopicSettings = field(default_factory=TopicSettings)
    rules: RuleSettings = field(default_factory=RuleSettings)
    asks: AskSettings = field(default_factory=AskSettings)


def _at_least(settings: Any, group: str, **least: float) -> None:
    for name, low in least.items():
        if not getattr(settings, name) >= low:
            raise EscutaError(f"must be at least {low}", field=f"{group}.{name}")
