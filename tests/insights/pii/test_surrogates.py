"""False values: of the same kind, in the same form, the same within a call, never the true ones."""

import re

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban, luhn
from stdnum.ar import cuit
from stdnum.br import cnpj, cpf
from stdnum.cl import rut
from stdnum.es import dni, nie
from stdnum.pt import nif

from insights.errors import EscutaError
from insights.pii import Scrubber
from insights.pii.surrogates import SurrogateKey, Surrogates
from insights.pii.surrogates.documents import document
from insights.pii.surrogates.forms import Manner, content_of, rewritten, slots
from insights.pii.surrogates.keys import VARIABLE
from insights.pii.surrogates.people import _genders
from insights.records import PiiType
from insights.text.numerals import NUMERALS, read_digits
from insights.text.tokens import fold, tokenise

KEY = SurrogateKey(b"a key for these tests")


def said(
    label: str,
    *raws: str,
    language: str = "pt",
    value: str | None = None,
    call: str = "c",
    locale: str | None = None,
) -> list[str]:
    """What mentions of one value become."""
    surrogates = Surrogates(KEY, call, language, locale)
    plain = "".join(char for char in fold(raws[0]) if char.isalnum())
    key = value if value is not None else plain
    texts = [surrogates.placeholder(PiiType[label], key, raw) for raw in raws]
    return surrogates.fill(texts)


def digits(text: str, language: str = "pt") -> str:
    words = [norm for norm in tokenise(text, language).norms if norm != ","]
    return read_digits(words, NUMERALS[language]).text


@pytest.mark.parametrize(
    ("label", "raw", "language", "valid"),
    [
        ("CPF", "529.982.247-25", "pt", cpf.is_valid),
        ("CNPJ", "11.222.333/0001-81", "pt", cnpj.is_valid),
        ("NIF", "123456789", "pt", nif.is_valid),
        ("DNI", "12345678Z", "es", dni.is_valid),
        ("NIE", "X1234567L", "es", nie.is_valid),
        ("RUT", "12.345.678-5", "es", rut.is_valid),
        ("CUIT", "20-12345678-6", "es", cuit.is_valid),
        ("CARTAO", "4111 1111 1111 1111", "pt", luhn.is_valid),
        ("IBAN", "ES91 2100 0418 4502 0005 1332", "es", iban.is_valid),
        ("IBAN", "PT50 0002 0123 1234 5678 9015 4", "pt", iban.is_valid),
    ],
)
def test_documents_keep_their_form_and_have_right_check_digits(label, raw, language, valid):
    (fresh,) = said(label, raw, language=language)
    assert fresh != raw
    assert re.sub(r"\w", "#", fresh) == re.sub(r"\w", "#", raw)
    assert valid(re.sub(r"[^\w]", "", fresh).upper())


def test_a_phone_stays_one_of_its_country_and_kind():
    for raw, language, region in (
        ("11 98765-4321", "pt", "BR"),
        ("(21) 3234-5678", "pt", "BR"),
        ("912 345 678", "pt", "PT"),
        ("612 345 678", "es", "ES"),
    ):
        (fresh,) = said("TELEFONE", raw, language=language)
        before, after = phonenumbers.parse(raw, region), phonenumbers.parse(fresh, region)
        assert fresh != raw
        assert phonenumbers.is_valid_number(after)
        assert phonenumbers.number_type(after) == phonenumbers.number_type(before)


def test_what_was_spoken_stays_spoken_word_by_word():
    written, spoken, grouped = said(
        "CPF",
        "529.982.247-25",
        "cinco dois nove nove oito dois dois quatro sete dois cinco",
        "quinhentos e vinte e nove, nove oito dois, duzentos e quarenta e sete, vinte e cinco",
    )
    plain = written.replace(".", "").replace("-", "")
    assert cpf.is_valid(plain)
    assert digits(spoken) == plain
    assert len(spoken.split()) == 11
    assert grouped.count(",") == 3
    assert re.fullmatch(r"[^\d]+", grouped)


