"""A call's journal in the shared state: its events and a checkpoint, one write for all that came together.

An event is shown once it is written, so another gateway never gives its number to something else. While the
shared state is away, events are shown at once: the call goes on, only nobody else could.
"""

import asyncio
from collections.abc import Callable

from serving.gateway.outbox import Outbox
from serving.observability.failover import FailoverMetrics
from serving.observability.logs import logger
from serving.state.api import StateUnavailable
from serving.state.calls import CallWrite, SharedCalls, Standing

_LOG = logger(__name__)

LEASE_S = 30.0
"""Calls are renewed several times in this; it comes on top of the grace period."""
_KEPT_S = 3600.0  # a call that nobody renews: the other gateways have long since ended it
_RETRY_S = 1.0


class Sharing:
    """The shared state of calls as this process sees it; it is not asked again too soon after an outage."""

    def __init__(
        self, calls: SharedCalls, metrics: FailoverMetrics, monotonic: Callable[[], float], grace_s: float
    ) -> None:
        self.calls = calls
        self.due_s = LEASE_S + grace_s
        self.keep_s = _KEPT_S + self.due_s
        self.grace_s = grace_s
        self._metrics = metrics
        self._monotonic = monotonic
        self._again_s: float | None = None

    @property
    def away(self) -> bool:
        """It did not answer the last time: nobody waits for it."""
        return self._again_s is not None

    @property
    def resting(self) -> bool:
        """It is not asked just now."""
        return self._again_s is not None and self._monotonic() < self._again_s

    def failed(self, error: Exception) -> None:
        """Calls go on without failover meanwhile."""
        if self._again_s is None:
            _LOG.warning("failover_away", error=type(error).__name__)
        self._again_s = self._monotonic() + _RETRY_S
        self._metrics.away()

    def answered(self) -> None:
        if self._again_s is not None:
            _LOG.info("failover_back")
        self._again_s = None
        self._metrics.back()


class Journal:
    """One call's. `state` gives the checkpoint as it is, `lost` hears that another gateway has the call."""

    def __init__(
        self,
        sharing: Sharing,
        outbox: Outbox,
        *,
        call: str,
        name: str,
        fence: int,
        state: Callable[[], str],
        ended: Callable[[], bool],
        lost: Callable[[], None],
    ) -> None:
        self.call = call
        self.fence = fence
        self._sharing = sharing
        self._outbox = outbox
        self._name = name
        self._state = state
        self._ended = ended
        self._lost = lost
        self._written_seq = 0
        self._whole = fence == 1
        self._waiting: list[tuple[int, asyncio.Future[None]]] = []
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """What is in the outbox now is written."""
        self._written_seq = self._outbox.last_seq
        self._outbox.sure(self._written_seq)
        self._task = asyncio.create_task(self._work(), name=f"journal {self.call}")

    def stop(self) -> None:
        """Nothing more is written."""
        if self._task is not None:
            self._task.cancel()
        for _, waiting in self._waiting:
            waiting.cancel()

    @property
    def away(self) -> bool:
        """Can nothing be written just now?"""
        return self._sharing.away

    def changed(self) -> None:
        """There is an event, or something else to keep."""
        if self._sharing.away:
            self._outbox.sure(self._outbox.last_seq)
        self._wake.set()

    async def settled(self) -> None:
        """Until all events so far are written, or cannot be."""
        if self._sharing.away or self._written_seq >= self._outbox.last_seq:
            return
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.append((self._outbox.last_seq, waiting))
        await waiting

    def heard(self, standing: Standing) -> None:
        """How the call stands in the shared state."""
        if standing is Standing.GONE and not self._ended():
            self._whole = True
            self._wake.set()
        elif standing is Standing.LOST:
            self._lost()

    async def _work(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            if self._sharing.resting or not await self._write():
                self._shown(self._outbox.last_seq)
                await asyncio.sleep(_RETRY_S)
                self._wake.set()

    async def _write(self) -> bool:
        """False: the shared state is away."""
        sharing, outbox, ended = self._sharing, self._outbox, self._ended()
        last_seq = outbox.last_seq
        write = CallWrite(
            call=self.call,
            name=self._name,
            fence=self.fence,
            state=self._state(),
            events=outbox.unsure(0 if self._whole else self._written_seq),
            first_seq=outbox.first_seq,
            whole=self._whole,
            keep_s=sharing.grace_s + 1.0 if ended else sharing.keep_s,
            due_s=None if ended else sharing.due_s,
        )
        try:
            standing = await sharing.calls.save(write)
        except StateUnavailable as error:
            sharing.failed(error)
            return False
        sharing.answered()
        if standing is Standing.OURS:
            self._whole = False
            self._written_seq = last_seq
            self._shown(last_seq)
        else:
            self.heard(standing)
        return True

    def _shown(self, seq: int) -> None:
        self._outbox.sure(seq)
        while self._waiting and self._waiting[0][0] <= seq:
            waiting = self._waiting.pop(0)[1]
            if not waiting.done():
                waiting.set_result(None)
