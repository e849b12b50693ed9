"""Dates of birth as people say and write them, and other dates that stay. All are invented."""

import pytest

from insights.pii import Scrubber
from insights.records import PiiType
from tests.insights.pii.marking import found

PORTUGUESE = """
nasci em {12/05/1985}
nasci em {12-05-85} em Campinas
nascimento {12.05.1985}
data de nascimento: {1985-05-12}
são dois lugares: eu {12/05/1985}, ela {3/4/91}
e o passageiro? // é de {9 11 1990}
a minha filha, Marina, de {7/9/99}, também vai
Data de nasc.: {12/05/1985}
DN: {12/05/85}
Isso está trocado, o dia com o mês. É {27/1/1949}.
trocaram o dia pelo mês, o pagamento é dia 3 do 5
D.N. {12/5/1985}
Nascimento: {12 05 1985}
nascimento {12051985}
a data é, nascimento {1205 1985}
nasci em {doze de maio de mil novecentos e oitenta e cinco}
nasci no dia {doze do cinco de oitenta e cinco}
nascido a {doze do cinco de oitenta e cinco}
minha data de nascimento é {primeiro de janeiro de dois mil e um}
minha data de nascimento é {vinte e três do onze de setenta e quatro}
nascimento {doze zero cinco oitenta e cinco}
nascimento {um dois zero cinco um nove oito cinco}
a data de nascimento é {zero um zero dois de noventa e nove}
nasci dia {doze barra cinco barra oitenta e cinco}
nasci em {oitenta e cinco}
nasci em {1985}
nasci em {maio de 1985}
nasci no ano de {mil novecentos e sessenta}
meu aniversário é {12 de maio}
ela nasceu em {3 de março de 2019}
meu filho nasceu no dia {quinze de agosto de dois mil e dezenove}
nasci em {12/mai/1985}
nasci em {12 de maio de 85} e quero cancelar
nasci {1º de maio de 1970}
nasci no dia {doze, não, treze de maio de oitenta e cinco}
nasci em {doze de maio, não, de junho de oitenta e cinco}
data de nascimento? / {12/05/1985}
qual a sua data de nascimento? / é {doze de maio de oitenta e cinco}
e a data de nascimento, por favor? / {doze do cinco de oitenta e cinco}
me confirma o nascimento? / {vinte e dois de dezembro de mil novecentos e noventa}
qual a data de nascimento? / {doze de maio} / de que ano? / {oitenta e cinco}
data de nascimento? / {doze de maio de oitenta e cinco} / então {doze de maio de oitenta e cinco}, confirma?
qual o seu aniversário? / {dez de outubro}
em que ano você nasceu? / {oitenta e cinco}
nasci em {dezenove do nove de dezenove oitenta e cinco}
data de nascimento {30/09/1999}, vencimento 10/06/2026
a sua data de nascimento? / é {22 do 8, não, errei, do 2 de setenta} e pronto
faz quantos anos e quando? / {dez corrigindo seis de outubro de sessenta e sete}
na certidão tá uma data e no rg outra, e a verdadeira mesmo é {01/08/1955} e não a que está aí
nasci em {31 de dezembro de 1949}, tenho 76 anos
data do nascimento {7/8/2001}
"""

