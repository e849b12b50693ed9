"""What becomes of a session's batches: heard, told, stored, decided upon; and of the call at its end."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import replace

from insights.records import PROMPT_LANGUAGES, Turn
from insights.session.call import CallLogic
from insights.session.memory import CallMemory
from serving.audio.batcher import Batch, Cut
from serving.gateway.answers import Answers
from serving.gateway.asking import Moment, Names
from serving.gateway.checkpoint import Checkpoint, Figures, SafePoint
from serving.gateway.hearing import Ears, Heard
from serving.gateway.intake import AnyBatch
from serving.gateway.parts import Parts, Settings
from serving.gateway.telling import Telling
from serving.protocol import SERVER_EVENTS, BatchProcessed, ErrorCode, FinalSummary, Segment
from serving.storage.api import StorageUnavailable


class Collector:
    """One session's; one batch at a time, in order.

    `safe_point` is the intake's, `settled` waits until what was told is where another gateway finds it.
    `safe`, `cuts`, `figures`, `summed_up` and `logic` are part of the session's checkpoint.
    """

    def __init__(
        self,
        names: Names,
        parts: Parts,
        settings: Settings,
        *,
        ears: Ears,
        telling: Telling,
        answers: Answers,
        safe_point: Callable[[AnyBatch], SafePoint],
        settled: Callable[[], Awaitable[None]],
    ) -> None:
        self.safe = SafePoint()
        self.cuts: tuple[Cut, ...] = ()
        self.figures = Figures()
        self.summed_up = False
        self._names = names
        self._parts = parts
        self._settings = settings
        self._ears = ears
        self._telling = telling
        self._answers = answers
        self._safe_point = safe_point
        self._settled = settled
        self._logic: CallLogic | None = None
        self._last_batch = 0

    # --- in another gateway's place -----------------------------------------------------------------------

    @property
    def logic(self) -> CallMemory | None:
        """What decisions rest on so far; None before anybody has spoken."""
        return self._logic.memory if self._logic is not None else None

    def recall(self, checkpoint: Checkpoint) -> None:
        """Go on where another gateway has stopped; `pick_up` does what it has left."""
        self.safe, self.cuts = checkpoint.safe, checkpoint.cuts
        self.figures, self.summed_up = checkpoint.figures, checkpoint.summed_up
        self._last_batch = checkpoint.safe.batches
        if checkpoint.logic is not None and checkpoint.language is not None:
            self._logic = self._new_logic(checkpoint.language)
            self._logic.recall(checkpoint.logic)

    async def pick_up(self) -> None:
        """What the gateway before has told but perhaps not stored, asked, or decided and not done."""
        try:
            for _, text in self._telling.outbox.unsure(0):
                event = SERVER_EVENTS.validate_json(text)
                if isinstance(event, BatchProcessed):
                    await self._store_segments(tuple(map(_turn, event.segments)))
            await self._answers.go_on()
        except Exception as error:
            self._telling.log("pick_up_failed", error=type(error).__name__)

    # --- batches ------------------------------------------------------------------------------------------

    async def process(self, batch: AnyBatch, closed_ms: int) -> None:
        """A batch in its turn; `closed_ms`: when it closed."""
        self._last_batch = batch.number
        heard = await self._ears.hear(batch) if batch.speech else Heard()
        if heard.fault is not None:
            self._telling.error(
                ErrorCode.ASR_UNAVAILABLE,
                f"{batch.duration_s:.1f} s of the call could not be recognised: {heard.fault.value}",
                "the call goes on",
            )
        self._mark(batch)
        if batch.number <= self.figures.batch:
            return  # the gateway before has told it
        await self._take_in(
            heard.turns,
            Moment(closed_ms, self._parts.clock.epoch_ms()),
            batch=batch.number,
            speech_s=heard.speech_s,
            start_s=batch.start_s,
            end_s=batch.end_s,
            silent=not batch.speech,
            failed=heard.fault is not None,
            asr_s=heard.asr_s,
        )

    async def _process_rest(self, end_s: float) -> None:
        """What cleaning has held back, such as a number nobody has finished, is one more batch."""
        try:
            turns = await self._ears.rest()
            if turns and self._last_batch >= self.figures.batch:
                now_ms = self._parts.clock.epoch_ms()
                await self._take_in(
                    turns,
                    Moment(now_ms, now_ms),
                    batch=self._last_batch + 1,
                    start_s=min(turn.start_s for turn in turns),
                    end_s=end_s,
                )
        except Exception as error:
            self._telling.log("rest_failed", error=type(error).__name__)
            self._telling.error(ErrorCode.ASR_UNAVAILABLE, "a part of the call could not be processed")

    async def _take_in(
        self,
        turns: tuple[Turn, ...],
        moment: Moment,
        *,
        batch: int,
        start_s: float,
        end_s: float,
        speech_s: float = 0.0,
        silent: bool = False,
        failed: bool = False,
        asr_s: float = 0.0,
    ) -> None:
        """Store and show a batch's clean turns; at the same time, do what they give reason for.

        In the journal before it is stored: else another gateway could give a stored segment's id to others.
        """
        told = self.figures
        turns = tuple(
            turn.model_copy(update={"turn_id": f"s{number:04d}"})
            for number, turn in enumerate(turns, start=told.segments + 1)
        )
        self.figures = Figures(
            batch, told.batches + 1, told.segments + len(turns), math.fsum((told.speech_s, speech_s))
        )
        language = self._ears.language
        if turns and self._logic is None and language in PROMPT_LANGUAGES:
            assert language is not None
            self._logic = self._new_logic(language)
        if self._logic is not None:
            assert language is not None
            with self._parts.traces.span("trigger"):
                actions = self._logic.heard(turns, end_s) if turns else self._logic.due(end_s)
                self._answers.plan(actions, language, moment)
        self._telling.emit(
            lambda base: BatchProcessed(
                **base,
                batch=batch,
                start_s=round(start_s, 3),
                end_s=round(end_s, 3),
                silent=silent,
                failed=failed,
                language=self._ears.language,
                segments=tuple(map(_segment, turns)),
                asr_ms=round(asr_s * 1000, 1),
                keep_from=self.safe.offset,
            ),
            withheld=True,
        )
        try:
            await self._settled()
            # Together, so that one transaction holds segments and alerts; neither is broken off by the other.
            ended = await asyncio.gather(
                self._store_and_show(turns), self._answers.act(), return_exceptions=True
            )
            for failure in filter(None, ended):
                raise failure
        finally:
            self._telling.outbox.release()

    async def _store_and_show(self, turns: tuple[Turn, ...]) -> None:
        await self._store_segments(turns)
        self._telling.outbox.release()

    def _mark(self, batch: AnyBatch) -> None:
        """A batch was heard: is what was said before its end still needed?"""
        if not self._ears.holds:
            self.safe = replace(self._safe_point(batch), cleaner=self._ears.cleaner)
            self.cuts = tuple(cut for cut in self.cuts if cut.end > self.safe.samples)
        elif isinstance(batch, Batch) and batch.number > self.figures.batch:
            self.cuts = (*self.cuts, batch.cut)

    def _new_logic(self, language: str) -> CallLogic:
        return CallLogic(self._settings.session, session_id=self._names.session_id, language=language)

    async def _store_segments(self, turns: tuple[Turn, ...]) -> None:
        if not turns:
            return
        try:
            with self._parts.traces.span("store"):
                await self._parts.store.add_segments(
                    self._names.session_id, self._names.conversation_id, self._names.tenant, turns
                )
        except StorageUnavailable:
            self._telling.storage_gone()

    # --- the end ------------------------------------------------------------------------------------------

    async def finish(self, end_s: float) -> int:
        """Take in what was held back, ask for the summary, wait for pending insights, sum up; how many
        questions were not answered."""
        with self._parts.traces.span("finish", conversation_id=self._names.conversation_id):
            await self._process_rest(end_s)
        if self._logic is not None:
            assert self._ears.language is not None
            now_ms = self._parts.clock.epoch_ms()
            try:
                with self._parts.traces.span("finish", conversation_id=self._names.conversation_id):
                    actions = self._logic.finish(end_s)
                    self._answers.plan(actions, self._ears.language, Moment(now_ms, now_ms))
                    await self._answers.act()
            except Exception as error:
                self._telling.log("finish_failed", error=type(error).__name__)
        dropped = await self._answers.drain()
        if not self.summed_up:
            self.summed_up = True
            self._sum_up(end_s)
        return dropped

    def _sum_up(self, duration_s: float) -> None:
        self._telling.emit(
            lambda base: FinalSummary(
                **base,
                summary=self._answers.summary,
                duration_s=round(duration_s, 3),
                speech_s=round(self.figures.speech_s, 3),
                batches=self.figures.batches,
                segments=self.figures.segments,
                insights=self._answers.counts(),
            )
        )


def _turn(segment: Segment) -> Turn:
    return Turn(
        turn_id=segment.segment_id,
        speaker=segment.speaker,
        start_s=segment.start_s,
        end_s=segment.end_s,
        text=segment.text,
    )


def _segment(turn: Turn) -> Segment:
    return Segment(
        segment_id=turn.turn_id,
        speaker=turn.speaker,
        start_s=turn.start_s,
        end_s=turn.end_s,
        text=turn.text,
    )
