"""The scrubber: finds personal data in a call and puts typed, numbered placeholders in its place.

A call is read as one stream of text, a turn a line, block by block (`insights.pii.blocks`): a block is
judged with what was said before it as context and never again, so a call gives the same clean text whether it
is read at once or while it goes on. The same value gets the same number within a call, however it was written
or said. Scrubbing scrubbed text changes nothing: a block is analysed again, with placeholders in the place of
what was found, until nothing more is.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from insights.pii.addresses import AddressRecogniser
from insights.pii.births import BirthRecogniser
from insights.pii.blocks import BlockCutter, Vocabulary
from insights.pii.emails import EmailRecogniser
from insights.pii.findings import Finding, Recogniser
from insights.pii.fluent import FluentReader
from insights.pii.gazetteers import Gazetteer, gazetteer
from insights.pii.identifiers import IdentifierRecogniser
from insights.pii.learned import NumberJudge, WordJudge
from insights.pii.names import NameRecogniser, words_of
from insights.pii.packs import PACKS, LanguagePack
from insights.pii.placeholders import Numbering, Replacement
from insights.pii.signs import Sign, SignReader, table_of
from insights.records import Call, PiiSpan, PiiType, Turn
from insights.text.tokens import Document, Kind, tokenise

if TYPE_CHECKING:
    from presidio_analyzer import EntityRecognizer

_MOST_PASSES = 16
_MOST_ROUNDS = 4
_CONTEXT_TOKENS = 80
_MOST_CONTEXT = 160  # tokens and characters, before older ones are dropped
_MOST_CHARS = 8000
# Where two findings overlap, the surer one stays; between equals, the kind that is harder to mistake.
_RANK = {PiiType.EMAIL: 3, PiiType.IBAN: 2, PiiType.NASCIMENTO: 2, PiiType.ENDERECO: 1}

Rewrite = Callable[[str], str]
"""A line or a part of one → how it is written from now on. Idempotent; adds and takes no line ends."""


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


@dataclass(frozen=True, repr=False)
class _Found:
    """Characters `[start, end)` of a block that are personal data."""

    start: int
    end: int
    type: PiiType
    key: str


class Scrubber:
    """Finds and replaces personal data. Reads the name lists once; use one for many calls, in any thread."""

    def __init__(
        self,
        packs: Mapping[str, LanguagePack] = PACKS,
        *,
        gazetteers: Mapping[str, Gazetteer] | None = None,
        extra_recognizers: "Sequence[EntityRecognizer]" = (),
        threshold: float = 0.35,
    ) -> None:
        """`extra_recognizers`: of Presidio, join ours (a NER model). `threshold`: least score."""
        self._vocabularies = {language: Vocabulary.of((pack,)) for language, pack in packs.items()}
        self._vocabulary = Vocabulary.of(tuple(packs.values()))
        self._fluents = {language: FluentReader((pack,)) for language, pack in packs.items()}
        self._fluent = FluentReader(tuple(packs.values()))
        self.threshold = threshold
        self._recognisers: dict[str, tuple[Recogniser, ...]] = {}
        self._weighers: dict[str, tuple[Recogniser, ...]] = {}
        for language, pack in packs.items():
            names = gazetteers[language] if gazetteers is not None else gazetteer(language)
            people = NameRecogniser(pack, names)
            ours: tuple[Recogniser, ...] = (
                EmailRecogniser(pack),
                BirthRecogniser(pack),
                AddressRecogniser(pack),
                IdentifierRecogniser(pack),
                people,
            )
            if extra_recognizers:
                from insights.pii.presidio import ExtraRecognisers

                ours = (*ours, ExtraRecognisers(extra_recognizers, language))
            self._recognisers[language] = ours
            self._weighers[language] = (NumberJudge(pack), WordJudge(pack, people.lexicon))
        self._signs = {language: self._signs_in(language) for language in (*packs, "")}

    def _signs_in(self, language: str) -> Mapping[str, int]:
        recognisers = (*self.recognisers(language), *self.weighers(language))
        return table_of((self.fluent(language).signs, *(recogniser.signs for recogniser in recognisers)))

    def recognisers(self, language: str) -> tuple[Recogniser, ...]:
        """Those of a language; of an unknown one, all."""
        if language in self._recognisers:
            return self._recognisers[language]
        return tuple(recogniser for group in self._recognisers.values() for recogniser in group)

    def weighers(self, language: str) -> tuple[Recogniser, ...]:
        """Those that are asked where the others find nothing more."""
        if language in self._weighers:
            return self._weighers[language]
        return tuple(weigher for group in self._weighers.values() for weigher in group)

    def cutter(self, language: str) -> BlockCutter:
        """What cuts a call in this language into blocks."""
        return BlockCutter(self._vocabularies.get(language, self._vocabulary), language)

    def signs(self, language: str) -> SignReader:
        """What reads whether there may be anything to find at all."""
        return SignReader(self._signs.get(language, self._signs[""]))

    def fluent(self, language: str) -> FluentReader:
        """What reads a block without its interruptions."""
        return self._fluents.get(language, self._fluent)

    def stream(
        self,
        language: str,
        replacement: Replacement | None = None,
        *,
        before: Rewrite | None = None,
        after: Rewrite | None = None,
    ) -> "ScrubStream":
        """A call that is read while it goes on. `before` and `after` rewrite lines beside the scrubbing."""
        return ScrubStream(self, language, replacement, before=before, after=after)

    def detect(
        self, text: str, language: str, context_turns: Sequence[str] | None = None
    ) -> tuple[PiiSpan, ...]:
        """Personal data in a text, in order, without overlaps; `context_turns` were said just before."""
        texts = [*(context_turns or ()), text]
        last = len(texts) - 1
        return tuple(found.span for found in self.detect_turns(texts, language) if found.turn == last)

    def detect_turns(self, texts: Sequence[str], language: str) -> list[Detection]:
        """Personal data in consecutive turns, in order; offsets are into each turn's own text."""
        cutter, reader = self.cutter(language), _Reader(self, language)
        ends: list[int] = []
        total = 0
        for text in texts:
            total += len(text) + 1
            ends.append(total)
        out: list[Detection] = []
        offset = turn = 0
        for block in (*cutter.feed("\n".join(texts)), *cutter.flush()):
            for found in reader.read(block):
                while offset + found.start >= ends[turn]:
                    turn += 1
                base = offset - (ends[turn - 1] if turn else 0)
                span = PiiSpan(start=found.start + base, end=found.end + base, type=found.type)
                out.append(Detection(turn, span, found.key))
            offset += len(block.text)
        return out

    def scrub_call(self, call: Call) -> tuple[Call, ScrubCounts]:
        """The call with placeholders for personal data, and what was replaced.

        The words' own texts and times are dropped: they would hold the values.
        """
        texts, counts = self.scrub_texts([turn.text for turn in call.turns], call.language)
        turns = tuple(_with_text(turn, text) for turn, text in zip(call.turns, texts, strict=True))
        return call.model_copy(update={"turns": turns}), counts

    def scrub_texts(
        self, texts: Sequence[str], language: str, replacement: Replacement | None = None
    ) -> tuple[list[str], ScrubCounts]:
        """Consecutive turns with placeholders, numbered together, or as `replacement` says."""
        stream = self.stream(language, replacement)
        return stream.whole(texts), stream.counts


