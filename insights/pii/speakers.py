"""Who speaks and when, as chats write it before each line: "[10:02] Cliente: …", "12/03/24 10:02 - Ana: …".

A time and a role are nobody's data, a name is a person's; none is a part of what is said: without them a line
begins where its turn does.
"""

from dataclasses import dataclass

from insights.pii.names.lexicon import Class, Lexicon
from insights.pii.stamps import past_stamp
from insights.pii.words.names.firms import KNOWN
from insights.pii.words.speakers import FIRMS, ROLES
from insights.text.tokens import Document, Kind

_PARTICLES = frozenset(("de", "da", "do", "dos", "das", "del", "la", "las", "los", "e", "y"))
_NAME = Class.GIVEN | Class.SURNAME
_MARKS = frozenset((":", ">"))
_DIVIDING = frozenset(("-", "|", "/", "(", ")", "~", "@", ","))
_QUOTES = frozenset(('"', "'", "“", "”"))
_WITHIN = _DIVIDING | _QUOTES | {".", "&", "+"}
_BEFORE_NAMES = ROLES - FIRMS  # "Agente Ana", but "Loja Ana" is a firm
_MOST_LABEL = 12
_MOST_WORDS = 5
_MOST_FIRM_WORDS = 4


@dataclass(frozen=True, repr=False)
class Named:
    """Who speaks: characters `[start, end)` of the document, and the name in one form."""

    start: int
    end: int
    value: str


