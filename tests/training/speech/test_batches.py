from random import Random

import numpy as np
import pytest
import torch
from faster_whisper.feature_extractor import FeatureExtractor

from training.speech.batches import IGNORED, BatchMaker, group_by_length
from training.speech.examples import make_example


@pytest.fixture(scope="module")
def examples(scene, tokenizer, phonemes):
    extractor = FeatureExtractor(chunk_length=10)
    words = (["café", "não", "zi"], ["pe"], [])
    return [make_example(scene(w, seed=i), extractor, tokenizer, phonemes) for i, w in enumerate(words)]


def batches(tokenizer, examples, count=30, augment=True):
    maker = BatchMaker(tokenizer, Random(0), np.random.default_rng(0), augment=augment)
    return [maker.make(examples) for _ in range(count)]


def test_padding_stands_for_the_rest_of_a_window(tokenizer, examples):
    windows = set()
    for batch in batches(tokenizer, examples):
        weights = batch.bias.double().exp().sum(1)
        windows |= {round(weight) for weight in weights.tolist()}
        assert batch.positions.max() < 1_500
    assert {500, 1_000, 1_500} <= windows


def test_every_piece_is_aligned_to_the_token_before_it(tokenizer, examples):
    for batch in batches(tokenizer, examples):
        said = [examples[row].labels.tokens.tolist() for row in range(len(examples))]
        for row, place, first, last in batch.aligned.tolist():
            assert int(batch.targets[row, place]) == said[row].pop(0)
            assert first < last
        assert not any(said)


def test_a_window_without_speech_says_so_and_ends(tokenizer, examples):
    for batch in batches(tokenizer, examples):
        wanted = [token for token in batch.targets[2].tolist() if token != IGNORED]
        assert wanted[0] == tokenizer.no_speech
        assert wanted[-1] == tokenizer.end
        assert all(token >= tokenizer.end for token in wanted)


def test_prompts_and_timestamps_are_there_but_not_always(tokenizer, examples):
    made = batches(tokenizer, examples, count=120)
    prompted = sum(bool((batch.tokens == tokenizer.previous).any()) for batch in made)
    timed = sum(bool((batch.targets >= tokenizer.first_timestamp).any()) for batch in made)
    assert 0 < prompted < 30
    assert 20 < timed < 60


def test_without_augmentation_features_are_untouched(tokenizer, examples):
    batch = batches(tokenizer, examples, count=1, augment=False)[0]
    frames = len(examples[0].features)
    kept = batch.mel[0, :, :frames].T
    assert torch.equal(kept, torch.from_numpy(examples[0].features.astype(np.float32)))


def test_groups_hold_each_example_once_and_stay_under_the_limit(examples):
    many = examples * 20
    groups = group_by_length(many, 400, Random(1))
    assert sum(map(len, groups)) == len(many)
    assert all(max(e.positions for e in group) * len(group) <= 400 for group in groups if len(group) > 1)
