"""Scores of the benchmark on texts judged by hand."""

import math

import pytest

from eval.pii.cases import BenchCase, Finding, Gold, Kept, Place
from eval.pii.results import estimated
from eval.pii.scores import missed, shares, wrongly_taken
from eval.settings import Bootstrap
from insights.records import PiiType

TEXT = "Sou a Ana Lima, CPF 529.982.247-25, pago R$ 90 no dia 10."


def place(value: str, text: str = TEXT) -> tuple[int, int, int]:
    start = text.index(value)
    return 0, start, start + len(value)


NAME = Gold(*place("Ana Lima"), (PiiType.NOME,))
CPF = Gold(*place("529.982.247-25"), (PiiType.CPF,))
CASE = BenchCase("1", "pt", (TEXT,), (NAME, CPF), kept=(Kept(*place("R$ 90"), "amount"),))


def found(value: str, label: PiiType | None) -> Finding:
    return Finding(*place(value), label)


def value(scores, name: str) -> float:
    part, whole = scores[name]
    return part / whole


def test_everything_found_exactly():
    scores = shares(CASE, [found("Ana Lima", PiiType.NOME), found("529.982.247-25", PiiType.CPF)])
    for name in ("recall", "typed_recall", "exact_recall", "precision", "typed_precision", "exact_precision"):
        assert scores[name] == (2, 2)
    assert scores["token_recall"] == scores["token_precision"] == (6, 6)
    assert scores["kept"] == scores["kept:amount"] == (1, 1)


def test_half_of_a_span_is_found_but_not_exact():
    scores = shares(CASE, [found("Lima", PiiType.NOME)])
    assert value(scores, "recall:NOME") == 1
    assert scores["exact_recall"] == (0, 2)
    assert scores["token_recall"] == (1, 6)
    assert shares(CASE, [found("Ana", PiiType.NOME)])["recall:NOME"] == (0, 1)


def test_a_wrong_label_is_found_but_not_typed():
    scores = shares(CASE, [found("529.982.247-25", PiiType.TELEFONE)])
    assert (value(scores, "recall:CPF"), value(scores, "typed_recall:CPF")) == (1, 0)
    assert scores["precision:TELEFONE"] == (1, 1)
    assert scores["typed_precision"] == (0, 1)


def test_any_of_several_right_labels_will_do():
    key = Gold(*place("529.982.247-25"), (PiiType.PIX, PiiType.CPF))
    scores = shares(BenchCase("1", "pt", (TEXT,), (key,)), [found("529.982.247-25", PiiType.CPF)])
    assert scores["typed_recall:PIX"] == (1, 1)


def test_an_amount_taken_is_neither_right_nor_kept():
    scores = shares(CASE, [found("R$ 90", PiiType.CONTA)])
    assert (value(scores, "precision"), value(scores, "kept")) == (0, 0)


@pytest.mark.parametrize(
    ("one", "other", "annotated"),
    [
        (found("dia 10", PiiType.CPF), (Place(*place("dia 10")),), None),  # marked, but out of our scope
        (found("dia 10", None), (), None),  # of a kind that we don't look for
        (found("dia 10", PiiType.CPF), (), frozenset({PiiType.NOME})),  # of a kind not annotated there
    ],
)
def test_detections_that_count_for_nothing(one, other, annotated):
    case = BenchCase("1", "pt", (TEXT,), (NAME,), other)
    assert "precision" not in shares(case, [one], annotated)


def test_a_kind_we_do_not_look_for_counts_where_it_finds_something():
    scores = shares(CASE, [found("529.982.247-25", None)])
    assert (scores["recall:CPF"], scores["precision"]) == ((1, 1), (1, 1))
    assert scores["typed_recall:CPF"] == (0, 1)


def test_over_scrubbing_is_counted_on_lines_without_personal_data():
    text = "Obrigado pela espera, senhora.\nSou a Ana."
    name = Gold(*place("Ana", text), (PiiType.NOME,))
    case = BenchCase("1", "pt", (text,), (name,))
    scores = shares(
        case, [Finding(*place("senhora", text), PiiType.NOME), Finding(*place("Ana", text), None)]
    )
    assert scores["plain_rate"] == (1000, 4)
    assert scores["plain_touched"] == (1, 1)


def test_overlapping_detections_cover_once():
    halves = [found("529", PiiType.CPF), found("529.9", PiiType.TELEFONE), found("29.98", None)]
    assert shares(CASE, halves)["recall:CPF"] == (0, 1)


def test_what_was_missed():
    assert missed(CASE, [found("Ana Lima", PiiType.NOME)]) == [CPF]


def test_what_was_wrongly_taken():
    wrong = found("R$ 90", PiiType.CONTA)
    assert wrongly_taken(CASE, [found("Ana Lima", PiiType.NOME), wrong, found("dia 10", None)]) == [wrong]


def test_f1_comes_from_recall_and_precision_and_is_zero_where_nothing_was_found():
    row = shares(CASE, [found("Ana Lima", PiiType.NOME)])
    scores = estimated([CASE, CASE], [row, row], Bootstrap(resamples=20))
    assert (scores["recall"].value, scores["precision"].value) == (0.5, 1)
    assert scores["f1"].value == pytest.approx(2 / 3)
    assert estimated([CASE], [shares(CASE, [])], Bootstrap(resamples=20))["f1"].value == 0
    assert math.isnan(scores["f1"].low)
