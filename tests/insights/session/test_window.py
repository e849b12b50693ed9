"""The sliding window."""

from hypothesis import given
from hypothesis import strategies as st

from insights.session.settings import TriggerSettings
from insights.session.window import Window, tokens_of
from tests.insights.session.samples import talk, turn


def window(**settings) -> Window:
    return Window(TriggerSettings(**settings))


def test_it_shows_whole_turns_within_the_words_it_may():
    shown = window(retain_tokens=5)
    for item in talk("um dois três", "quatro cinco", "seis sete oito"):
        shown.push(item)
    assert [item.text for item in shown.recent()] == ["quatro cinco", "seis sete oito"]


def test_it_shows_the_last_seconds():
    shown = window(window_s=4)
    for item in talk("um", "dois", "três", step_s=3):
        shown.push(item)
    assert [item.text for item in shown.recent()] == ["dois", "três"]
    assert [item.text for item in shown.last()] == ["um", "dois", "três"]


def test_of_an_endless_turn_the_last_words_are_shown():
    shown = window(retain_tokens=3, final_tokens=4)
    shown.push(turn(" ".join(map(str, range(1000)))))
    assert shown.recent()[0].text == "997 998 999"
    assert shown.last()[0].text == "996 997 998 999"


def test_turns_without_words_are_left_out():
    shown = window()
    shown.push(turn("  "))
    assert shown.recent() == ()
    assert shown.last() == ()


TEXTS = st.lists(st.text("ab \n", max_size=60), max_size=80)


@given(texts=TEXTS, retain=st.integers(1, 30), final=st.integers(1, 30))
def test_memory_and_what_is_shown_are_bounded(texts, retain, final):
    shown = window(retain_tokens=retain, final_tokens=final)
    for item in talk(*texts):
        shown.push(item)
        assert len(shown) <= max(retain, final)
    assert sum(tokens_of(item.text) for item in shown.recent()) <= retain
    assert sum(tokens_of(item.text) for item in shown.last()) <= final
    if any(text.strip() for text in texts):
        assert shown.recent()
