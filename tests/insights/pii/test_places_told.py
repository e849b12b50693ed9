"""Places told by what is said around them, as calls have them. Everybody and every street is invented."""

import pytest

from insights.pii import Scrubber
from insights.records import PiiType
from tests.insights.pii.marking import found

PORTUGUESE = """
o carro morreu chegando em {odivelas}
fiquei parado na entrada de {Jundiaí}
quero transferir o curso pra {osasco}
O boletim foi registrado onde? / Em {Rondonópolis}, onde eu moro.
natural de {bragança}
sem luz no {bairro do cabrito} desde cedo
fica em {servidão três marias número um meia meia três}
a minha morada é {lugar da Igreja, 4750-123 Barcelos}
qual é a sua morada? / {caminho do lombo}
{rua do souto 25 quatro sete zero zero três dois seis braga}
detalhe da moradia? / {cave}
então acrescenta {casa 4} por favor
entrega {av paulista 1578 cj 12} por favor
Pode vir na {r Nossa Senhora da Saude 879} to em casa
procura {r gago coutinho n.º 296} portão cinza
andar? / {rés-do-chão}
tem bloco apartamento alguma coisa / tem {sala 18}
Em {Tatuquara} não pega desde ontem.
Põe {Caparica}.
mando vir para {Ermesinde}
o de casa é mais novo
qual é o andar da loja? / o segundo, ao lado do banheiro
o voo de recife pra brasília atrasou
a loja em Curitiba abre que horas
{Campinas}, certo? E termina como?
não é hotel, é flat: {Sala 509}
Ligo da Carris, o meu nome é Inês
Quem fala? / É da Loja Oliveira
A rua está em obras, não há onde estacionar. / A câmara prometeu um parque provisório.
a casa fica onde? / o elevador parou
vivo em {Casais Novos}
nasci em {viseu} em março
foi na {EN 125 ao quilómetro doze}
a minha mãe é de {Viseu} e não fala
venho de {Leiria} todos os dias
já chegando em {tijuca}, dois numa moto
porque botaram {rua do sossego} / uhum
tá na rua volta mais tarde
na campainha é {segundo esquerdo}
tá lá {blumenau 46819-564} tudo certinho
queria uma passagem pra {joinville} na sexta
vocês atendem {asa norte}?
a moça colocou {caruaru} e eu falei que não
os meus pais são de {braga} e nunca receberam nada
qual a cidade do atendimento / {anápolis} interior mesmo
{rua sete de abril} / continua / {número 32} / tá certo / em {cascavel} / obrigado
é a {rua das flores} / tá bom / {No número 91, apartamento 4} / manda / {Volta Redonda}, casa azul
esse cep é de {vitória} / digitei errado
diga o código postal / {6995-246} / aparece-me {leiria} / é isso
é {anápolis} né / não é {anápolis} / {anápolis}
a casa segurada situa-se em...? / {Santo António, concelho de Leiria}
a vizinha ficou em {caruaru} reconhece
uma batida entre {Setúbal e Viseu}, numa curva
depois é que fui para {Setúbal}
fui para Setúbal de comboio
pego a {rua do sol 9} / muito bem / depois é {porta 1}
quem deve as quotas é o da {fração E}, não sou eu
a encomenda ficou no {8º frente}, ao lado
o morador da {casa 9} faleceu
falta a porta / a da rua ou a minha? / a sua / {cave}
moça, {bloco F}, tá?
casa ou apê? / sobrado, sete quartos
peraí q a panela tá apitando
em que sala é a inspeção? / sala 3, ao fundo
mande pra {Faro}, por favor
a menina é de {Évora}
é na {quinta do lago, vivenda 12}
o autocarro da feira para em Pombal
a entrega é na {Rua A, nº 711}
a entrega é na {Rua das Flores 12, compl.: casa 17, Recife}
a Rua, 15 metros à frente
está em guarda e a madeira em chaves
"""

