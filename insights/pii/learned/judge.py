"""Weighs what the rules left: is this somebody's, and what is it?"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from insights.pii.findings import Finding
from insights.pii.learned.talk import TalkReader
from insights.pii.learned.weights import Weights, shipped_weights
from insights.pii.packs import LanguagePack
from insights.pii.signs import Signs
from insights.pii.words.fields import PUBLIC_FIELDS
from insights.records import PiiType
from insights.text.tokens import Document

_SCORE = 0.4
_MOST_CLOSER = 400  # hundredths: a dear look hardly ever tells so much for "personal"


@dataclass(frozen=True, slots=True)
class Look:
    """What a run of tokens looks like: its value, a class of such values, its features."""

    text: str
    size: str
    features: Sequence[str]


@dataclass(slots=True)
class Run:
    """Tokens `[first, last)` that may be a value."""

    first: int
    last: int


R = TypeVar("R", bound=Run)


def _of_public_field(document: Document, index: int) -> bool:
    """Whether a form's field that is nobody's is filled in at `index`."""
    norms = document.norms
    return index > 1 and norms[index - 1] == ":" and norms[index - 2] in PUBLIC_FIELDS


class Judge(ABC, Generic[R]):
    """A recogniser that adds up what everything said around a run tells.

    To be asked last: what was found before is told apart by now, and a part of a value shows beside the parts
    that were.
    """

    name: str
    least: int  # hundredths: how sure it must be
    hopeless: int  # what looks like less, hardly ever is personal
    types: Sequence[PiiType] = tuple(PiiType)

    def __init__(
        self, pack: LanguagePack, table: Mapping[str, int], *, signs: Signs, weights: Weights | None = None
    ) -> None:
        """`table`: the roles of words. `weights`: other than the shipped ones."""
        self.signs = signs
        self._talk = TalkReader(pack, table)
        self._weights = weights

    @abstractmethod
    def runs(self, document: Document) -> Iterator[R]:
        """What may be weighed."""

    @abstractmethod
    def look(self, document: Document, run: R) -> Look:
        """What a run looks like by itself."""

    @abstractmethod
    def refuses(self, document: Document, run: R) -> bool:
        """Whether a run is nobody's, whatever it weighs."""

    def closer(self, document: Document, run: R, look: Look) -> Sequence[str]:
        """What only a dear look tells."""
        return ()

    def public(self, look: Look) -> bool:
        """Whether a value is known to be nobody's."""
        return False

    def features(self, document: Document, run: R) -> set[str]:
        """All that is weighed."""
        look = self.look(document, run)
        beside = self._talk.beside(document, run.first, run.last, look.size)
        before = self._talk.before(document, run.first, look.size, beside)
        closer = self.closer(document, run, look)
        return {*look.features, *beside.all(), *before.all(), *closer}

    def find(self, document: Document) -> Iterator[Finding]:
        for run in self.runs(document):
            if self.refuses(document, run) or _of_public_field(document, run.first):
                continue
            weights = self._weights if self._weights is not None else shipped_weights(self.name)
            look = self.look(document, run)
            beside = self._talk.beside(document, run.first, run.last, look.size)
            # Most are far from it, and nothing that was said before them could mend that.
            first = weights.personal_score(look.features) + beside.score(weights)
            if first < self.hopeless or self.public(look):
                continue
            before = self._talk.before(document, run.first, look.size, beside)
            score = weights.personal_score(set(look.features))
            score += beside.score(weights, once=True) + before.score(weights)
            if score + _MOST_CLOSER < self.least:
                continue
            closer = self.closer(document, run, look)
            if score + weights.personal_score(set(closer)) >= self.least:
                kind = weights.kind({*look.features, *beside.all(), *before.all(), *closer})
                yield Finding(kind, ((run.first, run.last),), look.text, _SCORE)
