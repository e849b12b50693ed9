"""Tokens and their offsets."""

from hypothesis import given
from hypothesis import strategies as st

from insights.text.tokens import Kind, fold, tokenise


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_tokens_are_in_order_and_cover_everything_but_blanks(text: str) -> None:
    document = tokenise(text, "pt")
    position = 0
    for start, end in zip(document.starts, document.ends, strict=True):
        assert position <= start < end
        assert not text[position:start].strip() or not fold(text[position:start]).strip()
        position = end


def test_accents_and_case_fold_away() -> None:
    assert tokenise("João É LÍNGUA", "pt").norms == ["joao", "e", "lingua"]


def test_a_decomposed_accent_stays_in_its_word() -> None:
    assert tokenise("joa\u0303o", "pt").norms == ["joao"]


def test_a_placeholder_is_one_token() -> None:
    document = tokenise("[CPF_1] 12 x", "pt")
    assert document.kinds == [Kind.PLACEHOLDER, Kind.NUMBER, Kind.WORD]


def test_collapsing_keeps_original_offsets() -> None:
    document = tokenise("cpf 529 982 já", "pt")
    document.collapse([(1, 3)])
    assert document.kinds == [Kind.WORD, Kind.PLACEHOLDER, Kind.WORD]
    assert (document.starts[1], document.ends[1]) == (4, 11)


def test_what_is_forgotten_shifts_the_rest() -> None:
    document = tokenise("oi, meu cpf", "pt")
    document.floor = 3
    assert document.forget(2) == 3
    assert (document.text, document.norms, document.starts, document.floor) == (
        " meu cpf",
        ["meu", "cpf"],
        [1, 5],
        1,
    )
