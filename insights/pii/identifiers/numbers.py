"""The identifier whose digits or letters begin at a token.

A number gets its kind from the words around it (in the turn, or in the turns just before: a question and its
answer), from how it is written, and from its check digits. Context suffices: people mishear and mistype.
"""

import re
from collections.abc import Mapping, Sequence

from insights.pii import checks
from insights.pii.findings import Finding
from insights.pii.identifiers import roles
from insights.pii.identifiers.afterwards import AfterReader
from insights.pii.identifiers.cards import FEWEST_CARD, follows_card, whole_card
from insights.pii.identifiers.check_digits import told_digit
from insights.pii.identifiers.codes import FEWEST_IBAN, CodeReader
from insights.pii.identifiers.dictation import Dictation, Letters
from insights.pii.identifiers.dictation_reader import DictationReader
from insights.pii.identifiers.evidence import in_order, is_certain, kind_by_form
from insights.pii.identifiers.expiry import is_expiry
from insights.pii.identifiers.expiry_values import expiry_value
from insights.pii.identifiers.extents import LETTERED, ExtentReader, as_written
from insights.pii.identifiers.formed import formed_value
from insights.pii.identifiers.hints import HintReader
from insights.pii.identifiers.judge import Judge
from insights.pii.identifiers.measures import (
    MONEY_SIGNS,
    is_amount,
    is_clock,
    is_law,
    is_opening,
    is_thousands,
    is_time,
    measure_end,
    unit_follows,
)
from insights.pii.identifiers.patterns import has_pattern
from insights.pii.identifiers.sentences import Hint
from insights.pii.identifiers.shapes import BEGIN_WITH_LETTERS, SHAPES, SPELLED
from insights.pii.identifiers.unnamed import UnnamedReader
from insights.pii.identifiers.zones import ZoneReader
from insights.pii.packs import LanguagePack
from insights.pii.words.asides import HESITANT, REPAIRING
from insights.pii.written import cluster_end, is_price
from insights.records import PiiType as T
from insights.text.tokens import Document, Kind

_FULL = 11
_THOUSAND, _THOUSAND_DIGITS = 1000, 3
# As telephones alone are written: "+34 693 …", "(92) 99455.0318", "00351 …".
_DIALLED = re.compile(r"\+\(?\d[\d().-]{8,20}|\(0?[1-9]\d\)9?\d{4}[.-]?\d{4}|00(?:351|34|55|5\d)\d{9,11}")
_FEWEST, _CARD = 3, 16
_PHONE = 8
# What names them names codes of other kinds as well: "matrícula".
_LOOSELY_NAMED = frozenset({T.CVV, T.CONTA, T.PROTOCOLO})
_EXPIRY, _CVV = T.VALIDADE, T.CVV
_WRITTEN_TOGETHER = frozenset((T.DOCUMENTO, T.CURP, T.RFC, T.IBAN, T.CNPJ))
# With such a word a number may go on.
_GOING_ON = roles.NUMBER | roles.REPEAT | roles.LETTER | roles.GAP | roles.PAUSE
_LAWSUIT = 14  # so long a number is of a case, not of a law
_COUNTS = frozenset(("quatro", "cuatro", "4", "tres", "3", "seis", "6"))
_LAST = frozenset(("ultimos", "ultimas", "os", "los", "las", "as", "de", "com", "con", "tem", "tiene"))


