"""Which answered questions of live calls go to people for labelling, and why.

A question goes to review when an operator found its answer wrong or not useful, when the model took back or
changed what a rule had said, when a challenger answered otherwise, or when the model was unsure. Nobody
judges what is not shown, so a sample of abstentions goes too, and one of answers found useful.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from insights import reviewing
from insights.cases import Case
from insights.errors import EscutaError
from insights.insight import Source, Standing, Usefulness
from insights.jobs import Outcome
from insights.labelling import unit_hash
from insights.records import InsightType
from insights.reply import alert_category, is_abstention


class Why(StrEnum):
    """Reasons, the most pressing first; the values are counts in manifests."""

    WRONG = "wrong"
    NOT_USEFUL = "not_useful"
    RULE_DISAGREES = "rule_disagrees"
    CHALLENGER_DISAGREES = "challenger_disagrees"
    UNSURE = "unsure"
    SILENT = "silent"
    CONFIRMED = reviewing.CONFIRMED


SAMPLED: Final = frozenset({Why.SILENT, Why.CONFIRMED})
"""Reasons that are samples: nothing speaks against the answer."""


@dataclass(frozen=True)
class RelabelPolicy:
    """What is worth a person's time."""

    unsure_below: float = field(
        default=0.5, metadata={"help": "an answer with less confidence goes to review, 0 to 1"}
    )
    silent_share: float = field(
        default=0.05, metadata={"help": "share of abstentions that go to review, so that misses are found"}
    )
    confirmed_share: float = field(
        default=0.2, metadata={"help": "share of the answers found useful that go to review"}
    )
    recent_share: float = field(
        default=0.2, metadata={"help": "share of calls kept out of training, to judge adapters by"}
    )
    per_stratum: int = field(
        default=100, metadata={"help": "most records of one tenant, language and insight type"}
    )
    per_tenant: int = field(default=400, metadata={"help": "most records of one tenant"})
    most: int = field(default=2000, metadata={"help": "most records in all"})
    seed: int = field(default=0, metadata={"help": "for the choices by hash"})

    def __post_init__(self) -> None:
        for name in ("unsure_below", "silent_share", "confirmed_share", "recent_share"):
            if not 0 <= getattr(self, name) <= 1:
                raise EscutaError("must be 0 to 1", field=f"policy.{name}", remedy=f"policy.{name}=0.1")
        for name in ("per_stratum", "per_tenant", "most"):
            if getattr(self, name) < 1:
                raise EscutaError("must be at least 1", field=f"policy.{name}", remedy=f"policy.{name}=100")


def reasons(case: Case, policy: RelabelPolicy) -> tuple[Why, ...]:
    """Why a person should see a case, the most pressing first; empty: nobody need."""
    judgement, answer = case.judgement, case.answer
    usefulness = judgement.usefulness if judgement is not None else None
    # A rule's words and a withdrawn alert's are not the model's, nor is their confidence.
    models = (
        answer
        if answer is not None and answer.source is Source.MODEL and answer.standing is not Standing.WITHDRAWN
        else None
    )
    silent = case.outcome is Outcome.ABSTAINED and case.alert is None
    found = {
        Why.WRONG: usefulness is Usefulness.WRONG,
        Why.NOT_USEFUL: usefulness is Usefulness.NOT_USEFUL,
        Why.RULE_DISAGREES: _rule_disagrees(case),
        Why.CHALLENGER_DISAGREES: _challenger_disagrees(case),
        Why.UNSURE: models is not None and models.confidence < policy.unsure_below,
        Why.SILENT: silent and _drawn(case, Why.SILENT, policy.silent_share, policy.seed),
        Why.CONFIRMED: models is not None
        and judgement is not None
        and usefulness is Usefulness.USEFUL
        and judgement.rev == models.rev
        and _drawn(case, Why.CONFIRMED, policy.confirmed_share, policy.seed),
    }
    return tuple(why for why in Why if found[why])


def _rule_disagrees(case: Case) -> bool:
    """Did the model see nothing in what a rule alerted to, or another risk? Where no model was asked, the
    alert only stands."""
    alert, answer = case.alert, case.answer
    if alert is None:
        return False
    if case.outcome in (Outcome.ABSTAINED, Outcome.WITHDRAWN):
        return True
    return answer is not None and answer.source is Source.MODEL and answer.category is not alert.category


def _challenger_disagrees(case: Case) -> bool:
    """Did a challenger speak where the champion was silent or the other way round, or see another risk?"""
    if case.asked is None or (said := case.said) is None:
        return False
    mine = _gist(said, case.insight_type, case.asked.language)
    others = (each.message for each in case.challenged if each.message is not None)
    return any(_gist(other, case.insight_type, case.asked.language) != mine for other in others)


def _gist(message: str, insight_type: InsightType, language: str) -> str:
    if is_abstention(message, language):
        return "silent"
    category = alert_category(message, language) if insight_type is InsightType.RISK_ALERT else None
    return category.value if category is not None else "spoken"


def _drawn(case: Case, why: Why, share: float, seed: int) -> bool:
    return unit_hash(seed, why.value, case.record_id) < share
