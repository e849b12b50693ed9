"""Whose answer is shown while a challenger is on trial: the operator never pays for it."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from insights.jobs import InsightJob, JobResult, Outcome
from insights.session.breaker import BreakerSettings
from serving.adapters.api import Arm, Choice, Mode, Sample, Scope, Trial
from serving.adapters.routes import LiveRoutes, Table
from serving.llm.api import LlmError, LlmFault, Question
from serving.state.memory import MemoryState
from serving.state.settings import StateSettings
from serving.worker.answering import Answerer
from serving.worker.settings import AnswererSettings
from tests.serving.worker.kit import ScriptedLlm, job, valid

NOW_MS = 1_700_000_000_000
A, B, C = "a" * 64, "b" * 64, "c" * 64
CANARY = Trial(Scope(), B, Mode.CANARY, 1.0)
Says = Callable[[Question], str]


def routes(*trials: Trial) -> LiveRoutes:
    return LiveRoutes(Table(1, {Scope(): A}, trials or (CANARY,)))


def says(**by_adapter: str | LlmFault) -> Says:
    """By the first letter of the adapter; the others are good."""

    def answer(question: Question) -> str:
        said = by_adapter.get((question.adapter or "-")[0])
        if isinstance(said, LlmFault):
            raise LlmError(said)
        return said or valid(question)

    return answer


def ask(found: LiveRoutes, model: ScriptedLlm, *jobs: InsightJob, **options: Any) -> list[JobResult]:
    worker = Answerer(
        **{
            "critical": None,
            "fast": model,
            "state": MemoryState(StateSettings(breaker=BreakerSettings(failures=2))),
            "routes": found,
            "settings": AnswererSettings(),
            "clock_ms": lambda: NOW_MS,
            **options,
        }
    )

    async def main() -> list[JobResult]:
        return [await worker.answer(each) for each in jobs]

    return asyncio.run(main())


def asked(number: int = 1, **options: Any) -> InsightJob:
    return job(number, now_ms=NOW_MS, **options)


def test_a_canary_answers_and_the_result_says_so() -> None:
    model = ScriptedLlm()
    (result,) = ask(routes(), model, asked())
    assert result.insight is not None
    assert (result.arm, result.adapter, result.insight.adapter) == ("canary", B, B)
    assert [question.adapter for question in model.asked] == [B]
    assert JobResult.model_validate_json(result.model_dump_json()) == result


@pytest.mark.parametrize(
    "bad", ["not json", LlmFault.TIMEOUT, LlmFault.UNAVAILABLE, LlmFault.UNKNOWN_ADAPTER]
)
def test_where_a_canary_fails_the_champion_answers_in_the_same_time(bad: str | LlmFault) -> None:
    model = ScriptedLlm(*[says(b=bad)] * 2)
    (result,) = ask(routes(), model, asked(left_s=10.0))
    assert (result.outcome, result.arm, result.adapter) == (Outcome.ANSWERED, None, A)
    assert (result.faults, result.attempts) == ((), 2)
    canary, champion = model.asked
    assert (canary.timeout_s, champion.timeout_s) == (5.0, 10.0)  # no time passed
    assert (canary.attempt, champion.attempt) == (0, 0)


def test_the_champion_has_its_second_attempt_all_the_same() -> None:
    model = ScriptedLlm(*[says(b="not json", a="not json")] * 2, valid)
    (result,) = ask(routes(), model, asked())
    assert (result.outcome, len(result.faults)) == (Outcome.ANSWERED, 1)
    assert [(question.adapter, question.attempt) for question in model.asked] == [(B, 0), (A, 0), (A, 1)]


def test_without_time_for_two_the_champion_is_asked_at_once() -> None:
    model = ScriptedLlm()
    (result,) = ask(routes(), model, asked(left_s=0.7))
    assert (result.outcome, result.adapter, len(model.asked)) == (Outcome.ANSWERED, A, 1)


def test_a_canary_does_not_open_the_breaker() -> None:
    model = ScriptedLlm(*[says(b=LlmFault.UNAVAILABLE)] * 20)
    results = ask(routes(), model, *(asked(number) for number in range(5)))
    assert {result.outcome for result in results} == {Outcome.ANSWERED}


def test_every_answer_is_reported_with_its_arm() -> None:
    found, heard = routes(), list[tuple[Choice, Sample]]()
    found.listener = lambda choice, sample: heard.append((choice, sample))
    ask(found, ScriptedLlm(*[says(b="not json")] * 2), asked())
    assert [(choice.arm, choice.adapter, len(sample.faults)) for choice, sample in heard] == [
        (Arm.CANARY, B, 1),
        (Arm.CHAMPION, A, 0),
    ]


def test_routes_that_moved_are_asked_once_more_for_an_adapter_nobody_knows() -> None:
    found = LiveRoutes(Table(1, {Scope(): A}))

    def moves(question: Question) -> str:
        found.swap(Table(2, {Scope(): C}))
        raise LlmError(LlmFault.UNKNOWN_ADAPTER)

    model = ScriptedLlm(moves)
    (result,) = ask(found, model, asked())
    assert (result.outcome, result.adapter) == (Outcome.ANSWERED, C)
    lost = ScriptedLlm(*[LlmFault.UNKNOWN_ADAPTER] * 5)
    (nothing,) = ask(found, lost, asked())
    assert (nothing.outcome, len(lost.asked)) == (Outcome.FAILED, 2)


def test_what_is_asked_is_in_use() -> None:
    found, seen = routes(), list[frozenset[str]]()

    def looks(question: Question) -> str:
        seen.append(found.in_use())
        return "not json" if question.adapter == B else valid(question)

    ask(found, ScriptedLlm(looks, looks), asked())
    assert seen == [frozenset({B}), frozenset({A})]
    assert found.in_use() == frozenset()
