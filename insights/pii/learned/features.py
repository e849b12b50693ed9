"""What is said around a run of digits, as named features: the words before and after it, the turns before.

In two steps, for most numbers show by what they look like and what they touch that they are nobody's.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from insights.pii.identifiers import roles
from insights.pii.identifiers.topics import subjects_of, topic
from insights.pii.learned.runs import Run
from insights.pii.learned.shape import shape_of
from insights.pii.packs import LanguagePack
from insights.text.tokens import Document, Kind

_TURN_WORDS = 14
_NEAR_WORDS = 5
_EARLIER_WORDS = 18
_EARLIER_TURNS = 3
_AFTER_WORDS = 6
_MOST_TOKENS = 64
_STEM = 6
_LAW_WORDS = 6
_NUMERAL = roles.NUMBER | roles.PLURAL
# What the roles of a word beside a number are called.
_TELLING = (
    (roles.UNIT, "U"),
    (roles.AMOUNT, "A"),
    (roles.LAW, "L"),
    (roles.MONTH, "M"),
    (roles.CONTEXT, "C"),
    (roles.FINAL, "F"),
    (roles.EXPIRY, "E"),
    (roles.COPULA, "="),
    (roles.SEPARATOR, "S"),
    (roles.MOMENT, "O"),
    (roles.CORRECTION, "X"),
    (roles.PAUSE | roles.FILLER, "P"),
)
_TOLD = sum(flag for flag, _ in _TELLING)


@dataclass(frozen=True, slots=True)
class Near:
    """What a number looks like and touches."""

    text: str
    size: str
    features: tuple[str, ...]
    words_after: int
    law: bool  # one is spoken of


def _bucket(number: int) -> str:
    if number < 3:
        return str(number)
    return "3-5" if number < 6 else "6-11" if number < 12 else "12-24" if number < 25 else "25+"


class FeatureReader:
    """Reads the features of runs in one language."""

    def __init__(self, pack: LanguagePack, table: Mapping[str, int]) -> None:
        self._numerals = pack.numerals
        self._laws = {word for word, role in table.items() if role & roles.LAW}
        self._kinds = {word: kind.value for word, kind in pack.identifiers.context.items()}
        self._subjects = subjects_of(pack.language)
        self._numbers = {w for w, role in table.items() if role & _NUMERAL and not role & roles.ARTICLE}
        self._telling = {
            word: "".join(sign for flag, sign in _TELLING if role & flag)
            for word, role in table.items()
            if role & _TOLD
        }

    def read(self, document: Document, run: Run) -> set[str]:
        """All features of a run."""
        near = self.near(document, run)
        return {*near.features, *self.far(document, run, near)}

    def near(self, document: Document, run: Run) -> Near:
        """What it looks like, the token before it, the words after it."""
        shape = shape_of(document, run, self._numerals)
        size, telling = shape.size, self._telling
        out = list(shape.features)
        if run.first:
            norm, stem = document.norms[run.first - 1], self._stem(document, run.first - 1)
            out += (f"p1={stem}", f"p1={stem}/{size}")
            told = telling.get(norm)
            if told is not None:
                out += (f"r1={told}", f"r1={told}/{size}")
        norms, kinds = document.norms, document.kinds
        words, law = 0, False
        for place, index in enumerate(range(run.last, min(len(norms), run.last + _AFTER_WORDS))):
            kind, norm = kinds[index], norms[index]
            if kind is Kind.BREAK:
                break
            if kind is Kind.WORD:
                stem = norm[:_STEM]
                words += 1
                law = law or norm in self._laws
            else:
                stem = "#" if kind is Kind.NUMBER else "[]" if kind is Kind.PLACEHOLDER else norm
            out.append(f"a={stem}")
            if place < 2:
                out.append(f"a{place + 1}={stem}")
                if place == 0:
                    out.append(f"a1={stem}/{size}")
                told = telling.get(norm)
                if told is not None:
                    out += (f"s{place + 1}={told}", f"s{place + 1}={told}/{size}")
        return Near(shape.text, size, tuple(out), words, law)

    def _stem(self, document: Document, index: int) -> str:
        """How a token is called: numbers, placeholders and turn ends by what they are."""
        kind, norm = document.kinds[index], document.norms[index]
        if kind is Kind.WORD:
            return "#" if norm in self._numbers else norm[:_STEM]
        if kind is Kind.NUMBER:
            return "#"
        return "|" if kind is Kind.BREAK else "[]" if kind is Kind.PLACEHOLDER else norm

    def far(self, document: Document, run: Run, near: Near) -> list[str]:
        """The words of the turn before it, and those of the turns before."""
        norms, kinds = document.norms, document.kinds
        size = near.size
        out: list[str] = []
        add = out.append
        words = turn = content = own_words = about = 0
        law, question, found = near.law, False, False
        after = ""
        first = run.first - 1
        for index in range(first, max(-1, run.first - _MOST_TOKENS), -1):
            kind, norm, stem = kinds[index], norms[index], self._stem(document, index)
            if 0 < first - index < 3:
                place = first - index + 1
                add(f"p{place}={stem}")
                if place == 2:
                    add(f"p2={stem}~{after}")
                told = self._telling.get(norm)
                if told is not None:
                    add(f"r{place}={told}")
                    add(f"r{place}={told}/{size}")
            after = stem
            if kind is Kind.BREAK:
                if turn == 0:
                    own_words = words
                if about:
                    add(f"t{turn}={topic(about)}/{size}")
                    about = 0
                turn += 1
                if turn > _EARLIER_TURNS:
                    break
                words = 0
                continue
            if stem == "[]" and not found:
                found = True
                add(f"found={min(content, 6)}/{min(turn, 2)}")
            if kind is Kind.PUNCT:
                if norm == "?":
                    question = question or turn == 1
                    add(f"?{turn}")
                continue
            content += 1
            words += 1
            if kind is Kind.WORD:
                law = law or (content < _LAW_WORDS and norm in self._laws)
                about |= self._subjects.get(norm, 0)
                named = self._kinds.get(norm) if turn < 2 else None
                if named is not None:
                    add(f"k{turn}={named}")
                    add(f"k{turn}={named}/{size}")
            if turn == 0:
                if words <= _TURN_WORDS:
                    add(f"b={stem}")
                if words <= _NEAR_WORDS:
                    add(f"n={stem}")
                    add(f"n={stem}/{size}")
            elif words <= _EARLIER_WORDS:
                if turn > 1:
                    add(f"q{turn}={stem}")
                    continue
                add(f"q={stem}")
                add(f"q={stem}/{size}")
                if len(norm) > _STEM:
                    add(f"q={norm}")
        if turn == 0:
            own_words = words
        if about and turn <= _EARLIER_TURNS:
            add(f"t{turn}={topic(about)}/{size}")
        if law:
            add("law")
        said, left = _bucket(own_words), _bucket(near.words_after)
        out += (
            f"before={said}",
            f"after={left}",
            f"alone={said}/{left}/{size}",
            f"turn={min(turn, 1)}/{question}",
        )
        return out
