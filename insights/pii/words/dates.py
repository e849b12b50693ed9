"""Months and the small words inside a spoken date."""

from collections.abc import Mapping
from dataclasses import dataclass

from insights.pii.words.reading import words
from insights.text.months import MONTHS


@dataclass(frozen=True)
class DateWords:
    """Months and the small words inside a spoken date."""

    months: Mapping[str, int]
    date_links: frozenset[str]


PORTUGUESE = DateWords(
    months=MONTHS["pt"],
    date_links=words("de do da"),
)

SPANISH = DateWords(
    months=MONTHS["es"],
    date_links=words("de del"),
)
