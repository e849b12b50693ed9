"""Cleaning while a call goes on."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insights.pii import Scrubber
from insights.records import Speaker, Turn, Word
from insights.synthetic import CorpusSettings, generate, transcript
from insights.text.clean import clean_call
from insights.text.glossary import Glossary, Term, load_glossary
from insights.text.live import LiveCleaner


def turns(*texts: str, first: int = 1) -> list[Turn]:
    return [
        Turn(turn_id=f"s{number:04d}", speaker=Speaker.UNKNOWN, start_s=number, end_s=number + 1, text=text)
        for number, text in enumerate(texts, start=first)
    ]


def texts_of(clean: list[Turn]) -> list[str]:
    return [turn.text for turn in clean]


@pytest.fixture
def cleaner(scrubber: Scrubber) -> LiveCleaner:
    return LiveCleaner("pt", scrubber, Glossary([Term("plano Família", ("plano familia",))]))


def test_only_the_new_turns_come_out_clean(cleaner: LiveCleaner):
    first = cleaner.clean(turns("é… eu eu quero, tipo, o plano familia"))
    second = cleaner.clean(turns("custa cento e vinte reais", first=2))
    assert texts_of(first) == ["eu quero o plano Família"]
    assert [(item.turn_id, item.text) for item in second] == [("s0002", "custa R$ 120")]
    assert cleaner.clean([]) == []


def test_a_question_and_its_answer_are_read_together(cleaner: LiveCleaner):
    cleaner.clean(turns("qual é o seu nome completo por favor"))
    (answer,) = cleaner.clean(turns("joana pereira da silva", first=2))
    assert answer.text == "[NOME_1]"


def test_an_unfinished_number_waits_and_what_is_before_it_does_not(cleaner: LiveCleaner):
    first = cleaner.clean(turns("bom dia, tudo bem?", "meu CPF é cinco dois nove nove oito"))
    assert texts_of(first) == ["bom dia, tudo bem?", "meu CPF é"]
    # An agent's nod does not end a dictation.
    assert texts_of(cleaner.clean(turns("certo", first=3))) == []
    rest = cleaner.clean(turns("dois dois quatro sete dois cinco", "anotei, mais alguma coisa?", first=4))
    assert [(turn.turn_id, turn.text) for turn in rest] == [
        ("s0002", "[CPF_1]"),
        ("s0003", "certo"),
        ("s0004", "[CPF_1]"),
        ("s0005", "anotei, mais alguma coisa?"),
    ]


def test_what_waits_comes_out_at_the_end_of_the_call(cleaner: LiveCleaner):
    cleaner.clean(turns("meu CPF é 529.982.247-25"))
    assert texts_of(cleaner.flush()) == ["[CPF_1]"]
    assert cleaner.flush() == []


def test_amounts_and_days_do_not_wait(cleaner: LiveCleaner):
    said = ["quero o plano de 500 mega", "pago cento e vinte reais", "no dia 15", "em doze vezes"]
    for number, text in enumerate(said, start=1):
        assert len(cleaner.clean(turns(text, first=number))) == 1


def test_a_value_keeps_its_number_through_the_session(cleaner: LiveCleaner):
    cleaner.clean(turns("qual é o seu CPF", "é o 529.982.247-25"))
    cleaner.clean(turns(*["vou verificar no sistema, um momento"] * 30, first=3))
    again = cleaner.clean(turns("o CPF 111.444.777-35 é do meu filho", first=40))
    same = cleaner.clean(turns("repito o meu CPF 529 982 247 25 para o senhor", first=41))
    assert "[CPF_2]" in again[-1].text
    assert "[CPF_1]" in same[-1].text


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


def joined(clean: list[Turn]) -> list[tuple[str, str]]:
    """Ids and texts; a turn that came out in parts is one again."""
    out: dict[str, str] = {}
    for turn in clean:
        out[turn.turn_id] = f"{out[turn.turn_id]} {turn.text}".strip() if turn.turn_id in out else turn.text
    return list(out.items())


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), sizes=st.lists(st.integers(1, 6), min_size=1, max_size=8))
def test_batches_are_cleaned_like_the_whole_call(scrubber: Scrubber, seed: int, sizes: list[int]):
    for gold in generate(CorpusSettings(calls=2, seed=seed)):
        call = transcript(gold)
        whole, _ = clean_call(call, scrubber)
        cleaner = LiveCleaner(
            call.language, scrubber, load_glossary(call.tenant, call.language, locale=call.locale)
        )
        live: list[Turn] = []
        first = batch = 0
        while first < len(call.turns):
            size = sizes[batch % len(sizes)]
            live += cleaner.clean(call.turns[first : first + size])
            first, batch = first + size, batch + 1
        live += cleaner.flush()
        spaces = re.compile(r"\s+")
        assert [(turn_id, spaces.sub(" ", text)) for turn_id, text in joined(live)] == [
            (turn.turn_id, spaces.sub(" ", turn.text).strip()) for turn in whole.turns
        ]


def moved(before: LiveCleaner, scrubber: Scrubber, language: str, glossary: Glossary) -> LiveCleaner | None:
    """Another process's cleaner, of what may leave the first one's."""
    if before.memory is None:
        return None
    other = LiveCleaner(language, scrubber, glossary)
    other.recall(before.memory)
    return other


def test_another_cleaner_goes_on_where_nothing_waits(scrubber: Scrubber):
    nothing = Glossary([])
    cleaner = LiveCleaner("pt", scrubber, nothing)
    cleaner.clean(turns("bom dia meu cpf é cinco dois nove nove oito dois dois quatro sete"))
    assert moved(cleaner, scrubber, "pt", nothing) is None
    cleaner.clean(turns("dois cinco", "anotei e qual é o seu nome completo por favor", first=2))
    other = moved(cleaner, scrubber, "pt", nothing)
    assert other is not None
    assert other.memory == cleaner.memory
    (name,) = other.clean(turns("joana pereira da silva", first=4))
    assert name.text == "[NOME_1]"
    told = other.clean(turns("e o da minha mãe é 111.444.777-35", "obrigado vou verificar aqui", first=5))
    assert "[CPF_2]" in " ".join(texts_of(told))


@pytest.mark.parametrize("seed", [1, 2])
def test_a_call_that_moves_wherever_it_may_gives_the_same_text_but_for_numbers(scrubber: Scrubber, seed: int):
    for call in generate(CorpusSettings(calls=6, seed=seed)):
        said = transcript(call).turns
        language, glossary = call.language, load_glossary(call.tenant, call.language)
        one = LiveCleaner(language, scrubber, glossary)
        other, moves = LiveCleaner(language, scrubber, glossary), 0
        for turn in said:
            assert unnumbered(other.clean([turn])) == unnumbered(one.clean([turn]))
            if (next_ := moved(other, scrubber, language, glossary)) is not None:
                other, moves = next_, moves + 1
        assert unnumbered(other.flush()) == unnumbered(one.flush())
        assert moves > len(said) / 2


def unnumbered(clean: list[Turn]) -> list[str]:
    return [re.sub(r"_\d+\]", "]", turn.text) for turn in clean]
