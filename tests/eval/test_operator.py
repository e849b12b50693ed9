"""A simulated operator agrees with gold about what a live window shows."""

import pytest

from eval.operator import judge, right_answer
from insights.insight import Usefulness
from insights.prompts import ABSTENTION
from insights.records import AlertCategory, GoldCall, GoldEvent, GoldInsight, InsightType, Speaker, Turn

ALERT = "Risco de cancelamento: quer cancelar o plano Família porque está caro"
SUMMARY = "Cliente quer cancelar o plano Família porque está caro"


def turns(first: int, last: int) -> tuple[Turn, ...]:
    """Ten seconds each."""
    return tuple(
        Turn(
            turn_id=f"t{number}",
            speaker=Speaker.CUSTOMER,
            start_s=number * 10.0,
            end_s=number * 10.0 + 9,
            text="…",
        )
        for number in range(first, last + 1)
    )


GOLD = GoldCall(
    call_id="c1",
    tenant="telecom",
    language="pt",
    locale="pt-BR",
    partition="test",
    style="asr",
    turns=turns(0, 9),
    events=(
        GoldEvent(
            kind="cancellation",
            start_s=30,
            end_s=49,
            evidence=("t3", "t4"),
            insights={
                InsightType.RISK_ALERT: GoldInsight(
                    message=ALERT, confidence=0.9, category=AlertCategory.CHURN
                ),
                InsightType.PARTIAL_SUMMARY: GoldInsight(message=SUMMARY, confidence=0.8),
            },
        ),
    ),
)


@pytest.mark.parametrize(
    ("insight_type", "shown", "expected"),
    [
        (InsightType.RISK_ALERT, ALERT, Usefulness.USEFUL),
        (InsightType.RISK_ALERT, "Suspeita de fraude: não reconhece a compra", Usefulness.WRONG),
        (InsightType.RISK_ALERT, ABSTENTION["pt"], Usefulness.WRONG),
        (InsightType.PARTIAL_SUMMARY, "Cliente quer cancelar o plano Família", Usefulness.USEFUL),
        (InsightType.PARTIAL_SUMMARY, "Cliente fala do plano porque mudou", Usefulness.NOT_USEFUL),
        (InsightType.PARTIAL_SUMMARY, "Pede segunda via", Usefulness.WRONG),
        # Nothing to sell in this window.
        (InsightType.UPSELL, "Oferecer mais velocidade", Usefulness.NOT_USEFUL),
        (InsightType.UPSELL, ABSTENTION["pt"], Usefulness.USEFUL),
    ],
)
def test_what_is_shown_of_a_window_with_the_whole_event(
    insight_type: InsightType, shown: str, expected: Usefulness
) -> None:
    judgement = judge(shown, insight_type, "pt", turns(2, 5), GOLD)
    assert judgement.usefulness is expected
    right = GOLD.events[0].insights.get(insight_type)
    assert judgement.message == (right.message if right else ABSTENTION["pt"])


def test_an_alert_where_nothing_happens_is_wrong() -> None:
    judgement = judge(ALERT, InsightType.RISK_ALERT, "pt", turns(6, 8), GOLD)
    assert (judgement.usefulness, judgement.message) == (Usefulness.WRONG, ABSTENTION["pt"])


def test_nobody_can_judge_a_window_that_cuts_the_evidence() -> None:
    judgement = judge(ALERT, InsightType.RISK_ALERT, "pt", turns(4, 8), GOLD)
    assert judgement.usefulness is None
    assert right_answer(InsightType.RISK_ALERT, "pt", turns(4, 8), GOLD).cut