SPANISH = """
la fecha de nacimiento / {primero} / muy bien más / {de mayo} / claro / {de mil novecientos cuarenta y dos}
vine al mundo el {doce doce setenta lo leí mal cuarenta}
¿qué día nació el titular? / ¿mi papá? El {4… esto, pues… del 10 de noventa y uno}
gemelos, los dos {veinticinco diagonal diez diagonal cincuenta}
nací el {quince de mayo de mil novecientos ochenta}
nací el {3 del 4 del 85}
nací el {doce de mayo del ochenta y cinco}
Fecha de nacimiento: {10/10/1963}.
F.N. {10/10/1963}
F. nac.: {10-10-63}
fecha de nacimiento {15 mayo 1980}
mi fecha de nacimiento es {veintidós del siete del setenta y nueve}
nací en el {85}
nací en {mil novecientos noventa y dos}
nacida el {primero de enero de dos mil uno}
nacido el {1 de enero de 2001}
mi cumpleaños es el {cuatro de julio}
fecha de nacimiento {uno dos cero cinco uno nueve ocho cinco}
fecha de nacimiento, {doce cero cinco mil novecientos ochenta y cinco}
¿fecha de nacimiento? / el {22/07/1979}
¿cuándo nació? / el {veintidós de julio del setenta y nueve}
¿me confirma su fecha de nacimiento? / sí, {quince de marzo de mil novecientos ochenta y ocho}
¿fecha de nacimiento? / {22 de julio} / ¿de qué año? / {setenta y nueve}
nací el {doce, perdón, trece de mayo de mil novecientos ochenta}
Fecha de nacimiento: {04/06/1937}. Fecha de Ingreso: 17/06/2016.
nació el {mayo 15 de 1980}
Fecha de nacimiento: {15/11/19}.
fecha de nacimiento {1985-05-12}
"""

SURVIVORS = {
    "pt": """
o boleto venceu em 12/05/2026 e eu pago 1.500,00
vou pagar no dia doze de maio
o vencimento é dia dez
nasci na cidade, tenho quarenta anos
eu nasci há quarenta anos
a visita ficou para doze de maio às nove
comprei em doze de maio de dois mil e vinte
o técnico vem dia 15 de março
validade 12/27
a Maria do Nascimento pagou em 12/05/2026
o aniversário do contrato é em maio de 2026
data de nascimento não informada, vencimento em 10/06/2026
meu filho nasceu e a conta de março veio alta
sou cliente desde 2012
em 2023 e 2024 paguei certinho
nasceu com 3 quilos e 200 gramas
""",
    "es": """
Fecha de Ingreso: 17/06/2016.
la factura venció el 12/05/2026
quiero pagar ciento veinte euros el quince de mayo
la cita es el tres de marzo de 2026
tengo cuarenta años
nació hace cuarenta años
la visita es el doce de mayo a las nueve
caduca el 12/27
pagué 1.250,50 euros el 3 de marzo de 2026
Fecha de nacimiento: no consta. Ingreso el 12/05/2015
la niña nació y la factura de marzo subió
nació a las 38 semanas con 2.900 gramas
""",
}
AFTER = [
    ("pt", "nascimento? / {12/05/1985} / certo, e o boleto vence em 10/06/2026"),
    ("pt", "nascimento? / {12/05/1985} / e quando quer pagar? / dia doze de maio"),
    ("pt", "nasci em {12/05/1985} / ficou agendado para 20/06/2026"),
    ("es", "¿nacimiento? / {12/05/1985} / la próxima factura es el 3 de marzo de 2026"),
    (
        "pt",
        "data de nascimento? / {9 de outubro de 1943} / o nif é um dois três três zero três seis quatro oito",
    ),
    (
        "es",
        "¿nacimiento? / {2 de septiembre de 1947} / es el ocho uno cero tres cero tres dos tres seis cinco",
    ),
    ("es", "Fecha de nacimiento: {12/05/1985}. / En marzo de 2005 se le practicó una biopsia de la lesión"),
]
_TYPES = (PiiType.NASCIMENTO,)


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("marked", _lines(PORTUGUESE))
def test_births_in_portuguese(scrubber: Scrubber, marked: str) -> None:
    assert found(scrubber, marked, "pt", _TYPES) == marked


@pytest.mark.parametrize("marked", _lines(SPANISH))
def test_births_in_spanish(scrubber: Scrubber, marked: str) -> None:
    assert found(scrubber, marked, "es", _TYPES) == marked


@pytest.mark.parametrize(
    ("language", "text"), [(language, line) for language, text in SURVIVORS.items() for line in _lines(text)]
)
def test_other_dates_survive(scrubber: Scrubber, language: str, text: str) -> None:
    assert found(scrubber, text, language, _TYPES) == text


@pytest.mark.parametrize(("language", "marked"), AFTER)
def test_dates_after_a_date_of_birth_survive(scrubber: Scrubber, language: str, marked: str) -> None:
    assert found(scrubber, marked, language, _TYPES) == marked
