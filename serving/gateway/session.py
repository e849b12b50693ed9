"""One live call: sound or text in, events out. It lives on while connections come and go.

    feed → intake → queue of batches → ears → session logic → jobs → results → outbox

What comes in is counted, cut and queued in one step without a pause, so a connection that dies can neither
lose nor repeat a part of it. Two tasks work for a session: one takes batches in order, one takes results.
What is emitted was stored before.
"""

import asyncio
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from insights.insight import Feedback, Insight, Standing
from insights.jobs import InsightJob, JobResult, Outcome
from insights.records import PROMPT_LANGUAGES, InsightType, Turn
from insights.session.call import Action, Alert, CallLogic
from serving.audio.flow import FlowControl
from serving.gateway.asking import Asking, Moment, Names
from serving.gateway.hearing import ears_for
from serving.gateway.intake import AnyBatch, intake_for
from serving.gateway.outbox import Outbox
from serving.gateway.parts import Parts, Settings
from serving.gateway.revisions import Revisions
from serving.observability.logs import logger
from serving.protocol import (
    BatchProcessed,
    EndReason,
    ErrorCode,
    ErrorEvent,
    Event,
    FeedbackMessage,
    FeedbackSaved,
    FinalSummary,
    Flow,
    InsightEvent,
    Segment,
    SessionEnded,
    SessionStarted,
    Start,
    TextFormat,
    TextMessage,
)
from serving.storage.api import SessionRow, StorageUnavailable
from serving.worker.api import QueueFull

_LOG = logger(__name__)


class Reader(Protocol):
    """A connection that owns the session: the only one whose sound or text is taken."""

    def evict(self) -> None:
        """Another connection has taken over."""
        ...

    def cut(self) -> None:
        """The connection is too slow to read its events; it may come back."""
        ...


class NotOwner(Exception):
    """Sound or text from a connection that has lost the session."""


