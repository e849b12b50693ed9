"""How long recogniser and model take alone: seconds by how many are served together, at no other load.

Also how much longer they take beside a thread of their process that holds the interpreter's lock, as the
gateway's event loop does.
"""

import asyncio
import itertools
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from insights.asr.engine import load_engine
from insights.errors import EscutaError
from insights.records import InsightType, Message
from loadtests.plan.cores import Beside
from loadtests.plan.units import Curve
from serving.asr.recogniser import Recogniser, Request
from serving.llm.api import Answer, Llm, Question
from serving.settings import ServeSettings

_COUNTS = (1, 2, 4, 8, 16, 32)
_ROUNDS = 24  # of one each; fewer of many together
_LEAST_ROUNDS = 6
_SHORT_STEPS, _LONG_STEPS = 4, 16
_BESIDE_S = 1.5
_PIECE_S = 100e-6  # what an event loop does between two looks at its sockets
_PIECES = 5


@dataclass(frozen=True, repr=False)
class Prompt:
    """A question of the measured calls."""

    messages: tuple[Message, ...]
    insight_type: InsightType
    language: str


@dataclass(frozen=True)
class Alone:
    """Seconds alone by how many together."""

    curve: Curve
    beside: Beside


@dataclass(frozen=True)
class ModelAlone:
    """Reading prompts, and a step; steps for each token of a reply."""

    read: Curve
    step: Curve
    steps_per_token: float
    beside: Beside


