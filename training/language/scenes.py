"""Scenes: windows of synthetic calls, cleaned as production cleans them, with what is known about them."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from insights.records import GoldCall, GoldEvent, Turn
from insights.synthetic.composer import generate_call
from insights.synthetic.settings import CorpusSettings

SCENE_S = (18.0, 62.0)
"""Length of a scene: excerpts last 30–60 s, the end of a call is shorter."""

Cleaner = Callable[[GoldCall], tuple[Turn, ...]]


@dataclass(frozen=True)
class Said:
    """An event of a scene: its kind, slots and the positions of the turns that show it."""

    kind: str
    slots: dict[str, str]
    turns: tuple[int, ...]


@dataclass(frozen=True)
class Scene:
    """A window of a call. `gold` holds the insights of the whole call: answers that no question may have."""

    language: str
    locale: str
    tenant: str
    turns: tuple[Turn, ...]
    events: tuple[Said, ...]
    gold: frozenset[str]

    @property
    def text(self) -> str:
        return "\n".join(turn.text for turn in self.turns)


def training_call(seed: int, index: int) -> GoldCall:
    """A call of the training partition; validation and test phrasings and names never come near the model."""
    return generate_call(seed, index, CorpusSettings(partitions={"train": 1.0}))


def scene(call: GoldCall, clean: Cleaner, rng: Random) -> Scene:
    """A random window of a call."""
    turns = tuple(turn for turn in clean(call) if turn.text)
    length_s = rng.uniform(*SCENE_S)
    # Windows about an event are the interesting ones; one in five starts anywhere.
    if call.events and rng.random() < 0.8:
        event = rng.choice(call.events)
        earliest = max(0.0, event.end_s - length_s)
        start_s = rng.uniform(earliest, max(earliest, event.start_s))
    else:
        start_s = rng.choice(turns).start_s
    inside = [
        turn for turn in turns if turn.start_s >= start_s - 0.01 and turn.end_s <= start_s + length_s + 1.0
    ]
    if not inside:
        inside = [rng.choice(turns)]
    places = {turn.turn_id: place for place, turn in enumerate(inside)}
    return Scene(
        language=call.language,
        locale=call.locale,
        tenant=call.tenant,
        turns=tuple(inside),
        events=tuple(
            Said(event.kind, event.slots, tuple(places[turn] for turn in event.evidence))
            for event in call.events
            if set(event.evidence) <= set(places)
        ),
        gold=gold_messages(call.events),
    )


def gold_messages(events: tuple[GoldEvent, ...]) -> frozenset[str]:
    """Every message that the gold of a call contains."""
    return frozenset(insight.message for event in events for insight in event.insights.values())
