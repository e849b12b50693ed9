"""Presidio beside us, in both directions: its recognisers in our scrubber, and our scrubber in its analyzer.

Presidio takes seconds to import, so this module is imported only by those who use it.

    scrubber = Scrubber(extra_recognizers=[MyRecognizer(supported_language="pt")])

    analyzer = AnalyzerEngine(registry=RecognizerRegistry(presidio_recognizers(["pt"])), …)
    results = analyzer.analyze(text, language="pt")
    AnonymizerEngine().anonymize(text, results, placeholder_operators(text, results))
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from insights.pii.findings import Finding
from insights.pii.frameworks import hidden_frameworks
from insights.pii.packs import PACKS
from insights.pii.placeholders import Numbering, Replacement
from insights.pii.scrubber import Scrubber
from insights.pii.signs import Signs
from insights.records import PiiType
from insights.text.tokens import Document, Kind, fold

# Presidio and spaCy import every machine-learning framework they find, which costs seconds and hundreds of
# megabytes a process; nothing of them is used here.
with hidden_frameworks():
    from presidio_analyzer import EntityRecognizer, RecognizerResult
    from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

if TYPE_CHECKING:
    from presidio_anonymizer.entities import OperatorConfig

TYPES: Mapping[str, PiiType] = MappingProxyType(
    {label.value: label for label in PiiType}
    | {
        "PERSON": PiiType.NOME,
        "PHONE_NUMBER": PiiType.TELEFONE,
        "EMAIL_ADDRESS": PiiType.EMAIL,
        "CREDIT_CARD": PiiType.CARTAO,
        "IBAN_CODE": PiiType.IBAN,
        "STREET_ADDRESS": PiiType.ENDERECO,
        "ADDRESS": PiiType.ENDERECO,
        "DATE_OF_BIRTH": PiiType.NASCIMENTO,
        "PASSPORT": PiiType.DOCUMENTO,
        "BR_CPF": PiiType.CPF,
        "BR_CNPJ": PiiType.CNPJ,
        "BR_RG": PiiType.RG,
        "BR_CNH": PiiType.CNH,
        "PT_NIF": PiiType.NIF,
        "ES_NIF": PiiType.DNI,
        "ES_NIE": PiiType.NIE,
        "ES_PASSPORT": PiiType.DOCUMENTO,
        "US_PASSPORT": PiiType.DOCUMENTO,
        "US_BANK_NUMBER": PiiType.CONTA,
    }
)
"""What an entity type of Presidio is here. A type that is not named (LOCATION, DATE_TIME, …) is left alone:
insights need places, dates and companies."""

_NEUTRAL = "[]"
_KEY = "escuta_key"


class ExtraRecognisers:
    """Presidio recognisers of one language as one of ours. They see a block, with `[]` for what was found."""

    name = "presidio"
    signs: Signs = MappingProxyType({})

    def __init__(
        self,
        recognizers: Iterable[EntityRecognizer],
        language: str,
        *,
        types: Mapping[str, PiiType] = TYPES,
        nlp_engine: NlpEngine | None = None,
    ) -> None:
        """Recognisers of other languages are passed over. `types` maps entity types, for example with
        LOCATION → ENDERECO added. `nlp_engine`: for recognisers that read Presidio's NLP artifacts."""
        self._recognizers = [each for each in recognizers if each.supported_language == language]
        self._language = language
        self._mapping = types
        self._nlp_engine = nlp_engine
        self._not_names = PACKS[language].names.not_names if language in PACKS else frozenset()
        wanted = {
            types[entity]
            for each in self._recognizers
            for entity in each.supported_entities
            if entity in types
        }
        self.types: Sequence[PiiType] = tuple(sorted(wanted))

    def find(self, document: Document) -> Iterator[Finding]:
        if not self._recognizers or document.floor == len(document):
            return
        text, starts, ends = _neutral(document)
        artifacts: Any = self._nlp_engine.process_text(text, self._language) if self._nlp_engine else None
        for recognizer in self._recognizers:
            entities = [entity for entity in recognizer.supported_entities if entity in self._mapping]
            for result in recognizer.analyze(text, entities, artifacts) or ():
                label = self._mapping.get(result.entity_type)
                if label is None:
                    continue
                first = document.floor + bisect_right(ends, result.start)
                last = document.floor + bisect_left(starts, result.end)
                for piece in self._pieces(document, first, last, label):
                    value = "".join if label is not PiiType.NOME else " ".join
                    norms = [norm for norm in document.norms[slice(*piece)] if norm[:1].isalnum()]
                    yield Finding(label, (piece,), value(norms), result.score)

    def _pieces(self, document: Document, first: int, last: int, label: PiiType) -> Iterator[tuple[int, int]]:
        """The stretches of a range that hold neither placeholders nor ends of lines, without the marks and
        common words around a name."""
        kinds = document.kinds
        start = first
        for index in range(first, last + 1):
            if index < last and kinds[index] not in (Kind.BREAK, Kind.PLACEHOLDER):
                continue
            piece = self._trimmed(document, start, index, label)
            if piece[0] < piece[1]:
                yield piece
            start = index + 1

    def _trimmed(self, document: Document, first: int, last: int, label: PiiType) -> tuple[int, int]:
        def idle(index: int) -> bool:
            return document.kinds[index] is Kind.PUNCT or (
                label is PiiType.NOME and document.norms[index] in self._not_names
            )

        while first < last and idle(first):
            first += 1
        while first < last and idle(last - 1):
            last -= 1
        return first, last


