"""Names by a model, from local files only: a spaCy pipeline or a transformers token classifier.

Our own recognisers come first: a name that only a model sees gets a lower score than one that words announce.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from insights.errors import EscutaError
from insights.pii.frameworks import hidden_frameworks
from insights.pii.settings import LANGUAGES, PiiSettings

with hidden_frameworks():
    from presidio_analyzer import EntityRecognizer, RecognizerResult

PERSON = "PERSON"
_PERSON_LABELS = frozenset(("PER", "PERSON", "PESSOA", "PERSONA", "NOME", "NOMBRE"))
_LEAST, _MOST = 0.4, 0.5
_MOST_CHARS = 1200
# spaCy says no probability; Presidio takes the same.
_SPACY_PROBABILITY = 0.85
_UNUSED = ("parser", "tagger", "morphologizer", "lemmatizer", "attribute_ruler", "senter")

Span = tuple[int, int, float]
Tagger = Callable[[str], Iterable[Span]]
"""Text → (start, end, probability) of names of people."""


class NamesByModel(EntityRecognizer):
    """A tagger as a Presidio recogniser."""

    def __init__(self, tagger: Tagger, language: str, threshold: float) -> None:
        self._tagger = tagger
        self._threshold = threshold
        super().__init__(supported_entities=[PERSON], name=f"ner-{language}", supported_language=language)

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:
        if PERSON not in entities:
            return []
        return [
            RecognizerResult(PERSON, begin + start, begin + end, _LEAST + (_MOST - _LEAST) * probability)
            for begin, part in _parts(text)
            for start, end, probability in self._tagger(part)
            if probability >= self._threshold
        ]


def recognisers(settings: PiiSettings) -> Iterator[NamesByModel]:
    """A recogniser for each model and language that the settings name."""
    for language, model in settings.located:
        if settings.ner == "spacy":
            tagger, own = _spacy(model)
            language = language or own
            languages = (language,) if language in LANGUAGES else LANGUAGES
        else:
            tagger = _token_classifier(model)
            languages = (language,) if language else LANGUAGES
        for each in languages:
            yield NamesByModel(tagger, each, settings.ner_threshold)


def _spacy(model: str) -> tuple[Tagger, str]:
    """A tagger, and the language of the pipeline ("xx" for many)."""
    import spacy

    try:
        nlp = spacy.load(model, exclude=_UNUSED)
    except (OSError, ValueError) as error:
        raise EscutaError(
            f"spaCy cannot load {model}: {type(error).__name__}",
            field="pii.models",
            remedy="give the folder of a pipeline, or the name of one that pip has installed",
        ) from None
    if "ner" not in nlp.pipe_names:
        raise EscutaError(
            f"{model} has no `ner` component", field="pii.models", remedy="choose a pipeline that finds names"
        )

    def tag(text: str) -> Iterator[Span]:
        for entity in nlp(text).ents:
            if entity.label_.upper() in _PERSON_LABELS:
                yield entity.start_char, entity.end_char, _SPACY_PROBABILITY

    return tag, str(nlp.lang)


def _token_classifier(model: str) -> Tagger:
    if not (Path(model) / "config.json").is_file():
        raise EscutaError(
            "no model in this folder",
            file=model,
            field="pii.models",
            remedy="give a folder with config.json, weights and tokenizer; nothing is downloaded",
        )
    os.environ["HF_HUB_OFFLINE"] = "1"
    try:
        from transformers import AutoModelForTokenClassification, AutoTokenizer, pipeline
    except ImportError:
        raise EscutaError(
            "transformers is not installed", field="pii.ner", remedy="pip install 'escuta[train]'"
        ) from None
    try:
        classify: Any = pipeline(
            "token-classification",
            model=AutoModelForTokenClassification.from_pretrained(model, local_files_only=True).eval(),
            tokenizer=AutoTokenizer.from_pretrained(model, local_files_only=True),
            aggregation_strategy="simple",
        )
    except (OSError, ValueError) as error:
        raise EscutaError(
            f"not a token classifier: {type(error).__name__}",
            file=model,
            field="pii.models",
            remedy="the folder needs config.json, weights and the tokenizer of a token classification model",
        ) from None
    known = {str(label).upper().rpartition("-")[2] for label in classify.model.config.id2label.values()}
    if not known & _PERSON_LABELS:
        raise EscutaError(
            "the model has no label for people",
            file=model,
            field="pii.models",
            remedy=f"choose one with a label such as {', '.join(sorted(_PERSON_LABELS))}",
        )

    def tag(text: str) -> Iterator[Span]:
        for entity in classify(text):
            if entity["entity_group"].upper() in _PERSON_LABELS:
                yield entity["start"], entity["end"], float(entity["score"])

    return tag


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """A text in parts that a model can take, cut at blanks where there are any: (offset, part)."""
    cuts = [0]
    while len(text) - cuts[-1] > _MOST_CHARS:
        limit = cuts[-1] + _MOST_CHARS
        blank = text.rfind(" ", cuts[-1] + 1, limit)
        cuts.append(blank if blank > 0 else limit)
    for start, end in pairwise([*cuts, len(text)]):
        if text[start:end].strip():
            yield start, text[start:end]
