"""What stands on a card, passwords and codes: however they are asked for, told, corrected and read back."""

import pytest

from insights.pii import Scrubber
from tests.insights.pii.identifiers.marked import found, lines, read

PORTUGUESE = """
qual a validade impressa // {validade janeiro ta meio apagado de 2029}
tento {senha bolinha underscore 2010} nada
agora vira o cartão e me fala os três números // {cvv 318}
e aqueles três dígitos junto da assinatura? // peraí que estou sem óculos... {cvv quatro zero dois}
qual o código? // o do verso do cartão. // {cvv 771}
o número de segurança é {cvv oito oito um}
aqui atrás está escrito {cvv 206}
eu dei o {cvv 594} de trás pro rapaz
até que mês e ano ele vale? // {validade agosto de dois mil e trinta}
mês e ano que estão no cartão? // {validade doze de vinte e nove}
e a validade? // {validade 0826}
falta a validade // ah sim, {validade zero três}... // uhum // {validade trinta e um}
no cartão diz {validade abril de trinta e seis, não, perdão, de trinta e um}
o cartão novo vence {validade 05/29}, pode atualizar
qual o vencimento? // do cartão ou da fatura? // do cartão. // {validade novembro de 2028}
só os quatro finais do cartão // {cartao sete um zero nove}
aparece o cartão ****{cartao 4417} aqui
o cartão que termina {cartao 6859}
os últimos quatro. // {cartao 4021}
cria uma senha de seis números // põe {senha 190473}
já tentei {senha 4471} e diz senha incorreta
qual a sua senha? // {senha 19}... // pode falar // {senha 84}
recebi {senha 552901} por SMS agora
que código apareceu na tela? // apareceu {senha 7730}
o código de acesso é {senha quatro quatro um nove}
minha senha era {senha pipoca arroba dezessete}
a senha provisória é {senha cavalo com maiúscula asterisco 42}, troque depois
entrei com {senha jabuti 2019} e diz que não existe
a rede é casa e a senha {senha limao#88}
botei {senha sereia exclamação noventa} como senha
o portão da garagem mudou, agora é {senha 7713} jogo da velha
o cofre abre com {senha 58204}
tinha {senha 6619} no alarme da loja
deixei uma provisória, {senha tucano 81}, até amanhã
caiu no golpe e passou o {cartao 4532756279624064} e o {cvv 905}
o velho era {validade 4/29} e terminava em {cartao 7702}
coloquei {validade 3/31} e o campo diz data inválida
achei outro cartão, {validade maio de 2026}, ainda presta?
minha senha é {senha girafa 2016} // {senha girafa dois mil e dezesseis}, certo?
"""
SPANISH = """
hasta cuándo le sirve // {validade 08 mmm de 2032}
donde decía {validade agosto bueno del dos mil treinta y uno} ponga la nueva
no la deje en el papel // ya no {senha estrella arroba 751} la tengo en la cabeza
mi nieto la apuntó {senha verano con mayúscula subguion 7} en la libreta
y atrás // {cvv dos} // dígame // {cvv seis cero}
dele la vuelta y dígame los tres numeritos // {cvv 318}
¿y el código? // ¿cuál código? // el de atrás de la tarjeta // ah, {cvv cuatro seis uno}
el código que está al dorso // está medio borrado, {cvv 905}
atrás pone {cvv 577}
le di el {cvv 594} de atrás
¿hasta qué mes y año vale? // mes {validade ocho, año veintinueve}
¿vencimiento? // {validade cero siete slash treinta y cuatro}
¿la caducidad? // {validade agosto del veintiocho}
mi tarjeta está por vencer, es {validade cero seis treinta}
¿el vencimiento? // ¿de la tarjeta o de la factura? // de la tarjeta // {validade 10/27}
en la tarjeta dice {validade 09/31}
la tarjeta que termina con {cartao 7816}
¿me confirma la terminación? // {cartao nueve cero cuatro uno}
fue con la tarjeta terminada en {cartao ocho uno tres tres}
siempre uso {senha uno seis dos cinco} de clave
puse el PIN {senha 8834} tres veces y se bloqueó
¿qué número vino en el mensaje? // vino {senha 604112}
le mandé un código al celular // ya llegó, es {senha 7781}
me han venido dos; {senha 450031} es tu código
¿qué contraseña puso? // {senha tucán asterisco 34}
la clave provisional es {senha pantera uno dos}, cámbiela
cambié la clave a {senha volcan_77} y no entra
puse {senha guitarra exclamación doce} como contraseña y no la acepta
el wifi trae {senha volcán 550} en la pegatina
la verja del taller lleva {senha 9031} y almohadilla
el candado de la bici es {senha 4417}
le dejo una temporal, {senha tortuga 66}
entro con {senha perro verde y el año} y ya
no entra con {senha jirafa 310} ni a la de tres
les pasé la {cartao 4532756279624064} y el {cvv siete cero dos}
el plástico nuevo trae {validade marzo del treinta}
vence {validade cero ocho slash veintinueve} // {cvv 416}
cambié lo de {validade abril de treinta y tres} y me sigue diciendo vencida
la que tenemos en ficha muere {validade mayo 30}
se la renuevan sola, usted tenía hasta {validade enero de 2026}
me la mandaron con {validade mayo de treinta}
caduca {validade 10/30} y por la espalda {cvv 409}
puse {cvv 475} y me dice denegado
un cargo a la {cartao 1413} y otro a la libreta {conta 1532321508} // veo los dos
sale pagado con {cartao 4428}, mírelo bien
va {cartao cinco uno nueve uno cero dos nueve seis cuatro cero seis siete uno cuatro cuatro nueve}
.. {validade julio de dos mil veintiocho}
¿y los de atrás? // {cvv 207} // le repito, {cvv dos cero siete}
"""
KEPT = {
    "pt": """
a fatura vence dia 12/10 e o limite do cartão é de 3.200 reais
atendemos das oito às vinte
a promoção vale até maio de 2027
minha senha não funciona desde 15 de maio de 2024
a senha tem que ter de oito a doze caracteres
espere trinta minutos e digite a senha de novo
o boleto chegou por SMS, são 250 reais
informe o CVV // não informo // pagamento de R$ 350 recusado
o contrato termina em 2027
recebi uma mensagem cobrando quatrocentos reais
digite a senha e tecle dois
parcelei no cartão em 10 vezes de 120
minha conta veio duzentos e trinta e quatro e noventa
chamaram a senha 47, balcão 6 // sou a 74
O guichê 5 tá chamando a senha 43 // a minha é 44 // é a próxima
código do produto na etiqueta? // 7391, é a prateleira
deu erro 404 na página
portão 214, o embarque encerra às 8:15
paguei no cartão em março de 2026 // o prazo é agosto de 2028
a parcela 3/36 do financiamento venceu
tecle 4 e depois jogo da velha
ficou vencido o juiz suplente (voto vencido) // Em 24/3/2017, chegou o ofício
""",
    "es": """
llego en mayo de 2027 // la promoción se renueva en marzo de 2028
puse 200 y pide más
uno que empieza por cero ocho, no, ese es de información
me pedían una clave y yo ponía la fecha // va al dorso
la factura de la tarjeta vence el 12 de octubre y son 320 euros
atendemos de ocho a veinte
la oferta caduca en mayo de 2027
mi clave venció hace 15 días
la clave debe tener entre ocho y doce caracteres
¿la clave? // no me la sé, lo intenté 3 veces
me llegó el recibo por mensaje, son 1.250 pesos
la permanencia termina en 2027
¿me da el CVV? // ya pagué 350 pesos
son 6 plazos de 120 con la tarjeta
me sale el error cuatro cero cuatro y luego el quinientos tres
marque 611 y luego asterisco
pagué con la tarjeta en abril de 2026
""",
}


@pytest.mark.parametrize(
    ("language", "line"),
    [(language, line) for language, text in (("pt", PORTUGUESE), ("es", SPANISH)) for line in lines(text)],
)
def test_what_is_on_a_card_and_secrets_are_found(scrubber: Scrubber, language: str, line: str) -> None:
    turns, marks = read(line)
    assert found(scrubber, turns, language) == marks


@pytest.mark.parametrize(
    ("language", "line"), [(language, line) for language, text in KEPT.items() for line in lines(text)]
)
def test_dates_amounts_and_times_are_kept(scrubber: Scrubber, language: str, line: str) -> None:
    assert found(scrubber, line.split(" // "), language) == []


def test_what_a_card_says_in_one_breath(scrubber: Scrubber) -> None:
    turns, marks = read("anota: cartão {cartao 5425233430109903}, {validade 07 31}, {cvv 640}, em 3 vezes")
    assert found(scrubber, turns, "pt") == marks
