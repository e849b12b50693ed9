"""A steady load of questions on one language model: always as many in flight, each reply taken down.

Questions go through the live path's own answerer, so that a fault counts as it would for an operator.
"""

import asyncio
import itertools
import time
from collections.abc import Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from insights.jobs import InsightJob, JobResult, Outcome
from insights.pii import Scrubber
from insights.prompts import messages_digest, prompt_digest
from insights.records import PROMPT_LANGUAGES, InsightType, Turn
from serving.llm.api import Answer, Llm, Question
from serving.worker.answering import Answerer, epoch_ms

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

TENANT = "telecom"
DEADLINE_S = 120.0
WELL = frozenset({Outcome.ANSWERED, Outcome.ABSTAINED})


@dataclass(frozen=True)
class Subject:
    """What a question shows; with a type it makes a prompt."""

    language: str
    insight_type: InsightType
    turns: tuple[Turn, ...]


def subjects(excerpts: int) -> list[Subject]:
    """The same for every run: every type asked of so many excerpts of synthetic calls in each language."""
    from eval.probe_sheet import excerpts as clean_excerpts

    scrubber = Scrubber()
    return [
        Subject(language, kind, excerpt.turns)
        for language in PROMPT_LANGUAGES
        for excerpt in itertools.islice(clean_excerpts(language, scrubber), excerpts)
        for kind in InsightType
    ]


@dataclass(frozen=True)
class Reply:
    """What a model said to a question. `attempt` 0 is its likeliest reply. Seconds of the monotonic clock."""

    question: str
    adapter: str | None
    attempt: int
    text: str
    begun_s: float
    ended_s: float

    @property
    def total_s(self) -> float:
        return self.ended_s - self.begun_s


@dataclass
class Taken:
    """What came of a load. `failed`: results an operator would have seen degraded or not at all."""

    replies: list[Reply] = field(default_factory=list)
    answered: int = 0
    failed: list[JobResult] = field(default_factory=list)


class Overheard:
    """An `Llm` that passes everything on to another, and takes the replies down."""

    def __init__(self, llm: Llm) -> None:
        self._llm = llm
        self.taken = Taken()

    @property
    def name(self) -> str:
        return self._llm.name

    async def answer(self, question: Question) -> Answer:
        begun_s = time.monotonic()
        answer = await self._llm.answer(question)
        self.taken.replies.append(
            Reply(
                messages_digest(question.messages),
                answer.adapter,
                question.attempt,
                answer.text,
                begun_s,
                time.monotonic(),
            )
        )
        return answer

    async def healthy(self) -> bool:
        return await self._llm.healthy()

    async def close(self) -> None:
        await self._llm.close()


@asynccontextmanager
async def steady_load(
    answerer: Answerer, asked: Sequence[Subject], taken: Taken, *, at_once: int
) -> "AsyncIterator[None]":
    """`at_once` questions in flight while the body runs; those still in flight at its end are answered."""
    numbers = itertools.count()
    ending = asyncio.Event()

    async def one_after_the_other() -> None:
        while not ending.is_set():
            result = await answerer.answer(_job(next(numbers), asked))
            taken.answered += 1
            degraded = result.insight is not None and result.insight.degraded
            if result.outcome not in WELL or degraded:
                taken.failed.append(result)

    tasks = [asyncio.create_task(one_after_the_other()) for _ in range(at_once)]
    try:
        yield
        ending.set()
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


def _job(number: int, asked: Sequence[Subject]) -> InsightJob:
    subject = asked[number % len(asked)]
    now_ms = epoch_ms()
    return InsightJob(
        job_id=f"steady-{number}",
        insight_id=f"steady-{number}",
        rev=1,
        gateway="steady",
        session_id=f"steady-{number}",
        conversation_id=f"steady-{number}",
        tenant=TENANT,
        language=subject.language,
        insight_type=subject.insight_type,
        turns=subject.turns,
        prompt_digest=prompt_digest(),
        batch_closed_ms=now_ms,
        created_ms=now_ms,
        deadline_ms=now_ms + int(DEADLINE_S * 1e3),
    )


def overlapping(replies: Sequence[Reply], spans: Sequence[tuple[float, float]]) -> Iterator[Reply]:
    """Replies in flight at some time of a span."""
    return (
        reply
        for reply in replies
        if any(reply.begun_s < end_s and reply.ended_s > begin_s for begin_s, end_s in spans)
    )