class SpeakerReader:
    """Reads the labels of one call's lines in their order: a role that comes again is no form's field."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._of = lexicon.of
        self._seen: set[str] = set()
        self._here: set[str] = set()

    def remember(self) -> None:
        """The block that was read last is what was said before, from now on."""
        self._seen |= self._here

    def drop(self, document: Document) -> list[Named]:
        """Take the labels out of the block of a document, its tokens from `floor` on: the people in them."""
        floor = document.floor
        self._here.clear()
        if _MARKS.isdisjoint(document.norms[floor:]):
            return []
        kinds = document.kinds
        starts = [floor] if not floor or kinds[floor - 1] is Kind.BREAK else []
        starts += [index for index, kind in enumerate(kinds[floor:], floor + 1) if kind is Kind.BREAK]
        people: list[Named] = []
        ends = [self._end(document, start, people) for start in starts]
        for first, last in zip(reversed(starts), reversed(ends), strict=True):
            del document.starts[first:last], document.ends[first:last]
            del document.norms[first:last], document.kinds[first:last]
        return people

    def _end(self, document: Document, start: int, people: list[Named]) -> int:
        """One past the label of the line that begins at `start`; who it names joins `people`."""
        norms = document.norms
        after, stamped = past_stamp(document, start)
        mark = self._mark(document, after)
        if mark < 0:
            return after if stamped and self._more(document, after) else start
        label = " ".join(norms[after:mark])
        known = after > start or label in self._seen or label in self._here
        taken = self._label(document, after, mark, known=known)
        if taken is None:
            return start
        self._here.add(label)
        if not self._more(document, mark + 1):
            return start
        people += taken
        return mark + 1

    @staticmethod
    def _more(document: Document, index: int) -> bool:
        """Whether the line goes on at `index`."""
        return index < len(document) and document.kinds[index] is not Kind.BREAK

    @staticmethod
    def _mark(document: Document, start: int) -> int:
        """Where the mark is that ends the label at `start`; -1 for none."""
        norms, kinds = document.norms, document.kinds
        for index in range(start, min(len(norms), start + _MOST_LABEL)):
            kind = kinds[index]
            if norms[index] in _MARKS and index > start:
                if kinds[index - 1] is not Kind.NUMBER or _has_letter(norms[index - 1]):
                    return index if norms[index + 1 : index + 2] != ["/"] else -1
                if not document.touches(index):
                    return -1
            elif kind is Kind.BREAK or (kind is Kind.PUNCT and norms[index] not in _WITHIN):
                return -1
        return -1

    def _label(self, document: Document, first: int, last: int, *, known: bool) -> list[Named] | None:
        """The people in the label of tokens `[first, last)`; None where it is not a speaker's."""
        norms, kinds = document.norms, document.kinds
        known = known or norms[last] == ">" or ":" in norms[first:last]
        if last == first + 1:
            if kinds[first] is Kind.PLACEHOLDER:
                return []
            if norms[first] in ROLES:
                self._here.add(norms[first])
                return [] if known or self._is_said(document, last + 1) else None
        if not known and not self._is_said(document, last + 1):
            return None
        people: list[Named] = []
        told = False
        begin = first
        for index in range(first, last + 1):
            if index < last and norms[index] not in _DIVIDING:
                continue
            if begin < index:
                named, speaks = self._part(document, begin, index, known=known)
                told = told or speaks
                people += named
            begin = index + 1
        return people if told or known else None

    def _part(self, document: Document, first: int, last: int, *, known: bool) -> tuple[list[Named], bool]:
        """Who is named in a part of a label without dashes, and whether it is a speaker for sure."""
        norms, kinds = document.norms, document.kinds
        led = False
        while first < last and (
            norms[first] in _BEFORE_NAMES
            or norms[first] == "."
            or (led and norms[first] in _PARTICLES)
            or self._of(norms[first]) & (Class.TITLE | Class.RELATION)
        ):
            led = True
            first += 1
        if first == last:
            return [], led and known
        if kinds[first] is Kind.PLACEHOLDER:
            return [], led
        words = [index for index in range(first, last) if kinds[index] is not Kind.PUNCT]
        if not words or len(words) > _MOST_WORDS or any(kinds[index] is not Kind.WORD for index in words):
            return [], False
        if norms[first] in FIRMS or any(
            tuple(norms[first:end]) in KNOWN
            for end in range(first + 1, min(last, first + _MOST_FIRM_WORDS) + 1)
        ):
            return [], len(words) > 1 and document.capitalised(first)
        sure = self._is_person(document, words, led=led, known=known)
        if not sure:
            return [], False
        value = " ".join(norms[index] for index in words)
        end = last - (norms[last - 1] == "." and len(norms[last - 2]) > 1)
        return [Named(document.starts[first], document.ends[end - 1], value)], True

    def _is_person(self, document: Document, words: list[int], *, led: bool, known: bool) -> bool:
        """Whether the words of a label are a person's name or nickname."""
        norms = document.norms
        of = [self._of(norms[index]) for index in words]
        if any(norms[index] in FIRMS and norms[index - 1] not in _PARTICLES for index in words[1:]):
            return False
        if of[0] & _NAME:
            clear = known or led or len(words) > 1 or not of[0] & Class.DOUBTFUL
            return clear and all(
                self._goes_on(document, index, bits) for index, bits in zip(words, of, strict=True)
            )
        if of[0] & Class.STOP:
            return False
        if led or norms[words[0]] in document.people:
            return document.capitalised(words[0]) and not any(bits & Class.STOP for bits in of)
        # Nobody knows the words: "Ouhammou Idrissi", not "NetSerra".
        return (
            known
            and len(words) > 1
            and all(
                (bits & _NAME or not bits) and document.raw(index, index + 1).istitle()
                for index, bits in zip(words, of, strict=True)
            )
        )

    def _goes_on(self, document: Document, index: int, bits: int) -> bool:
        """Whether a word may stand in a name that began before."""
        if bits & (_NAME | Class.PARTICLE | Class.TITLE) or not bits:
            return True
        before = document.norms[index - 1]
        return before in _PARTICLES or before in _QUOTES or len(document.norms[index]) == 1

    def _is_said(self, document: Document, index: int) -> bool:
        """Whether what follows is no name: "Atendente: Bom dia", but "Cliente: Ana de Souza"."""
        norms, kinds = document.norms, document.kinds
        if index >= len(kinds) or kinds[index] is not Kind.WORD:
            return False
        if not document.capitalised(index) or self._of(norms[index]) & Class.GREETING:
            return True
        second = index + 1 + (norms[index + 1 : index + 2] == [","])
        if second >= len(kinds) or kinds[second] is not Kind.WORD:
            return False
        return not document.capitalised(second) and norms[second] not in _PARTICLES


def _has_letter(norm: str) -> bool:
    return any(char.isalpha() for char in norm)
