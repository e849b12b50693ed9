"""Hesitations go, words stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.pii.words.reading import words
from insights.text.fillers import remove_fillers


@pytest.mark.parametrize(
    ("language", "said", "left"),
    [
        ("pt", "é… eu eu quero, tipo, cancelar, né?", "eu quero cancelar?"),
        ("pt", "hum, o o plano ahn família", "o plano família"),
        ("pt", "Né, eu queria saber que tipo de plano é esse", "Eu queria saber que tipo de plano é esse"),
        ("pt", "Bom, eu queria saber, sabe, o valor", "Eu queria saber o valor"),
        ("pt", "Está bem. Bem, choveu muito.", "Está bem. Choveu muito."),
        ("pt", "então assim, digamos, não funciona, entendeu?", "não funciona."),
        ("pt", "vou verificar, tá? Um momento", "vou verificar. Um momento"),
        ("pt", "um dois eh três", "um dois três"),
        ("pt", "hã eu liguei há dois dias", "eu liguei há dois dias"),
        ("es", "Pues quiero, este, o sea, pagar", "Quiero pagar"),
        ("es", "este… yo yo quiero este plan", "yo quiero este plan"),
        ("es", "eh después lo pago, vale", "después lo pago, vale"),
        ("es", "Bueno, a ver, quiero pagar, ¿sabes?", "Quiero pagar."),
        ("es", "es el lunes, ¿no?", "es el lunes?"),
        ("es", "no funciona, ¿viste?, nada", "no funciona nada"),
        ("es", "eh", ""),
        ("en", "um um well", "um um well"),
    ],
)
def test_fillers_go(language: str, said: str, left: str) -> None:
    assert remove_fillers(said, language) == left


@pytest.mark.parametrize(
    ("language", "said", "left"),
    [
        ("pt", "eu quero eu quero cancelar", "eu quero cancelar"),
        ("pt", "que eu, que eu queria", "que eu queria"),
        ("pt", "can- cancelar o o plano", "cancelar o plano"),
        ("pt", "eu pago, eu pago o boleto, eu pago o boleto hoje", "eu pago o boleto hoje"),
        ("pt", "quero a segunda, digo, a terceira via", "quero a terceira via"),
        ("pt", "na terça, quer dizer, na quarta-feira", "na quarta-feira"),
        ("es", "quie… quiero la la factura", "quiero la factura"),
        ("es", "quie... quiero pagar", "quiero pagar"),
        ("es", "el martes, mejor dicho, el jueves", "el jueves"),
    ],
)
def test_what_was_begun_is_said_once(language: str, said: str, left: str) -> None:
    assert remove_fillers(said, language) == left


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("pt", "um um dois dois meia meia"),
        ("pt", "efe erre erre ó"),
        ("pt", "s o u z a a"),
        ("pt", "[CPF_1] [CPF_1]"),
        ("pt", "Bem, obrigado"),
        ("pt", "Entendeu? Sabe o valor?"),
        ("pt", "isso nao eh verdade"),
        ("pt", "o meu cpf eh esse"),
        ("pt", "há dois dias"),
        ("pt", "diabetes tipo dois e sangue tipo o"),
        ("pt", "nós nos falamos e esta está ruim, já já resolvo"),
        ("pt", "pré-pago e guarda-chuva"),
        ("pt", "o plano de cem, digo, o plano de duzentos"),
        ("pt", "custa R$ 120, quer dizer, R$ 130"),
        ("pt", "www.ne.com e ne@exemplo.pt"),
        ("es", "un radio de 20 mm y otro de 5 mm"),
        ("es", "emm.perez@ejemplo.es"),
        ("es", "Apellidos: García García, Ciudad Real, Ciudad Real"),
        ("es", "no pagué, pues tenía prisa"),
        ("es", "bueno el servicio es bueno"),
        ("es", "voy a ver si este plan me sirve"),
        ("es", "ya sea hoy o sea mañana"),
        ("es", "no pues quiero cancelar"),
        ("es", "él el martes, si sí quiere"),
    ],
)
def test_meaning_stays(language: str, said: str) -> None:
    assert remove_fillers(said, language) == said


@pytest.mark.parametrize(
    ("language", "said", "left"),
    [
        ("pt", "não, né, quero cancelar", "não, quero cancelar"),
        ("pt", "não é bom, né", "não é bom"),
        ("es", "No, pues, quiero cancelar", "No, quiero cancelar"),
        ("es", "no no quiero, o sea, no", "no quiero no"),
    ],
)
def test_a_no_denies_what_it_denied(language: str, said: str, left: str) -> None:
    assert remove_fillers(said, language) == left


_PIECES = st.sampled_from(
    sorted(
        words(
            """
            né tipo é … , . ? ... eh o sea pues este eu quero que- que quero- um [CPF_1] Ah A Bom bem sabe
            tá ¿ no digo a segunda terceira bueno ver não hã vinte 20
            """
        )
    )
)
_SPOKEN = (
    st.lists(_PIECES, max_size=20).map(" ".join) | st.lists(_PIECES, max_size=20).map("".join) | st.text()
)


@given(_SPOKEN, st.sampled_from(["pt", "es"]))
def test_removing_twice_changes_nothing(text: str, language: str) -> None:
    once = remove_fillers(text, language)
    assert remove_fillers(once, language) == once
    assert len(once) <= len(text)


@given(_SPOKEN, st.sampled_from(["pt", "es"]))
def test_figures_numbers_and_placeholders_are_never_taken(text: str, language: str) -> None:
    left = remove_fillers(text, language)
    for kept in ("[CPF_1]", "vinte", "20"):
        assert left.count(kept) == text.count(kept)
