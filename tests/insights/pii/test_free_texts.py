"""Texts as people type them: chats with who speaks before each line, e-mails, forms, notes. Braces mark what
is personal; " / " ends a line."""

import pytest

from insights.pii import Scrubber
from insights.records import PiiType
from tests.insights.pii.marking import found

CHATS = {
    "pt": """
Atendente: Lamento ouvir. Qual o motivo? / Cliente: mudei de cidade
Atendente: Bom dia! / Cliente: realmente caiu a luz / Atendente: Remarcação sem custo
[09:14] Qual seu nome completo? / [09:15] {jucilene trindade} / [09:15] Realmente não consta
12/03/2024 10:02 - {Jucilene Trindade}: boleto não chegou
Cliente: {Thauan Krahô} / Atendente: Aguarde.
""",
    "es": """
Agente: Uh, qué macana. / Cliente: joder, otra vez / Agente: Podés pasar de 10 a 18
Ejecutiva: ¿A nombre de quién está? / Cliente: {Millaray Quilapán} / Ejecutiva: ¡Listo!
Cliente: {Nekane Urrutikoetxea} / DNI: {12345678Z}
[3/5/24, 9:02:11] {Ximena Salgado}: sigo sin luz
""",
}


@pytest.mark.parametrize(
    ("language", "marked"),
    [(language, line) for language, lines in CHATS.items() for line in lines.strip().splitlines()],
)
def test_who_speaks_in_a_chat_is_no_part_of_what_is_said(
    scrubber: Scrubber, language: str, marked: str
) -> None:
    assert found(scrubber, marked, language, tuple(PiiType)) == marked
