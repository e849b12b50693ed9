"""A conversation's audit as text: who was asked, with which prompt, how it ended; never what was said."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import RowMapping

from commandline.columns import aligned
from insights.fingerprint import short

_HEADER: Final = (
    "at",
    "insight",
    "asked",
    "outcome",
    "faults",
    "rung",
    "model",
    "adapter",
    "prompt",
    "waited",
    "took",
)


def audit_table(rows: Sequence[RowMapping]) -> list[str]:
    """Lines for people. `rows` have the columns of `tables.answers`, oldest first."""
    return aligned([_HEADER, *map(_cells, rows)])


def audit_lines(rows: Sequence[RowMapping]) -> list[str]:
    """The same rows as JSON, one to a line, with every column."""
    return [json.dumps(dict(row), default=_plain, ensure_ascii=False) for row in rows]


def _cells(row: RowMapping) -> tuple[str, ...]:
    return (
        f"{row['created_at']:%Y-%m-%d %H:%M:%S}",
        f"{row['insight_id']} rev {row['rev']}",
        row["insight_type"],
        row["outcome"],
        ", ".join(row["faults"]) or "–",
        row["rung"] or "–",
        row["model"] or "–",
        short(row["adapter"]) if row["adapter"] else "–",
        short(row["prompt_digest"]) if row["prompt_digest"] else "–",
        f"{row['wait_ms']:.0f} ms",
        f"{row['duration_ms']:.0f} ms",
    )


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
