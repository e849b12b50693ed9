"""Addresses and places as people say, write and fill them in. All are invented."""

import pytest

from insights.pii import Scrubber
from insights.records import PiiType
from tests.insights.pii.marking import found

PORTUGUESE = """
moro na {rua quinze de novembro número oitocentos e doze apartamento trinta e um bloco b em curitiba}
entrega na esquina da {rua augusta com a oscar freire}
moro na {avenida brasil, na altura do mil e quinhentos}
manda pra {augusta 1500, apto 31}
perto de {Caruaru}
moro na {rua das flores número cento e vinte e três apartamento dois}
eu moro na {rua das flores 120} e quero cancelar
meu endereço é {rua sete de setembro cento e vinte casa dois}
é na {rua vinte e cinco de março cento e dez centro}
moro na {rua das acácias} faz dez anos
a entrega é na {avenida brasil mil e duzentos sala quatro}
{R. das Flores n 12 ap 3}
fica na {r. joão pessoa, 45 - centro - natal/rn}
{Av. Paulista, 1578, apto 42, Bela Vista, São Paulo - SP}
{Avenida Paulista, 1578}
{Rua Dr. José Bonifácio, 1.250, fundos}
moro na {Rua Aurora Nunes, nº 77, bl C, apto. 204}
mudei pra {Travessa do Ouro, 9}
a casa fica na {Alameda dos Ipês, 300, casa 12, Condomínio Bosque Verde}
sou de {Curitiba}
moro em {campinas} há três anos
eu moro em {Xaxim}
moro em {xaxim} há dez anos
resido no {jardim das palmeiras}
moro no {bairro santa felicidade}
moro lá no {Capão Redondo}
moro no interior de {são paulo}
nasci em {Juiz de Fora}
ela é natural de {Feira de Santana}
sou natural de {belo horizonte}
moradora de {Nova Iguaçu}
falo de {Porto Alegre}
moro em {Santos - SP}
residente e domiciliado na {Rua Sergipe, 410, Savassi, Belo Horizonte/MG}
{SQS 308 bloco A apto 201}
moro na {SQN 410, Bloco C, apartamento 305, Asa Norte, Brasília - DF}
{QNM 12 conjunto C casa 3}
moro na {quadra 5 lote 12}
{Quadra 12 Lote 7 Setor Bueno Goiânia}
{Rodovia BR-101, km 12, zona rural}
fazenda fica na {BR-116 km 205}
é o {apto 31 bloco b}
o endereço é {Sítio Boa Vista, km 4, Zona Rural}
meu endereço é {praça da matriz 15}
o endereço é {largo do machado vinte e nove}
é {rua a número 10}
endereço {rua 12 casa 5}
moro na {rua dom pedro segundo 300}
moro na {avenida joão paulo segundo número 40}
resido na {rua da saúde 90 fundos}
{Rua Nova, s/n, Centro}
{Rua Benedito Calixto, 33 - Vila Madalena - São Paulo}
Endereço: {Rua das Palmeiras, 12 - Centro}
Endereço completo: {Av. Sete de Setembro, 400, ap 12, Salvador/BA}
Bairro: {Jardim América}
Cidade/UF: {Londrina/PR}
Município: {Xique-Xique}
Cidade: {Niterói} Estado: {RJ}
Rua: {das Acácias}
qual o endereço? / {rua das flores cento e vinte}
qual é o seu endereço? / {flores 120}
cidade? / {Campinas}
em qual cidade o senhor mora? / {campinas}
e a cidade? / é {ribeirão preto} mesmo
bairro? / é o {Jardim América}
qual o bairro? / {vila nova}
qual o bairro? / {centro}
e o bairro, por favor? / {parque das nações}
qual o nome da rua? / {quinze de novembro 812}
qual é a rua? / {das laranjeiras}
qual o complemento? / {apto 31 bloco B}
qual o apartamento? / {42}
qual o bloco? / {B}
moro na {rua das flores} / certo / {número 120, apto 3}
qual é a rua? / {rua das flores} / e o número? / {120}
qual a rua? / {rua das flores} / e o número da casa? / é o {cento e vinte}
onde a senhora mora? / em {Duque de Caxias}
em que cidade o senhor mora / em {marília}
{rua nossa senhora de fátima número três mil}
anota aí {rua das flores no número três sete dois}
{rua tiradentes já te digo seiscentos e trinta e oito}
qual a rua? / {rua das flores} / certo / {lote três} / ok / {vitória}
tem um buraco enorme na {rua vasco da gama}
e o complemento do endereço? / é {nono frente}
moro na {quadra sete conjunto b número quatro em anápolis}
qual o município? / {pindamonhangaba}
moro na {Rua Augusta Lopes, 12}, CEP 01310-100, {São Paulo}
{Rua do Carmo, 12, 2.º Esq}., 1200-093 {Lisboa}
moro na {Rua de Cedofeita número trezentos segundo esquerdo no porto}
{Praceta das Oliveiras, lote 3, r/c dto}, 2700-123 {Amadora}
{Travessa da Boavista, n.º 12, 3.º D, Braga}
vivo em {Vila Nova de Gaia}
vivo no {porto} desde pequeno
{Largo da Igreja, 4, Aveiro}
a minha morada é {rua do sol trinta e dois rés do chão}
Morada: {Rua das Flores, 12}, 4000-123 {Porto}
Localidade: {Póvoa de Varzim}
"""

