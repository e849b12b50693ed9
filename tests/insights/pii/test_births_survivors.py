"""Old dates that are nobody's birth: of rulings, laws, papers."""

import pytest

from insights.pii.scrubber import Scrubber
from insights.records import PiiType

KEPT = {
    "pt": (
        "O recurso foi apreciado pelo pleno em 03/12/2003, com relatório da presidência e um voto vencido.",
        "Publicação: 30/10/2007.",
        "Solicito cópia da ata em que a assembleia aprovou, em 6 de novembro de 1996, a obra da escola.",
        "julgado em 14/9/2010",
    ),
    "es": (
        "El pleno vio el recurso el 3/12/2003, con informe de la presidencia y un voto en contra.",
        "Publicación: 30/10/2007.",
        "La sentencia del 14 de mayo de 1994 quedó sin efecto",
    ),
}
TAKEN = {"pt": "doze de março de mil novecentos e oitenta e cinco", "es": "12 de marzo de 1985"}


@pytest.mark.parametrize(("language", "text"), [(one, text) for one, texts in KEPT.items() for text in texts])
def test_dates_of_papers_stay(scrubber: Scrubber, language: str, text: str):
    assert not [span for span in scrubber.detect(text, language) if span.type is PiiType.NASCIMENTO]


@pytest.mark.parametrize("language", TAKEN)
def test_an_old_date_alone_is_somebodys(scrubber: Scrubber, language: str):
    (span,) = scrubber.detect(TAKEN[language], language)
    assert span.type is PiiType.NASCIMENTO
