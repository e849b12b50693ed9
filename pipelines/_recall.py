"""How much known personal data was found: counts that add up over shards, and their summary."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from insights.pii.scoring import SpanScore
from insights.pii.stream import ScrubCounts
from insights.records import Call, GoldCall, PiiSpan, PiiType
from insights.text.user import FoundSpan

_COUNTS = ("gold", "covered", "typed", "detected", "right")


def replaced(counts: ScrubCounts) -> dict[str, float]:
    """What was replaced, as a tally."""
    return {f"replaced.{label.value}": count for label, count in counts.by_type.items()}


def scored(truth: GoldCall, call: Call, found: Iterable[FoundSpan]) -> dict[str, float]:
    """Gold spans and those found, as a tally, on turns whose text is the gold's own."""
    texts = {turn.turn_id: turn.text for turn in truth.turns}
    detected: defaultdict[str, list[PiiSpan]] = defaultdict(list)
    for span in found:
        detected[span.turn_id].append(PiiSpan(start=span.start, end=span.end, type=span.type))
    score = SpanScore()
    for turn in call.turns:
        if texts.get(turn.turn_id) == turn.text:
            score.add(truth.pii.get(turn.turn_id, ()), detected[turn.turn_id])
    counts: Counter[str] = Counter()
    for name in _COUNTS:
        kinds: Mapping[PiiType, int] = getattr(score, name)
        for label, count in kinds.items():
            counts[f"{name}.{label.value}"] += count
    return dict(counts)


def notes(tally: Mapping[str, float]) -> dict[str, Any]:
    """The manifest's notes: what was replaced, and recall and precision where there was gold."""

    def group(name: str) -> Counter[PiiType]:
        prefix = f"{name}."
        return Counter(
            {
                PiiType(key.removeprefix(prefix)): int(count)
                for key, count in sorted(tally.items())
                if key.startswith(prefix)
            }
        )

    found: dict[str, Any] = {"replaced": {label.value: count for label, count in group("replaced").items()}}
    score = SpanScore(*map(group, _COUNTS))
    if score.gold.total():
        found["pii"] = score.summary()
    return found
