"""Which tokens carry a part of a value: digits, number words, letters by name, written or said."""

import re
from collections.abc import Mapping, Sequence

from insights.pii.identifiers import roles
from insights.pii.identifiers.dictation import Dictation, Letters
from insights.pii.letters import letter_after
from insights.pii.packs import LanguagePack
from insights.pii.words.asides import HESITANT, REPAIRING
from insights.pii.words.reading import words
from insights.pii.written import cluster_end, is_price, is_quantity, written_date
from insights.text.tokens import Document, Kind

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
_MOST_TOGETHER = 7
_NOD_TOKENS = 14
_PAUSED_TOKENS = 3
_HEAD = 2
# Of the last two letters no word of four ends with.
_HEADED = re.compile(
    r"[a-z]{2}(?!ng|n[dktsc]|[lr][dktlsmn]|s[tskh]|[cft]s|[cfpt]t|[ptcs]h|c[kq]|m[ps]|ff|tt|pp|ss|ll)"
    r"[b-df-hj-np-tv-z]{2}"
)
_SOUNDS = "aeouhmn"
_ISSUERS = frozenset(("ssp", "dgp", "pc", "ifp", "sp", "rj", "mg", "df"))


class CarrierReader:
    """Reads what carries values in one language."""

    def __init__(self, pack: LanguagePack, table: Mapping[str, int]) -> None:
        self._pack = pack
        self._table = table
        self._asides = HESITANT[pack.language] | REPAIRING[pack.language]

    def read(self, document: Document, position: int, said: Dictation, letters: int) -> int:
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
            elif is_quantity(norm) or (not letters and _CODE.fullmatch(norm)):
                return position
            return _take(said, position, norm, position + 1)
        if kind is not Kind.WORD:
            return position
        role = self._table.get(norm, 0)
        if role & roles.NUMBER:
            if counts_digits(norms, position):
                return position
            if role & (roles.ARTICLE | roles.DICTATED) and not self._counts(document, position, said, role):
                return position
            return _take(said, position, norm, position + 1)
        if role & roles.PLURAL and said.carriers and said.carriers[-1] >= position - 2:
            return _take(said, position, norm, position + 1)
        if role & roles.REPEAT:
            follow = position + 1
            while (
                follow < len(norms)
                and follow < position + 3
                and norms[follow] in ("de", "o", "el", "un", "do")
            ):
                follow += 1
            if follow < len(norms) and (
                self.digit(document, follow) or (letters and letter_after(document, follow, self._pack)[1])
            ):
                return _take(said, position, norm, follow)
        if role & roles.CONNECTOR and said.carriers and said.carriers[-1] == position - 1:
            before = self._table.get(norms[position - 1], 0)
            if (
                before & roles.NUMBER
                and position + 1 < len(norms)
                and self._table.get(norms[position + 1], 0) & roles.NUMBER
            ):
                return _take(said, position, norm, position + 1)
        if role & roles.LETTERS or letters:
            return self._letter(document, position, said, role, letters)
        return position

    @staticmethod
    def _expires(document: Document, position: int) -> bool:
        """Whether a month and a year follow a card's number: "… 6467, 05/28"."""
        if document.touches(position):
            return False
        written = "".join(document.norms[position : cluster_end(document, position)])
        return _EXPIRY.fullmatch(written) is not None

    def digit(self, document: Document, index: int) -> bool:
        """Whether a token is a digit or a number word."""
        if index >= len(document):
            return False
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
        if kinds[follow] is Kind.NUMBER and not (norms[follow].isdecimal() or said.carriers):
            return not role & roles.ARTICLE  # "un X5228741J"
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
                kinds[follow] is Kind.PUNCT
                and self.digit(document, follow + 1)
                and (kinds[follow + 1] is Kind.WORD or norms[follow + 1].isdecimal())
            )
        if kinds[follow] is Kind.PUNCT or norms[follow] in _NO_NOUNS:
            return True
        if role & roles.DICTATED:
            # "nove e meia" is a time, "sete meia" a number.
            return not after & roles.UNIT and norms[position - 1] != self._pack.numerals.connector
        return bool(after & (roles.FILLER | roles.CORRECTION | roles.LETTERS)) and not after & roles.MOMENT

    def _letter(self, document: Document, position: int, said: Dictation, role: int, letters: int) -> int:
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
            return _take(said, position, letter.upper(), after + 2)
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
        if not fits and ends and letters >= Letters.SPELLED and not said.carriers:
            fits = self._goes_on(document, position, after)
        if not fits and letters is Letters.TOGETHER and near and not ends:
            fits = not after_role and kinds[follow] is Kind.WORD and is_stretch(norms[follow])
        return _take(said, position, letter.upper(), after) if fits else position

    def _goes_on(self, document: Document, first: int, index: int) -> bool:
        """Whether a turn ends before `index` and the value that begins at `first` goes on in the next, after
        nods and its being said again."""
        norms, kinds, turns = document.norms, document.kinds, 0
        for position in range(index, min(len(norms), index + _NOD_TOKENS)):
            if kinds[position] is Kind.BREAK:
                turns += 1
            elif kinds[position] is not Kind.PUNCT:
                role = self._table.get(norms[position], 0)
                if kinds[position] is Kind.NUMBER or role & (roles.NUMBER | roles.REPEAT | roles.LETTER):
                    return turns > 0
                again = turns and norms[position] == norms[first]
                if not (again or role & (roles.GAP | roles.PAUSE | roles.LETTERS)):
                    return False
        return False

    def _cluster(self, document: Document, position: int, said: Dictation, letters: int) -> int:
        """Letters written together beside digits: "ABC 1234", "mg 12 345"."""
        norm = document.norms[position]
        if letters is Letters.TOGETHER and self._together(document, position, said):
            return _take(said, position, norm, position + 1)
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
        return _take(said, position, norm, position + 1) if fits else position

    @staticmethod
    def _no_word(document: Document, index: int) -> bool:
        """Whether letters that stand together are no word, whatever words stand around."""
        norm = document.norms[index]
        return _vowels(norm) <= (len(norm) > _CODE_LETTERS) or document.raw(index, index + 1).isupper()

    def _together(self, document: Document, position: int, said: Dictation) -> bool:
        """Whether a stretch of letters is no word: "hynfgg", "MVZ" after digits or letters."""
        norm = document.norms[position]
        if not 2 <= len(norm) <= _MOST_TOGETHER or not norm.isascii():
            return False
        role = self._table.get(norm, 0)
        if role and not (role == roles.UNIT and is_stretch(norm) and _begun(said)):
            return False
        aside = norm in self._asides or is_hesitation(norm)
        if aside and not document.raw(position, position + 1).isupper():
            return False
        if said.any_words and said.carriers and not self._no_word(document, position):
            return False
        if not said.carriers:
            follow = position + 1
            while follow < len(document) and document.norms[follow] in ",-.":
                follow += 1
            if follow == len(document) or document.kinds[follow] is Kind.BREAK:
                return self._goes_on(document, position, position + 1)
            if self._table.get(document.norms[follow], 0) & roles.SEPARATOR:
                return self._goes_on(document, position, follow) or self.digit(document, follow + 1)
            if document.raw(position, position + 1).isupper():
                return True
            return any(self.digit(document, k) for k in range(follow, follow + _PAUSED_TOKENS))
        return said.carriers[-1] >= position - 2


