"""The scrubber: finds personal data in the turns of a call and puts typed, numbered placeholders in their
place.

A call is analysed as one text, a turn a line, so a question and its answer are read together. The same
value gets
the same number within a call, however it was written or said. Scrubbing scrubbed text changes nothing:
analysis is
repeated over the text with placeholders until nothing more is found.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from insights.pii.addresses import AddressRecogniser
from insights.pii.births import BirthRecogniser
from insights.pii.emails import EmailRecogniser
from insights.pii.findings import Finding, Recogniser
from insights.pii.gazetteers import Gazetteer, gazetteer
from insights.pii.identifiers import IdentifierRecogniser
from insights.pii.names import NameRecogniser
from insights.pii.packs import PACKS, LanguagePack
from insights.records import Call, PiiSpan, PiiType, Turn
from insights.text.tokens import Document, tokenise

if TYPE_CHECKING:
    from presidio_analyzer import EntityRecognizer

_PLACEHOLDER = re.compile(rf"\[({'|'.join(PiiType)})_(\d{{1,6}})\]")
_MOST_PASSES = 16
# Where two findings overlap, the surer one stays; between equals, the kind that is harder to mistake.
_RANK = {PiiType.EMAIL: 3, PiiType.IBAN: 2, PiiType.NASCIMENTO: 2, PiiType.ENDERECO: 1}


@dataclass(frozen=True)
class ScrubCounts:
    """How many spans of each kind were replaced. Numbers only, never values."""

    by_type: Mapping[PiiType, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.by_type.values())

    def __add__(self, other: "ScrubCounts") -> "ScrubCounts":
        return ScrubCounts(dict(Counter(self.by_type) + Counter(other.by_type)))


@dataclass(frozen=True, repr=False)
class Detection:
    """A span of one turn's text, and the key by which equal values share a number."""

    turn: int
    span: PiiSpan
    key: str


class Scrubber:
    """Finds and replaces personal data. Making one loads Presidio; use one for many calls."""

    def __init__(
        self,
        packs: Mapping[str, LanguagePack] = PACKS,
        *,
        gazetteers: Mapping[str, Gazetteer] | None = None,
        extra_recognizers: "Sequence[EntityRecognizer]" = (),
        threshold: float = 0.35,
    ) -> None:
        """`extra_recognizers`: further Presidio recognisers whose entity types are `PiiType` labels (a NER
        model)."""
        from insights.pii.engine import Engine

        self._languages = tuple(packs)
        self._threshold = threshold
        recognisers: dict[str, Sequence[Recogniser]] = {}
        for language, pack in packs.items():
            names = gazetteers[language] if gazetteers is not None else gazetteer(language)
            recognisers[language] = (
                EmailRecogniser(pack),
                BirthRecogniser(pack),
                AddressRecogniser(pack),
                IdentifierRecogniser(pack),
                NameRecogniser(pack, names),
            )
        self._engine = Engine(recognisers, extra_recognizers)

    def detect(
        self, text: str, language: str, context_turns: Sequence[str] | None = None
    ) -> tuple[PiiSpan, ...]:
        """Personal data in a text, in order, without overlaps. `context_turns` are what was said just
        before."""
        texts = [*(context_turns or ()), text]
        last = len(texts) - 1
        return tuple(found.span for found in self.detect_turns(texts, language) if found.turn == last)

    def detect_turns(self, texts: Sequence[str], language: str) -> list[Detection]:
        """Personal data in consecutive turns, in order; offsets are into each turn's own text."""
        joined = "\n".join(text.replace("\n", " ") for text in texts)
        document = tokenise(joined, language)
        accepted: list[tuple[Document, Finding]] = []
        for _ in range(_MOST_PASSES):
            found = self._pass(document, language)
            if not found:
                break
            accepted += [(document, finding) for finding in found]
            document = document.collapsed(piece for finding in found for piece in finding.pieces)
        starts = [0]
        for text in texts:
            starts.append(starts[-1] + len(text) + 1)
        detections = []
        for source, finding in accepted:
            for first, last in finding.pieces:
                detections.append((source.starts[first], source.ends[last - 1], finding.type, finding.value))
        detections.sort(key=lambda item: item[0])
        out: list[Detection] = []
        turn = 0
        for start, end, label, key in detections:
            while start >= starts[turn + 1]:
                turn += 1
            offset = starts[turn]
            span = PiiSpan(start=start - offset, end=min(end - offset, len(texts[turn])), type=label)
            out.append(Detection(turn, span, key))
        return out

    def scrub_call(self, call: Call) -> tuple[Call, ScrubCounts]:
        """The call with placeholders for personal data, and what was replaced.

        The words' own texts and times are dropped: they would hold the values.
        """
        texts, counts = self.scrub_texts([turn.text for turn in call.turns], call.language)
        turns = tuple(_with_text(turn, text) for turn, text in zip(call.turns, texts, strict=True))
        return call.model_copy(update={"turns": turns}), counts

    def scrub_texts(
        self, texts: Sequence[str], language: str, numbering: "Numbering | None" = None
    ) -> tuple[list[str], ScrubCounts]:
        """Consecutive turns with placeholders, numbered together, or on from `numbering`."""
        detections = self.detect_turns(texts, language)
        if not detections:
            return list(texts), ScrubCounts()
        numbers = numbering if numbering is not None else Numbering()
        numbers.reserve(texts)
        parts: list[list[str]] = [[] for _ in texts]
        positions = [0] * len(texts)
        for found in detections:
            turn, span = found.turn, found.span
            parts[turn] += [
                texts[turn][positions[turn] : span.start],
                numbers.placeholder(span.type, found.key),
            ]
            positions[turn] = span.end
        scrubbed = [
            "".join(pieces) + text[position:]
            for pieces, text, position in zip(parts, texts, positions, strict=True)
        ]
        return scrubbed, ScrubCounts(dict(Counter(found.span.type for found in detections)))

    def _pass(self, document: Document, language: str) -> list[Finding]:
        """Findings of one analysis, in order, without overlaps."""
        if not len(document):
            return []
        languages = (language,) if language in self._languages else self._languages
        candidates: list[Finding] = []
        for each in languages:
            for finding, result in self._engine.analyse(document, each):
                if result.score < self._threshold:
                    continue
                if finding is None:
                    finding = _foreign(document, result.entity_type, result.start, result.end, result.score)
                if finding is not None:
                    candidates.append(finding)
        return _resolved(candidates)


