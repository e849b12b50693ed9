"""What changed, case by case: records to which the challenger says something else than the champion.

Better or worse is decided first by whether the operator is told the right kind of thing (an alert where there
is a risk, of the right category; an abstention where there is nothing to say; a valid reply at all), then by
ROUGE-L. Messages are clean text; whatever the scrubber still finds in one is replaced before it is shown.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from eval.predictions import Prediction
from eval.rouge import rouge_scores
from insights.records import InsightType
from insights.reply import alert_category

Clean = Callable[[str, str], str]
"""Text and language → the text with placeholders for personal data."""

_TOLD_APART = 0.05


class Direction(StrEnum):
    """Of a change. `unscored`: nobody knows the right answer."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    UNSCORED = "unscored"


@dataclass(frozen=True)
class Change:
    """One record. `before` and `after` are messages, or the fault in brackets; scores are ROUGE-L."""

    record_id: str
    language: str
    insight_type: str
    tenant: str
    direction: Direction
    why: str
    wanted: str
    before: str
    after: str
    before_rouge_l: float | None
    after_rouge_l: float | None


def changes(
    champion: Sequence[Prediction], challenger: Sequence[Prediction], clean: Clean
) -> tuple[list[Change], int]:
    """Changed records, worst first; and how many records both answered."""
    before = {p.record_id: p for p in champion}
    pairs = [(before[p.record_id], p) for p in challenger if p.record_id in before]
    changed = [(old, new) for old, new in pairs if _said(old) != _said(new)]
    wanted = [new.gold.message if new.gold else "" for _, new in changed]
    scores = [
        rouge_scores([pair[side].message or "" for pair in changed], wanted)["rouge_l"] for side in (0, 1)
    ]
    rows = []
    for (old, new), gold, was, now in zip(changed, wanted, *scores, strict=True):
        direction, why = _direction(old, new, was, now)
        known = new.gold is not None
        rows.append(
            Change(
                record_id=new.record_id,
                language=new.language,
                insight_type=new.insight_type.value,
                tenant=new.tenant,
                direction=direction,
                why=why,
                wanted=clean(gold, new.language),
                before=clean(_said(old), old.language),
                after=clean(_said(new), new.language),
                before_rouge_l=round(was, 3) if known else None,
                after_rouge_l=round(now, 3) if known else None,
            )
        )
    return sorted(rows, key=_worst_first), len(pairs)


def counted(rows: Sequence[Change]) -> dict[str, int]:
    """How many went which way."""
    found = Counter(row.direction.value for row in rows)
    return {direction.value: found[direction.value] for direction in Direction}


def _said(prediction: Prediction) -> str:
    return prediction.message if prediction.message is not None else f"({prediction.fault})"


def _right(prediction: Prediction) -> bool:
    """Is it the right kind of answer?"""
    gold = prediction.gold
    assert gold is not None
    if prediction.message is None or prediction.abstains == gold.has_data:
        return False
    if prediction.insight_type is not InsightType.RISK_ALERT or gold.category is None:
        return True
    return alert_category(prediction.message, prediction.language) is gold.category


def _direction(old: Prediction, new: Prediction, was: float, now: float) -> tuple[Direction, str]:
    """Which way, and a word for why: `kind` (of answer) or `wording`."""
    if new.gold is None or old.gold is None:
        return Direction.UNSCORED, "unscored"
    if (right := _right(new)) != _right(old):
        return (Direction.BETTER if right else Direction.WORSE), "kind"
    if abs(now - was) < _TOLD_APART:
        return Direction.SAME, "wording"
    return (Direction.BETTER if now > was else Direction.WORSE), "wording"


def _worst_first(row: Change) -> tuple[int, int, float, str]:
    order = [Direction.WORSE, Direction.BETTER, Direction.UNSCORED, Direction.SAME]
    moved = abs((row.after_rouge_l or 0) - (row.before_rouge_l or 0))
    return order.index(row.direction), int(row.why != "kind"), -moved, row.record_id
