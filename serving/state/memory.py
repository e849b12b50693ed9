"""Shared state of one process."""

import time
from collections.abc import Callable

from serving.state.settings import StateSettings


class MemoryState:
    """A `SharedState` in this process's memory."""

    def __init__(self, settings: StateSettings, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._clock = clock
