"""What kind of identifier a number is: by the words around it, by how it is written, by its check digits."""

import re
from collections.abc import Mapping
from dataclasses import replace

from insights.pii import checks
from insights.pii.identifiers import roles, topics
from insights.pii.identifiers.dictation import Dictation
from insights.pii.identifiers.sentences import Hint
from insights.pii.identifiers.shapes import SHAPES
from insights.pii.packs import LanguagePack
from insights.pii.words.cards import CHARGED, COUNTERS, PAID
from insights.pii.words.reading import words
from insights.records import PiiType as T
from insights.text.tokens import Document, Kind

_LONG = 8  # digits without any context that are kept from nobody's eyes but are surely an identifier
_FEWEST_DIGITS = 3
_FEW_DIGITS = frozenset({T.PIX, T.SENHA, T.IBAN, T.DOCUMENTO})
_LETTERS = re.compile(r"[^\d]")
_NATURAL = 5  # as many digits said as one number are rather an amount or a quantity
_FINAL_TOKENS = 5
_CHARGED_TOKENS = 12
# How documents of seven and eight digits are written; amounts end in noughts.
_IN_THOUSANDS = re.compile(r"\d{1,2}\.\d{3}\.\d(?!00)\d\d")
_COUNTED_TOKENS = 16
_COUNTED = words(
    "cuanto cuanta cuantos cuantas monto valor saldo total precio importe lectura kilometros kilometraje "
    "debe debo suma cuota cuesta sale pagar pago presupuesto deuda oferta"
)
_DAY = re.compile(r"\d{1,2}/\d{1,2}")
_SPAN = re.compile(r"\d{1,3}-\d{1,3}")
_CARD = re.compile(r"3[47]|4|5[1-5]|6[0-9]|2[2-7]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_RANGE = re.compile(
    r"(?:19|20)\d\d[-/](?:19|20)\d\d|\d{1,3}(?:\.\d{3})+(?:[-/]\d{1,3}(?:\.\d{3})+)?|\d{1,3}-\d{1,3}"
)
# Numbers of companies.
_TOLL_FREE = tuple(words("0800 0300 4004 4003 3003 900 800 018000 01800 707 808"))
# As short an answer may be that begins with words of its own.
_HOURS = frozenset(("das", "as", "pelas", "las"))
_UNTIL = frozenset(("ate", "hasta"))
_HOUR_DIGITS = 4
_HOUR_LIKE = frozenset((T.SENHA, T.CVV, T.CARTAO, T.CONTA, T.PROTOCOLO))
_MOST_CALLED, _CALLED_TOKENS = 4, 14
_LONGEST_CVV, _LONGEST_CODE = 4, 8
_LEAST_LOOSE = {T.CVV: 3, T.SENHA: 4, T.CARTAO: 4}
_THE = frozenset(("a", "o", "la", "el"))
_NEEDS_CARE = frozenset((T.CONTA, T.PROTOCOLO, T.TELEFONE, T.CPF, T.CEP, T.DOCUMENTO, T.RG, T.CEDULA))


