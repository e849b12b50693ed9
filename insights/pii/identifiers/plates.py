"""Plates, passports and random keys that no word names, by their form and by what is spoken of."""

import re
from collections.abc import Callable, Mapping

from insights.pii.findings import Finding
from insights.pii.identifiers import roles
from insights.pii.identifiers.dictation import Dictation, Letters
from insights.pii.identifiers.dictation_reader import DictationReader
from insights.pii.identifiers.measures import unit_follows
from insights.pii.identifiers.patterns import PLATES, part_like
from insights.pii.packs import LanguagePack
from insights.pii.signs import Sign
from insights.pii.words.asides import REPAIRING
from insights.pii.words.vehicles import ACRONYMS, ECHOES, JOURNEYS, SHORT_WORDS, THINGS, VEHICLES
from insights.records import PiiType as T
from insights.text.tokens import Document, Kind

_HEAD_LETTERS = 4
_PLATE_LENGTH = 7
_PLATE_WORDS = 18
_CAR_TOKENS = 26
_AFTER_TOKENS = 16
_ECHO_TOKENS = 6
_THING_TOKENS, _NEAR_TOKENS = 7, 3
_TAKEN_BACK_TOKENS = 8
_NOD_TOKENS = 14
_STRETCH_TOKENS = 8
_BRIEF_TOKENS = 24
_DICTATED_TOKENS = 8
_TOLD = roles.NUMBER | roles.REPEAT | roles.LETTERS
_VOWELS = frozenset("aeiou")
_LITTLE_WORDS = frozenset(("o", "a", "de", "e", "y"))
_PASSPORT = re.compile(r"[a-z]{2,3}\d{6}")
# Forms that hardly anything else has, once letters were spelled.
_SURE: Mapping[str, re.Pattern[str]] = {
    "pt": re.compile(
        r"[a-z]{3}\d[a-z0-9]\d\d|[a-z]{2}\d\d[a-z]{2}|\d\d[a-z]{2}\d\d|\d{4}[a-z]{2}|[a-z]{2,4}\d{5,8}"
    ),
    "es": re.compile(
        r"\d{4}[b-df-hj-np-tv-z]{3}|[a-z]{3}\d{3}[a-z]?|[a-z]{2}\d{3}[a-z]{2}|[b-df-hj-np-tv-z]{4}\d\d(?:\d{8})?|"
        r"[a-z]{2,4}\d{5,8}"
    ),
}
# How a random key begins: digits and letters up to F in turns.
_KEY = re.compile(r"(?=(?:\d*[a-f]){4})(?=(?:[a-f]*\d){4})[0-9a-f]{14,}")
_WHOLE_KEY, _KEY_LESS = 32, 6
CODE_SIGNS = VEHICLES | JOURNEYS | ECHOES
"""Near these, codes are likely that nothing names."""


