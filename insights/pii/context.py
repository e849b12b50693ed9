"""What the words around a value say it is: in its turn, or in the turns just before (a question and its
answer)."""

from collections.abc import Iterator

from insights.pii.packs import LanguagePack
from insights.records import PiiType
from insights.text.tokens import Document, Kind

_WINDOW_TOKENS = 14  # how far back in the turn a word tells what a number is
_ANSWER_TOKENS = 10  # an answer's number comes at most this far into the turn
_EARLIER_TOKENS = 45  # how far back in the turns before
_EARLIER_TURNS = 3
_AFTER_TOKENS = 5
_IS = frozenset({"é", "es", "esse", "ese", "este", "esta"})


def kinds_around(
    document: Document, first: int, last: int, pack: LanguagePack
) -> Iterator[tuple[PiiType, int]]:
    """Kinds that the words around tokens `[first, last)` name, nearest first: before it, after it, in the
    turns before."""
    norms, kinds = document.norms, document.kinds
    position = first - 1
    distance = 0
    while position >= 0 and kinds[position] is not Kind.BREAK and distance < _WINDOW_TOKENS:
        kind = named(document, position, pack)
        if kind is not None:
            yield kind, distance
        distance += kinds[position] is not Kind.PUNCT
        position -= 1
    into_turn = distance
    after = last
    stop = min(len(norms), last + _AFTER_TOKENS)
    if after < stop and document.text[document.starts[after] : document.ends[after]].lower() in _IS:
        # "…, é o meu CPF"; what follows without the verb belongs to the next number.
        while after < stop and kinds[after] is not Kind.BREAK and norms[after] not in ".?;":
            kind = named(document, after, pack)
            if kind is not None:
                yield kind, distance + after - last
            after += 1
    if position < 0 or kinds[position] is not Kind.BREAK or into_turn > _ANSWER_TOKENS:
        return
    turns = 0
    stop = max(0, position - _EARLIER_TOKENS)
    while position >= stop and turns <= _EARLIER_TURNS:
        if kinds[position] is Kind.BREAK:
            turns += 1
        else:
            kind = named(document, position, pack)
            if kind is not None:
                yield kind, distance
        distance += 1
        position -= 1


def named(document: Document, index: int, pack: LanguagePack) -> PiiType | None:
    """The kind a word names, alone or with one of the three words before or after it."""
    norm = document.norms[index]
    kind = pack.identifiers.context.get(norm)
    norms = document.norms
    for before in range(index - 1, max(-1, index - 4), -1):
        paired = pack.identifiers.context_pairs.get((norms[before], norm))
        if paired is not None:
            return paired
    if kind is not None:
        for after in range(index + 1, min(len(norms), index + 4)):
            paired = pack.identifiers.context_pairs.get((norm, norms[after]))
            if paired is not None:
                return paired
    return kind
