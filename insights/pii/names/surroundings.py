"""What stands around a run of words and tells whether it is somebody's name."""

from insights.pii.names.firms import FirmReader
from insights.pii.names.interruptions import Interruptions
from insights.pii.names.lexicon import NAME, Class, Lexicon
from insights.pii.names.parts import Run
from insights.pii.packs import LanguagePack
from insights.pii.words.reading import words
from insights.text.tokens import Document, Kind

_BESIDE = words('o a os as el la lo , . : - ! ¡ ¿ ( " * / eh ahn ah hum em este')
_ARTICLES = words("o a el la")
_THEM = words("os dos los")
_ASKING_FOR = words("es esta e eh")
_COLOURS = words("color colores cor cores")
_COLOUR_TOKENS = 12
_OF_LETTERS = words("con com se sin sem te")
_BETWEEN = words("o a os as el la los las um uma un una")
_PAUSE_TOKENS = 6
_THING_TOKENS = 6
_ALL = words("todo toda tudo")  # "a todo el Perú"
_LADY = words("senhora senora")
_OURS = words("nossa nuestra")
_DON = words("don dom dona")
# Between "plan" and the name it bears.
_KINDS = words(
    "familia basico basica premium plus total max pro mini super digital movil movel hogar casa controle "
    "turbo joven jovem personal pessoal empresa ideal facil extra"
)
_PREFIX_TOKENS = 9
_MARKS = frozenset(",¿.")
_UTILITIES = words("luz electra aguas fibra")
_LINES = words("linha linea")
_ON = words("na em en")
_WHO_IS_OF = tuple(
    phrase.split() for phrase in ("el del", "la del", "el de la", "la de la", "o do", "a do", "o da")
)
_KIN = words("familia familias boda casamento casal matrimonio gemelos gemelas gemeos gemeas irmaos hermanos")
_CALLED = words("llama chama llamaba chamava")
_AND = words("e y")
_SAINTS = words("sao santo santa san sta sto")
_GOD = words("deus dios")
_OWN = words("minha meu mi nuestra nuestro nossa nosso")

SAYS = 3.0  # a title, a closer, a speaker's name before a colon
CALLS = 2.5
HINTS = 1.5
DENIES = -50.0
ANNOUNCED = 4.0
ENOUGH = 4.0  # points that make a name


def short_for_of(document: Document, index: int) -> bool:
    """Whether a "d" is no "D." but a "de" in haste: "centro d salud"."""
    return (
        document.norms[index] == "d"
        and not document.capitalised(index)
        and document.norms[index + 1 : index + 2] != ["."]
    )


