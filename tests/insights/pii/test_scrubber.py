"""What people say, and what must be left of it. Values are invented."""

import logging
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insights.pii import Scrubber
from insights.records import Call, PiiType, Speaker, Turn, Word
from insights.synthetic.pii.cases import cases
from tests.insights.pii.work import growth

WRITTEN_AND_SPOKEN = [
    ("pt", "meu cpf é 529.982.247-25", "meu cpf é [CPF_1]"),
    (
        "pt",
        "meu cpf é um dois três ponto quatro cinco seis ponto sete oito nove traço zero nove",
        "meu cpf é [CPF_1]",
    ),
    ("pt", "o cpf é quinhentos e vinte e nove, nove oito dois, meia doze, zero um", "o cpf é [CPF_1]"),
    ("pt", "meu CPF é um dois três ponto 456 ponto sete oito nove 09 ok", "meu CPF é [CPF_1] ok"),
    ("pt", "meu CPF é 111.111.111-12", "meu CPF é [CPF_1]"),
    ("pt", "o CNPJ é 12.345.678/0001-95.", "o CNPJ é [CNPJ_1]."),
    ("pt", "o CNPJ novo é 12.ABC.345/01DE-35.", "o CNPJ novo é [CNPJ_1]."),
    ("pt", "meu rg é doze ponto três quatro cinco ponto seis sete oito dígito x", "meu rg é [RG_1]"),
    ("pt", "a habilitação é 12345678901", "a habilitação é [CNH_1]"),
    ("pt", "CEP 01310-100", "CEP [CEP_1]"),
    ("pt", "o cep é zero um três um zero cem", "o cep é [CEP_1]"),
    (
        "pt",
        "o nif é duzentos e trinta e quatro quinhentos e sessenta e sete oitocentos e noventa",
        "o nif é [NIF_1]",
    ),
    ("pt", "anota aí: (11) 98765-4321, tá?", "anota aí: [TELEFONE_1], tá?"),
    (
        "pt",
        "meu telefone é onze nove oito sete meia cinco quatro três dois um",
        "meu telefone é [TELEFONE_1]",
    ),
    ("pt", "é joao.silva@gmail.com mesmo", "é [EMAIL_1] mesmo"),
    ("pt", "o e-mail é joão ponto silva arroba gmail ponto com ponto br", "o e-mail é [EMAIL_1]"),
    ("pt", "é maria underline souza oitenta e cinco arroba empresa ponto com", "é [EMAIL_1]"),
    ("pt", "cartão 4539 1488 0343 6467", "cartão [CARTAO_1]"),
    ("pt", "é o cartão final doze trinta e quatro", "é o cartão final [CARTAO_1]"),
    ("pt", "IBAN PT50 0002 0123 1234 5678 9015 4", "IBAN [IBAN_1]"),
    (
        "pt",
        "agência um dois três quatro conta cinco meia sete oito nove",
        "agência [CONTA_1] conta [CONTA_2]",
    ),
    ("pt", "o protocolo é dois zero dois seis um dois três quatro", "o protocolo é [PROTOCOLO_1]"),
    ("pt", "nasci em 12/05/1985", "nasci em [NASCIMENTO_1]"),
    ("pt", "nasci em doze de maio de mil novecentos e oitenta e cinco", "nasci em [NASCIMENTO_1]"),
    ("pt", "nascido a doze do cinco de oitenta e cinco", "nascido a [NASCIMENTO_1]"),
    ("pt", "moro na rua das flores número cento e vinte e três apartamento dois", "moro na [ENDERECO_1]"),
    ("pt", "Avenida Paulista, 1578, apto 42", "[ENDERECO_1]"),
    ("pt", "meu nome é Jandira Quaresma", "meu nome é [NOME_1]"),
    ("pt", "me chamo jandira quaresma", "me chamo [NOME_1]"),
    ("pt", "a senha é quatro três dois um", "a senha é [SENHA_1]"),
    ("pt", "a senha é gato2024 mesmo", "a senha é [SENHA_1] mesmo"),
    ("pt", "chave pix 123e4567-e89b-12d3-a456-426614174000", "chave pix [PIX_1]"),
    ("es", "mi DNI es 12345678Z", "mi DNI es [DNI_1]"),
    ("es", "mi dni es uno dos tres cuatro cinco seis siete ocho zeta", "mi dni es [DNI_1]"),
    (
        "es",
        "mi dni es doce millones trescientos cuarenta y cinco mil seiscientos setenta y ocho",
        "mi dni es [DNI_1]",
    ),
    ("es", "mi nie es equis uno dos tres cuatro cinco seis siete ele", "mi nie es [NIE_1]"),
    ("es", "mi nie es X1234567L", "mi nie es [NIE_1]"),
    ("es", "mi móvil es seis doble siete ocho tres tres cero uno dos", "mi móvil es [TELEFONE_1]"),
    ("es", "llámeme al 612 345 678", "llámeme al [TELEFONE_1]"),
    ("es", "mi correo es ana guion bajo lopez arroba hotmail punto es", "mi correo es [EMAIL_1]"),
    ("es", "la tarjeta termina en cuatro cinco seis siete", "la tarjeta termina en [CARTAO_1]"),
    ("es", "mi iban es ES91 2100 0418 4502 0005 1332", "mi iban es [IBAN_1]"),
    ("es", "el expediente es ocho cuatro dos uno cero", "el expediente es [PROTOCOLO_1]"),
    ("es", "nací el quince de mayo de mil novecientos ochenta", "nací el [NASCIMENTO_1]"),
    ("es", "nací el 3 del 4 del 85", "nací el [NASCIMENTO_1]"),
    ("es", "vivo en la calle mayor número veintitrés piso cuarto izquierda", "vivo en la [ENDERECO_1]"),
    ("es", "me llamo Itziar Etxeberria", "me llamo [NOME_1]"),
    ("es", "le habla wendy zaldívar", "le habla [NOME_1]"),
    ("es", "mi código postal es veintiocho cero cero ocho", "mi código postal es [CEP_1]"),
    ("es", "el pin es cuatro tres dos uno", "el pin es [SENHA_1]"),
    ("es", "póliza 88412305", "póliza [CONTA_1]"),
]

