"""How well the session logic finds what it should: changes of subject and alerts by rule.

All figures are counts of true positives, false positives and false negatives, summed over calls: precision
= tp / (tp + fp), recall = tp / (tp + fn), F1 their harmonic mean; NaN where nothing was to be found.
Positions are indices of turns.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from insights.records import AlertCategory, Call, GoldCall, InsightType
from insights.session.rules import Keyword, RuleReader, load_rules
from insights.session.settings import TopicSettings
from insights.session.topics import TopicDetector, load_topic_words
from insights.session.vectors import load_cohesion

# Events that sound like an alert and are none.
HARD_NEGATIVES = ("loyal", "recognised")


@dataclass(frozen=True)
class Counts:
    """What was found rightly, found wrongly, and missed."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def precision(self) -> float:
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else math.nan

    @property
    def recall(self) -> float:
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else math.nan

    @property
    def f1(self) -> float:
        found = 2 * self.tp + self.fp + self.fn
        return 2 * self.tp / found if found else math.nan


def matched(found: Sequence[int], gold: Sequence[int], tolerance: int) -> Counts:
    """Positions found against the right ones; each counts once, in order, within `tolerance` turns."""
    left = sorted(found)
    hits = 0
    for position in sorted(gold):
        # The earliest one in reach: later ones may serve the next right position.
        for index, candidate in enumerate(left):
            if abs(candidate - position) <= tolerance:
                del left[index]
                hits += 1
                break
    return Counts(hits, len(found) - hits, len(gold) - hits)


@dataclass(frozen=True)
class Change:
    """A change of subject that was found, and how many turns later it was certain."""

    position: int
    delay_turns: int


def changes(call: Call, settings: TopicSettings) -> list[Change]:
    """What the detector says of a clean call."""
    positions = {turn.turn_id: index for index, turn in enumerate(call.turns)}
    detector = TopicDetector(load_topic_words(call.language), settings, load_cohesion(settings.vectors))
    found = []
    for index, turn in enumerate(call.turns):
        change = detector.push(turn)
        if change is not None:
            position = positions[change.turn_id]
            found.append(Change(position, index - position))
    return found


def every_turn(call: Call) -> list[int]:
    """The baseline that misses nothing."""
    return list(range(1, len(call.turns)))


def at_intervals(call: Call, interval_tokens: int) -> list[int]:
    """The baseline that looks at the clock only: a change each so many words."""
    found, said = [], 0
    for index, turn in enumerate(call.turns):
        if index and said >= interval_tokens:
            found.append(index)
            said = 0
        said += len(turn.text.split())
    return found


def topic_counts(
    call: Call, gold: GoldCall, settings: TopicSettings, *, interval_tokens: int, tolerance: int
) -> tuple[dict[str, Counts], list[int]]:
    """Detector, its two halves and baselines on one clean call; and the detector's delays in turns."""
    positions = {turn.turn_id: index for index, turn in enumerate(call.turns)}
    right = [positions[turn_id] for turn_id in gold.topic_changes]
    found = changes(call, settings)
    ways: Mapping[str, Callable[[], list[int]]] = {
        "detector": lambda: [change.position for change in found],
        "cues_only": lambda: [change.position for change in changes(call, _only(settings, cue=True))],
        "cohesion_only": lambda: [change.position for change in changes(call, _only(settings, cue=False))],
        "fixed_interval": lambda: at_intervals(call, interval_tokens),
        "every_turn": lambda: every_turn(call),
    }
    counts = {name: matched(way(), right, tolerance) for name, way in ways.items()}
    return counts, [change.delay_turns for change in found]


def _only(settings: TopicSettings, *, cue: bool) -> TopicSettings:
    return replace(settings, novelty_weight=0.0) if cue else replace(settings, cue_weight=0.0)


def rule_counts(call: Call, gold: GoldCall, *, tolerance: int) -> tuple[dict[str, Counts], int, int]:
    """Alerts by rule on one clean call, by category; alerts at events that only sound like one, and how many
    such events there are.

    An alert is right when an event of its category rests on a turn within `tolerance` turns of it. Alerts
    of one event count once.
    """
    positions = {turn.turn_id: index for index, turn in enumerate(call.turns)}
    reader = RuleReader(load_rules(call.language))
    found = [
        (match.keyword, index)
        for index, turn in enumerate(call.turns)
        for match in reader.read(turn)
        if match.keyword.alert is not None
    ]
    events = [
        (_category(insight.category), [positions[turn_id] for turn_id in event.evidence])
        for event in gold.events
        if (insight := event.insights.get(InsightType.RISK_ALERT)) is not None
    ]
    counts = {keyword.value: Counts() for keyword in Keyword if keyword.alert is not None}
    for keyword, places in events:
        hit = any(other == keyword and _near(index, places, tolerance) for other, index in found)
        counts[keyword] += Counts(tp=int(hit), fn=int(not hit))
    for keyword, index in found:
        right = any(other == keyword and _near(index, places, tolerance) for other, places in events)
        counts[keyword] += Counts(fp=int(not right))
    traps = [
        [positions[turn_id] for turn_id in event.evidence]
        for event in gold.events
        if event.kind in HARD_NEGATIVES
    ]
    fallen = sum(any(_near(index, places, 0) for _, index in found) for places in traps)
    return counts, fallen, len(traps)


def _category(category: AlertCategory | None) -> str:
    return category.value if category is not None else ""


def _near(index: int, places: Sequence[int], tolerance: int) -> bool:
    return any(abs(index - place) <= tolerance for place in places)
