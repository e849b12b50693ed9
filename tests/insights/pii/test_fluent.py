"""Values that are interrupted: by turns, nods, echoes, pauses and corrections."""

import pytest

from insights.pii import Scrubber

INTERRUPTED = [
    (
        "pt",
        ["qual é a sua data de nascimento", "17", "ok", "de março", "de março", "de 1959"],
        "NASCIMENTO",
        4,
    ),
    ("es", ["¿fecha de nacimiento?", "el doce", "ajá", "de mayo", "del ochenta y cinco"], "NASCIMENTO", 3),
    (
        "es",
        ["¿cuándo cumples?", "el dieciocho", "dieciocho, tecleando", "del once del dos mil tres"],
        "NASCIMENTO",
        3,
    ),
    ("es", ["¿nació?", "13 del 8 de 1945", "en voz alta: 13 de agosto de 1945"], "NASCIMENTO", 2),
    ("pt", ["o e-mail é ana ponto", "certo", "souza arroba", "souza arroba", "gmail ponto com"], "EMAIL", 4),
    ("pt", ["meu nome é Juliana Morais, como é que é, da Cruz"], "NOME", 1),
    ("es", ["me llamo Jacinto, ya te digo, Palacios"], "NOME", 1),
    ("pt", ["moro na avenida Paulista, deixa eu ver, número 1578"], "ENDERECO", 1),
    ("pt", ["meu nome é Edna, não, desculpa, Helena Souza"], "NOME", 1),
    ("pt", ["meu celular é 11 98765, só um minutinho, 4321"], "TELEFONE", 1),
]


@pytest.mark.parametrize(("language", "turns", "label", "pieces"), INTERRUPTED)
def test_a_value_is_whole_however_it_is_interrupted(
    scrubber: Scrubber, language: str, turns: list[str], label: str, pieces: int
) -> None:
    found = scrubber.detect_turns(turns, language)
    assert [each.span.type.value for each in found] == [label] * pieces
    assert len({each.key for each in found}) == 1


@pytest.mark.parametrize(
    ("language", "turns"),
    [
        ("pt", ["então, deixa eu ver, a fatura é de cento e vinte reais"]),
        ("pt", ["pago no dia 15", "certo", "de março"]),
        ("es", ["o sea, espera, son tres meses"]),
        ("es", ["no, disculpe, quiero el plan de 500 megas"]),
    ],
)
def test_pauses_alone_are_nobodys(scrubber: Scrubber, language: str, turns: list[str]) -> None:
    assert scrubber.detect_turns(turns, language) == []
