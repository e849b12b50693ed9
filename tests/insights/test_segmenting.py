import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.errors import EscutaError
from insights.records import Call, Speaker, Turn
from insights.segmenting import ExcerptPolicy, segment


def call_of(*spans: tuple[float, float], text: str = "a b c d") -> Call:
    turns = tuple(
        Turn(turn_id=f"t{number}", speaker=Speaker.AGENT, start_s=start, end_s=end, text=text)
        for number, (start, end) in enumerate(spans)
    )
    end_s = max((end for _, end in spans), default=0.0)
    return Call(call_id="c", tenant="t", language="pt", duration_s=end_s, turns=turns)


@st.composite
def calls(draw: st.DrawFn) -> Call:
    clock, spans = 0.0, []
    for _ in range(draw(st.integers(0, 40))):
        clock += draw(st.floats(0, 5))
        length = draw(st.floats(0.1, 20))
        spans.append((round(clock, 3), round(clock + length, 3)))
        clock += draw(st.floats(0, 1)) * length
    return call_of(*spans)


@given(calls())
def test_every_turn_is_in_one_excerpt_and_none_is_longer_than_allowed(call: Call):
    excerpts = segment(call, ExcerptPolicy()).excerpts
    cut = [turn.turn_id for excerpt in excerpts for turn in excerpt.turns]
    assert sorted(cut) == sorted(turn.turn_id for turn in call.turns)
    for excerpt in excerpts:
        assert excerpt.turns
        assert excerpt.end_s - excerpt.start_s <= 60.0 + 1e-6


@pytest.mark.parametrize(
    ("tail", "lengths", "dropped"), [("merge", [30, 35], 0), ("keep", [60, 5], 0), ("drop", [60], 1)]
)
def test_a_short_tail_follows_the_policy(tail, lengths, dropped):
    call = call_of(*((5.0 * number, 5.0 * number + 5) for number in range(13)))
    segmented = segment(call, ExcerptPolicy(tail=tail))
    assert sorted(each.end_s - each.start_s for each in segmented.excerpts) == sorted(lengths)
    assert segmented.dropped_tails == dropped


def test_a_tail_that_fits_joins_the_excerpt_before():
    call = call_of((0, 25), (26, 50), (51, 58))
    assert len(segment(call, ExcerptPolicy()).excerpts) == 1


def test_an_overlong_turn_is_split_between_words_or_kept():
    call = call_of((0, 150), text="um dois três quatro cinco")
    pieces = segment(call, ExcerptPolicy(tail="keep")).excerpts
    assert " ".join(turn.text for piece in pieces for turn in piece.turns) == "um dois três quatro cinco"
    assert [turn.turn_id for piece in pieces for turn in piece.turns] == ["t0.1", "t0.2", "t0.3"]
    assert len(segment(call, ExcerptPolicy(overlong="keep")).excerpts) == 1


def test_a_call_without_words_gives_nothing():
    assert segment(call_of((0, 40), text="  "), ExcerptPolicy()).excerpts == ()


def test_lengths_that_cannot_be_are_refused():
    with pytest.raises(EscutaError, match="min_s"):
        ExcerptPolicy(min_s=60, max_s=30)
