"""Whatever the grammar lets through is a valid reply, and the replies we train on are let through."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.errors import EscutaError
from insights.grammar import reply_head, reply_pattern
from insights.prompts import ABSTENTION, CATEGORY_LABELS
from insights.records import InsightType
from insights.reply import MAX_MESSAGE_CHARS, parse_reply, reply_text

KINDS = st.sampled_from([(kind, language) for kind in InsightType for language in ABSTENTION])


@given(st.data(), KINDS)
def test_what_it_lets_through_is_valid(data, kind):
    text = data.draw(st.from_regex(reply_pattern(*kind), fullmatch=True))
    assert parse_reply(text, *kind).valid


@given(KINDS, st.sampled_from([0.0, 0.05, 0.5, 0.85, 0.9, 1.0]))
def test_it_lets_training_replies_through(kind, confidence):
    insight_type, language = kind
    label = next(iter(CATEGORY_LABELS[language].values()))
    alert = f"{label}: não quer o plano Família, R$ 120 ou 99,90 €."
    for message in (ABSTENTION[language], alert):
        text = reply_text(insight_type, message, confidence)
        assert text.startswith(reply_head(insight_type))
        assert re.fullmatch(reply_pattern(*kind), text)


@pytest.mark.parametrize(
    "message",
    ["", "12", "a b c", "fim<|im_end|>", 'diz "não"', "a\\b", "linha\nnova", "x" * (MAX_MESSAGE_CHARS + 1)],
)
def test_it_keeps_out(message):
    text = reply_text(InsightType.UPSELL, message, 0.5)
    assert not re.fullmatch(reply_pattern(InsightType.UPSELL, "pt"), text)


def test_alerts_need_their_category():
    text = reply_text(InsightType.RISK_ALERT, "Cuidado com o cliente", 0.5)
    assert not re.fullmatch(reply_pattern(InsightType.RISK_ALERT, "pt"), text)


def test_one_spelling_only():
    other = '{"message": "Plano Família", "type": "upsell", "confidence": 0.5}'
    spaced = reply_text(InsightType.UPSELL, "Plano Família", 0.5).replace(": ", ":")
    assert not any(re.fullmatch(reply_pattern(InsightType.UPSELL, "pt"), text) for text in (other, spaced))


def test_unknown_language_and_length():
    with pytest.raises(EscutaError, match="language"):
        reply_pattern(InsightType.UPSELL, "fr")
    with pytest.raises(EscutaError, match="max_chars"):
        reply_pattern(InsightType.UPSELL, "pt", max_chars=3)
