"""Hesitations go, words stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.text.fillers import remove_fillers


@pytest.mark.parametrize(
    ("language", "said", "left"),
    [
        ("pt", "é… eu eu quero, tipo, cancelar, né?", "eu quero cancelar?"),
        ("pt", "hum, o o plano ahn família", "o plano família"),
        ("pt", "Né, eu queria saber que tipo de plano é esse", "Eu queria saber que tipo de plano é esse"),
        ("pt", "eu quero eu quero cancelar", "eu quero cancelar"),
        ("pt", "um um dois dois meia meia", "um um dois dois meia meia"),
        ("pt", "efe erre erre ó", "efe erre erre ó"),
        ("es", "Pues quiero, este, o sea, pagar", "Quiero pagar"),
        ("es", "este… yo yo quiero este plan", "yo quiero este plan"),
        ("es", "eh después lo pago, vale", "después lo pago, vale"),
        ("es", "eh", ""),
        ("en", "um um well", "um um well"),
    ],
)
def test_fillers(language: str, said: str, left: str) -> None:
    assert remove_fillers(said, language) == left


@given(
    st.lists(
        st.sampled_from(
            [
                "né",
                "tipo",
                "é",
                "…",
                ",",
                ".",
                "?",
                "eh",
                "o",
                "sea",
                "pues",
                "este",
                "eu",
                "quero",
                "quero",
                "um",
                "[CPF_1]",
                "Ah",
                "A",
            ]
        )
    ).map(" ".join)
    | st.text(),
    st.sampled_from(["pt", "es"]),
)
def test_removing_twice_changes_nothing(text: str, language: str) -> None:
    once = remove_fillers(text, language)
    assert remove_fillers(once, language) == once
    assert len(once) <= len(text)
