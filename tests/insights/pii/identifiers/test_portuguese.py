"""Identifiers as Brazilians and Portuguese say and write them. All are invented."""

import pytest

from insights.pii import Scrubber
from tests.insights.pii.identifiers.marked import found, lines, read

DOCUMENTS = """
o número da apólice é {conta 956 499 947 234 perai que li errado 634} tá
a minha conta é a {conta 9562 0613 78… deixa eu começar de novo, 9562 0613 73} e só
a matrícula do carro é {documento gz 08 apague lá isso gz 88 xk}, sim
o senhor confirma, {cpf quatro sete zero ponto duzentos ponto nove zero dois traço oitenta e sete} está aí
os onze números? // {cpf 773 322 478 01}
no cartão diz {cc dezassete noventa e seis doze noventa e dois um zê zê oito} não é
mandámos para o número cadastrado {telefone 27 97387 7705}
o guincho vem buscar o carro, é o de {documento nove sete t e dois zero} na estrada
rebocaram meu carro, é o {documento S Z Q, meia, P, cinco dois}
a matrícula da viatura? // {documento RQ, 25, YU}
passaporte é {documento efe de faca zê de zebra um dois três quatro cinco seis}
a nota saiu no NIF {nif 20… ai meu Deus… 2 75, olha, 2… ããã… 7… ããã… 47}
a renda sai do {iban pê tê oito um oito oito um cinco oito oito nove zero dois dois três zero dois
.. três nove dois oito cinco zero oito sete} todo mês
mudei para o {iban PT50 0002 0123 1234 5678 9015 4}
o NIS da família é {documento 184.66609.27-8}
quem atende é a vizinha no {telefone 85 3802-0995}
recebi mensagem de um número estranho {telefone 21 99549-5931} ontem
qual a chave? // {pix 155c58256b4a82b6aaa92ffe5fbd7e09}
e o título? // {documento 5766 9720 1163}
número da carteirinha? // {documento 985 5571 8621 6242}
meu cpf é {cpf 529.982.247-25}
meu cpf e {cpf 52998224725}
CPF: {cpf 529 982 247 25}
cpf {cpf 529982247-25} em nome da empresa
segue o CPF {cpf 529.982.247/25} para cadastro
meu cpf é {cpf cinco dois nove nove oito dois dois quatro sete dois cinco}
o cpf da titular é {cpf quinhentos e vinte e nove novecentos e oitenta e dois duzentos e quarenta e
.. sete vinte e cinco}
é {cpf quinhentos e vinte e nove, nove oito dois, dois quatro sete, traço vinte e cinco}, esse é o
.. meu CPF
o CPF é {cpf um dois três ponto 456 ponto sete oito nove traço zero nove} tá
anota o cpf por favor {cpf meia meia dois, três zeros, um quatro cinco, meia sete}
cpf {cpf dois setes cinco, oito oito três, um zero nove, quarenta e quatro}
pode anotar o CPF? é {cpf duplo sete cinco oito três um zero nove quatro quatro um}
o final do meu cpf é {cpf quatro sete dois cinco}
os três primeiros dígitos do cpf são {cpf 529}
meu cpf é {cpf 529… é… 982… hum… 247… 25}
meu cpf é {cpf cinco… é… dois… nove, deixa eu ver, nove oito dois, dois quatro sete, dois cinco}
o cpf é {cpf cinco dois nove, espera aí, só um momento, nove oito dois, dois quatro sete vinte e cinco}
o meu cpf é {cpf cinco dois nove nove oito dois dois quatro sete, não, desculpa, dois quatro oito,
.. dois cinco}
cpf {cpf 529 982 não 983 247 25}
o cpf é {cpf cinco dois nove, aliás, cinco dois oito, nove oito dois dois quatro sete dois cinco}
é o cpf {cpf um dois três, corrigindo, um dois quatro, cinco seis sete oito nove zero nove}
meu número de cpf é o {cpf 111.444.777-35}
tenho o cpf aqui ó {cpf 111 444 777 35}
{cpf 529.982.247-25}
meu CPF {cpf 529.982.247-25} e o da minha esposa {cpf 111.444.777-35}
o CNPJ é {cnpj 12.345.678/0001-95}
cnpj da empresa {cnpj 12345678000195}
o cnpj é {cnpj doze, trezentos e quarenta e cinco, seiscentos e setenta e oito, barra zero zero
.. zero um, noventa e cinco}
nosso CNPJ novo é {cnpj 12.ABC.345/01DE-35}
o cnpj é {cnpj um dois a bê cê três quatro cinco zero um dê é três cinco}
meu RG é {rg 12.345.678-9}
rg {rg 12.345.678-X}
RG {rg MG-12.345.678}
minha identidade é {rg 34.567.890-1}
o rg é {rg doze ponto três quatro cinco ponto seis sete oito dígito nove}
o meu rg é {rg um dois três quatro cinco seis sete xis}
a carteira de identidade número {rg 3456789} SSP DF
CNH {cnh 01234567890}
número da habilitação {cnh zero um dois três quatro cinco seis sete oito nove zero}
a minha carteira de motorista é {cnh 98765432100}
o meu NIF é {nif 234567890}
NIF: {nif 234 567 890}
o nif é o {nif dois três quatro, cinco seis sete, oito nove zero}
contribuinte número {nif 501964843}
número de contribuinte {nif duzentos e trinta e quatro, quinhentos e sessenta e sete, oitocentos e
.. noventa}
o cartão de cidadão é o {cc 12345678 9 ZZ1}
cartão de cidadão {cc 123456789ZZ1}
o meu cartão de cidadão é {cc um dois três quatro cinco seis sete oito nove zê zê um}
o passaporte dela é {documento FB123456}
passaporte {documento efe bê um dois três quatro cinco seis}
meu PIS é {documento 120.12345.67-8}
o número do NIS é {documento 12012345678}
título de eleitor {documento 0123 4567 8901}
meu título de eleitor é {documento zero um dois três quatro cinco seis sete oito nove zero um}
cartão do SUS {documento 898 0012 3456 7890}
o número do cartão nacional de saúde é {documento 898001234567890}
carteira de trabalho {documento 1234567} série 001
o niss é {documento onze vinte e três quarenta e cinco sessenta e sete oitenta e nove zero}
número de utente {documento 123456789}
placa {documento ABC1D23}
a placa do carro é {documento ABC-1234}
placa {documento a bê cê um dê vinte e três}
a placa é {documento erre esse tê quatro oito nove um}
RENAVAM {documento 00123456789}
o renavam é {documento zero zero um dois três quatro cinco seis sete oito nove}
"""