class Surroundings:
    """Reads what stands around a run."""

    def __init__(self, pack: LanguagePack, lexicon: Lexicon, interruptions: Interruptions) -> None:
        self._interruptions = interruptions
        self._words = pack.names
        self._known = lexicon.known
        self._values = pack.identifiers.context.keys() - pack.names.titles - pack.names.relations
        self.firms = FirmReader(pack, lexicon)
        self._context = pack.identifiers.context
        self._closing: dict[str, list[tuple[tuple[str, ...], bool]]] = {}
        for closers, light in ((pack.names.name_closers, False), (pack.names.light_closers, True)):
            for phrase in closers:
                self._closing.setdefault(phrase[0], []).append((phrase, light))
        self._openings = pack.names.name_openings

    def judged(self, document: Document, run: Run, extra: float = 0.0) -> tuple[Run, float] | None:
        """The run with its points, when they are enough, or when it is the name of something else."""
        if run.empty or run.weight + extra + SAYS + HINTS < ENOUGH:
            return None
        if self._agreeing(document, run):
            return None
        around = self.weight(document, run.start, run.end)
        if around == DENIES:
            start = self.speaker(document, run.start, run.end)
            if start < run.end:
                return Run(start, run.end, ENOUGH, 1, True), ENOUGH
        points = run.weight + extra + around
        return (run, points) if points >= ENOUGH or around == DENIES else None

    def _agreeing(self, document: Document, run: Run) -> bool:
        """Whether it is what people say before they go on ("bueno, soy yo"), or a value's name."""
        if run.parts > 1:
            return False
        norm = document.norms[run.start]
        before = document.norms[run.start - 1] if run.start else "\n"
        if before in _ARTICLES and norm in self._values:
            return True  # "¿El IBAN?"
        if norm in _GOD or (before == "seu" and self._known.get(norm, 0) & Class.RELATION):
            return True  # "Deus abençoe", "seu filho"
        if before == "\n" and norm in self._words.nods:
            return True  # a capital says nothing here
        said = norm in self._words.nods or norm in self._words.hesitations or norm in self._words.greetings
        return said and not document.capitalised(run.start)

    def weight(self, document: Document, start: int, end: int) -> float:
        """For or against a name."""
        if self.denies(document, start, end):
            return DENIES
        return self._before(document, start) + self._behind(document, start, end)

    def denies(self, document: Document, start: int, end: int) -> bool:
        """Whether something else bears the name."""
        return (
            self._company(document, end)
            or self._utility(document, start)
            or self.firms.of_a_firm(document, start, end)
            or (self._of_a_thing(document, start) and not self._speaks(document, start, end))
        )

    def _before(self, document: Document, start: int) -> float:
        norms = document.norms
        if start and norms[start - 1] in _THEM and self._plain_surname(norms[start]):
            return CALLS
        index, stop = start - 1, max(-1, start - 4)
        while index > stop and norms[index] in _BESIDE:
            index -= 1
        if index < 0 or document.kinds[index] in (Kind.NUMBER, Kind.PUNCT, Kind.BREAK):
            return 0.0
        if norms[index] == "[]" and norms[start] in document.people:
            return HINTS
        if norms[index] in self._words.hesitations and self._resumes(document, index):
            return SAYS
        bits = self._known.get(norms[index], 0)
        if bits & Class.TITLE and not short_for_of(document, index):
            return SAYS
        if norms[index] in _KIN and self._known.get(norms[start], 0) & Class.SURNAME:
            return SAYS
        if norms[index] in _AND and self._of_kin(document, index):
            return CALLS
        if bits & Class.RELATION:
            return CALLS
        called = norms[index] in self._words.thanks
        if called and not (norms[index] in _ALL and norms[start - 1] in _ARTICLES):
            return CALLS
        if norms[index] in self._words.addressing and norms[start - 1] not in _ARTICLES:
            return CALLS
        return HINTS if bits & Class.GREETING else 0.0

    @staticmethod
    def _of_kin(document: Document, index: int) -> bool:
        """Whether a surname stands before "y", and before that who are called so: "boda Carrillo y Sosa"."""
        norms = document.norms
        return index > 1 and norms[index - 2] in _KIN

    def _plain_surname(self, norm: str) -> bool:
        """Whether it is a surname and nothing else: "los Fernández"."""
        bits = self._known.get(norm, 0)
        return bool(bits & Class.SURNAME and not bits & (Class.EVERYDAY | Class.ABROAD | Class.GIVEN))

    def _speaks(self, document: Document, start: int, end: int) -> bool:
        """Whether somebody answers for a company: "clínica São Lucas, Yasmin falando"."""
        norms = document.norms
        if not self._closes(norms, end):
            return False
        norm = norms[start - 1]
        before = self._known.get(norm, 0)
        if before & (Class.TITLE | Class.PARTICLE):
            return False
        plain = not before & Class.OTHER and norm not in self._words.products
        return plain or self._named(document, start - 1)

    def _named(self, document: Document, index: int) -> bool:
        """Whether what kind of thing it is, at `index`, ends its name: "alva telecom", "banco vereda"."""
        if index < 1 or document.kinds[index - 1] is not Kind.WORD:
            return False
        norm, first = document.norms[index], self._known.get(document.norms[index - 1], 0)
        if first & (Class.TITLE | Class.PARTICLE) or norm in _SAINTS:
            return False
        return (
            norm in self._words.companies
            or bool(first & Class.OTHER)
            or self.firms.well_known(document, index)
        )

    def speaker(self, document: Document, start: int, end: int) -> int:
        """Where the person's name begins in a run that begins with the company's: "pereira helder falando";
        `end` for nowhere."""
        if not self._closes(document.norms, end):
            return end
        for index in range(max(start + 1, self.firms.known_until(document, start, end)), end):
            bits = self._known.get(document.norms[index], 0)
            particle = self._known.get(document.norms[index - 1], 0) & Class.PARTICLE
            if bits & Class.GIVEN and not bits & Class.DOUBTFUL and not particle:
                return index
        return end

    def _resumes(self, document: Document, index: int) -> bool:
        """Whether only hesitations stand between here and personal data: a name that is said slowly."""
        norms = document.norms
        stop = max(-1, index - _PAUSE_TOKENS)
        while index > stop and (norms[index] in self._words.hesitations or norms[index] in ".,-"):
            index -= 1
        return index > stop and norms[index] == "[]"

    def _behind(self, document: Document, start: int, end: int) -> float:
        norms = document.norms
        if end >= len(norms):
            return 0.0
        if norms[end] == ":" and self._prefix(document, start):
            return 0.0 if self.names_field(document, start, end) else SAYS
        first = end
        while first < len(norms) and norms[first] in _MARKS:
            first += 1
        if end - start == 1 and self._known.get(norms[start], 0) & Class.GREETING:
            return 0.0
        if self._with_data(document, start, first):
            return ANNOUNCED
        doubtful = self._known.get(norms[start], 0) & Class.DOUBTFUL and end - start == 1
        # "La luz otra vez".
        thing = start and norms[start - 1] in _ARTICLES and self._known.get(norms[start], 0) & Class.EVERYDAY
        if self._closes(norms, first, light=not (doubtful or thing)) or self._appositive(norms, first):
            return SAYS
        if not doubtful and (
            self._addressed(document, start, first) or self._asked_after(document, start, end)
        ):
            return SAYS
        if self._works_for(document, start, end) or self._called(document, start, end):
            return CALLS
        resumed, corrected = self._interruptions.over(document, end)
        if corrected and document.kinds[resumed] is Kind.WORD:
            following = self._known.get(norms[resumed], 0)
            if following & NAME and not following & Class.DOUBTFUL:
                given = following & self._known.get(norms[start], 0) & Class.GIVEN
                return ANNOUNCED if given else SAYS  # "rosa, digo, elena"
        return 0.0

    def _with_data(self, document: Document, start: int, index: int) -> bool:
        """Whether a line begins with a full name and goes on to what is its bearer's: "Amparo del Valle,
        7/8/61"."""
        norms = document.norms
        return (
            index - start > 1
            and norms[index : index + 1] == ["[]"]
            and (start == 0 or document.kinds[start - 1] is Kind.BREAK)
            and bool(self._known.get(norms[start], 0) & Class.GIVEN)
            and not self._known.get(norms[start], 0) & Class.STOP
        )

    def names_field(self, document: Document, start: int, end: int) -> bool:
        """Whether a colon follows what is no given name or a number's, too: "RUT: …"."""
        norm = document.norms[start]
        given = self._known.get(norm, 0) & Class.GIVEN and norm not in self._context
        return document.norms[end : end + 1] == [":"] and not given

    def _works_for(self, document: Document, start: int, end: int) -> bool:
        """Whether a line begins with a given name and where its bearer works: "Rosa, da farmácia, …"."""
        norms = document.norms
        if not (start == 0 or document.kinds[start - 1] is Kind.BREAK) or norms[end] != ",":
            return False
        of, where = norms[end + 1 : end + 3], norms[end + 2 : end + 4]
        return (
            bool(self._known.get(norms[start], 0) & Class.GIVEN)
            and (of[:1] in (["da"], ["do"], ["del"]) or of == ["de", "la"])
            and any(self._known.get(norm, 0) & Class.OTHER or norm in self._words.products for norm in where)
        )

    def _called(self, document: Document, start: int, end: int) -> bool:
        """Whether a sentence ends by calling somebody: "¿Le puedo tutear, Consuelo?"."""
        norms = document.norms
        return (
            end - start == 1
            and norms[start - 1 : start] == [","]
            and norms[end] == "?"
            and document.capitalised(start)
            and bool(self._known.get(norms[start], 0) & Class.GIVEN)
        )

    def _closes(self, norms: list[str], index: int, *, light: bool = True) -> bool:
        if index >= len(norms):
            return False
        return any(
            (light or not lightly) and tuple(norms[index : index + len(phrase)]) == phrase
            for phrase, lightly in self._closing.get(norms[index], ())
        )

    def _addressed(self, document: Document, start: int, index: int) -> bool:
        """Whether a line begins with a given name and goes on to its bearer: "Rosa, su factura …"."""
        norms = document.norms
        return (
            (start == 0 or document.kinds[start - 1] is Kind.BREAK)
            and bool(self._known.get(norms[start], 0) & Class.GIVEN)
            and norms[start] not in _UTILITIES
            and norms[index : index + 1] != []
            and norms[index] in self._words.addressed
        )

    def _asked_after(self, document: Document, start: int, end: int) -> bool:
        """Whether a line asks for somebody and says nothing else: "¿Está Mercedes?", "é Vera?"."""
        kinds, norms = document.kinds, document.norms
        line = start - 1
        return (
            line >= 0
            and norms[line] in _ASKING_FOR
            and (line == 0 or norms[line - 1] == "¿" or kinds[line - 1] is Kind.BREAK)
            and bool(self._known.get(norms[start], 0) & Class.GIVEN)
            and (end >= len(norms) or kinds[end] is Kind.BREAK or norms[end] == "?")
            and _COLOURS.isdisjoint(norms[max(0, line - _COLOUR_TOKENS) : line])
        )

    def spelled_next(self, document: Document, end: int) -> bool:
        """Whether words follow about the letters of what was said: "… con be o con uve"."""
        norms = document.norms
        end += norms[end : end + 1] == [","]
        return norms[end : end + 1] != [] and norms[end] in _OF_LETTERS and self._closes(norms, end)

    def _appositive(self, norms: list[str], index: int) -> bool:
        """ "…, minha sobrinha", "… mi difunta madre"."""
        return (
            norms[index : index + 1] != []
            and norms[index] in _OWN
            and any(self._known.get(norm, 0) & Class.RELATION for norm in norms[index + 1 : index + 3])
        )

    def _prefix(self, document: Document, start: int) -> bool:
        """Whether a line begins at `start`, or a time and then the speaker: "[10:22] Maria:"."""
        index = start - 1
        stop = max(-1, start - _PREFIX_TOKENS)
        while index > stop and document.kinds[index] in (Kind.NUMBER, Kind.PUNCT):
            index -= 1
        return index < 0 or document.kinds[index] is Kind.BREAK

    def _of_a_thing(self, document: Document, start: int) -> bool:
        """Whether a hospital, a street, a syndrome bears the name."""
        norms = document.norms
        index, stop = start - 1, max(-1, start - _THING_TOKENS)
        direct = True
        if index > 1 and norms[index] in _CALLED and norms[index - 1] == "se":
            index -= 2  # "el robot se llama …"
        while index > stop:
            norm = norms[index]
            if document.kinds[index] is not Kind.WORD:
                if norm in ('"', "'", "-", "“") or (norm == "." and len(norms[index - 1]) < 4):
                    index -= 1
                    continue
                return False
            bits = self._known.get(norm, 0)
            if bits & Class.OTHER or (direct and norm in self._words.products):
                if direct and self._belongs(norms, index):
                    return False
                return not (norm in _LINES and norms[index - 1] in _ON)  # "un momento en línea, José"
            if norm in _LADY and norms[index - 1] in _OURS:
                return True  # "Nossa Senhora do Rosário"
            if bits & Class.TITLE and norm in _DON:
                before = norms[index - 1]
                thing = self._known.get(before, 0) & Class.OTHER and before not in self._words.products
                makes = before in self._words.makes or before in self._words.goods
                return bool(thing) or (makes and (norm != "dona" or before in self._words.goods))
            direct = direct and not bits & Class.PARTICLE
            if (bits & Class.TITLE and not short_for_of(document, index)) or not (
                bits & Class.PARTICLE
                or norm in _BETWEEN
                or document.capitalised(index)
                or (direct and norm in _KINDS)
            ):
                return False
            index -= 1
        return False

    @staticmethod
    def _belongs(norms: list[str], index: int) -> bool:
        """Whether somebody is named by the thing: "el del taller Nahuel"."""
        before = norms[max(0, index - 3) : index]
        return before[-2:] in _WHO_IS_OF or before in _WHO_IS_OF

    def _company(self, document: Document, end: int) -> bool:
        norms = document.norms
        if end >= len(norms):
            return False
        if norms[end] in self._words.companies or norms[end] == "&":
            return norms[end + 1 : end + 2] != [":"]  # "Agravante: Ana Lima Advogados: …", the next field
        return norms[end] == "s" and norms[end + 1 : end + 2] in (["/"], ["."]) and document.capitalised(end)

    def _utility(self, document: Document, start: int) -> bool:
        """Whether a firm of a region has the name: "Luz do Minho", no Luz."""
        norms = document.norms
        return norms[start] in _UTILITIES and norms[start + 1 : start + 2] in (["do"], ["del"])

    def opens(self, document: Document, index: int) -> bool:
        """Whether words follow that agents say after their name."""
        norms = document.norms
        while index < len(norms) and norms[index] in _MARKS:
            index += 1
        return any(tuple(norms[index : index + len(phrase)]) == phrase for phrase in self._openings)
