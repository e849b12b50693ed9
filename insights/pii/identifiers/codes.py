"""Codes of letters and digits: whole ones over words nobody foresaw, the letters before and after digits."""

import re

from insights.pii import checks
from insights.pii.identifiers.dictation import Dictation, Letters
from insights.pii.identifiers.dictation_reader import DictationReader
from insights.pii.identifiers.forms import is_national_iban
from insights.pii.identifiers.patterns import is_whole, whole_part
from insights.pii.identifiers.shapes import SHAPES
from insights.pii.letters import letter_after, letter_before
from insights.pii.packs import LanguagePack
from insights.records import PiiType as T
from insights.text.tokens import Document, Kind

FEWEST_IBAN = 20
_MOST_IBAN = 30
_ARTICLES = (["el"], ["al"], ["del"], ["hacia"], ["desde"], ["a"], ["de"], ["es"])
_COUNTRIES = frozenset(("pt", "es"))
_FOREIGNER = re.compile(r"\d{7}[a-z]?")
_DIGITS = 8
_CARD_DIGITS = 9
_BEFORE_LETTER = frozenset((",", "-", ".", "letra", "guion", "la", "y", "con", "espacio"))


class CodeReader:
    """Reads codes of one language."""

    def __init__(self, pack: LanguagePack, reader: DictationReader) -> None:
        self._pack = pack
        self._reader = reader

    def whole(
        self, document: Document, start: int, said: Dictation | None, kind: T, letters: int
    ) -> Dictation | None:
        """What was said, or what is a whole value once whatever interrupts it is left out."""
        language = self._pack.language
        if said is not None and is_whole(kind, said.text, language):
            return said
        full = SHAPES[kind].full
        together = Letters.TOGETHER if letters else letters
        for level, any_words in ((together, False), (letters, True), (together, True)):
            more = self._reader.read(
                document, start, letters=level, expected=True, full=full, any_words=any_words
            )
            if more is None or (said is not None and more.text == said.text):
                continue
            carriers = whole_part(kind, more, language)
            if carriers:
                if carriers < len(more.carriers):
                    more.trim(carriers, self._pack.numerals)
                return more
        return said

    def add_letters(self, document: Document, said: Dictation) -> None:
        """Take in the letter before or after eight digits where only it makes the check right: of an
        identity card ("… cinco siete nueve, letra zeta"), of a company ("be guion sesenta y siete …")."""
        if self._pack.language == "pt":
            self._add_version(document, said)
            return
        if _FOREIGNER.fullmatch(said.text.lower()):
            self._add_foreigner(document, said)
        if len(said.text) != _DIGITS or not said.text.isdecimal():
            return
        last = said.last
        for after in range(last, min(last + 3, len(document))):
            letter, length = letter_after(document, after, self._pack)
            if length and checks.is_dni(said.text + letter.upper()):
                first, _ = said.pieces[-1]
                said.pieces[-1] = (first, after + length)
                said.text += letter.upper()
                return
            if document.norms[after] not in _BEFORE_LETTER:
                break
        end = first = said.first
        while end > document.floor and first - end < 4:
            letter, length = letter_before(document, end, self._pack)
            if length and end - length >= document.floor and checks.is_cif(letter.upper() + said.text):
                said.pieces[0] = (end - length, said.pieces[0][1])
                said.text = letter.upper() + said.text
                return
            if length and document.norms[end - 1] not in ("de", "e"):
                return
            end -= 1

    def _add_foreigner(self, document: Document, said: Dictation) -> None:
        """Take in the letters around the seven digits of a foreigner's number: "ye, tres cero cinco …, e"."""
        end = said.first
        while end > document.floor and document.norms[end - 1] in _BEFORE_LETTER:
            if letter_before(document, end, self._pack)[1]:
                break
            end -= 1
        letter, length = letter_before(document, end, self._pack)
        if letter not in ("x", "y", "z") or end - length < document.floor:
            return
        value, after = letter.upper() + said.text, said.last
        if value[-1].isdigit():
            while after < len(document) and document.norms[after] in _BEFORE_LETTER:
                after += 1
            last, more = letter_after(document, after, self._pack)
            if not more or not checks.is_nie(value + last.upper()):
                return
            value, after = value + last.upper(), after + more
        said.pieces[-1] = (said.pieces[-1][0], after)
        said.pieces[0] = (end - length, said.pieces[0][1])
        said.text = value

    def _add_version(self, document: Document, said: Dictation) -> None:
        """Take in what ends the number of a Portuguese citizen's card: "… zê zê oito"."""
        if len(said.text) != _CARD_DIGITS or not said.text.isdecimal():
            return
        position = said.last
        letters = ""
        while position < len(document) and len(letters) < 2 and position < said.last + 6:
            letter, length = letter_after(document, position, self._pack)
            if not length and document.norms[position][:1] == "z" and len(document.norms[position]) == 2:
                letter, length = document.norms[position], 1  # "zy"
            if length:
                letters += letter
            elif document.norms[position] not in _BEFORE_LETTER:
                return
            position += length or 1
        if len(letters) != 2 or letters[0] != "z" or position >= len(document):
            return
        version = document.norms[position]
        digit = version if version.isdecimal() else str(self._pack.numerals.values.get(version, ""))
        if len(digit) == 1:
            said.pieces[-1] = (said.pieces[-1][0], position + 1)
            said.text += letters + digit

    def add_country(self, document: Document, said: Dictation, *, certain: bool) -> bool:
        """Whether the letters of a country begin an account number that was read without them:
        "P T, oito quatro …", "ES53 3290 …". `certain`: the words name another kind."""
        norms = document.norms
        first, last = said.pieces[0]
        begins = first - 1
        while begins > document.floor and norms[begins] in ",-":
            begins -= 1
        if begins < document.floor:
            return False
        head = norms[begins]
        if document.kinds[begins] is not Kind.NUMBER and head not in _COUNTRIES:
            letter, length = letter_before(document, begins + 1, self._pack)
            begins -= length
            if begins > document.floor and norms[begins] in ",-":
                begins -= 1
            before, more = letter_before(document, begins + 1, self._pack) if length else ("", 0)
            begins += 1 - more
            head = before + letter
        elif head == "es" and certain and not document.capitalised(begins):
            named = norms[begins - 1 : begins] in _ARTICLES
            if not named:
                return False  # "mi CBU es 017…": a verb
        if begins < document.floor:
            return False
        # Spelled letters of a country tell, however the digits were corrected.
        spelled = head in _COUNTRIES and len(said.text) <= _MOST_IBAN
        spelled = spelled and (begins + 1 < first or document.raw(begins, begins + 1).isupper())
        if not spelled and not is_national_iban(head + said.text.lower()):
            return False
        said.pieces[0] = (begins, last)
        said.text = head.upper() + said.text
        return True
