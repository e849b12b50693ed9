"""People's names as people say and write them, all invented. `<…>` marks a name, `|` ends a turn."""

import re

import pytest

from insights.pii import Scrubber
from insights.pii.gazetteers import gazetteer
from insights.pii.names import NameRecogniser, words_of
from insights.pii.packs import PACKS
from insights.records import PiiType
from insights.text.tokens import tokenise
from tests.insights.pii.work import growth

NAMES = {
    "pt announced": """
meu nome é <jandira quaresma>
meu nome é <Jandira Quaresma da Silva>, tudo bem?
oi, meu nome é <Wesley>
o meu nome é <thayná ferreira>
meu nome completo é <rhuan victor de souza lima>
bom dia meu nome eh <jhennifer>
me chamo <kauã> e quero a segunda via
eu me chamo <Zuleide Xavantina>
chamo-me <Gonçalo Abrunhosa>
aqui quem fala é a <stefany>
quem fala é o <cleverson>
aqui é <Rosângela> da Vivo, como posso ajudar?
aqui é o <edivaldo>
aqui é a <dona marlene>
falo com a <jucilene>?
falo com o senhor <Ademir>?
estou falando com <Luan Gabriel Prates>
em nome de <Adalgisa Bittencourt>
a linha está no nome da <josicleide>
no nome do meu pai, <Valdomiro Antunes>
o titular é <Ubirajara Nogueira>
a titular da conta é a <ivonete>
pode me chamar de <juju>
o nome dela é <Kethelyn Rayssa>
nome da mãe é <Raimunda Nonata>
o nome do titular é <Wallace Tupinambá>
sou <Hercílio Brandão>, síndico do prédio
sou a <nathália> da recepção
eu sou o <jefferson>
fala com <Mirela> por favor
vulgo <maycon>
nome do pai é <Sebastião Lourenço>
quem está falando é a <Deise>
minha filha se chama <Ayla Sophia>
""",
    "pt fields": """
Nome: <Hyorrana Alcântara>
nome: <jucileide mota>
Nome completo: <Ícaro Zanatta>
Cliente: <Marinalva Pitombeira>
Titular: <TIAGO ZAMBONI>
Paciente: <Noêmia Goulart>
Médico: Dr. <Péricles Junqueira>
Agravante: <Douglas Vieira Rodrigues Tosta> Advogados: <Julio Firmino da Rocha Filho>
Solicitante: <Yasmin Kowalski>
Autor: <Zenildo Carapeto>
Réu: <Eriberto Maldaner>
RELATOR: Min. <OTONIEL FRAZÃO>
Advogado: <Ulisses Bertuzzi>
Responsável: <Cassiane Bragatto>
Remetente: <Lindomar Quevedo>
Requerente: <Celina dos Anjos Pamplona>
Testemunha: <Odair José Perdigão>
""",
    "pt said to people": """
farmácia são jorge <heloísa> falando
alva telecom <rebeca> ao seu dispor boa tarde
banco vereda <martim> falando boa tarde
Drogaria Pereira, <Cristiano>, bom dia
senhora <de Lima>, um momento
Obrigado, <Xavantila>.
Olá, <Fernanda>!
oi <fernanda> tudo bem
Bom dia <Carlos>, tudo bem?
boa tarde <marcela>
Obrigado, Sr. <Paulo>.
obrigada <rosa>
obrigado <margarida> tenha um bom dia
valeu <neide>
certo, dona <Maria>
seu <joão>, o senhor confirma?
Dona <Aparecida>, um momento
entendi, senhora <Jucilene>
confirmo então, senhor <Everaldo>
Prezado Sr. <Lauro>,
desculpe, <Beatriz>, caiu a ligação
<Renata>, você pode repetir?
perfeito, <Heitor>. Mais alguma coisa?
tchau <vanderleia>
um abraço <gisele>
""",
    "pt people around": """
aqui quem fala é <maria das dores>
a dona da linha é <rosa maria das graças teixeira>
Solange e a <Clara>, minha sobrinha
vou transferir para <Clara>
um tal de <Ademar Coutinho> assinou
quem assina agora é <Ivonete Prado>, casei
a família <bento> mora aqui
minha esposa <Carla> vai retirar
meu filho <kaique> usa o celular
meu marido <Ednaldo> já pagou
a minha mãe <lurdes> mora comigo
falei com a atendente <Priscila> ontem
o técnico <Reginaldo> veio na terça
a doutora <Helena> assinou o laudo
o Dr. <Aurélio Petrocelli> atende às quintas
a professora <Ivete> reclamou
o ministro <Anacleto Furquim> votou
o vizinho <geraldo> viu tudo
minha cunhada <sueli>
""",
    "pt written": """
<João Silva>: oi
<MARIA>: bom dia
[10:22] <Maria>: tudo bem?
[10:22] <Kelly Cristina>: olá
<MARIA APARECIDA>
<NÍDIA CORRÊA LIMA>
<J. R. Silva>
<Maria A. Souza>
o senhor <Antônio C. Figueira>
<Ana Luíza Sant'Anna>
<Luiz Felipe Corte-Real>
<Pedro Ruiz-Zorrilla>
<Francisco das Chagas Medeiros>
<José Eduardo e Silva>
assinado por <Cleonilda Nicácio Silva>
SOLICITO CÓPIA DO PROCESSO DE <MARIA APARECIDA DOS SANTOS>
VENHO POR MEIO DESTE, <ANTONIO CARLOS BRAGANÇA>, REQUERER
<ana paula> quer a segunda via
a <marcia> falou que chegava hoje
o <valdir> ligou ontem
fui atendido pela <Simone>
quem resolveu foi <Bruno Teixeira>
o pedido saiu para <lucas gabriel almeida>
Atenciosamente,|<Jucilene Etxaburu>
Att,|<Rodrigo Vasques>
Obrigada.|<Cintia Moura>
Cordialmente|<Iracema Tavares Bulhões>
""",
    "pt answers": """
qual o nome do titular?|oi?|o nome do titular|sim|<Teobaldo>
seu nome completo, por favor|claro|um minutinho|<marineide quaresma>
nome do dependente?|<caio>|certo|<pires>|isso, continua|<do nascimento>
nome da mãe?|<bernadete>|<bernadete>|<monteiro>
o nome, por favor|<ana paula>|ana paula, anotado|<das graças>
sobrenome?|<de lima>
falo com quem?|com a <jucilene>
com quem eu falo?|é o <wesley>
com quem eu falo?|<Adriele>
nome completo?|<jandira quaresma da silva>
qual o seu nome?|<Ormindo>
qual o seu nome, por favor?|é <Zoraide Xavantes>
seu nome?|<robson>
com quem estou falando?|com <Elisângela>
qual o nome do titular?|<Hildebrando Passarinho>
o nome da mãe?|<Doralice>
como o senhor se chama?|<Teobaldo>
com quem eu falo?|<Fernanda>|e o sobrenome?|<Albuquerque>
nome por favor|<Bento>|sobrenome?|<Sardinha>
""",
    "pt slowly": """
o boleto está no nome de <luana, opa, errei, lorena>
quem assinou foi a <márcia> quis dizer <marisa>
é da parte de <Otávio… deixa eu ver… Prates>
avisa a <ivone na verdade é ivete>
meu nome é <sara> eh <lacerda>
o titular é <jeferson> ha <alves>
falo com <douglas> não perdão <diego xavier>
é <Karina Barbosa>, corrigindo, <Rego>
aqui quem fala é <miriam>, digo, <marlene>
""",
    "pt spelled": """
como se escreve o sobrenome?|<pê erre á dê ó>
é com s ou com z?|<s o u z a>
pode dizer letra por letra?|<eme u>|isso, pode ir|<erre i>|aham|<cê i>
vou soletrar bem devagar: <b… só um segundo… r… ahn… i… t… o>
todo mundo erra o meu, é <dê de dado u de uva á erre de rato tê de tatu e>
no meu cadastro está <M-O-R-A-I-S>, com i
letra por letra, por favor?|<pê e>|pê e|<erre e>|anotado|<i erre á>
meu sobrenome é <kowalski ka ó dáblio a ele esse ka i>
soletrando o sobrenome, <efe u ene ka e>
o nome se escreve <jota e ene i efe e erre>
""",
    "es announced": """
mi nombre es <Xóchitl Cauich>
me llamo <itziar etxeberria>
yo me llamo <brayan>
mi nombre completo es <yuliana quispe huamán>
le habla <Wendy Zaldívar>
les habla <joaquín>
le atiende <Nerea>, ¿en qué puedo ayudarle?
hablo con <Rigoberto>?
soy <Montserrat Puigdomènech>
soy <maría josé de la fuente méndez>
soy la <estefanía>
a nombre de <Eustaquio Ñahui>
en nombre de <María del Mar Ruiz-Zorrilla>
el titular es <Uxía Magariños>
la titular es <doña remedios cifuentes>
de parte de <leidy>
me dicen <Chepe Arizmendi>
mi apellido es <Goikoetxea>
habla con <Jimena>
el nombre del titular es <Baltasar Orozco>
su nombre es <Deyanira>
se llama <Citlalli>
estoy hablando con <Anxo Carballeda>?
""",
    "es fields": """
Nombre: <Pedro>
Apellidos: <De Miguel Rivera>
Apellidos: <San Ramón Pérez>
Apellidos: <Terraza Baeza>
Médico: <Gabriel de Arriba> NºCol: 19
Médico: <María El Kadaoui Calvo>.
Remitido por: Dr. <Fernando Lado Lóez>, Servicio de Nefrología
Médico: <Ana Sanz> Servicio de Urgencias
Nombre: <Aitana>. Apellidos: <Lozoya Briongos>
Médico: <Estefanía Romero Selas> NºCol: 28
Remitido por: Dr. <Sancho Urquijo>
Paciente: <Nahia Lertxundi>
Cliente: <Ernesto Piedrahíta>
Titular: <GUADALUPE XICOTÉNCATL>
Abogado: <Fulgencio Ortuño>
Solicitante: <Yolanda Apaza Mamani>
nombre: <kevin>
Contacto: <Olatz Iparragirre>
Dra. <Meritxell Folch>
""",
    "es said to people": """
muebles castilla, <consuelo> al habla
luzia energía <beatriz> al habla buenas tardes
Gracias, <Nezahualli>.
hola, soy la señora <zamarrondo>, la del tercero
señora <del Campo>, un momento
Hola, <Andrés>!
buenos días <lucía>
Buenas tardes, señora <Quispe>
gracias <milagros> que tenga buen día
muchas gracias <rosa>
Gracias, don <Anselmo>.
perfecto, doña <Carmen>
disculpe, señor <Benavides>, un momento
Estimada <Verónica>:
claro que sí, <Joaquín>
entiendo, <paola>, ya lo miro
<Ximena>, ¿me escucha?
Gracias por todo, <Margarita>.
""",
    "es people around": """
vino un tal <Aniceto Barrientos>
pregunte por <milagros>, es mi vecina
ayer hablé con <esperanza> y me dijo que sí
en el timbre pone <jordi casademunt salinas>
mi hijo <andrés> usa la línea
mi esposa <Rosaura> ya pagó
mi marido <Íñigo> firmó
la doctora <Griselda Huerta> me pidió volver
el técnico <Wilmer> vino ayer
mi mamá <socorro>
mi jefe <Osvaldo Bazán>
don <Hermenegildo>
fray <Toribio>
la enfermera <Amaia>
""",
    "es written": """
<Luis Pérez>: buenas
[09:15] <Camila>: hola
<MARÍA DEL CARMEN GUTIÉRREZ>
<Juan Ramón Jiménez-Losada>
<José M. Echeverría>
<Ignacio de la Torre y Vega>
<Jordi Puig i Ferrer>
<ana maría> quiere cambiar de plan
lo firmó <Concepción Arrizabalaga>
fui atendida por <Brenda>
el paquete va para <martín sepúlveda>
<María de los Ángeles Toapanta>
<Sr. Gutiérrez>
Atentamente,|<Bernarda Olmos>
Saludos|<Facundo Insaurralde>
""",
    "es answers": """
¿el nombre del titular?|¿mande?|el nombre del titular|ah, sí|<Eulogio>
¿nombre completo?|<norma>|ajá|<montoro>|sí, dígame|<macías>
¿el apellido?|<de león>
¿cuál es el nombre?|<irma>|bien|<de los santos>
¿apellido de casada?|<Sandoval>
¿con quién hablo?|con <griselda>
¿con quién tengo el gusto?|<Nayeli Poot>
¿su nombre?|<wilson>
¿me dice su nombre completo?|<ludivina cocom pech>
¿nombre del titular?|<Ezequiel Bogado>
¿cómo se llama?|<Iratxe>
¿su nombre por favor?|<Fernanda>|¿y el apellido?|<Zuluaga>
¿quién llama?|soy <eduardo tangarife>
""",
    "es slowly": """
gracias por la espera <nuria ay me equivoqué noelia>
atiende <Gonzalo, miento, Gustavo>
lo firmó <rosa perdón es romina>
está a nombre de <Matilde… a ver… Olmos>
soy <griselda> este <zapata>
con <romina>, perdón, <renata>
""",
    "es spelled": """
¿con be o con uve?|<uve a erre e ele a>
deletreámelo, por favor|<te o>|la escucho|<erre>|siga|<a ele>
¿cómo se escribe?|<m o l de lima i de italia n a>
me lo dice despacio?|cómo no, <C, A, N, O>
en la tarjeta salió mal, es <doble u a ele te e erre>
mi apellido se escribe <zeta u eñe i ge a>
lo deletreo, apellido <efe a u ese>
""",
}
EXAMPLES = [
    (group.split()[0], line)
    for group, lines in NAMES.items()
    for line in lines.strip().splitlines()
    if line.strip()
]
_GIVEN = {
    "pt": "wesley thayná kauã jhennifer rhuan stefany cleide edmilson rosângela valdirene lucimar josé inês "
    "tânia kelly ítalo uelinton zilda creusa gislaine dagmar adriele raimundo nair heloísa enzo",
    "es": "yuliana brayan xóchitl itziar montserrat uxía joaquín citlalli leidy ainhoa jordi iker nahuel "
    "rocío maría íñigo guadalupe ximena wilmer yesenia aitor nerea eulalia evaristo facundo",
}
_SURNAMES = {
    "pt": "albuquerque bittencourt zanatta ferreira souza nogueira carvalho gonçalves kowalski brandão",
    "es": "quispe huamán goikoetxea zaldívar cifuentes fernández echeverri puig carballo sepúlveda",
}
_FRAMES = {
    "pt": ("aqui é {}", "oi {} tudo bem", "o {} ligou ontem", "FALO COM {}?", "a conta é de {} mesmo"),
    "es": ("soy {}", "hola {} qué tal", "ayer llamó {}", "¿HABLO CON {}?", "la cuenta es de {} nada más"),
}