SPANISH = """
vivo en la {calle mayor veintitrés tercero izquierda}
vivo en la {calle mayor número veintitrés piso cuarto izquierda}
vivo en {rivadavia al 4500, entre medrano y salguero, 3ro b}
es en {insurgentes sur a la altura del mil seiscientos dos, colonia crédito constructor}
está en la esquina de {corrientes y callao}, hay un quiosco
estoy en el {kilómetro 23 de la carretera a colima}
mándelo a {belgrano 2231}
mi casa está cerca de {Bucaramanga}
mi dirección es {calle de alcalá cuarenta y cinco segundo b}
{C/ Jacinto Verdaguer 118}
Servicio de Urología. {C/ Jacint Verdaguer 118}. 08923 {Santa Coloma de Gramenet}. {Barcelona}
{Calle Fuencarral, 45, 3.º B}, 28004 {Madrid}
{Avda. de la Constitución, 12, bajo}
{Avda. de Elvas s/n}. 06080 {Badajoz}.
{Ctra. de Colmenar, km. 9,100}. 28034 {Madrid}
{Paseo de la Castellana, 261}. 28046 {Madrid}. {España}
{Pza. de España, 3, 2º izda}
{Pº de las Delicias, 30, 4 A}
{Ctra. Málaga n.o 119}, 04700, {El Ejido, Almería}
{Glorieta del Ejército 1}. 28047 {Madrid}
Domicilio: {Calle Carmen Romero, 23, 1D}.
Domicilio: {Teatinos 180}.
Localidad/ Provincia: {Madrid}.
Localidad/ Provincia: {San Lucas, Coyoacán}.
Dirección: {Av. Siempre Viva 742}
Lugar de nacimiento, provincia: {Soria}
Colonia: {Roma Norte}
¿cuál es su dirección? / {calle de la luna catorce}
¿en qué colonia? / la {Roma Norte}
¿colonia? / {del valle}
¿ciudad? / {guadalajara}
¿en qué ciudad vive? / en {Morelia}
¿y la provincia? / {Ciudad Real}
¿me dice la calle? / {mayor veintitrés}
¿qué piso? / {tercero b}
¿barrio? / {chapinero}
¿comuna? / {Ñuñoa}
llamo desde {Cancún}
vivo en {calle allende al mil catorce}
vivo en {calle allende} / ajá / {al mil catorce}
es en {calle zaragoza}
soy de {Valencia}
vivo en {Getafe} desde hace años
vivo en {getafe}
resido en {Villanueva de los Infantes}
nací en {Zamora}
natural de {Jaén}
nacida en {Ponferrada}
vivo en la {carrera 7 # 45-12}
{Carrera 7 # 45-12, Bogotá}
{Calle 13 No. 45-67 apto 302}
{Cra. 15 # 88-21, Chapinero, Bogotá}
vivo en la {calle trece número cuarenta y cinco sesenta y siete}
mi dirección es {transversal 23 # 95-41}
{Diagonal 40 A # 12-30, Medellín}
vivo en {avenida insurgentes sur mil quinientos interior tres}
{Av. Insurgentes Sur 1500, Int. 3, Col. Del Valle, CDMX}
{Calle Hidalgo 45, Colonia Centro}, C.P. 44100, {Guadalajara, Jalisco}
{Privada de los Pinos 12, Fracc. Las Lomas}
vivo en {privada jazmín número ocho}
{Av. Corrientes 965, piso 2, depto 5, CABA}
vivo en {avenida corrientes novecientos sesenta y cinco piso dos departamento cinco}
{Av. Providencia 1208, depto 504, Providencia, Santiago}
{Pasaje Los Aromos 123, Villa El Sol, Maipú}
vivo en la {colonia narvarte}
vivo en el {barrio la macarena}
mi domicilio es {calle cinco de mayo veintitrés}
vivo en la {calle ramón y cajal 12}
vivo en la {plaza del sol número dos ático}
vivo en {paseo de gracia 92}
{Jr. Los Olivos 234, San Borja, Lima}
{Manzana B Lote 12, Villa El Salvador}
mi piso es {calle serrano 14, 5.º B}
{Urb. Los Pinos, 12, Marbella}
es la {calle del pez cuarenta y uno de madrid}
"""

