"""A batch of sound → clean turns. Raw text lives in this module and nowhere after it."""

import asyncio
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from insights.records import Speaker, Turn
from serving.asr.api import AsrError, AsrFault, Piece, Transcription
from serving.audio.batcher import Batch
from serving.gateway.parts import Cleaner, Parts
from serving.gateway.settings import StreamSettings

_UNDETECTED = "und"


@dataclass(frozen=True, repr=False)
class Heard:
    """Clean turns of a batch, in order; `fault` if the recogniser failed. `asr_s` is its wall-clock time."""

    turns: tuple[Turn, ...]
    asr_s: float
    fault: AsrFault | None = None


class Hearing:
    """One session's ears. Segment ids count from s0001; a turn that cleaning leaves empty gets none."""

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
    ) -> None:
        self._parts = parts
        self._settings = settings
        self._session_id = session_id
        self._tenant = tenant
        self._speakers = tuple(speakers)
        self._model = model
        self._cleaner: Cleaner | None = None
        self._numbers = count(1)
        self._scores: defaultdict[str, float] = defaultdict(float)  # language → sum of log-odds
        self._asked = 0
        self._kept: tuple[int, Transcription | AsrError] | None = None
        self._kept_s = 0.0
        self.language = language

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
        began = self._parts.clock.monotonic() - self._already_s(batch)
        try:
            transcription = await self._recognised(batch)
        except AsrError as error:
            return Heard((), self._parts.clock.monotonic() - began, error.fault)
        asr_s = self._parts.clock.monotonic() - began
        raw = self._turns(transcription.pieces, batch)
        if not raw:
            return Heard((), asr_s)
        if self.language is None:
            self.language = transcription.language
        clean = await asyncio.get_running_loop().run_in_executor(self._parts.executor, self._clean, raw)
        turns = tuple(
            turn.model_copy(update={"turn_id": f"s{next(self._numbers):04d}", "words": None})
            for turn in clean
            if turn.text.strip()
        )
        return Heard(turns, asr_s)

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
        wav = await asyncio.get_running_loop().run_in_executor(self._parts.executor, batch.to_wav)
        pause_s = self._settings.retry_s
        attempt = 1
        while True:
            try:
                return await self._parts.recogniser.transcribe(
                    wav,
                    language=self.language,
                    session_id=self._session_id,
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

    def _clean(self, turns: list[Turn]) -> list[Turn]:
        """In a thread. A session's batches come one after another, so its cleaner has one user at a time."""
        if self._cleaner is None:
            self._cleaner = self._parts.cleaner_for(self._tenant, self.language or _UNDETECTED)
        return list(self._cleaner.clean(turns))
