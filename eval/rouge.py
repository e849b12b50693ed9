"""ROUGE: how much of the wanted message's wording a reply has. F-measure in [0, 1], mean over records.

`rouge_1`, `rouge_2`, `rouge_l` over every record with gold; `rouge_l_nonempty` over those whose gold says
something, which a model that always abstains cannot win. A refused reply scores 0.
"""

import logging
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from eval.predictions import Prediction
from eval.shares import Shares
from eval.words import NAME as TOKENIZER_NAME

__all__ = ["METRICS", "TOKENIZER_NAME", "rouge_scores", "shares"]

METRICS = ("rouge_1", "rouge_2", "rouge_l", "rouge_l_nonempty")

_MODULE = Path(__file__).parent / "metric_modules" / "rouge_unicode"


def rouge_scores(said: Sequence[str], wanted: Sequence[str]) -> dict[str, list[float]]:
    """`rouge_1`, `rouge_2`, `rouge_l` of each pair."""
    if not said:
        return {"rouge_1": [], "rouge_2": [], "rouge_l": []}
    scores: dict[str, list[float]] = _module().compute(predictions=list(said), references=list(wanted))
    return scores


def shares(predictions: Sequence[Prediction]) -> list[Shares]:
    """What each prediction adds to the metrics above."""
    known = [prediction for prediction in predictions if prediction.gold is not None]
    scores = rouge_scores(
        [prediction.message or "" for prediction in known],
        [prediction.gold.message for prediction in known if prediction.gold is not None],
    )
    found: dict[int, Shares] = {}
    for index, prediction in enumerate(known):
        values: Shares = {name: (column[index], 1.0) for name, column in scores.items()}
        if prediction.gold is not None and prediction.gold.has_data:
            values["rouge_l_nonempty"] = values["rouge_l"]
        found[id(prediction)] = values
    return [found.get(id(prediction), {}) for prediction in predictions]


@cache
def _module() -> Any:
    """The project's own metric module, through `evaluate`, without its messages and without a hub."""
    import evaluate

    logging.getLogger("evaluate").setLevel(logging.ERROR)
    logging.getLogger("absl").setLevel(logging.ERROR)
    return evaluate.load(str(_MODULE), keep_in_memory=True)
