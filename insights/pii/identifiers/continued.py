"""Pieces of a value that the rest was found without: letters and lone digits said a turn before or after.

For Spanish only: Portuguese calls letters by everyday words ("é", "ele", "cê").

"eme te" – "¿qué más?" – "[…]" – "ka": no word names them, and alone they are nothing. What tells is what
they stand beside, with nods between.
"""

from collections.abc import Iterator, Sequence

from insights.pii.findings import Finding
from insights.pii.identifiers import roles
from insights.pii.identifiers.carriers import is_head, is_stretch
from insights.pii.letters import letter_after, letter_before
from insights.pii.nods import is_nod, telling_words
from insights.pii.packs import LanguagePack
from insights.pii.signs import Sign, Signs
from insights.pii.words.reading import words
from insights.records import PiiType
from insights.text.tokens import Document, Kind

_TYPE = PiiType.DOCUMENTO  # what kind the rest is of, a placeholder does not say
_SCORE = 0.5
_MOST_TOKENS = 16
_MOST_TURNS = 3
_MOST_BACK = 40
_MOST_BETWEEN = 6
_LONG = 5  # letters together that are nothing else
_FEWEST = 3
_LED_TOKENS = 4
_MEASURING = roles.AMOUNT | roles.UNIT | roles.MONTH
_EVERYDAY = roles.LINK | roles.COPULA | roles.CONNECTOR | roles.ARTICLE | roles.CONTEXT | roles.PAUSE
_CHAT = frozenset("qdxknmtyoea")  # "q me dijeron", "d nada"
_LINKING = frozenset(",-–.…?¿")
_MARKS = frozenset(",.;:?!…-–")
_PART = frozenset((",", "-", "."))
_DIGITS = roles.NUMBER | roles.REPEAT | roles.PLURAL
_OF_A_CLASS = words("categoria tipo clase classe serie grupo")  # "categoria B"
_GOES_ON = (["-"], ["$"])  # "E-mail", "R$ 12"
_LIKE = frozenset(("de", "como"))


