"""Text without anybody's name, with words that are names elsewhere. Everything is invented."""

import pytest

from insights.pii import Scrubber
from insights.records import PiiType

SURVIVORS = {
    "pt": """
leia-me o contrato
o Pacote Dom Afonso inclui tudo
o colégio dona amélia tem vaga
a ótica rosa vende óculos
Rede Martins agradece
central de relacionamento luz do douro em que posso ajudar
o notebook aurora 15 veio quebrado
concessionária guimarães boa tarde
o Turbo Max ficou caro
casa martins, como posso ajudar
luzia energia informa
fica à vontade
sou o filho
minha tv é a u h d
o c p f e o r g estão certos
a rosa é linda
quero a blusa rosa clara
a luz da rosa dos ventos é clara
a esperança é a última que morre
que graça de vestido
a vitória foi merecida
o nascimento do bebê foi em casa
fiz a conta e deu certo
o porto estava cheio de navios
tomei leite com café
a cruz da igreja caiu
o rei e os reis magos
foi uma dor no peito, muitas dores
a lima e o limão
a mata fechada da serra
o campo e os campos
o vale do rio
a pereira deu pera
a figueira do quintal
o coelho comeu a couve
o lobo mau
no dia de natal
o carnaval e a páscoa
em março, abril e maio
a aurora boreal
a guerra acabou
a paz mundial
foi mel na sopa
o mar estava calmo
é a norma da empresa
o marco zero
pago no domingo
o santo e a santa
nossa senhora, que demora
valeu demais
é claro que sim
claro, pode ser
a claro não atende
a vivo cobrou errado
a oi cortou o sinal
a tim mandou sms
o plano família premium
quero o plano Controle Mais
a fibra turbo 500 mega
conta digital max
linha sofia tem desconto
fogão clarice com defeito
o cartão vitória foi bloqueado
quero falar com um atendente
falo com o suporte?
falo com a central de atendimento?
falo com a claro?
quem fala?|gostaria de cancelar
quem fala?|quero a segunda via
qual o nome do plano?|fibra turbo
qual o nome da empresa?|energia boa
qual é o nome do produto?|geladeira duplex
meu nome está negativado
meu nome foi incluído no serasa
limpar meu nome
nome sujo
em nome da empresa
em nome de todos os clientes
no nome do condomínio
sou cliente há dez anos
sou aposentada e moro sozinha
sou o responsável pela conta
sou eu mesmo
aqui é o setor de cobrança
aqui é da central
me chamo atenção para o prazo
o técnico veio e o técnico foi
o médico pediu exame
o paciente aguarda a cirurgia
a paciente refere dor
a cliente reclamou da demora
o autor da ação recorreu
a autora não compareceu
o réu foi citado
o relator votou pelo provimento
Senhor Presidente da Câmara
Senhora Ministra, Senhores Ministros
Senhor Oficial de Justiça
o deputado distrital apresentou projeto
o juiz substituto decidiu
Excelentíssimo Senhor Doutor Juiz de Direito
Ministério Público Federal
Tribunal Regional do Trabalho
Supremo Tribunal Federal
Habeas Corpus
Recurso Especial
Poder Executivo
Polícia Militar
Secretaria de Saúde
Prefeitura Municipal
Defensoria Pública da União
Receita Federal
Conselho Tutelar
Lei Maria da Penha
Hospital Albert Einstein
Hospital das Clínicas
Fundação Getúlio Vargas
Instituto Butantan
Escola Municipal Anísio Teixeira
Aeroporto Santos Dumont
Estádio Mané Garrincha
Santa Catarina
São Paulo
São José dos Campos
Rio de Janeiro
Rio Grande do Sul
Minas Gerais
Espírito Santo
Belo Horizonte
Porto Alegre
síndrome de Down
doença de Alzheimer
doença de Crohn
mal de Parkinson
escala de Glasgow
teste de Turing
método Pilates
loja Marisa
Magazine Luiza
Casas Bahia
Banco do Brasil
Banco Santander
Construtora Ferreira Ltda
Silva & Souza Ltda
furacão Milton
operação Lava Jato
o prédio da esquina
tais pedidos e tais objetivos
a vida é bela
o valor da fatura subiu
a parcela de março
obrigado pela ajuda
obrigada, boa tarde
bom dia, boa noite
oi tudo bem
olá, preciso de ajuda
desculpa a demora
senhor, aguarde um momento
a senhora confirma?
o senhor pode repetir?
minha esposa vai retirar
meu filho usa o celular
minha mãe mora comigo
meu pai faleceu
a atendente desligou
Atenciosamente,|Equipe de Atendimento
Att,|Central de Relacionamento
é um bom aparelho
foi um parto normal
a porta da sala
a chave do carro
as chaves da casa
""",
    "es": """
si es tan amable
la paloma anidó en la antena
quiero un paz y salvo
almacenes garcía le agradece
el Paquete Don Quijote sale caro
bodegas don lucho
el combo familia león subió
Óptica Ramírez cerró
electra del norte buenos días
bueno, buenas tardes
la constancia del centro d salud
es mi nena
Recepción, buenas tardes
hepatitis A, B y C negativas
la factura a nombre de la sociedad
la rosa es bonita
una blusa rosa clara
la luz del sol
la esperanza es lo último
qué gracia tiene
la victoria del equipo
el dolor y los dolores de cabeza
los milagros no existen
el pilar de la casa
las nieves del invierno
los remedios caseros
la soledad es dura
la paz mundial
la cruz de la iglesia
las iglesias del pueblo
el rey y los reyes
la calle está cortada
la torre y las torres
el río y los ríos
el campo y los campos
flores y ramos
la sierra y el monte
el moreno y la rubia
el bueno y el malo
un delgado hilo
el cano cabello
el pastor y las ovejas
el guerrero y la guerra
el molino y el molinero
el cabello rubio
es caro
todo está caro
en marzo, abril y mayo
el domingo pago
la norma de la empresa
el marco de la puerta
claro que sí
vale, perfecto
movistar no contesta
orange me cobró dos veces
el plan familia premium
la línea sofía tiene descuento
cuenta digital max
quiero hablar con un agente
hablo con soporte?
hablo con atención al cliente?
¿quién llama?|quiero cancelar
¿cuál es el nombre del plan?|fibra turbo
¿cuál es el nombre de la empresa?|energía buena
soy cliente desde hace diez años
soy autónomo
soy el responsable de la cuenta
soy yo
a nombre de la empresa
en nombre de todos
se llama fibra óptica
el paciente refiere dolor
la paciente evolucionó bien
el paciente ingresa por urgencias
el médico pidió pruebas
Datos del paciente
Con el diagnóstico de neumonía
Señor Presidente del Congreso
el juez dictó sentencia
Ministerio de Sanidad
Seguridad Social
Hospital Gregorio Marañón
Hospital Ramón y Cajal
Hospital Clínico San Carlos
Hospital Universitario La Paz
Fundación Jiménez Díaz
Clínica Santa Elena
Universidad Carlos III
Colegio San José
síndrome de Down
síndrome de Sjögren
enfermedad de Crohn
enfermedad de Alzheimer
prueba de Mann
test de Rorschach
escala de Glasgow
signo de Babinski
clasificación de Gustilo
linfoma de Hodgkin
tumor de Wilms
San Sebastián
Santa Fe
Buenos Aires
Ciudad de México
Castilla y León
Puerto Rico
Costa Rica
escala visual analógica (EVA)
la PIO del ojo izquierdo
dolor severo
diámetro máximo
hiperplasia benigna
colon izquierdo
gracias por la ayuda
muchas gracias
buenas tardes
hola, necesito ayuda
disculpe la demora
señora, espere un momento
¿me confirma, señor?
mi esposa va a retirar
mi hijo usa el móvil
mi madre vive conmigo
la agente colgó
Atentamente,|Equipo de Atención
Saludos|Servicio Técnico
el valor de la factura
la cuota de marzo
Banco Santander
Telecom Argentina
González y Asociados Abogados
""",
}
EXAMPLES = [
    (language, line)
    for language, lines in SURVIVORS.items()
    for line in lines.strip().splitlines()
    if line.strip()
]


@pytest.mark.parametrize(("language", "line"), EXAMPLES, ids=[line for _, line in EXAMPLES])
def test_everyday_words_stay(scrubber: Scrubber, language: str, line: str) -> None:
    turns = line.split("|")
    found = [
        turns[each.turn][each.span.start : each.span.end]
        for each in scrubber.detect_turns(turns, language)
        if each.span.type is PiiType.NOME
    ]
    assert found == []
