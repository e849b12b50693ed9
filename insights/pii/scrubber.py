"""The scrubber: finds personal data in a call and puts typed, numbered placeholders in its place.

A call is read as one stream of text, a turn a line, block by block (`insights.pii.blocks`): a block is
judged with what was said before it as context and never again, so a call gives the same clean text whether it
is read at once or while it goes on. The same value gets the same number within a call, however it was written
or said. Scrubbing scrubbed text changes nothing: a block is analysed again, with placeholders in the place of
what was found, until nothing more is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from insights.pii.addresses import AddressRecogniser
from insights.pii.births import BirthRecogniser
from insights.pii.blocks import BlockCutter
from insights.pii.emails import EmailRecogniser
from insights.pii.findings import Recogniser
from insights.pii.fluent import FluentReader
from insights.pii.gazetteers import Gazetteer, gazetteer
from insights.pii.identifiers import ContinuedRecogniser, IdentifierRecogniser
from insights.pii.learned import NumberJudge, WordJudge
from insights.pii.names import NameRecogniser
from insights.pii.names.lexicon import Lexicon
from insights.pii.packs import PACKS, LanguagePack
from insights.pii.placeholders import Replacement
from insights.pii.reader import BlockReader, Tools
from insights.pii.signs import table_of
from insights.pii.stream import Rewrite, ScrubCounts, ScrubStream
from insights.pii.vocabulary import Vocabulary
from insights.records import Call, PiiSpan, Turn

if TYPE_CHECKING:
    from presidio_analyzer import EntityRecognizer


@dataclass(frozen=True, repr=False)
class Detection:
    """A span of one turn's text, and the key by which equal values share a number."""

    turn: int
    span: PiiSpan
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
        self._lexicons: dict[str, Lexicon] = {}
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
            if language == "es":
                ours = (*ours, ContinuedRecogniser(pack))
            if extra_recognizers:
                from insights.pii.presidio import ExtraRecognisers

                ours = (*ours, ExtraRecognisers(extra_recognizers, language))
            self._recognisers[language] = ours
            self._lexicons[language] = people.lexicon
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

    def fluent(self, language: str) -> FluentReader:
        """What reads a block without its interruptions."""
        return self._fluents.get(language, self._fluent)

    def tools(self, language: str) -> Tools:
        """What blocks in this language are read with."""
        return Tools(
            self.recognisers(language),
            self.weighers(language),
            self.fluent(language),
            self._signs.get(language, self._signs[""]),
            self._lexicons.get(language) or next(iter(self._lexicons.values())),
            self.threshold,
        )

    def reader(self, language: str) -> BlockReader:
        """What reads the blocks of one call in this language."""
        return BlockReader(self.tools(language), language)

    def stream(
        self,
        language: str,
        replacement: Replacement | None = None,
        *,
        before: Rewrite | None = None,
        after: Rewrite | None = None,
    ) -> ScrubStream:
        """A call that is read while it goes on. `before` and `after` rewrite lines beside the scrubbing."""
        return ScrubStream(
            self.cutter(language), self.reader(language), language, replacement, before=before, after=after
        )

    def detect(
        self, text: str, language: str, context_turns: Sequence[str] | None = None
    ) -> tuple[PiiSpan, ...]:
        """Personal data in a text, in order, without overlaps; `context_turns` were said just before."""
        texts = [*(context_turns or ()), text]
        last = len(texts) - 1
        return tuple(found.span for found in self.detect_turns(texts, language) if found.turn == last)

    def detect_turns(self, texts: Sequence[str], language: str) -> list[Detection]:
        """Personal data in consecutive turns, in order; offsets are into each turn's own text."""
        cutter, reader = self.cutter(language), self.reader(language)
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


def _with_text(turn: Turn, text: str) -> Turn:
    return turn.model_copy(update={"text": text, "words": None})
