"""Addresses, postal codes and dates of birth as calls have them: taken back, said again, in parts."""

import pytest

from insights.pii import Scrubber
from insights.records import PiiType
from tests.insights.pii.marking import found

PORTUGUESE = """
moro na {rua sabiá, 3025, corrigindo, 3035}
é na {rua um nove nove ou melhor seis nove jardim américa em curitiba}
{Largo do Mercado no número três zero, ops, não, no número oito zero Caxias do Sul}
entrega na {rua do sol ao rato dois mil e cinquenta, mentira, três mil e cinquenta}
é {rua dom pedro ii} / sim
pode deixar na {azinhaga do pinhal}
aqui não passa mais ônibus, {r Castro Alves n 97}
aqui em {ramalde} tá tudo sem luz
aqui em {jardim paulistano} ninguém tem sinal
Chove muito aqui em {Passo Fundo}
O ônibus não passa mais em {Santa Felicidade} desde dia dezoito
a entrega para {Rondonópolis} leva 48 horas
avisa que é {bloco B} senão ele deixa na portaria
Faltou pôr no endereço o {apartamento 32}, por isso voltou
o interfone é {sala seiscentos e setenta e dois}, toca forte / anotei {sala 672}
complemento? / {r/c esquerdo}
o andar? / {3º dto}
Município? / {Sinop}. / Deixa eu ver se entendi: {Sinop}.
é na {avenida brasil} / aham / {número um dois sete zero} / certo / {bairro celas}
vocês têm fibra no {4872-190}? é uma moradia nova
moro em {chaves} {sete trezentos e setenta e cinco duzentos e quarenta e sete} na zona antiga
conserto da calçada. Local: {rua dos ipes 500}
o cadastro não aceita {nove de fevereiro de oitenta e um}, diz que sou menor
a verdadeira é {20 de março de 1946}. / {Vinte de março de mil novecentos e quarenta e seis}, anotei certo?
a verdadeira é {17 de março tá meio apagado de 1963}
minha esposa, ela é de {05.12.1968}
idade? / é de {27 3 1940}, faz as contas
nasc {19 do 3 opa errei do 1 de mil novecentos e trinta e nove}
não aceita {quinze perdão dez de março de mil novecentos e quarenta e cinco} diz
sua data de nascimento / {17 do 92 não errei do 12 de oitenta e sete}
"""

SPANISH = """
vivo en {avenida tupac amaru número treinta y uno disculpe es número treinta y ocho lince}
es en {travesía del pozo número doscientos dos ay me equivoqué número cuatrocientos dos} frente al colegio
déjenlo en {calle los copihues al tres ocho tres no perdon al cuatro ocho tres iquique}
es {privada jacarandas} / lo apunto, siga / {al dos mil quinientos}
aquí me sale {travesía de la ermita} / ¿y luego? / {número 14}
no pasa por {carrera cuarenta y tres a} / la escucho / {número uno cero cinco uno}
no hay agua en {calle trece sur, número tres cero nueve seis}
consta {c/ 21 de Mayo 326} como domicilio fiscal
{Calle Cinco Villas 1274}. paciente encamada
mi dirección es {carrera 7 número 45-12 torre 3 apartamento 501}
ahora mismo está en reparto en {quillota}
¿Tienen cobertura en {Chapinero}?
me vine a vivir a {Cayma} hace 15 años
aquí en {laureles} se va la luz
lugar de nacimiento segun su ficha: {mendoza}
¿Ciudad? / {Sevilla}. / Me queda {Sevilla}.
Su médico de cabecera le toca en {barrio Portales}. / ¿Me ha dicho {Portales}?
La inspección quedó para {calle Real 55} el jueves
¿algún complemento? / {Apartamento 7}
¿piso? / {bajo B}
que suba hasta {departamento 610}, por favor
la filtración viene de {apartamento 302}
toque en {torre a} fuerte
calculen el envío a {40805} porfa
calculen el envío a {tres tres cero nueve cuatro} porfa pesa tres kilos
me dice la página que en {28004} no hay cobertura de fibra
uno {23/10/57} y la otra {6-5-45}
uno {dos del cuatro de mil novecientos setenta y siete} y la otra {veintiocho siete cincuenta y siete}
Soy del {quince, déjeme ver, de diciembre, oiga, del cuarenta y uno}, igual que mi gemela
"""

SURVIVORS = {
    "pt": """
tem ponto de referência? / em frente à padaria
O TV Essencial sai por 80 euros
o prazo é de 20 dias aqui em casa
entrega em até 5 dias
entrega em mãos
a internet chega a 500 megas
estou em atraso com a fatura
a rua eu já falei / e isso demora?
o contrato é de 12/05/2005
tô aqui no meio da rua, fala mais alto. / Consegue me ouvir agora?
a fatura vence dia 10 de maio de 2026
Supermercados Avenida agradece / tchau, tchau
""",
    "es": """
me quedé tirada en la autopista mande una grúa
la tarifa para Panamá cuesta 5 euros
envío a domicilio en 24 horas
llega en 3 a 5 días
tiene cobertura en casa
la factura llega a final de mes
la fibra llega a 600 megas
estoy en línea con el banco
¿es casa o edificio?
el recibo del 3 de marzo de 2024
vinieron el 12 de diciembre, la segunda después de 10 años
""",
}
_TYPES = (PiiType.ENDERECO, PiiType.CEP, PiiType.NASCIMENTO)


@pytest.fixture(scope="module")
def scrubber() -> Scrubber:
    return Scrubber()


def _lines(text: str) -> list[str]:
    return text.strip().split("\n")


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        *(("pt", line) for line in _lines(PORTUGUESE)),
        *(("es", line) for line in _lines(SPANISH)),
        *((language, line) for language, text in SURVIVORS.items() for line in _lines(text)),
    ],
)
def test_they_are_found_and_nothing_else(scrubber: Scrubber, language: str, marked: str) -> None:
    assert found(scrubber, marked, language, _TYPES) == marked