SURVIVORS = [
    ("pt", "quero o plano 500 mega por R$ 120 no dia 15"),
    ("pt", "vou pagar cento e vinte reais no dia quinze de maio"),
    ("pt", "vou pagar duzentos e trinta reais no dia vinte e cinco de março de dois mil e vinte e seis"),
    ("pt", "a conta veio duzentos e quarenta este mês, antes era 99,90"),
    ("pt", "o boleto venceu em 12/05/2026 e eu pago 1.500,00 em 12 vezes"),
    ("pt", "liguei três vezes em dois mil e vinte e cinco e esperei 40 minutos"),
    ("pt", "o técnico vem entre 14h e 18h do dia 12/05/2026"),
    ("pt", "em 2023 e 2024 paguei certinho"),
    ("pt", "consumo de 350 kwh na conta de março"),
    ("pt", "a rua está sem luz desde ontem"),
    ("pt", "aqui é o suporte técnico, sou cliente há dez anos"),
    ("pt", "são duas faturas de cento e vinte e de cento e trinta reais"),
    ("pt", "a luz da rosa dos ventos é clara"),
    ("es", "quiero pagar ciento veinte euros el quince de mayo"),
    ("es", "pagué 1.250,50 euros el 3 de marzo de 2026"),
    ("es", "el plan de trescientos megas cuesta 35 con 90"),
    ("es", "soy autónomo y soy cliente desde hace diez años"),
    ("es", "la calle está cortada y son las tres y media"),
    ("es", "me cobraron dos veces cuarenta y cinco euros en 2025"),
    ("es", "bienvenido a banco vereda, esta llamada puede ser grabada"),
    ("es", "le damos la bienvenida a salud plena"),
]

