"""Answers that need no model: what every score has to be held against.

- `no_data`: always abstains.
- `always_alert`: alerts whenever it is asked for a risk, abstains from everything else.
- `most_frequent`: the commonest training answer of the record's type and language.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from eval.predictions import Prediction, gold_of, predict
from insights.prompts import ABSTENTION, CATEGORY_LABELS
from insights.records import InsightType, Record
from insights.reply import reply_text

NAMES = ("no_data", "always_alert", "most_frequent")

_Key = tuple[InsightType, str]


def trivial(records: Sequence[Record], training: Iterable[Record] = ()) -> dict[str, list[Prediction]]:
    """Predictions of each baseline; without training records the most frequent answer is to abstain."""
    seen: dict[_Key, Counter[str]] = {}
    risks: dict[str, Counter[str]] = {}
    for record in training:
        meta, gold = record.metadata, gold_of(record)
        if gold is None:
            continue
        seen.setdefault((meta.insight_type, meta.language), Counter())[gold.message] += 1
        if meta.insight_type is InsightType.RISK_ALERT and gold.has_data:
            risks.setdefault(meta.language, Counter())[gold.message] += 1

    def no_data(kind: _Key) -> str:
        return ABSTENTION[kind[1]]

    def always_alert(kind: _Key) -> str:
        if kind[0] is not InsightType.RISK_ALERT:
            return no_data(kind)
        return _commonest(risks.get(kind[1]), next(iter(CATEGORY_LABELS[kind[1]].values())))

    def most_frequent(kind: _Key) -> str:
        return _commonest(seen.get(kind), no_data(kind))

    answers: tuple[Callable[[_Key], str], ...] = (no_data, always_alert, most_frequent)
    return {
        name: [_answer(record, answer) for record in records]
        for name, answer in zip(NAMES, answers, strict=True)
    }


def _answer(record: Record, answer: Callable[[_Key], str]) -> Prediction:
    kind = (record.metadata.insight_type, record.metadata.language)
    return predict(record, reply_text(kind[0], answer(kind), 1.0))


def _commonest(counts: Counter[str] | None, otherwise: str) -> str:
    """Ties go to the first in alphabetical order, so that runs repeat."""
    return min(counts, key=lambda message: (-counts[message], message)) if counts else otherwise
