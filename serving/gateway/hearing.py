"""A batch → clean turns: recognised from sound, or read. Raw text lives here and nowhere after it."""

import asyncio
import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from insights.records import Speaker, Turn
from insights.text.live import CleanerMemory
from serving.asr.api import AsrError, AsrFault, Piece, Transcription
from serving.audio.batcher import Batch
from serving.gateway.intake import TextBatch
from serving.gateway.parts import Cleaner, Parts
from serving.gateway.settings import StreamSettings
from serving.protocol import Start, TextFormat

_UNDETECTED = "und"
_DEFAULT_SPEAKERS = {1: (Speaker.UNKNOWN,), 2: (Speaker.AGENT, Speaker.CUSTOMER)}
_LONGEST_WORD_CHARS = 60


@dataclass(frozen=True, repr=False)
class Heard:
    """What can be told after a batch: clean turns, in order.

    The end of a turn may be held back by the cleaner and come with a later batch. `speech_s` is how long the
    turns of the batch itself are, `asr_s` the recogniser's wall-clock time, `fault` says how it failed.
    """

    turns: tuple[Turn, ...] = ()
    speech_s: float = 0.0
    asr_s: float = 0.0
    fault: AsrFault | None = None


class Ears(Protocol):
    """What a session asks of its batches; `Hearing` of sound, `Reading` of text."""

    @property
    def language(self) -> str | None: ...

    @property
    def holds(self) -> bool:
        """Was something said that could not be told yet?"""
        ...

    @property
    def cleaner(self) -> CleanerMemory | None:
        """What another gateway's ears need to go on. None: they hold something, or have heard nothing."""
        ...

    async def decided(self, batch: Any) -> bool:
        """Can this batch be heard now, or has it to wait until the call's language is sure?"""
        ...

    def decide(self) -> None:
        """Wait no longer."""
        ...

    async def hear(self, batch: Any) -> Heard: ...

    async def rest(self) -> tuple[Turn, ...]:
        """What was held back until the end of the call. Nothing is heard afterwards."""
        ...


def ears_for(
    parts: Parts,
    settings: StreamSettings,
    *,
    session_id: str,
    tenant: str,
    start: Start,
    language: str | None,
    cleaner: CleanerMemory | None,
) -> Ears:
    """Of a session's format. `language` and `cleaner`, if there are any, are of another gateway's ears."""
    if isinstance(start.audio, TextFormat):
        if start.language is None:
            raise ValueError("a call in text says its language")
        return Reading(parts, tenant, start.language, cleaner)
    return Hearing(
        parts,
        settings,
        session_id=session_id,
        tenant=tenant,
        speakers=start.speakers or _DEFAULT_SPEAKERS[start.audio.channels],
        language=language or start.language,
        model=start.asr_model,
        cleaner=cleaner,
    )


class _Cleaning:
    """One session's cleaner. A turn in parts is as many turns, one that cleaning leaves empty is none."""

    def __init__(self, parts: Parts, tenant: str, before: CleanerMemory | None) -> None:
        self._parts = parts
        self._tenant = tenant
        self._before = before
        self._cleaner: Cleaner | None = None

    @property
    def memory(self) -> CleanerMemory | None:
        return self._before if self._cleaner is None else self._cleaner.memory

    @property
    def holds(self) -> bool:
        return self._cleaner is not None and self._cleaner.memory is None

    async def clean(self, raw: list[Turn], language: str | None) -> tuple[Turn, ...]:
        return await self._told(lambda: self._clean(raw, language))

    async def rest(self) -> tuple[Turn, ...]:
        return await self._told(self._cleaner.flush) if self._cleaner is not None else ()

    async def _told(self, clean: Callable[[], list[Turn]]) -> tuple[Turn, ...]:
        """In a thread. A session's batches come one after another, so its cleaner has one user at a time."""
        with self._parts.traces.span("clean"):
            turns = await asyncio.get_running_loop().run_in_executor(self._parts.executor, clean)
        return tuple(turn.model_copy(update={"words": None}) for turn in turns if turn.text.strip())

    def _clean(self, turns: list[Turn], language: str | None) -> list[Turn]:
        if self._cleaner is None:
            cleaner = self._parts.cleaner_for(self._tenant, language or _UNDETECTED)
            if self._before is not None:
                cleaner.recall(self._before)
            self._cleaner = cleaner
        return self._cleaner.clean(turns)


class Reading:
    """The ears of a session in text: nothing to recognise, everything to clean."""

    def __init__(self, parts: Parts, tenant: str, language: str, cleaner: CleanerMemory | None) -> None:
        self._cleaning = _Cleaning(parts, tenant, cleaner)
        self.language: str | None = language

    @property
    def holds(self) -> bool:
        return self._cleaning.holds

    @property
    def cleaner(self) -> CleanerMemory | None:
        return self._cleaning.memory

    async def decided(self, batch: TextBatch) -> bool:
        return True

    def decide(self) -> None: ...

    async def hear(self, batch: TextBatch) -> Heard:
        if not batch.turn.text:
            return Heard()
        turns = await self._cleaning.clean([batch.turn], self.language)
        return Heard(tuple(map(_bounded, turns)), _speech_s([batch.turn]))

    async def rest(self) -> tuple[Turn, ...]:
        return tuple(map(_bounded, await self._cleaning.rest()))


def _bounded(turn: Turn) -> Turn:
    """Windows are bounded in words, so words must be bounded too. After cleaning: a cut e-mail address would
    not be recognised."""
    text = " ".join(word[:_LONGEST_WORD_CHARS] for word in turn.text.split())
    return turn.model_copy(update={"text": text})


def _speech_s(turns: Sequence[Turn]) -> float:
    return math.fsum(turn.end_s - turn.start_s for turn in turns)


