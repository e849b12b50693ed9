"""The gate: each rule lets through what it should, and stops what it should, with a reason."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.gate import Answers, judge, plain
from eval.gate_rules import Outcome
from eval.latency import Latency, Pace
from eval.settings import Bootstrap, Evidence, GateSettings, LatencyBudget
from insights.errors import EscutaError
from insights.records import InsightType
from insights.reply import Fault
from tests.eval.judged import answers

pytestmark = pytest.mark.long

GATE = GateSettings(
    evidence=Evidence(records=80, calls=20, alerts=10),
    recent=Evidence(records=20, calls=5, alerts=2),
    bootstrap=Bootstrap(resamples=200, level=0.9),
)


def nothing_personal(text, language):
    return 0


def verdict(challenger, champion=None, *, gate=GATE, personal=nothing_personal, **more):
    return judge(Answers(challenger, champion), gate, personal, **more)


def failed(found):
    return {(row.rule, row.metric, row.part) for row in found.failed}


def changed(predictions, chosen, **update):
    return [p.model_copy(update=update) if chosen(p) else p for p in predictions]


def missing_alerts(predictions, language, count):
    """The same, but for the first so many risks of a language, which are abstained from."""
    from insights.prompts import ABSTENTION

    risks = [
        p.record_id
        for p in predictions
        if p.insight_type is InsightType.RISK_ALERT and p.gold.has_data and p.language == language
    ][:count]
    return changed(predictions, lambda p: p.record_id in risks, message=ABSTENTION[language])


def test_a_good_challenger_passes_with_a_reason_for_each_rule():
    found = verdict(answers(right=0.97, seed=1), answers(right=0.85, seed=2))
    assert found.passed, [row.reason for row in found.failed]
    assert {row.rule for row in found.rows} == {"evidence", "margin", "floor", "personal", "latency"}
    assert all(row.reason.strip() for row in found.rows)
    assert {row.part for row in found.rows if row.rule == "margin"} == {"language=pt", "language=es"}


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000), right=st.floats(0.85, 1.0), calls=st.integers(60, 90))
def test_a_copy_of_the_champion_is_never_worse(seed, right, calls):
    champion = answers(calls, right=right, seed=seed)
    found = verdict(list(reversed(champion)), champion, gate=replace(GATE, floors={}))
    assert found.passed, [row.reason for row in found.failed]
    assert all(row.value == pytest.approx(0, abs=1e-9) for row in found.rows if row.rule == "margin")


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000), right=st.floats(0.9, 1.0))
def test_one_that_is_much_worse_never_passes(seed, right):
    champion = answers(right=right, seed=seed)
    challenger = answers(right=right - 0.4, seed=seed + 1)
    found = verdict(challenger, champion, gate=replace(GATE, floors={}))
    assert ("margin", "rouge_l_nonempty", "language=pt") in failed(found)


def test_a_loss_in_one_language_is_not_hidden_by_the_other():
    champion = answers(right=1)
    found = verdict(missing_alerts(champion, "es", 6), champion)
    assert ("margin", "alert_recall", "language=es") in failed(found)
    assert ("margin", "alert_recall", "language=pt") not in failed(found)
    row = next(row for row in found.failed if row.metric == "alert_recall")
    assert row.high <= 0
    assert "Worse by more than the margin" in row.reason


def test_what_cannot_be_told_is_not_passed_and_says_so():
    champion = answers(right=1)
    found = verdict(missing_alerts(champion, "pt", 1), champion)
    (row,) = [row for row in found.failed if row.metric == "alert_recall"]
    assert row.value > row.bound > row.low
    assert "More test calls would tell" in row.reason
    assert verdict(
        missing_alerts(champion, "pt", 1), champion, gate=replace(GATE, margins={"alert_recall": 0.3})
    ).passed


@pytest.mark.parametrize(
    ("change", "metric"),
    [
        ({"message": None, "fault": Fault.NOT_JSON}, "format_valid"),
        ({"message": "Risco de cancelamento: quer sair"}, "alert_precision"),
        ({"message": "Sem dados suficientes"}, "abstention_f1"),
    ],
)
def test_floors_hold_whatever_the_champion_does(change, metric):
    champion = changed(
        answers(right=1),
        lambda p: p.language == "pt" and (metric != "alert_precision" or p.insight_type == "risk_alert"),
        **change,
    )
    found = verdict(champion, champion)
    assert ("floor", metric, "language=pt") in failed(found)
    assert ("floor", metric, "language=es") not in failed(found)
    assert not [row for row in found.failed if row.rule == "margin"]


@pytest.mark.parametrize(
    ("calls", "needed", "metric"),
    [
        (12, Evidence(records=80, calls=2, alerts=1), "records"),
        (40, Evidence(records=8, calls=21, alerts=1), "calls"),
        (40, Evidence(records=8, calls=2, alerts=11), "alerts"),
    ],
)
def test_too_little_evidence_is_no_verdict(calls, needed, metric):
    champion = answers(calls, right=1)
    found = verdict(champion, champion, gate=replace(GATE, evidence=needed))
    assert {row[1] for row in failed(found)} == {metric}
    assert "Give more test calls" in found.failed[0].reason


def test_a_language_without_records_is_not_passed():
    found = verdict(answers(right=1, languages=("pt",)), answers(right=1, languages=("pt",)))
    assert ("evidence", "records", "language=es") in failed(found)
    assert verdict(answers(right=1, languages=("pt",)), gate=replace(GATE, languages=("pt",))).passed


def test_no_records_at_all_is_too_little_evidence():
    for champion in ([], None):
        found = verdict([], champion)
        assert {row.rule for row in found.failed} == {"evidence"}


def test_a_challenger_that_never_alerts_has_no_precision_to_pass_by():
    silent = missing_alerts(answers(right=1), "pt", 999)
    assert ("floor", "alert_precision", "language=pt") in failed(verdict(silent))


def test_the_first_champion_is_held_against_nobody():
    found = verdict(answers(right=0.95))
    assert found.passed
    assert {row.rule for row in found.rows} == {"evidence", "floor", "personal"}


def test_personal_data_is_counted_and_never_shown():
    challenger = changed(answers(right=1), lambda p: p.record_id == "c3-upsell", message="ligar a SEGREDO")
    found = verdict(challenger, answers(right=1), personal=lambda text, language: int("SEGREDO" in text))
    assert ("personal", "findings", "all") in failed(found)
    page = json.dumps(plain(found, GATE))
    assert "c3-upsell" in page
    assert "SEGREDO" not in page


def test_slower_or_longer_replies_are_stopped():
    champion = answers(right=1)
    longer = changed(champion, lambda p: True, reply_tokens=30)
    assert failed(verdict(longer, champion)) == {("latency", "reply_tokens", "all")}
    slow, quick = Pace((0.9, 1.0)), Pace((0.5, 0.6))
    assert verdict(champion, champion, latency=Latency(quick, slow)).passed
    found = verdict(champion, champion, latency=Latency(slow, quick))
    assert failed(found) == {("latency", "p95_s", "all")}
    assert found.failed[0].low > 1.25
    now_and_then = Latency(Pace((*[0.5] * 15, 1.0)), Pace((0.5,) * 16))
    assert verdict(champion, champion, latency=now_and_then).passed, "one hiccup of the machine is no proof"
    bounded = replace(GATE, latency=LatencyBudget(max_s=0.7))
    assert verdict(champion, latency=Latency(quick), gate=bounded).passed
    assert failed(verdict(champion, latency=Latency(slow), gate=bounded)) == {("latency", "seconds", "all")}


def test_recent_calls_count_once_there_are_enough():
    champion, worse = answers(right=1), answers(12, right=0.2)
    good = answers(right=1)
    found = verdict(good, champion, recent=Answers(worse, answers(12, right=1)))
    assert {row.on for row in found.failed} == {"recent"}
    few = verdict(good, champion, recent=Answers(worse[:8], answers(12, right=1)[:8]))
    assert few.passed
    assert {row.outcome for row in few.rows if row.on == "recent" and row.rule != "personal"} == {
        Outcome.NOTED
    }


def test_rules_on_alerts_are_for_scopes_that_alert():
    only = [p for p in answers(200, right=1) if p.insight_type is InsightType.UPSELL]
    gate = replace(GATE, evidence=Evidence(records=80, calls=20, alerts=10))
    assert verdict(only, only, gate=gate, insight_type=InsightType.UPSELL).passed
    assert not verdict(only, only, gate=gate).passed


def test_the_verdict_as_json_has_every_row_and_no_nan():
    document = plain(verdict(answers(right=0.95)), GATE)
    assert json.dumps(document, allow_nan=False)
    assert document["passed"] is True
    assert {"rule", "metric", "part", "value", "bound", "low", "high", "passed", "reason"} <= set(
        document["rows"][0]
    )


def test_a_metric_that_does_not_exist_is_named():
    with pytest.raises(EscutaError, match=r"gate\.floors\.alert_recal: no such metric"):
        verdict(answers(), gate=replace(GATE, floors={"alert_recal": 0.5}))
    with pytest.raises(EscutaError, match=r"gate\.margins\.rouge_l"):
        GateSettings(margins={"rouge_l": -0.1})
