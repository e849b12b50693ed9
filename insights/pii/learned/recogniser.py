"""Weighs the numbers of a block that no rule named: is this somebody's, and what is it?"""

import re
from collections.abc import Iterator, Sequence

from insights.pii.findings import Finding
from insights.pii.identifiers import roles
from insights.pii.identifiers.measures import unit_follows
from insights.pii.learned.features import FeatureReader
from insights.pii.learned.runs import Run, RunReader
from insights.pii.learned.weights import Weights, shipped_weights
from insights.pii.packs import LanguagePack
from insights.pii.signs import Sign, Signs
from insights.pii.words.reading import words
from insights.records import PiiType
from insights.text.tokens import Document, Kind

_SCORE = 0.4
LEAST = 100  # hundredths
_HOPELESS = -200  # three in a thousand of what is personal looks like less
_BESIDE = 24  # tokens
_FREE_CALL = re.compile(r"0?[38]00\d{6,7}|018000?\d{6,7}|90[012]\d{6}|[34]00[34]\d{4}")  # of companies
_OF = frozenset(("de", "del", "do"))
_TEN = 10
# After these a number that is said as a number is an amount: "a conta veio duzentos e dez".
_COST = words(
    "veio vem vinha ficou fica custa custou custava saiu sai paguei pagou pago pagamos pagaram cobraram "
    "cobrou cobram gastei vino salio quedo cuesta costo costaba pague pagaron cobro cobraron gaste vale valia"
)
_NUMERAL = 1 << 20  # a sign of its own: a number word that is nothing else


class LearnedRecogniser:
    """Numbers by all that is said around them. To be asked last: what was found before is told apart by now,
    and a part of a value shows beside the parts that were."""

    name = "learned"
    types: Sequence[PiiType] = tuple(PiiType)

    def __init__(self, pack: LanguagePack, weights: Weights | None = None, *, least: int = LEAST) -> None:
        """`weights`: other than the shipped ones. `least`: how sure it must be."""
        self._table = table = roles.roles_of(pack)
        self._weights = weights
        self._least = least
        self._runs = RunReader(pack, table)
        self._features = FeatureReader(pack, table)
        numerals = pack.numerals
        self._tens = {word for word, value in numerals.values.items() if value > _TEN}
        self.signs: Signs = {_NUMERAL: (numerals.values.keys() | numerals.repeats.keys()) - numerals.articles}

    def find(self, document: Document) -> Iterator[Finding]:
        if not document.here & (_NUMERAL | Sign.DIGIT):
            return
        for run in self._runs.read(document, document.floor):
            if self._counts(document, run) or self._of_month(document, run) or not self._told(document, run):
                continue
            weights = self._weights if self._weights is not None else shipped_weights()
            near = self._features.near(document, run)
            # Most numbers are far from it, and nothing that was said before them could mend that.
            if weights.personal_score(near.features) < _HOPELESS or _FREE_CALL.fullmatch(near.text):
                continue
            features = {*near.features, *self._features.far(document, run, near)}
            if weights.personal_score(features) >= self._least:
                yield Finding(weights.kind(features), ((run.first, run.last),), near.text.upper(), _SCORE)

    def _counts(self, document: Document, run: Run) -> bool:
        """Whether a number tells how many of what follows there are: "cinquenta reais", "duas coisas"."""
        if unit_follows(document, run.last, self._table, short=True):
            return True
        norms = document.norms
        if run.said and run.first and norms[run.first - 1] in _COST and not run.written:
            return norms[run.carriers[0]] in self._tens
        if len(run.carriers) > 1 or run.last >= len(document) or document.kinds[run.last] is not Kind.WORD:
            return False
        plain = self._table.get(document.norms[run.last], 0) == 0 and not document.capitalised(run.last)
        return plain and document.kinds[run.first] is Kind.WORD

    def _of_month(self, document: Document, run: Run) -> bool:
        """Whether it is the year of a month, without a day: "maio de 2026" is no part of a value."""
        before = run.first - 1
        if before > 0 and document.norms[before] in _OF:
            before -= 1
        month = before >= 0 and self._table.get(document.norms[before], 0) & roles.MONTH
        return bool(month) and len(run.carriers) == 1

    @staticmethod
    def _told(document: Document, run: Run) -> bool:
        """Whether anything is said beside a number: what a list of bare numbers holds is anybody's."""
        first, kinds = run.first, document.kinds
        beside = kinds[max(0, first - _BESIDE) : first] + kinds[run.last : run.last + _BESIDE]
        return Kind.WORD in beside or Kind.PLACEHOLDER in beside or len(run.carriers) > 2
