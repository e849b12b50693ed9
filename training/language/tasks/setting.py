"""What a task is asked about, and the question and answer it makes."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from training.language.phrasing import Phrasing
from training.language.scenes import Said, Scene
from training.language.vocabulary import sentence
from training.language.wording import Wording


@dataclass(frozen=True)
class Exchange:
    """A question and its answer."""

    question: str
    answer: str


@dataclass(frozen=True)
class Setting:
    """What a task may draw on."""

    scene: Scene
    wording: Wording
    phrasing: Phrasing
    rng: Random
    shown: bool = True
    """Whether the conversation shows the excerpt; a drill does not."""

    @property
    def language(self) -> str:
        return self.scene.language

    def ask(self, key: str, *parts: str) -> str:
        return self.rng.choice(self.wording.ask[key]).format(*parts)

    def reason(self, kind: str) -> str:
        return self.rng.choice(self.wording.reasons[kind])

    @property
    def known_events(self) -> list[Said]:
        return [event for event in self.scene.events if event.kind in self.wording.reasons]

    @property
    def slots(self) -> dict[str, str]:
        """Canonical values that the scene's text shows, of the last event that has them.

        A motive is the name of its class ("high price"), not words of the text.
        """
        if not self.shown:
            return {}
        text = self.scene.text
        return {
            name: value
            for event in self.scene.events
            for name, value in event.slots.items()
            if value in text or name == "motive"
        }

    def sentence(self, slots: frozenset[str] = frozenset()) -> str:
        return sentence(self.language, self.rng, slots)

    def slot_name(self, slot: str) -> str:
        return self.wording.slots.get(slot, slot)


Task = Callable[[Setting], Exchange | None]
