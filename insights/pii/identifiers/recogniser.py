"""Finds identifiers in a block of text, left to right.

A number gets its kind from the words around it (in the turn, or in the turns just before: a question and its
answer), from how it is written, and from its check digits. Context suffices: people mishear and mistype.
"""

from collections.abc import Iterator, Mapping, Sequence

from insights.pii import checks
from insights.pii.findings import Finding
from insights.pii.identifiers import roles
from insights.pii.identifiers.cards import whole_card
from insights.pii.identifiers.codes import FEWEST_IBAN, CodeReader
from insights.pii.identifiers.dictation import Dictation, DictationReader, Letters
from insights.pii.identifiers.evidence import in_order, is_certain, kind_by_form
from insights.pii.identifiers.expiry import expiry_value, follows_card, is_expiry
from insights.pii.identifiers.forms import form_of
from insights.pii.identifiers.hints import Hint, HintReader
from insights.pii.identifiers.judge import Judge
from insights.pii.identifiers.measures import is_amount, is_law, is_thousands, is_time, unit_follows
from insights.pii.identifiers.patterns import has_pattern
from insights.pii.identifiers.secrets import (
    code_entered,
    secret_after,
    secret_around,
    secret_asked,
    secret_entered,
)
from insights.pii.identifiers.shapes import BEGIN_WITH_LETTERS, SHAPES, SPELLED
from insights.pii.identifiers.topics import CODE
from insights.pii.letters import letter_after, letter_before
from insights.pii.packs import LanguagePack
from insights.pii.signs import Sign, Signs
from insights.pii.words.cards import ROUTERS, SUBJECTS
from insights.pii.written import cluster_end, is_price, written_date
from insights.records import PiiType as T
from insights.text.tokens import Document, Kind

_START = roles.NUMBER | roles.REPEAT | roles.LETTERS | roles.MONTH | roles.ENTERS | roles.SIGN
_CODE_NEXT = roles.NUMBER | roles.LETTER | roles.REPEAT
_FULL = 11
_FEWEST = 3
_WRITTEN_TOGETHER = frozenset((T.DOCUMENTO, T.CURP, T.RFC, T.IBAN, T.CNPJ))
_LAWSUIT = 14  # so long a number is of a case, not of a law
_PREFIX_LETTERS = 4
_COUNTS = frozenset(("quatro", "cuatro", "4", "tres", "3", "seis", "6"))
_LAST = frozenset(("ultimos", "ultimas", "os", "los", "las", "as", "de", "com", "con", "tem", "tiene"))
_LATIN = "abcdefghijklmnopqrstuvwxyz"
# Letters said right before the digits, nearest first.
_PREFIXES: Mapping[T, Sequence[str]] = {
    T.IBAN: (_LATIN, _LATIN),
    T.NIE: ("xyzklm",),
    T.DNI: ("xyz",),
    T.NIF: ("xyzabcdefghjnpqrsuvw",),
    T.CIF: ("abcdefghjnpqrsuvw",),
}
# Kinds whose name is more than the form of another kind.
_NAMED_FORMS = frozenset({T.PIX, T.PROTOCOLO, T.CNH, T.NIF, T.DOCUMENTO, T.CONTA, T.CEDULA})
_LETTERED = frozenset(kind for kind, shape in SHAPES.items() if shape.letters)