def names(scrubber: Scrubber, language: str, turns: list[str]) -> list[tuple[int, str]]:
    return [
        (found.turn, turns[found.turn][found.span.start : found.span.end])
        for found in scrubber.detect_turns(turns, language)
        if found.span.type is PiiType.NOME
    ]


@pytest.mark.parametrize(("language", "line"), EXAMPLES, ids=[line for _, line in EXAMPLES])
def test_names_are_found(scrubber: Scrubber, language: str, line: str) -> None:
    turns = line.split("|")
    plain = [re.sub("[<>]", "", turn) for turn in turns]
    clean, _ = scrubber.scrub_texts(plain, language)
    for turn, text in zip(turns, clean, strict=True):
        for name in re.findall("<(.*?)>", turn):
            # A title may stay; no other word of the name may.
            left = [word for word in re.findall(r"\w+", name) if re.search(rf"\b{word}\b", text)]
            assert not [word for word in left if len(word) > 4], text
        assert "[NOME_" in text or "<" not in turn


@pytest.mark.parametrize("language", ["pt", "es"])
def test_every_given_name_in_every_frame_with_and_without_capitals(scrubber: Scrubber, language: str) -> None:
    missed = []
    for number, given in enumerate(_GIVEN[language].split()):
        surname = _SURNAMES[language].split()[number % 10]
        for name in (given, given.title(), f"{given} {surname}", f"{given} {surname}".title()):
            for frame in _FRAMES[language]:
                text = frame.format(name.upper() if frame.isupper() else name)
                found = names(scrubber, language, [text])
                if [value.casefold() for _, value in found] != [name.casefold()]:
                    missed.append((text, found))
    assert not missed


