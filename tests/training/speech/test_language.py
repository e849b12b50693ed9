from itertools import islice, repeat
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.errors import EscutaError
from training.speech import language
from training.speech.language import MixShares, TextMix, WordBag, frequent_words, plain, unseen

WORDS = tuple((f"palavra{chr(97 + i)}{chr(97 + j)}", 1.0 / (1 + i + j)) for i in range(20) for j in range(20))
TURN = "quero falar com alguém da faturação por favor"


def mix(shares=None):
    return TextMix("pt", WORDS, repeat(TURN), shares)


@given(st.text())
def test_plain_text_has_no_capitals_no_punctuation_and_is_plain_already(text):
    once = plain(text)
    assert once == once.lower() == plain(once)
    assert "  " not in once
    assert once == once.strip()


def test_hyphens_stay_inside_words_only():
    assert plain("O Wi-Fi - disse-me ele - caiu!") == "o wi-fi disse-me ele caiu"


def test_shares_must_add_up():
    with pytest.raises(EscutaError, match="add up to one"):
        MixShares(turns=0.9, words=0.9, dictation=0.1)


def test_a_mix_of_turns_only_gives_turns():
    only = mix(MixShares(turns=1, words=0, dictation=0))
    assert {only.sentence(Random(i)) for i in range(5)} == {TURN}


def test_fragments_have_one_to_three_words():
    rng, texts = Random(1), mix()
    assert {len(texts.fragment(rng).split()) for _ in range(300)} <= {1, 2, 3}


def test_every_kind_of_text_is_plain_and_repeatable():
    first, second = (
        [mix_.sentence(rng) for _ in range(200)] for mix_, rng in ((mix(), Random(7)), (mix(), Random(7)))
    )
    assert first == second
    assert all(text and text == plain(text) for text in first)
    assert any("arroba" in text for text in first)
    assert TURN in first


def test_words_kept_for_measuring_are_not_drilled():
    rng, texts = Random(3), mix(MixShares(turns=0, words=1, dictation=0))
    drilled = {word for _ in range(3_000) for word in texts.sentence(rng).split()}
    kept = {word for word, _ in WORDS if unseen(word)}
    assert kept
    assert not kept & drilled


def test_rare_words_are_drawn_far_more_often_than_they_are_used():
    bag = WordBag((("comum", 0.999), ("raro", 0.001)))
    rng = Random(0)
    rare = sum(bag.draw(rng) == "raro" for _ in range(2_000))
    assert 200 < rare < 1_000


def test_the_frequency_list_holds_words_of_the_language_only():
    pytest.importorskip("wordfreq", reason="wordfreq is not installed (pip install wordfreq)")
    words = [word for word, _ in frequent_words("es", 2_000)]
    assert len(set(words)) == 2_000
    assert "gracias" in words
    assert not {"the", "always", "would"} & set(words)
    assert all(word == plain(word) for word in islice(words, 500))


def test_a_missing_frequency_list_says_how_to_get_it(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "wordfreq", None)
    language.frequent_words.cache_clear()
    with pytest.raises(EscutaError, match="pip install"):
        frequent_words("pt", 10)
    language.frequent_words.cache_clear()
