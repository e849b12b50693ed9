"""Reads the blocks of one call: what is personal in each, told by all recognisers together."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from insights.pii.findings import Finding, Recogniser
from insights.pii.fluent import FluentReader
from insights.pii.names import words_of
from insights.pii.names.lexicon import Lexicon
from insights.pii.nobodys import nobodys
from insights.pii.signs import Sign, SignReader
from insights.pii.speakers import SpeakerReader
from insights.records import PiiType
from insights.text.tokens import Document, Kind

_MOST_PASSES = 16
_CONTEXT_TOKENS = 80
_MOST_CONTEXT = 160  # tokens and characters, before older ones are dropped
_MOST_CHARS = 8000
# What is said again is the same, however it is led to.
_SAID_AGAIN = frozenset((PiiType.SENHA, PiiType.CVV))
_LEAST_SAID = 3  # characters
# Where two findings overlap, the surer one stays; between equals, the kind that is harder to mistake.
_RANK = {PiiType.EMAIL: 3, PiiType.IBAN: 2, PiiType.NASCIMENTO: 2, PiiType.ENDERECO: 1}


@dataclass(frozen=True, repr=False)
class Found:
    """Characters `[start, end)` of a block that are personal data."""

    start: int
    end: int
    type: PiiType
    key: str


@dataclass(frozen=True)
class Tools:
    """What a language is read with. `signs`: the signs of its words; `threshold`: the least score."""

    recognisers: Sequence[Recogniser]
    weighers: Sequence[Recogniser]  # asked where the others find nothing more
    fluent: FluentReader
    signs: Mapping[str, int]
    lexicon: Lexicon
    threshold: float


class BlockReader:
    """Judges the blocks of one call in their order, each once, with what was before it as context.

    One document grows with the call; its older part is dropped from time to time.
    """

    def __init__(self, tools: Tools, language: str) -> None:
        self._recognisers = tools.recognisers
        self._weighers = tools.weighers
        self._fluent = tools.fluent
        self._signs = SignReader(tools.signs)
        self._speakers = SpeakerReader(tools.lexicon)
        self._threshold = tools.threshold
        self._people: set[str] = set()
        self._document = Document("", language, [], [], [], [], 0, self._people)
        self._chars = 0  # of the text that was judged

    @property
    def context(self) -> str:
        """The text of what was judged and is remembered; a blank where two blocks met in a word."""
        document = self._document
        text, floor = document.text[: self._chars], document.floor
        met = [
            start
            for end, start in zip(document.ends[:floor], document.starts[1:floor], strict=False)
            if start == end and text[start - 1].isalnum() and text[start].isalnum()
        ]
        return " ".join(text[first:last] for first, last in pairwise([0, *met, len(text)]))

    def read(self, block: Document) -> list[Found]:
        """What is in the block, in order; the block is context from now on."""
        found = self.judge(block)
        self.remember()
        return found

    def judge(self, block: Document) -> list[Found]:
        """What is in a block, in order. It replaces the one judged before unless that was remembered."""
        document, base = self._document, self._chars
        floor = document.floor
        document.text = document.text[:base] + block.text
        document.starts[floor:] = [start + base for start in block.starts]
        document.ends[floor:] = [end + base for end in block.ends]
        document.norms[floor:] = block.norms
        document.kinds[floor:] = block.kinds
        out = [
            Found(named.start - base, named.end - base, PiiType.NOME, named.value)
            for named in self._speakers.drop(document)
        ]
        for found in out:
            self._people |= words_of(found.key)
        self._signs.read(document)
        if not document.here & (Sign.WORD | Sign.DIGIT):
            return out
        for _ in range(_MOST_PASSES):
            accepted = self._pass(document)
            if not accepted:
                break
            for finding in accepted:
                for first, last in finding.pieces:
                    start, end = document.starts[first] - base, document.ends[last - 1] - base
                    out.append(Found(start, end, finding.type, finding.value))
            document.collapse(piece for finding in accepted for piece in finding.pieces)
            document.here |= Sign.PLACEHOLDER
            document.near |= Sign.PLACEHOLDER
            document.said |= Sign.PLACEHOLDER
            left = document.kinds[document.floor :]
            if Kind.WORD not in left and Kind.NUMBER not in left:
                break  # placeholders and marks
        if len(out) > 1:
            out.sort(key=lambda found: found.start)
        return out

    def remember(self) -> None:
        """What was judged last is context for what comes."""
        document = self._document
        self._signs.remember(document)
        self._speakers.remember()
        document.floor = len(document)
        self._chars = len(document.text)
        if document.floor > _MOST_CONTEXT or self._chars > _MOST_CHARS:
            self._chars -= document.forget(document.floor - _CONTEXT_TOKENS)
            self._signs.forget(_CONTEXT_TOKENS)

    def _pass(self, document: Document) -> list[Finding]:
        """Findings of one analysis, in order, without overlaps."""
        fluent = self._fluent.read(document)
        # What was interrupted is taken as a whole first.
        candidates: list[Finding] = []
        if fluent is not None:
            types = fluent.types
            candidates = fluent.placed(_resolved(self._candidates(fluent.document, self._recognisers, types)))
        if not candidates:
            candidates = self._candidates(document, self._recognisers)
        if not candidates and fluent is not None:
            candidates = fluent.placed(self._candidates(fluent.document, self._weighers, types))
        if not candidates:
            candidates = self._candidates(document, self._weighers)
        if not candidates:
            return []
        kept = _resolved(candidates)
        for finding in kept:
            if finding.type is PiiType.NOME:
                self._people |= words_of(finding.value)
            elif finding.type in _SAID_AGAIN and len(finding.value) >= _LEAST_SAID:
                document.secrets[finding.value] = finding.type
        return kept

    def _candidates(
        self,
        document: Document,
        recognisers: Sequence[Recogniser],
        types: Set[PiiType] | None = None,
    ) -> list[Finding]:
        floor, threshold = document.floor, self._threshold
        if types is not None:
            recognisers = [one for one in recognisers if not types.isdisjoint(one.types)]
        return [
            finding
            for recogniser in recognisers
            for finding in recogniser.find(document)
            if finding.score >= threshold and finding.pieces[0][0] >= floor and not nobodys(document, finding)
        ]


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
