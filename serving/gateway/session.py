"""One live call: sound or text in, events out. It lives on while connections come and go.

    feed → intake → queue of batches → ears → session logic → answers → outbox

What comes in is counted, cut and queued in one step without a pause, so a connection that dies can neither
lose nor repeat a part of it. Two tasks work for a session: one takes batches in order, one takes results.
What is emitted was stored before.

Where gateways share calls, a journal keeps each event and a checkpoint before the event is shown. The
checkpoint is true at every await: what was decided and is not done yet is part of it. Another gateway makes
the session again from it, and the client sends again what was said since nothing raw was needed any more;
batches that were told already are heard once more, for what cleaning must know, and not told again.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from insights.jobs import JobResult
from serving.gateway.answers import Answers
from serving.gateway.asking import Names
from serving.gateway.checkpoint import Checkpoint, SafePoint
from serving.gateway.collector import Collector
from serving.gateway.hearing import ears_for
from serving.gateway.intake import AnyBatch, intake_for
from serving.gateway.journal import Journal, Sharing
from serving.gateway.outbox import Outbox
from serving.gateway.pace import Turns
from serving.gateway.parts import Parts, Settings
from serving.gateway.steering import Steering
from serving.gateway.telling import Telling
from serving.observability.traces import Begun
from serving.protocol import (
    EndReason,
    ErrorCode,
    FeedbackMessage,
    SessionEnded,
    SessionStarted,
    Start,
    TextFormat,
    TextMessage,
)
from serving.storage.api import SessionRow, StorageUnavailable


class Reader(Protocol):
    """A connection that owns the session: the only one whose sound or text is taken."""

    def evict(self) -> None:
        """Another connection has taken over."""
        ...

    def cut(self) -> None:
        """The connection is too slow to read its events; it may come back."""
        ...

    def leave(self) -> None:
        """The session goes on at another gateway."""
        ...

    @property
    def returns(self) -> bool:
        """Would whoever speaks here connect again?"""
        ...


class NotOwner(Exception):
    """Sound or text from a connection that has lost the session."""


@dataclass(frozen=True)
class _Closed:
    """A batch, when it closed (since the epoch), and its trace, which begins there."""

    batch: AnyBatch
    at_ms: int
    at_ns: int
    trace: Begun


class LiveSession:
    """See the module. `on_end` is called once, after the last event."""

    def __init__(
        self,
        *,
        session_id: str,
        conversation_id: str,
        tenant: str,
        start: Start,
        parts: Parts,
        settings: Settings,
        on_end: Callable[["LiveSession"], None],
        on_lost: Callable[["LiveSession"], None] = lambda session: None,
        sharing: Sharing | None = None,
        fence: int = 1,
        checkpoint: Checkpoint | None = None,
        turns: Turns,
    ) -> None:
        """`on_lost` is called when another gateway has gone on with it; with a `checkpoint` this one does.
        `turns` are those of its tenant's calls that are told faster than they are spoken."""
        self.session_id = session_id
        self.conversation_id = conversation_id
        self.tenant = tenant
        self.audio = start.audio
        self.in_text = isinstance(start.audio, TextFormat)
        """Does it take turns of text, and no sound?"""
        self.owner: Reader | None = None
        self.reason: EndReason | None = None
        self.ended = False
        self._parts = parts
        self._settings = settings
        self._on_end = on_end
        self._on_lost = on_lost
        self._start = start
        self._checkpoint = checkpoint
        safe = checkpoint.safe if checkpoint is not None else SafePoint()
        now = parts.clock.now()
        self._started_at = checkpoint.started_at if checkpoint is not None else now
        age_s = max(0.0, (now - self._started_at).total_seconds())
        self._began_s = parts.clock.monotonic() - age_s
        self._intake = intake_for(
            start.audio,
            settings.batcher,
            parts.detector,
            parts.clock.monotonic,
            safe,
            checkpoint.cuts if checkpoint is not None else (),
            age_s,
        )
        self._turns = turns
        self._batches: asyncio.Queue[_Closed | None] = asyncio.Queue()
        self._ears = ears_for(
            parts,
            settings.stream,
            session_id=session_id,
            tenant=tenant,
            start=start,
            language=checkpoint.language if checkpoint is not None else None,
            cleaner=safe.cleaner,
        )
        names = Names(session_id, conversation_id, tenant, parts.gateway)
        self._telling = Telling(
            names, parts, settings.stream.max_events, overfull=self._overfull, changed=self._changed
        )
        self._steering = Steering(
            self._intake,
            parts,
            settings,
            telling=self._telling,
            tenant=tenant,
            counted=not self.in_text,
            began_s=self._began_s,
            held=checkpoint is not None and checkpoint.held,
        )
        self._answers = Answers(names, parts, settings.stream, self._telling)
        self._collector = Collector(
            names,
            parts,
            settings,
            ears=self._ears,
            telling=self._telling,
            answers=self._answers,
            safe_point=self._intake.safe_point,
            settled=self._settled,
        )
        self._tasks: list[asyncio.Task[None]] = []
        self._over = asyncio.Event()
        self._lost = False
        self._journal: Journal | None = None
        if sharing is not None:
            self._journal = Journal(
                sharing,
                self.outbox,
                call=session_id,
                name=f"{tenant}/{conversation_id}",
                fence=fence,
                state=lambda: self._memory().to_json(),
                ended=lambda: self.ended,
                lost=self.lose,
            )

    # --- life ---------------------------------------------------------------------------------------------

    def go_on(self, events: Sequence[tuple[int, str]]) -> None:
        """Where the gateway that wrote the checkpoint has stopped; `events` are those it has kept."""
        checkpoint = self._checkpoint
        assert checkpoint is not None
        self.outbox.go_on(checkpoint.last_seq, events)
        self._collector.recall(checkpoint)
        self._answers.recall(checkpoint.answers)
        self._begin()
        if checkpoint.ended:
            self.reason = checkpoint.ending or EndReason.STOPPED
            self.ended = True
            self._over.set()
            return
        self._telling.log("session_adopted")
        self._work()
        self._steering.steer()
        if checkpoint.ending is not None:
            self.stop(checkpoint.ending)

    async def open(self) -> None:
        """Store that there is a session, say so, begin to work."""
        self._begin()
        try:
            await self._parts.store.save_session(self._row())
        except StorageUnavailable:
            self._telling.storage_gone()
        self._telling.emit(lambda base: self._greeting(base, resumed=False))
        self._parts.metrics.session_started(self.tenant)
        self._telling.log("session_started")
        self._work()

    def _begin(self) -> None:
        if self._journal is not None:
            self._journal.begin()

    def _work(self) -> None:
        self._tasks = [
            asyncio.create_task(self._collect(), name=f"collect {self.session_id}"),
            asyncio.create_task(self._answers.work(), name=f"results {self.session_id}"),
        ]

    def lose(self) -> None:
        """Another gateway has gone on with it: here nothing is said or stored any more."""
        if self._lost:
            return
        if not self.ended:
            self._parts.metrics.session_lost()
        self._lost = self.ended = True
        self._steering.count()
        for task in self._tasks:
            task.cancel()
        self.close()
        self._telling.log("session_lost")
        if self.owner is not None:
            self.owner.evict()
            self.owner = None
        self._steering.let_all_in()
        self._over.set()
        self._on_lost(self)

    async def hand_over(self) -> bool:
        """Let another gateway go on with it, when its client comes back. False: it must be ended here."""
        journal = self._journal
        if journal is None or self.reason is not None or (self.owner is not None and not self.owner.returns):
            return False
        journal.changed()
        await journal.settled()
        if journal.away or self.reason is not None:
            return False
        if self.owner is not None:
            self.owner.leave()
        self.lose()
        return True

    def close(self) -> None:
        """Nobody comes back for its events."""
        if self._journal is not None:
            self._journal.stop()

    @property
    def journal(self) -> Journal | None:
        """What other gateways find; None where calls are not shared."""
        return self._journal

    async def _settled(self) -> None:
        if self._journal is not None:
            await self._journal.settled()

    def _changed(self) -> None:
        if self._journal is not None:
            self._journal.changed()

    def greeting(self) -> str:
        """Event 1 as it is now, for a connection that goes on with the session."""
        return self._greeting(self._telling.base(1), resumed=True).model_dump_json()

    def attach(self, reader: Reader) -> None:
        """`reader` owns the session now; one that did before is told."""
        if self.owner is not None:
            self.owner.evict()
        self.owner = reader

    def detach(self, reader: Reader) -> bool:
        """The connection is gone; False if another has taken over already."""
        if self.owner is not reader:
            return False
        self.owner = None
        return True

    def _overfull(self) -> None:
        if self.owner is not None:
            self.owner.cut()

    def stop(self, reason: EndReason) -> None:
        """Nothing more comes: what was received is worked off, then the session ends. The first call
        counts."""
        if self.reason is not None:
            return
        self.reason = reason
        self._queue_batches(self._intake.finish())
        self._steering.count()
        self._batches.put_nowait(None)

    async def wait_ended(self) -> None:
        """Until the last event is in the outbox."""
        await self._over.wait()

    def discard(self) -> None:
        """It was never opened."""
        self.close()
        self.ended = True
        self._over.set()

    # --- what is said -------------------------------------------------------------------------------------

    @property
    def outbox(self) -> Outbox:
        """What was said about it, for connections to read."""
        return self._telling.outbox

    @property
    def received(self) -> int:
        """Where a client that comes back goes on: bytes of sound, or text messages."""
        return self._intake.offset

    @property
    def buffered_s(self) -> float:
        """What was received and is not clean text yet."""
        return self._steering.buffered_s

    def takes_sound_of(self, reader: Reader) -> bool:
        """May `take` be given its sound, at once?"""
        return self.owner is reader and self._steering.open and not self.in_text

    async def feed(self, said: bytes | TextMessage, reader: Reader) -> None:
        """Take sound, or a turn of a session in text, once there is room for it. Raises `NotOwner`.

        A client that is faster than people speak waits for its turn, so that live calls come in between.
        """
        await self._steering.room()
        if self._steering.ahead:
            await self._turns.wait()
        if self.owner is not reader:
            raise NotOwner
        self.take(said)

    def take(self, said: bytes | TextMessage) -> None:
        """Sound of its owner, or a turn of a session in text. What comes after `stop` is not taken."""
        if self.reason is not None:
            return
        closed = self._intake.take(said)
        if closed or self._steering.due:
            self._queue_batches(closed)
            if not self._steering.look():
                self.stop(EndReason.LIMIT)

    def _queue_batches(self, batches: list[AnyBatch]) -> None:
        at_ms, at_ns = self._parts.clock.epoch_ms(), time.time_ns()
        for batch in batches:
            self._steering.waits(batch.duration_s)
            trace = self._parts.traces.begin(
                "batch", conversation_id=self.conversation_id, batch=batch.number
            )
            self._batches.put_nowait(_Closed(batch, at_ms, at_ns, trace))
            self._parts.metrics.batch_closed(self.tenant, silent=not batch.speech, forced=batch.forced)

    # --- batches ------------------------------------------------------------------------------------------

    async def _collect(self) -> None:
        """Batches in order until the end, then the end. A batch that fails does not end the call.

        The first ones may wait until the language is sure; a silent batch or the end decides it, too.
        """
        if self._checkpoint is not None:
            await self._collector.pick_up()
        waiting: list[_Closed] = []
        while (closed := await self._batches.get()) is not None:
            waiting.append(closed)
            if not closed.batch.speech:
                self._ears.decide()
            if await self._decided(closed):
                await self._process_all(waiting)
                waiting = []
        self._ears.decide()
        await self._process_all(waiting)
        try:
            await self._finish()
        finally:
            if not self._lost:
                self.ended = True
                self._tasks[1].cancel()
                self._over.set()
                self._on_end(self)

    async def _decided(self, closed: _Closed) -> bool:
        try:
            with closed.trace.inside():
                return await self._ears.decided(closed.batch)
        except Exception as error:
            self._telling.log("language_failed", error=type(error).__name__)
            return True

    async def _process_all(self, waiting: list[_Closed]) -> None:
        for closed in waiting:
            try:
                with closed.trace.inside():
                    self._parts.traces.done("gateway_wait", closed.at_ns)
                    await self._collector.process(closed.batch, closed.at_ms)
            except Exception as error:
                self._telling.log("batch_failed", error=type(error).__name__)
                self._telling.error(ErrorCode.ASR_UNAVAILABLE, "a part of the call could not be processed")
            finally:
                closed.trace.end()
                self._steering.worked_off(closed.batch.duration_s)

    # --- insights -----------------------------------------------------------------------------------------

    async def answered(self, result: JobResult) -> None:
        """A result of the insight worker; it is taken in by a task of the session's own."""
        await self._answers.answered(result)

    async def judge(self, message: FeedbackMessage) -> ErrorCode | None:
        """An operator's judgement; the error to tell the connection, if any."""
        return await self._answers.judge(message)

    # --- the end ------------------------------------------------------------------------------------------

    async def _finish(self) -> None:
        """Work off what is left, say goodbye."""
        assert self.reason is not None
        dropped = await self._collector.finish(self._intake.received_s)
        try:
            await self._parts.store.save_session(self._row(ended_at=self._parts.clock.now()))
        except StorageUnavailable:
            self._telling.storage_gone()
        reason = self.reason
        self.ended = True
        self._telling.emit(lambda base: SessionEnded(**base, reason=reason, dropped_jobs=dropped))
        self._parts.metrics.session_ended(reason, self._parts.clock.monotonic() - self._began_s)
        self._telling.log("session_ended", reason=reason.value, dropped_jobs=dropped)
        await self._settled()

    # --- what is said about it -----------------------------------------------------------------------------

    def tell(self, code: ErrorCode, message: str, remedy: str | None = None) -> None:
        """An error of the session, in its numbered stream."""
        self._telling.error(code, message, remedy)

    def _greeting(self, base: dict[str, Any], *, resumed: bool) -> SessionStarted:
        return SessionStarted(
            **base,
            resumed=resumed,
            audio_offset_bytes=0 if self.in_text else self.received,
            text_offset=self.received if self.in_text else 0,
            grace_s=self._settings.stream.grace_s,
            batch_window_s=self._settings.batcher.batch_window_s,
            max_batch_window_s=self._settings.batcher.max_batch_window_s,
            max_message_bytes=self._settings.listen.max_message_bytes,
        )

    def _memory(self) -> Checkpoint:
        """What another gateway needs to go on, as of now."""
        return Checkpoint(
            session_id=self.session_id,
            conversation_id=self.conversation_id,
            tenant=self.tenant,
            start=self._start,
            started_at=self._started_at,
            last_seq=self.outbox.last_seq,
            safe=self._collector.safe,
            cuts=self._collector.cuts,
            language=self._ears.language,
            figures=self._collector.figures,
            held=self._steering.held,
            logic=self._collector.logic,
            answers=self._answers.memory,
            summed_up=self._collector.summed_up,
            ending=None if self.reason is EndReason.STOPPED else self.reason,
            ended=self.ended,
        )

    def _row(self, ended_at: datetime | None = None) -> SessionRow:
        return SessionRow(
            session_id=self.session_id,
            conversation_id=self.conversation_id,
            tenant=self.tenant,
            language=self._ears.language,
            started_at=self._started_at,
            ended_at=ended_at,
            end_reason=self.reason.value if ended_at is not None and self.reason is not None else None,
            duration_s=round(self._intake.received_s, 3) if ended_at is not None else None,
        )
