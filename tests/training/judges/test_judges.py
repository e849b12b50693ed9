"""The judges of what the rules leave learn from invented calls, the same each time."""

from random import Random

import pytest

from insights.pii import Scrubber
from insights.pii.learned.weights import Weights
from insights.records import PiiType
from insights.synthetic.pii.cases import cases
from training.judges.calls import calls
from training.judges.examples import Example, Examples
from training.judges.fit import fit
from training.judges.prose import Prose


def drawn(calls: int, judge: str) -> list[Example]:
    examples = Examples(5)
    return [example for case in cases(5, calls) for example in examples.of(case).get(judge, ())]


def fitted(examples: list[Example]) -> Weights:
    return fit(examples, freedom=0.5, kind_freedom=0.5, smallest=10)


@pytest.mark.parametrize(("judge", "calls"), [("numbers", 60), ("words", 150)])
def test_the_same_examples_are_drawn_and_the_same_weights_fitted(judge: str, calls: int):
    examples = drawn(calls, judge)
    assert examples == drawn(calls, judge)
    mine = [example for example in examples if example.kind is not None]
    assert len(mine) > 20
    assert len(examples) - len(mine) > 20
    weights = fitted(examples)
    assert weights == fitted(examples)
    told = [weights.personal_score(set(example.features)) > 0 for example in examples]
    right = sum(guess == (example.kind is not None) for guess, example in zip(told, examples, strict=True))
    assert right > 0.9 * len(examples)


def test_nothing_of_a_document_is_personal():
    texts = [Prose(language).case(Random(seed)) for language in ("pt", "es") for seed in range(20)]
    examples = Examples(1)
    seen = [(judge, e.kind) for text in texts for judge, them in examples.of(text).items() for e in them]
    assert set(seen) == {("numbers", None), ("words", None)}
    assert texts[0] == Prose("pt").case(Random(0))


def test_whole_calls_teach_what_is_said_between_values():
    call = next(calls(3, 1))
    assert {span.type for span in call.spans} >= {PiiType.NOME}
    assert all(call.turns[span.turn].text[span.start : span.end].strip() for span in call.spans)
    examples = Examples(1)
    seen = [example.kind for case in calls(3, 12) for them in examples.of(case).values() for example in them]
    assert seen.count(None) > len(seen) / 2
    assert len(set(seen)) > 3


def test_kinds_are_learnt_by_what_is_said():
    examples = [
        Example((f"q={word}", "bias"), kind)
        for word, kind in (("postal", PiiType.CEP), ("clave", PiiType.SENHA))
        for _ in range(40)
    ]
    examples += [Example(("q=cuanto", "bias"), None) for _ in range(40)]
    weights = fitted(examples)
    assert weights.kind({"q=postal", "bias"}) is PiiType.CEP
    assert weights.kind({"q=clave", "bias"}) is PiiType.SENHA
    assert weights.personal_score({"q=cuanto", "bias"}) < 0 < weights.personal_score({"q=clave", "bias"})


def test_numbers_that_the_rules_forget_are_seen():
    """Nothing of a call is an example where the rules find it all; where they forget, it is."""
    call = next(case for case in cases(9, 50) if case.form == "spoken")
    assert Scrubber().detect_turns([turn.text for turn in call.turns], call.language)
    examples = Examples(2)
    seen = [example for _ in range(12) for example in examples.of(call)["numbers"]]
    assert any(example.kind is not None for example in seen)
