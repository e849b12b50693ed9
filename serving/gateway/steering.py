"""How much a call may send: what waits is counted and bounded, a client that is too fast is held.

Looked at once a second of sound, and sooner the nearer a bound is: between two looks too little comes to
matter.
"""

import asyncio

from serving.audio.flow import FlowControl
from serving.gateway.intake import Intake
from serving.gateway.parts import Parts, Settings
from serving.gateway.telling import Telling
from serving.protocol import ErrorCode, Flow

_AHEAD_S = 2.0
"""A client that sends more than this before it can have been spoken is no live call."""


class Steering:
    """One session's. `ahead`: what comes is faster than it can be spoken."""

    def __init__(
        self,
        intake: Intake,
        parts: Parts,
        settings: Settings,
        *,
        telling: Telling,
        tenant: str,
        counted: bool,
        began_s: float,
        held: bool,
    ) -> None:
        """`counted`: seconds of it are sound, which is measured; `held`: another gateway has said so."""
        self.ahead = False
        self._intake = intake
        self._parts = parts
        self._stream = settings.stream
        self._batcher = settings.batcher
        self._telling = telling
        self._tenant = tenant
        self._counted = counted
        self._began_s = began_s
        self._counted_s = intake.received_s
        self._look_s = 0.0  # how far the call comes before it is looked at again
        self._waiting_s = 0.0
        self._flow = FlowControl(settings.batcher.max_buffer_s, "hold" if held else "go")
        self._room = asyncio.Event()
        self._room.set()
        self._told_full = False

    @property
    def buffered_s(self) -> float:
        """What was received and is not clean text yet."""
        return self._waiting_s + self._intake.buffered_s

    @property
    def held(self) -> bool:
        """Was the client told to stop sending?"""
        return self._flow.state == "hold"

    @property
    def open(self) -> bool:
        """May what comes be taken at once?"""
        return self._room.is_set() and not self.ahead

    async def room(self) -> None:
        """Until there is some."""
        await self._room.wait()

    def let_all_in(self) -> None:
        """Nobody has to wait any more: the session is lost."""
        self._room.set()

    def waits(self, duration_s: float) -> None:
        """A batch of this length has closed."""
        self._waiting_s += duration_s

    def worked_off(self, duration_s: float) -> None:
        """A batch of this length is clean text now."""
        self._waiting_s = max(0.0, self._waiting_s - duration_s)
        self.steer()

    @property
    def due(self) -> bool:
        """Has so much come that it has to be looked at?"""
        return self._intake.received_s >= self._look_s

    def look(self) -> bool:
        """Count what was received, hold the client if it is too much. False: the call is too long."""
        received_s = self._intake.received_s
        self.count()
        self.steer()
        self.ahead = received_s > self._parts.clock.monotonic() - self._began_s + _AHEAD_S
        if received_s > self._stream.max_call_s:
            return False
        if not self._room.is_set() and not self._told_full:
            self._told_full = True
            self._telling.error(
                ErrorCode.BUFFER_FULL,
                "more than can be kept waits to be worked off; nothing is lost",
                "stop sending at `flow` hold, go on at go",
            )
        left_s = min(1.0, self._stream.max_call_s - received_s, self._batcher.max_buffer_s - self.buffered_s)
        self._look_s = received_s + max(0.0, left_s)
        return True

    def count(self) -> None:
        """Tell the metrics how much sound has come."""
        if self._counted:
            received_s = self._intake.received_s
            self._parts.metrics.audio_received(self._tenant, received_s - self._counted_s)
            self._counted_s = received_s

    def steer(self) -> None:
        """Tell the client to hold or go on; beyond a hold plus one batch its socket is not read."""
        state = self._flow.update(self.buffered_s)
        if state is not None:
            if state == "hold":
                self._told_full = False
                self._parts.metrics.client_held()
            buffered_s = round(self.buffered_s, 3)
            self._telling.emit(lambda base: Flow(**base, state=state, buffered_s=buffered_s))
        if self.buffered_s > self._batcher.max_buffer_s + self._batcher.max_batch_window_s:
            self._room.clear()
        else:
            self._room.set()
