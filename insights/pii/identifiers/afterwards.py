"""What the words right after a number say it is: "…, é o meu CPF", "… (DNI)"."""

from collections.abc import Mapping

from insights.pii.context import named
from insights.pii.identifiers import roles
from insights.pii.identifiers.sentences import Hint
from insights.pii.identifiers.topics import BACK, CODE, LOCK, SENT, subjects_of
from insights.pii.packs import LanguagePack
from insights.pii.words.cards import DIALLED, KEYPAD, MESSAGES
from insights.records import PiiType
from insights.text.tokens import Document, Kind

_AFTER_TOKENS = 6
_AFTER_MARKS = frozenset(",(-")
_BY = frozenset(("por", "en", "no", "na", "al", "pelo", "em"))  # "recebi 4321 por SMS"
_OF = frozenset(("de", "do", "del", "no", "al", "que"))  # "le di el 123 de atrás"
_AS = frozenset(("como", "de"))  # "uso 4321 como clave"
_THEN = frozenset(("y", "e", "mas", "mais", "con", "com", "luego", "depois", "despues", ",", "la", "a"))
_DIALLED_TOKENS = 12
_TELLING = frozenset(("é", "es", "esse", "ese", "este", "esta", "meu", "minha", "mi", "seu", "sua"))


class AfterReader:
    """Reads what follows numbers in one language."""

    def __init__(self, pack: LanguagePack, table: Mapping[str, int]) -> None:
        self._pack = pack
        self._table = table
        self._subjects = subjects_of(pack.language)

    def read(self, document: Document, last: int) -> Hint | None:
        """The kind named from token `last` on, right behind a number."""
        norms, kinds, table = document.norms, document.kinds, self._table
        stop = min(len(norms), last + _AFTER_TOKENS)
        told = last < stop and norms[last] in _AS
        if self._keyed(document, last):
            return Hint(PiiType.SENHA, True, False, False, True, last, CODE)  # whatever was said before
        if last + 1 < stop and norms[last] in _BY:
            for index in range(last + 1, min(stop, last + 3)):
                if norms[index] in MESSAGES or self._subjects.get(norms[index], 0) & LOCK:
                    return Hint(PiiType.SENHA, True, False, False, False, index, CODE)
        if last + 1 < stop and norms[last] == "que":
            for index in range(last + 1, min(stop, last + 4)):
                if self._subjects.get(norms[index], 0) & SENT:
                    return Hint(
                        PiiType.SENHA, True, False, False, False, index, SENT
                    )  # "… que veio por mensagem"
        if last + 1 < stop and norms[last] in _OF and self._subjects.get(norms[last + 1], 0) & BACK:
            return Hint(PiiType.CVV, True, False, False, False, last + 1, BACK)
        for index in range(last, stop):
            if kinds[index] is Kind.PUNCT:
                if norms[index] not in _AFTER_MARKS:
                    return None
                told = told or norms[index] == "("
                continue
            if kinds[index] is not Kind.WORD:
                return None
            role = table.get(norms[index], 0)
            if role & roles.CONTEXT:
                label = named(document, index, self._pack)
                if label is not None:
                    return (
                        None
                        if not told or self._value_follows(document, index)
                        else Hint(
                            label,
                            index > last,
                            norms[index] in self._pack.identifiers.weak,
                            False,
                            False,
                            index,
                        )
                    )
                if told and self._subjects.get(norms[index], 0) & CODE:
                    return Hint(PiiType.SENHA, True, False, False, False, index, CODE)
            told = told or document.raw(index, index + 1).lower() in _TELLING
            if not role & (roles.LINK | roles.COPULA) and norms[index] not in _AS:
                return None
        return None

    @staticmethod
    def _keyed(document: Document, last: int) -> bool:
        """Whether a key of a keypad ends a code: "4321 y almohadilla"."""
        norms, kinds = document.norms, document.kinds
        position = last
        while position < len(norms) and position < last + 3 and norms[position] in _THEN:
            position += 1
        if position >= len(norms) or kinds[position] is not Kind.WORD or norms[position] not in KEYPAD:
            return False
        first = last
        while first and kinds[first - 1] is not Kind.BREAK and last - first < _DIALLED_TOKENS:
            first -= 1
            if norms[first] in DIALLED:
                return False
        return True

    def _value_follows(self, document: Document, index: int) -> bool:
        """Whether the word is followed by a number of its own."""
        for follow in range(index + 1, min(len(document), index + 6)):
            if document.kinds[follow] is Kind.NUMBER:
                return True
            role = self._table.get(document.norms[follow], 0)
            if role & roles.NUMBER and not role & roles.ARTICLE:
                return True
            if document.kinds[follow] is Kind.BREAK:
                return False
        return False