class ScrubStream:
    """One call's text on its way: fed in any portions, it comes out scrubbed as soon as that can be told.

    Lines in and lines out are the same in number. What was said before stays in memory as context, never
    more than some thousand characters, and the values for their numbers; nothing of this is ever written.
    """

    def __init__(
        self,
        scrubber: Scrubber,
        language: str,
        replacement: Replacement | None = None,
        *,
        before: Rewrite | None = None,
        after: Rewrite | None = None,
    ) -> None:
        self._cutter = scrubber.cutter(language)
        self._reader = _Reader(scrubber, language)
        self._language = language
        self._replacement: Replacement = replacement if replacement is not None else Numbering()
        self._before = before
        self._after = after
        self._counts: Counter[PiiType] = Counter()

    @property
    def counts(self) -> ScrubCounts:
        """What was replaced so far."""
        return ScrubCounts(dict(self._counts))

    @property
    def holds(self) -> bool:
        """Whether a part of the text waits for what comes next."""
        return bool(self._cutter.held)

    @property
    def context(self) -> str:
        """The end of what was said, as it was given out: what comes is read with it in mind."""
        return self._reader.context

    def feed(self, text: str) -> str:
        """What can be told of the text so far and was not given out yet."""
        return "".join(map(self._scrubbed, self._cutter.feed(text)))

    def flush(self) -> str:
        """The rest: the text ends here, or is cut off."""
        return "".join(map(self._scrubbed, self._cutter.flush()))

    def whole(self, texts: Sequence[str]) -> list[str]:
        """All turns of a call at once."""
        if not texts:
            return []
        lines = (self.feed("\n".join(texts)) + self.flush()).split("\n")
        out: list[str] = []
        position = 0
        for text in texts:
            count = text.count("\n") + 1
            out.append("\n".join(lines[position : position + count]))
            position += count
        return out

    def _scrubbed(self, block: Document) -> str:
        text = block.text
        if self._before is None and self._after is None:
            self._replacement.reserve((text,))
            return self._replaced(text, self._reader.read(block))
        lines = [_Line.of(line) for line in text.split("\n")]
        cleaned = [line.core if self._before is None else self._before(line.core) for line in lines]
        self._replacement.reserve(cleaned)
        for _ in range(_MOST_ROUNDS):
            # What one step uncovers is cleaned in another round.
            text = "\n".join(cleaned)
            document = block if text == block.text else tokenise(text, self._language)
            found = self._reader.judge(document)
            written = self._replaced(text, found).split("\n") if found else cleaned
            if self._after is not None:
                written = [self._after(line) for line in written]
            following = written if self._before is None else [self._before(line) for line in written]
            if following == cleaned:
                break
            cleaned = following
        else:
            self._reader.judge(tokenise("\n".join(cleaned), self._language))
        self._reader.remember()
        return "\n".join(line.around(core) for line, core in zip(lines, cleaned, strict=True))

    def _replaced(self, text: str, found: Sequence[_Found]) -> str:
        if not found:
            return text
        parts: list[str] = []
        position = 0
        for each in found:
            raw = text[each.start : each.end]
            parts += (text[position : each.start], self._replacement.placeholder(each.type, each.key, raw))
            position = each.end
            self._counts[each.type] += 1
        parts.append(text[position:])
        return "".join(parts)


