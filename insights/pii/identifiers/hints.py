"""What the words around a number say it is: in its turn, or in the turns before (a question, its answer)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from insights.pii.context import named
from insights.pii.identifiers import roles
from insights.pii.identifiers.topics import (
    BACK,
    CODE,
    ENDS,
    EXPIRES,
    SENT,
    is_bare_code,
    is_certain,
    says_secret,
    subjects_of,
    topic,
    topic_at_hand,
)
from insights.pii.packs import LanguagePack
from insights.pii.words.cards import ENTERING, MESSAGES, SAYING
from insights.records import PiiType
from insights.text.tokens import Document, Kind

_TURN_WORDS = 16  # how far back in the turn a word tells what a number is
_ANSWER_WORDS = 14  # an answer's number comes at most this far into the turn
_EARLIER_WORDS = 45  # how far back in the turns before
_EARLIER_TURNS = 5
_BRIEF_WORDS = 9  # an answer may begin with as many words that say nothing of the value
_LIGHT_WORDS = 7  # "qual código?", "o de trás": a turn between a question and its answer
_PURPOSE = frozenset(("para", "pra", "pa", "p"))
_NODDED_TURNS = 3  # an answer may follow a nod
_LINKING = roles.LINK | roles.COPULA | roles.FILLER | roles.CONTEXT
_MOST_TOKENS = 110
_AFTER_TOKENS = 6
_MOST_HINTS = 4
_LINK_MARKS = frozenset(":,.#-º°ª=\"'(*…–")
_AFTER_MARKS = frozenset(",(-")
_FAR = 100
_CARD = PiiType.CARTAO
_SENTENCE_ENDS = frozenset("?.!")
_APART = {PiiType.CVV: 3, PiiType.SENHA: 3, PiiType.CARTAO: 1, PiiType.VALIDADE: 5}
_POSTAL = ["postal"]  # the code before it is no password
_RECORDS = frozenset(("registo", "registro"))
_OWN = frozenset((PiiType.CARTAO, PiiType.VALIDADE, PiiType.CVV, PiiType.SENHA))
_BY = frozenset(("por", "en", "no", "na", "al", "pelo", "em"))  # "recebi 4321 por SMS"
_OF = frozenset(("de", "do", "del", "no", "al", "que"))  # "le di el 123 de atrás"
_AS = frozenset(("como", "de"))  # "uso 4321 como clave"
_ON_CARDS = frozenset((PiiType.CARTAO, PiiType.VALIDADE, PiiType.CVV))
_SENT_TO = frozenset((PiiType.TELEFONE, PiiType.EMAIL, PiiType.CARTAO))
_QUIET = SAYING | ENTERING
_TELLING = frozenset(("é", "es", "esse", "ese", "este", "esta", "meu", "minha", "mi", "seu", "sua"))


@dataclass(slots=True)
class Hint:
    """A kind that the words name. Never changed: a frozen one would take four times as long to make."""

    kind: PiiType
    linked: bool  # nothing else stands between the word and the number
    weak: bool  # the word means other things as well
    earlier: bool  # said in a turn before
    asked: bool  # and it was a question, or the turn was nothing but the word
    index: int  # the token that names it
    said: int = 0  # what the words of its sentence are about (`topics`)
    loose: bool = False  # the answer begins with words of its own: "peraí que estou sem óculos, …"


@dataclass(slots=True)
class _Sentence:
    """What the words of one sentence tell, read from its end."""

    said: int = 0
    index: int = -1  # its last word that tells something
    nearest: int = 0  # what that one tells
    apart: int = 0  # words between that and the number that are no links
    words: int = 0
    linked: bool = False
    loose: bool = False
    earlier: bool = False
    asked: bool = False
    hints: list[Hint] = field(default_factory=list)

    def tell(self, about: int, index: int, apart: int) -> None:
        if not self.said:
            self.index, self.apart, self.nearest = index, apart, about
        self.said |= about


class HintReader:
    """Reads hints in one language."""

    def __init__(self, pack: LanguagePack, table: Mapping[str, int]) -> None:
        self._pack = pack
        self._table = table
        self._subjects = subjects_of(pack.language)
        told = table.keys() | self._subjects.keys()
        # A word's role, what it is about, whether it tells nothing in a turn before. Most are not here.
        self._telling = {word for word, role in table.items() if role & roles.CONTEXT} | self._subjects.keys()
        self._numbers = {word for word, role in table.items() if role & roles.NUMBER}
        self._facts = {
            word: (
                table.get(word, 0),
                self._subjects.get(word, 0),
                word not in self._telling and word not in self._numbers,
            )
            for word in told
        }

    def _in_reach(self, document: Document, first: int, lowest: int) -> bool:
        """Whether a word that tells something stands near enough before token `first`."""
        norms, kinds, telling = document.norms, document.kinds, self._telling
        if telling.isdisjoint(norms[lowest + 1 : first]):
            return False
        nearest = first - 1
        while norms[nearest] not in telling:
            nearest -= 1
        between = kinds[nearest + 1 : first]
        if between.count(Kind.WORD) < _ANSWER_WORDS:
            return True
        begins = first
        if Kind.BREAK in between:
            while kinds[begins - 1] is not Kind.BREAK:
                begins -= 1
            most = _ANSWER_WORDS + 1
        else:
            begins, most = nearest + 1, _TURN_WORDS
        words = kinds[begins:first].count(Kind.WORD)
        return words < most or words - sum(map(self._numbers.__contains__, norms[begins:first])) < most

    def before(self, document: Document, first: int) -> list[Hint]:
        """Kinds named before token `first`, nearest first."""
        lowest = max(-1, first - _MOST_TOKENS)
        hints: list[Hint] = []
        if not self._in_reach(document, first, lowest):
            return hints
        norms, kinds, facts = document.norms, document.kinds, self._facts.get
        own, quiet = self._pack.identifiers, _QUIET
        word, mark, line = Kind.WORD, Kind.PUNCT, Kind.BREAK
        said = turns = 0
        linked = True
        apart = 0  # words that are no links
        earlier = question = False
        pausing, answers = True, False  # nothing but pauses so far in the turn
        brief, light = True, True  # an answer of few words; nothing but short turns between
        limit = _TURN_WORDS
        sentence = _Sentence()
        words = 0  # of the sentence
        for position in range(first - 1, lowest, -1):
            kind = kinds[position]
            norm = norms[position]
            if kind is word:
                fact = facts(norm)
                if fact is None or (earlier and fact[2]):  # most words
                    words += 1
                    said += 1
                    if not earlier:
                        linked = pausing = False
                        apart += norm not in quiet
                    if said >= limit:
                        break
                    continue
                role, about, _ = fact
                if about and norms[position + 1 : position + 2] != _POSTAL:
                    sentence.tell(about, position, 0 if earlier else apart)
                words += 1
                if role & roles.AMOUNT and not earlier:
                    brief = False
                if role & roles.CONTEXT:
                    label = named(document, position, self._pack)
                    weak = norm in own.weak
                    if earlier and weak and not _PURPOSE.isdisjoint(norms[max(0, position - 4) : position]):
                        label = None  # "o número da conta para abrir o chamado"
                    if norm in _RECORDS and position > 1 and norms[position - 1] in _OF:
                        # "o telefone do registo": the one that is on record
                        label = named(document, position - 2, self._pack) or label
                    if label is not None and not (sentence.hints and sentence.hints[-1].kind is label):
                        sentence.hints.append(
                            Hint(label, linked, weak, earlier, question or earlier, position)
                        )
                        # "o código de segurança do cartão": both name the number.
                        linked = linked and label is _CARD
                moment = role & roles.MOMENT or (role & roles.ARTICLE and self._moment(document, position))
                if not (earlier or moment or role & _LINKING):
                    linked = False
                    apart += _FAR if role & roles.AMOUNT else not about and norm not in quiet
                    pausing = pausing and bool(role & roles.PAUSE)
                if moment or not role & roles.NUMBER:
                    said += 1
                    if said >= limit:
                        break
                elif not earlier:
                    linked = pausing = False
                    apart = _FAR
                    brief = brief and about != 0
            elif kind is mark:
                if norm in _SENTENCE_ENDS and position < first - 1:
                    if words:
                        follows, loose = sentence.linked and earlier, sentence.loose
                        if sentence.said or sentence.hints:
                            sentence.words = words
                            self._settle(sentence, hints)
                            sentence = _Sentence()
                            if len(hints) >= _MOST_HINTS:
                                break
                        words = 0
                        sentence.linked, sentence.loose, sentence.earlier = follows, loose, earlier
                    sentence.asked = earlier or norm == "?"
                if norm == "?":
                    question = True
                elif not earlier and norm not in _LINK_MARKS:
                    linked = pausing = norm in "!."
                    apart = 0 if linked else _FAR
            elif kind is line:
                if sentence.said or sentence.hints:
                    sentence.words = words
                    self._settle(sentence, hints)
                    sentence = _Sentence()
                    if len(hints) >= _MOST_HINTS:
                        break
                light = light and (not earlier or words <= _LIGHT_WORDS)
                words = 0
                turns += 1
                if turns > _EARLIER_TURNS or (turns == 1 and said > _ANSWER_WORDS):
                    break
                if turns == 1:
                    limit = said + _EARLIER_WORDS
                    answers = pausing
                    brief = brief and said <= _BRIEF_WORDS
                linked = answers and turns <= _NODDED_TURNS
                sentence.linked, sentence.loose = brief and light, not answers
                earlier, question = True, False
                sentence.earlier = sentence.asked = True
            elif not earlier:
                if kind is Kind.NUMBER:
                    linked = pausing = False
                    apart = _FAR
                brief = brief and said == 0
        sentence.words = words
        self._settle(sentence, hints)
        bare = len(hints) > 1 and is_bare_code(hints[0].said) and (hints[0].earlier or not hints[1].earlier)
        if bare and any(hint.kind in _ON_CARDS for hint in hints[1:]):
            # "validade? … e o código?"
            hints[0] = replace(hints[0], kind=PiiType.CVV)
        elif bare and hints[1].kind is PiiType.CEP:
            hints[0] = replace(hints[0], kind=PiiType.CEP)  # "¿de qué zona postal? … el código"
        return hints

    def _moment(self, document: Document, index: int) -> bool:
        """ "un segundito": the article is no number."""
        after = document.norms[index + 1] if index + 1 < len(document) else ""
        return bool(self._table.get(after, 0) & roles.MOMENT)

    @staticmethod
    def _settle(sentence: "_Sentence", hints: list[Hint]) -> None:
        """Add what a sentence tells, what its words together speak of before what one of them names."""
        named_here = sentence.hints
        if not (sentence.said or named_here):
            return
        kind = topic(sentence.said) if sentence.said else None
        if kind is None and not sentence.apart and not sentence.earlier:
            kind = topic_at_hand(sentence.nearest)
            if kind is PiiType.SENHA and named_here:
                kind = None  # "minha conta veio …"
        ends = sentence.nearest & ENDS and sentence.earlier and sentence.words <= _LIGHT_WORDS
        if kind is None and ends and not named_here:
            kind = PiiType.CARTAO  # "me confirma o final?"
        if kind is not None:
            others = [
                hint.kind
                for hint in named_here
                if not hint.weak and hint.kind not in _OWN and hint.kind is not kind
            ]
            named = says_secret(sentence.said)
            free = named or kind is not PiiType.SENHA or all(hint.weak for hint in named_here)
            told = (not others and free) or (
                is_certain(sentence.said)
                or (kind is PiiType.SENHA and named and all(other in _SENT_TO for other in others))
            )
            if told:
                linked = sentence.linked if sentence.earlier else sentence.apart <= _APART.get(kind, 0)
                near = next((hint for hint in named_here if hint.kind is kind), None)
                if near is not None:
                    linked = linked or near.linked
                    named_here.remove(near)
                named_here.insert(
                    0,
                    Hint(
                        kind,
                        linked,
                        False,
                        sentence.earlier,
                        sentence.asked,
                        sentence.index,
                        sentence.said,
                        sentence.earlier and sentence.loose,
                    ),
                )
        if sentence.nearest & EXPIRES and kind is not PiiType.VALIDADE and not sentence.earlier:
            # "la clave no es válida. … válida hasta 05/28"
            named_here.insert(
                0, Hint(PiiType.VALIDADE, sentence.apart <= 1, False, False, False, sentence.index, EXPIRES)
            )
        for hint in named_here:
            more = says_secret(hint.said) and hints and not says_secret(hints[-1].said)
            if more or not (hints and hints[-1].kind is hint.kind):
                hints.append(hint)

    def after(self, document: Document, last: int) -> Hint | None:
        """The kind named right after a number: "…, é o meu CPF", "… (DNI)"."""
        norms, kinds, table = document.norms, document.kinds, self._table
        stop = min(len(norms), last + _AFTER_TOKENS)
        told = last < stop and norms[last] in _AS
        if last + 1 < stop and norms[last] in _BY:
            for index in range(last + 1, min(stop, last + 3)):
                if norms[index] in MESSAGES:
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
