"""Cleaning while a call goes on."""

import re
import time

import pytest

from insights.pii import Scrubber
from insights.records import Speaker, Turn, Word
from insights.synthetic import CorpusSettings, generate, transcript
from insights.text.clean import clean_call
from insights.text.glossary import Glossary, Term, load_glossary
from insights.text.live import LiveCleaner

PLACEHOLDER = re.compile(r"\[([A-Z]+)_\d+\]")


def turns(*texts: str, first: int = 1) -> list[Turn]:
    return [
        Turn(turn_id=f"s{number:04d}", speaker=Speaker.UNKNOWN, start_s=number, end_s=number + 1, text=text)
        for number, text in enumerate(texts, start=first)
    ]


@pytest.fixture
def cleaner(scrubber: Scrubber) -> LiveCleaner:
    return LiveCleaner("pt", scrubber, Glossary([Term("plano Família", ("plano familia",))]))


def test_only_the_new_turns_come_out_clean(cleaner: LiveCleaner):
    first = cleaner.clean(turns("é… eu eu quero, tipo, o plano familia"))
    second = cleaner.clean(turns("custa cento e vinte reais", first=2))
    assert [item.text for item in first] == ["eu quero o plano Família"]
    assert [(item.turn_id, item.text) for item in second] == [("s0002", "custa R$ 120")]
    assert cleaner.clean([]) == []


def test_a_question_and_its_answer_are_read_together(cleaner: LiveCleaner):
    cleaner.clean(turns("qual é o seu nome completo por favor"))
    (answer,) = cleaner.clean(turns("joana pereira da silva", first=2))
    assert answer.text == "[NOME_1]"


def test_a_value_keeps_its_number_through_the_session(cleaner: LiveCleaner):
    cleaner.clean(turns("qual é o seu CPF", "é o 529.982.247-25"))
    cleaner.clean(turns(*["vou verificar no sistema, um momento"] * 30, first=3))
    (again,) = cleaner.clean(turns("o CPF 111.444.777-35 é do meu filho", first=40))
    (same,) = cleaner.clean(turns("repito o meu CPF 529 982 247 25", first=41))
    assert "[CPF_2]" in again.text
    assert "[CPF_1]" in same.text


def test_words_with_times_are_dropped_and_the_rest_is_kept(cleaner: LiveCleaner):
    raw = turns("bom dia")[0].model_copy(
        update={"words": (Word(text="bom", start_s=1, end_s=1.2, probability=0.9),)}
    )
    (clean,) = cleaner.clean([raw])
    assert clean == raw.model_copy(update={"words": None})


def test_sessions_do_not_share_numbers(scrubber: Scrubber):
    for _ in range(2):
        cleaner = LiveCleaner("pt", scrubber, Glossary(()))
        (clean,) = cleaner.clean(turns("meu nome é joana pereira da silva"))
        assert "[NOME_1]" in clean.text


def test_the_context_is_bounded(cleaner: LiveCleaner):
    for number in range(200):
        cleaner.clean(turns("palavra " * 200, first=number + 1))
    assert sum(map(len, cleaner._context)) <= 2 * 1600


def test_batches_are_cleaned_like_the_whole_call(scrubber: Scrubber):
    """Up to numbers: a name that is said in part first and whole later may be numbered otherwise."""
    compared = renumbered = 0
    started, batches = time.process_time(), 0
    for gold in generate(CorpusSettings(calls=24, seed=5)):
        call = transcript(gold)
        whole, _ = clean_call(call, scrubber)
        glossary = load_glossary(call.tenant, call.language, locale=call.locale)
        cleaner = LiveCleaner(call.language, scrubber, glossary)
        live = []
        for first in range(0, len(call.turns), 3):
            live += cleaner.clean(call.turns[first : first + 3])
            batches += 1
        for at_once, bit_by_bit in zip(whole.turns, live, strict=True):
            compared += 1
            renumbered += at_once.text != bit_by_bit.text
            assert PLACEHOLDER.sub(r"[\1]", at_once.text) == PLACEHOLDER.sub(r"[\1]", bit_by_bit.text)
    assert compared > 300
    assert renumbered <= 0.02 * compared
    # A hundred sessions close fewer than twenty batches a second.
    assert (time.process_time() - started) / batches < 0.05
