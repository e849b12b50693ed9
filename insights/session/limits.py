"""How often one session may ask (requirement L14)."""

import math

from insights.session.settings import LimitSettings


class SessionLimit:
    """At most one question each `session_interval_s`; `last_s` is when one went out."""

    def __init__(self, settings: LimitSettings) -> None:
        self._settings = settings
        self.last_s = -math.inf

    def asked(self, at_s: float) -> None:
        """A question went out."""
        self.last_s = at_s

    @property
    def opens_s(self) -> float:
        """When the next question may go out."""
        return self.last_s + self._settings.session_interval_s