def test_the_parts_of_a_value_over_several_turns_are_parts_of_the_false_one():
    whole, *parts = said(
        "CPF", "52998224725", "cinco dois nove", "982", "dois quatro sete dois cinco", value="52998224725"
    )
    assert "".join(digits(part) for part in parts) == whole


def test_meia_stays_meia():
    (fresh,) = said("TELEFONE", " ".join(["meia"] * 9), value="666666666")
    assert "seis" not in fresh


def test_a_name_keeps_its_gender_its_shape_and_each_word_its_false_word():
    whole, first, low, last = said(
        "NOME", "MARIA da Silva", "Maria", "maria silva", "dona Silva", value="maria silva"
    )
    given, particle, surname = whole.split()
    assert given.isupper()
    assert particle == "da"
    assert (first, low) == (given.capitalize(), f"{given} {surname}".lower())
    assert last == f"dona {surname}"
    _, men = _genders("pt")
    assert fold(given) not in men
    assert not {"maria", "silva"} & set(fold(whole).split())


def test_a_spelled_name_is_spelled():
    plain, letters, named = said("NOME", "silva", "s-i-l-v-a", "esse i ele vê a", value="silva")
    assert letters == "-".join(plain)
    assert len(named.split()) >= len(plain)


def test_an_email_goes_to_a_domain_nobody_has_and_takes_the_names_of_the_call():
    surrogates = Surrogates(KEY, "c", "pt")
    texts = [
        surrogates.placeholder(PiiType.NOME, "joao silva", "João Silva"),
        surrogates.placeholder(PiiType.EMAIL, "joao.silva85@gmail.com", "joao.silva85@gmail.com"),
        surrogates.placeholder(
            PiiType.EMAIL, "joao.silva85@gmail.com", "joão ponto silva oitenta e cinco arroba gmail ponto com"
        ),
    ]
    name, written, spoken = surrogates.fill(texts)
    assert re.fullmatch(r"[a-z]+\.[a-z]+\d\d@example\.(com|net|org)", written)
    assert written.split("@")[0].rstrip("0123456789") == fold(name).replace(" ", ".")
    assert re.fullmatch(r"\w+ ponto \w+ [\w ]+ arroba example ponto (com|net|org)", spoken)
    assert spoken.split()[:3] == [name.split()[0].lower(), "ponto", name.split()[1].lower()]


def test_a_date_of_birth_moves_by_months_and_keeps_its_form():
    forms = (
        "12/03/1985",
        "12 de março de 1985",
        "doze do três de oitenta e cinco",
        "doze de março de mil novecentos e oitenta e cinco",
        "1985-03-12",
    )
    numbers, named, spoken, long, iso = said("NASCIMENTO", *forms)
    day, month, year = numbers.split("/")
    assert year in ("1983", "1984", "1986")
    assert iso == f"{year}-{month}-{day}"
    assert re.fullmatch(rf"{int(day)} de \w+ de {year}", named)
    assert digits(spoken.split(" do ")[0]) == str(int(day))
    assert " de mil novecentos e oitenta e " in long


def test_an_address_keeps_its_words_and_changes_its_names_and_numbers():
    raw = "Rua das Flores, 123, apartamento 45, bairro Jardim América"
    (fresh,) = said("ENDERECO", raw)
    assert re.fullmatch(r"Rua das [\w ]+, \d{3}, apartamento \d\d, bairro Jardim \w[\w ]*", fresh)
    assert not {"Flores", "123", "45", "América"} & set(re.findall(r"\w+", fresh))


def test_letters_are_letters_and_capitals_capitals():
    assert re.fullmatch(r"[A-Z]{3}-\d[A-Z]\d\d", said("DOCUMENTO", "ABC-1D23")[0])
    assert re.fullmatch(r"[a-z]+ \d\d", said("SENHA", "girassol 45")[0])
    key = "123e4567-e89b-12d3-a456-426614174000"
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", said("PIX", key)[0])


