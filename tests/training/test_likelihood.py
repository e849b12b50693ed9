"""Log-probabilities of replies, against transformers' own loss."""

import numpy as np
import pytest
import torch
from transformers import AutoModelForCausalLM

from training import datasets
from training.likelihood import Likelihood, distance, likelihood


@pytest.fixture
def examples(records_file, tiny_tokenizer):
    data = datasets.load(records_file, tiny_tokenizer, context_tokens=2048)
    return [(data[index].ids, data[index].mask) for index in range(len(data))]


@pytest.fixture
def model(tiny_model):
    return AutoModelForCausalLM.from_pretrained(tiny_model)


def test_it_is_the_loss_of_the_reply_with_its_sign_turned(model, examples):
    told = []
    found = likelihood(model, examples, each=lambda: told.append(1))
    assert len(told) == len(examples)
    start = 0
    for ids, mask in examples:
        tokens = torch.from_numpy(ids.astype(np.int64))[None]
        labels = torch.where(torch.from_numpy(mask)[None].bool(), tokens, -100)
        loss = float(model(input_ids=tokens, labels=labels).loss.detach())
        end = start + int(mask.sum())
        assert found.logprobs[start:end].mean() == pytest.approx(-loss, rel=1e-5)
        start = end
    assert start == len(found.logprobs) == len(found.best)


def test_distance_has_the_sign_of_what_was_lost():
    first = Likelihood(np.array([-1.0, -2.0], np.float32), np.array([5, 6]))
    second = Likelihood(np.array([-1.5, -2.0], np.float32), np.array([5, 7]))
    found = distance(first, second)
    assert (found.mean, found.largest, found.fall) == (0.25, 0.5, 0.25)
    assert (found.same_best, found.tokens) == (0.5, 2)
    assert distance(second, first).fall == -0.25
