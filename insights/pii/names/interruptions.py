"""What people say in the middle of a name: pauses, and words that take back what was said."""

from insights.pii.packs import LanguagePack
from insights.pii.words.pauses import CORRECTIONS, PAUSES
from insights.pii.words.reading import words
from insights.text.tokens import Document

_MARKS = frozenset(",.-…")
_HELD = (["…", "…"], [",", ","])
_AGAIN = words("es e el la o a era")
_MOST_TOKENS = 10


class Interruptions:
    """Reads over pauses and corrections of one language."""

    def __init__(self, pack: LanguagePack) -> None:
        self._corrections = CORRECTIONS[pack.language] | pack.names.takebacks
        self._hesitations = pack.names.hesitations
        self._phrases: dict[str, list[tuple[str, ...]]] = {}
        for phrase in sorted(PAUSES[pack.language] | self._corrections, key=len, reverse=True):
            self._phrases.setdefault(phrase[0], []).append(phrase)
        self.firsts = frozenset(self._phrases)  # words with which one may begin

    def phrase(self, document: Document, index: int) -> tuple[tuple[str, ...], int]:
        """The longest phrase that begins at `index`, commas inside, and one past it; `index` for none."""
        norms = document.norms
        for phrase in self._phrases.get(norms[index], ()):
            position = index
            for word in phrase:
                if position > index and norms[position : position + 1] in ([","], ["-"]):
                    position += 1
                if norms[position : position + 1] != [word]:
                    break
                position += 1
            else:
                return phrase, position
        return (), index

    def over(self, document: Document, index: int) -> tuple[int, bool]:
        """Where speech goes on after what interrupts it at `index`, and whether that takes something back;
        `index` where nothing does."""
        norms = document.norms
        position, stop = index, min(len(norms), index + _MOST_TOKENS)
        said = corrected = False
        while position < stop:
            phrase, after = self.phrase(document, position)
            if phrase:
                corrected = corrected or phrase in self._corrections
                said = True
                position = after
            elif norms[position] in _MARKS or norms[position] in self._hesitations:
                said = said or norms[position] not in ",.-"
                position += 1
            elif norms[position] == "e" and norms[position - 1 : position + 2 : 2] in _HELD:
                said = True  # "…é…"
                position += 1
            else:
                break
        if corrected and position < stop and norms[position] in _AGAIN:
            position += 1  # "perdón, es Consuelo"
        return (position, corrected) if said and position < len(norms) else (index, False)