def recogniser_alone(settings: ServeSettings, requests: Sequence[Request]) -> Alone:
    """Rounds of the measured calls' own batches."""
    if settings.recognition.url:
        raise EscutaError(
            "the recogniser is elsewhere: its times cannot be measured here",
            field="recognition.url",
            remedy="units=false: only the capacity is measured then",
        )
    recogniser = Recogniser(load_engine(settings.asr), settings.recognition.vad, settings.asr.model)
    numbers = itertools.count()

    def together(count: int) -> float:
        first = next(numbers)
        taken = [requests[(first + at) % len(requests)] for at in range(count)]
        began_s = time.perf_counter()
        recogniser.recognise(taken)
        return time.perf_counter() - began_s

    together(1)
    points = []
    for count in _counts(settings.recognition.scheduler.batch_requests):
        rounds = max(_LEAST_ROUNDS, _ROUNDS // count)
        points.append((float(count), statistics.mean(together(count) for _ in range(rounds))))
    return Alone(Curve(tuple(points)), beside(lambda: together(1)))


def model_alone(settings: ServeSettings, prompts: Sequence[Prompt]) -> ModelAlone:
    """The embedded model, asked the measured calls' own questions."""
    from serving.llm.embedded import open_embedded
    from serving.models import with_found_adapter

    llm = with_found_adapter(settings.llm)
    if llm.embedded is None or llm.critical is not None or llm.fast is not None:
        raise EscutaError(
            "the language model is elsewhere: its times cannot be measured here",
            field="llm",
            remedy="units=false: only the capacity is measured then",
        )
    if not prompts:
        raise EscutaError(
            "nothing was asked in the measured calls", remedy="longer or other calls: seconds, audio"
        )
    model = open_embedded(llm.embedded)
    try:
        return _model_alone(
            model, prompts, llm.adapters.default, llm.embedded.engine.gather_ms / 1000, settings
        )
    finally:
        asyncio.run(model.close())


def _model_alone(
    model: Llm, prompts: Sequence[Prompt], adapter: str | None, gather_s: float, settings: ServeSettings
) -> ModelAlone:
    numbers = itertools.count()

    async def ask(tokens: int) -> Answer:
        prompt = prompts[next(numbers) % len(prompts)]
        question = Question(
            prompt.messages, prompt.insight_type, prompt.language, adapter, 60.0, max_new_tokens=tokens
        )
        return await model.answer(question)

    async def together(count: int, tokens: int) -> tuple[float, list[Answer]]:
        began_s = time.perf_counter()
        answers = await asyncio.gather(*(ask(tokens) for _ in range(count)))
        return time.perf_counter() - began_s, answers

    async def middle(count: int, tokens: int, rounds: int) -> float:
        return statistics.median([(await together(count, tokens))[0] for _ in range(rounds)])

    async def measure() -> ModelAlone:
        most = settings.llm.embedded.engine.max_batch if settings.llm.embedded is not None else 32
        longest = settings.answering.max_new_tokens
        await together(len(prompts), longest)  # prefixes are read once and kept
        read, step = [], []
        for count in _counts(most):
            rounds = max(_LEAST_ROUNDS, _ROUNDS // count)
            short_s = await middle(count, _SHORT_STEPS, rounds)
            long_s = await middle(count, _LONG_STEPS, rounds)
            step_s = max(1e-6, (long_s - short_s) / (_LONG_STEPS - _SHORT_STEPS))
            step.append((float(count), step_s))
            read.append((float(count), max(0.0, short_s - gather_s - _SHORT_STEPS * step_s)))
        whole = [await together(1, longest) for _ in range(_ROUNDS)]
        steps = sum(max(0.0, wall_s - gather_s - read[0][1]) / step[0][1] for wall_s, _ in whole)
        written = sum(answers[0].reply_tokens for _, answers in whole)
        return ModelAlone(Curve(tuple(read)), Curve(tuple(step)), steps / max(1, written), Beside())

    with asyncio.Runner() as runner:
        found = runner.run(measure())
        return replace(found, beside=beside(lambda: runner.run(together(4, _LONG_STEPS))))


def _counts(most: int) -> list[int]:
    return sorted({count for count in _COUNTS if count < most} | {most})


def beside(work: Callable[[], object]) -> Beside:
    """`work` and a thread that holds the interpreter's lock half of the time, in turns alone and together."""
    piece = _piece()
    pace_alone = _pace(work)
    took_alone_s, _ = _held(piece, lambda: time.sleep(_BESIDE_S))
    pace = 0.0

    def paced() -> None:
        nonlocal pace
        pace = _pace(work)

    took_s, share = _held(piece, paced)
    left = max(0.05, (pace / pace_alone - (1 - share)) / share)
    return Beside(hindered=max(0.0, 1 / left - 1), hinders=max(0.0, took_s / took_alone_s - 1))


def _pace(work: Callable[[], object]) -> float:
    began_s, done = time.perf_counter(), 0
    while (passed_s := time.perf_counter() - began_s) < _BESIDE_S:
        work()
        done += 1
    return done / passed_s


def _piece() -> Callable[[], None]:
    """As much Python as an event loop runs between two looks at its sockets."""
    rounds, took_s = 100, 0.0
    while took_s < _PIECE_S:
        rounds = rounds * 5 // 4
        took_s = min(_timed(rounds) for _ in range(5))
    return lambda: _spin(rounds)


def _timed(rounds: int) -> float:
    began_s = time.perf_counter()
    _spin(rounds)
    return time.perf_counter() - began_s


def _spin(rounds: int) -> None:
    total = 0
    for number in range(rounds):
        total += number


def _held(piece: Callable[[], None], meanwhile: Callable[[], None]) -> tuple[float, float]:
    """Bursts of pieces in another thread, as long apart as they took: mean seconds of one, and their share of
    the time."""
    ending = threading.Event()
    took: list[float] = []

    def hold() -> None:
        while not ending.is_set():
            began_s = time.perf_counter()
            for _ in range(_PIECES):
                piece()
                time.sleep(0)  # a look at the sockets gives the lock back
            took.append(time.perf_counter() - began_s)
            time.sleep(took[-1])

    other = threading.Thread(target=hold, daemon=True)
    began_s = time.perf_counter()
    other.start()
    meanwhile()
    share = sum(took) / (time.perf_counter() - began_s)
    ending.set()
    other.join()
    return statistics.mean(took), min(0.95, max(0.05, share))
