"""Recall and precision of spans."""

from insights.pii.scoring import SpanScore
from insights.records import PiiSpan, PiiType


def _span(start: int, end: int, label: PiiType = PiiType.CPF) -> PiiSpan:
    return PiiSpan(start=start, end=end, type=label)


def test_a_span_is_found_when_half_of_it_is_covered() -> None:
    score = SpanScore()
    score.add([_span(0, 10), _span(20, 30)], [_span(0, 5), _span(28, 40)])
    assert score.recall() == 0.5
    assert score.precision() == 1.0


def test_a_wrong_label_counts_as_covered_but_not_as_typed() -> None:
    score = SpanScore()
    score.add([_span(0, 10)], [_span(0, 10, PiiType.RG)])
    assert (score.recall(PiiType.CPF), score.recall(PiiType.CPF, typed=True)) == (1.0, 0.0)


def test_nothing_to_find_has_no_recall_and_false_alarms_cost_precision() -> None:
    score = SpanScore()
    assert (score.recall(), score.precision()) == (None, None)
    score.add([], [_span(0, 3)])
    assert score.precision() == 0.0


def test_scores_add_up_into_a_summary() -> None:
    total, one = SpanScore(), SpanScore()
    one.add([_span(0, 4)], [_span(0, 4)])
    total.merge([one, one])
    assert total.summary()["all"] == {
        "gold": 2,
        "detected": 2,
        "recall": 1.0,
        "typed_recall": 1.0,
        "precision": 1.0,
    }
    assert set(total.summary()) == {"CPF", "all"}