SURVIVORS = {
    "pt": """
a rua está sem luz desde ontem
na rua de trás tem um bar
AV de 0,4 no olho direito
fiz a travessia de balsa
a conta da rua não chegou
a avenida do contribuinte
preciso da segunda via da fatura
o escritório de São Paulo não atende
a agência fica aberta até 16h
tem um poste na rua
moro em casa alugada
moro em apartamento
moro em frente ao mercado
moro sozinha com dois filhos
mudei para a Vivo faz um ano
mudei para o plano controle
sou da área de vendas
sou cliente há dez anos
sou de menor
o lote 12 da vacina
o bloco de notas
quero falar com a central de Campinas
qual cidade? / não sei
qual o bairro? / só um momento
e o número? / do cartão?
qual o endereço? / não tenho agora
Endereço: não informado
a estrada está boa
a quadra do condomínio
o natal foi ótimo
vitória da equipe
a praça de alimentação
pago no dia 15 de novembro
estou na rua agora
o rio de dados
tem vaga na travessa? não
o estado do pedido é pendente
Estado: ativo
meu plano é o 500 mega
o buraco na rua aumentou muito
tem carro parado na rua faz tempo
a rua inteira ficou sem internet
o prédio todo está sem gás
por favor, número do protocolo? / 20261234
qual o número do pedido? / 120
""",
    "es": """
la calle está cortada
una plaza de garaje
la carrera de derecho
Hospital de Leganés
la tienda de Gran Vía
el camino es largo
a largo plazo
Servicio de Urgencias del Hospital de Getafe
estuve de paseo por la ronda
me quedé en la calle
vivo en un piso de alquiler
vivo sola con mi hija
soy de Movistar
soy autónomo
la colonia huele bien
AV de 0,6 en ojo derecho
bloqueo AV de segundo grado
plaza vacante de medicina
el portal de clientes no funciona
quiero el plan de 300 megas
pagué 35 euros en la oficina
el piso está frío
la segunda planta del hospital
¿ciudad? / no entiendo
¿y el número? / ¿de la tarjeta?
la media es de 12345 pacientes
se midió en 15000 casos
la provincia entera está sin luz
el estado del pedido es pendiente
Estado: pendiente
una villa olímpica
el lugar de la inoculación
la placa del auto
la calle de atrás
hepatitis C. Ana lo sabe
""",
}
_TYPES = (PiiType.ENDERECO,)


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("marked", _lines(PORTUGUESE))
def test_addresses_in_portuguese(scrubber: Scrubber, marked: str) -> None:
    assert found(scrubber, marked, "pt", _TYPES) == marked


@pytest.mark.parametrize("marked", _lines(SPANISH))
def test_addresses_in_spanish(scrubber: Scrubber, marked: str) -> None:
    assert found(scrubber, marked, "es", _TYPES) == marked


@pytest.mark.parametrize(
    ("language", "text"), [(language, line) for language, text in SURVIVORS.items() for line in _lines(text)]
)
def test_streets_and_towns_of_nobody_survive(scrubber: Scrubber, language: str, text: str) -> None:
    assert found(scrubber, text, language, _TYPES) == text
