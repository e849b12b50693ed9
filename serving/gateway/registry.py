"""Sessions of this process. They outlive a lost connection for a grace period, then end cleanly.

Where gateways share calls, a session that another one had is gone on with here as soon as its client asks
for it, whatever has become of the other: dead, it cannot mind; alive, its next write is refused and it lets
go. One that nobody asks for is ended by whichever gateway finds it overdue.
"""

import asyncio
import itertools
from collections.abc import Coroutine, Iterable
from typing import Any
from weakref import WeakValueDictionary

from insights.jobs import JobResult
from serving.gateway.journal import Sharing
from serving.gateway.pace import Turns
from serving.gateway.parts import Parts, Settings
from serving.gateway.session import LiveSession, Reader
from serving.gateway.takeover import Adopted, Takeover
from serving.observability.logs import logger
from serving.protocol import EndReason, ErrorCode, Start
from serving.state.api import StateUnavailable

_LOG = logger(__name__)

_SLOT_TTL_S = 120.0
_RENEW_S = 10.0
_SLOTS_EVERY = 3  # times that calls are renewed
_DELIVERY_S = 3.0


class Refused(Exception):
    """A session that cannot be opened or gone on with; `message` and `remedy` are for the client."""

    def __init__(self, code: ErrorCode, message: str, remedy: str | None = None) -> None:
        self.code = code
        self.message = message
        self.remedy = remedy
        super().__init__(code.value)


