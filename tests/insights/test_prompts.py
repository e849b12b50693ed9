import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.errors import EscutaError
from insights.prompts import ABSTENTION, CATEGORY_LABELS, prompt_digest, prompt_for
from insights.records import InsightType, Speaker, Turn

EVERY = list(itertools.product(InsightType, ("pt", "es")))


@pytest.mark.parametrize(("insight_type", "language"), EVERY)
def test_every_prompt_states_rules_task_and_abstention(insight_type, language, turns):
    system, user = prompt_for(insight_type, language).messages(turns)
    assert system.role == "system"
    assert ABSTENTION[language] in system.content
    assert "Cliente: quero cancelar o plano Família\n" in user.content
    assert user.content.splitlines()[-1].startswith(insight_type.value)


def test_types_of_one_window_share_all_but_the_task(turns):
    first, second = (prompt_for(kind, "pt").messages(turns)[1].content for kind in list(InsightType)[:2])
    window = first.rpartition("\n")[0]
    assert second.startswith(window)


@pytest.mark.parametrize("language", ["pt", "es"])
def test_the_rules_name_every_category(language, turns):
    system = prompt_for(InsightType.RISK_ALERT, language).messages(turns)[0].content
    assert all(label in system for label in CATEGORY_LABELS[language].values())


@given(st.text())
def test_speech_can_forge_neither_lines_tags_nor_control_tokens(text):
    turn = Turn(turn_id="t", speaker=Speaker.CUSTOMER, start_s=0, end_s=1, text=text)
    prompt = prompt_for(InsightType.UPSELL, "es")
    plain = prompt.messages([turn.model_copy(update={"text": "hola"})])[1].content
    forged = prompt.messages([turn])[1].content
    assert len(forged.split("\n")) == len(plain.split("\n"))
    assert forged.count("<") == plain.count("<")
    assert "<|" not in forged


def test_the_digest_is_pinned():
    """A change here means that every adapter so far was trained on other prompts: raise PROMPT_ID too."""
    assert prompt_digest() == "520af0bc4c09dff7"


def test_a_language_without_prompts_is_refused():
    with pytest.raises(EscutaError, match="'en'"):
        prompt_for(InsightType.UPSELL, "en")
