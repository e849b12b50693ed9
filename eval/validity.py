"""Format: would production show the reply at all. Shares in [0, 1], over every record, gold or not.

`format_valid`: the reply passes `insights.reply.parse_reply`; `fault_NAME`: the share refused for that
reason. `exact_match`: of the records with gold, those answered with exactly the wanted message.
"""

from eval.predictions import Prediction
from eval.shares import Shares
from insights.reply import Fault

METRICS = ("format_valid", "exact_match")


def shares(prediction: Prediction) -> Shares:
    """What one prediction adds to the metrics above."""
    found: Shares = {"format_valid": (float(prediction.fault is None), 1.0)}
    for fault in Fault:
        if fault is not Fault.LOW_SCORE:
            found[f"fault_{fault.value}"] = (float(prediction.fault is fault), 1.0)
    if prediction.gold is not None:
        found["exact_match"] = (float(prediction.message == prediction.gold.message), 1.0)
    return found
