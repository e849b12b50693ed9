import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.confidence import message_logprobs, reply_confidence

LOGPROBS = st.lists(st.floats(-20, 0), max_size=20)


def test_certain_words_leave_the_geometric_mean_with_one():
    assert reply_confidence(0.81, [0.0, 0.0]) == pytest.approx(0.9)


def test_without_probabilities_the_statement_stands():
    assert reply_confidence(0.7, []) == 0.7


def test_mean_is_geometric():
    assert reply_confidence(1.0, [math.log(0.25), 0.0]) == pytest.approx(math.sqrt(0.5))


@given(st.floats(0, 1), LOGPROBS)
def test_in_range(stated, logprobs):
    assert 0 <= reply_confidence(stated, logprobs) <= 1


@given(st.floats(0, 1), st.floats(0, 1), LOGPROBS)
def test_never_falls_when_the_statement_rises(one, two, logprobs):
    low, high = sorted((one, two))
    assert reply_confidence(low, logprobs) <= reply_confidence(high, logprobs)


def test_only_the_message_counts():
    pieces = [
        b'{"type": "upsell", "message": "',
        b"Plano",
        b" fam\xc3",
        b"\xadlia",
        b'", "confidence"',
        b": 0.9}",
    ]
    logprobs = [-9.0, -1.0, -2.0, -3.0, -4.0, -9.0]
    assert message_logprobs(pieces, logprobs) == (-1.0, -2.0, -3.0, -4.0)


def test_a_reply_in_another_shape_counts_whole():
    assert message_logprobs([b"{", b"}"], [-1.0, -2.0]) == (-1.0, -2.0)


def test_lengths_must_agree():
    with pytest.raises(ValueError, match="as many"):
        message_logprobs([b"a"], [])
