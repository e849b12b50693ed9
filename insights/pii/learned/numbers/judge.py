"""Weighs the numbers of a block that no rule named."""

import re
from collections.abc import Iterator
from itertools import pairwise

from insights.pii.identifiers import roles
from insights.pii.identifiers.measures import is_clock, is_law, unit_follows
from insights.pii.learned.judge import Judge, Look
from insights.pii.learned.numbers.runs import NumberRun, RunReader
from insights.pii.learned.numbers.shape import look_of
from insights.pii.learned.weights import Weights
from insights.pii.packs import LanguagePack
from insights.pii.signs import Sign
from insights.pii.words.cards import COUNTERS, GOODS, PRESSED
from insights.pii.words.reading import words
from insights.pii.words.vehicles import ACRONYMS
from insights.text.numerals import read_groups
from insights.text.tokens import Document, Kind

_BESIDE = 24  # tokens
_FREE_CALL = re.compile(r"0?[38]00\d{6,7}|018000?\d{6,7}|90[012]\d{6}|[34]00[34]\d{4}")  # of companies
_OF = frozenset(("de", "del", "do"))
_TEN = 10
_LAST_MONTH = 12
# After these a number that is said as a number is an amount: "a conta veio duzentos e dez".
_COST = words(
    "veio vem vinha ficou fica custa custou custava saiu sai paguei pagou pago pagamos pagaram cobraram "
    "cobrou cobram gastei vino salio quedo cuesta costo costaba pague pagaron cobro cobraron gaste vale valia"
)
# To these a price or a rate goes: "el dólar subió al 12500".
_MOVED = words("subiu subiram baixou caiu aumentou subio subieron cayo")
_ABOUT = words("uns umas unos unas")
_ONE = (["um"], ["uma"], ["un"], ["una"])
_SHOWN = words("error erro casilla renglon fallo pagina capitulo serie")
_BEGINNING = words("empieza empiezan empezaba comienza comienzan comeca comecam comecava")
_GATES, _FLIGHTS = words("porta puerta portao gate sala"), words("voo vuelo embarque")
_WITH_UNIT = re.compile(r"\d+([a-z]+)")
_CODES = words("codigo cod")
_MEASURED = words("tension presion pressao glicose glicemia glucosa glucemia temperatura febre fiebre pulso")
_SHOWN_TOKENS = 10
_BETWEEN = (["al"], ["ao"], ["ou"], ["o"], ["u"], ["e", "a"], ["e", "o"], ["y", "la"], ["y", "el"])
_ROUTES = words("linea linha bus autobus onibus colectivo ruta rota tren trem anden")
_VERSIONS = words("version versao firmware")
_CITED = words("orden ordem circular ordenanza portaria edital convocatoria")
_TRIED = words("probando probandose prueba testando teste")
_ASKED = words("cuantos cuantas quantos quantas")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ASKED_TOKENS, _VERSION_TOKENS, _BEGINS, _ONE_BY_ONE = 14, 6, 2, 4
_POINTS = frozenset(("coma", "virgula"))
_ABOUT_ONE = frozenset(("um", "un"))
_FEW_DIGITS, _PAIR = 3, 2
_PART_TOKENS = 10
_NUMERAL = 1 << 20  # a sign of its own: a number word that is nothing else


