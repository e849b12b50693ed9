"""Abstention: does the model say that information is missing when it is, and only then. Shares in [0, 1].

Over all records with gold, whatever their type: `abstention_recall` (of the records without an answer, those
abstained from), `abstention_precision` (of the abstentions, those rightly so), `abstention_f1`, and
`abstention_prevalence` (records without an answer). A refused reply is no abstention.
"""

from eval.alerts import detection
from eval.predictions import Prediction
from eval.shares import Shares

METRICS = ("abstention_recall", "abstention_precision", "abstention_f1", "abstention_prevalence")


def shares(prediction: Prediction) -> Shares:
    """What one prediction adds to the metrics above."""
    if prediction.gold is None:
        return {}
    missing = not prediction.gold.has_data
    found = detection("abstention_", "", truth=missing, said=prediction.abstains)
    found["abstention_prevalence"] = (float(missing), 1.0)
    return found