class Judge:
    """Decides for one language."""

    def __init__(self, pack: LanguagePack, table: Mapping[str, int]) -> None:
        self._pack = pack
        self._table = table
        self._spanish = pack.language == "es"

    def kind(
        self,
        document: Document,
        said: Dictation,
        hints: list[Hint],
        after: Hint | None,
        *,
        natural: bool,
        written: str,
    ) -> tuple[T | None, float]:
        """The kind and how sure it is; None for what is no identifier. `written` is the number as it stands,
        "" when it was not written in one piece."""
        text = said.text
        digits = sum(char.isdigit() for char in text)
        answers = bool(hints) and hints[0].asked and hints[0].linked
        if digits < _FEWEST_DIGITS and not (hints and (answers or hints[0].kind in _FEW_DIGITS)):
            return None, 0.0
        if hints and hints[0].kind is T.PIX and len(text) >= SHAPES[T.PIX].linked and not natural:
            return T.PIX, 0.9
        if _DAY.fullmatch(written):
            return None, 0.0
        if self._card_end(document, said, hints, digits):
            return T.CARTAO, 0.8
        if len(said.groups) > 1 and all(_YEAR.fullmatch(group.text) for group in said.groups):
            return None, 0.0  # "2019 a 2021"
        ordered = [*hints]
        named = bool(hints) and hints[0].linked and not hints[0].earlier
        if after is not None and (after.asked or not named):
            ordered.insert(0, after)
        if _LONGEST_CVV < digits <= _LONGEST_CODE:
            # "o código do cartão": longer than what stands on its back
            ordered = [
                replace(hint, kind=T.SENHA) if hint.kind is T.CVV and hint.said & topics.CODE else hint
                for hint in ordered
            ]
        for hint in ordered:
            shape = SHAPES.get(hint.kind)
            if shape is None:
                if hint.linked and len(text) < _LONG:
                    return None, 0.0  # a house number, a date: others look after it
                continue
            if not self._fits(document, said, hint, natural=natural):
                continue
            kind = self._refined(hint, said, natural=natural, document=document, written=written)
            if kind is not None:
                return kind, self._score(kind, hint, text)
        if self._spanish and _IN_THOUSANDS.fullmatch(written) and self._all_said(document, said):
            return T.DNI, 0.5
        return self._alone(said, digits, written, natural=natural)

    @staticmethod
    def _score(kind: T, hint: Hint, text: str) -> float:
        if checks.agrees(kind, text):
            return 0.95
        shape = SHAPES.get(kind)
        whole = shape is not None and abs(shape.full - len(text)) <= 1
        return 0.88 if hint.linked and whole else 0.75

    def _fits(self, document: Document, said: Dictation, hint: Hint, *, natural: bool) -> bool:
        """Whether the number is as long as the kind's values are."""
        shape = SHAPES[hint.kind]
        length = len(said.text)
        told = topics.SECRET | topics.CODE | topics.LOCK
        if hint.said & told == topics.LOCK and hint.index == said.first - 1:
            return False  # "portão 214": which one it is
        if hint.said and hint.kind is T.SENHA and not hint.said & told:
            # Nothing but a message is spoken of.
            least = 4 if hint.earlier else 5
            if natural or not (said.text.isdecimal() and least <= length <= 8):
                return False
        if hint.loose and not (
            said.text.isdecimal()
            and shape.linked <= length <= shape.most
            and length >= _LEAST_LOOSE.get(hint.kind, 99)
        ):
            return False
        most = shape.most * 2 if said.corrections or len(said.pieces) > 1 else shape.most
        if length > most:
            return False
        if hint.linked and not hint.weak and self._ends_turn(document, said.last):
            # A part of a value, told in parts.
            low = 2 if hint.asked or hint.said else min(shape.linked, _FEWEST_DIGITS)
        elif hint.linked or (hint.kind is T.CVV and hint.asked and self._first_said(document, said.first)):
            low = shape.linked
        elif hint.weak or hint.earlier:
            low = max(shape.loose, 6 if hint.weak else 5)
        else:
            low = shape.loose
        if length < low:
            return False
        if natural and length <= _NATURAL and hint.kind in _NEEDS_CARE:
            called = hint.earlier or self._called(document, said.first)
            return hint.linked and not hint.weak and called
        return not (natural and hint.weak and length <= _NATURAL + 2 and not hint.linked)

    def _ends_turn(self, document: Document, last: int) -> bool:
        """Whether nothing but a nod follows in the turn."""
        for index in range(last, min(len(document), last + 4)):
            kind = document.kinds[index]
            if kind is Kind.BREAK:
                return True
            if kind is Kind.NUMBER or kind is Kind.PLACEHOLDER:
                return False
            if kind is Kind.WORD and not self._table.get(document.norms[index], 0) & roles.FILLER:
                return False
        return last >= len(document) - 3

    def _all_said(self, document: Document, said: Dictation) -> bool:
        """Whether a number is a sentence of its own where nothing is counted: "¿figuro? 59.247.666"."""
        norms, kinds = document.norms, document.kinds
        first, last = said.first, said.last
        if first and kinds[first - 1] is not Kind.BREAK and norms[first - 1] not in "?.!:":
            return False
        if last < len(norms) and kinds[last] is not Kind.BREAK and norms[last] not in ".,":
            return False
        before = norms[max(0, first - _COUNTED_TOKENS) : first]
        return _COUNTED.isdisjoint(before) and not any(
            self._table.get(norm, 0) & (roles.AMOUNT | roles.UNIT) for norm in before
        )

    @staticmethod
    def _first_said(document: Document, first: int) -> bool:
        """Whether only other numbers stand before a number in its turn: "5572 …, 06/34, 776"."""
        for index in range(first - 1, max(-1, first - 24), -1):
            if document.kinds[index] is Kind.BREAK:
                return True
            if document.kinds[index] is Kind.WORD:
                return False
        return False

    def _hour(self, document: Document, said: Dictation, kind: T) -> bool:
        """ "das oito às dez", "até três e quinze"."""
        before = document.norms[said.first - 1] if said.first else ""
        if before not in _HOURS and before not in _UNTIL:
            return False
        joined = len(said.text) <= _HOUR_DIGITS and self._pack.numerals.connector in said.words
        return joined or (before in _HOURS and kind in (T.SENHA, T.CVV))

    def _dated(self, document: Document, first: int, *, linked: bool) -> bool:
        """Whether a year ends a date, or tells since when."""
        before = document.norms[max(0, first - 2) : first]
        return (
            not linked or any(self._table.get(norm, 0) & roles.MONTH for norm in before) or "desde" in before
        )

    def _called(self, document: Document, first: int) -> bool:
        """ "número mil duzentos", "o protocolo é dez mil": the number is a name, not an amount."""
        before = document.norms[first - 1] if first else ""
        if before in _THE and first > 1:
            before = document.norms[first - 2]  # "a minha agência é a oito mil e três"
        role = self._table.get(before, 0)
        return before in ("numero", "n", "nro", "num", ":", "º", "°", "final") or bool(
            role & (roles.CONTEXT | roles.COPULA)
        )

    def _refined(
        self, hint: Hint, said: Dictation, *, natural: bool, document: Document, written: str
    ) -> T | None:
        """The kind a word and the number agree on; None where the number is no identifier."""
        kind, text = hint.kind, said.text
        if not text.isdecimal() and kind in (T.CONTA, T.PROTOCOLO, T.DOCUMENTO):
            # "G1, T4 N2" is no number of anything.
            longest = max(map(len, _LETTERS.split(text)))
            if longest < (2 if hint.linked and kind is T.DOCUMENTO else _FEWEST_DIGITS):
                return None
        if hint.weak and _SPAN.fullmatch(written):
            return None
        if kind in _HOUR_LIKE and self._hour(document, said, kind):
            return None
        if (
            kind is T.SENHA
            and _YEAR.fullmatch(text)
            and self._dated(document, said.first, linked=hint.linked)
        ):
            return None
        if kind is T.SENHA and len(text) <= _MOST_CALLED:
            around = document.norms[max(0, said.first - _CALLED_TOKENS) : said.last + _CALLED_TOKENS]
            if not COUNTERS.isdisjoint(around):
                return None  # "a senha A 47, balcão 6": of a queue
        bare = text.isdecimal()
        if (
            kind in (T.CONTA, T.PROTOCOLO, T.CEP, T.DOCUMENTO, T.TELEFONE, T.RG, T.DNI, T.CVV)
            and len(text) == 4
            and text[:2] in ("19", "20")
            and (natural or len(said.carriers) == 1)
            and not (hint.linked and self._called(document, said.first))
        ):
            return None  # a year
        match kind:
            case T.CARTAO if _like_a_year(said) and hint.said and not hint.said & topics.CARD:
                return None  # "termina em 2027"
            case T.CARTAO if len(text) < 12:
                # "cartão final 1234" but not "cartão, 120": few digits need the word that says so.
                window = document.norms[max(0, said.first - 8) : said.first]
                window += document.norms[max(0, hint.index - 6) : hint.index + 4]
                final = bool(hint.said & topics.ENDS)
                final = final or any(self._table.get(norm, 0) & roles.FINAL for norm in window)
                told = hint.linked and not natural and (hint.earlier or len(said.carriers) >= 4)
                told = told or (hint.linked and hint.asked and self._ends_turn(document, said.last))
                told = told or (len(text) == 4 and not natural and hint.index == said.first - 1)
                return kind if (final or told) and len(text) != SHAPES[T.CVV].full else None
            case T.TELEFONE if text.startswith(_TOLL_FREE) and (hint.weak or not hint.linked):
                return None  # of a company
            case T.CPF if len(text) == 14:
                return T.CNPJ
            case T.CNPJ if len(text) == 11 and checks.is_cpf(text):
                return T.CPF
            case T.NASCIMENTO:
                return (
                    kind
                    if len(text) >= 4 and bare and not (len(text) == 4 and text[:2] not in ("19", "20"))
                    else None
                )
            case T.NIF if self._spanish:
                return self._spanish_document(text)
            case T.DNI if self._spanish:
                return self._spanish_document(text)
            case T.NIE if text[:1].isdigit() and len(text) == 9 and checks.is_dni(text):
                return T.DNI
            case T.IBAN if len(text) < 15 and not text[:2].isalpha():
                return T.CONTA
            case T.CC if not (len(text) >= 8 and text[:7].isdecimal()):
                return None
            case T.RG if self._spanish:
                return T.DNI
            case T.DOCUMENTO if (
                bare and len(text) == 11 and checks.is_cpf(text) and not self._spanish and hint.weak
            ):
                return T.CPF
        return kind

    @staticmethod
    def _spanish_document(text: str) -> T:
        if text[:1].lower() in "xyz" and len(text) >= 8:
            return T.NIE
        if text[:1].isalpha() and text[1:8].isdecimal() and len(text) == 9:
            return T.CIF
        if len(text) == 18 and text[:4].isalpha():
            return T.CURP
        return T.DNI

    def _card_end(self, document: Document, said: Dictation, hints: list[Hint], digits: int) -> bool:
        """ "final 1234": what is left of a card when people are careful."""
        if digits != 4 or len(said.text) != 4:
            return False
        window = document.norms[max(0, said.first - _FINAL_TOKENS) : said.first]
        if _like_a_year(said) and not any(
            hint.kind is T.CARTAO and (not hint.said or hint.said & topics.CARD) for hint in hints
        ):
            return False
        if window[-1:] == ["*"]:
            return True  # "****4321"
        if not any(self._table.get(norm, 0) & roles.FINAL for norm in window):
            return self._charged(document, said) and not (hints and hints[0].linked)
        return (
            not hints
            or hints[0].kind in (T.CARTAO, T.CVV, T.VALIDADE)
            or (hints[0].earlier and hints[0].weak)
        )

    def _charged(self, document: Document, said: Dictation) -> bool:
        """Whether four digits stand for a card that was paid with: "un cargo a la 4417"."""
        norms = document.norms
        before = norms[max(0, said.first - _CHARGED_TOKENS) : said.first]
        if not self._spanish or not before or said.text.endswith("00") or len(said.pieces) > 1:
            return False
        if before[-1] == "con" and before[-2:-1] and before[-2] in PAID:
            return True
        return before[-1] == "la" and not CHARGED.isdisjoint(
            [*before, *norms[said.last : said.last + _FINAL_TOKENS]]
        )

    def _alone(self, said: Dictation, digits: int, written: str, *, natural: bool) -> tuple[T | None, float]:
        """The kind of a number that no word names."""
        text = said.text
        bare = text.isdecimal()
        language = self._pack.language
        if natural or digits < 7:
            return None, 0.0
        if not bare:
            for kind in (T.DNI, T.NIE, T.CIF, T.IBAN, T.CURP) if self._spanish else (T.CC, T.CNPJ, T.IBAN):
                if checks.agrees(kind, text):
                    return kind, 0.85
        elif digits == 11 and not self._spanish and checks.is_cpf(text):
            return T.CPF, 0.8
        elif digits == 14 and not self._spanish and checks.is_cnpj(text):
            return T.CNPJ, 0.8
        elif digits >= 15 and (checks.is_card(text) or (digits == 16 and _CARD.match(text))):
            return T.CARTAO, 0.8
        if digits < _LONG or not self._told(said, written):
            return None, 0.0
        if written.startswith("+") or not text.startswith(_TOLL_FREE):
            if bare and (written.startswith(("+", "(")) or checks.is_phone(text, language)):
                return T.TELEFONE, 0.7
        elif digits <= 11:
            return None, 0.0
        if digits == 11 and self._spanish and checks.agrees(T.CUIT, text):
            return T.CUIT, 0.7
        return T.PROTOCOLO, 0.5

    @staticmethod
    def _told(said: Dictation, written: str) -> bool:
        """Whether a number without a name reads as one value and not as a list of numbers or a range."""
        if any(not group.written for group in said.groups):
            # Words: digit by digit, or at least three numbers on end.
            small = sum(len(group.text) <= 4 for group in said.groups)
            return len(said.groups) >= 3 and small * 2 >= len(said.groups)
        if not written:
            return True
        if "/" in written or _RANGE.fullmatch(written):
            return False
        if "," in written:
            # "5, 2, 9, 9 …" is a dictation; "12, 15, 180" a list.
            return all(len(group.text) == 1 for group in said.groups)
        longest = max(len(group.text) for group in said.groups)
        return longest >= 5 or (longest >= 3 and len({len(group.text) for group in said.groups}) <= 3)


def _like_a_year(said: Dictation) -> bool:
    """Whether it may be one: nobody says a year figure by figure."""
    return _YEAR.fullmatch(said.text) is not None and len(said.carriers) < len(said.text)
