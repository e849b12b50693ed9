"""The mix: well-formed, grounded in the excerpt, and without the insight task."""

import json
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.prompts import prompt_for, turn_line
from insights.records import InsightType
from training.language.cleaning import clean_gold_call
from training.language.mix import STAGES, stage_of
from training.language.phrasing import Phrasing
from training.language.scenes import scene, training_call
from training.language.tasks.conversation import allowed, conversation
from training.language.tasks.mixes import DRILLS, FINAL, LAST, LATER, MIX, REPLIES, UNFAMILIAR
from training.language.tasks.setting import Exchange, Setting
from training.language.vocabulary import sentence, slots_in
from training.language.wording import WORDINGS

seeds = st.integers(0, 10_000)


def _scene(seed):
    return scene(training_call(seed, seed % 7), clean_gold_call, Random(seed))


@given(seed=seeds, mix=st.sampled_from([MIX, LATER, LAST, FINAL, UNFAMILIAR]))
def test_no_answer_is_an_insight_of_the_call(seed, mix):
    window = _scene(seed)
    for message in conversation(window, Phrasing(), Random(seed), mix):
        if message.role == "assistant":
            assert not any(gold.casefold() in message.content.casefold() for gold in window.gold)


@given(seed=seeds, mix=st.sampled_from([MIX, UNFAMILIAR]))
def test_no_insight_prompt_is_ever_asked(seed, mix):
    window = _scene(seed)
    tasks = [prompt_for(kind, window.language).task for kind in InsightType]
    messages = conversation(window, Phrasing(), Random(seed), mix)
    questions = [message.content for message in messages if message.role == "user"]
    assert not any(task in question for task in tasks for question in questions)


def test_answers_that_say_an_insight_are_refused():
    window = next(window for window in map(_scene, range(50)) if window.gold)
    message = sorted(window.gold)[0]
    assert not allowed(Exchange("?", json.dumps({"message": message}, ensure_ascii=False)), window)
    assert allowed(Exchange("?", "sim"), window)


@given(seed=seeds)
def test_layout_is_that_of_production(seed):
    window = _scene(seed)
    messages = conversation(window, Phrasing(), Random(seed))
    assert [m.role for m in messages[:3]] == ["system", "user", "assistant"]
    shown = prompt_for(InsightType.UPSELL, window.language).messages(window.turns)[1].content
    opening = shown[: shown.index("\nupsell")]
    assert messages[1].content.startswith(opening)
    assert turn_line(window.turns[0]) in opening


@pytest.mark.parametrize("task", [*MIX.weights, *DRILLS.weights, *UNFAMILIAR.weights])
def test_every_task_finds_something_to_ask(task):
    asked = []
    for seed in range(40):
        window = _scene(seed)
        at = Setting(window, WORDINGS[window.language], Phrasing(), Random(seed))
        asked.append(task(at))
    assert sum(exchange is not None and bool(exchange.answer) for exchange in asked) >= 10


@given(seed=seeds, language=st.sampled_from(["pt", "es"]))
def test_random_sentences_are_readable(seed, language):
    text = sentence(language, Random(seed), frozenset({"product"}))
    assert any(letter.isalpha() for letter in text)
    assert slots_in(text) <= {"product"}


def test_mix_is_reproducible(small_mix):
    assert small_mix.pool(3) == small_mix.pool(3)
    assert small_mix.pool(3) != small_mix.pool(4)


def test_only_training_phrasings_are_used():
    assert {training_call(5, index).partition for index in range(30)} == {"train"}


@given(seed=seeds)
def test_drills_show_no_excerpt(seed):
    window = _scene(seed)
    messages = conversation(window, Phrasing(), Random(seed), drill=True)
    tag = f"<{prompt_for(InsightType.UPSELL, window.language).tag}>"
    assert len(messages) > 2
    assert not any(tag in message.content for message in messages)


def test_stages_follow_one_another():
    assert [stage_of(pool).first_pool for pool in (0, 1, 14, 15, 10**6)] == [0, 1, 1, 15, 1]
    assert [stage.first_pool for stage in STAGES] == sorted(stage.first_pool for stage in STAGES)


@given(seed=seeds, mix=st.sampled_from([REPLIES, UNFAMILIAR]))
def test_replies_hold_answers_and_no_insight(seed, mix):
    window = _scene(seed)
    messages = conversation(window, Phrasing(), Random(seed), mix)
    for question, answer in pairwise(messages[1:]):
        if answer.role == "assistant" and answer.content.startswith('{"type": '):
            reply = json.loads(answer.content)
            assert reply["type"] in question.content
            assert not any(gold.casefold() in reply["message"].casefold() for gold in window.gold)
