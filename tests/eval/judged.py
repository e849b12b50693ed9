"""Predictions with known scores: a test set of which each answer is right, worded otherwise, or wrong."""

import random

from eval.predictions import Prediction
from insights.prompts import ABSTENTION, CATEGORY_LABELS
from insights.records import AlertCategory, Gold, InsightType
from insights.reply import reply_text

SUMMARY = {"pt": "Cliente quer cancelar o plano Família", "es": "El cliente quiere cancelar el plan Familia"}


def gold_for(kind: InsightType, language: str, has_data: bool) -> Gold:
    if not has_data:
        return Gold(has_data=False, message=ABSTENTION[language])
    if kind is InsightType.RISK_ALERT:
        label = CATEGORY_LABELS[language][AlertCategory.CHURN]
        return Gold(has_data=True, message=f"{label}: {SUMMARY[language]}", category=AlertCategory.CHURN)
    return Gold(has_data=True, message=SUMMARY[language])


def answers(
    calls: int = 60, *, right: float = 0.9, seed: int = 0, languages=("pt", "es")
) -> list[Prediction]:
    """Four records a call, languages in turn, half with something to say; `right` of them answered so."""
    chance = random.Random(seed)
    found = []
    for call in range(calls):
        language = languages[call % len(languages)]
        for number, kind in enumerate(InsightType):
            gold = gold_for(kind, language, has_data=(call // 2 + number) % 2 == 0)
            message = gold.message
            if chance.random() >= right:
                wrong = gold_for(kind, language, has_data=not gold.has_data)
                message = wrong.message
            found.append(said(f"c{call}", f"c{call}-{kind}", kind, language, message, gold))
    return found


def said(call, record, kind, language, message, gold, *, tokens=20) -> Prediction:
    return Prediction(
        record_id=record,
        call_id=call,
        excerpt_id=f"{call}.0",
        tenant="telecom",
        language=language,
        insight_type=kind,
        reply=reply_text(kind, message, 0.9),
        message=message,
        stated=0.9,
        confidence=0.9,
        gold=gold,
        reply_tokens=tokens,
    )
