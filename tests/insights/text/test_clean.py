"""The whole of cleaning, in its order."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insights.pii import Scrubber
from insights.records import Call, Speaker, Turn
from insights.text.clean import clean_call, clean_texts
from insights.text.glossary import Glossary, Term

GLOSSARY = Glossary([Term("plano Família", ("plano familia", "plano da família"))])


@pytest.mark.parametrize(
    ("language", "said", "clean"),
    [
        (
            "pt",
            ["é… meu meu cpf é um dois três, ahn, quatro cinco seis sete oito nove zero nove", "certo né"],
            ["meu cpf é [CPF_1]", "certo"],
        ),
        (
            "pt",
            ["quero o plano da família de cento e vinte reais, né, e pago no dia quinze"],
            ["quero o plano Família de R$ 120 e pago no dia 15"],
        ),
        (
            "es",
            ["pues mi tarjeta termina en uno dos tres cuatro y pagué ciento veinte euros"],
            ["mi tarjeta termina en [CARTAO_1] y pagué 120 €"],
        ),
    ],
)
def test_cleaning(scrubber: Scrubber, language: str, said: list[str], clean: list[str]) -> None:
    assert clean_texts(said, language, scrubber, GLOSSARY)[0] == clean


def test_a_call_takes_its_tenants_glossary(scrubber: Scrubber) -> None:
    turn = Turn(turn_id="1", speaker=Speaker.CUSTOMER, start_s=0, end_s=1, text="quero o plano familia")
    call = Call(call_id="c", tenant="telecom", language="pt", duration_s=1, turns=(turn,))
    clean, counts = clean_call(call, scrubber)
    assert clean.turns[0].text == "quero o plano Família"
    assert counts.total == 0


_PIECES = st.sampled_from(
    [
        "é",
        "né",
        "tipo",
        "eu",
        "eu",
        "meu",
        "cpf",
        "529",
        "982",
        "um",
        "dois",
        "vinte",
        "e",
        "reais",
        "R$",
        "120",
        ",",
        ".",
        "dia",
        "quince",
        "plano",
        "familia",
        "[CPF_1]",
        "ana",
        "é",
        ":",
        "€",
        "eh",
        "o",
        "sea",
        "mil",
        "senha",
        "1234",
        "nome",
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.lists(_PIECES, max_size=20).map(" ".join) | st.text(max_size=40), max_size=3),
    language=st.sampled_from(["pt", "es"]),
)
def test_cleaning_twice_changes_nothing(scrubber: Scrubber, texts: list[str], language: str) -> None:
    once, _ = clean_texts(texts, language, scrubber, GLOSSARY)
    assert clean_texts(once, language, scrubber, GLOSSARY)[0] == once
