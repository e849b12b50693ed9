"""Risk alerts: does the operator hear of the risks there are, and only of those. Shares in [0, 1].

Over records that ask for a risk alert and have gold. An alert is any valid reply that does not abstain.

- `alert_recall`: of the records with a risk, those alerted; `alert_precision`: of the alerts, those with a
  risk; `alert_f1`: their harmonic mean. The category is not looked at here.
- `alert_prevalence`: records with a risk among all that ask. Always alerting has exactly this precision.
- `alert_category_accuracy`: of the risks alerted, those under the right category.
- `alert_{recall,precision,f1}_CATEGORY`: the same with one category counted as the risk.
"""

from eval.predictions import Prediction
from eval.shares import Shares
from insights.records import AlertCategory, InsightType
from insights.reply import alert_category

METRICS = ("alert_recall", "alert_precision", "alert_f1", "alert_prevalence", "alert_category_accuracy")


def shares(prediction: Prediction) -> Shares:
    """What one prediction adds to the metrics above."""
    gold = prediction.gold
    if gold is None or prediction.insight_type is not InsightType.RISK_ALERT:
        return {}
    alerted = prediction.message is not None and not prediction.abstains
    said = alert_category(prediction.message or "", prediction.language) if alerted else None
    found = detection("alert_", "", truth=gold.has_data, said=alerted)
    found["alert_prevalence"] = (float(gold.has_data), 1.0)
    if alerted and gold.has_data and gold.category is not None:
        found["alert_category_accuracy"] = (float(said is gold.category), 1.0)
    for category in AlertCategory:
        found |= detection(
            "alert_", f"_{category.value}", truth=gold.category is category, said=said is category
        )
    return found


def detection(prefix: str, suffix: str, *, truth: bool, said: bool) -> Shares:
    """Recall, precision and F1 of one yes-or-no decision."""
    hit = float(truth and said)
    found: Shares = {}
    if truth:
        found[f"{prefix}recall{suffix}"] = (hit, 1.0)
    if said:
        found[f"{prefix}precision{suffix}"] = (hit, 1.0)
    if truth or said:
        found[f"{prefix}f1{suffix}"] = (2 * hit, float(truth) + float(said))
    return found
