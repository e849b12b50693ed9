"""What an evaluation leaves in its folder, and how to find it again.

`predictions.jsonl` (one `Prediction` a line), `metrics.json` (scores with intervals), `trivial.json` (the
baselines' answers), `sheet.csv` (for people to judge), `report.html`.
"""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from eval.baselines import Baselines, fit
from eval.predictions import Prediction
from eval.scoring import Scores
from eval.statistics import Estimate
from insights import jsonl
from insights.errors import EscutaError

PREDICTIONS = "predictions.jsonl"
METRICS = "metrics.json"
TRIVIAL = "trivial.json"
SHEET = "sheet.csv"
REPORT = "report.html"


def plain(scores: Scores) -> dict[str, dict[str, dict[str, float | None]]]:
    """Scores as JSON data; what is unscored is null."""
    return {
        part: {
            metric: {
                "value": _finite(estimate.value),
                "low": _finite(estimate.low),
                "high": _finite(estimate.high),
                "count": estimate.count,
            }
            for metric, estimate in metrics.items()
        }
        for part, metrics in scores.items()
    }


def scores_of(data: Mapping[str, Mapping[str, Mapping[str, float | None]]]) -> Scores:
    """The reverse of `plain`."""
    return {
        part: {
            metric: Estimate(*(_number(values[key]) for key in ("value", "low", "high", "count")))
            for metric, values in metrics.items()
        }
        for part, metrics in data.items()
    }


def write_json(data: Any, path: Path) -> None:
    """Write JSON data, indented; NaN is refused."""
    path.write_text(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")


def read_json(path: Path) -> Any:
    """JSON data that `write_json` wrote."""
    return json.loads(path.read_text(encoding="utf-8"))


def read_predictions(folder: Path) -> list[Prediction]:
    """The predictions of an evaluation's folder."""
    return list(jsonl.read(Prediction, folder / PREDICTIONS))


def read_metrics(folder: Path) -> dict[str, Any]:
    """`metrics.json` of an evaluation's folder; empty when there is none."""
    path = folder / METRICS
    if not path.is_file():
        return {}
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise EscutaError("not JSON", file=path, remedy="run evaluate again with overwrite=true") from None
    return document


def read_baselines(folder: Path) -> Baselines:
    """The baselines of an evaluation's folder; those without training records when there are none."""
    try:
        return Baselines.model_validate_json((folder / TRIVIAL).read_text(encoding="utf-8"))
    except (OSError, ValidationError):
        return fit()


def _finite(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 6)


def _number(value: float | None) -> float:
    return math.nan if value is None else value
