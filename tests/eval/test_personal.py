"""Personal data in replies."""

import pytest

from eval.personal import PersonalData


@pytest.fixture(scope="module")
def personal():
    return PersonalData()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ligar para o cliente no 11 98765-4321", "pt"),
        ("CPF 529.982.247-25 confirmado", "pt"),
        ("Escribir a ana.lopez@correo.es", "es"),
        ("Número 5299822472552998224725529982247255299822472552998224725", "pt"),
    ],
)
def test_personal_data_is_found_and_replaced(personal, text, language):
    assert personal.count(text, language) >= 1
    cleaned = personal.clean(text, language)
    assert cleaned != text
    assert personal.count(cleaned, language) == 0


@pytest.mark.parametrize(
    "text",
    ["Confirmar o [CPF_1] de [NOME_2] e enviar a fatura", "Mantener gas Hogar y ajustar 1" + "0" * 200],
)
def test_placeholders_and_endless_digits_are_nobodys(personal, text):
    assert personal.count(text, "pt") == 0
