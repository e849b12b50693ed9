"""Cohesion from word vectors."""

import pytest

from insights.errors import EscutaError
from insights.session.topics import cosine
from insights.session.vectors import load_cohesion


@pytest.fixture
def vectors(tmp_path) -> str:
    path = tmp_path / "vectors.txt"
    path.write_text("3 2\nFatura 1 0\ncobrança 0.9 0.1\nroteador 0 1\n", encoding="utf-8")
    return str(path)


def test_words_of_one_meaning_hold_together(vectors: str):
    cohesion = load_cohesion(vectors)
    assert cohesion({"fatura": 2}, {"cobran": 1}) > 0.9
    assert cohesion({"fatura": 1}, {"rotead": 1}) == 0
    assert cosine({"fatura": 2}, {"cobran": 1}) == 0


def test_unknown_words_are_compared_as_they_are(vectors: str):
    cohesion = load_cohesion(vectors)
    assert cohesion({"gato": 1}, {"gato": 1}) == 1
    assert cohesion({}, {"fatura": 1}) == 0


def test_without_a_file_words_are_counted():
    assert load_cohesion(None) is cosine


@pytest.mark.parametrize("text", ["a 1 2\nb 1\n", "a 1 x\n", "a 1 nan\n"])
def test_a_malformed_file_is_named(tmp_path, text: str):
    path = tmp_path / "vectors.txt"
    path.write_text(text)
    with pytest.raises(EscutaError, match=r"vectors\.txt"):
        load_cohesion(str(path))
    with pytest.raises(EscutaError, match="no such file"):
        load_cohesion(str(tmp_path / "none.txt"))
