"""Settings of the session logic. Times are seconds of the call's audio unless said otherwise.

A token is a word of clean text: what stands between spaces. Both profiles of the plan ship as
`conf/trigger/{plan,fast}.yaml`.
"""

from dataclasses import dataclass, field, fields
from typing import Any

from insights.errors import EscutaError


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

    before_tokens: int = field(default=40, metadata={"help": "words before a point that are compared"})
    after_tokens: int = field(default=8, metadata={"help": "words after it, at least"})
    novelty_weight: float = field(default=1.0, metadata={"help": "weight of new vocabulary, 0: ignored"})
    cue_weight: float = field(
        default=1.0, metadata={"help": "weight of phrases that open a subject, 0: ignored"}
    )
    threshold: float = field(default=1.0, metadata={"help": "score from which a change is declared"})
    min_gap_tokens: int = field(default=20, metadata={"help": "words between two changes, at least"})

    def __post_init__(self) -> None:
        _at_least(self, "topics", before_tokens=1, after_tokens=1, novelty_weight=0, cue_weight=0)
        _at_least(self, "topics", threshold=0, min_gap_tokens=0)


@dataclass(frozen=True, kw_only=True)
class RuleSettings:
    """What becomes of keywords."""

    repeat_s: float = field(
        default=60.0, metadata={"help": "an alert's category is not alerted again within, seconds"}
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


def _at_least(settings: Any, group: str, **least: float) -> None:
    known = {item.name for item in fields(settings)}
    for name, low in least.items():
        assert name in known
        if not getattr(settings, name) >= low:
            raise EscutaError(f"must be at least {low}", field=f"{group}.{name}")