class ContinuedRecogniser:
    """Finds them in one language."""

    name = "continued"
    types: Sequence[PiiType] = (_TYPE,)

    def __init__(self, pack: LanguagePack) -> None:
        self._pack = pack
        self._table = roles.roles_of(pack)
        self._telling = telling_words(pack)
        self.signs: Signs = {}

    def find(self, document: Document) -> Iterator[Finding]:
        if not document.near & Sign.PLACEHOLDER:
            return
        floor = document.floor
        for index in document.placeholders(max(0, floor - _MOST_BACK)):
            if not self._told_in_parts(document, index):
                continue
            start = self._goes_on(document, index + 1)
            end = self._read(document, start) if start >= floor else start
            if end > start:
                yield self._finding(document, start, end)
            if index > floor:
                end = self._comes_from(document, index)
                later = Kind.BREAK in document.kinds[end:index]
                start = self._read_back(document, end, before_turn=later) if end > floor else end
                if start == end > floor and later:
                    start = self._digits_back(document, end)
                if start < end:
                    yield self._finding(document, start, end)

    def _finding(self, document: Document, start: int, end: int) -> Finding:
        value = "".join(norm for norm in document.norms[start:end] if norm.isalnum())
        return Finding(_TYPE, ((start, end),), value.upper(), _SCORE)

    def _told_in_parts(self, document: Document, index: int) -> bool:
        """Whether what was found are digits or letters, and no name, mail or street."""
        words = document.raw(index, index + 1).casefold().replace(",", " ").split()
        if not words or words[0].startswith("["):
            return False
        return self._carries(words[0]) and self._carries(words[-1])

    def _carries(self, word: str) -> bool:
        if any(char.isdigit() for char in word):
            return "@" not in word
        role = self._table.get(word, 0)
        return bool(role & (_DIGITS | roles.LETTERS)) or len(word) == 1 or self._together(word)

    # What comes after

    def _goes_on(self, document: Document, index: int) -> int:
        """Where the next piece may begin; -1 where none does."""
        norms, kinds = document.norms, document.kinds
        turns = 0
        count = min(len(norms), index + _MOST_TOKENS)
        while index < count:
            kind = kinds[index]
            if kind is Kind.BREAK:
                turns += 1
                index += 1
                if turns > _MOST_TURNS or index >= count:
                    return -1
                index = self._nodded(document, index)
            elif (kind is Kind.PUNCT and norms[index] in _LINKING) or (
                not turns and self._table.get(norms[index], 0) & roles.SEPARATOR
            ):
                index += 1
            elif self._begins(document, index, turns):
                return index
            else:
                return -1 if turns else self._over_words(document, index)
        return -1

    def _over_words(self, document: Document, index: int) -> int:
        """Where the value goes on in its turn after words that say nothing or take something back ("no, qué
        digo, B"), or after the turn; -1 where it does not."""
        norms, kinds = document.norms, document.kinds
        end = self._nodded(document, index)
        if end > index:
            return self._goes_on(document, end)
        corrected = False
        for position in range(index, min(len(norms), index + _MOST_BETWEEN)):
            if kinds[position] is Kind.PUNCT:
                continue
            if kinds[position] is not Kind.WORD:
                break
            corrected = corrected or bool(self._table.get(norms[position], 0) & roles.CORRECTION)
            _, length = letter_after(document, position, self._pack)
            if position > index and length and self._sure(document, position, length):
                before = norms[index:position]
                after = position + length
                said = kinds[position - 1] is not Kind.PUNCT and self._ends_turn(document, after)
                nodded = said and is_nod(before, kinds[index:position], self._telling)
                if (corrected or nodded) and _OF_A_CLASS.isdisjoint(before):
                    return position if norms[after : after + 1] not in _GOES_ON else -1
                break
        return -1

    def _sure(self, document: Document, index: int, length: int) -> bool:
        """Whether a letter is no everyday word."""
        norm = document.norms[index]
        if length > 1 or not self._table.get(norm, 0) & _EVERYDAY:
            return length > 1 or len(norm) > 1 or norm not in _CHAT or document.capitalised(index)
        return len(norm) == 1 and norm not in "yo" and document.capitalised(index)

    def _nodded(self, document: Document, index: int) -> int:
        """The end of the turn where nothing more is said in it and another follows; else `index`."""
        norms, kinds = document.norms, document.kinds
        if Kind.BREAK not in kinds[index : index + _MOST_TOKENS]:
            return index
        end = kinds.index(Kind.BREAK, index)
        return end if is_nod(norms[index:end], kinds[index:end], self._telling) else index

    def _begins(self, document: Document, index: int, turns: int) -> bool:
        norms, kinds = document.norms, document.kinds
        if kinds[index] is Kind.NUMBER or self._table.get(norms[index], 0) & _DIGITS:
            return turns > 0 and self._digits(document, index)
        if kinds[index] is not Kind.WORD:
            return False
        letter, length = letter_after(document, index, self._pack)
        if norms[index + length : index + length + 1] in _GOES_ON:
            return False
        if not length:
            follows = self._ends(document, index + 1) or self._carries(norms[index + 1])
            return self._together(norms[index]) and follows and (turns > 0 or len(norms[index]) >= _LONG)
        after = index + length
        plain = length == 2 or not self._table.get(norms[index], 0) & _EVERYDAY
        if self._ends(document, after):
            capital = len(norms[index]) == 1 and (turns > 0 or document.capitalised(index))
            return plain or (capital and letter not in "yo")
        if norms[after] in _LIKE and norms[after + 1 : after + 2] and norms[after + 1][0] == letter:
            return plain
        if letter_after(document, after, self._pack)[1] and plain:
            return len(norms[index]) > 1 or not self._table.get(norms[after], 0) & _EVERYDAY
        if self._table.get(norms[after], 0) & _DIGITS or kinds[after] is Kind.NUMBER:
            return plain and turns > 0
        return turns > 0 and plain and len(norms[index]) == 1 and letter not in _CHAT

    def _digits(self, document: Document, index: int) -> bool:
        """Whether a turn begins with digits that are no quantity."""
        end = self._read(document, index)
        if self._ends(document, end):
            return True
        measured = self._table.get(document.norms[end], 0) & _MEASURING or document.norms[end] in "$€%"
        return end > index + 1 and not measured

    def _ends(self, document: Document, index: int) -> bool:
        if index >= len(document) or document.kinds[index] is Kind.BREAK:
            return True
        return document.norms[index] in _MARKS

    def _ends_turn(self, document: Document, index: int) -> bool:
        """Whether a turn ends before `index`, but for a mark."""
        kinds = document.kinds
        if index < len(kinds) and kinds[index] is Kind.PUNCT and document.norms[index] not in _PART:
            index += 1
        index += document.norms[index : index + 1] == ["."]
        return index >= len(kinds) or kinds[index] is Kind.BREAK

    def _read(self, document: Document, index: int) -> int:
        """One past the letters and digits that begin at `index`."""
        norms, kinds = document.norms, document.kinds
        begin = end = index
        while index < len(norms):
            if kinds[index] is Kind.NUMBER or self._table.get(norms[index], 0) & _DIGITS:
                end = index = index + 1
            elif kinds[index] is Kind.WORD:
                letter, length = letter_after(document, index, self._pack)
                length = length or int(self._together(norms[index]))
                after = index + length
                everyday = length == 1 and self._table.get(norms[index], 0) & _EVERYDAY
                if not length or (everyday and index > begin and not self._ends(document, after)):
                    break
                if (
                    after + 1 < len(norms)
                    and norms[after] in _LIKE
                    and norms[after + 1].startswith(letter or " ")
                ):
                    after += 2  # "ka de kilo"
                end = index = after
            elif norms[index] in _PART and end == index:
                index += 1
            else:
                break
        return end

    # What came before

    def _comes_from(self, document: Document, index: int) -> int:
        """One past where the piece before the one at `index` may end; -1 where none does."""
        norms, kinds = document.norms, document.kinds
        turns = 0
        lowest = max(document.floor, index - _MOST_TOKENS)
        end = index
        while end > lowest:
            kind = kinds[end - 1]
            if kind is Kind.BREAK:
                turns += 1
                end -= 1
                if turns > _MOST_TURNS:
                    return -1
                first = end
                while first > lowest and kinds[first - 1] is not Kind.BREAK:
                    first -= 1
                if first > lowest and is_nod(norms[first:end], kinds[first:end], self._telling):
                    end = first
            elif (
                (kind is Kind.PUNCT and norms[end - 1] in _LINKING)
                or (not turns and self._table.get(norms[end - 1], 0) & roles.SEPARATOR)
                or (turns and self._table.get(norms[end - 1], 0) & roles.FILLER and len(norms[end - 1]) > 1)
            ):
                end -= 1
            else:
                return end
        return -1

    def _read_back(self, document: Document, end: int, *, before_turn: bool) -> int:
        """Where the letters begin that end before `end`; `end` where there are none. `before_turn`: the rest
        comes in a turn after theirs."""
        norms, kinds = document.norms, document.kinds
        index = start = end
        letters = named = headed = 0
        while index > document.floor and kinds[index - 1] in (Kind.WORD, Kind.PUNCT):
            if kinds[index - 1] is Kind.PUNCT:
                if norms[index - 1] not in _PART or not letters:
                    break
                index -= 1
                continue
            if document.text[document.starts[index - 1]] in "éÉ":
                break
            _, length = letter_before(document, index, self._pack)
            if not length:
                if not self._together(norms[index - 1]):
                    break
                headed += is_head(norms[index - 1])
                length = 1
            letters += 1
            index -= length
            role = self._table.get(norms[index], 0)
            if length == 1 and role & _EVERYDAY and not document.raw(index, index + 1).isupper():
                continue  # only with another one before it
            named += length > 1 or len(norms[index]) > 1
            start = index
        if not before_turn:
            return start if headed or named > 1 or norms[start:end] == ["x"] else end
        alone = start == document.floor or kinds[start - 1] in (Kind.BREAK, Kind.PUNCT)
        return start if headed or letters > 1 or alone else end

    def _digits_back(self, document: Document, end: int) -> int:
        """Where the digits begin that end a turn before `end`; `end` where there are none, or too few."""
        norms, kinds = document.norms, document.kinds
        index = start = end
        count = 0
        while index > document.floor:
            index -= 1
            if kinds[index] is Kind.NUMBER or self._table.get(norms[index], 0) & _DIGITS:
                count += len(norms[index]) if kinds[index] is Kind.NUMBER else 1
                start = index
            elif norms[index] not in _PART:
                break
        before = norms[max(0, start - _LED_TOKENS) : start]
        led = any(self._table.get(norm, 0) & _MEASURING for norm in before)
        return start if count >= _FEWEST and not led else end

    def _together(self, norm: str) -> bool:
        """Whether letters stand together that are no word."""
        return norm not in self._table and (is_stretch(norm) or is_head(norm))