class Registry:
    """Opens, resumes and ends sessions. A session is known only to its tenant and conversation."""

    def __init__(self, parts: Parts, settings: Settings) -> None:
        self._parts = parts
        self._settings = settings
        self._sessions: dict[str, LiveSession] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._leaving: set[asyncio.Task[None]] = set()
        self._loops: list[asyncio.Task[None]] = []
        self._adopting: dict[str, asyncio.Lock] = {}
        self._turns: WeakValueDictionary[str, Turns] = WeakValueDictionary()  # tenant →
        self._takeover: Takeover | None = None
        if parts.state.calls is not None:
            sharing = Sharing(
                parts.state.calls, parts.metrics.failover, parts.clock.monotonic, settings.stream.grace_s
            )
            self._takeover = Takeover(sharing)
        self.draining = False

    def start(self) -> None:
        """Begin to keep slots and calls alive, and to look for calls that nobody keeps."""
        self._loops = [asyncio.create_task(self._renew(), name="renew slots and calls")]
        if self._takeover is not None:
            self._loops.append(asyncio.create_task(self._sweep(), name="end overdue calls"))

    @property
    def live(self) -> list[LiveSession]:
        """Sessions that have not ended."""
        return [session for session in self._sessions.values() if not session.ended]

    async def open(self, tenant: str, conversation_id: str, start: Start) -> LiveSession:
        """A new session. Raises `Refused`."""
        self._room()
        session = LiveSession(
            session_id=self._parts.ids(),
            conversation_id=conversation_id,
            tenant=tenant,
            start=start,
            parts=self._parts,
            settings=self._settings,
            on_end=self._ended,
            on_lost=self._gone,
            sharing=self._takeover.sharing if self._takeover is not None else None,
            turns=self._turns_of(tenant),
        )
        # Known before the first pause, so that sessions opened at the same time are counted.
        self._sessions[session.session_id] = session
        try:
            if not await self._take_slot(session):
                raise Refused(
                    ErrorCode.TOO_MANY_SESSIONS, "too many sessions of this tenant", "end some, or try later"
                )
            await session.open()
        except BaseException:
            session.discard()
            self._forget(session.session_id)
            raise
        return session

    async def resume(self, tenant: str, conversation_id: str, start: Start) -> LiveSession:
        """A session of the same tenant, conversation and audio format, here or of another gateway. Raises
        `Refused`."""
        session_id = start.session_id or ""
        session = self._sessions.get(session_id)
        if self._takeover is not None:
            session = await self._here_or_adopted(self._takeover, tenant, conversation_id, session_id)
        if session is None or (session.tenant, session.conversation_id) != (tenant, conversation_id):
            raise Refused(
                ErrorCode.UNKNOWN_SESSION,
                "there is no such session of this tenant and conversation",
                "start without session_id",
            )
        if start.audio != session.audio:
            raise Refused(
                ErrorCode.BAD_AUDIO, "the audio format is not that of the session", "use the same format"
            )
        if not session.outbox.can_resume_after(start.last_seq):
            raise Refused(
                ErrorCode.UNKNOWN_SESSION,
                "the events after last_seq are no longer kept",
                "read transcript and insights over HTTP, or start without session_id",
            )
        session.outbox.acknowledge(start.last_seq)
        self._parts.metrics.session_resumed()
        return session

    async def _here_or_adopted(
        self, takeover: Takeover, tenant: str, conversation_id: str, session_id: str
    ) -> LiveSession | None:
        """Of connections that ask at the same time one adopts. Raises `Refused`."""
        async with self._adopting.setdefault(session_id, asyncio.Lock()):
            try:
                session = self._sessions.get(session_id)
                if session is not None:
                    await takeover.renew([session])  # unless another gateway has it by now
                    session = self._sessions.get(session_id)
                return session or await self._adopt(takeover, tenant, conversation_id, session_id)
            finally:
                if session_id not in self._sessions:
                    self._adopting.pop(session_id, None)

    async def _adopt(
        self, takeover: Takeover, tenant: str, conversation_id: str, session_id: str
    ) -> LiveSession | None:
        """A session that another gateway had. Raises `Refused`."""
        self._room()
        try:
            found = await takeover.take(tenant, conversation_id, session_id)
        except StateUnavailable:
            raise Refused(
                ErrorCode.RESUME_LATER,
                "sessions of other gateways cannot be reached just now",
                "connect again in a second, with the same session_id and last_seq",
            ) from None
        return await self._go_on(takeover.sharing, found, "client") if found is not None else None

    async def _go_on(self, sharing: Sharing, found: Adopted, cause: str) -> LiveSession:
        checkpoint = found.checkpoint
        session = LiveSession(
            session_id=checkpoint.session_id,
            conversation_id=checkpoint.conversation_id,
            tenant=checkpoint.tenant,
            start=checkpoint.start,
            parts=self._parts,
            settings=self._settings,
            on_end=self._ended,
            on_lost=self._gone,
            sharing=sharing,
            fence=found.fence,
            checkpoint=checkpoint,
            turns=self._turns_of(checkpoint.tenant),
        )
        self._sessions[session.session_id] = session
        session.go_on(found.events)
        self._after_grace(session)
        if not session.ended:
            self._parts.metrics.session_adopted(cause)
            await self._take_slot(session)  # its own, or one more: a call is not broken off for a bound
        return session

    def _turns_of(self, tenant: str) -> Turns:
        """Shared by a tenant's sessions, for as long as it has any."""
        return self._turns.setdefault(tenant, Turns())

    def _room(self) -> None:
        """Raises `Refused`."""
        if self.draining:
            raise Refused(ErrorCode.SHUTTING_DOWN, "this server is shutting down", "connect again")
        if len(self.live) >= self._settings.stream.process_sessions:
            raise Refused(ErrorCode.TOO_MANY_SESSIONS, "this server is full", "try again later")

    def takes(self, tenant: str, conversation_id: str) -> bool:
        """Is there anything here for a connection of this conversation? Else a balancer may ask elsewhere."""
        return not self.draining or self.find(tenant, conversation_id) is not None

    def find(self, tenant: str, conversation_id: str) -> LiveSession | None:
        """The newest live session of a tenant's conversation."""
        for session in reversed(self.live):
            if (session.tenant, session.conversation_id) == (tenant, conversation_id):
                return session
        return None

    def attach(self, session: LiveSession, reader: Reader) -> None:
        """`reader` owns the session; it will not end for want of a connection."""
        if not session.ended:
            self._cancel_timer(session.session_id)
        session.attach(reader)

    def detach(self, session: LiveSession, reader: Reader) -> None:
        """A connection is gone: from now on the grace period runs, unless another one has taken over."""
        if session.detach(reader) and not session.ended:
            self._after_grace(session)

    async def answered(self, result: JobResult) -> None:
        """A result of the insight worker, for the session that asked."""
        session = self._sessions.get(result.session_id)
        if session is None or session.ended:
            _LOG.info(
                "result_without_session",
                session_id=result.session_id,
                insight_type=result.insight_type.value,
                outcome=result.outcome.value,
            )
            return
        await session.answered(result)

    async def end_overdue(self) -> None:
        """End calls whose gateway is gone and whose client has not come back. Raises `StateUnavailable`."""
        takeover = self._takeover
        for session_id in await takeover.overdue() if takeover is not None else ():
            if takeover is None or self.draining or session_id in self._sessions:
                continue
            found = await takeover.take_overdue(session_id)
            if found is not None:
                session = await self._go_on(takeover.sharing, found, "overdue")
                session.stop(EndReason.ABANDONED)

    async def drain(self, wait_s: float) -> None:
        """No new sessions; those open may end by themselves for `wait_s`. Then they go on at another gateway,
        or are ended."""
        self.draining = True
        await self._wait(self.live, wait_s)
        for session in self.live:
            if not (self._settings.stream.hand_over and await session.hand_over()):
                session.stop(EndReason.SHUTDOWN)
        await self._wait(self.live, None)
        await self._delivered()

    async def close(self) -> None:
        """After `drain`."""
        for session_id in list(self._timers):
            self._cancel_timer(session_id)
        for loop in self._loops:
            loop.cancel()
        for session in self._sessions.values():
            session.close()
        if self._leaving:
            await asyncio.wait(self._leaving)

    # --- within -------------------------------------------------------------------------------------------

    async def _wait(self, sessions: Iterable[LiveSession], timeout_s: float | None) -> None:
        waits = [asyncio.create_task(session.wait_ended()) for session in sessions]
        if not waits:
            return
        _, pending = await asyncio.wait(waits, timeout=timeout_s)
        for wait in pending:
            wait.cancel()

    async def _delivered(self) -> None:
        """Give connected clients a moment to be told how it ended."""
        loop = asyncio.get_running_loop()
        until = loop.time() + _DELIVERY_S
        while loop.time() < until and any(session.owner is not None for session in self._sessions.values()):
            await asyncio.sleep(0.02)

    def _ended(self, session: LiveSession) -> None:
        """The last events stay for a client that comes back for them."""
        self._after_grace(session)
        self._later(self._give_slot(session))

    def _gone(self, session: LiveSession) -> None:
        """Another gateway has it, and its slot; what was asked for it here is of no use."""
        self._forget(session.session_id)
        self._later(self._parts.queue.cancel(session.session_id))

    def _later(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(work)
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    def _after_grace(self, session: LiveSession) -> None:
        self._cancel_timer(session.session_id)
        self._timers[session.session_id] = asyncio.get_running_loop().call_later(
            self._settings.stream.grace_s, self._expire, session
        )

    def _expire(self, session: LiveSession) -> None:
        self._timers.pop(session.session_id, None)
        if session.ended:
            self._forget(session.session_id)
        else:
            self._later(self._abandon(session))

    async def _abandon(self, session: LiveSession) -> None:
        """End it for want of a client; not while another gateway may have it, and the client too."""
        if self._takeover is not None:
            await self._takeover.renew([session])
        if session.ended or session.owner is not None:
            return
        if session.journal is not None and session.journal.away:
            self._after_grace(session)
        else:
            session.stop(EndReason.ABANDONED)

    def _forget(self, session_id: str) -> None:
        self._cancel_timer(session_id)
        self._adopting.pop(session_id, None)
        session = self._sessions.pop(session_id, None)
        if session is not None:
            session.close()

    def _cancel_timer(self, session_id: str) -> None:
        timer = self._timers.pop(session_id, None)
        if timer is not None:
            timer.cancel()

    # --- tenants' slots, shared by all gateways -----------------------------------------------------------

    async def _take_slot(self, session: LiveSession) -> bool:
        """Where the shared state is away calls are taken: this process's own bound still holds."""
        try:
            return await self._parts.state.take_slot(
                _group(session), session.session_id, self._settings.stream.tenant_sessions, _SLOT_TTL_S
            )
        except StateUnavailable as error:
            _LOG.warning("state_away", error=type(error).__name__, tenant=session.tenant)
            return True

    async def _give_slot(self, session: LiveSession) -> None:
        try:
            await self._parts.state.give_slot(_group(session), session.session_id)
        except StateUnavailable as error:
            _LOG.warning("state_away", error=type(error).__name__, tenant=session.tenant)

    async def _renew(self) -> None:
        for times in itertools.count(1):
            await asyncio.sleep(_RENEW_S)
            try:
                if self._takeover is not None:
                    await self._takeover.renew(self.live)
                if times % _SLOTS_EVERY == 0:
                    for session in self.live:
                        await self._take_slot(session)
            except Exception as error:  # tried again the next time
                _LOG.error("renewing_failed", error=type(error).__name__)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(_RENEW_S)
            try:
                await self.end_overdue()
            except StateUnavailable:
                continue
            except Exception as error:
                _LOG.error("sweeping_failed", error=type(error).__name__)


def _group(session: LiveSession) -> str:
    return f"sessions:{session.tenant}"
