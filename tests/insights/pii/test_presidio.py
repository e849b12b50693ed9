"""Presidio's recognisers in our scrubber, and our scrubber in Presidio's analyzer and anonymizer."""

import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import pytest
from presidio_analyzer import (
    AnalyzerEngine,
    EntityRecognizer,
    Pattern,
    PatternRecognizer,
    RecognizerRegistry,
    RecognizerResult,
)
from presidio_analyzer.nlp_engine import NlpEngineProvider

from insights.pii import Scrubber
from insights.pii.presidio import TYPES, ExtraRecognisers, placeholder_operators, presidio_recognizers
from insights.records import PiiType
from insights.text.tokens import tokenise


class Seen(EntityRecognizer):
    """Finds the given words wherever they stand, as a model would, and notes what it was shown."""

    def __init__(
        self, words: Sequence[str], entity: str = "PERSON", score: float = 0.5, language: str = "pt"
    ):
        self.words, self.score, self.shown = words, score, list[str]()
        super().__init__(supported_entities=[entity], supported_language=language)

    def load(self) -> None: ...

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:
        self.shown.append(text)
        (entity,) = self.supported_entities
        return [
            RecognizerResult(entity, text.index(word), text.index(word) + len(word), self.score)
            for word in self.words
            if word in text
        ]


def values(recognizer: EntityRecognizer, text: str, **options: Any) -> list[tuple[str, str]]:
    """(type, text) of what one recogniser finds in a block."""
    document = tokenise(text, "pt")
    found = ExtraRecognisers([recognizer], "pt", **options).find(document)
    return [(each.type.value, document.raw(*each.pieces[0])) for each in found]


def test_a_models_names_are_scrubbed():
    scrubber = Scrubber(extra_recognizers=[Seen(["Xilbrâncio Kw"])])
    texts = ["o pedido foi feito por Xilbrâncio Kw na terça", "certo"]
    assert scrubber.scrub_texts(texts, "pt")[0][0] == "o pedido foi feito por [NOME_1] na terça"


def test_only_whole_tokens_and_no_marks_or_common_words_around_a_name():
    assert values(Seen(["xxx Xilb"]), "xxx Xilbrâncio, sim") == [("NOME", "xxx Xilbrâncio")]
    assert values(Seen(["Olá, Xilbrâncio,"]), "Olá, Xilbrâncio, tudo bem") == [("NOME", "Xilbrâncio")]
    assert values(Seen([" ("]), "um ( dois") == []


def test_a_name_ends_with_its_turn():
    assert values(Seen(["Xilb\nbom"]), "sou Xilb\nbom dia") == [("NOME", "Xilb")]


def test_types_are_mapped_and_places_left_alone_unless_wanted():
    assert values(Seen(["Kaxambu"], "LOCATION"), "moro em Kaxambu") == []
    wanted = {**TYPES, "LOCATION": PiiType.ENDERECO}
    assert values(Seen(["Kaxambu"], "LOCATION"), "moro em Kaxambu", types=wanted) == [("ENDERECO", "Kaxambu")]
    assert values(Seen(["99"], "PHONE_NUMBER"), "é 99") == [("TELEFONE", "99")]
    assert values(Seen(["99"], "PROTOCOLO"), "é 99") == [("PROTOCOLO", "99")]


def test_a_model_never_sees_context_nor_what_was_found():
    seen = Seen([])
    document = tokenise("meu cpf\né 111 e Ana", "pt")
    document.floor = 3
    document.collapse([(4, 5)])
    assert list(ExtraRecognisers([seen], "pt").find(document)) == []
    assert seen.shown == ["é [] e Ana"]


def test_scrubbed_text_looks_the_same_to_a_model():
    fresh, scrubbed = Seen(["Xilb"]), Seen(["Xilb"])
    texts, _ = Scrubber(extra_recognizers=[fresh]).scrub_texts(["cpf 529.982.247-25, Xilb veio"], "pt")
    again, counts = Scrubber(extra_recognizers=[scrubbed]).scrub_texts(texts, "pt")
    assert again == texts
    assert counts.total == 0
    assert scrubbed.shown == fresh.shown[-1:]


def test_recognisers_of_another_language_are_passed_over():
    scrubber = Scrubber(extra_recognizers=[Seen(["Xilb"], language="es")])
    assert scrubber.detect("veio Xilb", "pt") == ()
    assert len(scrubber.detect("vino Xilb", "es")) == 1


def test_a_weak_guess_is_left_out():
    assert Scrubber(extra_recognizers=[Seen(["Xilb"], score=0.2)]).detect("veio Xilb", "pt") == ()


def test_a_pattern_of_the_users_own():
    badge = PatternRecognizer(
        supported_entity="DOCUMENTO",
        supported_language="pt",
        patterns=[Pattern("badge", r"\bZZ\d{3}\b", 0.9)],
    )
    assert Scrubber(extra_recognizers=[badge]).scrub_texts(["crachá ZZ123"], "pt")[0] == [
        "crachá [DOCUMENTO_1]"
    ]


@pytest.fixture(scope="module")
def analyzer() -> AnalyzerEngine:
    nlp = NlpEngineProvider(
        nlp_configuration={
            "nlp_engine_name": "no_op",
            "models": [{"lang_code": language, "model_name": "no_op"} for language in ("pt", "es")],
        }
    ).create_engine()
    registry = RecognizerRegistry(recognizers=presidio_recognizers(), supported_languages=["pt", "es"])
    return AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["pt", "es"])


SPOKEN = (
    "meu cpf é cinco dois nove nove oito dois dois quatro sete dois cinco, isso, 529.982.247-25, "
    "e o e-mail é ana@exemplo.com"
)


def test_our_recognisers_work_in_presidios_analyzer(analyzer: AnalyzerEngine):
    results = sorted(analyzer.analyze(SPOKEN, language="pt"), key=lambda each: each.start)
    assert [each.entity_type for each in results] == ["CPF", "CPF", "EMAIL"]
    assert SPOKEN[results[1].start : results[1].end] == "529.982.247-25"
    only = analyzer.analyze(SPOKEN, language="pt", entities=["EMAIL"])
    assert [each.entity_type for each in only] == ["EMAIL"]


def test_presidios_anonymizer_writes_our_placeholders(analyzer: AnalyzerEngine):
    anonymizer = pytest.importorskip("presidio_anonymizer").AnonymizerEngine()
    results = analyzer.analyze(SPOKEN, language="pt")
    done = anonymizer.anonymize(SPOKEN, results, placeholder_operators(SPOKEN, results))
    assert done.text == "meu cpf é [CPF_1], isso, [CPF_1], e o e-mail é [EMAIL_1]"
    assert done.text == Scrubber().scrub_texts([SPOKEN], "pt")[0][0]


def test_importing_brings_no_framework():
    program = """
import sys
import insights.pii
heavy = {"presidio_analyzer", "presidio_anonymizer", "spacy", "torch", "transformers", "faker", "numpy"}
print(sorted(heavy & set(sys.modules)))
insights.pii.Scrubber().scrub_texts(["meu nome é ana", "cpf 529.982.247-25"], "pt")
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["[]", "[]"]
