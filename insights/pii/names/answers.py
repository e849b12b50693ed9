"""Names with which a turn answers, or goes on with the name of a turn before."""

from insights.pii.names.announcements import Announcements, dotted_initial
from insights.pii.names.lexicon import NAME, Class, Lexicon
from insights.pii.names.parts import Run, RunReader, shouted
from insights.pii.names.surroundings import ANNOUNCED, SAYS, Surroundings
from insights.pii.names.turns import Before, Turns
from insights.pii.packs import LanguagePack
from insights.pii.words.reading import words
from insights.text.tokens import Document, Kind

_LEADING = words(
    "e es sim si claro ok o a el la com con aqui bom boa dia tarde noite ola oi hola : , . - ah eh bueno "
    "pois isso certo eu sou soy meu mi"
)
_THAT_OF = words("el la los las o a os as")
_THERE = words("ahi alli aqui aca alla ai ali la")


class Answers:
    """Reads what the beginning of a line answers. Each name with its points."""

    def __init__(
        self,
        pack: LanguagePack,
        lexicon: Lexicon,
        runs: RunReader,
        around: Surroundings,
        turns: Turns,
        announcements: Announcements,
    ) -> None:
        self._numbers = frozenset(pack.numerals.values) - {"e", "y"}
        self._lexicon = lexicon
        self._runs = runs
        self._around = around
        self._turns = turns
        self._announcements = announcements

    def find(self, document: Document, line: int) -> tuple[Run, float] | None:
        """The name with which a line begins, where the lines before ask for one, announce one or have half of
        one."""
        if line < 2:
            return None
        norms, kinds = document.norms, document.kinds
        start = line
        stop = min(len(norms), line + 6)
        while start < stop and norms[start] in _LEADING and not dotted_initial(document, start):
            start += 1
        if start >= stop or kinds[start] is not Kind.WORD:
            return None
        bits = self._lexicon.of(norms[start])
        if bits & Class.PARTICLE and start > line and norms[start - 1] in _THAT_OF:
            return None  # "sí, el del pastor alemán"
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
            start = self._announcements.skip(document, start)
        run = self._runs.read(document, start, trusting=True, particles=True)
        if run.empty:
            return None
        alone = run.end >= len(norms) or kinds[run.end] is not Kind.WORD
        if self._around.names_field(document, run.start, run.end):
            return None
        if not run.named and norms[start - 1] == "(" and shouted(document, start):
            return None  # what somebody is: "Amparo (MAP)"
        if not run.named and (not alone or (above and not document.capitalised(start))):
            return None
        if not run.named and not before.asked and not above and not document.capitalised(start):
            return None
        bits = self._lexicon.of(norms[start])
        if run.parts == 1 and self._no_name(document, start):
            return None
        if run.parts == 1 and bits & Class.DOUBTFUL and not (alone and not bits & Class.STOP):
            return None
        if run.parts == 1 and self._rather_a_word(document, run, bits):
            return None
        return self._around.judged(document, run, ANNOUNCED)

    def _rather_a_word(self, document: Document, run: Run, bits: int) -> bool:
        """ "Campo dos, nombre", "justo ahí", "¿es familiar?": everyday words, and words nobody knows."""
        norms, end = document.norms, run.end
        if bits & NAME and not bits & (Class.EVERYDAY | Class.DOUBTFUL):
            return False
        if end >= len(norms):
            return False
        asks = norms[end] == "?" and not document.capitalised(run.start)
        return (
            asks or norms[end] in self._numbers or norms[end] in _THERE or document.kinds[end] is Kind.NUMBER
        )

    def _no_name(self, document: Document, index: int) -> bool:
        """ "O filho"; "nascimento, vinte e três"."""
        norm = document.norms[index]
        return bool(self._lexicon.of(norm) & Class.RELATION) or norm == "nascimento"

    def _other_half(self, document: Document, start: int, before: Before) -> tuple[Run, float] | None:
        """What goes on with the name of a turn before: the surname after a nod, the name said again."""
        norms, kinds = document.norms, document.kinds
        run = self._runs.read(document, start, trusting=before.asked_early, particles=True)
        if run.empty or (run.parts == 1 and self._no_name(document, start)):
            return None
        if self._around.names_field(document, run.start, run.end):
            return None
        alone = run.end >= len(norms) or kinds[run.end] is not Kind.WORD
        if not run.named:
            sure = before.asked_early and before.nodded and alone
            return self._around.judged(document, run, ANNOUNCED) if sure else None
        known = norms[start] in document.people
        bits = self._lexicon.of(norms[start])
        if run.parts == 1 and not known and self._rather_a_word(document, run, bits):
            return None
        if run.parts == 1 and bits & Class.DOUBTFUL and not known:
            if bits & Class.STOP and norms[start - 1] == "," and norms[start - 2] == "[]":
                return None  # "Ana Moraes, brasileira, …"
            ends = alone or bool(self._lexicon.of(norms[run.end]) & Class.STOP and not bits & Class.STOP)
            if not (ends and before.nodded):
                return None
            return self._around.judged(document, run, ANNOUNCED)
        return self._around.judged(document, run, SAYS)
