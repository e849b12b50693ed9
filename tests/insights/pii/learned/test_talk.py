"""What is said around a run weighs the same summed by groups as feature by feature."""

import pytest

from insights.pii.identifiers.roles import roles_of
from insights.pii.learned.talk import TalkReader
from insights.pii.learned.weights import shipped_weights
from insights.pii.packs import PACKS
from insights.text.tokens import tokenise

_TALK = {
    "pt": "Qual é o número do contrato?\nCerto, deixe ver, aqui na conta da luz diz:\né o 48213",
    "es": "¿Me dice el código que le llegó al teléfono?\nSí, espere, el mensaje dice\nes el 48213",
}


@pytest.mark.parametrize("judge", ["numbers", "words"])
@pytest.mark.parametrize("language", ["pt", "es"])
def test_a_sum_by_groups_is_the_sum_of_all_features(language: str, judge: str) -> None:
    pack, weights = PACKS[language], shipped_weights(judge)
    document = tokenise(_TALK[language], language)
    reader = TalkReader(pack, roles_of(pack))
    last = len(document)
    beside = reader.beside(document, last - 2, last - 1, "5-6")
    assert beside.score(weights, once=True) == weights.personal_score(set(beside.all()))
    beside = reader.beside(document, last - 1, last, "5-6")
    before = reader.before(document, last - 1, "5-6", beside)
    assert before.score(weights) == weights.personal_score(set(before.all()))
    assert any(feature in weights.personal for feature in before.all())
