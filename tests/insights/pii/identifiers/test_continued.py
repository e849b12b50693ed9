"""Pieces of a value that are nothing alone: what they stand beside tells."""

import pytest

from insights.pii import Scrubber
from tests.insights.pii.identifiers.marked import found, lines, read

PIECES = """
la letra sí la sé, el {dni 7189 4616}, ¿le vale?
es el de mi primo, {protocolo 7189} // le sigo // {protocolo 4616} // {documento c} que yo no lo llevo
pone {telefone 555} // ¿y después? // {telefone 344 65} // {documento e} // gracias
el mío es {documento G B O} // ¿y lo que falta? // {documento cuatro cinco seis, S}
entra un camión con {documento zeta i ge} // no corra tanto // {documento siete ocho, nueve, jota}
he puesto {nie Y 863 71 41 D}, no, qué digo, {documento B} en la web
el anulado está roto {documento 485} // le sigo // {documento siete cinco nueve}
el suyo es {dni catorce novecientos seis} // ¿qué sigue? // {documento quinientos veinte w} y ya está
"""
NOTHING = """
mi teléfono es {telefone 612 345 678} q no lo uso
la factura me urge en xml, {rfc ZARJ820322F50}
C.P. {cep 28035}
"""


@pytest.mark.parametrize("line", lines(PIECES + NOTHING))
def test_letters_and_lone_digits_of_a_value(scrubber: Scrubber, line: str) -> None:
    turns, marks = read(line)
    assert [(turn, value) for turn, _, value in found(scrubber, turns, "es")] == [
        (turn, value) for turn, _, value in marks
    ]
