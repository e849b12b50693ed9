"""Numbers that are a line's, a version's, a law's, or count what was asked for."""

import pytest

from insights.pii import Scrubber


@pytest.mark.parametrize(
    "call",
    [
        "perdí la cartera en el bus de la línea 27",
        "la encuesta va del 1 al 10 | pues un 7",
        "la versión que tengo es la 11.4.2 y se cierra sola",
        "¿de qué convocatoria? | orden 17 del 2024",
        "dos cuatro seis ocho, probando, ¿se me escucha?",
    ],
)
def test_nothing_is_taken(scrubber: Scrubber, call: str) -> None:
    assert scrubber.scrub_texts(call.split(" | "), "es")[0] == call.split(" | ")
