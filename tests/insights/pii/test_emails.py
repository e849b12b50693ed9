"""E-mail addresses as people write, say and spell them. All are invented."""

import pytest

from insights.pii import Scrubber
from insights.records import PiiType
from tests.insights.pii.marking import found

PORTUGUESE = """
continua {joaquim ponto silva arroba gmail ponto com}
é {joao.silva@gmail.com} mesmo
meu email: {joao_silva85@empresa.com.br}
escreve pra {joao.silva @ gmail.com} por favor
{joao[at]gmail.com}
{joao(at)gmail.com}
é {joao arroba gmail.com}
o e-mail é {joão ponto silva arroba gmail ponto com ponto br}
é {maria underline souza oitenta e cinco arroba empresa ponto com}
meu email é {jota silva oitenta e cinco arroba hotmail ponto com}
anota aí {ana traço lopes arroba uol ponto com ponto br}
o email dela é {ana tracinho lopes arroba uol ponto com ponto br} tá
o email é {maria silva arroba gmail ponto com}
o email é {maria da silva arroba gmail ponto com}
é {jota o á o ponto silva arroba gmail ponto com}
meu email é {jota ó á ó arroba gmail ponto com}
meu e-mail é {p e d r o arroba yahoo ponto com ponto br}
meu email é {pedro dois mil e dez arroba gmail ponto com}
meu email é {pedro underscore dezenove noventa arroba gmail ponto com}
o email é {carla ponto nunes sete sete arroba bol ponto com ponto br}
o meu email é {joão, ponto, silva, arroba, gmail, ponto, com}
meu email é {lucas arrouba hotmail ponto com}
meu email é {lucas aroba gemail ponto com}
o email é {lucas arroba hot mail ponto com}
o email é {lucas arroba icloud}
o email é {contato arroba padaria central ponto com ponto br}
o email é {fulano ponto beltrano arroba prefeitura ponto sp ponto gov ponto br}
o email é {rita menos 12 arroba outlook ponto pt}
pode mandar para {andre traço baixo costa arroba sapo ponto pt}
qual o email? / {joão ponto silva} / certo / {arroba gmail ponto com}
qual seu e-mail? / {joaosilva85} / {arroba}? / {arroba gmail ponto com}
qual é o email? / é {marta ponto reis arroba gmail ponto com} / ok / obrigada
me passa o seu email / {maria ponto souza gmail ponto com}
meu email é {mateus com dois tês arroba gmail ponto com}
email {beatriz123 arroba gmail com}
email {B.SOUZA@EMPRESA.COM.BR}
meu email é {joao.silva arroba gmail.com}
o email é {erre ponto lima arroba terra ponto com ponto br}
o email é {carlos sublinhado já te digo prado arroba hotmail só um minutinho ponto com} anotou
meu email é {rita arroba gmail, ou melhor, terra ponto com ponto bê erre}
meu email é {erre ponto brito arroba} / ok / {outlook ponto pê tê}
anota o email {aline ponto morais arroba} / certo / {yahoo} / isso / {ponto com}
meu email é {efe á bê i ó é erre arroba gmail ponto com}
manda no {jorge hífen dias arroba globo ponto com}
fatura de 748,45 € e e-mail? / apontei / {s o l underline carneiro arroba yahoo ponto com} / muito bem
qual o e-mail? / {rosa underline} / {rosa underline} / {zagalo arroba} / já apontei / {gmail ponto com}
o meu mail é {eme á erre tê i eme ponto erre é i esse} / certo e depois / {seis seis arroba yahoo ponto com}
é {eme de maria ene de navio é de escola vê de vaca arroba bol ponto com ponto bê de bola erre de rato}
o acesso é {studio ponto… um momentinho… arte arroba proton… um segundo… ponto me} sim
o e-mail é {jorge ximenes arroba gmail, li na linha errada, uol ponto com ponto bê erre} e pronto
"""

