"""Digits as people say them."""

import pytest

from insights.text.numerals import NUMERALS, read_digits
from insights.text.tokens import fold


@pytest.mark.parametrize(
    ("language", "said", "digits"),
    [
        ("pt", "um dois meia zero", "1260"),
        ("pt", "quinhentos e vinte e nove novecentos e oitenta e dois", "529982"),
        ("pt", "mil novecentos e oitenta e cinco", "1985"),
        ("pt", "dois mil e vinte e seis", "2026"),
        ("pt", "três zeros sete", "0007"),
        ("pt", "vinte e um mil trezentos e doze", "21312"),
        ("pt", "zero onze", "011"),
        ("es", "doble siete ocho triple cero", "778000"),
        ("es", "treinta y uno veintitrés", "3123"),
        ("es", "doce millones trescientos cuarenta y cinco mil seiscientos setenta y ocho", "12345678"),
        ("es", "ciento cinco", "105"),
        ("es", "cinco 67 ocho", "5678"),
    ],
)
def test_words_become_digits(language: str, said: str, digits: str) -> None:
    assert read_digits(fold(said).split(), NUMERALS[language]).text == digits


def test_one_number_said_as_an_amount_is_natural() -> None:
    assert read_digits(["cento", "e", "vinte"], NUMERALS["pt"]).natural
    assert not read_digits(["um", "dois", "zero"], NUMERALS["pt"]).natural
