"""The reviewer of a rehearsal: fills in `review.csv` with what gold says, as a person would from the call.

A record is found again in the live path's database, where its turns have their times; gold attaches by time.
"""

import csv
import math
from collections.abc import Mapping
from pathlib import Path

from eval.operator import right_answer
from insights.cases import Case
from insights.records import GoldCall, Turn
from insights.reviewing import CSV_COLUMNS


def fill(
    table: Path, reviewed: Path, cases: Mapping[str, Case], gold: Mapping[str, GoldCall]
) -> tuple[int, int]:
    """Write the table with messages; how many rows were answered and how many left blank.

    `cases` by record, `gold` by conversation. Blank stays what nobody can fairly say: where the window holds
    only a part of what the answer rests on.
    """
    answered = blank = 0
    with (
        table.open(encoding="utf-8-sig", newline="") as source,
        reviewed.open("w", encoding="utf-8", newline="") as sink,
    ):
        rows = csv.DictReader(source)
        writer = csv.DictWriter(sink, CSV_COLUMNS)
        writer.writeheader()
        for row in rows:
            case = cases[row["record_id"]]
            right = right_answer(
                case.insight_type, row["language"], _window(case), gold[case.conversation_id]
            )
            if right.cut:
                blank += 1
                row |= {"message": "", "confidence": ""}
            else:
                answered += 1
                row |= {"message": right.gold.message, "confidence": f"{right.confidence:.2f}"}
            writer.writerow(row)
    return answered, blank


def _window(case: Case) -> tuple[Turn, ...]:
    """The turns as they were shown: of the first perhaps only the last words, said in the last part of its
    time."""
    assert case.asked is not None
    first, *others = case.turns
    share = case.asked.first_words / max(1, len(first.text.split()))
    start_s = first.end_s - (first.end_s - first.start_s) * min(1.0, share)
    return (first.model_copy(update={"start_s": math.floor(start_s * 1000) / 1000}), *others)
