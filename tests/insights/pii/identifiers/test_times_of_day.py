"""Times of day are no part of a number, whatever was asked before."""

import pytest

from insights.pii import Scrubber

CALLS = [
    ("es", ["¿Sigue ahí?", "Aquí sigo, pegado al teléfono desde cuatro menos diez."]),
    ("es", ["¿A qué hora cierran en la oficina?", "A cuatro menos diez."]),
    ("es", ["claro aquí seguimos hasta 8:15"]),
    ("es", ["aquí sigo pegado al teléfono desde once de la mañana"]),
    ("pt", ["cês trabalham domingo também?", "plantão até oito e meia"]),
    ("pt", ["e o senhor vinha de onde", "da escola umas 8:15"]),
]


@pytest.mark.parametrize(("language", "turns"), CALLS)
def test_a_time_stays(language: str, turns: list[str]) -> None:
    assert Scrubber().scrub_texts(turns, language)[0] == turns
