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
from insights.pii.words.cards import SUBJECTS
from insights.pii.words.reading import words
from insights.text.tokens import Document

# Somebody tells of a person or a home.
_TELLING = words("sou soy falo hablo chamo chama llamo llama llaman chamam moro mora vivo vive resido reside")
_OF_A_THING = words(
    "meu minha teu tua seu sua nosso nossa mi tu su nuestro nuestra uma umas uns una unas unos la las"
)
_ADVERB = "mente"
_NEAR_TOKENS = 48
_ASKED = 1 << 21  # a sign of its own: something personal that is said in words is spoken of


class WordJudge(Judge[WordRun]):
    """Names, towns and passwords by all that is said around them."""

    name = "words"
    least = 75
    hopeless = -300

    def __init__(self, pack: LanguagePack, lexicon: Lexicon, weights: Weights | None = None) -> None:
        self._runs = RunReader(pack, lexicon, places(pack.language))
        self._looks = LookReader(pack, lexicon)
        self._companies = pack.names.companies
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
        if last - first > 1 or document.capitalised(first):
            return False
        # An everyday word that is also a name: "la regla", "minha cabeça".
        return norms[first].endswith(_ADVERB) or (first > 0 and norms[first - 1] in _OF_A_THING)