def test_the_same_key_and_call_give_the_same_values_and_others_give_others():
    raw = "529.982.247-25"
    assert said("CPF", raw) == said("CPF", raw)
    assert said("CPF", raw) != said("CPF", raw, call="other")
    other = Surrogates(SurrogateKey(b"another key, as long"), "c", "pt")
    assert other.fill([other.placeholder(PiiType.CPF, "52998224725", raw)]) != said("CPF", raw)


def test_different_values_get_different_ones():
    surrogates = Surrogates(KEY, "c", "pt")
    texts = [surrogates.placeholder(PiiType.CVV, f"{number:03d}", f"{number:03d}") for number in range(60)]
    fresh = surrogates.fill(texts)
    assert len(set(fresh)) == 60
    assert all(f"{number:03d}" != text for number, text in enumerate(fresh))


def test_what_cannot_be_written_otherwise_keeps_its_placeholder():
    assert said("CPF", "o mesmo", value="52998224725") == ["[CPF_1]"]


def test_placeholders_that_stood_there_stay():
    surrogates = Surrogates(KEY, "c", "pt")
    surrogates.reserve(["o cpf [CPF_3]"])
    own = surrogates.placeholder(PiiType.CPF, "52998224725", "529.982.247-25")
    assert surrogates.fill(["o cpf [CPF_3]", own])[0] == "o cpf [CPF_3]"
    assert own not in surrogates.fill([own])[0]


def test_a_call_from_raw_text_to_false_values():
    texts = ["meu nome é Maria Souza, cpf 529.982.247-25", "certo, Maria, veja a fatura de 1.200,00"]
    surrogates = Surrogates(KEY, "c", "pt")
    scrubbed, _ = Scrubber().scrub_texts(texts, "pt", surrogates)
    first, second = surrogates.fill(scrubbed)
    name = re.fullmatch(r"meu nome é (\w+) (\w+), cpf \d{3}\.\d{3}\.\d{3}-\d\d", first)
    assert name is not None
    assert second == f"certo, {name.group(1)}, veja a fatura de 1.200,00"
    assert not {"Maria", "Souza"} & set(name.groups())


def test_a_key_is_needed_and_never_shown(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(EscutaError, match=VARIABLE):
        SurrogateKey.from_environment()
    monkeypatch.setenv(VARIABLE, "short")
    with pytest.raises(EscutaError, match="16 characters"):
        SurrogateKey.from_environment()
    monkeypatch.setenv(VARIABLE, "long enough to be a key")
    key = SurrogateKey.from_environment()
    assert "long" not in repr(key)
    assert "long" not in key.fingerprint
    assert key.fingerprint == SurrogateKey.from_environment().fingerprint != KEY.fingerprint


@given(raw=st.text(max_size=60), label=st.sampled_from(PiiType), language=st.sampled_from(("pt", "es", "xx")))
def test_no_text_is_too_strange(raw: str, label: PiiType, language: str):
    surrogates = Surrogates(KEY, "c", language)
    own = surrogates.placeholder(label, fold(raw), raw)
    (fresh,) = surrogates.fill([own])
    assert fresh != raw or not raw


@given(value=st.from_regex(r"[0-9]{1,20}", fullmatch=True), label=st.sampled_from(PiiType))
def test_a_false_number_has_the_length_of_the_true_one(value: str, label: PiiType):
    fresh = document(label, value, KEY.random("x"), "pt")
    assert len(fresh) == len(value)
    assert fresh.isalnum()


@given(number=st.integers(0, 999_999), language=st.sampled_from(("pt", "es")))
def test_numbers_in_words_read_back(number: int, language: str):
    manner = Manner.of(language, None, "")
    assert digits(manner.digits(str(number)), language) == str(number)


def test_a_text_with_its_own_content_is_itself():
    for raw in ("quinhentos e vinte e nove, nove oito dois", "A1-b2", "doble siete"):
        found = slots(raw, "pt")
        assert rewritten(raw, found, content_of(found), Manner.of("pt", None, raw)) == raw
