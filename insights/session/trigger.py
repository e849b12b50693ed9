"""Has enough been said since the last question? (requirement L6: words or time, whichever comes first)."""

import math
from dataclasses import dataclass

from insights.session.settings import TriggerSettings


@dataclass(frozen=True)
class TriggerMemory:
    """Words since the last question, when that was, and when the last needed word was said."""

    tokens: int = 0
    since_s: float = 0.0
    enough_s: float = math.inf


class Trigger:
    """Counts words and seconds since the last question, or since the call began."""

    def __init__(self, settings: TriggerSettings) -> None:
        self._settings = settings
        self.memory = TriggerMemory()

    def heard(self, tokens: int, at_s: float) -> None:
        """Words that were said by `at_s`."""
        before = self.memory
        tokens += before.tokens
        enough_s = min(before.enough_s, at_s) if tokens >= self._settings.min_tokens else before.enough_s
        self.memory = TriggerMemory(tokens, before.since_s, enough_s)

    def asked(self, at_s: float) -> None:
        """A question went out."""
        self.memory = TriggerMemory(since_s=at_s)

    @property
    def opens_s(self) -> float:
        """From when on a question may be asked, as far as is known now."""
        return min(self.memory.enough_s, self.memory.since_s + self._settings.min_interval_s)
