"""Reads a value as it is told, from its first token on, over all that stands between its parts.

What kind of value it is, is decided elsewhere.
"""

from collections.abc import Mapping, Sequence

from insights.pii.identifiers import roles
from insights.pii.identifiers.carriers import CarrierReader, is_hesitation
from insights.pii.identifiers.dictation import Dictation, Letters
from insights.pii.identifiers.gaps import GapReader
from insights.pii.packs import LanguagePack
from insights.text.tokens import Document, Kind

_MOST_CARRIERS = 72
_CUTTING = frozenset(",.-/")
_SCALES = frozenset(("mil", "millon", "millones", "milhao", "milhoes"))


class DictationReader:
    """Reads dictations of one language."""

    def __init__(self, pack: LanguagePack, table: Mapping[str, int]) -> None:
        self._numerals = pack.numerals
        self._table = table
        self._marks = _CUTTING.union(word for word, role in table.items() if role & roles.SEPARATOR)
        self._carriers = CarrierReader(pack, table)
        self._gaps = GapReader(pack, table, self._carriers)

    def read(
        self,
        document: Document,
        start: int,
        *,
        letters: int,
        expected: bool,
        full: int,
        any_words: bool = False,
        most: int = _MOST_CARRIERS,
    ) -> Dictation | None:
        """The dictation that starts at token `start`. `letters`: which belong to it. `expected`: the words
        before say that a number comes, so people may take their time. `full`: with as many digits it is
        complete and goes on in no other turn. `any_words`: whatever words may interrupt it.
        `most`: as many words are read."""
        norms, kinds, table, carrier = document.norms, document.kinds, self._table, self._carriers.read
        said = Dictation(any_words=any_words)
        carriers = said.carriers
        count = len(norms)
        plain = not any_words and letters != Letters.TOGETHER
        position = first = end = start
        while position < count and len(carriers) < most:
            after = carrier(document, position, said, letters)
            if after > position:
                position = end = after
                continue
            if not carriers:
                return None
            follow = position
            while not expected and follow < count - 1 and kinds[follow] is Kind.PUNCT:
                follow += 1
            norm = norms[follow]
            unknown = plain and kinds[follow] is Kind.WORD and norm not in table
            if unknown and not is_hesitation(norm) and not (expected and norm in self._gaps.openers):
                break  # most words end it
            resume, turns, corrected = self._gaps.over(document, position, said, letters, expected, full)
            if resume <= position:
                break
            if turns:
                said.pieces.append((first, end))
                said.starts.append(len(carriers))
                first = resume
            if corrected:
                said.corrections.append(len(carriers))
            if self._marked(norms, position, resume):
                said.cuts.append(len(carriers))
            said.gaps += corrected or resume - position > 1
            position = resume
        if end > first:
            said.pieces.append((first, end))
        else:
            said.starts.pop()  # nothing more was said in the last turn
        said.starts.insert(0, 0)
        said.spell(self._numerals)
        return said

    def _marked(self, norms: Sequence[str], first: int, last: int) -> bool:
        """Whether a mark stands, or was said, in a gap; one after a thousand only parts a number."""
        if norms[first - 1] in _SCALES:
            return False
        return not self._marks.isdisjoint(norms[first:last])
