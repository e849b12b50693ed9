"""ROUGE against values computed by hand."""

import pytest
from rouge_score import tokenize

from eval import rouge
from eval.predictions import predict
from eval.words import words
from insights.records import InsightType
from insights.reply import reply_text
from tests.eval.tiny import record


def test_accents_belong_to_words():
    assert words("Não é “nao”: R$ 120,50, [NOME_1]!") == ["não", "é", "nao", "r", "120", "50", "nome_1"]


def test_composed_and_decomposed_accents_are_the_same():
    assert words("cancelación") == words("cancelacio\u0301n") == ["cancelación"]


def test_the_default_tokenizer_would_break_the_word():
    assert tokenize.tokenize("não", None) == ["n", "o"]
    assert words("não") == ["não"]


def test_by_hand():
    scores = rouge.rouge_scores(
        said=["o cliente não quer cancelar", "nao"], wanted=["cliente quer cancelar o plano", "não"]
    )
    # Four of five words in common: P = R = 4/5. One bigram ("quer cancelar") of four. Longest common
    # subsequence "cliente quer cancelar": 3/5.
    assert scores["rouge_1"] == pytest.approx([0.8, 0.0])
    assert scores["rouge_2"] == pytest.approx([0.25, 0.0])
    assert scores["rouge_l"] == pytest.approx([0.6, 0.0])


def test_unequal_lengths_by_hand():
    # Said 2 words, wanted 4, both found in order: P = 1, R = 1/2, F = 2/3.
    scores = rouge.rouge_scores(["ofrecer plan"], ["ofrecer el plan Familia"])
    assert scores["rouge_l"] == pytest.approx([2 / 3])


def test_a_model_that_abstains_wins_nothing_where_there_is_something_to_say():
    silent = record(0, has_data=False)
    spoken = record(1, has_data=True)
    predictions = [
        predict(item, reply_text(InsightType.PARTIAL_SUMMARY, "Sem dados suficientes", 1.0))
        for item in (silent, spoken)
    ]
    first, second = rouge.shares(predictions)
    assert first["rouge_l"] == (1.0, 1.0)
    assert "rouge_l_nonempty" not in first
    assert second["rouge_l_nonempty"] == (0.0, 1.0)


def test_a_refused_reply_scores_zero_and_an_unknown_answer_is_not_scored():
    refused = predict(record(0), "not json")
    unknown = refused.model_copy(update={"gold": None})
    assert rouge.shares([unknown, refused]) == [
        {},
        {"rouge_1": (0.0, 1.0), "rouge_2": (0.0, 1.0), "rouge_l": (0.0, 1.0), "rouge_l_nonempty": (0.0, 1.0)},
    ]