SPANISH = """
mi correo es {victoria arroba gmx punto e de españa ese de sol}
mi correo es {ana guion bajo lopez arroba hotmail punto es}
tengo el de {eva barra baja} / {eva barra baja} listo / {troncoso barra baja mil arroba yahoo punto com}
mi correo es {gatita punto consulta} / anotado / {setenta y siete arroba} / hasta ahí bien / {gmail punto com}
¿su e-mail? / {moto} / {moto} / {perlanegra arroba hotmail} y cuánto descuento es
es {verónica navarro arroba gmail lo leí mal live punto com punto mx} con copia a mi hija
mi correo es {ana guión medio lópez arroba hotmail punto com}
el correo es {eme a erre i a arroba gmail punto com}
mi correo es {juan punto perez arroba yahoo punto com punto ar}
mi correo es {juan perez ochenta y cinco arroba gmail punto com}
correo electrónico {maria@ juntadeandalucia.es}
Correo electrónico: {draglopez@hotmail.com}
E-mail:{guacorch@yahoo.es}
es {luis barra baja gomez arroba outlook punto com}
es {luis raya al piso gomez arroba outlook punto com punto co}
mi mail es {tomás punto díaz tres tres arroba gmail punto com}
mi correo es de la {fuente punto ana arroba gmail punto com}
escríbame a {pedro punto ruiz arroba telefonica punto net}
¿su correo? / {carmen punto vega} / sí / {arroba gmail punto com}
¿cuál es su correo? / {ele u i ese arroba gmail punto com}
mi correo es {info arroba talleres lópez punto es}
mi correo es {sofia arroba icloud punto com}
mi correo es {mirta raya abajo} / vale / {vega arroba} / sí / {gmail punto com}
mi correo es {i de italia punto ele de luna a de amor arroba gmail punto com}
mi correo es {rosa arroba unam punto mx}
es {jose maria guion bajo noventa y dos arroba hotmail punto com}
"""

SURVIVORS = {
    "pt": """
o site gmail não abre
uso o gmail no celular
o preço da arroba do boi subiu
o email não chegou
qual o email? / só um momento
qual o seu email? / não tenho
mandei um email ontem e ninguém respondeu
vou enviar por email com o boleto
ponto de referência e ponto final
o aplicativo do outlook travou
meu e-mail mudou mas o plano é o mesmo
o hotmail está fora do ar
o email está certo, a conta subiu oito por cento a mais
""",
    "es": """
la página de gmail no abre
no me llegó el correo
¿su correo? / un momento por favor
no tengo correo electrónico
Domicilio: C/ San Gaspar, 94, Bajo D. / Localidad/ Provincia: Madrid.
el punto de venta de outlook
mandé un correo ayer y nadie responde
""",
}
_TYPES = (PiiType.EMAIL,)


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("marked", _lines(PORTUGUESE))
def test_emails_in_portuguese(scrubber: Scrubber, marked: str) -> None:
    assert found(scrubber, marked, "pt", _TYPES) == marked


@pytest.mark.parametrize("marked", _lines(SPANISH))
def test_emails_in_spanish(scrubber: Scrubber, marked: str) -> None:
    assert found(scrubber, marked, "es", _TYPES) == marked


@pytest.mark.parametrize(
    ("language", "text"), [(language, line) for language, text in SURVIVORS.items() for line in _lines(text)]
)
def test_sites_and_words_survive(scrubber: Scrubber, language: str, text: str) -> None:
    assert found(scrubber, text, language, _TYPES) == text


@pytest.mark.parametrize(
    ("language", "spoken", "written"),
    [
        ("pt", "joão ponto silva arroba gmail ponto com", "joao.silva@gmail.com"),
        ("pt", "jota o a o underline oitenta e cinco arroba uol ponto com ponto br", "joao_85@uol.com.br"),
        ("es", "ana guion bajo ruiz doce arroba hotmail punto es", "ana_ruiz12@hotmail.es"),
    ],
)
def test_an_address_is_the_same_said_or_written(
    scrubber: Scrubber, language: str, spoken: str, written: str
) -> None:
    said = "o email é" if language == "pt" else "el correo es"
    clean, _ = scrubber.scrub_texts([f"{said} {spoken}", f"{said} {written}"], language)
    assert clean == [f"{said} [EMAIL_1]"] * 2


@pytest.mark.parametrize(
    "text", ["minha chave pix é joao.silva@gmail.com", "o pix é joão ponto silva arroba gmail ponto com"]
)
def test_an_address_given_as_a_key_is_a_key(scrubber: Scrubber, text: str) -> None:
    assert "[PIX_1]" in scrubber.scrub_texts([text], "pt")[0][0]


def test_a_separator_that_ends_a_call_ends_with_it(scrubber: Scrubber) -> None:
    asked = ["¿Cuál es el correo electrónico?", "A ver, ge guión bajo"]
    assert scrubber.scrub_texts(asked, "es")[0][1].startswith("A ver, [EMAIL_1]")


def test_what_ends_with_a_pause_may_still_go_on(scrubber: Scrubber) -> None:
    turns = ["el enlace salió a gregorio méndez arroba gmail miento hotmail punto com", "espere un minuto"]

    assert any(one.span.type is PiiType.EMAIL for one in scrubber.detect_turns(turns, "es"))
