"""What the words around a number say it is: in its turn, or in the turns before (a question, its answer)."""

from collections.abc import Mapping
from dataclasses import replace

from insights.pii.context import named
from insights.pii.identifiers import roles
from insights.pii.identifiers.sentences import LIGHT_WORDS, Hint, Sentence
from insights.pii.identifiers.topics import is_bare_code, subjects_of
from insights.pii.packs import LanguagePack
from insights.pii.words.cards import ENTERING, SAYING
from insights.records import PiiType
from insights.text.tokens import Document, Kind

_TURN_WORDS = 16  # how far back in the turn a word tells what a number is
_ANSWER_WORDS = 14  # an answer's number comes at most this far into the turn
_EARLIER_WORDS = 45  # how far back in the turns before
_EARLIER_TURNS = 5
_BRIEF_WORDS = 9  # an answer may begin with as many words that say nothing of the value
_PURPOSE = frozenset(("para", "pra", "pa", "p"))
_NODDED_TURNS = 3  # an answer may follow a nod
_LINKING = roles.LINK | roles.COPULA | roles.FILLER | roles.CONTEXT
_MOST_TOKENS = 110
_STRIDE = 8  # tokens that are looked at together
_MOST_HINTS = 4
_LINK_MARKS = frozenset(":,.#-º°ª=\"'(*…–")
_FAR = 100
_CARD = PiiType.CARTAO
_SENTENCE_ENDS = frozenset("?.!")
_POSTAL = ["postal"]  # the code before it is no password
_RECORDS = frozenset(("registo", "registro"))
_OF = frozenset(("de", "do", "del", "no", "al", "que"))  # "o telefone do registo"
_ON_CARDS = frozenset((PiiType.CARTAO, PiiType.VALIDADE, PiiType.CVV))
_QUIET = SAYING | ENTERING


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
        end = first
        while telling.isdisjoint(norms[max(0, end - _STRIDE) : end]):
            end -= _STRIDE
        nearest = end - 1
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
        sentence = Sentence()
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
                    sentence.read(about, position, 0 if earlier else apart)
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
                        sentence = sentence.settle(words, hints)
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
                sentence = sentence.settle(words, hints)
                if len(hints) >= _MOST_HINTS:
                    break
                light = light and (not earlier or words <= LIGHT_WORDS)
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
        sentence.settle(words, hints)
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
