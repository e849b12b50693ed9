"""Where a growing text is cut, and that the way it arrives changes nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insights.pii import Scrubber


def blocks(scrubber: Scrubber, language: str, *portions: str) -> list[str]:
    cutter = scrubber.cutter(language)
    return [block.text for portion in portions for block in cutter.feed(portion)]


@pytest.mark.parametrize(
    ("said", "cut"),
    [
        ("bom dia. tudo bem?\n", ["bom dia.", " tudo bem?\n"]),
        ("o sr. souza mora na av. brasil\n", ["o sr. souza mora na av. brasil\n"]),
        ("escreva para ana@gmail.com agora\n", ["escreva para ana@gmail.com agora\n"]),
        ("pago no dia 15\n", ["pago no dia 15\n"]),
        ("quero o plano de 500 mega\n", ["quero o plano de 500 mega\n"]),
        # The number may go on, what says that it is a CPF need not wait.
        ("oi\nmeu CPF é 529 982\n", ["oi\n", "meu CPF é"]),
        ("moro na rua das flores número 12\n", []),
        # Neither a nod nor a question of the same speaker's number ends it; other words do.
        ("meu CPF é 529 982\ncerto\n", ["meu CPF é"]),
        ("meu CPF é 529 982\ncerto\n247 25\n", ["meu CPF é"]),
        ("meu CPF é 529 982\nobrigada\n", ["meu CPF é", " 529 982\n", "obrigada\n"]),
        # A name is not the number said again, though both are placeholders.
        ("a conta é [CONTA_1]\n[NOME_2] está aí\n", ["a conta é", " [CONTA_1]\n", "[NOME_2] está aí\n"]),
        ("o e-mail é ana ponto\n", []),
        (
            "o e-mail é ana ponto\nsouza arroba\ngmail ponto com\nobrigada\n",
            ["o e-mail é ana ponto\nsouza arroba\ngmail ponto com\n", "obrigada\n"],
        ),
    ],
)
def test_a_block_ends_where_nothing_is_open(scrubber: Scrubber, said: str, cut: list[str]) -> None:
    assert blocks(scrubber, "pt", said) == cut


SAID = (
    "meu cpf é um dois três meia ponto traço 529 982.247-25 . - , \n \n \n? e y mil cento vinte reais nome",
    "ana Silva de arroba gmail com rua calle número 12/05/1985 nasci dia 15 senha pix [CPF_1] [NOME_2] dni",
    "doble equis x @ : ( ) sou eu são Paulo María final telefone ES91 certo sim obrigado não desculpa Sr. é…",
    "ana@x.com e-mail correo efe R$ 120 apartamento",
)
PIECES = st.sampled_from([piece for line in SAID for piece in line.split(" ")])
TEXTS = st.lists(PIECES, max_size=60).map(" ".join) | st.text(max_size=60)
LANGUAGES = st.sampled_from(["pt", "es", "en"])
MANY = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def portions(text: str, cuts: list[int]) -> list[str]:
    places = sorted({cut % (len(text) + 1) for cut in cuts})
    return [text[a:b] for a, b in zip([0, *places], [*places, len(text)], strict=True)]


@MANY
@given(text=TEXTS, cuts=st.lists(st.integers(0, 400), max_size=12), language=LANGUAGES)
def test_the_same_blocks_however_the_text_arrives(
    scrubber: Scrubber, text: str, cuts: list[int], language: str
) -> None:
    def all_blocks(parts: list[str]) -> list[str]:
        cutter = scrubber.cutter(language)
        fed = [block.text for part in parts for block in cutter.feed(part)]
        return fed + [block.text for block in cutter.flush()]

    whole = all_blocks([text])
    assert all_blocks(portions(text, cuts)) == whole
    assert all_blocks(list(text)) == whole
    # Nothing but blanks at the very end is ever left out.
    assert text.startswith("".join(whole))


@MANY
@given(text=TEXTS, cuts=st.lists(st.integers(0, 400), max_size=12), language=LANGUAGES)
def test_a_stream_is_scrubbed_like_the_whole_text(
    scrubber: Scrubber, text: str, cuts: list[int], language: str
) -> None:
    whole = scrubber.stream(language)
    at_once = whole.feed(text) + whole.flush()
    stream = scrubber.stream(language)
    bit_by_bit = "".join(map(stream.feed, portions(text, cuts))) + stream.flush()
    assert bit_by_bit == at_once
    assert stream.counts == whole.counts


def test_a_block_is_bounded(scrubber: Scrubber) -> None:
    assert all(len(block.split()) <= 400 for block in blocks(scrubber, "pt", "7 " * 5000))
