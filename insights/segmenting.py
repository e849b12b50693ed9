"""Calls → excerpts of 30–60 s, cut where a turn ends (requirement T1).

Excerpts cover every turn of a call once, in order, each as long as `max_s` allows. A last excerpt that would
be too short shares the turns of the one before it. None is longer than `max_s` unless a single turn is and
may stay whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from insights.errors import EscutaError
from insights.records import Call, Excerpt, Turn


@dataclass(frozen=True)
class ExcerptPolicy:
    """How long an excerpt is, in seconds from its first turn's start to its last turn's end."""

    min_s: float = field(default=30.0, metadata={"help": "shortest excerpt, seconds"})
    max_s: float = field(default=60.0, metadata={"help": "longest excerpt, seconds"})
    tail: Literal["merge", "keep", "drop"] = field(
        default="merge",
        metadata={"help": "a last excerpt shorter than min_s: share out with the one before, keep, or drop"},
    )
    overlong: Literal["split", "keep"] = field(
        default="split",
        metadata={"help": "a single turn longer than max_s: split between words, or keep it whole"},
    )

    def __post_init__(self) -> None:
        if not 0 < self.min_s <= self.max_s:
            raise EscutaError(
                "min_s must be above 0 and not above max_s",
                field="policy.min_s",
                remedy="policy.min_s=30 policy.max_s=60",
            )


@dataclass(frozen=True)
class Segmented:
    """The excerpts of one call, and how many were dropped as too short a tail."""

    excerpts: tuple[Excerpt, ...]
    dropped_tails: int = 0


def segment(call: Call, policy: ExcerptPolicy) -> Segmented:
    """Cut a call. Turns without words are left out; a call without any gives no excerpts."""
    turns = sorted(
        (turn for turn in call.turns if turn.text.strip()), key=lambda turn: (turn.start_s, turn.end_s)
    )
    pieces = [piece for turn in turns for piece in _pieces(turn, policy)]
    groups = list(_groups(pieces, policy))
    dropped = 0
    if groups and _length_s(groups[-1]) < policy.min_s:
        if policy.tail == "merge" and len(groups) > 1:
            groups = groups[:-2] + _shared(groups[-2], groups[-1], policy)
        elif policy.tail == "drop":
            groups.pop()
            dropped = 1
    return Segmented(
        tuple(_excerpt(call, number, group) for number, group in enumerate(groups)), dropped_tails=dropped
    )


def _excerpt(call: Call, number: int, turns: list[Turn]) -> Excerpt:
    return Excerpt(
        excerpt_id=f"{call.call_id}#{number:03d}",
        call_id=call.call_id,
        tenant=call.tenant,
        language=call.language,
        partition=call.partition,
        start_s=turns[0].start_s,
        end_s=_end_s(turns),
        turns=tuple(turns),
    )


def _groups(turns: list[Turn], policy: ExcerptPolicy) -> Iterator[list[Turn]]:
    group: list[Turn] = []
    for turn in turns:
        if group and _length_s([*group, turn]) > policy.max_s:
            yield group
            group = []
        group.append(turn)
    if group:
        yield group


def _shared(before: list[Turn], tail: list[Turn], policy: ExcerptPolicy) -> list[list[Turn]]:
    """One excerpt of both if it fits, else two, the shorter of them as long as turn ends allow."""
    turns = before + tail
    if _length_s(turns) <= policy.max_s:
        return [turns]
    cuts = [(turns[:cut], turns[cut:]) for cut in range(1, len(turns))]
    fitting = [pair for pair in cuts if max(map(_length_s, pair)) <= policy.max_s]
    first, second = max(fitting or [(before, tail)], key=lambda pair: min(map(_length_s, pair)))
    return [first, second]


def _pieces(turn: Turn, policy: ExcerptPolicy) -> list[Turn]:
    """The turn, or equal parts of it no longer than `max_s`, cut between words."""
    length_s = turn.end_s - turn.start_s
    words = turn.text.split()
    if policy.overlong == "keep" or length_s <= policy.max_s or len(words) < 2:
        return [turn]
    count = min(len(words), int(-(-length_s // policy.max_s)))
    pieces = []
    for part in range(count):
        first, last = len(words) * part // count, len(words) * (part + 1) // count
        start_s = turn.start_s + length_s * part / count
        end_s = turn.start_s + length_s * (part + 1) / count if part + 1 < count else turn.end_s
        pieces.append(
            turn.model_copy(
                update={
                    "turn_id": f"{turn.turn_id}.{part + 1}",
                    "start_s": round(start_s, 3),
                    "end_s": round(end_s, 3),
                    "text": " ".join(words[first:last]),
                    "words": tuple(word for word in turn.words if start_s <= word.start_s < end_s)
                    if turn.words is not None
                    else None,
                }
            )
        )
    return pieces


def _end_s(turns: list[Turn]) -> float:
    return max(turn.end_s for turn in turns)


def _length_s(turns: list[Turn]) -> float:
    return _end_s(turns) - turns[0].start_s
