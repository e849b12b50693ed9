"""Answers that need no model: what every score has to be held against.

- `no_data`: always abstains.
- `always_alert`: alerts whenever it is asked for a risk, abstains from everything else.
- `most_frequent`: the commonest training answer of the record's type and language.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from eval.predictions import Prediction, gold_of
from insights.prompts import ABSTENTION, CATEGORY_LABELS
from insights.records import PROMPT_LANGUAGES, Frozen, InsightType, Record
from insights.reply import reply_text

NAMES = ("no_data", "always_alert", "most_frequent")

_Key = tuple[str, InsightType]


class Baselines(Frozen):
    """Baseline → language → type → message."""

    answers: dict[str, dict[str, dict[InsightType, str]]]

    def predictions(self, asked: Sequence[Prediction]) -> dict[str, list[Prediction]]:
        """What each baseline says to the records that a model was asked."""
        return {
            name: [
                _said(prediction, table[prediction.language][prediction.insight_type]) for prediction in asked
            ]
            for name, table in self.answers.items()
        }


def fit(training: Iterable[Record] = ()) -> Baselines:
    """Count the answers of the training records; without any, the most frequent answer is to abstain."""
    seen: dict[_Key, Counter[str]] = {}
    risks: dict[str, Counter[str]] = {}
    for record in training:
        meta, gold = record.metadata, gold_of(record)
        if gold is None:
            continue
        seen.setdefault((meta.language, meta.insight_type), Counter())[gold.message] += 1
        if meta.insight_type is InsightType.RISK_ALERT and gold.has_data:
            risks.setdefault(meta.language, Counter())[gold.message] += 1
    answers: dict[str, dict[str, dict[InsightType, str]]] = {name: {} for name in NAMES}
    for language in PROMPT_LANGUAGES:
        nothing = ABSTENTION[language]
        label = next(iter(CATEGORY_LABELS[language].values()))
        answers["no_data"][language] = dict.fromkeys(InsightType, nothing)
        answers["always_alert"][language] = {
            **answers["no_data"][language],
            InsightType.RISK_ALERT: _commonest(risks.get(language), label),
        }
        answers["most_frequent"][language] = {
            kind: _commonest(seen.get((language, kind)), nothing) for kind in InsightType
        }
    return Baselines(answers=answers)


def _said(asked: Prediction, message: str) -> Prediction:
    reply = reply_text(asked.insight_type, message, 1.0)
    judged = {"reply": reply, "message": message, "stated": 1.0, "confidence": 1.0, "fault": None}
    return asked.model_copy(update=judged)


def _commonest(counts: Mapping[str, int] | None, otherwise: str) -> str:
    """Ties go to the first in alphabetical order, so that runs repeat."""
    return min(counts, key=lambda message: (-counts[message], message)) if counts else otherwise
