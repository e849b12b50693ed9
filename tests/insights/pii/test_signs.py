"""Signs save work and lose nothing: what is found with them is what is found where everything is looked
at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.pii import Scrubber
from insights.pii.signs import SignReader
from insights.synthetic.pii.cases import cases
from insights.text.tokens import Document
from tests.insights.pii.test_blocks import LANGUAGES, MANY, PIECES

ASKED = st.sampled_from(
    [
        "qual o seu e-mail?",
        "ana ponto",
        "souza arroba",
        "gmail ponto com",
        "y la contraseña?",
        "girasol 42",
        "em que cidade o senhor mora",
        "Campinas",
        "rua das flores",
        "número 12",
        "cómo se llama",
        "rosa",
        "data de nascimento",
        "doze de maio",
        "de oitenta",
        "certo",
        "um momento",
        "não, desculpa",
        "\n" * 30,
        "\n",
    ]
)
TEXTS = st.lists(PIECES | ASKED, max_size=60).map(" ".join)


def found(scrubber: Scrubber, turns: list[str], language: str) -> list[tuple[object, ...]]:
    return [(each.turn, each.span, each.key) for each in scrubber.detect_turns(turns, language)]


def everything(self: SignReader, document: Document) -> None:
    document.here = document.near = document.said = -1


@MANY
@given(text=TEXTS, language=LANGUAGES)
def test_nothing_is_lost_in_any_text(scrubber: Scrubber, text: str, language: str) -> None:
    gated = found(scrubber, text.split("\n"), language)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SignReader, "read", everything)
        assert found(scrubber, text.split("\n"), language) == gated


def test_nothing_is_lost_in_calls(scrubber: Scrubber) -> None:
    calls = [
        ([turn.text for turn in case.turns], case.language)
        for case in cases(seed=23, count=150, partition="dev")
    ]
    gated = [found(scrubber, *call) for call in calls]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SignReader, "read", everything)
        assert [found(scrubber, *call) for call in calls] == gated


def test_a_plain_turn_has_no_signs(scrubber: Scrubber) -> None:
    (block,) = [*scrubber.cutter("pt").feed("a fatura veio mais cara do que eu esperava\n")]
    SignReader(scrubber.tools("pt").signs).read(block)
    assert block.here == block.said == 1
