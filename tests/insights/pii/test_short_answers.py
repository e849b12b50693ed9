"""Passwords, addresses, births, e-mails and expiry dates in short answers: to questions in any words, with
nods and doubts between, taken back, told by what stands beside. All are invented."""

import pytest

from insights.pii import Scrubber
from insights.records import PiiType
from tests.insights.pii.marking import found

PASSWORDS_PT = """
qual a palavra de segurança cadastrada? / {Beija-flor}.
pode me dizer a palavra-chave / acho que é {jabuticaba}
frase de segurança, por favor / {gato preto no telhado}
confirme a palavra secreta / deixa eu lembrar... {tucano}
a palavra de segurança? / não lembro. / começa com M. / ah, {mamoeiro}
a senhora lembra da senha / lembro é {marreco 77}
qual a senha nova? / pode pôr {vento sul trinta}
qual é a resposta da pergunta secreta / {pipoca}
qual a sua senha / não posso falar
me diga a sua senha / depois
você sabe a senha? / talvez
qual a senha do wifi / está na etiqueta
o rapaz criou uma, {flamengo#123}, não sei escrever
digite {5586} para confirmar a troca
digite 1 para confirmar
o cofre abre com {7691}
a loja abre com 3 funcionários
"""

PASSWORDS_ES = """
cuál es la palabra de seguridad / {mandarina}
me dice la palabra clave / creo que era {caracol}
¿Qué contraseña puso? / Puse {jirafa amarilla}.
frase de seguridad por favor / {perro verde en la luna}
¿Cuál es la clave? / No la recuerdo. / Empieza con M. / Ah, {manzano}.
qué contraseña nueva quiere / ponga {viento sur treinta}
mi contraseña es {lucas arroba veinte}
la contraseña temporal va a ser {trueno cuarenta todo en minúscula}
cuál es su contraseña / no se la puedo dar
sabe la clave / quizás
¿Qué clave no funciona? / La del banco.
la alarma se apaga con {sol44}, por si salta
la tienda abre con dos horas de retraso
"""

ADDRESSES_PT = """
em qual cidade o senhor está / olha agora eu tô em {vitória da conquista}
e a cidade, dona Rita? / {Caruaru, Pernambuco}.
de onde o senhor fala / de {ponta grossa}
em que rua é / {doutor cesário mota júnior, número 61}
casa ou apartamento? / {casa de fundos}
consta {rua padre chagas, 185}, correto? / não, é {158}.
em que bairro fica / no {barreiro} / {barreiro} ok e a rua / {visconde de ibituruna}
e o número da casa? / deixa eu ver aqui... {cento e vinte}
onde reside / {avenida getúlio vargas hum novecentos e trinta apê doze centro}
o andar / é o {terceiro} / direito ou esquerdo / {esquerdo}
onde é a casa / {r Quinze de Novembro, 625}
interfona onde? / {Casa 22}.
morada / {avenida dos combatentes é o dezassete}
o seu bairro aparece como {jardim europa}
qual a rua? / prefiro não dizer
onde o senhor mora / vou avisar depois
o voo sai da porta 7
"""

ADDRESSES_ES = """
¿En qué ciudad se encuentra? / Estoy en {Tuxtla Gutiérrez}.
de qué ciudad nos llama / de {manizales}
entre qué calles / entre {olazábal y mendoza}
le leo, {calle Mayor 15, segundo derecha} / no, es el {quince bis, tercero derecha}
y qué más le pongo / {departamento 12} que si no se pierden
me cambié de {torre g} a {torre 18}
no encuentro dónde es / ay por dios {calle las camelias}
vive en {gran vía 31}
nació en la capital / no, en {Tacna}
fue en {av universitaria 3347}
domicilio / {c hipólito yrigoyen 45 salta}
estoy en {ronda de Levante 3}
dónde vive / prefiero no decirlo
en qué calle está / pregúntele a un vecino
"""

BIRTHS_PT = """
o meu pai é de {2/3/49} e paga inteira
minha avó ela é de {23 1 44}
vim ao mundo em {sete do doze de quarenta e dois}
se eu disser {primeiro do dois de sessenta e quatro} abre o cadastro
faço anos a {quatro de junho}, sou de {oitenta e um}
o senhor é de que ano / {cinquenta e dois} / e de que mês / {agosto} / dia / {nove}
a data de nascimento é {21 do 6 de 77} / está errada, é {21 do 7}
nasci em {dezembro de setenta e nove dia 22}
a fatura é de 12/03/2004
faz anos que sou cliente
"""

BIRTHS_ES = """
mi madre es del {2/3/49}
de qué año es usted / del {cincuenta y dos} / y el mes / {agosto} / y el día / el {nueve}
la fecha de nacimiento es {21 del 6 del 77} / está mal, es {21 del 7}
cumplo cuarenta el {18 de septiembre}, soy del {86}
vine al mundo el {cinco del tres del cuarenta y ocho}
"""

MAILS_PT = """
o e-mail é do gmail? / não, é do {terra ponto com ponto br}
e o que vem antes do arroba / {paulinho ponto rj} / e depois / {icloud ponto com}
qual o domínio / {bol ponto com ponto br}
meu email é {ana@example.com} / acesse o site terra ponto com ponto br
"""

MAILS_ES = """
¿El correo es de gmail? / No, es de {terra punto com punto pe}.
qué va antes del arroba / {pablito punto gz} / y después / {icloud punto com}
correo registrado / {marcelo todo en minúscula arroba outlook punto es}
"""

EXPIRIES_PT = """
primeiro a data dele / {outubro de trinta}
o novo vale até {janeiro 2031} o velho já era
e aí embaixo, do lado direito? / {11/32}.
a promoção vai até março de 2031
parcelei até agosto de 2031
atendem aos domingos / até as 10:45
"""

EXPIRIES_ES = """
y abajo qué le sale / {junio 2033}
y hasta cuándo sirve / {septiembre del treinta y dos}
hasta cuándo es el plan / hasta mayo de 2031
atienden los domingos / hasta las 10:45
"""

_TABLES = (
    ("pt", PiiType.SENHA, PASSWORDS_PT),
    ("es", PiiType.SENHA, PASSWORDS_ES),
    ("pt", PiiType.ENDERECO, ADDRESSES_PT),
    ("es", PiiType.ENDERECO, ADDRESSES_ES),
    ("pt", PiiType.NASCIMENTO, BIRTHS_PT),
    ("es", PiiType.NASCIMENTO, BIRTHS_ES),
    ("pt", PiiType.EMAIL, MAILS_PT),
    ("es", PiiType.EMAIL, MAILS_ES),
    ("pt", PiiType.VALIDADE, EXPIRIES_PT),
    ("es", PiiType.VALIDADE, EXPIRIES_ES),
)


@pytest.mark.parametrize(
    ("language", "type", "marked"),
    [(language, type, line) for language, type, table in _TABLES for line in table.strip().splitlines()],
)
def test_short_answers(scrubber: Scrubber, language: str, type: PiiType, marked: str) -> None:
    assert found(scrubber, marked, language, (type,)) == marked
