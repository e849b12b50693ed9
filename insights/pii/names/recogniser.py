"""Finds people's names: what the words weigh and what stands around them are added up.

Speech recognisers write lower case, so a capital helps where there is one and is never needed.
"""

from collections.abc import Iterator, Sequence

from insights.pii.asides import AsideReader
from insights.pii.findings import Finding
from insights.pii.gazetteers import EMPTY, Gazetteer, merged
from insights.pii.gazetteers import gazetteer as shipped
from insights.pii.letters import letter_after
from insights.pii.names.announcements import Announcements
from insights.pii.names.answers import Answers
from insights.pii.names.interruptions import Interruptions
from insights.pii.names.lexicon import NAME, WANTED, Class, Lexicon
from insights.pii.names.parts import Run, RunReader
from insights.pii.names.spelled import SpellingReader
from insights.pii.names.surroundings import ENOUGH, Surroundings, short_for_of
from insights.pii.names.turns import Turns
from insights.pii.packs import PACKS, LanguagePack
from insights.pii.signs import Signs
from insights.pii.words.reading import words
from insights.records import PiiType
from insights.text.tokens import Document, Kind

_SPELLED_SCORE = 0.6
_MOST_WHOLE = 24
_PAUSED = frozenset(",…")
_DENYING = words("no nao nada mejor melhor espera espere")  # so do sentences of their own begin
_TRIGGERS = Class.TRIGGER | Class.PERSON
_JUDGED = WANTED & ~(_TRIGGERS | Class.LETTER)
_LOOKED_AT = WANTED | Class.GREETING | Class.BREAK
_TELLING = _LOOKED_AT & ~(_TRIGGERS | Class.LETTER)


