"""Span recall and precision against gold, per kind of personal data: what `scrub` and the benchmark count.

A gold span counts as found when detections cover at least half of its characters (`covered`:
whatever the label; `typed`: with its label). A detection counts as right when it overlaps a gold span of
any kind.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from insights.records import PiiSpan, PiiType

_SHARE = 0.5


class Extent(Protocol):
    """Characters `[start, end)`."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def covered(span: Extent, detected: Iterable[Extent]) -> bool:
    """Do detections cover at least half of the span? Where they overlap each other, once."""
    length, reached = 0, span.start
    for other in sorted(detected, key=lambda one: one.start):
        length += max(0, min(span.end, other.end) - max(reached, other.start))
        reached = max(reached, min(span.end, other.end))
    return length >= _SHARE * (span.end - span.start)


def touches(span: Extent, others: Iterable[Extent]) -> bool:
    """Does the span overlap any of the others?"""
    return any(span.start < other.end and other.start < span.end for other in others)


@dataclass
class SpanScore:
    """Counts that add up over texts; no text is kept."""

    gold: Counter[PiiType] = field(default_factory=Counter)
    covered: Counter[PiiType] = field(default_factory=Counter)
    typed: Counter[PiiType] = field(default_factory=Counter)
    detected: Counter[PiiType] = field(default_factory=Counter)
    right: Counter[PiiType] = field(default_factory=Counter)

    def add(self, gold: Sequence[PiiSpan], detected: Sequence[PiiSpan]) -> None:
        """Count one text's spans."""
        for span in gold:
            self.gold[span.type] += 1
            self.covered[span.type] += covered(span, detected)
            self.typed[span.type] += covered(span, [other for other in detected if other.type is span.type])
        for span in detected:
            self.detected[span.type] += 1
            self.right[span.type] += touches(span, gold)

    def merge(self, others: Iterable["SpanScore"]) -> None:
        """Add the counts of other scores."""
        for other in others:
            for name in ("gold", "covered", "typed", "detected", "right"):
                getattr(self, name).update(getattr(other, name))

    def recall(self, label: PiiType | None = None, *, typed: bool = False) -> float | None:
        """Share of gold spans found; None where there are none."""
        return _share(self.typed if typed else self.covered, self.gold, label)

    def precision(self, label: PiiType | None = None) -> float | None:
        """Share of detections that touch a gold span; None where nothing was detected."""
        return _share(self.right, self.detected, label)

    def summary(self) -> dict[str, dict[str, float | int | None]]:
        """For a report: per label and `all`: gold, detected, recall, typed_recall, precision."""
        labels: list[PiiType | None] = [
            *(label for label in PiiType if self.gold[label] or self.detected[label]),
            None,
        ]
        return {
            label.value if label else "all": {
                "gold": self.gold[label] if label else self.gold.total(),
                "detected": self.detected[label] if label else self.detected.total(),
                "recall": self.recall(label),
                "typed_recall": self.recall(label, typed=True),
                "precision": self.precision(label),
            }
            for label in labels
        }


def _share(part: Counter[PiiType], whole: Counter[PiiType], label: PiiType | None) -> float | None:
    total = whole[label] if label else whole.total()
    return (part[label] if label else part.total()) / total if total else None
