"""Amounts and days in figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.text.amounts import write_amounts


@pytest.mark.parametrize(
    ("language", "said", "written"),
    [
        ("pt", "cento e vinte reais no dia quinze", "R$ 120 no dia 15"),
        ("pt", "mil e duzentos reais", "R$ 1.200"),
        ("pt", "120 reais, R$120,00 e R$ 1200", "R$ 120, R$ 120 e R$ 1.200"),
        ("pt", "vinte e nove e noventa reais", "R$ 29,90"),
        ("pt", "oitenta e nove euros e noventa", "89,90 €"),
        ("pt", "oitenta e nove reais e noventa centavos por mês", "R$ 89,90 por mês"),
        ("pt", "cem reais e trinta dias", "R$ 100 e trinta dias"),
        ("pt", "um milhão de reais", "R$ 1.000.000"),
        ("pt", "duzentas e três vezes cinquenta dólares", "duzentas e três vezes 50 dólares"),
        ("pt", "dia primeiro, dia vinte e cinco de março", "dia 1, dia 25 de março"),
        ("pt", "[CPF_1] cinco reais", "[CPF_1] R$ 5"),
        ("es", "ciento veinte euros el día quince de mayo", "120 € el día 15 de mayo"),
        ("es", "veintiún euros con cincuenta céntimos", "21,50 €"),
        ("es", "mil doscientos pesos", "1200 pesos"),
        ("es", "quinientos pesos con noventa", "500.90 pesos"),
        ("es", "doscientos treinta y un pesos", "231 pesos"),
        ("es", "99,90€ al mes", "99,90 € al mes"),
        ("en", "twenty euros", "twenty euros"),
    ],
)
def test_amounts(language: str, said: str, written: str) -> None:
    assert write_amounts(said, language) == written


_WORDS = st.sampled_from(
    [
        "cento",
        "e",
        "vinte",
        "mil",
        "reais",
        "R$",
        "120",
        ",",
        ".",
        "00",
        "€",
        "euros",
        "dia",
        "quince",
        "con",
        "y",
        "um",
        "pesos",
        "de",
        "maio",
        "milhão",
        "centavos",
        "1.200,50",
    ]
)


@given(st.lists(_WORDS).map(" ".join) | st.text(), st.sampled_from(["pt", "es"]))
def test_writing_twice_changes_nothing(text: str, language: str) -> None:
    once = write_amounts(text, language)
    assert write_amounts(once, language) == once
