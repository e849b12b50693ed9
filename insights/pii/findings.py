"""What a recogniser finds: a kind of personal data, where, its value in one normal form, and how sure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from insights.pii.signs import Signs
from insights.records import PiiType
from insights.text.tokens import Document


@dataclass(frozen=True, repr=False)
class Finding:
    """Token ranges `[i, j)` of one value (several when it is spread over turns). Its repr never shows the
    value."""

    type: PiiType
    pieces: tuple[tuple[int, int], ...]
    value: str
    score: float

    def __repr__(self) -> str:
        return f"Finding({self.type.value}, tokens={self.pieces}, score={self.score})"


class Recogniser(Protocol):
    """One subject: names, addresses, e-mails, birth dates, identifiers. Linear in the number of tokens.

    `signs` are the words it looks for in `document.here`, `near` and `said` before it looks closer.
    """

    name: str
    types: Sequence[PiiType]
    signs: Signs

    def find(self, document: Document) -> Iterable[Finding]: ...