class IdentifierRecogniser:
    """Numbers that identify somebody or something of theirs."""

    name = "identifiers"
    types: Sequence[T] = (*SHAPES, T.VALIDADE)

    def __init__(self, pack: LanguagePack) -> None:
        self._pack = pack
        self._table = roles.roles_of(pack)
        self._reader = DictationReader(pack, self._table)
        self._codes = CodeReader(pack, self._reader)
        self._hints = HintReader(pack, self._table)
        self._judge = Judge(pack, self._table)
        secrets = {word for word, kind in pack.identifiers.context.items() if kind is T.SENHA}
        self._secrets = secrets | SUBJECTS[pack.language]["secret"] | ROUTERS
        # Words after a letter with which a value is spelled.
        self._spelling = {
            word for word, role in self._table.items() if role & (_CODE_NEXT | roles.LETTERS)
        } | {
            "griega",
            "doble",
            "de",
            "como",
        }
        # The roles of words at which something may begin.
        self._starting = {
            word: role for word, role in self._table.items() if role & _START or word in self._secrets
        }
        self.signs: Signs = {Sign.SECRET: self._secrets}

    def find(self, document: Document) -> Iterator[Finding]:
        norms, kinds, table = document.norms, document.kinds, self._table
        starting = self._starting
        count = len(norms)
        known: list[Finding] = []
        index = document.floor
        asked = None
        if document.near & Sign.SECRET:
            asked = secret_asked(document, index, self._before, self._pack, table)
        if asked is not None:
            known.append(asked)
            yield asked
            index = asked.pieces[-1][1]
        for position in [
            position
            for position in range(index, count)
            if norms[position] in starting or kinds[position] is Kind.NUMBER
        ]:
            if position < index:
                continue
            if kinds[position] is Kind.NUMBER:
                found, index = self._number(document, position, known)
            elif kinds[position] is Kind.WORD:
                found, index = self._at_word(document, position, starting[norms[position]], known)
            else:
                continue
            if found is not None:
                known.append(found)
                yield found

    def _at_word(
        self, document: Document, index: int, role: int, known: list[Finding]
    ) -> tuple[Finding | None, int]:
        """What begins at a word, and where to go on."""
        norms, kinds, table = document.norms, document.kinds, self._table
        follow = index + 1
        if role & (roles.NUMBER | roles.REPEAT):
            if role & roles.ARTICLE and follow < len(norms) and kinds[follow] is Kind.WORD:
                after = table.get(norms[follow], 0)
                if not after & (roles.NUMBER | roles.REPEAT | roles.PLURAL | roles.SEPARATOR | roles.FILLER):
                    return None, follow
            return self._number(document, index, known)
        if role & roles.CONTEXT and norms[index] in self._secrets:
            found = secret_after(document, index, self._pack, table)
            if found is not None:
                return found, max(found.pieces[-1][1], follow)
        if role & roles.SIGN:
            found = secret_around(document, index, self._pack, table)
            if found is not None:
                return found, max(found.pieces[-1][1], follow)
        if role & roles.ENTERS:
            found = secret_entered(document, index, self._pack, table)
            if found is not None:
                return found, max(found.pieces[-1][1], follow)
            start = code_entered(document, index, table)
            if start > index and not any(hint.linked for hint in self._hints.before(document, start)[:1]):
                hint = Hint(T.SENHA, True, False, False, False, index, CODE, True)
                return self._number(document, start, known, hints=[hint])
        if role & roles.MONTH:
            found = self._expiry(document, index, self._before(document, index), known)
            if found is not None:
                return found, found.pieces[-1][1]
        if (
            role & roles.LETTERS
            and follow < len(norms)
            and (kinds[follow] is not Kind.WORD or norms[follow] in self._spelling)
            and self._spells(document, index, role)
        ):
            return self._letters(document, index, role, known)
        return None, follow

    def _spells(self, document: Document, index: int, role: int) -> bool:
        """Whether a letter may begin a value: a digit or more letters follow."""
        norms, kinds = document.norms, document.kinds
        follow = index + 1
        after = self._table.get(norms[follow], 0)
        if document.text[document.starts[index]] in "éÉ":
            return False
        plain = role & (roles.LINK | roles.COPULA | roles.CONNECTOR)
        if not plain and norms[follow] in ("de", "como") and follow + 1 < len(norms):
            letter, length = letter_after(document, index, self._pack)
            if length == 1 and norms[follow + 1][0] == letter and len(norms[follow + 1]) > 1:
                return True  # "pê de pato"
        if kinds[follow] is Kind.NUMBER or after & _CODE_NEXT:
            if not plain:
                return True
            return document.capitalised(index) and len(norms[index]) == 1 and index > document.floor
        if role & roles.LETTER and not plain:
            return (
                bool(after & roles.LETTERS) or norms[follow] in "-.," or norms[follow] in ("griega", "doble")
            )
        if not after & roles.LETTERS or follow + 1 >= len(norms):
            return norms[follow] in ("griega", "doble")
        # "a bê cê um": three in a row are no words.
        third = norms[follow + 1]
        code = roles.LETTERS | roles.NUMBER
        return kinds[follow + 1] is Kind.NUMBER or bool(self._table.get(third, 0) & code)

    def _letters(
        self, document: Document, index: int, role: int, known: list[Finding]
    ) -> tuple[Finding | None, int]:
        """What begins with a letter: only where the words before ask for such a value."""
        hints = self._before(document, index)
        if not (hints and hints[0].kind in BEGIN_WITH_LETTERS and (hints[0].linked or not hints[0].weak)):
            code = self._codes.unnamed(document, index)
            if code is not None:
                return code, code.pieces[-1][1]
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
        found, after = self._number(document, index, known, hints=hints)
        return (found, after) if found is not None else (None, index + 1)

    def _number(
        self, document: Document, index: int, known: list[Finding], *, hints: list[Hint] | None = None
    ) -> tuple[Finding | None, int]:
        """The identifier whose digits begin at `index`, and where to go on."""
        if hints is None:
            if self._lone(document, index) or self._counted(document, index):
                return None, index + 1
            begins = self._begins(document, index)
            hints = self._before(document, begins)
            lower = begins < index and not document.raw(begins, begins + 1).isupper()
            answers = begins > 0 and document.kinds[begins - 1] is Kind.BREAK
            if lower and not (hints and (hints[0].linked or answers) and hints[0].kind in _WRITTEN_TOGETHER):
                begins = index
                hints = self._before(document, begins)
        else:
            begins = index
        formed, end = self._formed(document, index, hints)
        if formed is not None:
            return formed, end
        found = self._expiry(document, index, hints, known)
        if found is not None:
            return found, found.pieces[-1][1]
        if follows_card(document, index, known, self._table) is T.CVV:
            hints = [Hint(T.CVV, True, False, False, False, index), *hints]
        nearest = hints[0] if hints else None
        letters = Letters.NONE
        for hint in hints[:2]:
            if hint.kind in _LETTERED and (hint.linked or not hint.weak):
                letters = max(letters, Letters.SPELLED if hint.kind in SPELLED else Letters.CHECKED)
        start = index
        if letters:
            start = self._with_prefix(document, index, begins, hints)
        expected = nearest is not None and nearest.kind in SHAPES and (nearest.linked or not nearest.weak)
        full = SHAPES[nearest.kind].full if nearest is not None and nearest.kind in SHAPES else _FULL
        said = self._reader.read(document, start, letters=letters, expected=expected, full=full)
        if said is None and start < index:
            said = self._reader.read(document, index, letters=letters, expected=expected, full=full)
        if nearest is not None and expected and has_pattern(nearest.kind):
            said = self._codes.whole(document, start, said, nearest.kind, letters)
        if said is None or not (nearest is not None and nearest.linked and not nearest.weak):
            code = self._codes.unnamed(document, start)
            if code is not None:
                return code, code.pieces[-1][1]
        if said is None:
            priced = document.kinds[index] is Kind.NUMBER and index + 2 < len(document)
            if priced and is_price(document, index):
                return None, end
            return None, index + max(1, written_date(document, index))
        after = max(said.last, index + 1)
        carriers = whole_card(said, hints)
        if carriers:
            self._reader.trim(said, carriers, document)
            after = said.last
        elif not self._without_measure(document, said):
            return None, after
        if len(said.text) < _FEWEST and not (hints and hints[0].asked and hints[0].linked):
            return None, after
        return self._judged(document, said, hints, known), after

    def _expiry(
        self, document: Document, index: int, hints: Sequence[Hint], known: Sequence[Finding]
    ) -> Finding | None:
        """The expiry of a card at a number or a month, where the words before ask for it."""
        asked = follows_card(document, index, known, self._table) is T.VALIDADE or is_expiry(
            document, index, hints, self._pack, self._table
        )
        return expiry_value(document, index, self._pack, self._table) if asked else None

    @staticmethod
    def _counted(document: Document, index: int) -> bool:
        """ "os últimos quatro.": how many digits are asked for."""
        if not index or document.norms[index] not in _COUNTS or document.norms[index - 1] not in _LAST:
            return False
        return index + 1 >= len(document) or document.kinds[index + 1] in (Kind.BREAK, Kind.PUNCT)

    def _lone(self, document: Document, index: int) -> bool:
        """Whether a short number stands alone: a plain word follows."""
        follow = index + 1
        if follow >= len(document) or document.kinds[follow] is not Kind.WORD:
            return False
        if document.kinds[index] is Kind.NUMBER and len(document.norms[index]) > 2:
            return False
        before = document.norms[index - 1] if index else ""
        if before in ("dia", "dias") or (before == "por" and document.norms[index] in ("cento", "ciento")):
            return True
        role = self._table.get(document.norms[follow], 0)
        return role in (0, roles.UNIT) and not document.capitalised(follow)

    def _begins(self, document: Document, index: int) -> int:
        """Where a code may begin whose digits begin at `index`: "MG 12.345.678", "ABC-1234"."""
        before = index - 1
        if before > document.floor and document.norms[before] in "-.,":
            before -= 1
        if before < document.floor or document.kinds[before] is not Kind.WORD:
            return index
        norm = document.norms[before]
        if len(norm) > _PREFIX_LETTERS or not norm.isascii():
            return index
        role = self._table.get(norm, 0)
        if document.raw(before, before + 1).isupper():
            named = role & (roles.CONTEXT | roles.COPULA)
            means = len(norm) == 1 and role & roles.LINK and before > document.floor
            return index if named or means else before
        known = role or not 2 <= len(norm) <= _PREFIX_LETTERS
        return index if known else before

    def _formed(self, document: Document, index: int, hints: list[Hint]) -> tuple[Finding | None, int]:
        """A number whose written form says what it is."""
        if document.kinds[index] is not Kind.NUMBER:
            return None, index
        start = index
        if start > document.floor + 1 and document.norms[start - 1] == "-" and document.touches(start):
            start -= 1
        if start > document.floor and document.touches(start) and document.kinds[start - 1] is Kind.WORD:
            start -= 1
        elif start < index:
            start = index
        end = cluster_end(document, start)
        if end - start == 1 and len(document.norms[start]) < 9:
            return None, end
        written = "".join(document.norms[start:end])
        kind = form_of(written, self._pack.language)
        if kind is None:
            return None, end
        linked = hints[0].kind if hints and hints[0].linked and hints[0].kind in SHAPES else None
        if linked in _NAMED_FORMS and not (
            kind in (T.PROTOCOLO, T.IBAN)
            or (linked is T.NIF and self._pack.language == "es")
            or hints[0].weak
        ):
            kind = linked
        if kind is T.CEP and linked in (T.TELEFONE, T.RG, T.CPF, T.CARTAO):
            return None, end
        value = "".join(char for char in written if char.isalnum()).upper()
        return Finding(kind, ((start, end),), value, 0.95), end

    def _with_prefix(self, document: Document, index: int, begins: int, hints: list[Hint]) -> int:
        """Where a code begins with the letters said before its digits: "e ese noventa …"."""
        if begins < index:
            return begins
        start = index
        letters_first = not (
            document.kinds[index] is Kind.NUMBER
            or self._table.get(document.norms[index], 0) & (roles.NUMBER | roles.REPEAT)
        )
        for allowed in _PREFIXES.get(hints[0].kind, ())[letters_first:]:
            end = start - 1 if start and document.norms[start - 1] in ",-" else start
            letter, length = letter_before(document, end, self._pack)
            role = self._table.get(document.norms[end - 1], 0)
            first = length == 1 and start == index and not letters_first
            means = first and role & (roles.COPULA | roles.LINK | roles.CONNECTOR)
            if document.text[document.starts[end - 1]] in "éÉ" or (
                means and hints[0].kind not in (T.NIE, T.CIF)
            ):
                break
            length += (start - end) * bool(length)
            if not length or letter not in allowed or start - length < document.floor:
                break
            start -= length
        return start

    def _without_measure(self, document: Document, said: Dictation) -> bool:
        """Leave out a last number that is an amount, a duration or a day; False when nothing is left."""
        last = said.groups[-1] if said.groups else None
        if last is None:
            return False
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
        return self._reader.trim(said, keep, document)

    def _judged(
        self, document: Document, said: Dictation, hints: list[Hint], known: list[Finding]
    ) -> Finding | None:
        groups = said.groups
        written = self._written(document, said)
        natural = len(groups) == 1 and groups[0].big
        amount_like = natural or is_thousands(written)
        linked = bool(hints) and hints[0].linked and not hints[0].loose and hints[0].kind in SHAPES
        if is_law(document, said.first, self._table) and not (linked or len(said.text) >= _LAWSUIT):
            return None
        if is_time(document, said) and not linked:
            return None
        if is_amount(document, said, self._table, amount_like=amount_like) and not (
            linked and not hints[0].weak
        ):
            return None
        after = self._hints.after(document, said.last)
        kind, score = self._judge.kind(
            document, said, hints, after, natural=natural or (amount_like and not linked), written=written
        )
        if kind is None:
            kind, score = self._said_before(said, known)
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
        if kind is None:
            return None
        return self._finding(document, said, kind, score)

    @staticmethod
    def _said_before(said: Dictation, known: list[Finding]) -> tuple[T | None, float]:
        """A value, or a part of one, that was found just before and is said again."""
        for finding in reversed(known[-4:]):
            if len(said.text) >= 4 and said.text.upper() in finding.value and len(said.groups) > 1:
                return finding.type, 0.6
        return None, 0.0

    @staticmethod
    def _written(document: Document, said: Dictation) -> str:
        """The digits as they stand, with a sign before them; "" when they are spread over turns."""
        if len(said.pieces) != 1:
            return ""
        first, last = said.pieces[0]
        first = IdentifierRecogniser._signed(document, first)
        return "".join(document.norms[first:last])

    @staticmethod
    def _signed(document: Document, first: int) -> int:
        """Where a number begins with its plus and the bracket that it closes."""
        norms = document.norms
        if first > document.floor and norms[first - 1] == "(" and ")" in norms[first + 1 : first + 4]:
            first -= 1
        if first > document.floor and norms[first - 1] == "+":
            first -= 1
        return first

    def _before(self, document: Document, first: int) -> list[Hint]:
        """Kinds named before token `first`, those that say most first."""
        return in_order(document, self._hints.before(document, first))

    def _finding(self, document: Document, said: Dictation, kind: T, score: float) -> Finding | None:
        """The pieces without letters the kind cannot have, with brackets and check letters it does have."""
        if kind is T.SENHA:
            self._without_letter_turns(document, said)
        if kind not in _LETTERED:
            self._only_digits(document, said)
        elif kind in (T.DNI, T.NIE) or kind is T.RG:
            self._check_letter(document, said, kind)
        if not said.pieces or not said.text:
            return None
        first, last = said.pieces[0]
        said.pieces[0] = (self._signed(document, first), last)
        return Finding(kind, tuple(said.pieces), said.text.upper(), score)

    def _without_letter_turns(self, document: Document, said: Dictation) -> None:
        """A code ends with its digits: "4321" / "E a multa?"."""
        while len(said.pieces) > 1 and not any(
            document.kinds[k] is Kind.NUMBER or self._table.get(document.norms[k], 0) & roles.NUMBER
            for k in range(*said.pieces[-1])
        ):
            said.pieces.pop()

    def _only_digits(self, document: Document, said: Dictation) -> None:
        """Take letters off both ends."""
        while (
            said.words and said.words[-1].isalpha() and len(said.words[-1]) == 1 and said.words[-1].isupper()
        ):
            if not self._reader.trim(said, len(said.carriers) - 1, document):
                said.pieces = []
                return
        drop = 0
        while drop < len(said.words) and len(said.words[drop]) == 1 and said.words[drop].isupper():
            drop += 1
        if drop and len(said.pieces) and said.carriers[drop] < said.pieces[0][1]:
            said.pieces[0] = (said.carriers[drop], said.pieces[0][1])
            said.text = "".join(char for char in said.text if not char.isalpha())

    def _check_letter(self, document: Document, said: Dictation, kind: T) -> None:
        """The letter said right after the digits, where it can only be theirs."""
        if not said.text[-1:].isdigit():
            return
        last = said.last
        after = last
        if after < len(document) and (
            document.norms[after] in "-," or self._table.get(document.norms[after], 0) & roles.SEPARATOR
        ):
            after += 1
        letter, length = letter_after(document, after, self._pack)
        if not length:
            return
        value = (said.text + letter).upper()
        right = letter == "x" if kind is T.RG else checks.agrees(kind, value)
        if right:
            first, _ = said.pieces[-1]
            said.pieces[-1] = (first, after + length)
            said.text = value
