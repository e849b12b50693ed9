"""Numbers in figures, with their values."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from insights.pii.words.reading import words
from insights.text.amounts import write_amounts


@pytest.mark.parametrize(
    ("language", "said", "written"),
    [
        ("pt", "cento e vinte reais no dia quinze", "R$ 120 no dia 15"),
        ("pt", "mil e duzentos reais", "R$ 1.200"),
        ("pt", "120 reais, R$120,00 e R$ 1200", "R$ 120, R$ 120 e R$ 1.200"),
        ("pt", "2 mil reais, 2 mil e 500 reais e 1,5 milhão de reais", "R$ 2.000, R$ 2.500 e R$ 1.500.000"),
        ("pt", "vinte e nove e noventa reais", "R$ 29,90"),
        ("pt", "oitenta e nove euros e noventa", "89,90 €"),
        ("pt", "oitenta e nove reais e noventa centavos por mês", "R$ 89,90 por mês"),
        ("pt", "R$ 12 e cinquenta centavos, dois reais e meio", "R$ 12,50, R$ 2,50"),
        ("pt", "um milhão de reais, meio milhão de reais", "R$ 1.000.000, R$ 500.000"),
        ("pt", "um milhão e meio de reais", "R$ 1.500.000"),
        ("pt", "duzentas e três vezes cinquenta dólares", "duzentas e três vezes 50 dólares"),
        ("pt", "custa cento e vinte e nove e noventa por mês", "custa 129,90 por mês"),
        ("pt", "entre vinte e trinta reais", "entre 20 e R$ 30"),
        ("pt", "[CPF_1] cinco reais", "[CPF_1] R$ 5"),
        ("es", "treinta y cinco con noventa euros", "35,90 €"),
        ("es", "veintiún euros con cincuenta céntimos", "21,50 €"),
        ("es", "mil doscientos pesos, medio millón de pesos", "1200 pesos, 500000 pesos"),
        ("es", "quinientos pesos con noventa", "500.90 pesos"),
        ("es", "doscientos treinta y un pesos", "231 pesos"),
        ("es", "99,90€ al mes", "99,90 € al mes"),
        ("es", "me cobraron treinta y cinco con noventa", "me cobraron 35,90"),
        ("en", "twenty euros", "twenty euros"),
    ],
)
def test_amounts(language: str, said: str, written: str) -> None:
    assert write_amounts(said, language) == written


@pytest.mark.parametrize(
    ("language", "said", "written"),
    [
        ("pt", "vinte por cento, de dez a quinze por cento", "20%, de 10 a 15%"),
        ("pt", "dois vírgula cinco por cento, dois e meio por cento", "2,5%, 2,5%"),
        ("pt", "cem reais e vinte por cento de juros", "R$ 100 e 20% de juros"),
        ("pt", "cem reais e trinta dias", "R$ 100 e 30 dias"),
        ("pt", "doze meses, vinte e quatro horas e quinhentos mega", "12 meses, 24 horas e 500 mega"),
        ("pt", "dez a quinze dias úteis, em doze vezes", "10 a 15 dias úteis, em 12 vezes"),
        ("pt", "dia primeiro, dia vinte e cinco de março", "dia 1, dia 25 de março"),
        ("pt", "quinze de maio de dois mil e vinte e seis", "15 de maio de 2026"),
        ("pt", "às três e meia da tarde, às oito da manhã", "às 3h30 da tarde, às 8 da manhã"),
        ("es", "ciento veinte euros el día quince de mayo", "120 € el día 15 de mayo"),
        ("es", "el uno de enero de dos mil veintiséis", "el 1 de enero de 2026"),
        ("es", "quince por ciento y dos gigas", "15% y 2 gigas"),
        ("es", "a las tres y media de la tarde", "a las 3:30 de la tarde"),
    ],
)
def test_shares_times_and_days(language: str, said: str, written: str) -> None:
    assert write_amounts(said, language) == written


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("pt", "a segunda via em um mês ou uma hora e meia"),
        ("pt", "há dois dias, cinco ou seis meses"),
        ("pt", "já falei mil vezes"),
        ("pt", "bom dia um momento"),
        ("pt", "é um real problema"),
        ("pt", "paguei uma de abril e duas de maio"),
        ("pt", "o protocolo é nove nove dois"),
        ("pt", "dez por cento e cinquenta reais"),
        ("pt", "15/05/2026, 10:30, versão 1.2.3 reais"),
        ("pt", "R$ 2 mil e R$ 1,5 milhão"),
        ("es", "dos por ciento veinte euros"),
        ("es", "otro día una señora"),
    ],
)
def test_what_is_unclear_or_no_quantity_stays(language: str, said: str) -> None:
    assert write_amounts(said, language) == said


@cache
def spoken(value: int, language: str) -> str:
    said = str(num2words(value, lang="pt_BR" if language == "pt" else "es")).replace(",", "")
    if language == "es" and said.endswith("uno"):
        return said.removesuffix("veintiuno") + "veintiún" if said.endswith("veintiuno") else said[:-1]
    return said


_FRAMES = {
    "pt": ("o cliente disse {} ontem", "{}", "sim, {}, obrigado", "quero saber se {}. Depois ligo"),
    "es": ("el cliente dijo {} ayer", "{}", "sí, {}, gracias", "quiero saber si {}. Luego llamo"),
}
_LANGUAGES = st.sampled_from(["pt", "es"])


@given(st.integers(2, 3_000_000), st.just(0) | st.integers(10, 99), _LANGUAGES, st.integers(0, 3))
def test_an_amount_keeps_its_value(units: int, cents: int, language: str, frame: int) -> None:
    coin, join = {"pt": ("reais", "e"), "es": ("euros", "con")}[language]
    of = "de " if units % 1_000_000 == 0 else ""
    said = f"{spoken(units, language)} {of}{coin}"
    number = f"{units:,}".replace(",", ".")
    if cents:
        said += f" {join} {spoken(cents, language)} {'centavos' if language == 'pt' else 'céntimos'}"
        number += f",{cents:02d}"
    written = f"R$ {number}" if language == "pt" else f"{number} €"
    sentence = _FRAMES[language][frame]
    assert write_amounts(sentence.format(said), language) == sentence.format(written)


@given(st.integers(11, 999), _LANGUAGES, st.integers(0, 3), st.sampled_from(["meses", "horas", "mega", "%"]))
def test_a_quantity_keeps_its_value(value: int, language: str, frame: int, unit: str) -> None:
    said = f"{spoken(value, language)} {unit}"
    written = f"{value} {unit}"
    if unit == "%":
        said = f"{spoken(value, language)} por {'cento' if language == 'pt' else 'ciento'}"
        written = f"{value}%"
    sentence = _FRAMES[language][frame]
    assert write_amounts(sentence.format(said), language) == sentence.format(written)


@given(st.integers(2, 31), st.integers(1950, 2060), _LANGUAGES, st.integers(0, 3))
def test_a_date_keeps_its_value(day: int, year: int, language: str, frame: int) -> None:
    month = "maio" if language == "pt" else "mayo"
    day_said = num2words(day, lang="pt_BR" if language == "pt" else "es")
    year_said = num2words(year, lang="pt_BR" if language == "pt" else "es")
    said = f"{day_said} de {month} de {year_said}".replace(",", "")
    sentence = _FRAMES[language][frame]
    written = sentence.format(f"{day} de {month} de {year}")
    assert write_amounts(sentence.format(said), language) == written


_WORDS = st.sampled_from(
    sorted(
        words(
            """
            cento ciento e y vinte veinte mil reais R$ 120 , . 00 € euros dia quince con um una pesos de maio
            mayo milhão centavos 1.200,50 por meses horas % a ou entre custa cuesta da la tarde às las meia
            media três vírgula coma cinco meio medio ano año dois vezes 20 [CPF_1]
            """
        )
    )
)


@given(st.lists(_WORDS).map(" ".join) | st.lists(_WORDS).map("".join) | st.text(), _LANGUAGES)
def test_writing_twice_changes_nothing(text: str, language: str) -> None:
    once = write_amounts(text, language)
    assert write_amounts(once, language) == once


@given(st.from_regex(r"(\d{1,4}[-/.: ]?){1,5}", fullmatch=True), _LANGUAGES)
def test_figures_stay(text: str, language: str) -> None:
    for frame in ("o código {} chegou", "el plan {} llegó"):
        assert write_amounts(frame.format(text), language) == frame.format(text)
