"""One value as it is told: digits, number words and letters, with all that stands between them.

A dictation goes on over separators ("ponto", "guion"), hesitations, corrections and pauses, over the other
speaker's "certo" or "sí", and over turns that say a part again. What kind of value it is, is decided
elsewhere.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from insights.pii.identifiers import roles
from insights.pii.letters import letter_after
from insights.pii.packs import LanguagePack
from insights.pii.words.reading import words
from insights.pii.written import cluster_end, is_price, written_date
from insights.text.numerals import Group, read_groups
from insights.text.tokens import Document, Kind

_MOST_CARRIERS = 72
_GAP_TOKENS = 20
_GAP_WORDS = 8
_GAP_TURNS = 3
_FEW = 2
_GAP_MARKS = frozenset(".,-/()…–'\"*")
_TURN_MARKS = frozenset("?!¿¡")
_QUANTITY = re.compile(
    r"\d{1,2}h(?:\d{2})?(?:min)?|\d{1,3}[ºªoa]s?|\d{1,6}(?:gb|mb|mbps|kwh|mega|megas|giga|gigas|kg|km|mg|ml|mm|cm|m|min|seg|"
    r"th|k|g|x|m2|m3|w|v|dias|mil|reais|euros)|mm[23]"
)
_EXPIRY = re.compile(r"(?:0?[1-9]|1[0-2])/(?:20)?(?:2[4-9]|3\d|4[0-5])")
_CODE = re.compile(r"[a-z]{1,6}\d{1,2}")
# A letter in a code: letters only, short, beside digits.
_CODE_LETTERS = 4
_COUNTED = words(
    "digitos algarismos cifras numeros numerozinhos numeritos numerinhos letras caracteres caractere "
    "finais finales ultimos"
)
_BEHIND = frozenset(("tras", "atras", "detras"))
# Before these "um" is no article.
_NO_NOUNS = frozenset(("em", "en", "por", "com", "con", "para", "pra", "que", "pode", "puede", "cobre"))
_RANGES = frozenset(("a", "al", "ate", "hasta", "ou", "o", "u", "em", "en", "por"))
_CUTTING = frozenset(",.-/")
_SCALES = frozenset(("mil", "millon", "millones", "milhao", "milhoes"))
_MOST_TOGETHER = 7
# Words that say what comes next end a value, whatever else may interrupt it.
_MEANING = roles.CONTEXT | roles.AMOUNT | roles.UNIT | roles.MONTH | roles.EXPIRY
_SOUNDS = frozenset("aeouhmn")
_ISSUERS = frozenset(("ssp", "dgp", "pc", "ifp", "sp", "rj", "mg", "df"))


class Letters(IntEnum):
    """Which letters belong to a value."""

    NONE = 0
    CHECKED = 1  # written ones, and one said at the end
    SPELLED = 2  # also those that are everyday words
    TOGETHER = 3  # also longer stretches written together


@dataclass(slots=True)
class Dictation:
    """Token ranges of a value, one a turn, and what they spell."""

    pieces: list[tuple[int, int]] = field(default_factory=list)
    carriers: list[int] = field(default_factory=list)  # tokens that carry digits or letters, in order
    words: list[str] = field(default_factory=list)  # what each of them says
    starts: list[int] = field(default_factory=list)  # the first carrier of each piece
    cuts: list[int] = field(default_factory=list)  # carriers after a mark: a new number begins
    corrections: list[int] = field(default_factory=list)  # carriers said after taking something back
    groups: list[Group] = field(default_factory=list)
    text: str = ""
    gaps: int = 0  # pauses with words
    any_words: bool = False  # may interrupt it
    measured: tuple[int, int] = (-1, 0)  # how many words had how many characters

    @property
    def first(self) -> int:
        return self.pieces[0][0]

    @property
    def last(self) -> int:
        """One past the last token."""
        return self.pieces[-1][1]


class DictationReader:
    """Reads dictations of one language."""

    def __init__(self, pack: LanguagePack, table: Mapping[str, int]) -> None:
        self._pack = pack
        self._table = table

    def read(
        self,
        document: Document,
        start: int,
        *,
        letters: Letters,
        expected: bool,
        full: int,
        any_words: bool = False,
        most: int = _MOST_CARRIERS,
    ) -> Dictation | None:
        """The dictation that starts at token `start`. `letters`: which belong to it. `expected`: the words
        before say that a number comes, so people may take their time. `full`: with as many digits it is
        complete and goes on in no other turn. `any_words`: whatever words may interrupt it.
        `most`: as many words are read."""
        said = Dictation(any_words=any_words)
        count = len(document)
        position = first = end = start
        while position < count and len(said.carriers) < most:
            after = self._carrier(document, position, said, letters=letters)
            if after > position:
                position = end = after
                continue
            if not said.carriers:
                return None
            resume, turns, corrected = self._gap(document, position, said, letters, expected, full)
            if resume <= position:
                break
            if turns:
                said.pieces.append((first, end))
                said.starts.append(len(said.carriers))
                first = resume
            if corrected:
                said.corrections.append(len(said.carriers))
            if self._marked(document, position, resume):
                said.cuts.append(len(said.carriers))
            said.gaps += corrected or resume - position > 1
            position = resume
        if end > first:
            said.pieces.append((first, end))
        else:
            said.starts.pop()  # nothing more was said in the last turn
        said.starts.insert(0, 0)
        self.spell(said)
        return said

    def spell(self, said: Dictation) -> None:
        """Put together what the pieces say; a part said again counts once."""
        said.groups = self._groups(said)
        said.text = _value(said)

    def _groups(self, said: Dictation) -> list[Group]:
        """The numbers that were said: "duzentos ponto nove" are two."""
        groups: list[Group] = []
        start = 0
        for end in (*said.cuts, len(said.words)):
            if end > start:
                more = read_groups(said.words[start:end], self._pack.numerals)
                groups += [_moved(group, start) for group in more] if start else more
            start = max(start, end)
        return groups

    def _marked(self, document: Document, first: int, last: int) -> bool:
        """Whether a mark stands, or was said, in a gap; one after a thousand only parts a number."""
        if document.norms[first - 1] in _SCALES:
            return False
        return any(
            document.norms[k] in _CUTTING or self._table.get(document.norms[k], 0) & roles.SEPARATOR
            for k in range(first, last)
        )

    def trim(self, said: Dictation, carriers: int, document: Document) -> bool:
        """Leave only the first `carriers`; False when nothing is left."""
        if carriers <= 0:
            return False
        while said.starts and said.starts[-1] >= carriers:
            said.starts.pop()
            said.pieces.pop()
        del said.carriers[carriers:], said.words[carriers:]
        said.corrections = [index for index in said.corrections if index < carriers]
        said.cuts = [index for index in said.cuts if index < carriers]
        first, _ = said.pieces[-1]
        said.pieces[-1] = (first, said.carriers[-1] + 1)
        self.spell(said)
        return True

    def _carrier(self, document: Document, position: int, said: Dictation, *, letters: Letters) -> int:
        """One past the digits, number word or letter at `position`, put into `said`; `position` for none."""
        norms, kinds = document.norms, document.kinds
        norm, kind = norms[position], kinds[position]
        if kind is Kind.NUMBER:
            if norm.isdecimal():
                marked = position + 2 < len(norms) and norms[position + 1] in "/-.,"
                if marked and position > 1 and document.touches(position) and norms[position - 1] in "-.":
                    marked = kinds[position - 2] is not Kind.NUMBER  # inside a longer number
                if (
                    marked
                    and said.carriers
                    and norms[position + 1] == "/"
                    and self._expires(document, position)
                ):
                    return position
                if marked and (written_date(document, position) or is_price(document, position)):
                    return position
            elif _QUANTITY.fullmatch(norm) or (not letters and _CODE.fullmatch(norm)):
                return position
            return self._take(said, position, norm, position + 1)
        if kind is not Kind.WORD:
            return position
        role = self._table.get(norm, 0)
        if role & roles.NUMBER:
            if counts_digits(norms, position):
                return position
            if role & (roles.ARTICLE | roles.DICTATED) and not self._counts(document, position, said, role):
                return position
            return self._take(said, position, norm, position + 1)
        if role & roles.PLURAL and said.carriers and said.carriers[-1] >= position - 2:
            return self._take(said, position, norm, position + 1)
        if role & roles.REPEAT:
            follow = position + 1
            while (
                follow < len(norms)
                and follow < position + 3
                and norms[follow] in ("de", "o", "el", "un", "do")
            ):
                follow += 1
            if follow < len(norms) and (
                self._digit(document, follow) or (letters and letter_after(document, follow, self._pack)[1])
            ):
                return self._take(said, position, norm, follow)
        if role & roles.CONNECTOR and said.carriers and said.carriers[-1] == position - 1:
            before = self._table.get(norms[position - 1], 0)
            if (
                before & roles.NUMBER
                and position + 1 < len(norms)
                and self._table.get(norms[position + 1], 0) & roles.NUMBER
            ):
                return self._take(said, position, norm, position + 1)
        if role & roles.LETTERS or letters:
            return self._letter(document, position, said, role, letters=letters)
        return position

    @staticmethod
    def _expires(document: Document, position: int) -> bool:
        """Whether a month and a year follow a card's number: "… 6467, 05/28"."""
        if document.touches(position):
            return False
        written = "".join(document.norms[position : cluster_end(document, position)])
        return _EXPIRY.fullmatch(written) is not None

    @staticmethod
    def _take(said: Dictation, position: int, word: str, after: int) -> int:
        said.carriers.append(position)
        said.words.append(word)
        return after

    def _digit(self, document: Document, index: int) -> bool:
        if document.kinds[index] is Kind.NUMBER:
            return True
        return bool(self._table.get(document.norms[index], 0) & (roles.NUMBER | roles.PLURAL))

    def _counts(self, document: Document, position: int, said: Dictation, role: int) -> bool:
        """Whether a word that is also an article, or six only when dictated, is a digit here."""
        norms, kinds = document.norms, document.kinds
        follow = position + 1
        if follow >= len(norms) or kinds[follow] in (Kind.BREAK, Kind.PLACEHOLDER):
            return bool(said.carriers)
        after = self._table.get(norms[follow], 0)
        if kinds[follow] is Kind.NUMBER or (
            after & (roles.NUMBER | roles.REPEAT | roles.PLURAL | roles.SEPARATOR) and not after & roles.UNIT
        ):
            return True
        if norms[position] == "uno" and len(said.carriers) > 1 and said.carriers[-1] >= position - 2:
            return True  # no article: "un", "una" are
        if said.any_words and said.carriers and said.carriers[-1] == position - 1:
            return not after & roles.UNIT
        if norms[position] == "uno" and said.carriers:
            return True  # never an article
        if not said.carriers:
            return (
                kinds[follow] is Kind.PUNCT and follow + 1 < len(norms) and self._digit(document, follow + 1)
            )
        if kinds[follow] is Kind.PUNCT or norms[follow] in _NO_NOUNS:
            return True
        if role & roles.DICTATED:
            # "nove e meia" is a time, "sete meia" a number.
            return not after & roles.UNIT and norms[position - 1] != self._pack.numerals.connector
        return bool(after & (roles.FILLER | roles.CORRECTION | roles.LETTERS)) and not after & roles.MOMENT

    def _letter(
        self, document: Document, position: int, said: Dictation, role: int, *, letters: Letters
    ) -> int:
        """One past the letter at `position`, spelled or written, or `position`."""
        norms, kinds = document.norms, document.kinds
        letter, length = letter_after(document, position, self._pack)
        if not length or not letter.isascii():
            return self._cluster(document, position, said, letters) if letters else position
        after = position + length
        if (
            after + 1 < len(norms)
            and norms[after] in ("de", "como")
            and norms[after + 1][:1] == letter
            and len(norms[after + 1]) > 1
            and (letters or said.carriers)
        ):
            # "zeta de Zaragoza"
            return self._take(said, position, letter.upper(), after + 2)
        follow = after
        marks = "-.," if letters else "-."
        separated = follow < len(norms) and self._table.get(norms[follow], 0) & roles.SEPARATOR
        if separated or (follow + 1 < len(norms) and norms[follow] in marks):
            follow += 1
        ends = follow >= len(norms) or kinds[follow] in (Kind.BREAK, Kind.PUNCT)
        after_role = 0 if ends else self._table.get(norms[follow], 0)
        joins = not ends and (
            kinds[follow] is Kind.NUMBER
            or (after_role & roles.NUMBER and not (after_role & roles.ARTICLE and not letters))
            or after_role & roles.REPEAT
        )
        near = bool(said.carriers) and said.carriers[-1] >= position - 2
        if role & roles.LETTER or length == 2:
            fits = (
                joins
                or (bool(said.carriers) and (bool(letters) or ends))
                or (bool(letters) and bool(after_role & roles.LETTERS))
            )
        elif not letters:
            fits = False
        elif role & (roles.LINK | roles.COPULA | roles.CONNECTOR) and not document.capitalised(position):
            # "e", "a", "de": a letter among letters only.
            spelling = letters >= Letters.SPELLED and bool(joins or ends or after_role & roles.LETTERS)
            after_letter = near and said.words[-1].isalpha() and said.words[-1].isupper()
            amid = near and not role & (roles.CONNECTOR | roles.COPULA)
            begins = not said.carriers and bool(after_role & roles.LETTERS)
            fits = spelling and (after_letter or amid or begins)
            fits = fits or (near and ends and document.kinds[position - 1] is not Kind.PUNCT)
        else:
            spelling = letters >= Letters.SPELLED or document.capitalised(position)
            fits = joins or (near and ends) or (spelling and bool(after_role & roles.LETTERS))
        if not fits and letters is Letters.TOGETHER and near and not ends:
            fits = not after_role and kinds[follow] is Kind.WORD and _is_stretch(norms[follow])
        return self._take(said, position, letter.upper(), after) if fits else position

    def _cluster(self, document: Document, position: int, said: Dictation, letters: Letters) -> int:
        """Letters written together beside digits: "ABC 1234", "mg 12 345"."""
        norm = document.norms[position]
        if letters is Letters.TOGETHER and self._together(document, position, said):
            return self._take(said, position, norm, position + 1)
        if len(norm) > _CODE_LETTERS or not norm.isascii():
            return position
        upper = document.raw(position, position + 1).isupper()
        follow = position + 1
        if follow < len(document) and document.norms[follow] in "-.":
            follow += 1
        ends = follow >= len(document) or document.kinds[follow] in (Kind.BREAK, Kind.PUNCT)
        if not ends and document.kinds[follow] is Kind.NUMBER:
            fits = upper or not self._table.get(norm, 0)
        else:
            near = bool(said.carriers) and said.carriers[-1] >= position - 2
            unit = self._table.get(norm, 0) & roles.UNIT
            plate = letters >= Letters.SPELLED and 2 <= len(norm) <= 3 and not self._table.get(norm, 0)
            fits = (upper or plate) and near and ends and not unit and norm not in _ISSUERS
        return self._take(said, position, norm, position + 1) if fits else position

    def _together(self, document: Document, position: int, said: Dictation) -> bool:
        """Whether a stretch of letters is no word: "hynfgg", "MVZ" after digits or letters."""
        norm = document.norms[position]
        if not 2 <= len(norm) <= _MOST_TOGETHER or not norm.isascii() or self._table.get(norm, 0):
            return False
        if is_hesitation(norm) and not document.raw(position, position + 1).isupper():
            return False
        if not said.carriers:
            follow = position + 1
            while follow < len(document) and document.norms[follow] in ",-.":
                follow += 1
            return follow < len(document) and (
                self._digit(document, follow) or document.raw(position, position + 1).isupper()
            )
        return said.carriers[-1] >= position - 2

    def _gap(
        self, document: Document, position: int, said: Dictation, letters: Letters, expected: bool, full: int
    ) -> tuple[int, int, bool]:
        """Where a dictation goes on after the interruption at `position`, after how many turn ends, and
        whether something was taken back; (-1, …) if it does not."""
        norms, kinds, table = document.norms, document.kinds, self._table
        count = min(len(norms), position + _GAP_TOKENS)
        words = turns = 0
        corrected = questioned = complete = False
        allowed = roles.GAP | (roles.PAUSE if expected or said.gaps else 0)
        index = position
        while index < count:
            norm, kind = norms[index], kinds[index]
            if kind is Kind.PUNCT:
                if norm in _TURN_MARKS:
                    questioned = True
                elif norm not in _GAP_MARKS:
                    break
                elif (
                    norm == "."
                    and not complete
                    and index + 1 < len(norms)
                    and not document.touches(index + 1)
                ):
                    complete = self._is_full(said, full)
                index += 1
                continue
            if kind is Kind.BREAK:
                turns += 1
                if turns > _GAP_TURNS or self._is_full(said, full):
                    break
                complete = False
                questioned, words, allowed = False, 0, roles.GAP | roles.PAUSE
                index += 1
                continue
            if kind is Kind.PLACEHOLDER:
                break
            role = table.get(norm, 0)
            if role & roles.FINAL and not turns and len(said.carriers) <= _FEW:
                break  # "começa com cinco e termina 4321"
            if (
                kind is Kind.NUMBER
                or role & (roles.NUMBER | roles.REPEAT | roles.LETTER)
                or (letters and role & roles.WORD_LETTER)
                or (letters is Letters.TOGETHER and not (role or words or turns))
            ):
                if (
                    role & roles.ARTICLE
                    and index + 1 < len(norms)
                    and table.get(norms[index + 1], 0) & roles.MOMENT
                ):
                    index += 2
                    words += 1
                    continue
                if (complete and not corrected) or (questioned and not turns and not words):
                    break
                if self._resumes(document, index, said, letters=letters):
                    return index, turns, corrected
                if not role & allowed:
                    break
            if norm in _RANGES and index == position and self._between(document, index):
                break
            if role & roles.CONNECTOR:
                marked = document.text[document.starts[index]] in "éÉ" or kinds[index - 1] is not Kind.NUMBER
                if not (marked or turns):
                    break
            elif (
                not role & allowed
                and not is_hesitation(norm)
                and not (said.any_words and not role & _MEANING)
            ):
                break
            corrected = corrected or bool(role & roles.CORRECTION)
            words += 1
            if not (turns or corrected or role & (roles.SEPARATOR | roles.CONNECTOR)):
                complete = complete or self._is_full(said, full)
            if words > _GAP_WORDS:
                break
            index += 1
        return -1, 0, False

    def _between(self, document: Document, index: int) -> bool:
        """Whether a word stands between two numbers: "zero a dez"."""
        after = index + 1
        return after < len(document) and self._digit(document, after)

    def _resumes(self, document: Document, index: int, said: Dictation, *, letters: Letters) -> bool:
        probe = Dictation(carriers=[index - 1], words=said.words[-1:])
        return self._carrier(document, index, probe, letters=letters) > index

    def _is_full(self, said: Dictation, full: int) -> bool:
        """Whether `full` characters were said; a part said again counts once."""
        if len(said.words) > 2 * full:
            return True  # whatever was said again
        if said.measured[0] != len(said.words):  # nothing else that counts changes without a word
            said.groups = self._groups(said)
            bounds = [*said.starts, len(said.words)] if said.starts else [len(said.words)]
            said.measured = len(said.words), len(_joined(said.groups, bounds))
        return said.measured[1] >= full