def _resolved(candidates: Iterable[Finding]) -> list[Finding]:
    """The surest findings that do not overlap."""
    taken: set[int] = set()
    kept: list[Finding] = []
    for finding in sorted(candidates, key=_preference):
        tokens = [index for first, last in finding.pieces for index in range(first, last)]
        if tokens and taken.isdisjoint(tokens):
            taken.update(tokens)
            kept.append(finding)
    kept.sort(key=lambda finding: finding.pieces)
    return kept


def _preference(finding: Finding) -> tuple[float, ...]:
    length = sum(last - first for first, last in finding.pieces)
    return (-_RANK.get(finding.type, 0), -finding.score, -length, finding.pieces[0][0])


def _foreign(document: Document, label: str, start: int, end: int, score: float) -> Finding | None:
    """A result of a recogniser that is not ours, on the tokens it touches."""
    if label not in PiiType.__members__:
        return None
    indices = [k for k in range(len(document)) if document.starts[k] < end and document.ends[k] > start]
    if not indices or "\n" in document.text[start:end] or any(document.norms[k] == "[]" for k in indices):
        return None
    first, last = indices[0], indices[-1] + 1
    return Finding(PiiType[label], ((first, last),), " ".join(document.norms[first:last]), score)


class Numbering:
    """The numbers of one call's placeholders: the same value, the same number. Holds the values: keep it in
    memory."""

    def __init__(self) -> None:
        self._next: Counter[str] = Counter()
        self._known: dict[tuple[PiiType, str], int] = {}
        self._names: dict[str, set[int]] = {}

    def reserve(self, texts: Sequence[str]) -> None:
        """Numbers already used in a text are not given to new values."""
        for text in texts:
            for match in _PLACEHOLDER.finditer(text):
                self._next[match.group(1)] = max(self._next[match.group(1)], int(match.group(2)))

    def placeholder(self, label: PiiType, key: str) -> str:
        number = self._known.get((label, key))
        if number is None and label is PiiType.NOME:
            number = self._same_person(key)
        if number is None:
            self._next[label] += 1
            number = self._next[label]
        self._known[label, key] = number
        if label is PiiType.NOME:
            for word in key.split():
                self._names.setdefault(word, set()).add(number)
        return f"[{label}_{number}]"

    def _same_person(self, key: str) -> int | None:
        """A first name said alone, before or after the whole name, means the same person if only one has
        it."""
        words = key.split()
        if len(words) == 1:
            candidates = self._names.get(words[0], set())
            return next(iter(candidates)) if len(candidates) == 1 else None
        return self._known.get((PiiType.NOME, words[0])) if words else None


def _with_text(turn: Turn, text: str) -> Turn:
    return turn.model_copy(update={"text": text, "words": None})
