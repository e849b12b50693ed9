"""Random valid numbers in random ways of saying them are found whole; random amounts and days survive."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.br import cpf

from insights.pii import Scrubber
from tests.insights.pii.identifiers.marked import found

_DIGITS = {
    "pt": "zero um dois três quatro cinco seis sete oito nove".split(),  # noqa: SIM905
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve".split(),  # noqa: SIM905
}
_FILLERS = {
    "pt": (" ", ", ", "… é… ", ", hum, ", ", deixa eu ver, "),
    "es": (" ", ", ", "… eh… ", ", a ver, "),
}
_FRAMES = {
    ("pt", "CPF"): (
        "meu cpf é {}",
        "o cpf do titular é o {}, tá?",
        "qual é o cpf? // é {}",
        "cpf {} obrigado",
    ),
    ("pt", "CARTAO"): ("o cartão é {}", "o número do cartão? // {}", "anota o cartão {}"),
    ("pt", "TELEFONE"): ("meu telefone é {}", "pode ligar no celular {}", "telefone? // é o {}"),
    ("es", "DNI"): ("mi dni es {}", "¿su dni? // es el {}", "apunte el dni {}"),
    ("es", "CARTAO"): ("mi tarjeta es {}", "¿el número de la tarjeta? // {}"),
    ("es", "TELEFONE"): ("mi teléfono es {}", "llámeme al móvil {}", "¿su teléfono? // es el {}"),
}
_LENGTHS = {("pt", "TELEFONE"): "119", ("es", "TELEFONE"): "6", ("es", "DNI"): ""}
_SETTINGS = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _value(language: str, kind: str, rng: Random) -> str:
    digits = "".join(rng.choice("0123456789") for _ in range(15))
    if kind == "CPF":
        return digits[:9] + cpf._calc_check_digits(digits[:9])
    if kind == "CARTAO":
        card = "4" + digits[:14]
        return card + luhn.calc_check_digit(card)
    start = _LENGTHS[language, kind]
    return start + digits[: {"pt": 11, "es": 9 if kind == "TELEFONE" else 8}[language] - len(start)]


def _said(value: str, language: str, rng: Random) -> str:
    """Digits as words or as they are, in groups, with hesitations between."""
    parts: list[str] = []
    position = 0
    while position < len(value):
        size = rng.choice((2, 3, 4))
        group = value[position : position + size]
        written = rng.random() < 0.3
        parts.append(group if written else " ".join(_DIGITS[language][int(digit)] for digit in group))
        position += size
    said = parts[0]
    for part in parts[1:]:
        said += rng.choice(_FILLERS[language]) + part
    return said


@pytest.mark.parametrize(("language", "kind"), sorted(_FRAMES))
@_SETTINGS
@given(seed=st.integers(0, 10**9))
def test_a_number_is_found_however_it_is_said(
    scrubber: Scrubber, language: str, kind: str, seed: int
) -> None:
    rng = Random(seed)
    said = _said(_value(language, kind, rng), language, rng)
    turns = rng.choice(_FRAMES[language, kind]).format(said).split(" // ")
    assert found(scrubber, turns, language) == [(len(turns) - 1, kind, said)]


_AMOUNTS = {
    "pt": (
        "paguei {} reais ontem",
        "a fatura veio R$ {},90",
        "o plano custa {} reais por mês",
        "são {} parcelas",
        "faz {} dias que espero",
        "pago no dia {day} de março",
        "venceu em {day}/0{month}/2026",
        "subiu {day}%",
        "o cartão foi cobrado em {} reais",
        "minha conta veio {} reais",
    ),
    "es": (
        "pagué {} euros ayer",
        "la factura es de {},90 €",
        "el plan cuesta {} pesos al mes",
        "son {} cuotas",
        "llevo {} días esperando",
        "pago el {day} de marzo",
        "venció el {day}/0{month}/2026",
        "subió un {day}%",
        "en la tarjeta me cobraron {} euros",
        "mi cuenta vino por {} pesos",
    ),
}


@pytest.mark.parametrize("language", ["pt", "es"])
@_SETTINGS
@given(
    amount=st.integers(1, 99_999), day=st.integers(10, 28), month=st.integers(1, 9), pick=st.integers(0, 9)
)
def test_amounts_and_days_survive(
    scrubber: Scrubber, language: str, amount: int, day: int, month: int, pick: int
) -> None:
    text = _AMOUNTS[language][pick].format(amount, day=day, month=month)
    assert found(scrubber, [text], language) == []
