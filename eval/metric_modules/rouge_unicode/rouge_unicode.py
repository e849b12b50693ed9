"""ROUGE-1, ROUGE-2 and ROUGE-L F-measures of each pair of texts, in [0, 1]; words are Unicode words.

A metric module in the sense of the `evaluate` library, loaded from this path and never from a hub. Scores
are those of `rouge_score` (Lin, 2004) without stemming; only the tokenizer differs: the default one of
that package drops every letter beyond a–z, so that "não" becomes "n o".
"""

from typing import Any

import datasets
import evaluate
from rouge_score import rouge_scorer

from eval.words import WordTokenizer

KEYS = {"rouge1": "rouge_1", "rouge2": "rouge_2", "rougeL": "rouge_l"}

DESCRIPTION = "ROUGE-1/2/L F-measure of each prediction against its reference, Unicode words, no stemming."
CITATION = "Lin, Chin-Yew. ROUGE: a package for automatic evaluation of summaries. ACL 2004."


class RougeUnicode(evaluate.Metric):  # type: ignore[misc]
    """`compute(predictions=[…], references=[…])` → lists of F-measures, one value a pair."""

    def _info(self) -> Any:
        text = datasets.Value("string")
        return evaluate.MetricInfo(
            description=DESCRIPTION,
            citation=CITATION,
            inputs_description="predictions, references: lists of strings of equal length",
            features=datasets.Features({"predictions": text, "references": text}),
        )

    def _compute(self, predictions: list[str], references: list[str]) -> dict[str, list[float]]:
        scorer = rouge_scorer.RougeScorer(list(KEYS), tokenizer=WordTokenizer())
        scores = [scorer.score(gold, said) for said, gold in zip(predictions, references, strict=True)]
        return {name: [score[key].fmeasure for score in scores] for key, name in KEYS.items()}
