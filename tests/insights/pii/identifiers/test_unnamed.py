"""Codes that no word names: plates, passports, by their form and by what is spoken of."""

import pytest

from insights.pii import Scrubber
from tests.insights.pii.identifiers.marked import found, lines, read

PORTUGUESE = """
bateram em mim e o outro era {documento ele vê eme 4593} prata
passou correndo, {documento DTJ-7512}, nem parou
deixei na vaga o {documento BRA2E19} e sumiu
qual veículo? // o {documento e ípsilon bê} // {documento e ípsilon bê} // {documento zero vê oito seis}
a viatura é a {documento um seis tracinho jf tracinho 59}
o meu é o {documento 45-LZ-97} a gasóleo
passei na portagem e é o {documento noventa e um traço quê ó traço quatro nove}
levo na viagem o {documento efe gê três zero um quatro meia dois}
passaporte {documento tê xis} // perfeito // {documento oitocentos e dois} // tá // {documento 926}
o veículo era {documento O U X} // {documento O U X}… //
.. {documento cinco D} // ok… // {documento trinta e quatro}
aquela parcela de R$ 1.300 {cpf 52998224725} que venceu
pode mandar no {telefone (11) 94793-9657} tb
liguei do {telefone nove três sete zero dois zero zero dois dois} // cinco minutinhos, minha senhora
o antigo acabava em {cartao 0865}
quero encerrar a {conta 23971-3}, cobram demais
quero encerrar a {conta sessenta e três zero oito quarenta dígito zero}
a última que fiz foi {pix F F doze um D F nove E cinco oito E E D A D um trinta e três D B três zero A
.. seis E F seis F B E três A}
"""
SPANISH = """
me dieron un {nie X5228741J} provisional
entran dos, el {documento 6998qwc} y detrás el {documento 4593QVL}
el tractor es {documento MQD-687} y lleva otra {documento ZWF-654}
nos atropelló uno, {documento QU794QI}, y se fue
chocaron con un furgón {documento euz 186} blanco
la grúa se llevó el {documento CJ-TY-83} esta mañana
¿matrícula del otro? // {documento Ele efe ge ese tres cuatro}, la apuntó un señor
perdí el boleto del carro, es el {documento WCP 54, me he liado, 53 7 B}
estacioné el {documento XFZK, quita, quita, XZZK 74} y no está
para el viernes {curp ruqp ahí 71 a ver si leo 03 11 espere hplhzy le sigue 06} y gracias
por desempleo {curp buxv 69 cero ocho 23 hs ls lk cero uno}, ya tramitó
con matrona {rut 1 ya sabe siete punto 8 digamos dos seis punto 110 dígito k} y soy de acá
¿figuro en el padrón? // {dni 59.247.666}
tengo tres: {protocolo 258155744}, {protocolo 202788866043} y otro que no anoté
el coche es {documento uve ce hache cu} // ajá // {documento cuatro cuatro}
"""
NOBODYS = {
    "pt": """
o erro ABC1234 aparece na tela do carro
comprei uma GTX 1080 e um SSD 500 GB
a norma NBR 5410 e a ISO 9001
o voo LA3456 sai às 14h30
é o 45 e a 22
o carro é de JAN-2024
são R$ 1.300 em 10 vezes
que horas fecha? // 8:15. // e sábado?
o disco tem 2 tb e o outro 10 tb
paguei 350 na oficina e 450 de guincho
""",
    "es": """
compré un monitor modelo QW456RT y una RTX 4090
el error XFR234 sale en el televisor
el monitor va a 1440fps y el motor a 2000rpm
iba en el coche y fui 300 metros
soy cliente hace diecinueve días y voy en el carro
C.P. de las afueras
¿y cuánto vale la finca? // 59.247.666
me cobraron $ 1 500 000 por la obra
EF: TA 138/82, FC 96 lpm, BEG
sigue con AAS 100 y clopidogrel
""",
}


@pytest.mark.parametrize("line", lines(PORTUGUESE))
def test_in_portuguese(scrubber: Scrubber, line: str) -> None:
    turns, marks = read(line)
    assert found(scrubber, turns, "pt") == marks


@pytest.mark.parametrize("line", lines(SPANISH))
def test_in_spanish(scrubber: Scrubber, line: str) -> None:
    turns, marks = read(line)
    assert found(scrubber, turns, "es") == marks


@pytest.mark.parametrize(
    ("language", "line"), [(language, line) for language, text in NOBODYS.items() for line in lines(text)]
)
def test_codes_of_things_are_kept(scrubber: Scrubber, language: str, line: str) -> None:
    assert found(scrubber, line.split(" // "), language) == []
