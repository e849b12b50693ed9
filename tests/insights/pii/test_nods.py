"""Turns that say nothing, in words no list has."""

import pytest

from insights.pii import Scrubber
from insights.pii.nods import is_nod, telling_words
from insights.pii.packs import PACKS
from insights.text.tokens import tokenise

CALLS = [
    (
        "pt",
        "qual o cpf? | um dois três | tô contigo | quatro cinco seis | já foi | sete oito nove zero nove",
        "CPF",
    ),
    (
        "es",
        "¿el dni? | cuarenta y cinco | lo tecleo | seis siete ocho | puesto queda | nueve dos zeta",
        "DNI",
    ),
    (
        "es",
        "¿fecha de nacimiento? | el doce | te sigo | de mayo | ahí voy | de mil novecientos ochenta",
        "NASCIMENTO",
    ),
]


@pytest.mark.parametrize(("language", "call", "label"), CALLS)
def test_a_value_goes_on_over_them(scrubber: Scrubber, language: str, call: str, label: str) -> None:
    texts, _ = scrubber.scrub_texts(call.split(" | "), language)
    assert [texts[turn].endswith(f"[{label}_1]") for turn in (1, 3, 5)] == [True, True, True]
    assert [texts[turn] for turn in (2, 4)] == [call.split(" | ")[turn] for turn in (2, 4)]


@pytest.mark.parametrize(
    ("language", "text", "says_nothing"),
    [
        ("es", "te sigo", True),
        ("pt", "já foi, pode mandar", False),
        ("pt", "vou digitando", True),
        ("es", "de mayo", False),
        ("es", "cuarenta", False),
        ("es", "¿y el correo?", False),
        ("pt", "bê cê", False),
        ("pt", "não, errado", False),
        ("es", "gracias", False),
        ("es", "...", False),
        ("es", "no corra tanto, siga", True),
        ("es", "esto va lento, deme un momento", True),
        ("es", "¿y lo que falta?", True),
        ("es", "vale, ¿y?", True),
        ("pt", "sim, e o resto?", True),
        ("es", "no, perdón", False),
        ("es", "¿cuánto debo?", False),
    ],
)
def test_what_they_are(language: str, text: str, says_nothing: bool) -> None:
    document = tokenise(text, language)
    assert is_nod(document.norms, document.kinds, telling_words(PACKS[language])) is says_nothing
