from random import Random

import numpy as np
import pytest
from faster_whisper.feature_extractor import FeatureExtractor
from hypothesis import given
from hypothesis import strategies as st

from training.speech.examples import (
    compose,
    crop,
    finished_chunks,
    label,
    make_example,
    read_chunk,
    write_chunk,
)
from training.speech.voice import SAMPLE_RATE_HZ, Speech, SpokenWord


def speech(words, word_s=0.5):
    timed = tuple(SpokenWord(word, i * word_s, (i + 1) * word_s) for i, word in enumerate(words))
    samples = np.full(int(len(words) * word_s * SAMPLE_RATE_HZ), 0.5, np.float32)
    return Speech(samples, timed, tuple((word.start_s, "a") for word in timed))


def test_pieces_and_phonemes_stand_at_their_words_time(scene, tokenizer, phonemes):
    heard = scene(["café", "pelori"], start_s=0.4, word_s=0.5)
    labels = label(heard, tokenizer, phonemes, positions=95)
    assert tokenizer.decode(labels.tokens.tolist()) == " café pelori"
    assert set(labels.phonemes[20:70]) == {2}
    assert set(labels.phonemes[:20]) == {0}
    spoken = np.nonzero(labels.pieces != tokenizer.pieces)[0]
    assert spoken[0] == 20
    assert spoken[-1] == 69
    assert labels.times[0, 0] == pytest.approx(0.4)
    assert labels.times[-1, 1] == pytest.approx(1.4)
    assert labels.passages.tolist()[0] == pytest.approx([0.4, 1.4, 0, len(labels.tokens)])


def test_no_speech_has_no_tokens(scene, tokenizer, phonemes):
    labels = label(scene([]), tokenizer, phonemes, positions=45)
    assert len(labels.tokens) == 0
    assert set(labels.pieces) == {tokenizer.pieces}


@given(words=st.integers(1, 30), longest_s=st.floats(0.6, 9.4), seed=st.integers(0, 99))
def test_a_crop_keeps_whole_words_that_fit(words, longest_s, seed):
    spoken = speech([f"p{i}" for i in range(words)])
    kept = crop(spoken, longest_s, Random(seed))
    assert kept.words
    assert kept.duration_s <= longest_s + 1e-3
    first = int(kept.words[0].text[1:])
    assert [word.text for word in kept.words] == [f"p{first + i}" for i in range(len(kept.words))]
    assert kept.words[0].start_s == 0
    assert kept.words[-1].end_s == pytest.approx(kept.duration_s, abs=1e-3)


def test_pauses_move_the_words_that_follow():
    made = compose("pt", [speech(["um"]), speech(["dois"])], [0.2, 0.3, 0.1], 0.5)
    assert made.text == "um dois"
    assert [passage.start_s for passage in made.passages] == pytest.approx([0.2, 1.0], abs=1e-3)
    assert len(made.samples) == pytest.approx(1.6 * SAMPLE_RATE_HZ, abs=2)


def test_a_chunk_reads_back_as_it_was_written(tmp_path, scene, tokenizer, phonemes):
    extractor = FeatureExtractor(chunk_length=10)
    written = [
        make_example(scene(words, language, seed=i), extractor, tokenizer, phonemes)
        for i, (words, language) in enumerate(((["café", "não"], "pt"), ([], "es"), (["zi"], "es")))
    ]
    write_chunk(tmp_path, "b-0001", written)
    assert finished_chunks(tmp_path, "b-") == ["b-0001"]
    for before, after in zip(written, read_chunk(tmp_path, "b-0001"), strict=True):
        assert np.array_equal(before.features, after.features)
        assert before.labels.language == after.labels.language
        for name in ("phonemes", "pieces", "tokens", "times", "passages"):
            assert np.array_equal(getattr(before.labels, name), getattr(after.labels, name)), name


def test_a_half_written_chunk_is_not_finished(tmp_path):
    np.save(tmp_path / "b-0002.features.npy", np.zeros((3, 80), np.float16))
    assert finished_chunks(tmp_path, "b-") == []
