"""Finds identifiers in a block of text, left to right: where something begins, and what reads it there."""

from collections.abc import Iterator, Sequence

from insights.pii.findings import Finding
from insights.pii.identifiers import roles
from insights.pii.identifiers.check_digits import CHECK_SIGNS
from insights.pii.identifiers.numbers import NumberReader
from insights.pii.identifiers.passwords import FORM_MARKS, marked_password
from insights.pii.identifiers.plates import CODE_SIGNS
from insights.pii.identifiers.secret_words import SecretWordReader
from insights.pii.identifiers.secrets import (
    code_entered,
    secret_after,
    secret_again,
    secret_around,
    secret_asked,
    secret_entered,
)
from insights.pii.identifiers.sentences import Hint
from insights.pii.identifiers.shapes import SHAPES
from insights.pii.identifiers.topics import CODE
from insights.pii.letters import letter_after
from insights.pii.packs import LanguagePack
from insights.pii.signs import Sign, Signs
from insights.pii.words.cards import DENIED, PROVISIONAL, ROUTERS, SUBJECTS
from insights.records import PiiType as T
from insights.text.tokens import Document, Kind

_START = roles.NUMBER | roles.REPEAT | roles.LETTERS | roles.MONTH | roles.ENTERS | roles.SIGN
_DENIED_TOKENS = 14
_CODE_NEXT = roles.NUMBER | roles.LETTER | roles.REPEAT
_AFTER_ARTICLE = roles.NUMBER | roles.REPEAT | roles.PLURAL | roles.SEPARATOR | roles.FILLER
_MORE = roles.NUMBER | roles.REPEAT | roles.SIGN | roles.ENTERS | roles.MONTH


class IdentifierRecogniser:
    """Numbers that identify somebody or something of theirs."""

    name = "identifiers"
    types: Sequence[T] = (*SHAPES, T.VALIDADE)

    def __init__(self, pack: LanguagePack) -> None:
        self._pack = pack
        self._table = roles.roles_of(pack)
        self._numbers = NumberReader(pack, self._table)
        self._secret_words = SecretWordReader(pack, self._table)
        secrets = {word for word, kind in pack.identifiers.context.items() if kind is T.SENHA}
        self._secrets = secrets | SUBJECTS[pack.language]["secret"] | ROUTERS | PROVISIONAL
        # Words after a letter with which a value is spelled.
        self._spelling = {
            word for word, role in self._table.items() if role & (_CODE_NEXT | roles.LETTERS)
        } | {
            *("griega", "doble", "latina", "larga", "corta", "chica", "baja", "grande", "alta"),
            *("de", "como"),
        }
        # The roles of words at which something may begin.
        self._starting = {
            word: role for word, role in self._table.items() if role & _START or word in self._secrets
        }
        counted = {word for word, role in self._table.items() if role & _AFTER_ARTICLE}
        # Everyday words that begin something only before certain words: articles, and letters.
        self._nexts: dict[str, set[str]] = {
            word: counted if role & roles.NUMBER else self._spelling
            for word, role in self._starting.items()
            if (role & roles.ARTICLE and role & roles.NUMBER) or not (role & _MORE or word in self._secrets)
        }
        self.signs: Signs = {
            Sign.SECRET: self._secrets | self._secret_words.signs,
            Sign.CODE: CODE_SIGNS | CHECK_SIGNS,
        }

    def find(self, document: Document) -> Iterator[Finding]:
        norms, kinds, starting, nexts = document.norms, document.kinds, self._starting, self._nexts
        number, word = Kind.NUMBER, Kind.WORD
        known: list[Finding] = []
        index = document.floor
        asked = None
        if document.near & Sign.SECRET:
            asked = secret_asked(document, index, self._numbers.before, self._pack, self._table)
            asked = asked or self._secret_words.read(document)
        if asked is not None:
            known.append(asked)
            yield asked
            index = asked.pieces[-1][1]
        last = len(norms) - 1
        told = {value.split(" ", 1)[0] for value in document.secrets}
        for position in [
            position
            for position, norm in enumerate(norms[index:], index)
            if norm in starting or kinds[position] is number or norm in told
        ]:
            if position < index:
                continue
            kind, norm = kinds[position], norms[position]
            if kind is word and norm in told:
                found = secret_again(document, position, self._pack, self._table)
                if found is not None:
                    index = found.pieces[-1][1]
                    known.append(found)
                    yield found
                    continue
                if norm not in starting:
                    continue
            if kind is number:
                found = (
                    marked_password(document, position)
                    if position and norms[position - 1] in FORM_MARKS
                    else None
                )
                if found is not None:
                    index = position + 1
                else:
                    found, index = self._numbers.number(document, position, known)
            elif kind is word:
                needed = nexts.get(norm)
                if (
                    needed is not None
                    and position < last
                    and kinds[position + 1] is word
                    and norms[position + 1] not in needed
                ):
                    continue  # most of them
                found, index = self._at_word(document, position, starting[norm], known)
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
            return self._numbers.number(document, index, known)
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
            if start > index and not any(
                hint.linked for hint in self._numbers.hints.before(document, start)[:1]
            ):
                kinds_of = (
                    (T.SENHA, T.CVV)
                    if not DENIED.isdisjoint(norms[start : start + _DENIED_TOKENS])
                    else (T.SENHA,)
                )
                hints = [Hint(kind, True, False, False, False, index, CODE, True) for kind in kinds_of]
                return self._numbers.number(document, start, known, hints=hints)
        if role & roles.MONTH:
            found = self._numbers.expiry(document, index, self._numbers.before(document, index), known)
            if found is not None:
                return found, found.pieces[-1][1]
        if (
            role & roles.LETTERS
            and follow < len(norms)
            and (kinds[follow] is not Kind.WORD or norms[follow] in self._spelling)
            and self._spells(document, index, role)
        ):
            return self._numbers.letters(document, index, role, known)
        return None, follow

    def _spells(self, document: Document, index: int, role: int) -> bool:
        """Whether a letter may begin a value: a digit or more letters follow."""
        norms, kinds = document.norms, document.kinds
        follow = index + max(1, letter_after(document, index, self._pack)[1])
        if follow == len(norms):
            return False
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
        if kinds[follow] is Kind.BREAK:
            # The rest comes in another turn: "pasaporte te", "efe".
            named = index > document.floor and self._table.get(norms[index - 1], 0) & roles.CONTEXT
            return bool((role & roles.LETTER and not plain) or named)
        if role & roles.LETTER and not plain:
            return (
                bool(after & roles.LETTERS) or norms[follow] in "-.," or norms[follow] in ("griega", "doble")
            )
        if not after & roles.LETTERS or follow + 1 >= len(norms):
            return norms[follow] in ("griega", "doble")
        # "a bê cê um": three in a row are no words.
        third = follow + max(1, letter_after(document, follow, self._pack)[1])
        if third == len(norms) or kinds[third] is not Kind.WORD:
            return third < len(norms) and kinds[third] in (Kind.NUMBER, Kind.BREAK)
        return bool(self._table.get(norms[third], 0) & (roles.LETTERS | roles.NUMBER))