PLACES_AND_PHONES = """
CEP {cep 01310-100}
cep {cep 01310100}
o meu cep é {cep zero um três um zero cem}
o cep é {cep setenta mil e quarenta traço zero dez}
meu CEP é {cep oito oito zero um zero, duzentos e trinta}
o código postal é {cep 1250-096}
o telefone do registo é {telefone nove seis três, cinco sete cinco, cinco dois quatro}
código postal {cep doze cinquenta zero noventa e seis}
o cep daqui é {cep 88.010-230}
meu telefone é {telefone (11) 98765-4321}
tel:{telefone 11987654321}
{telefone (11)98765-4321}
me liga no {telefone 11 9 8765 4321}
whatsapp {telefone +55 11 98765.4321}
whatsapp {telefone +5511987654321}
celular {telefone 11 98765-4321} ou fixo {telefone 11 3456-7890}
meu número é {telefone onze nove oito sete meia cinco quatro três dois um}
meu telefone é {telefone onze, nove oito sete seis cinco, quatro três dois um}
o celular é {telefone noventa e oito sete meia cinco quatro três dois um}
meu celular é {telefone nove oito sete meia cinco quatro três dois um}
telefone fixo {telefone 3456-7890}
o fixo é {telefone três quatro cinco meia sete oito nove zero}
pode ligar no {telefone quarenta e oito nove nove um dois três quatro cinco seis sete}
pode ligar para o {telefone 21 2345 6789}
contato: {telefone (61) 99999-0000}
o telemóvel é o {telefone 912 345 678}
telemóvel {telefone nove um dois três quatro cinco seis sete oito}
o meu telemóvel é {telefone noventa e um, dois três quatro, cinco seis, sete oito}
ligue-me para o {telefone +351 912 345 678}
o telefone termina em {telefone 4321}
"""

