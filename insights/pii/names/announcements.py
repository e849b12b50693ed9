"""Names that something announces: "meu nome é", "falo com", "Titular:", "senhora", "…, sou eu"."""

from collections.abc import Iterator

from insights.pii.names.fields import FieldNameReader
from insights.pii.names.lexicon import NAME, Class, Lexicon
from insights.pii.names.parts import Run, RunReader, shouted
from insights.pii.names.surroundings import ANNOUNCED, ENOUGH, HINTS, SAYS, Surroundings
from insights.pii.names.turns import Turns
from insights.pii.packs import LanguagePack
from insights.pii.words.reading import words
from insights.text.tokens import Document, Kind

_SKIPPED = words("o a os as el la lo los eh ahn ah hum hm em este esta : - , . = um uma \" * ' “ ( senor ese")
# Titles, not offices: "senhora de Lima", but "presidente da Câmara".
_PERSONAL = words("senhor senhora senhorita sr sra srta dona senor senora senorita don dr dra doctor doctora")
_TO = words("de para")
_BESIDE_TITLE = words("o a el la")
_INTRODUCING = words("sou soy")
_OURS = words("nossa nuestra")
_NO_NICKNAMES = words("pe po fe la ja so ca ma")
_CALLED_BY_SURNAME = words("senhor senhora sr sra senor senora doctor doctora doutor doutora")
_SAME = words("mismo mismos mesmo mesmos otro outro")  # "el mismo nombre, caballero"
_FAMILIAR = words("don dona seu")
_HERE = ("aqui",)
_NONE: frozenset[str] = frozenset()
_BARE = frozenset({("com",), ("con",), ("por",), ("pelo",), ("pela",), _HERE})


def dotted_initial(document: Document, index: int) -> bool:
    """Whether a capital with a full stop stands at `index`."""
    norms = document.norms
    return (
        norms[index].isalpha()
        and document.capitalised(index)
        and norms[index + 1 : index + 2] == ["."]
        and document.touches(index + 1)
    )