class Hearing:
    """The ears of a session with sound."""

    def __init__(
        self,
        parts: Parts,
        settings: StreamSettings,
        *,
        session_id: str,
        tenant: str,
        speakers: Sequence[Speaker],
        language: str | None,
        model: str | None,
        cleaner: CleanerMemory | None,
    ) -> None:
        self._parts = parts
        self._settings = settings
        self._session_id = session_id
        self._tenant = tenant
        self._speakers = tuple(speakers)
        self._model = model
        self._cleaning = _Cleaning(parts, tenant, cleaner)
        self._scores: defaultdict[str, float] = defaultdict(float)  # language → sum of log-odds
        self._asked = 0
        self._kept: tuple[int, Transcription | AsrError] | None = None
        self._kept_s = 0.0
        self.language: str | None = language

    @property
    def holds(self) -> bool:
        return self._cleaning.holds

    @property
    def cleaner(self) -> CleanerMemory | None:
        return self._cleaning.memory

    async def decided(self, batch: Batch) -> bool:
        """Can this batch be heard now? False while the call's language is not sure: then it has to wait for a
        later one, or for `decide`. What is heard in the wrong language would be cleaned in it, too."""
        if self.language is not None or not batch.speech:
            return True
        began = self._parts.clock.monotonic()
        try:
            transcription = await self._transcribe(batch)
        except AsrError as error:
            self._kept = (batch.number, error)
            return True
        finally:
            self._kept_s = self._parts.clock.monotonic() - began
        if transcription.language is None:
            self._kept = (batch.number, transcription)
            return True
        odds = min(max(transcription.language_probability or 0.0, 1e-6), 1 - 1e-6)
        self._scores[transcription.language] += math.log(odds / (1 - odds))
        self._asked += 1
        if odds < self._settings.language_sure and self._asked < self._settings.language_batches:
            return False
        self.decide()
        if transcription.language == self.language:
            self._kept = (batch.number, transcription)
        return True

    def decide(self) -> None:
        """Take the likeliest language of what was heard so far."""
        if self.language is None and self._scores:
            self.language = max(self._scores, key=lambda language: self._scores[language])

    async def hear(self, batch: Batch) -> Heard:
        """Recognise with retries, put pieces together, clean. Never raises for the recogniser's failures."""
        heard = await self._heard(batch)
        if heard.fault is None:
            self._parts.metrics.asr_done(heard.asr_s)
        return heard

    async def _heard(self, batch: Batch) -> Heard:
        began = self._parts.clock.monotonic() - self._already_s(batch)
        try:
            transcription = await self._recognised(batch)
        except AsrError as error:
            return Heard(asr_s=self._parts.clock.monotonic() - began, fault=error.fault)
        asr_s = self._parts.clock.monotonic() - began
        raw = self._turns(transcription.pieces, batch)
        if not raw:
            return Heard(asr_s=asr_s)
        if self.language is None:
            self.language = transcription.language
        return Heard(await self._cleaning.clean(raw, self.language), _speech_s(raw), asr_s)

    async def rest(self) -> tuple[Turn, ...]:
        return await self._cleaning.rest()

    def _already_s(self, batch: Batch) -> float:
        return self._kept_s if self._kept is not None and self._kept[0] == batch.number else 0.0

    async def _recognised(self, batch: Batch) -> Transcription:
        """What finding out the language has given already, or a new transcription."""
        kept, self._kept = self._kept, None
        if kept is None or kept[0] != batch.number:
            return await self._transcribe(batch)
        if isinstance(kept[1], AsrError):
            raise kept[1]
        return kept[1]

    async def _transcribe(self, batch: Batch) -> Transcription:
        with self._parts.traces.span("recognise", batch=batch.number):
            return await self._asked_for(batch)

    async def _asked_for(self, batch: Batch) -> Transcription:
        with self._parts.traces.span("upload"):
            wav = await asyncio.get_running_loop().run_in_executor(self._parts.executor, batch.to_wav)
        pause_s = self._settings.retry_s
        attempt = 1
        while True:
            try:
                return await self._parts.recogniser.transcribe(
                    wav,
                    language=self.language,
                    session_id=self._session_id,
                    tenant=self._tenant,
                    model=self._model,
                    timeout_s=self._settings.transcribe_timeout_s,
                )
            except AsrError as error:
                self._parts.metrics.asr_failed(error.fault)
                if error.fault is AsrFault.REFUSED or attempt >= self._settings.transcribe_attempts:
                    raise
                await asyncio.sleep(max(pause_s, error.retry_after_s or 0.0))
            attempt += 1
            pause_s *= 2

    def _turns(self, pieces: Sequence[Piece], batch: Batch) -> list[Turn]:
        """Raw turns with the call's times; neighbouring pieces of a channel are one."""
        turns: list[Turn] = []
        channels: list[int] = []
        for piece in sorted(pieces, key=lambda piece: (piece.start_s, piece.channel)):
            text = piece.text.strip()
            if not text:
                continue
            start_s = round(batch.start_s + max(0.0, piece.start_s), 3)
            end_s = max(start_s, round(batch.start_s + piece.end_s, 3))
            if (
                turns
                and channels[-1] == piece.channel
                and start_s - turns[-1].end_s <= self._settings.merge_gap_s
            ):
                joined = f"{turns[-1].text} {text}"
                turns[-1] = turns[-1].model_copy(update={"end_s": end_s, "text": joined})
                continue
            speaker = (
                self._speakers[piece.channel] if piece.channel < len(self._speakers) else Speaker.UNKNOWN
            )
            turn_id = f"b{batch.number}.{len(turns)}"
            turns.append(Turn(turn_id=turn_id, speaker=speaker, start_s=start_s, end_s=end_s, text=text))
            channels.append(piece.channel)
        return turns
