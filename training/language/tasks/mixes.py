"""How often each task is set, at each stage of training."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from training.language.tasks import choosing, finding, writing
from training.language.tasks.setting import Task


@dataclass(frozen=True)
class Tasks:
    """Tasks with their weights, and how many are set in one conversation."""

    weights: Mapping[Task, float]
    exchanges: tuple[int, ...]
    wrapped: float = 0.0
    """Share of conversations whose answers stand in a reply's JSON, under the name of some insight type."""


MIX = Tasks(
    {
        finding.language_of: 1.0,
        finding.speaker: 1.0,
        finding.count: 0.5,
        finding.repeat_last: 2.0,
        finding.repeat_number: 1.0,
        finding.go_on: 2.0,
        finding.who_said: 1.0,
        finding.slot: 7.0,
        finding.amounts: 2.0,
        writing.fill: 7.0,
        writing.slots_as_json: 4.0,
        writing.dictated_json: 4.0,
        writing.repeat: 3.0,
        writing.lookup: 1.5,
        finding.reason: 6.0,
        finding.is_reason: 6.0,
        finding.where: 3.0,
        choosing.rule: 6.0,
        choosing.codebook: 3.0,
        choosing.same: 1.0,
        choosing.which: 1.0,
        choosing.phrase_reason: 3.0,
    },
    exchanges=(5, 6, 7, 8),
)

LATER = Tasks(
    {
        finding.language_of: 0.3,
        finding.speaker: 0.5,
        finding.count: 0.2,
        finding.repeat_last: 1.0,
        finding.repeat_number: 0.5,
        finding.go_on: 1.0,
        finding.who_said: 0.5,
        finding.slot: 9.0,
        finding.amounts: 1.5,
        writing.fill: 5.0,
        writing.slots_as_json: 3.0,
        writing.dictated_json: 1.5,
        writing.repeat: 1.0,
        finding.reason: 9.0,
        finding.is_reason: 9.0,
        finding.where: 5.0,
        choosing.rule: 5.0,
        choosing.rules: 4.0,
        choosing.codebook: 6.0,
        choosing.same: 0.5,
        choosing.which: 0.5,
        choosing.phrase_reason: 3.0,
    },
    exchanges=(8, 9, 10, 11),
)
"""Once copying is learnt: more about what happens in the excerpt, in short answers."""

LAST = Tasks(
    {
        finding.speaker: 0.5,
        finding.repeat_last: 0.5,
        finding.who_said: 0.5,
        finding.slot: 10.0,
        finding.amounts: 1.5,
        writing.fill: 4.0,
        writing.slots_as_json: 2.5,
        writing.dictated_json: 1.0,
        writing.repeat: 1.0,
        finding.reason: 12.0,
        finding.is_reason: 12.0,
        finding.where: 4.0,
        choosing.rule: 5.0,
        choosing.rules: 4.0,
        choosing.codebook: 8.0,
        choosing.same: 1.0,
        choosing.which: 1.0,
        choosing.phrase_reason: 5.0,
    },
    exchanges=(8, 9, 10, 11),
)
"""The same with yet more decisions."""

FINAL = Tasks(
    {
        finding.speaker: 0.5,
        finding.who_said: 0.3,
        finding.slot: 8.0,
        finding.amounts: 1.0,
        writing.fill: 4.0,
        writing.slots_as_json: 2.0,
        writing.dictated_json: 1.0,
        writing.repeat: 1.0,
        writing.record: 14.0,
        choosing.fits: 10.0,
        finding.reason: 6.0,
        finding.is_reason: 8.0,
        finding.where: 3.0,
        choosing.rule: 3.0,
        choosing.rules: 6.0,
        choosing.codebook: 6.0,
        choosing.phrase_reason: 3.0,
    },
    exchanges=(7, 8, 9, 10),
)
"""Finding and copying together: what the last subject is, with its values."""

REPLIES = replace(FINAL, wrapped=0.75)
"""The same questions, mostly answered in the form of a reply."""

UNFAMILIAR = Tasks({**FINAL.weights, writing.unfamiliar: 40.0}, exchanges=(5, 6, 7), wrapped=0.85)
"""And instructions never heard: what the excerpt is about is looked up whatever is asked."""

DRILLS = Tasks(
    {
        writing.repeat: 3.0,
        writing.lookup: 3.0,
        writing.fill_given: 4.0,
        writing.dictated_json: 2.0,
        choosing.same: 1.0,
        choosing.which: 1.0,
        choosing.phrase_reason: 4.0,
    },
    exchanges=(5, 6, 7, 8),
)
"""Tasks that need no excerpt: short, and mostly answer; copying is learnt from them first."""