BANK = """
o cartão é {cartao 4539 1488 0343 6467}
o número do cartão é {cartao 4539148803436467}
cartão final {cartao 6467}
meu cartão é o final {cartao doze trinta e quatro}
os quatro últimos dígitos são {cartao um dois três quatro}
o cartão termina em {cartao seis quatro meia sete}
meu cartão é {cartao quatro cinco três nove, um quatro oito oito, zero três quatro três, seis
.. quatro seis sete}
cartão {cartao quarenta e cinco trinta e nove quatorze oitenta e oito zero três quarenta e três
.. sessenta e quatro sessenta e sete}
a validade do cartão é {validade 05/28}
cartão {cartao 4539 1488 0343 6467} validade {validade 05/2028} cvv {cvv 123}
validade do cartão {validade zero cinco barra vinte e oito}
a validade do cartão é {validade maio de dois mil e vinte e oito}
o cartão vence em {validade doze de vinte e nove}
o cvv é {cvv três dois um}
código de segurança {cvv 987}
os três números atrás do cartão são {cvv nove oito sete}
IBAN {iban PT50 0002 0123 1234 5678 9015 4}
o iban é {iban PT50000201231234567890154}
o iban é {iban pê tê cinquenta, zero zero zero dois, zero um dois três, um dois três quatro, cinco
.. seis sete oito, nove zero um cinco quatro}
agência {conta 1234} conta {conta 56789-0}
agência {conta um dois três quatro} conta corrente {conta cinco meia sete oito nove dígito zero}
a agência é {conta 0123} e a conta é {conta 45678-9}
o número do contrato é {conta 8841230599}
meu contrato é {conta oito oito quatro um dois três}
o código de cliente é {conta 77120934}
número de cliente {conta sete sete um dois zero}
apólice {conta 0118.2204.553}
minha matrícula é {conta 20231187}
código da instalação {conta 0400123456}
unidade consumidora {conta três zero nove um dois sete quatro}
a carteirinha do plano é {documento 0037 1234 5678 9012}
minha chave pix é {pix 123e4567-e89b-12d3-a456-426614174000}
a chave aleatória é {pix 7f3c0b1a-22de-4c5e-9a10-0b9d8e7f6a5c}
chave pix {pix 11987654321}
o pix é {pix onze nove oito sete meia cinco quatro três dois um}
chave aleatória {pix sete efe três cê zero bê um á dois dois dê é quatro cê cinco}
"""

OTHERS = """
protocolo {protocolo 20260112345}
o protocolo é {protocolo dois zero dois seis um dois três quatro}
meu protocolo de atendimento: {protocolo 2026.0112.3345}
o número do pedido é {protocolo 4477-2291}
pedido {protocolo 123456}
ordem de serviço {protocolo OS-448821}
chamado {protocolo INC0045678}
processo {protocolo 0012843-03.2015.8.07.0001}
processo SEI {protocolo 00015-01009853/2023-11}
processo nº {protocolo 08012.004567/2021-33}
boletim de ocorrência {protocolo 11234/2025}
nota fiscal {protocolo 000123456}
código de rastreio {protocolo BR123456789BR}
o protocolo da reclamação é {protocolo um meia dois, oito nove zero, três quatro}
anotei o número {protocolo 2026123456789}
a senha é {senha 4321}
minha senha é {senha quatro três dois um}
a senha é {senha gato2024} mesmo
a senha é {senha girassol 42}
senha: {senha abc#123}
minha senha é {senha girassol}
minha senha é {senha lua azul}
o código de verificação é {senha 883 120}
chegou o código por sms é {senha oito oito três um dois zero}
o pin é {senha 0099}
o token é {senha 554433}
"""

