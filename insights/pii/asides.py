"""What people say in the middle of a value with words that no list has: "peraí que li errado", "borre eso".

Nobody can foresee them. What shows is how an aside begins, or the pauses on both sides of it, and that the
value goes on after a few words.
"""

from collections.abc import Callable, Collection

from insights.pii.words.asides import HESITANT, LEADING, PAIRS, REPAIRING
from insights.text.tokens import Document, Kind

_MOST_WORDS = 7
_MOST_TOKENS = 14
_PAUSES = frozenset(",…")


class AsideReader:
    """Reads asides of one language. `ending`: words that say what comes next, which no aside has."""

    def __init__(self, language: str, ending: Collection[str] = ()) -> None:
        self._repairing = REPAIRING[language]
        self._openers = HESITANT[language] | self._repairing
        self._pairs = PAIRS[language]
        self._ending = frozenset(ending) - self._openers
        self.firsts = self._openers | {phrase[0] for phrase in self._pairs}  # words with which one may begin
        self._beginning = self.firsts | _PAUSES

    def over(
        self, document: Document, index: int, goes_on: Callable[[int], bool], *, repair: bool = False
    ) -> tuple[int, bool]:
        """Where a value goes on after the aside at `index`, and whether that takes something back; `index`
        where none does. `repair`: only one that takes something back will do."""
        norms, kinds = document.norms, document.kinds
        if index < len(norms) and norms[index] not in self._beginning:
            return index, False
        if repair and self._repairing.isdisjoint(norms[index : index + _MOST_TOKENS]):
            return index, False
        count = 0
        opened = marked = corrected = False
        for position in range(index, min(len(norms), index + _MOST_TOKENS)):
            norm, kind = norms[position], kinds[position]
            paused = norms[position - 1] in _PAUSES
            may_end = count and (opened or (marked and paused)) and (corrected or not repair)
            if may_end and norms[position - 1] not in LEADING and goes_on(position):
                return position, corrected
            if kind is Kind.PUNCT:
                if norm not in _PAUSES:
                    break
                marked = marked or not count
                continue
            if kind is not Kind.WORD or norm in self._ending:
                break
            if not count:
                opened = norm in self._openers or any(
                    tuple(norms[position : position + length]) in self._pairs for length in (2, 3)
                )
                if not (opened or marked):
                    break
            corrected = corrected or norm in self._repairing
            count += 1
            if count > _MOST_WORDS:
                break
        return index, False
