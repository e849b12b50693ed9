"""A simulated operator: judges what the live path shows of a synthetic call by the call's known answers.

Gold attaches by time (`insights.labelling`), so a live window is judged as an excerpt is: an alert where
there is no risk, or about another one, is wrong; a message about nothing is not useful; any other is as good
as its wording is near the gold's (ROUGE-L).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.rouge import rouge_scores
from insights.errors import EscutaError
from insights.insight import Usefulness
from insights.labelling import Answer, gold_answer
from insights.records import Excerpt, GoldCall, InsightType, Turn
from insights.reply import alert_category, is_abstention


@dataclass(frozen=True)
class OperatorSettings:
    """When a message satisfies. ROUGE-L against the gold message, 0 to 1; seconds."""

    useful_from: float = 0.5
    wrong_below: float = 0.2
    tolerance_s: float = 0.75

    def __post_init__(self) -> None:
        if not 0 <= self.wrong_below <= self.useful_from <= 1:
            raise EscutaError("must be from 0 to operator.useful_from", field="operator.wrong_below")


@dataclass(frozen=True)
class Judgement:
    """What an operator would say of a message, and what a reviewer would write instead.

    `usefulness` is None where nobody can fairly say: the window holds only part of what the answer rests on.
    `message` and `confidence` are the right reply, also where that is the abstention.
    """

    usefulness: Usefulness | None
    message: str
    confidence: float
    right: Answer


def judge(
    shown: str,
    insight_type: InsightType,
    language: str,
    turns: Sequence[Turn],
    gold: GoldCall,
    settings: OperatorSettings | None = None,
) -> Judgement:
    """Judge a message shown (or the abstention that was not) for a window of a call.

    `turns` are those the question showed, at least one, in seconds of the call, as in `gold.turns`; their
    texts do not matter.
    """
    settings = settings or OperatorSettings()
    right = right_answer(insight_type, language, turns, gold, settings)
    usefulness = None if right.cut else _usefulness(shown, insight_type, language, right, settings)
    return Judgement(usefulness, right.gold.message, right.confidence, right)


def right_answer(
    insight_type: InsightType,
    language: str,
    turns: Sequence[Turn],
    gold: GoldCall,
    settings: OperatorSettings | None = None,
) -> Answer:
    """What should have been said about a window."""
    settings = settings or OperatorSettings()
    window = Excerpt(
        excerpt_id=gold.call_id,
        call_id=gold.call_id,
        tenant=gold.tenant,
        language=language,
        start_s=min(turn.start_s for turn in turns),
        end_s=max(turn.end_s for turn in turns),
        turns=tuple(turns),
    )
    return gold_answer(window, gold, insight_type, settings.tolerance_s)


def _usefulness(
    shown: str, insight_type: InsightType, language: str, right: Answer, settings: OperatorSettings
) -> Usefulness:
    alert = insight_type is InsightType.RISK_ALERT
    silent = is_abstention(shown, language)
    if silent or not right.gold.has_data:
        if silent and not right.gold.has_data:
            return Usefulness.USEFUL
        return Usefulness.WRONG if alert or silent else Usefulness.NOT_USEFUL
    if alert and alert_category(shown, language) is not right.gold.category:
        return Usefulness.WRONG
    near = rouge_scores([shown], [right.gold.message])["rouge_l"][0]
    if near >= settings.useful_from:
        return Usefulness.USEFUL
    return Usefulness.WRONG if near < settings.wrong_below else Usefulness.NOT_USEFUL
