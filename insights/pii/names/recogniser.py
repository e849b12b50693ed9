"""Finds people's names: what the words weigh and what stands around them are added up.

Speech recognisers write lower case, so a capital helps where there is one and is never needed.
"""

from collections.abc import Iterator, Sequence

from insights.pii.findings import Finding
from insights.pii.gazetteers import EMPTY, Gazetteer, merged
from insights.pii.gazetteers import gazetteer as shipped
from insights.pii.letters import letter_after
from insights.pii.names.interruptions import Interruptions
from insights.pii.names.lexicon import NAME, WANTED, Class, Lexicon
from insights.pii.names.parts import Run, RunReader, shouted
from insights.pii.names.spelled import SpellingReader
from insights.pii.names.surroundings import DENIES, HINTS, SAYS, Surroundings, short_for_of
from insights.pii.names.turns import Before, Turns
from insights.pii.packs import PACKS, LanguagePack
from insights.pii.signs import Signs
from insights.pii.words.reading import words
from insights.records import PiiType
from insights.text.tokens import Document, Kind

_ENOUGH = 4.0
_ANNOUNCED = 4.0
_SPELLED_SCORE = 0.6
_MOST_WHOLE = 24
_SKIPPED = words("o a os as el la lo los eh ahn ah hum hm em este esta : - , . = um uma \" * ' “ ( senor ese")
_LEADING = words(
    "e es sim si claro ok o a el la com con aqui bom boa dia tarde noite ola oi hola : , . - ah eh bueno "
    "pois isso certo eu sou soy meu mi"
)
# Titles, not offices: "senhora de Lima", but "presidente da Câmara".
_PERSONAL = words("senhor senhora senhorita sr sra srta dona senor senora senorita don dr dra doctor doctora")
_TO = words("de para")
_WITH = words("com con por para")
_BESIDE_TITLE = words("o a el la")
_INTRODUCING = words("sou soy")
_BARE = frozenset({("com",), ("con",), ("por",), ("pelo",), ("pela",), ("aqui",)})


