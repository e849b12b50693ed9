"""Predictions → every metric, for every slice, with intervals; and two systems on the same records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval import abstention, alerts, rouge, validity
from eval.predictions import Prediction
from eval.settings import Bootstrap
from eval.shares import Shares
from eval.slices import slices
from eval.statistics import Estimate, Table, differences, estimates, tabulate
from insights.errors import EscutaError
from insights.records import AlertCategory
from insights.reply import Fault

HEADLINE = (
    "rouge_l",
    "rouge_l_nonempty",
    "alert_recall",
    "alert_precision",
    "alert_f1",
    "alert_prevalence",
    "abstention_f1",
    "format_valid",
)

METRICS = (
    *rouge.METRICS,
    *alerts.METRICS,
    *(
        f"alert_{kind}_{category.value}"
        for category in AlertCategory
        for kind in ("recall", "precision", "f1")
    ),
    *abstention.METRICS,
    *validity.METRICS,
    *(f"fault_{fault.value}" for fault in Fault if fault is not Fault.LOW_SCORE),
)

Scores = dict[str, dict[str, Estimate]]


@dataclass(frozen=True)
class Scored:
    """A system's shares, kept so that slices and comparisons need no second look at the texts."""

    predictions: tuple[Prediction, ...]
    shares: tuple[Shares, ...]

    def table(self, indices: Sequence[int]) -> Table:
        """Sums by call over some of the predictions."""
        return tabulate(
            [self.predictions[i].call_id for i in indices], [self.shares[i] for i in indices], METRICS
        )


def score(predictions: Sequence[Prediction]) -> Scored:
    """Judge each prediction once."""
    worded = rouge.shares(predictions)
    rows = [
        {
            **words,
            **alerts.shares(prediction),
            **abstention.shares(prediction),
            **validity.shares(prediction),
        }
        for words, prediction in zip(worded, predictions, strict=True)
    ]
    return Scored(tuple(predictions), tuple(rows))


def summarise(scored: Scored, bootstrap: Bootstrap) -> Scores:
    """Slice → metric → estimate; metrics that no record of the slice is scored on are left out."""
    return {
        name: {
            metric: estimate
            for metric, estimate in estimates(scored.table(indices), bootstrap).items()
            if estimate.count > 0
        }
        for name, indices in slices(scored.predictions).items()
    }


def compare(first: Scored, second: Scored, bootstrap: Bootstrap) -> Scores:
    """Slice → metric → `second − first`, over the records that both answered, once or several times."""
    one, two = _common(first, second)
    others = slices(two.predictions)
    return {
        name: {
            metric: estimate
            for metric, estimate in differences(
                one.table(indices), two.table(others[name]), bootstrap
            ).items()
            if estimate.value == estimate.value
        }
        for name, indices in slices(one.predictions).items()
    }


def common_records(systems: Mapping[str, Scored]) -> dict[str, Scored]:
    """Every system cut down to the records that all answered, in one order; none is an `EscutaError`."""
    shared = set.intersection(*({p.record_id for p in system.predictions} for system in systems.values()))
    if not shared:
        raise EscutaError(
            f"no record was answered by all of: {', '.join(systems)}",
            remedy="compare runs that were evaluated on the same records",
        )
    return {name: _only(system, shared) for name, system in systems.items()}


def _common(first: Scored, second: Scored) -> tuple[Scored, Scored]:
    cut = common_records({"first": first, "second": second})
    return cut["first"], cut["second"]


def _only(system: Scored, wanted: set[str]) -> Scored:
    chosen = sorted(
        (p.record_id, index) for index, p in enumerate(system.predictions) if p.record_id in wanted
    )
    return Scored(tuple(system.predictions[i] for _, i in chosen), tuple(system.shares[i] for _, i in chosen))