CALLS = [
    ("pt", ["qual é o seu cpf?", "529 982 247 25"], ["qual é o seu cpf?", "[CPF_1]"]),
    ("pt", ["e o telefone?", "é o 912 345 678"], ["e o telefone?", "é o [TELEFONE_1]"]),
    ("pt", ["falo com quem?", "com a jucilene"], ["falo com quem?", "com a [NOME_1]"]),
    (
        "pt",
        ["pode falar o cpf", "cinco dois nove nove oito dois", "certo", "dois quatro sete dois cinco"],
        ["pode falar o cpf", "[CPF_1]", "certo", "[CPF_1]"],
    ),
    ("es", ["¿fecha de nacimiento?", "el 22/07/1979"], ["¿fecha de nacimiento?", "el [NASCIMENTO_1]"]),
    ("es", ["los cuatro últimos", "uno dos tres cuatro"], ["los cuatro últimos", "[CARTAO_1]"]),
    ("es", ["con quién hablo", "por supuesto federico rey"], ["con quién hablo", "por supuesto [NOME_1]"]),
    ("es", ["soy elías castillo", "vale elías, un momento"], ["soy [NOME_1]", "vale [NOME_1], un momento"]),
    ("pt", ["o nome do titular?", "pois não solange batista"], ["o nome do titular?", "pois não [NOME_1]"]),
]


@pytest.mark.parametrize(("language", "text", "clean"), WRITTEN_AND_SPOKEN)
def test_personal_data_is_replaced(scrubber: Scrubber, language: str, text: str, clean: str) -> None:
    assert scrubber.scrub_texts([text], language)[0] == [clean]


@pytest.mark.parametrize(("language", "text"), SURVIVORS)
def test_what_an_insight_needs_survives(scrubber: Scrubber, language: str, text: str) -> None:
    assert scrubber.scrub_texts([text], language)[0] == [text]


@pytest.mark.parametrize(("language", "turns", "clean"), CALLS)
def test_a_question_says_what_its_answer_is(
    scrubber: Scrubber, language: str, turns: list[str], clean: list[str]
) -> None:
    assert scrubber.scrub_texts(turns, language)[0] == clean


def test_a_value_keeps_its_number_however_it_is_said(scrubber: Scrubber) -> None:
    turns = [
        "meu cpf é 529.982.247-25",
        "repetindo, cpf cinco dois nove nove oito dois dois quatro sete dois cinco",
        "o cpf do meu marido é 111.444.777-35",
        "meu nome é ana souza",
        "obrigada ana souza",
        "então ana, já está",
    ]
    clean, _ = scrubber.scrub_texts(turns, "pt")
    assert clean == [
        "meu cpf é [CPF_1]",
        "repetindo, cpf [CPF_1]",
        "o cpf do meu marido é [CPF_2]",
        "meu nome é [NOME_1]",
        "obrigada [NOME_1]",
        "então [NOME_1], já está",
    ]


def test_new_values_do_not_take_a_number_in_use(scrubber: Scrubber) -> None:
    assert scrubber.scrub_texts(["o cpf [CPF_3]", "e o cpf 111.444.777-35"], "pt")[0][1] == "e o cpf [CPF_4]"


def test_detect_gives_offsets_of_the_last_turn_only(scrubber: Scrubber) -> None:
    text = "é o cinco dois nove nove oito dois dois quatro sete dois cinco, tá"
    (span,) = scrubber.detect(text, "pt", context_turns=["o seu cpf 111.444.777-35?", "não"])
    assert span.type is PiiType.CPF
    assert text[span.start : span.end] == "cinco dois nove nove oito dois dois quatro sete dois cinco"


def test_a_call_loses_its_words_and_tells_how_much_was_found(scrubber: Scrubber) -> None:
    word = Word(text="529", start_s=0, end_s=1, probability=1)
    turn = Turn(
        turn_id="1", speaker=Speaker.CUSTOMER, start_s=0, end_s=1, text="cpf 529.982.247-25", words=(word,)
    )
    call = Call(call_id="c", tenant="t", language="pt", duration_s=1, turns=(turn,))
    clean, counts = scrubber.scrub_call(call)
    assert (clean.turns[0].text, clean.turns[0].words) == ("cpf [CPF_1]", None)
    assert counts.by_type == {PiiType.CPF: 1}
    assert (counts + counts).total == 2


def test_another_language_is_read_with_every_pack(scrubber: Scrubber) -> None:
    clean, _ = scrubber.scrub_texts(["my cpf 529.982.247-25 and dni 12345678Z, ana@example.com"], "en")
    assert clean == ["my cpf [CPF_1] and dni [DNI_1], [EMAIL_1]"]