class NameRecogniser:
    """Names of people."""

    name = "names"
    types: Sequence[PiiType] = (PiiType.NOME,)

    def __init__(self, pack: LanguagePack, gazetteer: Gazetteer) -> None:
        self._pack = pack
        abroad = merged(shipped(other) for other in PACKS if other != pack.language)
        self._lexicon = Lexicon(pack, gazetteer, abroad if gazetteer.given else EMPTY)
        self._runs = RunReader(pack, self._lexicon)
        self._interruptions = Interruptions(pack)
        self._around = Surroundings(pack, self._lexicon, self._interruptions)
        self._turns = Turns(pack, self._lexicon)
        self._spelling = SpellingReader(pack, self._lexicon, self._interruptions)
        self._triggers: dict[str, list[tuple[tuple[str, ...], bool]]] = {}
        for phrases, weak in ((pack.names.name_triggers, False), (pack.names.weak_name_triggers, True)):
            for phrase in phrases:
                self._triggers.setdefault(phrase[-1], []).append((phrase, weak))
                if phrase[-1] == "e":  # as people type "é"
                    self._triggers.setdefault("eh", []).append(((*phrase[:-1], "eh"), weak))
        for options in self._triggers.values():
            options.sort(key=lambda option: -len(option[0]))
        # The last word of a trigger, with the one before it: most words that end one end none.
        self._alone = pack.names.labels | {phrase[-1] for phrase in self._phrases() if len(phrase) == 1}
        self._pairs = {phrase[-2:] for phrase in self._phrases() if len(phrase) > 1}
        self.signs: Signs = {}

    def _phrases(self) -> Iterator[tuple[str, ...]]:
        return (phrase for options in self._triggers.values() for phrase, _ in options)

    def find(self, document: Document) -> Iterator[Finding]:
        norms, kinds, people = document.norms, document.kinds, document.people
        known, other = self._lexicon.known, self._lexicon.other
        taken = document.floor
        line = taken == 0 or kinds[taken - 1] is Kind.BREAK
        for index in range(taken, len(norms)):
            kind = kinds[index]
            if kind is not Kind.WORD:
                line = line or kind is Kind.BREAK
                continue
            if index < taken:
                continue
            norm = norms[index]
            bits = known.get(norm)
            if bits is None:
                bits = other(norm)
            run: tuple[Run, float] | None = None
            first, line = line, False
            if bits & Class.LETTER or first:
                spelled = self._spelled(document, index, taken, line=first)
                if spelled is not None:
                    taken = spelled.pieces[-1][1]
                    yield spelled
                    continue
            if first:
                run = self._answer(document, index)
            if run is None and bits & Class.GREETING and norms[index + 1 : index + 2] == [","]:
                run = self._greeted(document, index + 2)
            if run is None and (bits & WANTED or norm in people):
                run = self._judged(document, index, bits, taken)
            if run is not None:
                found, points = run
                taken = found.end
                if points >= _ENOUGH:
                    whole = self._whole(document, found)
                    taken = whole.end
                    yield self._finding(document, whole, points)

    def _whole(self, document: Document, run: Run) -> Run:
        """With the further parts of a name that is said with pauses, or corrected."""
        stop = min(len(document), run.end + _MOST_WHOLE)
        while run.end < stop:
            start, corrected = self._interruptions.over(document, run.end)
            if start == run.end:
                break
            more = self._runs.read(document, start, particles=True)
            if more.empty and corrected:
                more = self._runs.read(document, start, trusting=True)
            if not more.named or more.weight < 0.5:
                break
            bits = self._lexicon.of(document.norms[start])
            if more.parts == 1 and bits & Class.DOUBTFUL and not bits & Class.PARTICLE:
                ends = more.end >= len(document) or document.kinds[more.end] is not Kind.WORD
                if bits & Class.STOP or not ends:
                    break
            run = Run(run.start, more.end, run.weight, run.parts + more.parts, True)
        return run

    def _judged(self, document: Document, index: int, bits: int, floor: int) -> tuple[Run, float] | None:
        """The name that begins, is announced or closes at `index`, and how sure that is."""
        run: tuple[Run, float] | None = None
        if bits & Class.TRIGGER:
            run = self._announced(document, index)
        if run is None and bits & Class.CLOSER:
            run = self._closed(document, index, floor)
        if run is None and bits & Class.TITLE and not short_for_of(document, index):
            run = self._titled(document, index)
        if run is None and (bits & NAME or document.norms[index] in document.people):
            start = self._runs.back(document, index, floor)
            run = self._enough(document, self._runs.read(document, start))
        return run

    def _enough(self, document: Document, run: Run, extra: float = 0.0) -> tuple[Run, float] | None:
        """The run with its points, when they are enough, or when it is the name of something else."""
        if run.empty or run.weight + extra + SAYS + HINTS < _ENOUGH:
            return None
        around = self._around.weight(document, run.start, run.end)
        if around == DENIES:
            start = self._around.speaker(document, run.start, run.end)
            if start < run.end:
                return Run(start, run.end, _ENOUGH, 1, True), _ENOUGH
        points = run.weight + extra + around
        return (run, points) if points >= _ENOUGH or around == DENIES else None

    def _announced(self, document: Document, index: int) -> tuple[Run, float] | None:
        """The name after a trigger that ends at `index`."""
        norms = document.norms
        if norms[index] not in self._alone and (norms[index - 1], norms[index]) not in self._pairs:
            return None
        if norms[index + 1 : index + 2] == [":"] and norms[index] in self._pack.names.labels:
            first = self._turns.line_start(document, index)
            if first < 0 and not document.capitalised(min(index + 2, len(norms) - 1)):
                return None
            if norms[index] in _TO and index != first:
                return None
            return self._after(document, index + 2, sure=True)
        for phrase, weak in self._triggers.get(norms[index], ()):
            start = index + 1 - len(phrase)
            if start < 0 or tuple(norms[start : index + 1]) != phrase:
                continue
            if not weak:
                return self._after(document, index + 1, sure=True)
            first = self._turns.line_start(document, start)
            asked = first >= 0 and self._turns.asked(document, first)
            if phrase in _BARE and not (asked and start <= first + 1):
                return None
            spoken = norms[index] not in self._pack.names.labels
            naming = not self._pack.names.naming.isdisjoint(phrase)
            return self._after(
                document,
                index + 1,
                sure=asked,
                spoken=spoken,
                hint=SAYS if naming or self._to_a_person(phrase) else HINTS,
            )
        return None

    def _after(
        self, document: Document, index: int, *, sure: bool, spoken: bool = True, hint: float = HINTS
    ) -> tuple[Run, float] | None:
        """The name that is announced to begin at `index`, after articles, hesitations and titles."""
        start = self._skip(document, index)
        lexicon = self._lexicon
        run = self._runs.read(document, start, trusting=True, particles=sure)
        if run.empty or (run.parts == 1 and lexicon.of(document.norms[start]) & Class.RELATION):
            return None
        opens = not sure and spoken and self._around.opens(document, run.end) and run.parts <= 3
        if not sure and not opens:
            careful = self._runs.read(document, start, particles=hint == SAYS)
            bits = lexicon.of(document.norms[start])
            if bits & Class.DOUBTFUL:
                surname = spoken is False and bits & Class.SURNAME and not bits & Class.STOP
                hint = _ANNOUNCED if hint == SAYS and surname else HINTS
            return self._enough(document, careful, hint) if careful.named else None
        if run.parts == 1:
            bits = lexicon.of(document.norms[start])
            if bits & Class.DOUBTFUL and (bits & Class.STOP or not document.capitalised(start)):
                return None
        return self._enough(document, run, _ANNOUNCED)

    @staticmethod
    def _to_a_person(phrase: tuple[str, ...]) -> bool:
        """ "falar com", "preguntar por": what follows is a person, or a department."""
        return len(phrase) > 1 and phrase[-1] in _WITH

    def _skip(self, document: Document, index: int) -> int:
        norms, known = document.norms, self._lexicon.known
        stop = min(len(norms), index + 5)
        while index < stop:
            norm = norms[index]
            title = known.get(norm, 0) & Class.TITLE
            if not title and (norm not in _SKIPPED or (len(norm) == 1 and self._initial(document, index))):
                break
            index += 1
        return index

    def _initial(self, document: Document, index: int) -> bool:
        """Whether a capital with a full stop stands at `index`."""
        norms = document.norms
        return (
            norms[index].isalpha()
            and document.capitalised(index)
            and norms[index + 1 : index + 2] == ["."]
            and document.touches(index + 1)
        )

    def _answer(self, document: Document, line: int) -> tuple[Run, float] | None:
        """The name with which a line begins, where the lines before ask for one, announce one or have half of
        one."""
        if line < 2:
            return None
        norms, kinds = document.norms, document.kinds
        start = line
        stop = min(len(norms), line + 6)
        while start < stop and norms[start] in _LEADING and not self._initial(document, start):
            start += 1
        if start >= stop or kinds[start] is not Kind.WORD:
            return None
        bits = self._lexicon.of(norms[start])
        if not bits & (NAME | Class.PARTICLE | Class.TITLE) and bits & (Class.STOP | Class.TRIGGER):
            return None
        above = self._turns.announced_above(document, line)
        before = self._turns.before(document, line)
        if before.half and not above:
            return self._other_half(document, start, before)
        if not (above or before.asked or before.asked_early) or (
            bits & Class.TRIGGER and not bits & Class.PARTICLE
        ):
            return None
        if bits & Class.TITLE:
            start = self._skip(document, start)
        run = self._runs.read(document, start, trusting=True, particles=True)
        if run.empty:
            return None
        alone = run.end >= len(norms) or kinds[run.end] is not Kind.WORD
        if not run.named and (not alone or (above and not document.capitalised(start))):
            return None
        if not run.named and not before.asked and not above and not document.capitalised(start):
            return None
        bits = self._lexicon.of(norms[start])
        if run.parts == 1 and bits & Class.RELATION:
            return None
        if run.parts == 1 and bits & Class.DOUBTFUL and not (alone and not bits & Class.STOP):
            return None
        return self._enough(document, run, _ANNOUNCED)

    def _other_half(self, document: Document, start: int, before: Before) -> tuple[Run, float] | None:
        """What goes on with the name of a turn before: the surname after a nod, the name said again."""
        norms, kinds = document.norms, document.kinds
        run = self._runs.read(document, start, trusting=before.asked_early, particles=True)
        if run.empty:
            return None
        alone = run.end >= len(norms) or kinds[run.end] is not Kind.WORD
        if not run.named:
            sure = before.asked_early and before.nodded and alone
            return self._enough(document, run, _ANNOUNCED) if sure else None
        known = norms[start] in document.people
        if run.parts == 1 and self._lexicon.of(norms[start]) & Class.DOUBTFUL and not known:
            ends = alone or bool(self._lexicon.of(norms[run.end]) & Class.STOP)
            if not (ends and before.nodded):
                return None
            return self._enough(document, run, _ANNOUNCED)
        return self._enough(document, run, SAYS)

    def _titled(self, document: Document, index: int) -> tuple[Run, float] | None:
        """The name after "senhor", "doña"."""
        norms = document.norms
        start = index + 1
        stop = min(len(norms), start + 4)
        while start < stop and (
            norms[start] in (".", "a", "o", "ª", "º", "(", ")", "/")
            or self._lexicon.known.get(norms[start], 0) & Class.TITLE
        ):
            start += 1
        if start >= stop or document.kinds[start] is not Kind.WORD:
            return None
        introduced = index > 1 and norms[index - 1] in _BESIDE_TITLE and norms[index - 2] in _INTRODUCING
        run = self._runs.read(document, start, trusting=introduced, particles=norms[start - 1] in _PERSONAL)
        if introduced and not run.empty and not run.named and not self._lexicon.like_a_word(norms[start]):
            return self._enough(document, run, _ANNOUNCED)
        if not run.named and (
            not (document.capitalised(start) and document.capitalised(index))
            or self._lexicon.like_a_word(norms[start])
        ):
            return None
        return self._enough(document, run, 0.5 if not run.named else 0.0)

    def _closed(self, document: Document, index: int, floor: int) -> tuple[Run, float] | None:
        """The name nobody knows before a closer ("…, sou eu") that ends at `index`."""
        norms = document.norms
        for phrase in self._pack.names.name_closers:
            end = index + 1 - len(phrase)
            if len(phrase) < 2 or end <= floor or tuple(norms[end : index + 1]) != phrase:
                continue
            end -= norms[end - 1] == ","
            start = end
            while start > max(floor, end - 5) and self._may_close(document, start - 1):
                start -= 1
            run = self._runs.read(document, start, trusting=True)
            if not run.empty and run.end == end:
                return self._enough(document, run, SAYS)
        return None

    def _greeted(self, document: Document, index: int) -> tuple[Run, float] | None:
        """A name nobody knows after "obrigado,", "hola," that stands alone: "Gracias, Metztli."."""
        if index >= len(document) or document.kinds[index] is not Kind.WORD:
            return None
        norm = document.norms[index]
        if not document.capitalised(index) or self._lexicon.of(norm) or self._lexicon.like_a_word(norm):
            return None
        run = self._runs.read(document, index, trusting=True)
        alone = run.end >= len(document) or document.kinds[run.end] is not Kind.WORD
        if run.empty or not alone or run.parts > 2 or shouted(document, index):
            return None
        return run, _ENOUGH

    def _may_close(self, document: Document, index: int) -> bool:
        if document.kinds[index] is not Kind.WORD:
            return False
        bits = self._lexicon.of(document.norms[index])
        return bool(bits & NAME) or not bits & ~Class.LETTER or bool(bits & Class.PARTICLE)

    def _spelled(self, document: Document, index: int, floor: int, *, line: bool) -> Finding | None:
        """A name spelled by its letters from `index` on, with the word itself when it was said before."""
        if not line and (
            not self._spelling.begins(document, index, line=False)
            or (index > floor and letter_after(document, index - 1, self._pack)[1])
        ):
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
        while before > floor and self._lexicon.of(document.norms[before - 1]) & NAME:
            before -= 1
        return before

    @staticmethod
    def _finding(document: Document, run: Run, points: float) -> Finding:
        value = " ".join(norm for norm in document.norms[run.start : run.end] if norm.isalnum())
        return Finding(PiiType.NOME, ((run.start, run.end),), value, min(0.9, 0.4 + points / 20))
