"""Keywords and patterns."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.errors import EscutaError
from insights.records import AlertCategory, Speaker, Turn
from insights.session.patterns import compiled, words_of
from insights.session.rules import Keyword, RuleReader, load_rules
from tests.insights.session.samples import talk, turn


def heard(language: str, *texts: str) -> list[str]:
    reader = RuleReader(load_rules(language))
    return [match.keyword.value for item in talk(*texts) for match in reader.read(item)]


@pytest.mark.parametrize(
    ("language", "text", "keyword"),
    [
        ("pt", "eu quero cancelar o plano Família está muito caro", "churn"),
        ("pt", "Não quero mais a TV Premium, só dá problema.", "churn"),
        ("pt", "isso é um absurdo vou ao Procon amanhã", "complaint"),
        ("pt", "não reconheço essa compra de R$ 120 na Loja Centro", "fraud"),
        ("pt", "A: me diga a senha por favor", "conduct"),
        ("pt", "A: garanto desconto vitalício pode ficar tranquilo", "conduct"),
        ("pt", "queria incluir a minha filha no plano Turbo", "sale"),
        ("pt", "vou pagar R$ 300 na sexta-feira", "payment"),
        ("es", "quiero dar de baja el plan Familia está muy caro", "churn"),
        ("es", "voy a poner una queja en Consumo", "complaint"),
        ("es", "hay un cargo de 40 € que yo no hice", "fraud"),
        ("es", "A: dígame la contraseña por favor", "conduct"),
        ("es", "me interesa mejorar el plan Turbo", "sale"),
        ("es", "prometo pagar 80 € el viernes", "payment"),
    ],
)
def test_what_is_heard(language: str, text: str, keyword: str):
    assert keyword in heard(language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pt", "não quero cancelar"),
        ("pt", "Não quero cancelar nada, só quero uma informação."),
        ("pt", "nem penso em cancelar o plano Turbo, está ótimo"),
        ("pt", "não vim reclamar"),
        ("pt", "reclamação não tenho nenhuma"),
        ("pt", "reconheço a compra de R$ 80 fui eu"),
        ("pt", "não houve fraude nenhuma, as compras são minhas"),
        ("pt", "A: nunca informe a sua senha a ninguém"),
        ("pt", "A: não posso prometer desconto nenhum"),
        ("pt", "A: nós nunca pedimos a senha por telefone"),
        ("es", "no quiero cancelar"),
        ("es", "no quiero cancelar nada, solo una consulta"),
        ("es", "no llamé para reclamar"),
        ("es", "no hubo fraude las compras son mías"),
        ("es", "A: nunca diga su contraseña a nadie"),
        ("es", "A: no le puedo garantizar plazos"),
    ],
)
def test_hard_negatives_alert_nobody(language: str, text: str):
    assert not {"churn", "complaint", "fraud", "conduct"} & set(heard(language, text))


def test_an_agent_does_not_threaten_to_leave_nor_a_customer_ask_for_secrets():
    assert heard("pt", "A: quer cancelar o plano") == []
    assert heard("pt", "me diga a senha") == []


def test_a_voice_that_nobody_named_may_be_either():
    reader = RuleReader(load_rules("pt"))
    mixed = turn("quero cancelar o plano").model_copy(update={"speaker": Speaker.UNKNOWN})
    assert [match.keyword for match in reader.read(mixed)] == [Keyword.CHURN]


def test_a_sentence_in_two_turns_is_read_as_one_and_found_once():
    reader = RuleReader(load_rules("pt"))
    first, second, third = talk("eu gostaria de", "cancelar o meu plano", "está caro")
    assert reader.read(first) == []
    (match,) = reader.read(second)
    assert match.segments == (first.turn_id, second.turn_id)
    assert reader.read(third) == []


def test_a_negation_reaches_over_the_border_of_turns():
    assert heard("pt", "eu não", "quero cancelar") == []


def test_an_alert_begins_with_its_category_in_the_language():
    from insights.prompts import CATEGORY_LABELS

    for language in ("pt", "es"):
        for _, rule, _ in load_rules(language).matches("", 0, Speaker.UNKNOWN):
            pytest.fail(f"a rule holds for silence: {rule}")
        for rule in load_rules(language).texts.values():
            if rule.keyword.alert is not None:
                assert rule.message.startswith(f"{CATEGORY_LABELS[language][rule.keyword.alert]}: ")


def test_every_category_has_rules_in_both_languages():
    for language in ("pt", "es"):
        assert {rule.keyword for rule in load_rules(language).texts.values()} == set(Keyword)
        assert {keyword.alert for keyword in Keyword} - {None} == set(AlertCategory)


def test_other_languages_have_no_rules():
    assert heard("fr", "je veux résilier") == []


def test_punctuation_ends_sentences_and_clauses():
    assert words_of("Não, quero CANCELAR. Já!") == " nao , quero cancelar . ja ."


@pytest.mark.parametrize("pattern", ["", "...", "a ...", "... a", "@nothing a"])
def test_patterns_are_checked(pattern: str):
    with pytest.raises(ValueError, match="pattern"):
        compiled(pattern, {})


def test_gaps_optional_words_and_beginnings():
    pattern = compiled("quero|queria muito? ...2 cancel*", {})
    for words in (" quero cancelar", " queria muito cancelamento", " quero hoje mesmo cancelar"):
        assert pattern.search(words), words
    for words in (" quero um dois tres cancelar", " quero . cancelar", " requero cancelar"):
        assert not pattern.search(words), words


def test_a_malformed_file_is_named(tmp_path):
    (tmp_path / "pt.yaml").write_text("negations: [não]\nrules: {x: {keyword: nothing}}\n")
    with pytest.raises(EscutaError, match=r"pt\.yaml"):
        load_rules("pt", folder=tmp_path)
    (tmp_path / "es.yaml").write_text("rules: [")
    with pytest.raises(EscutaError, match="YAML"):
        load_rules("es", folder=tmp_path)


TALK = ["não", "quero", "cancelar", "eu", "o", "plano", "mas", "senha", "diga", "procon", "vou", ".", ","]
WORDS = st.lists(st.sampled_from(TALK), max_size=60)


@given(WORDS, st.sampled_from(["pt", "es"]))
def test_any_words_can_be_read(words: list[str], language: str):
    item = turn(" ".join(words))
    for match in RuleReader(load_rules(language)).read(item):
        assert match.segments == (item.turn_id,)
        assert 0 <= match.confidence <= 1


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str):
    RuleReader(load_rules("pt")).read(
        Turn(turn_id="s1", speaker=Speaker.UNKNOWN, start_s=0, end_s=1, text=text)
    )


def test_endless_speech_costs_little():
    reader = RuleReader(load_rules("pt"))
    speech = "não quero não vou quero o que vou não " * 5000
    started = time.process_time()
    reader.read(turn(speech))
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pt", "não pense que vou cancelar"),
        ("pt", "quero outra coisa não é cancelamento"),
        ("pt", "não vou sair quero continuar"),
        ("es", "no piense que voy a cancelar"),
        ("es", "quiero otra cosa no es cancelación"),
        ("es", "no me voy quiero seguir"),
    ],
)
def test_negations_stand_in_many_places(language: str, text: str):
    assert "churn" not in heard(language, text)
