from collections import Counter

import pytest

from insights.labelling import GoldPolicy, Surplus, balance, gold_answer, gold_records, record_of, types_of
from insights.records import (
    AlertCategory,
    Excerpt,
    Gold,
    GoldCall,
    GoldEvent,
    GoldInsight,
    InsightType,
    Speaker,
    Turn,
)
from insights.reply import parse_reply

ALERT, STEP = InsightType.RISK_ALERT, InsightType.NEXT_STEPS


def turns(count: int = 10) -> tuple[Turn, ...]:
    return tuple(
        Turn(turn_id=f"t{n}", speaker=Speaker.CUSTOMER, start_s=n * 10, end_s=n * 10 + 9, text="olá")
        for n in range(count)
    )


def event(turn: int, kind: str, **insights: GoldInsight) -> GoldEvent:
    named = {InsightType(name): insight for name, insight in insights.items()}
    return GoldEvent(
        kind=kind, start_s=turn * 10, end_s=turn * 10 + 9, evidence=(f"t{turn}",), insights=named
    )


def alert(category: AlertCategory) -> GoldInsight:
    return GoldInsight(message=f"Risco: {category.value}", confidence=0.8, category=category)


def gold(*events: GoldEvent) -> GoldCall:
    return GoldCall(
        call_id="c",
        tenant="t",
        language="pt",
        locale="pt-BR",
        partition="train",
        style="asr",
        turns=turns(),
        events=events,
    )


def excerpt(start_s: float, end_s: float, name: str = "c#000") -> Excerpt:
    inside = tuple(turn for turn in turns() if start_s <= turn.start_s and turn.end_s <= end_s)
    return Excerpt(
        excerpt_id=name, call_id="c", tenant="t", language="pt", start_s=start_s, end_s=end_s, turns=inside
    )


def answer(truth: GoldCall, kind: InsightType, start_s: float = 0, end_s: float = 59):
    return gold_answer(excerpt(start_s, end_s), truth, kind, tolerance_s=0.75)


def test_the_latest_event_with_something_to_say_counts():
    truth = gold(
        event(0, "one", next_steps=GoldInsight(message="primeiro", confidence=0.7)),
        event(2, "two", next_steps=GoldInsight(message="segundo", confidence=0.6)),
        event(3, "three"),
    )
    found = answer(truth, STEP)
    assert (found.gold.message, found.confidence) == ("segundo", 0.6)
    assert found.gold.events == ("one", "two", "three")


def test_fraud_comes_before_complaint_and_churn_whatever_the_order():
    truth = gold(
        event(0, "fraud", risk_alert=alert(AlertCategory.FRAUD)),
        event(1, "complaint", risk_alert=alert(AlertCategory.COMPLAINT)),
        event(2, "churn", risk_alert=alert(AlertCategory.CHURN)),
    )
    assert answer(truth, ALERT).gold.category is AlertCategory.FRAUD
    assert answer(truth, ALERT, 10, 59).gold.category is AlertCategory.COMPLAINT
    assert answer(truth, ALERT, 20, 59).gold.category is AlertCategory.CHURN


def test_nothing_in_the_excerpt_means_abstention():
    truth = gold(event(8, "late", risk_alert=alert(AlertCategory.CHURN)))
    found = answer(truth, ALERT)
    assert (found.gold.has_data, found.gold.message, found.confidence) == (
        False,
        "Sem dados suficientes",
        0.9,
    )


def test_evidence_cut_by_the_excerpt_is_neither_gold_nor_abstention():
    truth = gold(event(4, "cut", risk_alert=alert(AlertCategory.CHURN)))
    assert answer(truth, ALERT, 0, 45).cut
    assert not answer(truth, ALERT, 0, 48.5).cut
    records, cut = gold_records(excerpt(0, 45), truth, GoldPolicy())
    assert (len(records), cut) == (3, 1)


def test_gold_replies_are_valid_replies():
    records, _ = gold_records(excerpt(0, 59), gold(), GoldPolicy())
    for record in records:
        assert parse_reply(record.response, record.metadata.insight_type, "pt").valid


def test_types_are_shared_out_evenly_and_always_alike():
    counts = Counter(kind for number in range(2000) for kind in types_of(f"e{number}", 1))
    assert set(counts) == set(InsightType)
    assert min(counts.values()) > 400
    assert types_of("e1", 2, seed=3) == types_of("e1", 2, seed=3)


def many(alerts: int, others: int, kind: InsightType = ALERT):
    def records():
        for number in range(alerts + others):
            has_data = number < alerts
            yield record_of(
                excerpt(0, 59, f"e{number}"),
                kind,
                source="gold",
                response="x",
                gold=Gold(has_data=has_data, message="m"),
            )

    return records


@pytest.mark.parametrize(("alerts", "others"), [(50, 50), (90, 10), (5, 100), (3, 0)])
def test_alerts_are_capped(alerts, others):
    outcome = list(balance(many(alerts, others), GoldPolicy(alert_max=0.35, alert_min=0)))
    kept = [record for record, surplus in outcome if surplus is None]
    positives = sum(record.metadata.gold.has_data for record in kept)
    assert len(kept) - positives == others
    assert positives <= 0.35 * len(kept) + 1e-9
    assert positives == min(alerts, int(0.35 / 0.65 * others + 1e-9))
    assert {surplus for _, surplus in outcome if surplus} <= {Surplus.ALERTS}


@pytest.mark.parametrize(("alerts", "others"), [(20, 80), (30, 70), (1, 99), (0, 10)])
def test_records_without_an_alert_give_way_until_alerts_have_their_share(alerts, others):
    outcome = list(balance(many(alerts, others), GoldPolicy(alert_min=0.3)))
    kept = [record for record, surplus in outcome if surplus is None]
    positives = sum(record.metadata.gold.has_data for record in kept)
    assert positives == alerts
    if alerts:
        assert 0.3 <= positives / len(kept) <= 0.35
    else:
        assert len(kept) == others


def test_abstentions_are_capped_in_the_other_types_only():
    outcome = list(balance(many(40, 60, STEP), GoldPolicy(abstention_max=0.5)))
    kept = [record for record, surplus in outcome if surplus is None]
    assert sum(not record.metadata.gold.has_data for record in kept) == 40