@dataclass(frozen=True)
class _Closed:
    """A batch, and when it closed (milliseconds since the epoch)."""

    batch: AnyBatch
    at_ms: int


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
    ) -> None:
        self.session_id = session_id
        self.conversation_id = conversation_id
        self.tenant = tenant
        self.audio = start.audio
        self.outbox = Outbox(settings.stream.max_events)
        self.owner: Reader | None = None
        self.reason: EndReason | None = None
        self.ended = False
        self._parts = parts
        self._settings = settings
        self._on_end = on_end
        self._started_at = parts.clock.now()
        self._began_s = parts.clock.monotonic()
        self._intake = intake_for(start.audio, settings.batcher, parts.detector, parts.clock.monotonic)
        self._batches: asyncio.Queue[_Closed | None] = asyncio.Queue()
        self._waiting_s = 0.0
        self._flow = FlowControl(settings.batcher.max_buffer_s)
        self._room = asyncio.Event()
        self._room.set()
        self._told_full = False
        self._ears = ears_for(parts, settings.stream, session_id=session_id, tenant=tenant, start=start)
        names = Names(session_id, conversation_id, tenant, parts.gateway)
        self._asking = Asking(names, settings.stream, parts.clock)
        self._logic: CallLogic | None = None
        self._jobs: dict[str, tuple[InsightJob, Moment]] = {}
        self._revisions: Revisions[JobResult] = Revisions()
        self._results: asyncio.Queue[JobResult] = asyncio.Queue()
        self._answered = asyncio.Event()
        self._final_job: str | None = None
        self._summary: Insight | None = None
        self._insights: dict[str, Insight] = {}
        self._batch_count = 0
        self._segment_count = 0
        self._speech_s = 0.0
        self._tasks: list[asyncio.Task[None]] = []
        self._over = asyncio.Event()

    # --- life ---------------------------------------------------------------------------------------------

    async def open(self) -> None:
        """Store that there is a session, say so, begin to work."""
        try:
            await self._parts.store.save_session(self._row())
        except StorageUnavailable:
            self._storage_gone()
        self._emit(lambda base: self._greeting(base, resumed=False))
        self._parts.metrics.session_started(self.tenant)
        self._log("session_started")
        self._tasks = [
            asyncio.create_task(self._collect(), name=f"collect {self.session_id}"),
            asyncio.create_task(self._take_results(), name=f"results {self.session_id}"),
        ]

    def greeting(self) -> str:
        """Event 1 as it is now, for a connection that goes on with the session."""
        return self._greeting(self._base(1), resumed=True).model_dump_json()

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

    def stop(self, reason: EndReason) -> None:
        """Nothing more comes: what was received is worked off, then the session ends. The first call
        counts."""
        if self.reason is not None:
            return
        self.reason = reason
        self._queue_batches(self._intake.finish())
        self._batches.put_nowait(None)

    async def wait_ended(self) -> None:
        """Until the last event is in the outbox."""
        await self._over.wait()

    def discard(self) -> None:
        """It was never opened."""
        self.ended = True
        self._over.set()

    # --- what is said -------------------------------------------------------------------------------------

    @property
    def in_text(self) -> bool:
        """Does it take turns of text, and no sound?"""
        return isinstance(self.audio, TextFormat)

    @property
    def received(self) -> int:
        """Where a client that comes back goes on: bytes of sound, or text messages."""
        return self._intake.offset

    @property
    def buffered_s(self) -> float:
        """What was received and is not clean text yet."""
        return self._waiting_s + self._intake.buffered_s

    async def feed(self, said: bytes | TextMessage, reader: Reader) -> None:
        """Take sound, or a turn of a session in text, then wait while there is more than may be kept. Raises
        `NotOwner`.

        Cancelling the wait loses nothing. What comes after `stop` is not taken.
        """
        if self.owner is not reader:
            raise NotOwner
        if self.reason is not None:
            return
        before_s = self._intake.received_s
        self._queue_batches(self._intake.take(said))
        if not self.in_text:
            self._parts.metrics.audio_received(self.tenant, self._intake.received_s - before_s)
        self._steer()
        if self._intake.received_s > self._settings.stream.max_call_s:
            self.stop(EndReason.LIMIT)
        elif not self._room.is_set():
            if not self._told_full:
                self._told_full = True
                self._tell(
                    ErrorCode.BUFFER_FULL,
                    "more than can be kept waits to be worked off; nothing is lost",
                    "stop sending at `flow` hold, go on at go",
                )
            await self._room.wait()

    def _queue_batches(self, batches: list[AnyBatch]) -> None:
        at_ms = self._parts.clock.epoch_ms()
        for batch in batches:
            self._waiting_s += batch.duration_s
            self._batches.put_nowait(_Closed(batch, at_ms))
            self._parts.metrics.batch_closed(self.tenant, silent=not batch.speech, forced=batch.forced)

    def _steer(self) -> None:
        """Tell the client to hold or go on; beyond a hold plus one batch its socket is not read."""
        state = self._flow.update(self.buffered_s)
        if state is not None:
            if state == "hold":
                self._told_full = False
                self._parts.metrics.client_held()
            buffered_s = round(self.buffered_s, 3)
            self._emit(lambda base: Flow(**base, state=state, buffered_s=buffered_s))
        bound_s = self._settings.batcher.max_buffer_s + self._settings.batcher.max_batch_window_s
        if self.buffered_s > bound_s:
            self._room.clear()
        else:
            self._room.set()

    # --- batches ------------------------------------------------------------------------------------------

    async def _collect(self) -> None:
        """Batches in order until the end, then the end. A batch that fails does not end the call.

        The first ones may wait until the language is sure; a silent batch or the end decides it, too.
        """
        waiting: list[_Closed] = []
        while (closed := await self._batches.get()) is not None:
            waiting.append(closed)
            if not closed.batch.speech:
                self._ears.decide()
            if await self._decided(closed.batch):
                await self._process_all(waiting)
                waiting = []
        self._ears.decide()
        await self._process_all(waiting)
        try:
            await self._finish()
        finally:
            self.ended = True
            self._tasks[1].cancel()
            self._over.set()
            self._on_end(self)

    async def _decided(self, batch: AnyBatch) -> bool:
        try:
            return await self._ears.decided(batch)
        except Exception as error:
            self._log("language_failed", error=type(error).__name__)
            return True

    async def _process_all(self, waiting: list[_Closed]) -> None:
        for closed in waiting:
            try:
                await self._process(closed)
            except Exception as error:
                self._log("batch_failed", error=type(error).__name__)
                self._tell(ErrorCode.ASR_UNAVAILABLE, "a part of the call could not be processed")
            finally:
                self._waiting_s = max(0.0, self._waiting_s - closed.batch.duration_s)
                self._steer()

    async def _process(self, closed: _Closed) -> None:
        batch = closed.batch
        turns: tuple[Turn, ...] = ()
        asr_s = 0.0
        failed = False
        with self._parts.traces.span("batch", conversation_id=self.conversation_id, batch=batch.number):
            if batch.speech:
                heard = await self._ears.hear(batch)
                turns, asr_s, failed = heard.turns, heard.asr_s, heard.fault is not None
                if heard.fault is not None:
                    self._tell(
                        ErrorCode.ASR_UNAVAILABLE,
                        f"{batch.duration_s:.1f} s of the call could not be recognised: {heard.fault.value}",
                        "the call goes on",
                    )
            moment = Moment(closed.at_ms, self._parts.clock.epoch_ms())
            await self._store_segments(turns)
            self._batch_count += 1
            self._segment_count += len(turns)
            self._speech_s += math.fsum(turn.end_s - turn.start_s for turn in turns)
            self._emit(
                lambda base: BatchProcessed(
                    **base,
                    batch=batch.number,
                    start_s=round(batch.start_s, 3),
                    end_s=round(batch.end_s, 3),
                    silent=not batch.speech,
                    failed=failed,
                    language=self._ears.language,
                    segments=tuple(_segment(turn) for turn in turns),
                    asr_ms=round(asr_s * 1000, 1),
                )
            )
            if turns and self._logic is None and self._ears.language in PROMPT_LANGUAGES:
                self._logic = CallLogic(
                    self._settings.session, session_id=self.session_id, language=self._ears.language
                )
            if self._logic is not None:
                logic = self._logic
                await self._act(logic.heard(turns, batch.end_s) if turns else logic.due(batch.end_s), moment)

    async def _store_segments(self, turns: tuple[Turn, ...]) -> None:
        if not turns:
            return
        try:
            await self._parts.store.add_segments(self.session_id, self.conversation_id, self.tenant, turns)
        except StorageUnavailable:
            self._storage_gone()

    # --- insights -----------------------------------------------------------------------------------------

    async def _act(self, actions: list[Action], moment: Moment) -> None:
        assert self._ears.language is not None
        for action in actions:
            if isinstance(action, Alert):
                alert = self._asking.alert(action, self._ears.language)
                await self._publish(alert, moment)
                continue
            job = self._asking.job(action, self._ears.language, moment, self._parts.traces.context())
            if action.final:
                self._final_job = job.job_id
            self._jobs[job.job_id] = (job, moment)
            self._revisions.expect(job.insight_id, job.rev)
            try:
                await self._parts.queue.submit(job)
            except QueueFull:
                await self.answered(_refused(job))

    async def answered(self, result: JobResult) -> None:
        """A result of the insight worker; it is taken in by the session's own task."""
        self._results.put_nowait(result)

    async def _take_results(self) -> None:
        while True:
            result = await self._results.get()
            try:
                await self._take(result)
            except Exception as error:
                self._log("result_failed", error=type(error).__name__, insight_type=result.insight_type.value)
            finally:
                self._jobs.pop(result.job_id, None)
                if not self._jobs:
                    self._answered.set()

    async def _take(self, result: JobResult) -> None:
        self._parts.metrics.job_done(result)
        try:
            await self._parts.store.save_result(self.conversation_id, result)
        except StorageUnavailable:
            self._storage_gone()
        if result.job_id not in self._jobs:
            return
        _, moment = self._jobs[result.job_id]
        for ready in self._revisions.settle(result.insight_id, result.rev, result):
            if ready.insight is not None:
                await self._publish(ready.insight, moment, final=ready.job_id == self._final_job)

    async def _publish(self, insight: Insight, moment: Moment, *, final: bool = False) -> None:
        """Store, then emit; an insight that cannot be stored is withheld, and the client told."""
        if not await self._store_insight(insight):
            return
        if final:
            self._summary = insight
            return
        now_ms = self._parts.clock.epoch_ms()
        self._insights[insight.insight_id] = insight
        latency_ms = max(0.0, now_ms - moment.closed_ms)
        self._emit(lambda base: InsightEvent(**base, insight=insight, latency_ms=latency_ms))
        self._parts.metrics.insight_sent(insight, max(0.0, (now_ms - moment.text_ms) / 1000))
        self._log("insight_sent", insight_type=insight.type.value, rev=insight.rev, latency_ms=latency_ms)

    async def _store_insight(self, insight: Insight) -> bool:
        pause_s = self._settings.stream.retry_s
        for attempt in range(self._settings.stream.store_attempts):
            try:
                await self._parts.store.save_insight(insight)
                return True
            except StorageUnavailable:
                if attempt + 1 < self._settings.stream.store_attempts:
                    await asyncio.sleep(pause_s)
                    pause_s *= 2
        self._storage_gone()
        return False

    # --- feedback -----------------------------------------------------------------------------------------

    async def judge(self, message: FeedbackMessage) -> ErrorCode | None:
        """Store an operator's judgement and confirm it; the error to tell the connection, if any."""
        insight = self._insights.get(message.insight_id) or self._final_of(message.insight_id)
        if insight is None or message.rev > insight.rev:
            return ErrorCode.UNKNOWN_INSIGHT
        feedback = Feedback(
            feedback_id=self._parts.ids(),
            insight_id=message.insight_id,
            rev=message.rev,
            conversation_id=self.conversation_id,
            tenant=self.tenant,
            usefulness=message.usefulness,
            comment=message.comment,
            created_at=self._parts.clock.now(),
        )
        try:
            if not await self._parts.store.save_feedback(feedback):
                return ErrorCode.UNKNOWN_INSIGHT
        except StorageUnavailable:
            return ErrorCode.STORAGE_UNAVAILABLE
        self._parts.metrics.feedback_given(self.tenant, insight.type, message.usefulness)
        self._emit(
            lambda base: FeedbackSaved(
                **base, insight_id=message.insight_id, rev=message.rev, usefulness=message.usefulness
            )
        )
        return None

    def _final_of(self, insight_id: str) -> Insight | None:
        summary = self._summary
        return summary if summary is not None and summary.insight_id == insight_id else None

    # --- the end ------------------------------------------------------------------------------------------

    async def _finish(self) -> None:
        """Ask for the summary, wait for pending insights, say goodbye."""
        assert self.reason is not None
        now_ms = self._parts.clock.epoch_ms()
        if self._logic is not None:
            duration_s = self._intake.received_s
            try:
                with self._parts.traces.span("finish", conversation_id=self.conversation_id):
                    await self._act(self._logic.finish(duration_s), Moment(now_ms, now_ms))
            except Exception as error:
                self._log("finish_failed", error=type(error).__name__)
        dropped = await self._drain()
        duration_s = round(self._intake.received_s, 3)
        counts = Counter(
            insight.type for insight in self._insights.values() if insight.standing is not Standing.WITHDRAWN
        )
        self._emit(
            lambda base: FinalSummary(
                **base,
                summary=self._summary,
                duration_s=duration_s,
                speech_s=round(self._speech_s, 3),
                batches=self._batch_count,
                segments=self._segment_count,
                insights={insight_type: counts.get(insight_type, 0) for insight_type in InsightType},
            )
        )
        try:
            await self._parts.store.save_session(self._row(ended_at=self._parts.clock.now()))
        except StorageUnavailable:
            self._storage_gone()
        reason = self.reason
        self.ended = True
        self._emit(lambda base: SessionEnded(**base, reason=reason, dropped_jobs=dropped))
        self._parts.metrics.session_ended(reason, self._parts.clock.monotonic() - self._began_s)
        self._log("session_ended", reason=reason.value, dropped_jobs=dropped)

    async def _drain(self) -> int:
        """Wait for results; how many were given up."""
        if not self._jobs:
            return 0
        self._answered.clear()
        try:
            await asyncio.wait_for(self._answered.wait(), self._settings.stream.flush_timeout_s)
        except TimeoutError:
            dropped = len(self._jobs)
            await self._parts.queue.cancel(self.session_id)
            return dropped
        return 0

    # --- events -------------------------------------------------------------------------------------------

    def tell(self, code: ErrorCode, message: str, remedy: str | None = None) -> None:
        """An error of the session, in its numbered stream."""
        self._tell(code, message, remedy)

    def _tell(self, code: ErrorCode, message: str, remedy: str | None = None) -> None:
        self._parts.metrics.error_sent(code)
        self._emit(lambda base: ErrorEvent(**base, code=code, message=message, remedy=remedy))

    def _storage_gone(self) -> None:
        self._tell(ErrorCode.STORAGE_UNAVAILABLE, "the database is away; a part of this call is not stored")

    def _emit(self, make: Callable[[dict[str, Any]], Event]) -> None:
        self.outbox.append(lambda seq: make(self._base(seq)))
        if self.outbox.overfull and self.owner is not None:
            self.owner.cut()

    def _base(self, seq: int) -> dict[str, Any]:
        return {
            "seq": seq,
            "session_id": self.session_id,
            "conversation_id": self.conversation_id,
            "ts": self._parts.clock.now(),
        }

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

    def _log(self, event: str, **fields: Any) -> None:
        _LOG.info(
            event,
            conversation_id=self.conversation_id,
            session_id=self.session_id,
            tenant=self.tenant,
            **fields,
        )


def _segment(turn: Turn) -> Segment:
    return Segment(
        segment_id=turn.turn_id,
        speaker=turn.speaker,
        start_s=turn.start_s,
        end_s=turn.end_s,
        text=turn.text,
    )


def _refused(job: InsightJob) -> JobResult:
    """The queue had no room."""
    return JobResult(
        job_id=job.job_id,
        insight_id=job.insight_id,
        rev=job.rev,
        gateway=job.gateway,
        session_id=job.session_id,
        tenant=job.tenant,
        insight_type=job.insight_type,
        outcome=Outcome.REFUSED,
    )
