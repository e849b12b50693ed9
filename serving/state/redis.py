"""Shared state of many processes, in Redis."""

from serving.state.settings import StateSettings


class RedisState:
    """A `SharedState` in Redis; connects when first asked."""

    def __init__(self, url: str, settings: StateSettings) -> None:
        self._url = url
        self._settings = settings
