"""When a client is asked to stop sending, and when to go on."""

from typing import Literal

State = Literal["hold", "go"]


class FlowControl:
    """Sound that waits (in the batcher, in the queue, at the recogniser) against `max_buffer_s`.

    `hold` above the bound, `go` again below half of it, so that a client is not told every second.
    """

    def __init__(self, max_buffer_s: float, state: State = "go") -> None:
        self._max_buffer_s = max_buffer_s
        self._state: State = state

    @property
    def state(self) -> State:
        return self._state

    def update(self, buffered_s: float) -> State | None:
        """The new state if it changed."""
        before = self._state
        if buffered_s > self._max_buffer_s:
            self._state = "hold"
        elif buffered_s <= self._max_buffer_s / 2:
            self._state = "go"
        return self._state if self._state != before else None
