"""Has enough been said since the last question? (requirement L6: words or time, whichever comes first)."""

import math

from insights.session.settings import TriggerSettings


class Trigger:
    """Counts words and seconds since the last question, or since the call began."""

    def __init__(self, settings: TriggerSettings) -> None:
        self._settings = settings
        self._tokens = 0
        self._since_s = 0.0
        self._enough_s = math.inf  # when the last needed word was said

    def heard(self, tokens: int, at_s: float) -> None:
        """Words that were said by `at_s`."""
        self._tokens += tokens
        if self._tokens >= self._settings.min_tokens:
            self._enough_s = min(self._enough_s, at_s)

    def asked(self, at_s: float) -> None:
        """A question went out."""
        self._tokens, self._since_s, self._enough_s = 0, at_s, math.inf

    @property
    def opens_s(self) -> float:
        """From when on a question may be asked, as far as is known now."""
        return min(self._enough_s, self._since_s + self._settings.min_interval_s)