class NumberJudge(Judge[NumberRun]):
    """Numbers by all that is said around them."""

    name = "numbers"
    least = -30
    hopeless = -200  # three in a thousand of what is personal looks like less

    def __init__(self, pack: LanguagePack, weights: Weights | None = None) -> None:
        self._table = table = roles.roles_of(pack)
        self._numerals = numerals = pack.numerals
        self._runs = RunReader(pack, table)
        self._tens = {word for word, value in numerals.values.items() if value > _TEN}
        said = (numerals.values.keys() | numerals.repeats.keys()) - numerals.articles
        super().__init__(pack, table, signs={_NUMERAL: said}, weights=weights)

    def runs(self, document: Document) -> Iterator[NumberRun]:
        if document.here & (_NUMERAL | Sign.DIGIT):
            yield from self._runs.read(document, document.floor)

    def look(self, document: Document, run: NumberRun) -> Look:
        return look_of(document, run, self._numerals)

    def refuses(self, document: Document, run: NumberRun) -> bool:
        return (
            self._counts(document, run)
            or is_clock(document, run.first, run.last)
            or is_law(document, run.first, self._table)
            or self._of_month(document, run)
            or not self._told(document, run)
            or self._alternative(document, run)
            or self._small(document, run)
            or self._shown(document, run)
            or self._public(document, run)
            or self._quantity(document, run)
        )

    def public(self, look: Look) -> bool:
        return _FREE_CALL.fullmatch(look.text) is not None

    def _counts(self, document: Document, run: NumberRun) -> bool:
        """Whether a number tells how many of what follows there are: "cinquenta reais", "duas coisas"."""
        norms = document.norms
        if run.first and norms[run.first - 1] in _ABOUT and len(run.carriers) == 1:
            return True
        after = run.last
        if norms[after : after + 1] == [self._numerals.connector] and norms[after + 1 : after + 2] in _ONE:
            after += 2  # "noventa e um euros"
        if unit_follows(document, after, self._table, short=True):
            return True
        if not _MOVED.isdisjoint(norms[max(0, run.first - 2) : run.first]):
            return True
        if run.said and run.first and norms[run.first - 1] in _COST and not run.written:
            return norms[run.carriers[0]] in self._tens
        if len(run.carriers) > 1 or run.last >= len(document) or document.kinds[run.last] is not Kind.WORD:
            return False
        plain = self._table.get(document.norms[run.last], 0) == 0 and not document.capitalised(run.last)
        return plain and document.kinds[run.first] is Kind.WORD

    def _of_month(self, document: Document, run: NumberRun) -> bool:
        """Whether it is the year of a month or the month of a day, no more: "maio de 2026" and "dia vinte do
        doze" are no part of a value."""
        before = run.first - 1
        if len(run.carriers) > 1 or before < 0:
            return False
        of = before > 0 and document.norms[before] in _OF
        role = self._table.get(document.norms[before - of], 0)
        day = of and (role & roles.NUMBER or document.kinds[before - 1] is Kind.NUMBER)
        return bool(role & roles.MONTH or (day and self._is_month(document.norms[run.carriers[0]])))

    def _alternative(self, document: Document, run: NumberRun) -> bool:
        """Whether one small number or another is meant, no value: "nove e quinze ou dez e quarenta"."""
        norms = document.norms
        small = all(len(norms[k]) <= _PAIR or norms[k] in self._numerals.values for k in run.carriers)
        return small and any(
            norms[before + 1 : after] in _BETWEEN for before, after in pairwise(run.carriers)
        )

    @staticmethod
    def _shown(document: Document, run: NumberRun) -> bool:
        """Whether it is what a display, an instrument or a form shows, a turn that is called out, or what is
        written on goods: "el error 404", "e a glicose?" / "duzentos e doze", "código do produto? 7391"."""
        before = document.norms[max(0, run.first - _SHOWN_TOKENS) : run.first]
        if not _SHOWN.isdisjoint(before[-1:]):
            return True
        if not (_GATES.isdisjoint(before[-1:]) or _FLIGHTS.isdisjoint(before)):
            return True  # "o voo sai da porta 7"
        if len(run.carriers) <= _PAIR and not _BEGINNING.isdisjoint(before[-2:]):
            return True  # "uno que empieza por cero ocho"
        unit = _WITH_UNIT.fullmatch(document.norms[run.last - 1])
        if unit is not None and unit[1] in ACRONYMS:
            return True  # "2000rpm"
        if len(run.carriers) == _PAIR and all(len(document.norms[k]) == 1 for k in run.carriers):
            return True  # "1 4"
        if len(run.carriers) == 1 and not PRESSED.isdisjoint(before[-1:]):
            return True  # "tecle dois"
        few = len(run.carriers) <= _FEW_DIGITS
        if few and not run.letters and not _MEASURED.isdisjoint(before):
            return True
        called = [*before, *document.norms[run.last : run.last + _SHOWN_TOKENS]]
        if few and not COUNTERS.isdisjoint(called) and len(document.norms[run.carriers[-1]]) <= _FEW_DIGITS:
            return True  # "a senha A 47, balcão 6"
        few = len(run.carriers) == 1 or (run.letters > 0 and len(run.carriers) == _PAIR)
        return few and not _CODES.isdisjoint(before) and not GOODS.isdisjoint(before)

    @staticmethod
    def _public(document: Document, run: NumberRun) -> bool:
        """Whether it is a line's, a version's or a law's, or said to try the line: "el bus 27", "la versión
        11.4.2", "orden 17 del 2024", "uno dos tres, probando"."""
        norms, first, last = document.norms, run.first, run.last
        before, few = norms[max(0, first - _VERSION_TOKENS) : first], len(run.carriers) == 1
        if few and not _ROUTES.isdisjoint(before[-1:]) and len(norms[first]) <= _FEW_DIGITS:
            return True
        if run.written and not run.said and not _VERSIONS.isdisjoint(before):
            return True
        tried = _TRIED.intersection(norms[last : last + _PAIR])
        if tried and len(run.carriers) <= _ONE_BY_ONE:
            return True
        dated = norms[last : last + 1] and norms[last] in _OF and norms[last + 1 : last + 2]
        if few and dated and _YEAR.fullmatch(norms[last + 1]) and not _CITED.isdisjoint(before[-1:]):
            return True
        of = before[-1:] and before[-1] in _OF and _YEAR.fullmatch(norms[first])
        return bool(of and not _CITED.isdisjoint(before[-3:-2]))

    @staticmethod
    def _quantity(document: Document, run: NumberRun) -> bool:
        """Whether it answers how many there are: "¿cuántas líneas tiene?" / "312"."""
        norms, kinds, first = document.norms, document.kinds, run.first
        if len(run.carriers) > 1 or len(norms[first]) > _ONE_BY_ONE or run.letters:
            return False
        begins = first
        while begins > 0 and kinds[begins - 1] is not Kind.BREAK and first - begins <= _BEGINS:
            begins -= 1
        if not begins or kinds[begins - 1] is not Kind.BREAK:
            return False
        asked = norms[max(0, begins - _ASKED_TOKENS) : begins - 1]
        if "\n" in asked:
            asked = asked[len(asked) - asked[::-1].index("\n") :]
        return not _ASKED.isdisjoint(asked)

    def _small(self, document: Document, run: NumberRun) -> bool:
        """Whether it is as small as what people count and measure, "trinta e sete", "cuatro coma seis", "un
        ocho", "oito e meia", and no part of a value that is named or was said before or goes on after it."""
        if run.letters or run.months or not run.said or len(run.carriers) > _FEW_DIGITS:
            return False
        norms = document.norms
        said = [norms[k] for k in range(run.first, run.last) if document.kinds[k] is not Kind.PUNCT]
        groups = read_groups(said, self._numerals)
        if not _POINTS.isdisjoint(said) or "menos" in said or said[-2:] == ["e", "meia"]:
            return True
        if sum(len(group.text) for group in groups) != _PAIR:
            return False
        if not (len(groups) == 1 or said[0] in _ABOUT_ONE):
            return False
        if any(self._table.get(norm, 0) & roles.CONTEXT for norm in norms[max(0, run.first - 2) : run.first]):
            return False
        beside = document.kinds[max(0, run.first - _PART_TOKENS) : run.last + _PART_TOKENS]
        return Kind.PLACEHOLDER not in beside

    def _is_month(self, norm: str) -> bool:
        value = int(norm) if norm.isdecimal() and len(norm) < 3 else self._numerals.values.get(norm, 0)
        return 0 < value <= _LAST_MONTH

    @staticmethod
    def _told(document: Document, run: NumberRun) -> bool:
        """Whether anything is said beside a number: what a list of bare numbers holds is anybody's."""
        first, kinds = run.first, document.kinds
        beside = kinds[max(0, first - _BESIDE) : first] + kinds[run.last : run.last + _BESIDE]
        return Kind.WORD in beside or Kind.PLACEHOLDER in beside or len(run.carriers) > 2