def _moved(group: Group, by: int) -> Group:
    return Group(group.text, group.first + by, group.last + by, group.big, group.written)


def is_hesitation(norm: str) -> bool:
    """A sound people make while they think: "ããã", "ehm", "mmm"."""
    return len(norm) > 1 and not set(norm) - _SOUNDS and len(set(norm)) <= 2 + ("h" in norm)


def _is_stretch(norm: str) -> bool:
    """Whether letters that stand together can be no word: no vowel among them."""
    return norm.isascii() and 2 <= len(norm) <= _MOST_TOGETHER and not set(norm) & set("aeiou")


def _joined(groups: list[Group], bounds: list[int]) -> str:
    """The text of groups whose words lie in pieces that end at `bounds`; a piece that says the one before
    again counts once."""
    parts: list[str] = []
    position = 0
    for bound in bounds:
        part = ""
        while position < len(groups) and groups[position].first < bound:
            part += groups[position].text
            position += 1
        if part and not (parts and (part == parts[-1] or (len(part) > 4 and "".join(parts).endswith(part)))):
            parts.append(part)
    return "".join(parts)


def _value(said: Dictation) -> str:
    """What is meant once corrections are made: the group before one gives way to the group after it."""
    groups = list(said.groups)
    for mark in reversed(said.corrections):
        before = [k for k, group in enumerate(groups) if group.last <= mark]
        after = [k for k, group in enumerate(groups) if group.first >= mark]
        if before and after:
            right = groups[after[0]]
            wrong = before[-1]
            size = len(groups[wrong].text)
            while wrong > 0 and size < len(right.text):
                wrong -= 1
                size += len(groups[wrong].text)
            if size == len(right.text):
                del groups[wrong : before[-1] + 1]
    return _joined(groups, [*said.starts[1:], len(said.words)])


def counts_digits(norms: Sequence[str], position: int) -> bool:
    """ "os três números", "los tres de atrás": how many digits, none of them."""
    after = norms[position + 1 : position + 3]
    return bool(after) and (after[0] in _COUNTED or (after[0] == "de" and after[-1] in _BEHIND))
