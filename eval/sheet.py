"""The manual-evaluation sheet: a sample of replies for people to judge, as CSV that spreadsheets open.

Types and languages are sampled evenly and by hash, so the same records come back for another model: two
sheets can be judged side by side. People fill in the empty columns: `correct` (yes / partly / no),
`useful` (1–5), `harmful` (yes / no), `comment`.
"""

import csv
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from eval.predictions import Prediction
from insights.records import Record

COLUMNS = (
    "record_id",
    "language",
    "insight_type",
    "tenant",
    "excerpt",
    "wanted",
    "said",
    "confidence",
    "fault",
    "correct",
    "useful",
    "harmful",
    "comment",
)

# A spreadsheet would run a cell that begins with one of these.
_FORMULA = ("=", "+", "-", "@", "\t")


def sample(predictions: Sequence[Prediction], count: int) -> list[Prediction]:
    """`count` predictions, spread evenly over language × type, chosen by the record's hash."""
    kinds: dict[tuple[str, str], list[Prediction]] = {}
    for prediction in sorted(predictions, key=lambda p: hashlib.sha256(p.record_id.encode()).digest()):
        kinds.setdefault((prediction.language, prediction.insight_type.value), []).append(prediction)
    chosen: list[Prediction] = []
    for turn in range(max(map(len, kinds.values()), default=0)):
        chosen += [kinds[kind][turn] for kind in sorted(kinds) if turn < len(kinds[kind])]
    return chosen[:count]


def write(predictions: Sequence[Prediction], records: Mapping[str, Record], path: Path, count: int) -> int:
    """Write the sheet; `records` by id give the excerpts. Returns the rows written."""
    rows = sample(predictions, count)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        sheet = csv.writer(stream)
        sheet.writerow(COLUMNS)
        for row in rows:
            sheet.writerow(
                _cell(value)
                for value in (
                    row.record_id,
                    row.language,
                    row.insight_type.value,
                    row.tenant,
                    records[row.record_id].prompt[-1].content,
                    row.gold.message if row.gold else "",
                    row.message if row.message is not None else row.reply,
                    "" if row.confidence is None else f"{row.confidence:.2f}",
                    row.fault.value if row.fault else "",
                    *[""] * 4,
                )
            )
    return len(rows)


def _cell(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value
