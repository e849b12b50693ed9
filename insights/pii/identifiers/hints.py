"""What the words around a number say it is: in its turn, or in the turns before (a question, its answer)."""

from collections.abc import Mapping
from dataclasses import dataclass

from insights.pii.context import named
from insights.pii.identifiers import roles
from insights.pii.packs import LanguagePack
from insights.records import PiiType
from insights.text.tokens import Document, Kind

_TURN_WORDS = 16  # how far back in the turn a word tells what a number is
_ANSWER_WORDS = 14  # an answer's number comes at most this far into the turn
_EARLIER_WORDS = 45  # how far back in the turns before
_EARLIER_TURNS = 4
_PURPOSE = frozenset(("para", "pra", "pa", "p"))
_NODDED_TURNS = 3  # an answer may follow a nod
_LINKING = roles.LINK | roles.COPULA | roles.FILLER | roles.CONTEXT
_MOST_TOKENS = 110
_AFTER_TOKENS = 6
_MOST_HINTS = 4
_LINK_MARKS = frozenset(":,.#-º°ª=\"'(*…–")
_AFTER_MARKS = frozenset(",(-")
_TELLING = frozenset(("é", "es", "esse", "ese", "este", "esta", "meu", "minha", "mi", "seu", "sua"))


@dataclass(frozen=True, slots=True)
class Hint:
    """A kind that the words name."""

    kind: PiiType
    linked: bool  # nothing else stands between the word and the number
    weak: bool  # the word means other things as well
    earlier: bool  # said in a turn before
    asked: bool  # and it was a question, or the turn was nothing but the word
    index: int  # the token that names it


class HintReader:
    """Reads hints in one language."""

    def __init__(self, pack: LanguagePack, table: Mapping[str, int]) -> None:
        self._pack = pack
        self._table = table

    def before(self, document: Document, first: int) -> list[Hint]:
        """Kinds named before token `first`, nearest first."""
        norms, kinds, table = document.norms, document.kinds, self._table
        own = self._pack.identifiers
        hints: list[Hint] = []
        position = first - 1
        lowest = max(-1, first - _MOST_TOKENS)
        said = turns = 0
        linked, earlier, question = True, False, False
        pausing, answers = True, False  # nothing but pauses so far in the turn
        limit = _TURN_WORDS
        while position > lowest and said < limit and len(hints) < _MOST_HINTS:
            kind = kinds[position]
            norm = norms[position]
            if kind is Kind.BREAK:
                turns += 1
                if turns > _EARLIER_TURNS or (turns == 1 and said > _ANSWER_WORDS):
                    break
                if turns == 1:
                    limit = said + _EARLIER_WORDS
                    answers = pausing
                linked = answers and turns <= _NODDED_TURNS
                earlier, question = True, False
            elif kind is Kind.PUNCT:
                if norm == "?":
                    question = True
                elif norm not in _LINK_MARKS and not earlier:
                    linked = pausing = norm in "!."
            elif kind is Kind.WORD:
                role = table.get(norm, 0)
                if role & roles.CONTEXT:
                    label = named(document, position, self._pack)
                    weak = norm in own.weak
                    if earlier and weak and not _PURPOSE.isdisjoint(norms[max(0, position - 4) : position]):
                        label = None  # "o número da conta para abrir o chamado"
                    if label is not None and not (hints and hints[-1].kind is label):
                        hints.append(Hint(label, linked, weak, earlier, question or earlier, position))
                        # "o código de segurança do cartão": both name the number.
                        linked = linked and label is PiiType.CARTAO
                if not role & _LINKING and not earlier:
                    linked = False
                    pausing = pausing and bool(role & roles.PAUSE)
                if not role & roles.NUMBER:
                    said += 1
                elif not earlier:
                    linked = pausing = False
            elif kind is Kind.NUMBER and not earlier:
                linked = pausing = False
            position -= 1
        return hints

    def after(self, document: Document, last: int) -> Hint | None:
        """The kind named right after a number: "…, é o meu CPF", "… (DNI)"."""
        norms, kinds, table = document.norms, document.kinds, self._table
        stop = min(len(norms), last + _AFTER_TOKENS)
        told = False
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
            told = told or document.raw(index, index + 1).lower() in _TELLING
            if not role & (roles.LINK | roles.COPULA):
                return None
        return None

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
