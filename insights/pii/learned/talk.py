"""What is said around a run of tokens, as named features: the words before and after it, the turns before.

In two steps, for most runs show by what they look like and what they touch that they are nobody's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from insights.pii.identifiers import roles
from insights.pii.identifiers.topics import subjects_of, topic
from insights.pii.learned.weights import Weights
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
_PLAIN = "a2"  # a place that tells the same about runs of all sizes
_NUMERAL = roles.NUMBER | roles.PLURAL
# What the roles of a word beside a run are called.
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


@dataclass(slots=True)
class Beside:
    """What a run of this size touches: the tokens beside it by their places, the words after it."""

    size: str
    places: list[tuple[str, str]]
    words: list[str]
    words_after: int = 0
    law: bool = False  # one is spoken of

    def all(self) -> Iterator[str]:
        """Every feature."""
        yield from (f"a={word}" for word in self.words)
        yield from (f"{name}={word}" for name, word in self.places)
        yield from (f"{name}={word}/{self.size}" for name, word in self.places if name != _PLAIN)

    def score(self, weights: Weights, *, once: bool = False) -> int:
        """What they weigh; words as often as they are said, or `once`."""
        words = set(self.words) if once else self.words
        total = sum(filter(None, map(weights.plain("a"), words)))
        for name, word in self.places:
            total += weights.both(name, self.size)(word, 0)
        return total


def _bucket(number: int) -> str:
    if number < 3:
        return str(number)
    return "3-5" if number < 6 else "6-11" if number < 12 else "12-24" if number < 25 else "25+"


class TalkReader:
    """Reads what is said around runs in one language. `size`: what class of run it is; features that tell
    something else about other runs are told for each class."""

    def __init__(self, pack: LanguagePack, table: Mapping[str, int]) -> None:
        self._laws = {word for word, role in table.items() if role & roles.LAW}
        self._kinds = {word: kind.value for word, kind in pack.identifiers.context.items()}
        self._subjects = subjects_of(pack.language)
        self._numbers = {w for w, role in table.items() if role & _NUMERAL and not role & roles.ARTICLE}
        self._telling = {
            word: "".join(sign for flag, sign in _TELLING if role & flag)
            for word, role in table.items()
            if role & _TOLD
        }

    def beside(self, document: Document, first: int, last: int, size: str) -> Beside:
        """The token before the tokens `[first, last)`, the words after them."""
        telling, norms, kinds = self._telling, document.norms, document.kinds
        out = Beside(size, [], [])
        if first:
            out.places.append(("p1", self._stem(document, first - 1)))
            told = telling.get(norms[first - 1])
            if told is not None:
                out.places.append(("r1", told))
        for place, index in enumerate(range(last, min(len(norms), last + _AFTER_WORDS)), 1):
            kind, norm = kinds[index], norms[index]
            if kind is Kind.BREAK:
                break
            if kind is Kind.WORD:
                stem = norm[:_STEM]
                out.words_after += 1
                out.law = out.law or norm in self._laws
            else:
                stem = "#" if kind is Kind.NUMBER else "[]" if kind is Kind.PLACEHOLDER else norm
            out.words.append(stem)
            if place <= 2:
                out.places.append((f"a{place}", stem))
                told = telling.get(norm)
                if told is not None:
                    out.places.append((f"s{place}", told))
        return out

    def _stem(self, document: Document, index: int) -> str:
        """How a token is called: numbers, placeholders and turn ends by what they are."""
        kind, norm = document.kinds[index], document.norms[index]
        if kind is Kind.WORD:
            return "#" if norm in self._numbers else norm[:_STEM]
        if kind is Kind.NUMBER:
            return "#"
        return "|" if kind is Kind.BREAK else "[]" if kind is Kind.PLACEHOLDER else norm

    def before(self, document: Document, start: int, size: str, beside: Beside) -> "Before":
        """The words of the turn before token `start`, and those of the turns before."""
        norms, kinds = document.norms, document.kinds
        numbers, laws, subjects, named_by = self._numbers, self._laws, self._subjects.get, self._kinds.get
        word, mark, line, number = Kind.WORD, Kind.PUNCT, Kind.BREAK, Kind.NUMBER
        out = self._near(document, start, size)
        turns: list[list[str]] = [[]]
        stems, most = turns[0], _TURN_WORDS
        long: list[str] = []  # words of the turn before that are more than their stems
        content = own_words = about = 0
        law, question, found = beside.law, False, False
        words = turn = 0
        for index in range(start - 1, max(-1, start - _MOST_TOKENS), -1):
            kind, norm = kinds[index], norms[index]
            if kind is word:
                content += 1
                words += 1
                law = law or (content < _LAW_WORDS and norm in laws)
                about |= subjects(norm, 0)
                if turn < 2:
                    named = named_by(norm)
                    if named is not None:
                        out += (f"k{turn}={named}", f"k{turn}={named}/{size}")
                if words <= most:
                    stems.append("#" if norm in numbers else norm[:_STEM])
                    if turn == 1 and len(norm) > _STEM:
                        long.append(norm)
            elif kind is mark:
                if norm == "?":
                    question = question or turn == 1
                    out.append(f"?{turn}")
            elif kind is line:
                if turn == 0:
                    own_words = words
                if about:
                    out.append(f"t{turn}={topic(about)}/{size}")
                    about = 0
                turn += 1
                if turn > _EARLIER_TURNS:
                    break
                words = 0
                stems, most = [], _EARLIER_WORDS
                turns.append(stems)
            else:
                stem = "#" if kind is number else "[]"
                if stem == "[]" and not found:
                    found = True
                    out.append(f"found={min(content, 6)}/{min(turn, 2)}")
                content += 1
                words += 1
                if words <= most:
                    stems.append(stem)
                    if turn == 1 and len(norm) > _STEM:
                        long.append(norm)
        if turn == 0:
            own_words = words
        if about and turn <= _EARLIER_TURNS:
            out.append(f"t{turn}={topic(about)}/{size}")
        if law:
            out.append("law")
        said, left = _bucket(own_words), _bucket(beside.words_after)
        out += (
            f"before={said}",
            f"after={left}",
            f"alone={said}/{left}/{size}",
            f"turn={min(turn, 1)}/{question}",
        )
        return Before(size, out, turns, long)

    def _near(self, document: Document, start: int, size: str) -> list[str]:
        """The second and the third token before."""
        out: list[str] = []
        after = ""
        for place, index in enumerate(range(start - 1, max(-1, start - 4, start - _MOST_TOKENS), -1), 1):
            stem = self._stem(document, index)
            if place > 1:
                out.append(f"p{place}={stem}")
                if place == 2:
                    out.append(f"p2={stem}~{after}")
                told = self._telling.get(document.norms[index])
                if told is not None:
                    out += (f"r{place}={told}", f"r{place}={told}/{size}")
            after = stem
        return out


@dataclass(slots=True)
class Before:
    """What was said before a run of this size: features, and the words of its turn and of the turns before,
    the nearest first. The words are many, and most runs are nobody's: they are summed, not spelled out."""

    size: str
    features: list[str]
    turns: list[list[str]]
    long: list[str]

    def all(self) -> Iterator[str]:
        """Every feature."""
        yield from self.features
        yield from (f"{name}={word}" for name, words in self._groups() for word in words)
        yield from (f"{name}={word}/{self.size}" for name, words in self._sized() for word in words)

    def score(self, weights: Weights) -> int:
        """What they weigh, each once."""
        total = weights.personal_score(set(self.features))
        for name, words in self._groups():
            total += sum(filter(None, map(weights.plain(name), set(words))))
        for name, words in self._sized():
            total += sum(filter(None, map(weights.sized(name, self.size), set(words))))
        return total

    def _groups(self) -> Iterator[tuple[str, list[str]]]:
        yield "b", self.turns[0]
        yield "n", self.turns[0][:_NEAR_WORDS]
        for turn, words in enumerate(self.turns[1:], start=1):
            yield ("q", words + self.long) if turn == 1 else (f"q{turn}", words)

    def _sized(self) -> Iterator[tuple[str, list[str]]]:
        yield "n", self.turns[0][:_NEAR_WORDS]
        if len(self.turns) > 1:
            yield "q", self.turns[1]