class NumberReader:
    """Reads identifiers of one language."""

    def __init__(self, pack: LanguagePack, table: Mapping[str, int]) -> None:
        self._pack = pack
        self._table = table
        self._reader = DictationReader(pack, table)
        self._codes = CodeReader(pack, self._reader)
        self._unnamed = UnnamedReader(pack, table, self._reader)
        self.hints = HintReader(pack, table)
        self._afterwards = AfterReader(pack, table)
        self._judge = Judge(pack, table)
        self._extents = ExtentReader(pack, table)
        self._zones = ZoneReader(pack, table)
        self._interrupting = HESITANT[pack.language] | REPAIRING[pack.language]

    def before(self, document: Document, first: int) -> list[Hint]:
        """Kinds named before token `first`, those that say most first."""
        hints = self.hints.before(document, first)
        return in_order(document, hints) if len(hints) > 1 else hints

    def letters(
        self, document: Document, index: int, role: int, known: list[Finding]
    ) -> tuple[Finding | None, int]:
        """What begins with a letter: only where the words before ask for such a value."""
        hints = self.before(document, index)
        named = hints and hints[0].kind in BEGIN_WITH_LETTERS and (hints[0].linked or not hints[0].weak)
        if not named or hints[0].kind in _LOOSELY_NAMED:
            code = self._unnamed.read(document, index)
            if code is not None:
                return code, code.pieces[-1][1]
        if not named:
            after = self._table.get(document.norms[index + 1], 0)
            follow = document.kinds[index + 1] is Kind.NUMBER or after & (roles.NUMBER | roles.REPEAT)
            if not (role & roles.LETTER and follow):
                return None, index + 1
            # "equis uno dos …" may still be one by its check letter.
            said = self._reader.read(document, index, letters=Letters.SPELLED, expected=False, full=9)
            if said is None or not (checks.agrees(T.NIE, said.text) or checks.agrees(T.CIF, said.text)):
                return None, index + 1
        lower = len(document.norms[index]) == 1 and not document.capitalised(index)
        if lower and hints and hints[0].kind in (T.PROTOCOLO, T.CONTA):
            return None, index + 1
        found, after = self.number(document, index, known, hints=hints)
        return (found, after) if found is not None else (None, index + 1)

    def number(
        self, document: Document, index: int, known: list[Finding], *, hints: list[Hint] | None = None
    ) -> tuple[Finding | None, int]:
        """The identifier whose digits begin at `index`, and where to go on."""
        norms, kinds = document.norms, document.kinds
        if kinds[index] is Kind.NUMBER:
            measured = measure_end(document, index, self._table)
            if measured > index:
                return None, measured
        if hints is None:
            if self._lone(document, index) or (norms[index] in _COUNTS and self._counted(document, index)):
                return None, index + 1
            begins = self._extents.begins(document, index)
            hints = self.before(document, begins)
            if begins < index and not document.raw(begins, begins + 1).isupper():
                answers = begins > 0 and kinds[begins - 1] is Kind.BREAK
                if not (hints and (hints[0].linked or answers) and hints[0].kind in _WRITTEN_TOGETHER):
                    begins = index
                    hints = self.before(document, begins)
            priced = self._priced(document, index)
            if priced > index:
                return None, priced
            digit = None if hints and hints[0].linked else told_digit(document, index, self._table)
            if digit is not None:
                found, after = self.number(document, index, known, hints=[digit, *hints])
                if found is not None and found.pieces[-1][1] > digit.index:
                    return found, after
        else:
            begins = index
        end = index
        if kinds[index] is Kind.NUMBER:
            formed, end = formed_value(document, index, hints, self._pack.language)
            if formed is not None:
                return formed, end
        follows = follows_card(document, index, known, self._table) if known else None
        if follows is None and not (hints and hints[0].linked) and self._of_law(document, index, end):
            code = self._unnamed.read(document, index)
            return (None, end) if code is None else (code, code.pieces[-1][1])
        if follows is _EXPIRY or is_expiry(document, index, hints, self._pack, self._table):
            found = expiry_value(document, index, self._pack, self._table)
            if found is not None:
                return found, found.pieces[-1][1]
        if follows is _CVV:
            hints = [Hint(_CVV, True, False, False, False, index), *hints]
        letters, expected, full, certain = Letters.NONE, False, _FULL, False
        start = index
        if hints:
            for hint in hints[:2]:
                if hint.kind in LETTERED and (hint.linked or not hint.weak):
                    letters = max(letters, Letters.SPELLED if hint.kind in SPELLED else Letters.CHECKED)
            if letters:
                start = self._extents.with_prefix(document, index, begins, hints)
            nearest = hints[0]
            shape = SHAPES.get(nearest.kind)
            if shape is not None:
                expected, full = nearest.linked or not nearest.weak, shape.full
            certain = nearest.linked and not nearest.weak and nearest.kind not in _LOOSELY_NAMED
        said = self._reader.read(document, start, letters=letters, expected=expected, full=full)
        if said is None and start < index:
            said = self._reader.read(document, index, letters=letters, expected=expected, full=full)
        if expected and has_pattern(hints[0].kind) and (hints[0].linked or hints[0].kind is not _CVV):
            said = self._codes.whole(document, start, said, hints[0].kind, letters)
        if said is None or not certain:
            code = self._unnamed.read(document, start)
            if code is not None:
                return code, code.pieces[-1][1]
        if said is None:
            priced = kinds[index] is Kind.NUMBER and index + 2 < len(norms)
            if priced and is_price(document, index):
                return None, end
            return None, index + 1
        after = max(said.last, index + 1)
        carriers = whole_card(said, hints) if len(said.text) >= FEWEST_CARD else 0
        if not carriers and len(said.text) == _CARD and self._expires(document, said.last):
            carriers = len(said.carriers)
        if carriers:
            said.trim(carriers, self._pack.numerals)
            after = said.last
        elif not self._without_measure(document, said):
            return None, after
        if len(said.text) < _FEWEST and not (hints and hints[0].asked and hints[0].linked):
            return None, after
        return self._judged(document, said, hints, known), after

    def _of_law(self, document: Document, index: int, end: int) -> bool:
        """Whether the digits written up to token `end` are the number of a law, an article or a page, and no
        more digits follow."""
        kinds = document.kinds
        if end == index or not is_law(document, index, self._table):
            return False
        follow = end
        while follow < len(kinds) and kinds[follow] in (Kind.PUNCT, Kind.BREAK):
            follow += 1
        if follow < len(kinds) and (
            kinds[follow] is not Kind.WORD or self._table.get(document.norms[follow], 0) & _GOING_ON
        ):
            return False
        return document.ends[end - 1] - document.starts[index] < _LAWSUIT

    def _priced(self, document: Document, index: int) -> int:
        """One past an amount at `index` that another number follows: "R$ 1.300 908 852 …"; else `index`."""
        norms, kinds = document.norms, document.kinds
        if not index or norms[index - 1] not in MONEY_SIGNS or kinds[index] is not Kind.NUMBER:
            return index
        end = cluster_end(document, index)
        if end >= len(norms):
            return index
        parted = len(norms[end]) == _THOUSAND_DIGITS and cluster_end(document, end) == end + 1
        written = kinds[end] is Kind.NUMBER and not parted  # "1 500 000"
        value = self._pack.numerals.values.get(norms[end], _THOUSAND)
        return end if written or value < _THOUSAND else index

    def _expires(self, document: Document, index: int) -> bool:
        """Whether the month of a card's expiry follows its number: "… nueve julio de veintiocho"."""
        month = index < len(document) and self._table.get(document.norms[index], 0) & roles.MONTH
        return bool(month) and expiry_value(document, index, self._pack, self._table) is not None

    def expiry(
        self, document: Document, index: int, hints: Sequence[Hint], known: Sequence[Finding]
    ) -> Finding | None:
        """The expiry of a card at a number or a month, where the words before ask for it."""
        asked = follows_card(document, index, known, self._table) is T.VALIDADE or is_expiry(
            document, index, hints, self._pack, self._table
        )
        return expiry_value(document, index, self._pack, self._table) if asked else None

    @staticmethod
    def _counted(document: Document, index: int) -> bool:
        """ "os últimos quatro.": whether such a number tells how many digits are asked for."""
        if not index or document.norms[index - 1] not in _LAST:
            return False
        return index + 1 >= len(document) or document.kinds[index + 1] in (Kind.BREAK, Kind.PUNCT)

    def _lone(self, document: Document, index: int) -> bool:
        """Whether a short number stands alone: a plain word follows."""
        norms, kinds = document.norms, document.kinds
        follow = index + 1
        if follow >= len(norms) or kinds[follow] is not Kind.WORD:
            return False
        if len(norms[index]) > 2 and kinds[index] is Kind.NUMBER:
            return False
        before = norms[index - 1] if index else ""
        if before in ("dia", "dias") or (before == "por" and norms[index] in ("cento", "ciento")):
            return True
        role = self._table.get(norms[follow], 0)
        plain = role in (0, roles.UNIT) and norms[follow] not in self._interrupting
        return plain and not document.capitalised(follow)

    def _without_measure(self, document: Document, said: Dictation) -> bool:
        """Leave out a last number that is an amount, a duration or a day; False when nothing is left."""
        last = said.groups[-1] if said.groups else None
        if last is None:
            return False
        if len(said.text) >= _PHONE and document.norms[said.last : said.last + 1] == ["tb"]:
            return True  # "também": nothing has so many terabytes
        short = len(last.text) <= 4 or last.big
        if len(last.text) > 7 and not last.big:
            return True
        if not last.text.isdecimal() or not unit_follows(document, said.last, self._table, short=short):
            return True
        keep = last.first
        while keep and said.words[keep] == "mil":
            keep -= 1  # "4500 mil pesos"
        while keep and said.carriers[keep] - said.carriers[keep - 1] == 2:
            # "3.700 euros" is one number.
            mark = said.carriers[keep] - 1
            if document.norms[mark] not in ".," or not document.touches(mark + 1):
                break
            keep -= 1
        return said.trim(keep, self._pack.numerals)

    def _judged(
        self, document: Document, said: Dictation, hints: list[Hint], known: list[Finding]
    ) -> Finding | None:
        groups = said.groups
        written = as_written(document, said)
        natural = len(groups) == 1 and groups[0].big
        amount_like = natural or is_thousands(written)
        linked = bool(hints) and hints[0].linked and not hints[0].loose and hints[0].kind in SHAPES
        if is_law(document, said.first, self._table) and not (linked or len(said.text) >= _LAWSUIT):
            return None
        clock = is_clock(document, said.first, said.last)
        if clock or is_opening(document, said) or (is_time(document, said) and not linked):
            return None
        if is_amount(document, said, self._table, amount_like=amount_like) and not (
            linked and not hints[0].weak
        ):
            return None
        if not is_thousands(written) and self._zones.told(document, said, hints):
            hints, linked = [Hint(T.CEP, True, False, True, False, said.first - 1), *hints], True
        after = self._afterwards.read(document, said.last)
        kind, score = self._judge.kind(
            document, said, hints, after, natural=natural or (amount_like and not linked), written=written
        )
        if kind is None:
            kind, score = self._said_before(document, said, known)
        if kind is T.DNI or not is_certain(kind, hints):
            self._codes.add_letters(document, said)
        formed = kind_by_form(kind, said, hints, self._pack.language)
        if formed is not kind:
            kind, score = formed, 0.8
        certain = is_certain(kind, hints)
        if (
            kind is not T.IBAN
            and len(said.text) >= FEWEST_IBAN
            and self._codes.add_country(document, said, certain=certain)
        ):
            kind, score = T.IBAN, 0.9
        if kind is not T.PIX and _DIALLED.fullmatch(written):
            kind, score = T.TELEFONE, 0.9
        if kind is None:
            return None
        return self._extents.finding(document, said, kind, score)

    @staticmethod
    def _said_before(document: Document, said: Dictation, known: list[Finding]) -> tuple[T | None, float]:
        """A code that was found before, or a part of a value found just before, that is said again."""
        again = document.secrets.get(said.text.upper())
        if again is not None and not said.text.endswith("00"):
            return again, 0.6
        for finding in reversed(known[-4:]):
            if len(said.text) >= 4 and said.text.upper() in finding.value and len(said.groups) > 1:
                return finding.type, 0.6
        return None, 0.0
