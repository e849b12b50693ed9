"""Numbers and words of invented calls as the judges will meet them, and whether they are personal.

They will meet what the rules left. On phrasings that the rules know they leave little, so here they forget a
share of what they find: what they would not have known in other words.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from insights.pii.findings import Finding, Recogniser
from insights.pii.learned import Judge
from insights.pii.names import NameRecogniser
from insights.pii.packs import PACKS
from insights.pii.scrubber import Scrubber
from insights.records import PiiType
from insights.synthetic.pii.records import PiiCase
from insights.text.tokens import Document, fold

_FOUND_SHARE = (
    0.8  # of what is personal the judges are taken to have found, when what stands beside is weighed
)
_UNLISTED_SHARE = 0.05  # of the calls, whose people have names that no list has
_SHORTEST = 3
_SHARES = (0.0, 0.5, 1.0)  # of what the rules find in a call


@dataclass(frozen=True)
class Example:
    """One run as the judge sees it; `kind` is None for what must stay."""

    features: tuple[str, ...]
    kind: PiiType | None


class Examples:
    """Draws examples from calls."""

    def __init__(self, seed: int) -> None:
        self._rng = Random(seed)
        self._scrubber = _ForgetfulScrubber(self._rng)

    def of(self, case: PiiCase) -> Mapping[str, list[Example]]:
        """What each judge sees of one call, by its name."""
        starts, position = [], 0
        for turn in case.turns:
            starts.append(position)
            position += len(turn.text) + 1
        gold = [
            (starts[span.turn] + span.start, starts[span.turn] + span.end, span.type) for span in case.spans
        ]
        truth = _Truth("\n".join(turn.text for turn in case.turns), gold)
        self._scrubber.begin(truth, self._rng.choice(_SHARES), self._rng.choice(_SHARES), self._rng.random())
        unlisted = self._rng.random() < _UNLISTED_SHARE
        with self._scrubber.lexicons[case.language].without(_name_words(case) if unlisted else ()):
            self._scrubber.detect_turns([turn.text for turn in case.turns], case.language)
        return truth.seen


def _name_words(case: PiiCase) -> set[str]:
    """The words of the names in a call."""
    texts = (
        case.turns[span.turn].text[span.start : span.end] for span in case.spans if span.type is PiiType.NOME
    )
    return {word for text in texts for word in fold(text).split() if len(word) > _SHORTEST}


class _Truth:
    """What of a call is personal, and what the judges saw of it."""

    def __init__(self, text: str, gold: Sequence[tuple[int, int, PiiType]]) -> None:
        self._text, self._gold, self._base = text, gold, 0
        self._known: set[tuple[str, int, tuple[str, ...]]] = set()
        self.seen: dict[str, list[Example]] = {}

    def place(self, document: Document) -> int:
        """Where a document's text, a stretch of the call's that begins later and later, begins."""
        self._base = self._text.index(document.text, self._base)
        return self._base

    def kind(self, start: int, end: int) -> PiiType | None:
        """What at least half of the characters are of."""
        shares = {
            kind: min(end, last) - max(start, first)
            for first, last, kind in self._gold
            if first < end and start < last
        }
        return max(shares, key=lambda kind: shares[kind]) if 2 * sum(shares.values()) >= end - start else None

    def saw(self, judge: str, start: int, example: Example) -> None:
        if (judge, start, example.features) not in self._known:
            self._known.add((judge, start, example.features))
            self.seen.setdefault(judge, []).append(example)


class _Witness:
    """In a judge's place: writes down what it would weigh, and knows the truth."""

    types: Sequence[PiiType] = tuple(PiiType)

    def __init__(self, judge: Judge[Any], scrubber: "_ForgetfulScrubber") -> None:
        self.name, self.signs = judge.name, judge.signs
        self._judge, self._scrubber = judge, scrubber

    def find(self, document: Document) -> Iterator[Finding]:
        truth = self._scrubber.truth
        base = truth.place(document)
        for run in self._judge.runs(document):
            start, end = base + document.starts[run.first], base + document.ends[run.last - 1]
            kind = truth.kind(start, end)
            features = tuple(sorted(self._judge.features(document, run)))
            truth.saw(self.name, start, Example(features, kind))
            if kind is not None and self._scrubber.rng.random() < _FOUND_SHARE:
                yield Finding(kind, ((run.first, run.last),), "", 1.0)


class _Forgetful:
    """A recogniser that forgets a share of what it finds, the same each time it is asked."""

    def __init__(self, inner: Recogniser, scrubber: "_ForgetfulScrubber") -> None:
        self.name, self.types, self.signs = inner.name, inner.types, inner.signs
        self._inner, self._scrubber = inner, scrubber

    def find(self, document: Document) -> Iterator[Finding]:
        for finding in self._inner.find(document):
            if finding.type is PiiType.EMAIL or self._scrubber.remembers(finding):
                yield finding


class _ForgetfulScrubber(Scrubber):
    truth = _Truth("", ())

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self._names = self._others = self._call = 0.0
        super().__init__()
        self.lexicons = {
            language: recogniser.lexicon
            for language in PACKS
            for recogniser in Scrubber.recognisers(self, language)
            if isinstance(recogniser, NameRecogniser)
        }

    def begin(self, truth: _Truth, names: float, others: float, call: float) -> None:
        """The next call, and which shares of the names and of other things are forgotten."""
        self.truth, self._names, self._others, self._call = truth, names, others, call

    def remembers(self, finding: Finding) -> bool:
        share = self._names if finding.type is PiiType.NOME else self._others
        return share == 0 or Random(f"{self._call}/{finding.value}").random() >= share

    def recognisers(self, language: str) -> tuple[Recogniser, ...]:
        return tuple(_Forgetful(inner, self) for inner in super().recognisers(language))

    def weighers(self, language: str) -> tuple[Recogniser, ...]:
        return tuple(
            _Witness(judge, self) for judge in super().weighers(language) if isinstance(judge, Judge)
        )
