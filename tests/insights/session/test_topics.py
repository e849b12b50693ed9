"""Changes of subject."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.errors import EscutaError
from insights.session.settings import TopicSettings
from insights.session.topics import TopicDetector, cosine, load_topic_words
from tests.insights.session.samples import talk

BILL = (
    "a minha fatura veio com um valor muito acima do combinado este mês",
    "A: vejo aqui que houve um reajuste na mensalidade do seu contrato em março",
    "mas ninguém informou reajuste nenhum e a fatura dobrou de valor desde março",
)
ROUTER = (
    "o aparelho do roteador fica piscando vermelho e o computador perde conexão",
    "A: desligue o roteador da tomada conte dez segundos e ligue outra vez",
    "desliguei e o roteador segue piscando vermelho no escritório",
)


def changes(*texts: str, language: str = "pt", **settings) -> list[str]:
    detector = TopicDetector(load_topic_words(language), TopicSettings(**settings))
    return [change.turn_id for item in talk(*texts) if (change := detector.push(item)) is not None]


def test_an_agent_asks_what_else():
    assert changes(*BILL, "A: resolvido posso ajudar em mais alguma coisa", *ROUTER) == ["s0004"]


def test_a_customer_comes_to_something_else_without_saying_so():
    found = changes(*BILL, *ROUTER, cue_weight=0)
    assert "s0004" in found
    assert len(found) <= 2


def test_closing_words_open_nothing():
    detector = load_topic_words("pt")
    assert detector.cue("mais alguma dúvida")
    assert not detector.cue("seria só isso por enquanto")


def test_one_subject_has_no_change():
    assert changes(*BILL, "a fatura de março dobrou o valor", "A: o reajuste de março dobrou a fatura") == []


def test_spanish():
    assert changes(
        "la factura llegó con un importe muy superior al acordado y nadie avisó del aumento de tarifa",
        "A: veo que hubo un ajuste de la mensualidad en el contrato desde marzo por la nueva tarifa anual",
        "A: listo hay algún otro asunto",
        language="es",
    ) == ["s0003"]


def test_changes_keep_their_distance():
    assert changes("A: mais alguma coisa", "A: mais alguma coisa", min_gap_tokens=3) == ["s0002"]
    assert changes("A: mais alguma coisa", "A: mais alguma coisa", min_gap_tokens=4) == []


def test_another_cohesion_can_be_given():
    texts = talk(*BILL, *ROUTER)
    settings = TopicSettings(cue_weight=0)
    alike = TopicDetector(load_topic_words("pt"), settings, lambda before, after: 1.0)
    assert [alike.push(item) for item in texts] == [None] * len(texts)


def test_cosine():
    assert cosine({"a": 1}, {"a": 2}) == pytest.approx(1)
    assert cosine({"a": 1}, {"b": 1}) == 0
    assert cosine({}, {"a": 1}) == 0


def test_other_languages_are_judged_by_cohesion_alone():
    assert load_topic_words("fr").stems("les mots restent") == ["les", "mots", "resten"]


TALK = ["fatura", "roteador", "mais", "alguma", "coisa", "então"]


@given(st.lists(st.lists(st.sampled_from(TALK), max_size=12), max_size=60))
def test_memory_is_bounded_and_changes_are_real_turns(speech: list[list[str]]):
    settings = TopicSettings()
    detector = TopicDetector(load_topic_words("pt"), settings)
    known = set()
    for item in talk(*(" ".join(words) for words in speech)):
        known.add(item.turn_id)
        change = detector.push(item)
        assert change is None or (change.turn_id in known and change.score >= settings.threshold)
        assert len(detector) <= settings.before_tokens + settings.after_tokens + 2


def test_a_malformed_file_is_named(tmp_path):
    (tmp_path / "pt.yaml").write_text("cues: ['...']\n")
    with pytest.raises(EscutaError, match=r"pt\.yaml"):
        load_topic_words("pt", folder=tmp_path)