TURNS = """
qual é o seu cpf? // {cpf 529 982 247 25}
me informa o CPF, por favor // claro, é {cpf cinco dois nove nove oito dois dois quatro sete dois cinco}
pode falar o cpf // {cpf cinco dois nove} // certo // {cpf nove oito dois} // sim // {cpf dois
.. quatro sete} // ok // {cpf vinte e cinco}
cpf? // {cpf cinco dois nove nove oito dois} // certo, pode continuar // {cpf dois quatro sete dois
.. cinco}
o cpf // {cpf cinco dois nove} // {cpf cinco dois nove} // {cpf nove oito dois} // {cpf nove oito
.. dois} // {cpf dois quatro sete dois cinco} // certinho
me passa o cpf // {cpf 529} // {cpf 982} // {cpf 247 25}
qual o telefone de contato? // é o {telefone nove oito sete seis cinco quatro três dois um}
e o cep? // {cep oito oito zero um zero} // isso // {cep duzentos e trinta}
me diz a placa // é {documento bê erre á dois e dezenove}
o número do cartão, por favor // {cartao quatro cinco três nove} // ok // {cartao um quatro oito
.. oito} // ok // {cartao zero três quatro três} // ok // {cartao seis quatro seis sete}
e a validade? // {validade zero cinco vinte e oito} // e o código de segurança do cartão? // {cvv
.. um dois três}
meu cpf é {cpf 529.982.247-25} // então é {cpf 529.982.247-25}, correto? // isso
meu cpf é {cpf 529.982.247-25} // confirmando, {cpf cinco dois nove nove oito dois dois quatro sete
.. dois cinco}, certo?
qual a agência? // {conta 1234} // e a conta? // {conta 56789 dígito 0}
o código que chegou por sms? // {senha 449021}
o seu protocolo é {protocolo 2026 0045 881} // {protocolo 2026 0045 881}, anotado
"""

KEPT = """
quero o plano 500 mega por R$ 120 no dia 15
a conta veio R$ 1.250,00 este mês
paguei mil e duzentos reais no cartão
o cartão tem limite de 5000 reais
minha conta veio duzentos e trinta e quatro e noventa
a minha conta de luz veio 350
fiz um pedido de 3 pizzas de 45 reais
o protocolo tem prazo de 5 dias úteis
o contrato é de 24 meses
contrato de doze meses com multa de trezentos e cinquenta reais
o atendimento é das 8 às 18h
liguei às 10:30 e às 14:45
gastei 1.234.567,89 na obra
o salário é de R$ 12.345.678,00
custou 12.500.000 reais
em 2023 e 2024 paguei certinho
entre 2019-2020 não teve reajuste
o boleto vence dia 10/12/2026
a fatura do cartão vence em maio de 2027
fatura do cartão vence dia 05/06
lei 8.666 de 1993
lei nº 13.709/2018, artigo 18
o plano de 1000 megas custa noventa e nove e noventa
a internet de 600 mega caiu três vezes em dois mil e vinte e cinco
são 120 parcelas de 1.350,90
o consumo foi de 12345 kwh
a casa tem 250 metros quadrados
subiu de 10% para 12,5%
a senha é muito fraca
a senha foi trocada ontem
minha senha é inválida
a senha é obrigatória
esqueci a senha do aplicativo
meu cpf está errado no cadastro
o cpf não foi encontrado, são duas contas
não quero passar meu cpf
tenho três cartões e duas contas
o cartão de crédito foi recusado duas vezes, tentei 3 vezes
o pedido atrasou 15 dias
o processo demora de 30 a 45 dias
protocolo aberto há 48 horas
quero 2 chips e 4 linhas
a placa solar gera 450 kwh por mês
o número de clientes cresceu 1200 por cento
eu tenho dois filhos, um de sete e um de nove
são três e meia, volto às quatro
ligue 0800 777 1234
a central é 4004 1234
dia vinte e cinco do doze
deixa eu ver, um momento, por favor
só um minuto, dois no máximo
pagamento em dez vezes de oitenta e nove e noventa
o iphone 15 pro max de 256 gb
windows 11 e office 365
a versão 10.2.3 do aplicativo
covid 19
canal 512 e canal 1001
a segunda via da fatura de novembro de 2025
"""


@pytest.mark.parametrize("line", lines(DOCUMENTS + PLACES_AND_PHONES + BANK + OTHERS + TURNS))
def test_identifiers_are_found_whole(scrubber: Scrubber, line: str) -> None:
    turns, marks = read(line)
    assert found(scrubber, turns, "pt") == marks


@pytest.mark.parametrize("line", lines(KEPT))
def test_what_an_insight_needs_is_kept(scrubber: Scrubber, line: str) -> None:
    assert found(scrubber, [line], "pt") == []
