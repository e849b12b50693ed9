"""Numbers that no rule names are weighed by what is said around them."""

import pytest

from insights.pii import Scrubber
from insights.pii.identifiers.roles import roles_of
from insights.pii.learned.numbers.runs import RunReader
from insights.pii.packs import PACKS
from insights.text.tokens import tokenise
from tests.insights.pii.learned.conftest import scrubbed

PERSONAL = (
    ("pt", "me passa esses que aparecem aí embaixo", "sete dois zero zero quatro"),
    ("pt", "e os que estão no cantinho de cima?", "tá, é cinco um três sete oito"),
    ("es", "¿y el que le sale a usted ahí?", "siete dos cero cero cuatro uno"),
    ("es", "dígame lo que pone debajo de la foto", "a ver, cuatro cero nueve dos siete uno tres"),
    ("es", "¿y el suyo cuál sería?", "dos uno cinco cero cuatro ocho"),
)
NOBODYS = (
    ("pt", "de zero a dez, que nota o senhor dá?", "nove"),
    ("pt", "quanto ficou a compra?", "ficou em trezentos e quarenta e dois"),
    ("pt", "conforme a Lei 12.527/2011, art. 10, cabe recurso em 10 dias", "certo"),
    ("pt", "a pressão deu 12 por 8 e a glicose 98", "ótimo"),
    ("pt", "e a conta?", "minha conta veio duzentos e trinta e quatro e noventa"),
    ("pt", "com o cartão, tudo certo?", "comprometo-me a quitar noventa e um euros no dia cinco"),
    ("pt", "é cliente há quantos anos?", "acho que faz uns cinco"),
    ("pt", "a senhora me ouve?", "fale devagar, filha, que já tenho oitenta e um"),
    ("pt", "qual o tamanho do sapato?", "trinta e sete, mas na forma de vocês trinta e oito"),
    ("es", "¿con cuánta potencia?", "cuatro coma seis en punta"),
    ("es", "¿cómo tiene la tensión?", "quince nueve esta mañana"),
    ("es", "¿es cliente hace mucho?", "creo que hace unos cinco"),
    ("es", "del uno al diez, ¿qué nota nos da?", "un ocho"),
    ("es", "¿cuánto fue?", "fueron doscientos diecinueve"),
    ("es", "según el Real Decreto 1720/2007, artículo 5", "de acuerdo"),
    ("es", "tiene 47 años y un nódulo de 12 x 8 mm desde julio de 2009", "entendido"),
)


@pytest.mark.parametrize(("language", "question", "answer"), PERSONAL)
def test_numbers_without_a_name(
    scrubber: Scrubber, rules: Scrubber, language: str, question: str, answer: str
) -> None:
    """Digits said one by one in answer to somebody, with no word for what they are."""
    assert "[" not in scrubbed(rules, language, question, answer)
    assert scrubbed(scrubber, language, question, answer).count("[") == 1


@pytest.mark.parametrize(("language", "first", "second"), NOBODYS)
def test_numbers_that_are_nobodys_stay(scrubber: Scrubber, language: str, first: str, second: str) -> None:
    assert scrubbed(scrubber, language, first, second) == f"{first} / {second}"


@pytest.mark.parametrize(
    ("language", "text", "runs"),
    [
        ("pt", "anota cinco um, é, três sete por favor", ["cinco um, é, três sete"]),
        ("pt", "em dez de março de mil novecentos e oitenta", ["dez de março de mil novecentos e oitenta"]),
        ("es", "la be ocho doble siete y ya", ["ocho doble siete"]),
        ("es", "12 y 15", ["12", "15"]),
        ("pt", "um momento, uma pergunta", []),
    ],
)
def test_runs(language: str, text: str, runs: list[str]) -> None:
    document = tokenise(text, language)
    found = RunReader(PACKS[language], roles_of(PACKS[language])).read(document, 0)
    assert [document.raw(run.first, run.last) for run in found] == runs
