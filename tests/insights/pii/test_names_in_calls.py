"""Names as agents and customers say them in passing, in lower case; many are words too. Braces mark them."""

import pytest

from insights.pii import Scrubber
from insights.records import PiiType
from tests.insights.pii.marking import found

CALLS = {
    "es": """
habla {eva} en qué le puedo servir
buen día le saluda {diana}
soy {fidencio} su asesor
muy bien {jazmín} pues ya quedó
gracias por esperar {milagros} ya tengo su caso
{mercedes} su factura vence el lunes
aquí {eva} otra vez
páseme con {diana} por favor
se lo dije a {iris} y nada
autorizo a {milagros} a recoger el paquete
por ahora no {diana}
me lo escriben siempre mal es {del río}
{de la torre} con be o con uve
en el timbre pone {montero} toque fuerte
búsquelo por {de la torre}
su recibo viene como {de la vega}
los {quispe} de la esquina tampoco tienen agua
familia {casado}, segundo piso
apellido paterno / {del río}
está {luis no no me crucé genoveva}
el dueño se llama {david ehm de león} y está de viaje
con {fabián delgado si no me falla la memoria bernal}
se lo deletreo {ese o ese a}
¿cómo se escribe? / {v i dos eles a}
quiero dos cafés y dos tés
¿está {mercedes}? / al habla
muy buenas soy {milagros}
paciente {ximena diez grinberg} mire
somos la familia {del río} cuatro personas
en la lista está como {efe i ge u e erre o a}
habla despacio
me llamo luego
el repartidor marcó al portero
verá usted mi marido murió
usted es el vigésimo de la fila
el campamento de verano: {silvia}, seis del cuatro de mil novecientos ochenta y nueve
{amparo del valle} 14 06 1976 vengo a ponerme la vacuna
si me pasa algo, avisen a {lucrecia}
quiero que quiten a {marcos} de la póliza
pongan a cargar el celular
el asiento para {roldán}, pasillo
colegiado {luna}, llamo por una receta
felicidades, {clara}, su crédito fue aprobado
dígale a {jesús, ese no, el otro, teresa} que ya no venga
{marco quise decir roberto} me atendió
llamo de parte de {amalia de la vega me salté algo marcos}
ella es {belen ya va de la torre sosa}
y usted es / {sonia marcos} / ah sí el del pastor alemán
apellido {fernández} / paciente adulto o pediátrico / pediátrico
qué color era la blusa / rosa pero me mandaron blanca
se rompió el cristal de la puerta
se me fue la luz otra vez
me lo grabaron mal busque bien {eme a ele de o}
le habla la mamá de {blanca}
soy {soledad voy etxeberria}
ponga {lucrecia me salté de línea benítez} por favor
a ver deletréemelo / ¿esa es ene o eme?
eso lo regula la ley / ¿y en cristiano?
soy capricornio le sirve
""",
    "pt": """
aqui quem fala é {máximo} como posso te ajudar hoje
boa noite fala {perpétua}
quem me atendeu ontem foi {jasmim}
desculpe a demora {clara} já localizei
{vera} me confirma seu endereço
a técnica {íris} veio ontem
eu disse pra {perpétua} não assinar
minha filha {lua} tem doze anos
os {fagundes} da esquina também estão sem água
não peguei é {quadros}
{carneiro} é de solteira não uso mais
de solteira era {da luz}
pode pôr {carneiro} e filhos na fachada
o titular é {margarida hmm faria}
nome da mãe / {ana deixa eu botar os óculos alves}
vou soletrar {á dois esses u ene cê á ô}
o sobrenome letra por letra / {R E G, é o seguinte, O}. Que horas são?
R E L A T Ó R I O
e o sobrenome / {jardim}
fala devagar
a espera é longa
avisem a {margarida} que eu liguei
a mesa está para a {clara}
procure por {maria disparate meu pacheco}
que cor tem / rosa
aqui é a mãe do {regina foi mal valéria}
eu disse rosa, não azul
""",
}
LINES = [(language, line) for language, text in CALLS.items() for line in text.strip().splitlines()]


@pytest.mark.parametrize(("language", "line"), LINES, ids=[line for _, line in LINES])
def test_names_in_passing(scrubber: Scrubber, language: str, line: str) -> None:
    assert found(scrubber, line, language, (PiiType.NOME,)) == line
