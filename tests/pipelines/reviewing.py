"""A person at work on a collection's `review.csv`."""

import csv
from pathlib import Path
from typing import Any

from insights.insight import Usefulness
from insights.manifest import Manifest
from insights.prompts import ABSTENTION
from tests.pipelines.stage_samples import run_command


def review(collection: Path, out: Path) -> Manifest:
    """Correct what was wrong, leave what was confirmed, do not get to the rest; take it back with `label`."""
    with (collection / "review.csv").open(newline="", encoding="utf-8") as stream:
        table: list[dict[str, Any]] = list(csv.DictReader(stream))
    for row in table:
        if row["why"] == Usefulness.WRONG:
            row["message"] = ABSTENTION[row["language"]]
    done = collection.with_name(f"{collection.name}-done.csv")
    with done.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, table[0])
        writer.writeheader()
        writer.writerows(table)
    return run_command(
        "label", "source=review", f"records={collection}/records.jsonl", f"reviewed={done}", f"out={out}"
    )
