from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.errors import EscutaError
from training.speech import voice
from training.speech.voice import (
    ACCENTS,
    TRAINING_VARIANTS,
    UNSEEN_VARIANTS,
    Synthesiser,
    Voice,
    random_voice,
    word_times,
)


def test_words_that_are_spoken_as_one_share_its_time_by_letters():
    words = word_times("es de la casa", [(0, 0.0), (3, 0.2), (9, 0.6)], 1.0)
    assert [(word.text, round(word.start_s, 3), round(word.end_s, 3)) for word in words] == [
        ("es", 0.0, 0.2),
        ("de", 0.2, 0.4),
        ("la", 0.4, 0.6),
        ("casa", 0.6, 1.0),
    ]


@given(
    words=st.lists(st.text("abcé", min_size=1, max_size=6), min_size=1, max_size=8),
    events=st.lists(st.tuples(st.integers(0, 60), st.floats(0, 5)), max_size=8),
    duration_s=st.floats(0, 5),
)
def test_every_word_gets_a_time_whatever_the_events(words, events, duration_s):
    timed = word_times(" ".join(words), events, duration_s)
    assert [word.text for word in timed] == words
    assert all(word.end_s >= word.start_s >= 0 for word in timed)


def test_nothing_said_has_no_words():
    assert word_times("", [], 0.0) == ()


def test_held_out_voices_are_not_trained_on():
    assert not set(UNSEEN_VARIANTS) & set(TRAINING_VARIANTS)
    rng = Random(0)
    assert {random_voice("es", rng).variant for _ in range(500)} == set(TRAINING_VARIANTS)


def test_a_missing_library_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(voice.ctypes.util, "find_library", lambda name: None)
    with pytest.raises(EscutaError, match="apt-get install espeak-ng"):
        Synthesiser()


@pytest.mark.parametrize("accent", sorted(ACCENTS.values()))
def test_speech_comes_with_words_in_order_inside_the_sound(synthesiser, accent):
    speech = synthesiser.say("não sei de la casa wi-fi", Voice(accent, "f2"))
    assert [word.text for word in speech.words] == ["não", "sei", "de", "la", "casa", "wi-fi"]
    starts = [word.start_s for word in speech.words]
    assert starts == sorted(starts)
    assert speech.words[-1].end_s <= speech.duration_s + 1e-6
    assert len(speech.phonemes) > 8
    assert 0.8 < speech.duration_s < 4


def test_the_same_words_and_voice_last_alike_whatever_was_said_between(synthesiser):
    # Not equal to the sample: espeak-ng carries a little state from one utterance to the next.
    first = synthesiser.say("bom dia", Voice("pt-br", "m3"))
    synthesiser.say("otra cosa", Voice("es", "f1", rate=200))
    again = synthesiser.say("bom dia", Voice("pt-br", "m3"))
    assert again.duration_s == pytest.approx(first.duration_s, abs=0.02)


def test_an_unknown_accent_is_an_error(synthesiser):
    with pytest.raises(EscutaError, match="no voice"):
        synthesiser.say("a", Voice("xx-none", "m1"))
