"""Words that no rule named are weighed by what is said around them."""

import pytest

from insights.pii import Scrubber
from insights.pii.gazetteers import EMPTY, gazetteer
from insights.pii.learned.words.runs import RunReader
from insights.pii.names.lexicon import Lexicon
from insights.pii.packs import PACKS
from insights.pii.places import places
from insights.text.tokens import tokenise
from tests.insights.pii.learned.conftest import scrubbed

NOBODYS = (
    ("pt", "de quem o senhor gosta mais na novela?", "da protagonista"),
    ("pt", "qual plano o senhor tem?", "o vida plena"),
    ("pt", "a Farmácias Moreira abre hoje?", "abre sim"),
    ("pt", "qual o sabor?", "jabuticaba"),
    ("pt", "quem recomendou?", "uma amiga do trabalho"),
    ("pt", "obrigado por ligar para a alva telecom", "bom dia"),
    ("pt", "pode sentar", "assim vou sentar minha cabeça hoje"),
    ("pt", "o Tribunal de Justiça de Goiânia negou o recurso da Construtora Falcão", "entendi"),
    ("es", "¿qué plan tiene?", "el total hogar"),
    ("es", "¿dónde lo compró?", "en muebles castaño"),
    ("es", "¿de qué color?", "mandarina"),
    ("es", "descuide, espero", "la regla es no prometer descuentos"),
    ("es", "síndrome de Guillain con afectación severa", "entendido"),
    ("es", "Hospital San Rafael, buenos días", "hola"),
    ("es", "¿quién le recomendó?", "una amiga"),
)


@pytest.mark.parametrize(("language", "first", "second"), NOBODYS)
def test_words_that_are_nobodys_stay(scrubber: Scrubber, language: str, first: str, second: str) -> None:
    assert scrubbed(scrubber, language, first, second) == f"{first} / {second}"


def runs_of(language: str, text: str, *, asked: bool) -> list[str]:
    pack = PACKS[language]
    reader = RunReader(pack, Lexicon(pack, gazetteer(language), EMPTY), places(language))
    document = tokenise(text, language)
    return [document.raw(run.first, run.last) for run in reader.read(document, 0, asked=asked, secret=False)]


@pytest.mark.parametrize(
    ("language", "text", "runs"),
    [
        ("pt", "foi a jacira do carmo que abriu a porta para a gente entrar ontem", ["jacira do carmo"]),
        ("pt", "disse que o Ubirany não tinha vindo trabalhar naquele dia de chuva", ["Ubirany"]),
        ("pt", "quero saber da minha conta e do meu pedido de ontem de manhã", []),
        ("pt", "eme a erre de rato i ó", ["eme a erre de rato i ó"]),
        ("es", "la abrió rosalía y después nos fuimos todos a comer al centro", ["rosalía"]),
        ("es", "efe, o, ene, te, ese", ["efe, o, ene, te, ese"]),
    ],
)
def test_runs(language: str, text: str, runs: list[str]) -> None:
    assert runs_of(language, text, asked=False) == runs


def test_a_word_that_no_list_has_is_looked_at_where_something_personal_was_asked() -> None:
    text = "pues mire usted lo recibió tlaneci hace ya unos cuantos días"
    assert "tlaneci" not in runs_of("es", text, asked=False)
    assert "tlaneci" in runs_of("es", text, asked=True)


def test_a_lexicon_can_do_without_some_words() -> None:
    lexicon = Lexicon(PACKS["pt"], gazetteer("pt"), EMPTY)
    before = lexicon.of("marcos")
    with lexicon.without({"marcos", "zyqwert"}):
        assert lexicon.of("marcos") == lexicon.known.get("marcos", 0) == 0
    assert lexicon.of("marcos") == lexicon.known["marcos"] == before