SPANISH = """
Me quedé tirado llegando a {Curicó}.
en {deusto} no hay cobertura desde ayer
quiero mudar la línea a {Talca}
entonces {almería} correcto / correcto
eso es {barrio el cabañal} no
soy de {fraccionamiento villas del sol} y llevo tres días sin agua
soy de {castro} y quiero la factura
Mándeme la grúa a {plaza Mayor} / apunto / {número 12}
estoy empadronado en el {2129}
estoy empadronada en el {cincuenta y tres cero sesenta}
el envío va al cepé {ocho tres dos cero cero cero cero}
la farola de {c doctor mora 12} lleva 6 meses fundida
el de {eje central dos mil cuatrocientos veintiocho}
recojan el colchón en {Achával 365 torre F Rosario}, hasta las 8
¿Dónde se lo entregamos? / en {Cerro Alto 233, casa 12}
¿Y la puerta? / {la be}
número de piso puerta interior / {5º b}
por qué parte de la ciudad? / por {zaidín}
desde que ciudad nos escribe? / desde {santander}
lugar de nacimiento según su ficha {segovia}
me dice {viña del mar} / no {valparaíso}
en la ficha está en blanco el c.p / póngame {90948}
¿Y el código postal de {Rosario} ese cuál es? / {dos mil}
me confirma el código postal / sí {c 6741 cómo era cbf}
toque en {7º a} fuerte
soy la señora de antes la de {manzana b} y sigue sin ir
es el {28010} de {Madrid}
la sucursal en medellín abre a las nueve
¿de qué parte me llama? / de {temuco}
¿dónde y cuándo nació? / en {talca}, el martes
expedida dónde / en {cali}, doctora
quiero pasar mi expediente de {albacete} a donde vivo
el camión salió de {rancagua} ayer
estoy tirada en {manizales} con dos niños
el apartamento es {portal trece}, no el otro
se me olvidó decirle que es {escalera D}
¿es avenida o jirón?
{N-340, kilómetro 82}
son 60 por 40 centímetros
{calle 60 por 47, centro, Mérida}
vivo en {Corrientes al 3200, casi Agüero}
lo recibo en el {cuarenta y uno mil tres}
vivo en el {tercero izquierda}
la primera a la derecha y luego recto
la quiero en azul y la otra en negro
¿de qué puerta sale el vuelo? / la veintitrés
¿cuántos viven en la vivienda? / cuatro
{calle ancha 54} / vale / cuelgo, que se quema
en el barrio hay mucho ruido
en {salta} recorrido del bus incluido
el papelito decía {gijón} por eso no le salía
fui andando hasta {recoleta} que es donde tengo la casa
hay dos calles con ese nombre / la mía es la de {nervión}
soy la catequista de {Lavapiés}, quería unas estampitas
mis cosas van a {la serena}, no a otro sitio
me llamó uno que decía ser de {Trujillo}
pruebe / {antofagasta} / mire, sí aparece
vivo en {calle goya 12} / vale / {albacete} toque fuerte
la mesa de centro en la que está la plata
el modelo valencia, no el sevilla
abrimos en Lima y Arequipa
lo anoté en el limón
entonces es la del departamento / esa, {lote 903}
se lo digo todo de una: {Planta 1}. / Ahora sí.
la otra vez se lo llevaron al {torre f}
se me olvidó poner {int 714} en la dirección
con timbre / {octavo c} / gracias
la consulta está en planta 2
embarque por puerta 14
el lote 16 del jarabe
primero a ver si me entiende
¿qué casa le sale? / {calle cien} / {ciento diecisiete cuarenta y nueve}
la ambulancia va a {calle cinco de mayo} / diga
ciudad {oaxaca} postal {nueve noventa y uno cuarenta y uno} y ya
"""

CASES = [("pt", line) for line in PORTUGUESE.strip().splitlines()] + [
    ("es", line) for line in SPANISH.strip().splitlines()
]


@pytest.mark.parametrize(("language", "marked"), CASES)
def test_places_and_codes(scrubber: Scrubber, language: str, marked: str) -> None:
    types = (PiiType.ENDERECO, PiiType.CEP)
    assert found(scrubber, marked, language, types).replace("} {", " ") == marked
