"""What the words of a block and of what was said before it tell, as bits.

Most turns of a call hold nothing that anybody looks for. A recogniser names the words without which it, or a
dear part of it, finds nothing; one pass over a block's tokens then says for all of them whether such a word
is there. What was said before counts with a little more than is looked back at: a sign too many costs time,
a sign too few would lose personal data.
"""

from collections.abc import Iterable, Mapping, Set
from functools import reduce
from operator import or_

from insights.text.tokens import Document, Kind

# Content tokens before a block that are near. Nobody who asks for what is near looks further back.
_NEAR_TOKENS = 48


class Sign:
    """What a word tells: plain numbers, for they are asked for at every block."""

    WORD = 1  # any word
    DIGIT = 1 << 1  # a token with a digit
    PLACEHOLDER = 1 << 2
    PAUSE = 1 << 3  # begins what people say while they think, or take something back
    DATE = 1 << 4  # may begin a date
    BIRTH = 1 << 5
    MAIL = 1 << 6  # an e-mail is spoken of, or said
    MAIL_JOIN = 1 << 7
    PLACE = 1 << 8  # may begin an address
    PLACE_ASKED = 1 << 9
    SECRET = 1 << 10
    CODE = 1 << 11  # a code is likely that nothing names
    CONTACT = 1 << 12  # may begin the contact that ends a note


Signs = Mapping[int, Set[str]]
"""Sign → the words that are one."""


def table_of(all_signs: Iterable[Signs]) -> Mapping[str, int]:
    """Word → its signs."""
    table = {"[]": Sign.PLACEHOLDER}
    for signs in all_signs:
        for sign, words in signs.items():
            for word in words:
                table[word] = table.get(word, 0) | sign
    return table


class SignReader:
    """Reads the signs of one call's blocks in their order."""

    def __init__(self, table: Mapping[str, int]) -> None:
        self._signs_of = table.get
        self._before: list[tuple[int, int]] = []  # blocks: content tokens, signs
        self._said = 0  # the signs of all of them

    def read(self, document: Document) -> None:
        """Write down the signs of a document whose block, from `floor` on, is new."""
        signs_of, floor = self._signs_of, document.floor
        norms, kinds = document.norms, document.kinds
        if floor:
            norms, kinds = norms[floor:], kinds[floor:]
        here = reduce(or_, filter(None, map(signs_of, norms)), 0)
        if Kind.WORD in kinds:
            here |= Sign.WORD
        if Kind.NUMBER in kinds:
            here |= Sign.DIGIT
        near, count = here, 0
        for content, signs in reversed(self._before):
            near |= signs
            count += content
            if count >= _NEAR_TOKENS:
                break
        document.here, document.near, document.said = here, near, here | self._said

    def remember(self, document: Document) -> None:
        """The document's block is what was said before, from now on."""
        kinds = document.kinds[document.floor :]
        content, signs = len(kinds) - kinds.count(Kind.BREAK), document.here
        if self._before and not content:
            before, others = self._before.pop()
            content, signs = before, signs | others
        self._before.append((content, signs))
        self._said |= signs

    def forget(self, kept: int) -> None:
        """Only the last `kept` content tokens are looked back at from now on."""
        first, count = len(self._before), 0
        while first and count < kept:
            first -= 1
            count += self._before[first][0]
        del self._before[:first]
        self._said = 0
        for _, signs in self._before:
            self._said |= signs
