"""Presidio's analyzer over our recognisers: it is loaded only when a scrubber is made, for it takes seconds
to import.

The text is cut into tokens once; every recogniser gets the same document through Presidio's NLP artifacts. No
spaCy pipeline runs: the recognisers need tokens, not lemmas. Further Presidio recognisers (a NER model) can
join.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from insights.pii.frameworks import hidden_frameworks

# Presidio and spaCy import every machine-learning framework they find, which costs seconds and hundreds of
# megabytes a process; nothing of them is used here.
with hidden_frameworks():
    from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult
    from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
    from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

from insights.pii.findings import Finding, Recogniser
from insights.text.tokens import Document, tokenise

_FINDING = "finding"


class DocumentArtifacts(NlpArtifacts):
    """Presidio's artifacts, carrying our document."""

    def __init__(self, document: Document, language: str) -> None:
        no_tokens: Any = []
        super().__init__(
            entities=[], tokens=no_tokens, tokens_indices=[], lemmas=[], nlp_engine=None, language=language
        )
        self.document = document


class TokenEngine(NlpEngine):
    """An NLP engine that only tokenises."""

    engine_name = "escuta-tokens"
    is_available = True

    def __init__(self, languages: Sequence[str]) -> None:
        self._languages = list(languages)

    def load(self) -> None:
        """Nothing to load."""

    def is_loaded(self) -> bool:
        return True

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        return DocumentArtifacts(tokenise(text, language), language)

    def process_batch(
        self, texts: Iterable[str], language: str, batch_size: int = 1, n_process: int = 1, **_: Any
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        for text in texts:
            yield text, self.process_text(text, language)

    def is_stopword(self, word: str, language: str) -> bool:
        return False

    def is_punct(self, word: str, language: str) -> bool:
        return False

    def get_supported_entities(self) -> list[str]:
        return []

    def get_supported_languages(self) -> list[str]:
        return self._languages


class RecogniserAdapter(EntityRecognizer):
    """One of our recognisers as Presidio sees it."""

    def __init__(self, recogniser: Recogniser, language: str) -> None:
        self._recogniser = recogniser
        self._label = f"escuta-{recogniser.name}"
        super().__init__(
            supported_entities=[label.value for label in recogniser.types],
            name=self._label,
            supported_language=language,
        )

    def load(self) -> None:
        """Nothing to load."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        if not isinstance(nlp_artifacts, DocumentArtifacts):
            nlp_artifacts = DocumentArtifacts(
                tokenise(text, self.supported_language), self.supported_language
            )
        document = nlp_artifacts.document
        results = []
        for finding in self._recogniser.find(document):
            first, last = finding.pieces[0][0], finding.pieces[-1][1]
            results.append(
                RecognizerResult(
                    entity_type=finding.type.value,
                    start=document.starts[first],
                    end=document.ends[last - 1],
                    score=finding.score,
                    recognition_metadata={
                        _FINDING: finding,
                        RecognizerResult.RECOGNIZER_NAME_KEY: self._label,
                    },
                )
            )
        return results


class NoContext(ContextAwareEnhancer):
    """Our recognisers weigh context themselves."""

    def __init__(self) -> None:
        super().__init__(
            context_similarity_factor=0,
            min_score_with_context_similarity=0,
            context_prefix_count=0,
            context_suffix_count=0,
        )

    def enhance_using_context(
        self, text: str, raw_results: list[RecognizerResult], *_: Any, **__: Any
    ) -> list[RecognizerResult]:
        return raw_results


class Engine:
    """An `AnalyzerEngine` for a set of languages."""

    def __init__(
        self, recognisers: dict[str, Sequence[Recogniser]], extra: Sequence[EntityRecognizer] = ()
    ) -> None:
        languages = list(recognisers)
        adapters: list[EntityRecognizer] = [
            RecogniserAdapter(recogniser, language)
            for language, group in recognisers.items()
            for recogniser in group
        ]
        registry = RecognizerRegistry(recognizers=[*adapters, *extra], supported_languages=languages)
        self._analyzer = AnalyzerEngine(
            registry=registry,
            nlp_engine=TokenEngine(languages),
            supported_languages=languages,
            context_aware_enhancer=NoContext(),
        )

    def analyse(self, document: Document, language: str) -> list[tuple[Finding | None, RecognizerResult]]:
        """What was found; the finding is None for results of recognisers that are not ours."""
        results = self._analyzer.analyze(
            text=document.text, language=language, nlp_artifacts=DocumentArtifacts(document, language)
        )
        return [((result.recognition_metadata or {}).get(_FINDING), result) for result in results]