class _Reader:
    """Judges the blocks of one call in their order, each once, with what was before it as context.

    One document grows with the call; its older part is dropped from time to time.
    """

    def __init__(self, scrubber: Scrubber, language: str) -> None:
        self._recognisers = scrubber.recognisers(language)
        self._weighers = scrubber.weighers(language)
        self._fluent = scrubber.fluent(language)
        self._signs = scrubber.signs(language)
        self._threshold = scrubber.threshold
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

    def read(self, block: Document) -> list[_Found]:
        """What is in the block, in order; the block is context from now on."""
        found = self.judge(block)
        self.remember()
        return found

    def judge(self, block: Document) -> list[_Found]:
        """What is in a block, in order. It replaces the one judged before unless that was remembered."""
        document, base = self._document, self._chars
        floor = document.floor
        document.text = document.text[:base] + block.text
        document.starts[floor:] = [start + base for start in block.starts]
        document.ends[floor:] = [end + base for end in block.ends]
        document.norms[floor:] = block.norms
        document.kinds[floor:] = block.kinds
        self._signs.read(document)
        out: list[_Found] = []
        if not document.here & (Sign.WORD | Sign.DIGIT):
            return out
        for _ in range(_MOST_PASSES):
            accepted = self._pass(document)
            if not accepted:
                break
            for finding in accepted:
                for first, last in finding.pieces:
                    start, end = document.starts[first] - base, document.ends[last - 1] - base
                    out.append(_Found(start, end, finding.type, finding.value))
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
            candidates = fluent.placed(self._candidates(fluent.document, self._recognisers, types))
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
            if finding.score >= threshold and finding.pieces[0][0] >= floor
        ]


@dataclass(frozen=True, repr=False)
class _Line:
    """A line, or the part of one in a block: rewriting is for what stands between its blanks."""

    lead: str
    core: str
    tail: str

    @classmethod
    def of(cls, line: str) -> "_Line":
        core = line.strip()
        start = line.find(core) if core else len(line)
        return cls(line[:start], core, line[start + len(core) :])

    def around(self, core: str) -> str:
        """The line with another core; a core that went takes its blanks with it."""
        return self.lead + core + self.tail if core else ""


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


def _with_text(turn: Turn, text: str) -> Turn:
    return turn.model_copy(update={"text": text, "words": None})