class PlateReader:
    """Reads plates in one language."""

    def __init__(self, pack: LanguagePack, table: Mapping[str, int], reader: DictationReader) -> None:
        self._pack = pack
        self._table = table
        self._reader = reader
        self._repairing = REPAIRING[pack.language]

    def read(self, document: Document, start: int) -> Finding | None:
        """A vehicle's plate, a passport: "mandé la grúa para el cinco uno cuatro te ene zeta"."""
        language = self._pack.language
        likely = _likely_form(document, start, language)
        if likely is None and not (_brief(document, start, start) or self._dictated(document, start)):
            return None
        starts = self._plate_starts(document, start, likely=likely is not None)
        if starts == [start] and not self._lettered(document, start):
            return None
        if not THINGS.isdisjoint(document.norms[max(0, start - _NEAR_TOKENS) : start]):
            return None
        sure = _SURE.get(language)
        for first in starts:
            said = self._reader.read(
                document,
                first,
                letters=Letters.TOGETHER,
                expected=True,
                full=_PLATE_LENGTH,
                most=_PLATE_WORDS,
            )
            if said is None:
                continue
            if _KEY.fullmatch(said.text.lower()) and language == "pt":
                return self._key(document, start)
            if "/" in document.norms[said.first : said.last]:
                continue  # "TA 138/82"
            thing = _letters_of(said) in ACRONYMS  # "C.P. 28035"
            for form in (likely, sure):
                carriers = part_like(said, _fitting(form)) if form is not None and not thing else 0
                if not carriers or (form is sure and not self._surely(document, said, carriers)):
                    continue
                if carriers < len(said.carriers):
                    said.trim(carriers, self._pack.numerals)
                if unit_follows(document, said.last, self._table, short=True):
                    continue
                return Finding(T.DOCUMENTO, tuple(said.pieces), said.text.upper(), 0.8)
        return None

    def _dictated(self, document: Document, start: int) -> bool:
        """Whether hardly anything but letters and digits follows, as where a key is spelled."""
        norms, kinds = document.norms, document.kinds
        others = 0
        for index in range(start, start + _DICTATED_TOKENS):
            if index >= len(norms) or not (
                kinds[index] is Kind.NUMBER or self._table.get(norms[index], 0) & _TOLD
            ):
                others += 1
                if others * 4 > _DICTATED_TOKENS:
                    return False
        return True

    def _key(self, document: Document, start: int) -> Finding | None:
        """A random key that is spelled."""
        said = self._reader.read(document, start, letters=Letters.SPELLED, expected=True, full=_WHOLE_KEY)
        if said is None or not _WHOLE_KEY - _KEY_LESS <= len(said.text) <= _WHOLE_KEY + _KEY_LESS:
            return None
        return Finding(T.PIX, tuple(said.pieces), said.text.upper(), 0.8)

    def _lettered(self, document: Document, start: int) -> bool:
        """Whether letters begin at `start`, or come after a few digits."""
        norms, kinds = document.norms, document.kinds
        for index in range(start, min(start + _PLATE_LENGTH, len(norms))):
            if kinds[index] is Kind.WORD:
                role = self._table.get(norms[index], 0)
                apart = index > start and (norms[index - 1] == "-" or self._separates(norms[index - 1]))
                if role & roles.LETTER or (not role and (apart or _VOWELS.isdisjoint(norms[index]))):
                    return True
                if role & roles.WORD_LETTER:
                    return apart or self._spelled(document, index + 1)
                if not role & (roles.NUMBER | roles.REPEAT | roles.GAP | roles.CONNECTOR):
                    return False
            elif kinds[index] is Kind.BREAK or (kinds[index] is Kind.PUNCT and norms[index] not in ".,-…"):
                return False
        return False

    def _spelled(self, document: Document, index: int) -> bool:
        """Whether a letter or a digit stands there."""
        if index >= len(document) or document.kinds[index] is not Kind.WORD:
            return index < len(document) and document.kinds[index] is Kind.NUMBER
        return bool(self._table.get(document.norms[index], 0) & (roles.LETTERS | roles.NUMBER | roles.REPEAT))

    def _separates(self, norm: str) -> bool:
        return bool(self._table.get(norm, 0) & roles.SEPARATOR)

    def _surely(self, document: Document, said: Dictation, carriers: int) -> bool:
        """Whether letters were spelled, rather than words that sound like them, and not of a thing."""
        norms = document.norms
        if not _brief(document, said.first, said.carriers[carriers - 1]):
            return False  # "LN 135-145", in a report
        if carriers < len(said.carriers) and self._tells(document, said.carriers[carriers]):
            return False  # a part of something longer
        if not THINGS.isdisjoint(norms[max(0, said.first - _THING_TOKENS) : said.first]):
            return False
        letters = sure = 0
        for carrier, word in zip(said.carriers[:carriers], said.words, strict=False):
            norm = norms[carrier]
            role = self._table.get(norm, 0)
            spelled = len(word) == 1 and word.isupper()
            if not spelled and (document.kinds[carrier] is not Kind.WORD or role):
                continue
            size = len(word)
            letters += size
            if size > 1 and norm in ACRONYMS:
                return False
            raw = document.raw(carrier, carrier + 1)
            if (
                raw.isupper()
                or raw.endswith("ê")
                or role & roles.LETTER
                or (size > 1 and _VOWELS.isdisjoint(norm))
            ):
                sure += size
        return sure * 2 >= letters > 0

    def _tells(self, document: Document, index: int) -> bool:
        """Whether a token is a digit or a letter and nothing else."""
        role = self._table.get(document.norms[index], 0)
        return document.kinds[index] is Kind.NUMBER or bool(
            role & (roles.NUMBER | roles.REPEAT | roles.LETTER)
        )

    def _plate_starts(self, document: Document, start: int, *, likely: bool) -> list[int]:
        """Where a plate may begin: "o carro é o de …" are words rather than letters."""
        before = self._before_nods(document, start)
        starts = [clusters_before(document, before, self._table, likely=likely)]
        if starts[0] == before:
            starts = [start]
        position = start
        while position + 1 < len(document) and document.norms[position] in _LITTLE_WORDS:
            position += 1
        if position > start:
            starts.insert(0, position)
        elif starts[0] < start:
            starts.append(start)
        alone = start - 1
        if alone > document.floor and document.norms[alone] in _LITTLE_WORDS and starts[-1] == start:
            starts.append(alone)  # "el o be larga …": the first letter sounds like a word
        wrong = self._taken_back(document, starts[0])
        return [wrong, *starts] if wrong < starts[0] else starts

    def _before_nods(self, document: Document, start: int) -> int:
        """Where the turn ends that may hold the letters of the digits at `start`: "bfq guion" / "ujum" /
        "seiscientos nueve"; `start` inside a turn."""
        norms, kinds = document.norms, document.kinds
        index = start
        while index - 1 > document.floor and start - index < _NOD_TOKENS:
            kind = kinds[index - 1]
            role = self._table.get(norms[index - 1], 0)
            if not (kind is Kind.BREAK or kind is Kind.PUNCT or role & (roles.GAP | roles.PAUSE)):
                break
            index -= 1
        return index if Kind.BREAK in kinds[index:start] else start

    def _taken_back(self, document: Document, start: int) -> int:
        """Where letters stand that those at `start` are said instead of: "XFZK, quita, quita, XZZK 74"."""
        norms, kinds = document.norms, document.kinds
        index, corrected = start - 1, False
        while index > document.floor and start - index < _TAKEN_BACK_TOKENS:
            role = self._table.get(norms[index], 0)
            if (
                kinds[index] is Kind.WORD
                and not role
                and corrected
                and len(norms[index]) == len(norms[start])
            ):
                return index if 1 < len(norms[index]) <= _HEAD_LETTERS else start
            corrected = corrected or bool(role & roles.CORRECTION) or norms[index] in self._repairing
            if kinds[index] not in (Kind.WORD, Kind.PUNCT):
                break
            index -= 1
        return start


