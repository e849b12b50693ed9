"""Numbers of invented calls as the judge will meet them, and whether they are personal.

It will meet what the rules left. On phrasings that the rules know they leave little, so here they forget a
share of what they find: what they would not have known in other words.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from types import MappingProxyType

from insights.pii.findings import Finding, Recogniser
from insights.pii.identifiers import roles
from insights.pii.learned.features import FeatureReader
from insights.pii.learned.runs import RunReader
from insights.pii.packs import PACKS
from insights.pii.scrubber import Scrubber
from insights.pii.signs import Signs
from insights.records import PiiType
from insights.synthetic.pii.records import PiiCase
from insights.text.tokens import Document

_FOUND_SHARE = 0.8  # of what is personal the judge is taken to have found, when what stands beside is weighed
_NEVER_FORGOTTEN = frozenset({PiiType.NOME, PiiType.EMAIL})
_SHARES = (0.0, 0.5, 1.0)  # of what the rules find in a call


@dataclass(frozen=True)
class Example:
    """One number as the judge sees it; `kind` is None for what must stay."""

    features: tuple[str, ...]
    kind: PiiType | None


class Examples:
    """Draws examples from calls."""

    def __init__(self, seed: int) -> None:
        self._rng = Random(seed)
        self._witness = _Witness(self._rng)
        self._scrubber = _ForgetfulScrubber(self._witness)

    def of(self, case: PiiCase) -> list[Example]:
        """The numbers of one call."""
        starts, position = [], 0
        for turn in case.turns:
            starts.append(position)
            position += len(turn.text) + 1
        gold = [
            (starts[span.turn] + span.start, starts[span.turn] + span.end, span.type) for span in case.spans
        ]
        self._witness.begin("\n".join(turn.text for turn in case.turns), gold)
        self._scrubber.forgets(self._rng.choice(_SHARES), self._rng.random())
        self._scrubber.detect_turns([turn.text for turn in case.turns], case.language)
        return self._witness.seen


class _Witness:
    """In the judge's place: writes down what it would weigh, and knows the truth."""

    name = "witness"
    types: Sequence[PiiType] = tuple(PiiType)
    signs: Signs = MappingProxyType({})

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._readers: Mapping[str, tuple[RunReader, FeatureReader]] = {
            language: (RunReader(pack, roles.roles_of(pack)), FeatureReader(pack, roles.roles_of(pack)))
            for language, pack in PACKS.items()
        }
        self._text, self._base = "", 0
        self._gold: list[tuple[int, int, PiiType]] = []
        self._known: set[tuple[int, tuple[str, ...]]] = set()
        self.seen: list[Example] = []

    def begin(self, text: str, gold: list[tuple[int, int, PiiType]]) -> None:
        self._text, self._base = text, 0
        self._gold, self._known, self.seen = gold, set(), []

    def find(self, document: Document) -> Iterator[Finding]:
        # A document's text is a stretch of the call's that begins later and later.
        self._base = base = self._text.index(document.text, self._base)
        runs, reader = self._readers[document.language]
        for run in runs.read(document, document.floor):
            start = base + document.starts[run.first]
            end = base + document.ends[run.last - 1]
            kind = self._kind(start, end)
            features = tuple(sorted(reader.read(document, run)))
            if (start, features) not in self._known:
                self._known.add((start, features))
                self.seen.append(Example(features, kind))
            if kind is not None and self._rng.random() < _FOUND_SHARE:
                yield Finding(kind, ((run.first, run.last),), "", 1.0)

    def _kind(self, start: int, end: int) -> PiiType | None:
        """What at least half of the characters are of."""
        shares = {
            kind: min(end, last) - max(start, first)
            for first, last, kind in self._gold
            if first < end and start < last
        }
        return max(shares, key=lambda kind: shares[kind]) if 2 * sum(shares.values()) >= end - start else None


class _Forgetful:
    """A recogniser that forgets a share of what it finds, the same each time it is asked."""

    def __init__(self, inner: Recogniser, scrubber: "_ForgetfulScrubber") -> None:
        self.name, self.types, self.signs = inner.name, inner.types, inner.signs
        self._inner, self._scrubber = inner, scrubber

    def find(self, document: Document) -> Iterator[Finding]:
        for finding in self._inner.find(document):
            if finding.type in _NEVER_FORGOTTEN or self._scrubber.remembers(finding.value):
                yield finding


class _ForgetfulScrubber(Scrubber):
    def __init__(self, witness: _Witness) -> None:
        self._witness = witness
        self._share = self._call = 0.0
        super().__init__()

    def forgets(self, share: float, call: float) -> None:
        self._share, self._call = share, call

    def remembers(self, value: str) -> bool:
        return self._share == 0 or Random(f"{self._call}/{value}").random() >= self._share

    def recognisers(self, language: str) -> tuple[Recogniser, ...]:
        return tuple(_Forgetful(inner, self) for inner in super().recognisers(language))

    def weighers(self, language: str) -> tuple[Recogniser, ...]:
        return (self._witness,)
