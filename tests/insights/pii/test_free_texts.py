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


NOBODYS = {
    "pt": """
O meu nome é {João Silva} e moro longe do meu trabalho há mais de dez anos. /  / Invoco, à cautela, a lei.
Assunto: RE: RE: Mudança de titular
Igreja Nossa Senhora do Rosário
nome do fiscal do contrato e portaria, como foi pedido em maio por escrito. /  / Os autos, s.m.j., sumiram.
{KLÉBER VINÍCIUS ZAWADZKI}, brasileiro, casado, motorista
decisão embargada: COMPLEMENTAÇÃO DE APOSENTADORIA
voo Lima–Cusco
""",
    "es": """
Paciente: {Ailén Huenchumilla} / RUT: {15.598.250-1} / Previsión: FONASA B
enviamos a todo el Perú
eps: Asmet Salud / Motivo: caída desde su altura
Un abrazo, / {Amparo} (MAP)
son 1.182,04 € + IVA 21 %
Sexo: M   Edad: 65
""",
}


@pytest.mark.parametrize(
    ("language", "marked"),
    [(language, line) for language, lines in NOBODYS.items() for line in lines.strip().splitlines()],
)
def test_fields_and_beginnings_of_sentences_are_nobodys(
    scrubber: Scrubber, language: str, marked: str
) -> None:
    assert found(scrubber, marked, language, tuple(PiiType)) == marked


FORMS = {
    "pt": """
Endereço: {Aldeia Bororó, s/n, Reserva Indígena de Dourados, Dourados-MS}
Morada: {Monte da Ribeira, caixa postal 218-A, São Bartolomeu de Messines}
Telem. {964 118 702} / Tlm: {93 220 84 17}
o prontuário {0088213-4} foi devolvido
Contacto: {00351 258 441 207}
""",
    "es": """
{Yasna Opazo}, RCM {41.882-0}
Ced. Prof. {2534299}
Consultorio: {Macedonio Alcalá 447-A, Centro}
Cuidadora principal: {Uxía} (nieta), {+34 693 023 190}
""",
}


@pytest.mark.parametrize(
    ("language", "marked"),
    [(language, line) for language, lines in FORMS.items() for line in lines.strip().splitlines()],
)
def test_fields_of_forms_and_signatures_are_found(scrubber: Scrubber, language: str, marked: str) -> None:
    assert found(scrubber, marked, language, tuple(PiiType)) == marked


CONTACTS = """
Remitido por: Dra. {Ana Sanz Lima}. Hospital Universitario del Mar. {Reyes Católicos, 19 - 5o}. {Sevilla}. E-mail: {ana.sanz@exemplo.es}
Responsable clínico: {Pablo Rial Souto}. Servicio de Urología. Complejo Hospitalario. {As Xubias, 84}. {A Coruña}. Tel.: {981 17 80 00}
Remitido por: Dr. {Ramón Gil Cano}. {C/ La Dreda 167}. {Villapresente}. {39539} {Reocín}. Correo electrónico: {r.gil@exemplo.es}
Responsable clínico: {Inés Pardo Vega}. Servicio de Oncología Radioterápica. Unidad de Mama. Planta 2. Fax: {913 36 80 00}
Se revisó con Urología. Cardiología, 12. Sin cambios.
"""  # noqa: E501


@pytest.mark.parametrize("marked", CONTACTS.strip().splitlines())
def test_addresses_in_the_contact_that_ends_a_note_need_no_type(scrubber: Scrubber, marked: str) -> None:
    kinds = (PiiType.ENDERECO, PiiType.CEP, PiiType.NOME, PiiType.EMAIL, PiiType.TELEFONE)
    assert found(scrubber, marked, "es", kinds) == marked
