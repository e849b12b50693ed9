"""What a sentence before a number tells of it: kinds that its words name, and what they together speak of."""

from dataclasses import dataclass, field

from insights.pii.identifiers.topics import (
    BACK,
    CARD,
    ENDS,
    EXPIRES,
    LOCK,
    SAFETY,
    is_certain,
    says_secret,
    topic,
    topic_at_hand,
)
from insights.records import PiiType

_BARE_WORDS = 3
LIGHT_WORDS = 7  # "qual código?", "o de trás": a turn between a question and its answer
_APART = {PiiType.CVV: 3, PiiType.SENHA: 3, PiiType.CARTAO: 1, PiiType.VALIDADE: 5}
_OWN = frozenset((PiiType.CARTAO, PiiType.VALIDADE, PiiType.CVV, PiiType.SENHA))
_SENT_TO = frozenset((PiiType.TELEFONE, PiiType.EMAIL, PiiType.CARTAO))


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
class Sentence:
    """What the words of one sentence tell, read from its end."""

    said: int = 0
    index: int = -1  # its last word that tells something
    nearest: int = 0  # what that one tells
    apart: int = 0  # words between that and the number that are no links
    linked: bool = False
    loose: bool = False
    earlier: bool = False
    asked: bool = False
    hints: list[Hint] = field(default_factory=list)

    def read(self, about: int, index: int, apart: int) -> None:
        if not self.said:
            self.index, self.apart, self.nearest = index, apart, about
        self.said |= about

    def settle(self, words: int, hints: list[Hint]) -> "Sentence":
        """Its `words` are read: add what it tells to `hints`. Returns the one to read on with."""
        if not (self.said or self.hints):
            return self
        self._tell(words, hints)
        return Sentence()

    def _tell(self, words: int, hints: list[Hint]) -> None:
        """What its words together speak of comes before what one of them names."""
        named_here = self.hints
        kind = topic(self.said) if self.said else None
        if kind is None and not self.earlier and self.nearest & LOCK and self.apart < _APART[PiiType.SENHA]:
            kind = PiiType.SENHA  # "a alarme desliga com o 4471"
        if kind is None and not self.apart and not self.earlier:
            kind = topic_at_hand(self.nearest)
            if kind is PiiType.SENHA and named_here:
                kind = None  # "minha conta veio …"
        if kind is None and self.earlier and self.asked and words <= _BARE_WORDS and self.said & BACK:
            kind = PiiType.CVV  # "y atrás?"
        safe = self.earlier and words <= LIGHT_WORDS and self.nearest & SAFETY and not named_here
        if kind is None and safe and not self.said & ~(SAFETY | CARD):
            kind = PiiType.CVV  # "faltou o de segurança"
        ends = self.nearest & ENDS and self.earlier and words <= LIGHT_WORDS
        if kind is None and ends and not named_here:
            kind = PiiType.CARTAO  # "me confirma o final?"
        if kind is not None:
            others = [
                hint.kind
                for hint in named_here
                if not hint.weak and hint.kind not in _OWN and hint.kind is not kind
            ]
            named = says_secret(self.said)
            free = named or kind is not PiiType.SENHA or all(hint.weak for hint in named_here)
            told = (not others and free) or (
                is_certain(self.said)
                or (kind is PiiType.SENHA and named and all(other in _SENT_TO for other in others))
            )
            if told:
                linked = self.linked if self.earlier else self.apart <= _APART.get(kind, 0)
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
                        self.earlier,
                        self.asked,
                        self.index,
                        self.said,
                        self.earlier and self.loose,
                    ),
                )
        if self.nearest & EXPIRES and kind is not PiiType.VALIDADE and not self.earlier:
            # "la clave no es válida. … válida hasta 05/28"
            named_here.insert(
                0, Hint(PiiType.VALIDADE, self.apart <= 1, False, False, False, self.index, EXPIRES)
            )
        for hint in named_here:
            more = says_secret(hint.said) and hints and not says_secret(hints[-1].said)
            if more or not (hints and hints[-1].kind is hint.kind):
                hints.append(hint)
