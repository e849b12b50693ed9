"""Words of a block that may be somebody's name, town or password, as runs of tokens.

Most words are everyday words and are passed by with one look. A word is looked at when the lists know it as a
name; when no list knows it, or a place is called so, where a capital marks it or the line is short or answers
something personal; and in such an answer everyday words too. Letters said one by one are a run. A long line
where nobody asked is prose: of that the rules know enough.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from insights.pii.learned.judge import Run
from insights.pii.learned.words.letters import LetterReader
from insights.pii.names.lexicon import NAME, Class, Lexicon
from insights.pii.names.parts import shouted, starts_sentence
from insights.pii.packs import LanguagePack
from insights.pii.places import Places
from insights.text.tokens import Document, Kind

_MOST_WORDS = 6
_SHORT_LINE = 6  # words
_ASKED_LINE = 14
_ANSWER_WORDS = 8
_PROSE_LINE = 30
_LEAST = 3  # letters
_LEAST_LETTERS = 5  # said one by one where nobody asked
_INSIDE = frozenset("-'´")
_MARKS = frozenset(".,;:?!¿¡-–/()[]{}'\"…\n") | {"[]"}
_UNSURE = Class.DOUBTFUL | Class.EVERYDAY | Class.ABROAD


@dataclass(slots=True)
class WordRun(Run):
    """What class each word is of, a letter for each; whether it is all that a line answers."""

    classes: str = ""
    answer: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """Tokens `[start, stop)`. `near`: something personal may be in it; `answers`: it may be nothing else;
    `secret`: a password, which may be any word."""

    start: int
    stop: int
    near: bool
    answers: bool
    secret: bool


class RunReader:
    """Reads the runs of one language."""

    def __init__(self, pack: LanguagePack, lexicon: Lexicon, places: Places) -> None:
        self._lexicon = lexicon
        self._letters = LetterReader(pack, lexicon)
        self._places = {first for first, tails in places.names.items() if any(not tail for tail, _ in tails)}
        own = pack.identifiers
        # Words that carry a talk on, and are no value.
        self._idle = (
            pack.names.not_names
            | pack.names.companies
            | pack.names.nods
            | own.backchannels
            | own.fillers
            | own.moments
            | own.context.keys()
            | pack.numerals.values.keys()
            | pack.dates.months.keys()
        )
        self._particles = pack.names.name_particles
        plain = {word for word, bits in lexicon.known.items() if not bits & NAME} | self._idle
        named = {word for word, bits in lexicon.known.items() if bits & NAME}
        self._passed_by = (plain - named - self._places - self._letters.clear) | _MARKS

    def read(self, document: Document, first: int, *, asked: bool, secret: bool) -> Iterator[WordRun]:
        """The runs from token `first` on, left to right. `asked`: something personal was spoken of; `secret`:
        a password."""
        passed_by, block = self._passed_by, document.norms[first:]
        if passed_by.issuperset(block) and not secret:
            return
        wanted = [index for index, norm in enumerate(block, first) if norm not in passed_by]
        kinds, of, clear = document.kinds, self._lexicon.of, self._letters.clear
        text, starts, norms = document.text, document.starts, document.norms
        taken = first
        for line in self._lines(document, first, asked=asked, secret=secret):
            if line.secret:
                looked_at = list(range(line.start, line.stop))
            else:
                looked_at = [index for index in wanted if line.start <= index < line.stop]
            for index in looked_at:
                if index < taken or kinds[index] is not Kind.WORD:
                    continue
                norm = norms[index]
                if norm in clear:
                    spelled = self._letters.read(document, index, max(taken, line.start), line.stop)
                    if spelled is not None and (line.answers or spelled[2] >= _LEAST_LETTERS):
                        start, taken, count = spelled
                        yield WordRun(start, taken, "L" * min(count, 4))
                        continue
                bits = of(norm)
                if not line.near and (not bits or bits & _UNSURE) and not text[starts[index]].isupper():
                    continue
                kind = self._class(document, index, bits)
                if kind and self._begins(document, index, kind, line):
                    run = self._run(document, index, line)
                    taken = run.last
                    yield run

    def _lines(self, document: Document, first: int, *, asked: bool, secret: bool) -> Iterator[_Line]:
        kinds = document.kinds
        count = len(kinds)
        start = first
        while start < count:
            try:
                stop = kinds.index(Kind.BREAK, start)
            except ValueError:
                stop = count
            if stop > start:
                words = kinds[start:stop].count(Kind.WORD)
                if words > _PROSE_LINE and not asked:
                    start = stop + 1
                    continue
                answers = asked and words <= _ANSWER_WORDS and start > 0
                near = words <= (_ASKED_LINE if asked else _SHORT_LINE)
                yield _Line(start, stop, near, answers, answers and secret)
            start = stop + 1

    def _class(self, document: Document, index: int, bits: int) -> str:
        """A letter for what is known of a word; "" for one that is no value."""
        norm = document.norms[index]
        if document.kinds[index] is not Kind.WORD or len(norm) < _LEAST:
            return ""
        if bits & NAME:
            if bits & Class.STOP and norm in self._idle and not self._marked(document, index):
                return ""
            if bits & (Class.DOUBTFUL | Class.ABROAD):
                return "d" if bits & Class.DOUBTFUL else "a"
            both = bits & NAME == NAME
            kind = "b" if both else "g" if bits & Class.GIVEN else "s"
            return kind if bits & Class.EVERYDAY else kind.upper()
        if norm in self._places:
            return "P"
        if bits & (Class.TITLE | Class.RELATION | Class.PARTICLE) or norm in self._idle:
            return ""
        return "c" if bits else "u" if self._lexicon.like_a_word(norm) else "U"

    def _begins(self, document: Document, index: int, kind: str, line: _Line) -> bool:
        if kind in "GSB" or line.secret:
            return True
        if (kind in "gsbaPU" and line.near) or (kind == "d" and line.answers):
            return True
        return kind != "c" and self._marked(document, index)

    @staticmethod
    def _marked(document: Document, index: int) -> bool:
        """Whether a capital tells something."""
        return (
            document.capitalised(index)
            and not starts_sentence(document, index)
            and not (shouted(document, index) and len(document.norms[index]) < 6)
        )

    def _run(self, document: Document, index: int, line: _Line) -> WordRun:
        norms, kinds, of = document.norms, document.kinds, self._lexicon.of
        capital = document.capitalised(index)
        classes = ""
        position = last = index
        while position < line.stop and len(classes) < _MOST_WORDS:
            norm = norms[position]
            if kinds[position] is not Kind.WORD:
                if norm in _INSIDE and document.touches(position) and document.touches(position + 1):
                    position += 1
                    continue
                break
            kind = self._class(document, position, of(norm))
            if not kind:
                if classes and norm in self._particles and position + 1 < line.stop:
                    position += 1
                    continue
                break
            if kind in "cu" and not line.secret and not (capital and document.capitalised(position)):
                break
            if classes and capital and kind in "uUcd" and not document.capitalised(position):
                break
            classes += kind
            position += 1
            last = position
        return WordRun(index, last, classes, line.answers)
