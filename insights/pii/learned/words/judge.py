"""Weighs the words of a block that no rule named."""

from collections.abc import Iterator, Sequence

from insights.pii.identifiers import roles
from insights.pii.learned.judge import Judge, Look
from insights.pii.learned.weights import Weights
from insights.pii.learned.words.runs import RunReader, WordRun
from insights.pii.learned.words.shape import LookReader
from insights.pii.names.lexicon import Lexicon
from insights.pii.packs import LanguagePack
from insights.pii.places import places
from insights.pii.words.cards import PRESSED, SUBJECTS
from insights.pii.words.names.firms import KINDS
from insights.pii.words.reading import words
from insights.text.tokens import Document, Kind

# Somebody tells of a person or a home.
_TELLING = words("sou soy falo hablo chamo chama llamo llama llaman chamam moro mora vivo vive resido reside")
_OF_A_THING = words(
    "meu minha teu tua seu sua nosso nossa mi tu su nuestro nuestra uma umas uns una unas unos la las"
)
_COPULAS = words("es e era esta son sao sigue segue muy mas tan muito mais tao")
_COLOURS = words("color colores cor cores")
_COLOUR_TOKENS = 16
_UNSURE = ("g", "s", "b", "d")
_ADVERB = "mente"
_CALLING = words("ligo ligamos falo falamos contacto e")
_FIRMS_ARTICLES = words("da do das dos")
_INSIDE_NAMES = words("da do das dos de del la san santa sao santo social")
_AT = words("de em en")  # "a loja de Braga": where it is
_NAMING = words("nome posso")
_NAME_TOKENS, _NAMED_TOKENS = 4, 6
_LEAST_DOTTED = 9  # tokens
_NEAR_TOKENS = 48
_ASKED = 1 << 21  # a sign of its own: something personal that is said in words is spoken of


class WordJudge(Judge[WordRun]):
    """Names, towns and passwords by all that is said around them."""

    name = "words"
    least = 150
    hopeless = -300

    def __init__(self, pack: LanguagePack, lexicon: Lexicon, weights: Weights | None = None) -> None:
        self._runs = RunReader(pack, lexicon, places(pack.language))
        self._looks = LookReader(pack, lexicon)
        self._context = pack.identifiers.context
        self._companies = pack.names.companies
        self._firms = pack.addresses.institutions | KINDS
        self._numbers = frozenset(pack.numerals.values) - {"e", "y"}
        self._secrets = SUBJECTS[pack.language]["secret"]
        self._asking = (
            pack.names.name_questions
            | pack.addresses.fields.keys()
            | pack.addresses.quarters
            | pack.names.naming
            | _TELLING
            | self._secrets
        )
        super().__init__(pack, roles.roles_of(pack), signs={_ASKED: self._asking}, weights=weights)

    def runs(self, document: Document) -> Iterator[WordRun]:
        floor = document.floor
        asked = secret = False
        if document.near & _ASKED:
            near = document.norms[max(0, floor - _NEAR_TOKENS) :]
            asked = not self._asking.isdisjoint(near)
            secret = asked and not self._secrets.isdisjoint(near)
        return self._runs.read(document, floor, asked=asked, secret=secret)

    def look(self, document: Document, run: WordRun) -> Look:
        return self._looks.read(document, run)

    def closer(self, document: Document, run: WordRun, look: Look) -> Sequence[str]:
        return self._looks.closer(document, run, look.size)

    def refuses(self, document: Document, run: WordRun) -> bool:
        norms, first, last = document.norms, run.first, run.last
        if self._looks.of_a_firm(document, run):
            return True
        if last < len(norms) and norms[last] in self._companies:
            return True
        if self._of_a_firm(document, first):
            return True
        if norms[first] in self._context and norms[last : last + 1] == [":"]:
            return True  # "RUT: …"
        if run.classes[0] == "L" and last - first < _LEAST_DOTTED and norms[first + 1 : first + 2] == ["."]:
            return document.touches(first + 1)  # "c.c."
        if last - first > 1 or document.capitalised(first):
            return False
        if run.classes in _UNSURE and last < len(norms) and norms[last] in self._numbers:
            return True  # "campo dos"
        if run.classes in _UNSURE and not _COLOURS.isdisjoint(norms[max(0, first - _COLOUR_TOKENS) : first]):
            return True  # "¿de qué color?", "rosa"
        # An everyday word that is also a name: "la regla", "minha cabeça", "la pared es blanca".
        if first == 0:
            return norms[first].endswith(_ADVERB)
        before = norms[first - 1]
        if norms[first] in self._context or norms[first] in PRESSED:
            return True  # "¿RUT?", "tecle dois"
        return (
            norms[first].endswith(_ADVERB)
            or before in _OF_A_THING
            or (
                before in _COPULAS
                and run.classes in _UNSURE
                and not (self._ends_line(document, first - 2) and self._ends_line(document, last))
            )
        )

    @staticmethod
    def _ends_line(document: Document, index: int) -> bool:
        return not 0 <= index < len(document) or document.kinds[index] is not Kind.WORD

    def _of_a_firm(self, document: Document, first: int) -> bool:
        """Whether it goes on with a firm's name: "é da Loja …", "ligo da pastelaria são …, o meu nome é"."""
        norms, kinds = document.norms, document.kinds
        before = first - 1
        while before > document.floor and first - before < _NAME_TOKENS and norms[before] in _INSIDE_NAMES:
            before -= 1
        if before < 0 or kinds[before] is Kind.BREAK:
            return False
        if norms[before] in self._firms:
            return norms[before + 1] not in _AT
        return (
            norms[before] in _CALLING and norms[before + 1] in _FIRMS_ARTICLES and self._named(norms, first)
        )

    @staticmethod
    def _named(norms: Sequence[str], first: int) -> bool:
        """Whether who calls says a name after it: "ligo da …, o meu nome é", "é da …, posso falar com"."""
        return not _NAMING.isdisjoint(norms[first + 1 : first + _NAMED_TOKENS])