def test_a_name_said_once_is_known_in_the_whole_call(scrubber: Scrubber) -> None:
    turns = ["meu nome é jucimeire etxaburu", "certo", "então etxaburu, é isso?", "a jucimeire confirma"]
    assert [value for _, value in names(scrubber, "pt", turns)] == [
        "jucimeire etxaburu",
        "etxaburu",
        "jucimeire",
    ]


def test_words_worth_remembering_are_long_and_not_everyday() -> None:
    assert words_of("ana quaresma da silva janeiro") == {"quaresma", "silva"}


@pytest.mark.parametrize("language", ["pt", "es"])
def test_names_alone_do_not_stick_to_what_follows(scrubber: Scrubber, language: str) -> None:
    text = {"pt": "me chamo jandira quero cancelar o plano", "es": "me llamo jandira quiero cancelar el plan"}
    assert names(scrubber, language, [text[language]]) == [(0, "jandira")]


@pytest.mark.parametrize(
    "piece", ["A. ", "a b ", "apellido a. ", "eh ", "Silva-", "de ", "[NOME_1] eh ", "nome:\n"]
)
def test_cost_is_linear_in_the_text(piece: str) -> None:
    """Long runs of initials were read again from each of them."""
    recogniser = NameRecogniser(PACKS["pt"], gazetteer("pt"))

    assert growth(lambda text: list(recogniser.find(tokenise(text, "pt"))), piece) < 6
