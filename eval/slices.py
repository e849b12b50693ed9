"""Parts of a test set to score by themselves: everything, each language, type and tenant, language × type.

A slice's name is `all` or `FIELD=VALUE`, joined by `,`.
"""

from collections.abc import Sequence

from eval.predictions import Prediction

ALL = "all"


def slices(predictions: Sequence[Prediction]) -> dict[str, list[int]]:
    """Indices of the predictions in each slice, in a fixed order of names."""
    found: dict[str, list[int]] = {ALL: list(range(len(predictions)))}
    keys = [_keys(prediction) for prediction in predictions]
    for depth in range(len(keys[0]) if keys else 0):
        level: dict[str, list[int]] = {}
        for index, names in enumerate(keys):
            level.setdefault(names[depth], []).append(index)
        found |= dict(sorted(level.items()))
    return found


def _keys(prediction: Prediction) -> tuple[str, ...]:
    language = f"language={prediction.language}"
    kind = f"type={prediction.insight_type.value}"
    return language, kind, f"tenant={prediction.tenant}", f"{language},{kind}"