def _brief(document: Document, first: int, last: int) -> bool:
    """Whether the turn is as short as what people say in one go."""
    kinds = document.kinds
    before = kinds[max(0, first - _BRIEF_TOKENS) : first]
    after = kinds[last + 1 : last + 1 + _BRIEF_TOKENS]
    begins = first <= _BRIEF_TOKENS or Kind.BREAK in before
    return begins and (last + _BRIEF_TOKENS >= len(kinds) or Kind.BREAK in after)


def _letters_of(said: Dictation) -> str:
    """The letters that it begins with."""
    text = said.text.lower()
    return text[: next((k for k, char in enumerate(text) if char.isdigit()), len(text))]


def _fitting(form: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: form.fullmatch(text.lower()) is not None


def _likely_form(document: Document, index: int, language: str) -> re.Pattern[str] | None:
    """What a code looks like that the words around make likely: a plate where a vehicle is spoken of or where
    something is said again, a passport where a journey is; None for nothing."""
    if not document.near & Sign.CODE:
        return None
    norms = document.norms
    before = norms[max(0, index - _CAR_TOKENS) : index]
    if not VEHICLES.isdisjoint(before):
        return PLATES.get(language)
    if not JOURNEYS.isdisjoint(before):
        return _PASSPORT
    if not VEHICLES.isdisjoint(norms[index : index + _AFTER_TOKENS]):
        return PLATES.get(language)
    echoes = not ECHOES.isdisjoint(norms[max(0, index - _ECHO_TOKENS) : index])
    if echoes and "[]" in norms[max(0, index - _CAR_TOKENS * 2) : index]:
        return PLATES.get(language)
    return None


def clusters_before(document: Document, index: int, table: Mapping[str, int], *, likely: bool = False) -> int:
    """Where short stretches of letters that are no words begin that end before `index`: "HH, FB, 96".
    `likely`: two or three letters in lower case may have vowels."""
    norms, kinds = document.norms, document.kinds
    first = position = index
    while position > document.floor and index - position < _STRETCH_TOKENS:
        position -= 1
        norm = norms[position]
        if kinds[position] is Kind.PUNCT and norm in ",-.":
            continue
        if kinds[position] is not Kind.WORD or len(norm) > _HEAD_LETTERS or not norm.isascii():
            break
        role = table.get(norm, 0)
        stretch = document.raw(position, position + 1).isupper() or _VOWELS.isdisjoint(norm)
        short = likely and not role and 1 < len(norm) < _HEAD_LETTERS and norm not in SHORT_WORDS
        if role & roles.CONTEXT or not (stretch or short):
            break
        first = position
    return first
