"""JSON Lines of the user with personal data marked in them.

    {"id": "1", "language": "pt", "text": "…", "spans": [{"start": 4, "end": 9, "type": "NOME"}]}
    {"id": "2", "language": "es", "turns": ["…", {"text": "…"}],
     "spans": [{"turn": 1, "start": 0, "end": 5, "label": "PERSON"}]}

Other fields are passed over. Offsets count characters of the text, or of the turn that `turn` names, from 0.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, field_validator, model_validator

from eval.pii.cases import LANGUAGES, BenchCase, BenchSet, Gold, Place
from eval.pii.labels import Types, types_of
from insights import jsonl
from insights.errors import EscutaError
from insights.records import PiiType


class _Lenient(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class AnnotatedSpan(_Lenient):
    """Characters `[start, end)` of a turn, under a label of the annotator's."""

    turn: int = Field(default=0, ge=0)
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    label: str = Field(min_length=1, validation_alias=AliasChoices("type", "label"))


class AnnotatedTurn(_Lenient):
    """One turn; who speaks does not matter here."""

    text: str


class AnnotatedText(_Lenient):
    """A line of the file."""

    id: str = Field(min_length=1, coerce_numbers_to_str=True)
    language: str
    text: str | None = None
    turns: tuple[AnnotatedTurn | str, ...] | None = None
    spans: tuple[AnnotatedSpan, ...]

    @field_validator("language")
    @classmethod
    def _known(cls, value: str) -> str:
        """`pt-BR` is `pt`."""
        language = value[:2].lower()
        if language not in LANGUAGES or value[2:3] not in ("", "-", "_"):
            raise ValueError("must be pt or es, with or without a country")
        return language

    @model_validator(mode="after")
    def _inside(self) -> "AnnotatedText":
        if (self.text is None) == (self.turns is None):
            raise ValueError("one of text and turns is needed")
        texts = self.texts
        for number, span in enumerate(self.spans):
            if span.turn >= len(texts):
                raise ValueError(f"spans.{number}.turn: there is no such turn")
            if not span.start < span.end <= len(texts[span.turn]):
                raise ValueError(f"spans.{number}: start and end are not inside the text")
        return self

    @property
    def texts(self) -> tuple[str, ...]:
        if self.turns is None:
            return (self.text or "",)
        return tuple(turn if isinstance(turn, str) else turn.text for turn in self.turns)


def read(path: Path) -> Iterator[AnnotatedText]:
    """Stream the lines; a malformed one is an `EscutaError` with file, line and field."""
    return jsonl.read(AnnotatedText, path)


def annotated_set(path: Path, labels: Mapping[str, Types], *, limit: int | None = None) -> BenchSet:
    """A file of the user's as a set. Labels nobody knows count for nothing and are told in its notes."""
    cases, unknown, found = [], Counter[str](), set[PiiType]()
    for number, record in enumerate(read(path)):
        if limit is not None and number >= limit:
            break
        gold, other = [], []
        for span in record.spans:
            types = types_of(labels, span.label)
            if types is None:
                unknown[span.label] += 1
            if types:
                gold.append(Gold(span.turn, span.start, span.end, types))
                found.update(types)
            else:
                other.append(Place(span.turn, span.start, span.end))
        case = BenchCase(record.id, record.language, record.texts, tuple(gold), tuple(other))
        cases.append(case)
    told = ", ".join(f"{label} ({count})" for label, count in unknown.most_common())
    if unknown and not found:
        raise EscutaError(
            f"none of the labels is known: {told}",
            file=path,
            remedy="say what they are: labels={THEIRS: NOME}",
        )
    if not cases:
        raise EscutaError("no texts in the file", file=path)
    notes = (
        (f"labels that count for nothing: {told}; say what they are with labels={{…}}",) if unknown else ()
    )
    return BenchSet(path.stem, f"{path.name}", tuple(cases), notes=notes)