def _begun(said: Dictation) -> bool:
    """Whether it began with letters that stood together: "buxv 69 08 23 hs" is no hours."""
    return bool(said.words) and len(said.words[0]) > _HEAD and said.words[0].isalpha()


def _vowels(norm: str) -> int:
    return sum(char in "aeiou" for char in norm)


def _take(said: Dictation, position: int, word: str, after: int) -> int:
    said.carriers.append(position)
    said.words.append(word)
    return after


def is_hesitation(norm: str) -> bool:
    """A sound people make while they think: "ããã", "ehm", "mmm"."""
    if len(norm) < 2 or norm.strip(_SOUNDS):
        return False
    return len(set(norm)) <= 2 + ("h" in norm)


def is_stretch(norm: str) -> bool:
    """Whether letters that stand together can be no word: no vowel among them."""
    return norm.isascii() and 2 <= len(norm) <= _MOST_TOGETHER and not set(norm) & set("aeiou")


def is_head(norm: str) -> bool:
    """Whether letters that stand together can be no word though they have vowels: "wafq", "mudn"."""
    return _HEADED.fullmatch(norm) is not None


def counts_digits(norms: Sequence[str], position: int) -> bool:
    """ "os três números", "los tres de atrás": how many digits, none of them."""
    after = norms[position + 1 : position + 3]
    return bool(after) and (after[0] in _COUNTED or (after[0] == "de" and after[-1] in _BEHIND))
