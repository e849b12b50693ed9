"""A small tokenizer and a small mix, made once."""

from random import Random

import pytest

from training.language.cleaning import clean_gold_call
from training.language.mix import Mix
from training.language.phrasing import Phrasing
from training.language.scenes import scene, training_call
from training.language.tasks.conversation import conversation
from training.language.tokenizer import train_tokenizer


@pytest.fixture(scope="session")
def conversations():
    """Conversations about forty calls, with the scene of each."""
    made = []
    for index in range(40):
        rng = Random(index)
        window = scene(training_call(5, index), clean_gold_call, rng)
        made.append((window, conversation(window, Phrasing(), rng)))
    return made


@pytest.fixture(scope="session")
def small_tokenizer(conversations):
    texts = [message.content for _, messages in conversations for message in messages]
    return train_tokenizer(texts, 600)


@pytest.fixture
def small_mix(monkeypatch):
    monkeypatch.setattr("training.language.mix.POOL_CALLS", 6)
    return Mix(5, clean_gold_call)