class Announcements:
    """Reads the names that are announced, in front or behind. Each with its points."""

    def __init__(
        self, pack: LanguagePack, lexicon: Lexicon, runs: RunReader, around: Surroundings, turns: Turns
    ) -> None:
        self._pack = pack
        self._labels = pack.names.labels
        self._lexicon = lexicon
        self._runs = runs
        self._around = around
        self._turns = turns
        self._fields = FieldNameReader(pack, lexicon)
        self._triggers: dict[str, list[tuple[tuple[str, ...], float]]] = {}
        own = pack.names
        kinds = ((own.name_triggers, ANNOUNCED), (own.person_triggers, SAYS), (own.weak_name_triggers, HINTS))
        for phrases, points in kinds:
            for phrase in phrases:
                hint = points if own.naming.isdisjoint(phrase) else max(points, SAYS)
                self._triggers.setdefault(phrase[-1], []).append((phrase, hint))
                if phrase[-1] == "e":  # as people type "é"
                    self._triggers.setdefault("eh", []).append(((*phrase[:-1], "eh"), hint))
        for options in self._triggers.values():
            options.sort(key=lambda option: -len(option[0]))
        # A trigger's options by its last two words, those of one word last.
        self._single = {
            word: [option for option in options if len(option[0]) == 1]
            for word, options in self._triggers.items()
        }
        self._by_pair: dict[tuple[str, str], list[tuple[tuple[str, ...], float]]] = {}
        for options in self._triggers.values():
            for option in options:
                if len(option[0]) > 1:
                    self._by_pair.setdefault((option[0][-2], option[0][-1]), []).append(option)
        for (_, last), options in self._by_pair.items():
            options += self._single[last]
        # The last word of a trigger, and the words before it that make it end one, None for any: most
        # words that end one end none.
        self._ends: dict[str, set[str] | None] = {}
        for phrase in self._phrases():
            before = self._ends.setdefault(phrase[-1], set())
            if len(phrase) == 1:
                self._ends[phrase[-1]] = None
            elif before is not None:
                before.add(phrase[-2])

    def _phrases(self) -> Iterator[tuple[str, ...]]:
        return (phrase for options in self._triggers.values() for phrase, _ in options)

    def at(self, document: Document, index: int) -> bool:
        """Whether a trigger, or a label with its colon, may end at `index`."""
        norms = document.norms
        norm = norms[index]
        before = self._ends.get(norm, _NONE)
        if before is None or norms[index - 1] in before:
            return True
        return norm in self._labels and norms[index + 1 : index + 2] == [":"]

    def announced(self, document: Document, index: int) -> tuple[Run, float] | None:
        """The name after a trigger that ends at `index`."""
        norms = document.norms
        if norms[index + 1 : index + 2] == [":"] and norms[index] in self._labels:
            first = self._turns.line_start(document, index)
            if first < 0 and not document.capitalised(min(index + 2, len(norms) - 1)):
                return None
            if norms[index] in _TO and index != first:
                return None
            found = self._after(document, index + 2, sure=True)
            surnames = self._fields.surnames(document, index) if found is None else None
            return self._around.judged(document, surnames, ANNOUNCED) if surnames is not None else found
        pair = norms[index - 1], norms[index]
        for phrase, hint in self._by_pair.get(pair) or self._single.get(norms[index], []):
            start = index + 1 - len(phrase)
            if start < 0 or tuple(norms[start : index + 1]) != phrase:
                continue
            if start and norms[start - 1] in _SAME:
                return None
            if hint == ANNOUNCED:
                return self._after(document, index + 1, sure=True)
            if phrase in _BARE and start > 1 and Kind.BREAK not in document.kinds[start - 2 : start]:
                return None
            first = self._turns.line_start(document, start)
            asked = first >= 0 and self._turns.asked(document, first)
            if phrase == _HERE and not asked:
                return self._after(document, index + 1, sure=False, hint=SAYS)
            if phrase in _BARE and not asked:
                return None
            spoken = norms[index] not in self._labels
            if norms[index] in _INTRODUCING and self._given(norms, index + 1):
                hint = SAYS
            return self._after(document, index + 1, sure=asked, spoken=spoken, hint=hint)
        return None

    def _after(
        self, document: Document, index: int, *, sure: bool, spoken: bool = True, hint: float = HINTS
    ) -> tuple[Run, float] | None:
        """The name that is announced to begin at `index`, after articles, hesitations and titles."""
        start = self.skip(document, index)
        lexicon = self._lexicon
        run = self._runs.read(document, start, trusting=True, particles=sure or hint == SAYS)
        if sure and ":" in document.norms[index - 1 : start]:
            run = self._fields.whole(document, run)
        if run.empty or (run.parts == 1 and lexicon.of(document.norms[start]) & Class.RELATION):
            return None
        if run.parts == 1 and not run.named and self._no_name(document, run):
            return None
        opens = not sure and spoken and self._around.opens(document, run.end) and run.parts <= 3
        if not sure and not opens:
            careful = self._runs.read(document, start, particles=hint == SAYS)
            bits = lexicon.of(document.norms[start])
            if bits & Class.DOUBTFUL:
                surname = spoken is False and bits & Class.SURNAME and not bits & Class.STOP
                hint = ANNOUNCED if hint == SAYS and surname else HINTS
            return self._around.judged(document, careful, hint) if careful.named else None
        if run.parts == 1 and lexicon.of(document.norms[start]) & Class.DOUBTFUL:
            alone = run.end >= len(document) or document.kinds[run.end] is not Kind.WORD
            if not self._rather_a_name(document, start, alone=alone or opens):
                return None
        return self._around.judged(document, run, ANNOUNCED)

    def _no_name(self, document: Document, run: Run) -> bool:
        """Whether one word nobody knows is another field ("RE: RE: …") or built like an everyday word."""
        norms, end = document.norms, run.end
        if norms[end : end + 1] == [":"]:
            return True
        goes_on = end < len(norms) and document.kinds[end] is Kind.WORD
        return (goes_on or shouted(document, run.start)) and self._lexicon.like_a_word(norms[run.start])

    def _rather_a_name(self, document: Document, index: int, *, alone: bool) -> bool:
        """Whether the everyday word at `index` is somebody's name where one is announced."""
        bits = self._lexicon.of(document.norms[index])
        if bits & Class.GIVEN and not bits & Class.STOP:
            return True
        if document.capitalised(index):
            return not bits & Class.STOP
        return alone and not (bits & Class.STOP and not bits & Class.GIVEN)

    def _given(self, norms: list[str], index: int) -> bool:
        return index < len(norms) and bool(self._lexicon.known.get(norms[index], 0) & Class.GIVEN)

    def skip(self, document: Document, index: int) -> int:
        """Past articles, hesitations and titles."""
        norms, known = document.norms, self._lexicon.known
        stop = min(len(norms), index + 5)
        while index < stop:
            norm = norms[index]
            title = known.get(norm, 0) & Class.TITLE
            if not title and (norm not in _SKIPPED or (len(norm) == 1 and dotted_initial(document, index))):
                break
            index += 1
        return index

    def titled(self, document: Document, index: int) -> tuple[Run, float] | None:
        """The name after "senhor", "doña"."""
        norms = document.norms
        start = index + 1
        if index and norms[index - 1] in _OURS:
            return None  # "Nossa Senhora do Rosário"
        stop = min(len(norms), start + 4)
        while start < stop and (
            norms[start] in (".", "a", "o", "ª", "º", "(", ")", "/")
            or self._lexicon.known.get(norms[start], 0) & Class.TITLE
        ):
            start += 1
        if start >= stop or document.kinds[start] is not Kind.WORD:
            return None
        introduced = index > 1 and norms[index - 1] in _BESIDE_TITLE and norms[index - 2] in _INTRODUCING
        particles = norms[start - 1] in _PERSONAL or self._runs.house(document, start)
        run = self._runs.read(document, start, trusting=introduced, particles=particles)
        if ":" in norms[max(0, index - 2) : index]:
            run = self._fields.whole(document, run)
        if introduced and not run.empty and not run.named and not self._lexicon.like_a_word(norms[start]):
            return self._around.judged(document, run, ANNOUNCED)
        bits = self._lexicon.of(document.norms[start])
        if run.empty and bits & NAME and bits & Class.OTHER and norms[index] in _PERSONAL:
            run = Run(start, start + 1, 1.0, 1, True)  # "señora Arroyo"
        if run.parts == 1 and run.weight < 1.0 and self._ends_called(document, index, run):
            return self._around.judged(document, run, 1.0 - run.weight)  # "la señora Montes."
        if self._nickname(document, index, start):
            return self._around.judged(document, Run(start, start + 1, 1.0, 1, True))
        if not run.named and (
            not (document.capitalised(start) and document.capitalised(index))
            or self._lexicon.like_a_word(norms[start])
        ):
            return None
        return self._around.judged(document, run, 0.5 if not run.named else 0.0)

    def _ends_called(self, document: Document, index: int, run: Run) -> bool:
        """Whether a surname that is an everyday word ends what is said, after "señora"."""
        bits = self._lexicon.of(document.norms[run.start])
        ends = run.end >= len(document) or document.kinds[run.end] is not Kind.WORD
        surname = bool(bits & Class.SURNAME and not bits & Class.STOP)
        return ends and surname and document.norms[index] in _CALLED_BY_SURNAME

    def _nickname(self, document: Document, index: int, start: int) -> bool:
        """Whether a word nobody knows is how somebody is called: "doña Chole", "bom dia, seu Nonô"."""
        norm, title = document.norms[start], document.norms[index]
        if start != index + 1 or title not in _FAMILIAR:
            return False
        if not document.raw(start, start + 1)[-1].isascii() and (len(norm) == 2 or norm[:2] == norm[2:]):
            return norm not in _NO_NICKNAMES
        if self._lexicon.of(norm) or self._lexicon.like_a_word(norm):
            return False
        if title != "seu":
            return True
        before = document.norms[index - 1] if index else "\n"
        before = document.norms[index - 2] if before == "," and index > 1 else before
        return bool(self._lexicon.known.get(before, 0) & Class.GREETING)

    def greeted(self, document: Document, index: int) -> tuple[Run, float] | None:
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
        return run, ENOUGH

    def closed(self, document: Document, index: int, floor: int) -> tuple[Run, float] | None:
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
                return self._around.judged(document, run, SAYS)
        return None

    def _may_close(self, document: Document, index: int) -> bool:
        if document.kinds[index] is not Kind.WORD:
            return False
        bits = self._lexicon.of(document.norms[index])
        return bool(bits & NAME) or not bits & ~Class.LETTER or bool(bits & Class.PARTICLE)
