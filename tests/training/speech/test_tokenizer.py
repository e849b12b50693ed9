import json

import pytest
from faster_whisper.tokenizer import Tokenizer as WhisperTokenizer
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from insights.errors import EscutaError
from training.speech.tokenizer import SPACE, SpeechTokenizer, check_layout


def changed(tokenizer, change):
    layout = json.loads(tokenizer.tokenizer.to_str())
    change(layout)
    return SpeechTokenizer(Tokenizer.from_str(json.dumps(layout)))


def test_ids_run_text_end_specials_timestamps(tokenizer):
    assert tokenizer.pieces == tokenizer.end - 1
    assert tokenizer.end < tokenizer.start < tokenizer.no_timestamps
    assert tokenizer.no_timestamps + 1 == tokenizer.first_timestamp
    assert tokenizer.vocabulary_size == tokenizer.first_timestamp + 501


def test_the_empty_token_makes_ctranslate2_see_a_multilingual_model(tokenizer):
    assert tokenizer.tokenizer.token_to_id("") == tokenizer.pieces


def test_no_piece_of_a_word_is_among_the_non_speech_tokens(tokenizer):
    stock = WhisperTokenizer(tokenizer.tokenizer, True, task="transcribe", language="es")
    banned = set(stock.non_speech_tokens)
    assert tokenizer.tokenizer.token_to_id(SPACE) not in banned
    assert not banned & set(tokenizer.encode(" ñandú às vezes à noite wi-fi zebra"))


def test_a_layout_without_forced_merges_is_refused(tokenizer):
    def drop_dash(layout):
        layout["model"]["merges"] = [m for m in layout["model"]["merges"] if list(m) != [SPACE, "-"]]

    with pytest.raises(EscutaError, match="bare space"):
        check_layout(changed(tokenizer, drop_dash))


@given(st.lists(st.text("abcdefghijklmnopqrstuvwxyzáàâãçéêíñóôõúü", min_size=1, max_size=12), min_size=1))
def test_any_words_survive_a_round_trip(tokenizer, words):
    text = " " + " ".join(words)
    assert tokenizer.decode(tokenizer.encode(text)) == text


@given(st.floats(0, 30))
def test_timestamps_are_the_nearest_tenth_of_a_second_within_the_window(tokenizer, seconds):
    token = tokenizer.timestamp(seconds)
    heard = (token - tokenizer.first_timestamp) * 0.02
    assert heard == pytest.approx(min(seconds, 10), abs=0.051)


def test_an_unreadable_file_names_itself(tmp_path):
    broken = tmp_path / "tokenizer.json"
    broken.write_text("{}")
    with pytest.raises(EscutaError, match=r"tokenizer\.json"):
        SpeechTokenizer.load(broken)


def test_saving_keeps_every_id(tokenizer, tmp_path):
    tokenizer.save(tmp_path / "tokenizer.json")
    again = SpeechTokenizer.load(tmp_path / "tokenizer.json")
    assert again.tokenizer.get_vocab() == tokenizer.tokenizer.get_vocab()
