"""How long recogniser and model take alone: seconds by how many are served together, at no other load."""

import asyncio
import itertools
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from insights.asr.engine import load_engine
from insights.errors import EscutaError
from insights.records import InsightType, Message
from loadtests.capacity.beside import Pair, Together, beside_each_other, rounds_beside
from loadtests.plan.units import Curve
from serving.asr.recogniser import Recogniser, Request
from serving.llm.api import Answer, Llm, Question
from serving.settings import ServeSettings

_COUNTS = (1, 2, 4, 8, 16, 32)
_ROUNDS = 24  # of one each; fewer of many together
_LEAST_ROUNDS = 6
_MODEL_ROUNDS = 7
_BESIDE_TOKENS = 16


@dataclass(frozen=True, repr=False)
class Prompt:
    """A question of the measured calls."""

    messages: tuple[Message, ...]
    insight_type: InsightType
    language: str


@dataclass(frozen=True)
class Alone:
    """Seconds alone by how many together; `work` is a round of one."""

    curve: Curve
    rounds: tuple[Together, ...]
    work: Callable[[], object] = field(default=lambda: None, repr=False, compare=False)


@dataclass(frozen=True)
class ModelAlone:
    """Reading prompts, and a token for each of them."""

    read: Curve
    step: Curve
    rounds: tuple[Together, ...] = ()
    pairs: tuple[Pair, ...] = ()


def recogniser_alone(settings: ServeSettings, requests: Sequence[Request]) -> Alone:
    """Rounds of the measured calls' own batches."""
    if settings.recognition.url:
        raise EscutaError(
            "the recogniser is elsewhere: its times cannot be measured here",
            field="recognition.url",
            remedy="units=false: only the capacity is measured then",
        )
    most = settings.recognition.scheduler.batch_requests
    recogniser = Recogniser(load_engine(settings.asr), settings.recognition.vad, settings.asr.model)
    turns = {count: itertools.cycle(requests) for count in range(1, most + 1)}

    def together(count: int) -> float:
        taken = list(itertools.islice(turns[count], count))  # each request as often as any, in all sizes
        began_s = time.perf_counter()
        recogniser.recognise(taken)
        return time.perf_counter() - began_s

    together(1)
    taken: defaultdict[int, list[float]] = defaultdict(list)
    for number in range(_ROUNDS):
        for count in _counts(most):
            if number % min(count, _ROUNDS // _LEAST_ROUNDS) == 0:
                taken[count].append(together(count))
    curve = _curve({count: statistics.mean(each) for count, each in taken.items()})
    return Alone(curve, rounds_beside(lambda: together(1)), lambda: together(1))


def model_alone(settings: ServeSettings, prompts: Sequence[Prompt], recogniser: Alone) -> ModelAlone:
    """The embedded model, asked the measured calls' own questions; then beside the recogniser."""
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
            model, prompts, llm.adapters.default, llm.embedded.engine.gather_ms / 1000, settings, recogniser
        )
    finally:
        asyncio.run(model.close())


def _model_alone(
    model: Llm,
    prompts: Sequence[Prompt],
    adapter: str | None,
    gather_s: float,
    settings: ServeSettings,
    recogniser: Alone,
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

    async def took_s(count: int, tokens: int) -> tuple[float, float]:
        wall_s, answers = await together(count, tokens)
        return wall_s - gather_s, statistics.mean(answer.reply_tokens for answer in answers)

    async def measure() -> ModelAlone:
        most = settings.llm.embedded.engine.max_batch if settings.llm.embedded is not None else 32
        longest = settings.answering.max_new_tokens
        await together(len(prompts), longest)  # prefixes are read once and kept
        short: defaultdict[int, list[float]] = defaultdict(list)
        token: defaultdict[int, list[float]] = defaultdict(list)
        for _ in range(_MODEL_ROUNDS):
            for count in _counts(most):
                first_s, _ = await took_s(count, 1)
                whole_s, tokens = await took_s(count, longest)
                short[count].append(first_s)
                token[count].append((whole_s - first_s) / max(1.0, tokens - 1))
        step = {count: max(1e-6, statistics.median(each)) for count, each in token.items()}
        read = {count: max(0.0, statistics.median(each) - step[count]) for count, each in short.items()}
        return ModelAlone(_curve(read), _curve(step))

    with asyncio.Runner() as runner:
        found = runner.run(measure())

        def work() -> object:
            return runner.run(together(4, _BESIDE_TOKENS))

        pairs = beside_each_other(recogniser.work, work)
        return replace(found, rounds=rounds_beside(work), pairs=pairs)


def _curve(seconds: Mapping[int, float]) -> Curve:
    return Curve(tuple((float(count), each) for count, each in sorted(seconds.items())))


def _counts(most: int) -> list[int]:
    return sorted({count for count in _COUNTS if count < most} | {most})