def _neutral(document: Document) -> tuple[str, list[int], list[int]]:
    """A block's text with the same sign for every placeholder, and where its tokens start and end in it.

    A block reads the same to a model whether a value was found in this pass or scrubbed long ago; so what is
    scrubbed stays as it is.
    """
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    length = 0
    position = document.starts[document.floor]
    for index in range(document.floor, len(document)):
        start, end = document.starts[index], document.ends[index]
        token = _NEUTRAL if document.kinds[index] is Kind.PLACEHOLDER else document.text[start:end]
        parts += (document.text[position:start], token)
        starts.append(length + start - position)
        length = starts[-1] + len(token)
        ends.append(length)
        position = end
    return "".join(parts), starts, ends


class EscutaRecognizer(EntityRecognizer):
    """All our recognisers of one language as one of Presidio's: entity types are the labels of `PiiType`."""

    def __init__(self, language: str, scrubber: Scrubber | None = None) -> None:
        self._scrubber = scrubber if scrubber is not None else Scrubber()
        self._label = f"escuta-{language}"
        super().__init__(
            supported_entities=[label.value for label in PiiType],
            name=self._label,
            supported_language=language,
        )

    def load(self) -> None:
        """Nothing to load."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        wanted = set(entities)
        return [
            RecognizerResult(
                entity_type=found.span.type.value,
                start=found.span.start,
                end=found.span.end,
                score=1.0,
                recognition_metadata={_KEY: found.key, RecognizerResult.RECOGNIZER_NAME_KEY: self._label},
            )
            for found in self._scrubber.detect_turns([text], self.supported_language)
            if found.span.type in wanted
        ]


def presidio_recognizers(
    languages: Iterable[str] = tuple(PACKS), scrubber: Scrubber | None = None
) -> list[EntityRecognizer]:
    """Our recognisers for an `AnalyzerEngine`'s registry, one a language."""
    scrubber = scrubber if scrubber is not None else Scrubber()
    return [EscutaRecognizer(language, scrubber) for language in languages]


def placeholder_operators(
    text: str, results: Iterable[Any], replacement: Replacement | None = None
) -> "dict[str, OperatorConfig]":
    """Operators for presidio-anonymizer that write our placeholders, numbered by value in the order of the
    text. Results of other recognisers get placeholders too, under the type that `TYPES` gives them."""
    from presidio_anonymizer.entities import OperatorConfig

    numbers = replacement if replacement is not None else Numbering()
    numbers.reserve((text,))
    table: dict[str, dict[str, str]] = {}
    for result in sorted(results, key=lambda each: each.start):
        label = TYPES.get(result.entity_type)
        if label is None:
            continue
        raw = text[result.start : result.end]
        key = (result.recognition_metadata or {}).get(_KEY) or fold(raw)
        table.setdefault(result.entity_type, {}).setdefault(raw, numbers.placeholder(label, key, raw))

    def operator(entity: str) -> OperatorConfig:
        known = table[entity]
        return OperatorConfig("custom", {"lambda": lambda raw: known.get(raw, f"[{TYPES[entity]}]")})

    return {entity: operator(entity) for entity in table}
