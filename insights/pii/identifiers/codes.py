"""Codes of letters and digits by their pattern: over words nobody foresaw, and where no word names them."""

import re

from insights.pii import checks
from insights.pii.findings import Finding
from insights.pii.identifiers.dictation import Dictation, Letters
from insights.pii.identifiers.dictation_reader import DictationReader
from insights.pii.identifiers.forms import is_national_iban
from insights.pii.identifiers.patterns import (
    born,
    clusters_before,
    is_whole,
    part_like,
    unnamed_form,
    whole_part,
)
from insights.pii.identifiers.shapes import SHAPES
from insights.pii.letters import letter_after, letter_before
from insights.pii.packs import LanguagePack
from insights.records import PiiType as T
from insights.text.tokens import Document, Kind

FEWEST_IBAN = 20
_MOST_IBAN = 30
_ARTICLES = (["el"], ["al"], ["del"], ["hacia"], ["desde"], ["a"], ["de"], ["es"])
_COUNTRIES = frozenset(("pt", "es"))
_LITTLE_WORDS = frozenset(("o", "a", "de", "e", "y"))
_FOREIGNER = re.compile(r"\d{7}[a-z]?")
_DIGITS = 8
_HEAD_LETTERS = 4
_CARD_DIGITS = 9
_CODE_TOKENS = 14
_BEFORE_LETTER = frozenset((",", "-", ".", "letra", "guion", "la", "y", "con", "espacio"))
_PLATE_LENGTH = 7
_PLATE_WORDS = 12
_CODE_WORDS = 24


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

    def unnamed(self, document: Document, start: int) -> Finding | None:
        """A code that no word names: a vehicle's plate, a CURP or an RFC."""
        if not self._digits_near(document, start):
            return None
        plate = self.plate(document, start)
        if plate is not None or self._pack.language != "es":
            return plate
        first = clusters_before(document, start)
        if first == start and start > document.floor and self._may_head(document, start - 1):
            first = start - 1  # "facl 690 222 …"
        elif first == start and (
            document.kinds[start] is Kind.NUMBER or document.norms[start] in self._pack.numerals.values
        ):
            return None  # it begins with letters
        for any_words in (False, True):
            said = self._reader.read(
                document,
                first,
                letters=Letters.TOGETHER if not any_words else Letters.SPELLED,
                expected=True,
                full=SHAPES[T.CURP].full,
                any_words=any_words,
                most=_CODE_WORDS,
            )
            if said is None or not said.text[:3].isalpha():
                return None
            for kind in (T.CURP, T.RFC):
                carriers = whole_part(kind, said, "es")
                if carriers and born(said.text) and not said.text[4:].isdecimal():
                    if carriers < len(said.carriers):
                        said.trim(carriers, self._pack.numerals)
                    return Finding(kind, tuple(said.pieces), said.text.upper(), 0.8)
        return None

    def _may_head(self, document: Document, index: int) -> bool:
        """Whether a word may be the letters that a CURP or an RFC begins with, written together."""
        norm = document.norms[index]
        return document.kinds[index] is Kind.WORD and 3 <= len(norm) <= _HEAD_LETTERS and norm.isascii()

    def _digits_near(self, document: Document, start: int) -> bool:
        """Whether digits come soon: spelled names have none."""
        numbers = self._pack.numerals.values
        for index in range(start, min(start + _CODE_TOKENS, len(document))):
            if document.kinds[index] is Kind.NUMBER or document.norms[index] in numbers:
                return True
        return False

    def plate(self, document: Document, start: int) -> Finding | None:
        """A vehicle's plate, a passport that no word names: "mandé la grúa para el cinco uno cuatro te "
        "ene zeta"."""
        form = unnamed_form(document, start, self._pack.language)
        if form is None:
            return None

        def fits(text: str) -> bool:
            return form.fullmatch(text.lower()) is not None

        for first in self._plate_starts(document, start):
            said = self._reader.read(
                document,
                first,
                letters=Letters.TOGETHER,
                expected=True,
                full=_PLATE_LENGTH,
                most=_PLATE_WORDS,
            )
            carriers = part_like(said, fits) if said is not None else 0
            if said is None or not carriers:
                continue
            if carriers < len(said.carriers):
                said.trim(carriers, self._pack.numerals)
            return Finding(T.DOCUMENTO, tuple(said.pieces), said.text.upper(), 0.8)
        return None

    def _plate_starts(self, document: Document, start: int) -> list[int]:
        """Where a plate may begin: "o carro é o de …" are words rather than letters."""
        starts = [clusters_before(document, start)]
        position = start
        while position + 1 < len(document) and document.norms[position] in _LITTLE_WORDS:
            position += 1
        if position > start:
            starts.insert(0, position)
        elif starts[0] < start:
            starts.append(start)
        return starts

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