def test_nothing_of_a_value_is_logged(scrubber: Scrubber, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        scrubber.scrub_texts(["meu cpf é 529.982.247-25 e me chamo jandira quaresma"], "pt")
    assert "529" not in caplog.text
    assert "jandira" not in caplog.text


_FRAGMENTS = st.sampled_from(
    [
        "meu",
        "cpf",
        "é",
        "um",
        "dois",
        "três",
        "meia",
        "ponto",
        "traço",
        "529",
        ".",
        "-",
        ",",
        "\n",
        "e",
        "y",
        "mil",
        "cento",
        "vinte",
        "reais",
        "nome",
        "ana",
        "silva",
        "de",
        "arroba",
        "gmail",
        "com",
        "rua",
        "calle",
        "número",
        "12/05/1985",
        "nasci",
        "dia",
        "senha",
        "pix",
        "[CPF_1]",
        "[NOME_2]",
        "dni",
        "doble",
        "equis",
        "griega",
        "i",
        "x",
        "@",
        ":",
        "+",
        "(",
        ")",
        "é",
        "sou",
        "eu",
        "a",
        "o",
        "são",
        "Paulo",
        "María",
        "final",
        "telefone",
        "ES91",
        "ABC1",
    ]
)
_TEXT = st.one_of(
    st.text(max_size=80),
    st.lists(_FRAGMENTS, max_size=30).map(" ".join),
    st.lists(st.one_of(_FRAGMENTS, st.text(max_size=3)), max_size=25).map("".join),
)
_LANGUAGE = st.sampled_from(["pt", "es", "en"])
_SETTINGS = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@_SETTINGS
@given(turns=st.lists(_TEXT, max_size=4), language=_LANGUAGE)
def test_any_text_scrubs_and_scrubbing_again_changes_nothing(
    scrubber: Scrubber, turns: list[str], language: str
) -> None:
    once, _ = scrubber.scrub_texts(turns, language)
    twice, counts = scrubber.scrub_texts(once, language)
    assert twice == once
    assert counts.total == 0


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "correo ana@x.com y Silva guion ver Paulo soy rfc [NOME_2] \n? Silva desculpa Mayor meu"),
        ("pt", "final conta 529 \n barra , senha correo ponto \n girasol tarjeta não [SENHA_3] \n María dni"),
        ("pt", "tarjeta @ 12/05/1985 nombre senhor 01310-100 \n Fernanda 12/05/1985 982.247-25 um"),
        (
            "es",
            "soy 01310-100 apartamento calle traço José senhor @ 529 e curp Paulo dos final PT50 \n? ponto",
        ),
    ],
)
def test_what_goes_on_over_a_cut_is_told_alike_with_placeholders(
    scrubber: Scrubber, language: str, text: str
) -> None:
    once, _ = scrubber.scrub_texts([text], language)
    assert scrubber.scrub_texts(once, language)[0] == once


def test_a_call_may_end_after_any_word(scrubber: Scrubber) -> None:
    for case in cases(seed=71, count=60, partition="dev"):
        text = "\n".join(turn.text for turn in case.turns)
        for gap in re.finditer(r"\s", text):
            begun = text[: gap.start()].split("\n")
            found = scrubber.detect_turns(begun, case.language)
            assert all(each.span.end <= len(begun[each.turn]) for each in found)


@_SETTINGS
@given(turns=st.lists(_TEXT, max_size=4), language=_LANGUAGE)
def test_spans_are_ordered_disjoint_and_inside_their_turn(
    scrubber: Scrubber, turns: list[str], language: str
) -> None:
    ends = dict.fromkeys(range(len(turns)), 0)
    for found in scrubber.detect_turns(turns, language):
        assert ends[found.turn] <= found.span.start < found.span.end <= len(turns[found.turn])
        ends[found.turn] = found.span.end


@pytest.mark.parametrize(
    "piece",
    [
        "1 ",
        "um ",
        "1.",
        "um e ",
        "a@",
        "rua ",
        "meu nome é ",
        "ana ",
        "\n1",
        "certo\n1 ",
        "de ",
        "(",
        "cpf ",
        ". . 1 ",
    ],
)
def test_cost_is_linear_in_the_text(scrubber: Scrubber, piece: str) -> None:
    # A quadratic recogniser would do sixteen times the work.
    assert growth(lambda text: scrubber.detect_turns(text.split("\n"), "pt"), piece) < 6
