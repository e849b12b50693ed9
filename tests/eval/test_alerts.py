"""Alerts, abstention and validity at a confusion known beforehand."""

import math

import pytest

from eval import scoring
from eval.baselines import fit
from eval.predictions import predict
from eval.settings import Bootstrap
from insights.records import AlertCategory, InsightType
from insights.reply import reply_text
from tests.eval.tiny import record

ALERT = InsightType.RISK_ALERT
BOOTSTRAP = Bootstrap(resamples=20)


def said(item, message):
    return predict(item, reply_text(item.metadata.insight_type, message, 0.9))


def overall(predictions):
    return scoring.summarise(scoring.score(predictions), BOOTSTRAP)["all"]


@pytest.fixture
def confusion():
    """Two risks found, one under the wrong category; one missed, one false alert, one rightly silent."""
    risks = [record(n, insight_type=ALERT) for n in range(3)]
    calm = [record(n, insight_type=ALERT, has_data=False) for n in (3, 4)]
    return [
        said(risks[0], "Risco de cancelamento: quer cancelar."),
        said(risks[1], "Suspeita de fraude: compra desconhecida."),
        said(risks[2], "Sem dados suficientes"),
        said(calm[0], "Ameaça de queixa: vai reclamar."),
        said(calm[1], "Sem dados suficientes"),
    ]


def test_alerts(confusion):
    scores = overall(confusion)
    assert scores["alert_recall"].value == pytest.approx(2 / 3)
    assert scores["alert_precision"].value == pytest.approx(2 / 3)
    assert scores["alert_f1"].value == pytest.approx(2 / 3)
    assert scores["alert_prevalence"].value == pytest.approx(3 / 5)
    assert scores["alert_category_accuracy"].value == pytest.approx(1 / 2)
    assert scores["alert_recall_churn"].value == pytest.approx(1 / 3)
    assert scores["alert_precision_churn"].value == 1
    assert scores["alert_precision_fraud"].value == 0


def test_what_nobody_was_asked_is_not_scored(confusion):
    scores = overall(confusion)
    assert "alert_recall_conduct" not in scores
    assert "alert_recall_fraud" not in scores


def test_abstention(confusion):
    scores = overall(confusion)
    assert scores["abstention_recall"].value == pytest.approx(1 / 2)
    assert scores["abstention_precision"].value == pytest.approx(1 / 2)
    assert scores["abstention_f1"].value == pytest.approx(1 / 2)
    assert scores["abstention_prevalence"].value == pytest.approx(2 / 5)


def test_a_refused_alert_is_neither_alert_nor_abstention():
    item = record(0, insight_type=ALERT)
    scores = overall([said(item, "Cuidado com este cliente"), predict(item, "{")])
    assert scores["alert_recall"].value == 0
    assert scores["format_valid"].value == 0
    assert scores["fault_no_category"].value == 0.5
    assert scores["fault_not_json"].value == 0.5


def test_never_alerting_has_no_precision_rather_than_zero():
    scored = scoring.score([said(record(0, insight_type=ALERT), "Sem dados suficientes")])
    table = scored.table([0])
    from eval.statistics import estimates

    assert math.isnan(estimates(table, BOOTSTRAP)["alert_precision"].value)
    assert estimates(table, BOOTSTRAP)["alert_recall"].value == 0


def test_always_alerting_has_the_prevalence_as_precision(confusion):
    always = overall(fit().predictions(confusion)["always_alert"])
    assert always["alert_recall"].value == 1
    assert always["alert_precision"].value == always["alert_prevalence"].value
    assert always["format_valid"].value == 1


def test_the_most_frequent_answer_is_counted_by_type_and_language():
    training = [record(0), record(1), record(2, has_data=False), record(3, language="es", has_data=False)]
    answers = fit(training).answers["most_frequent"]
    assert answers["pt"][InsightType.PARTIAL_SUMMARY] == "Cliente quer cancelar o plano Família."
    assert answers["es"][InsightType.PARTIAL_SUMMARY] == "Sin datos suficientes"
    assert answers["pt"][InsightType.UPSELL] == "Sem dados suficientes"


def test_categories_are_read_in_the_language_of_the_record():
    item = record(0, language="es", insight_type=ALERT)
    scores = overall([said(item, "Riesgo de cancelación: quiere irse.")])
    assert scores[f"alert_recall_{AlertCategory.CHURN.value}"].value == 1