class NameRecogniser:
    """Names of people."""

    name = "names"
    types: Sequence[PiiType] = (PiiType.NOME,)

    def __init__(self, pack: LanguagePack, gazetteer: Gazetteer) -> None:
        self._pack = pack
        abroad = merged(shipped(other) for other in PACKS if other != pack.language)
        self.lexicon = Lexicon(pack, gazetteer, abroad if gazetteer.given else EMPTY)
        self._runs = RunReader(pack, self.lexicon)
        self._interruptions = Interruptions(pack)
        self._asides = AsideReader(pack.language)
        self._around = Surroundings(pack, self.lexicon, self._interruptions)
        turns = Turns(pack, self.lexicon)
        self._announcements = Announcements(pack, self.lexicon, self._runs, self._around, turns)
        self._answers = Answers(pack, self.lexicon, self._runs, self._around, turns, self._announcements)
        self._spelling = SpellingReader(pack, self.lexicon, self._interruptions)
        self.signs: Signs = {}

    def find(self, document: Document) -> Iterator[Finding]:
        norms, kinds, people = document.norms, document.kinds, document.people
        spelling, looked_at = self._spelling, _LOOKED_AT
        taken = floor = document.floor
        line = taken == 0 or kinds[taken - 1] is Kind.BREAK
        block = norms[floor:]
        marks = self.lexicon.classes(block)
        told = not people.isdisjoint(block)
        last, word = len(norms) - 1, Kind.WORD
        for index, bits in enumerate(marks, floor):
            if not (bits & looked_at or line or told):
                continue  # most words
            if kinds[index] is not word:
                line = line or bits & Class.BREAK != 0
                continue
            if index < taken or not (bits & _TELLING or line or told or self._leads(document, index, bits)):
                continue
            norm = norms[index]
            run: tuple[Run, float] | None = None
            first, line = line, False
            if (
                bits & Class.LETTER
                and (first or index == last or norms[index + 1] in spelling.seconds)
                and (first or spelling.begins(document, index, line=False))
            ) or (first and norm in spelling.leading):
                spelled = self._spelled(document, index, taken, line=first)
                if spelled is not None:
                    taken = spelled.pieces[-1][1]
                    yield spelled
                    continue
            if first:
                run = self._answers.find(document, index)
            if run is None and bits & Class.GREETING and norms[index + 1 : index + 2] == [","]:
                run = self._announcements.greeted(document, index + 2)
            if run is None:
                announces = bits & _TRIGGERS != 0 and self._announcements.at(document, index)
                if (
                    announces
                    or bits & _JUDGED
                    or (told and norm in people)
                    or (bits & Class.PARTICLE and self._runs.house(document, index))
                ):
                    run = self._judged(document, index, bits, taken, announces=announces)
            if run is not None:
                found, points = run
                taken = found.end
                if points >= ENOUGH:
                    whole = self._whole(document, found)
                    taken = whole.end
                    yield self._finding(document, whole, points)

    def _leads(self, document: Document, index: int, bits: int) -> bool:
        """Whether an everyday word that may be a letter or end a trigger stands as one: most do not."""
        norms = document.norms
        if bits & Class.LETTER and (index + 1 == len(norms) or norms[index + 1] in self._spelling.seconds):
            return True
        if bits & _TRIGGERS and self._announcements.at(document, index):
            return True
        return bits & Class.PARTICLE != 0 and self._runs.house(document, index)

    def _whole(self, document: Document, run: Run) -> Run:
        """With the further parts of a name that is said with pauses, or corrected."""
        stop = min(len(document), run.end + _MOST_WHOLE)
        while run.end < stop:
            start, corrected = self._interruptions.over(document, run.end)
            if start == run.end:
                start, corrected = self._taken_back(document, run.end)
            if start == run.end:
                break
            more = self._runs.read(document, start, particles=True)
            if more.empty and corrected:
                more = self._runs.read(document, start, trusting=True)
            if not more.named or more.weight < 0.5:
                break
            bits = self.lexicon.of(document.norms[start])
            unsure = bits & (Class.DOUBTFUL | Class.GREETING)
            if more.parts == 1 and unsure and not bits & Class.PARTICLE:
                ends = more.end >= len(document) or document.kinds[more.end] is not Kind.WORD
                if bits & Class.STOP or not ends:
                    break
            run = Run(run.start, more.end, run.weight, run.parts + more.parts, True)
        return run

    def _taken_back(self, document: Document, index: int) -> tuple[int, bool]:
        """Where a name goes on after words no list has that take back what was said: "…, li mal, Madeira"."""
        norms = document.norms
        first = index + (norms[index] in _PAUSED)
        if first >= len(norms) or norms[first] not in self._asides.firsts or norms[first] in _DENYING:
            return index, False
        return self._asides.over(document, index, lambda at: self._surely_named(document, at), repair=True)

    def _surely_named(self, document: Document, index: int) -> bool:
        bits = self.lexicon.of(document.norms[index])
        return bool(bits & NAME and not bits & (Class.EVERYDAY | Class.DOUBTFUL | Class.STOP | Class.ABROAD))

    def _judged(
        self, document: Document, index: int, bits: int, floor: int, *, announces: bool
    ) -> tuple[Run, float] | None:
        """The name that begins, is announced or closes at `index`, and how sure that is."""
        run: tuple[Run, float] | None = None
        if announces:
            run = self._announcements.announced(document, index)
        if run is None and bits & Class.CLOSER:
            run = self._announcements.closed(document, index, floor)
        if run is None and bits & Class.TITLE and not short_for_of(document, index):
            run = self._announcements.titled(document, index)
        if run is None and self._of_a_product(document, index, bits):
            return None
        if run is None and (bits & NAME or document.norms[index] in document.people):
            start = self._runs.back(document, index, floor)
            run = self._around.judged(document, self._runs.read(document, start))
        if run is None and bits & Class.PARTICLE and self._runs.house(document, index):
            house = self._runs.read(document, index, particles=True)
            if self._around.spelled_next(document, house.end):
                run = self._around.judged(document, house)
        return run

    def _of_a_product(self, document: Document, index: int, bits: int) -> bool:
        """Whether what bears the name comes here and the name next: "la cortina Amelia"."""
        norms = document.norms
        return (
            bool(bits & Class.DOUBTFUL)
            and norms[index] in self._pack.names.goods
            and index + 1 < len(norms)
            and bool(self.lexicon.of(norms[index + 1]) & Class.GIVEN)
        )

    def _spelled(self, document: Document, index: int, floor: int, *, line: bool) -> Finding | None:
        """A name spelled by its letters from `index` on, with the word itself when it was said before."""
        if not line and index > floor and letter_after(document, index - 1, self._pack)[1]:
            return None
        said = self._spelling.find(document, index, line=line)
        if said is None:
            return None
        (start, end), *more = said.pieces
        start = self._said_before(document, start, said.letters, floor)
        return Finding(PiiType.NOME, ((start, end), *more), said.letters, _SPELLED_SCORE)

    def _said_before(self, document: Document, index: int, letters: str, floor: int) -> int:
        """Where the word begins that is spelled from `index` on, when it was said just before; else
        `index`."""
        before = index - 1
        if before > floor and document.norms[before] in (",", ":", "-"):
            before -= 1
        if before < floor or document.norms[before] != letters:
            return index
        while before > floor and self.lexicon.of(document.norms[before - 1]) & NAME:
            before -= 1
        return before

    @staticmethod
    def _finding(document: Document, run: Run, points: float) -> Finding:
        value = " ".join(norm for norm in document.norms[run.start : run.end] if norm.isalnum())
        return Finding(PiiType.NOME, ((run.start, run.end),), value, min(0.9, 0.4 + points / 20))
