"""Random values, ways of saying them and sentences around them: what is found covers what was put in."""

from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insights.pii import Scrubber
from insights.records import PiiType
from insights.text.months import MONTHS
from tests.insights.pii.work import growth

_SETTINGS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
_FRAMES = {
    (PiiType.ENDERECO, "pt"): ("moro na {}", "meu endereço é {} tá", "qual o endereço?\n{}", "Endereço: {}"),
    (PiiType.ENDERECO, "es"): (
        "vivo en la {}",
        "mi dirección es {} vale",
        "¿dirección?\n{}",
        "Domicilio: {}",
    ),
    (PiiType.NASCIMENTO, "pt"): ("nasci em {}", "data de nascimento?\né {}", "Data de nascimento: {}"),
    (PiiType.NASCIMENTO, "es"): ("nací el {}", "¿fecha de nacimiento?\nel {}", "Fecha de nacimiento: {}"),
    (PiiType.EMAIL, "pt"): ("meu email é {}", "qual o e-mail?\né {} obrigado", "E-mail: {}"),
    (PiiType.EMAIL, "es"): ("mi correo es {}", "¿su correo?\nes {} gracias", "Correo electrónico: {}"),
}
_STREETS = {
    "pt": ("rua das acácias", "avenida sete de setembro", "travessa do carmo", "rua joão moreira"),
    "es": ("calle del olmo", "avenida cinco de mayo", "calle gabriela mistral", "calle ancha"),
}
_NUMBERS = {
    "pt": ("cento e vinte", "número oitocentos e doze", "45", ", 1200", "nº 33"),
    "es": ("ciento veinte", "número ochenta y dos", "45", ", 1200", "nº 33"),
}
_UNITS = {
    "pt": ("", " apartamento trinta e um", ", apto 4", " bloco b", " casa dois"),
    "es": ("", " piso tercero", ", 3º B", " departamento cinco", " tercero izquierda"),
}
_DAYS = {"pt": {5: "cinco", 12: "doze", 23: "vinte e três"}, "es": {5: "cinco", 12: "doce", 23: "veintitrés"}}
_YEARS = {
    "pt": {1985: "mil novecentos e oitenta e cinco", 1999: "noventa e nove", 2001: "dois mil e um"},
    "es": {1985: "mil novecientos ochenta y cinco", 1999: "noventa y nueve", 2001: "dos mil uno"},
}


def _address(language: str, rng: Random) -> str:
    number = rng.choice(_NUMBERS[language])
    return f"{rng.choice(_STREETS[language])} {number}{rng.choice(_UNITS[language])}".replace(" ,", ",")


def _birth(language: str, rng: Random) -> str:
    day, month, year = rng.choice([5, 12, 23]), rng.randint(1, 12), rng.choice([1985, 1999, 2001])
    said = f"{_DAYS[language][day]} de {list(MONTHS[language])[month - 1]} de {_YEARS[language][year]}"
    mixed = f"{day} de {list(MONTHS[language])[month - 1]} de {year}"
    return rng.choice(
        [said, mixed, f"{date(year, month, day):%d/%m/%Y}", f"{date(year, month, day):%d-%m-%y}"]
    )


def _email(language: str, rng: Random) -> str:
    at_dot = {"pt": ("ponto", "underline"), "es": ("punto", "guion bajo")}[language]
    local = f"jurema {rng.choice(at_dot)} prates"
    digits = rng.choice(["", " sete sete" if language == "pt" else " siete siete", " 85"])
    spoken = f"{local}{digits} arroba {rng.choice(['gmail', 'hotmail', 'yahoo'])} {at_dot[0]} com"
    return rng.choice([spoken, "jurema.prates85@gmail.com", "j_prates@empresa.com.br"])


_VALUES = {PiiType.ENDERECO: _address, PiiType.NASCIMENTO: _birth, PiiType.EMAIL: _email}


@_SETTINGS
@given(
    kind=st.sampled_from(list(_VALUES)), language=st.sampled_from(["pt", "es"]), seed=st.integers(0, 10**6)
)
def test_a_value_is_covered_in_any_frame(scrubber: Scrubber, kind: PiiType, language: str, seed: int) -> None:
    rng = Random(seed)
    value = _VALUES[kind](language, rng)
    turns = rng.choice(_FRAMES[kind, language]).format(value).split("\n")
    start = turns[-1].index(value)
    covered = sum(
        min(found.span.end, start + len(value)) - max(found.span.start, start)
        for found in scrubber.detect_turns(turns, language)
        if found.turn == len(turns) - 1 and found.span.type is kind
    )
    assert covered >= 0.9 * len(value), turns


@pytest.mark.parametrize(
    "piece",
    [
        "rua ",
        "rua a ",
        "moro em ",
        "número 1, ",
        "Rua A, 1, ",
        "nasci 1 de ",
        "nasci um de um\n",
        "arroba ",
        "a arroba ",
        "email ponto\n",
        "28046 ",
        "bairro?\n",
        "[ENDERECO_1]\n",
    ],
)
def test_cost_is_linear(scrubber: Scrubber, piece: str) -> None:
    # A quadratic recogniser would do sixteen times the work.
    assert growth(lambda text: scrubber.detect_turns(text.split("\n"), "pt"), piece) < 6
