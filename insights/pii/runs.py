"""Runs of digits in a text, however they are said or written, with the words around them.

A run is a stretch of number words, digit strings, spoken separators ("ponto", "guion") and spelled
letters, with
hesitations inside; it goes on over a short "certo" / "sí" of the other speaker. Its kind is decided
elsewhere.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from insights.pii.packs import LanguagePack
from insights.text.numerals import Digits, read_digits
from insights.text.tokens import Document, Kind

_WRITTEN_SEPARATORS = frozenset(".-/,:–()+")
_ALNUM_ID = re.compile(r"[a-z]{0,6}\d[a-z0-9_]*")
_CLOCK_OR_ORDINAL = re.compile(
    r"\d{1,2}h(?:\d{2})?|\d{1,3}[ºªoa]|\d{1,5}(?:gb|mb|mbps|kwh|mega|megas|giga|gigas|kg|km|mg|ml|th|k)|\d{1,3}x"
)
_GAP_TOKENS = 3
_BACKCHANNEL_TOKENS = 4


@dataclass(frozen=True, repr=False)
class Run:
    """Token ranges (one per turn), the digits and letters they spell, and how they were said."""

    pieces: tuple[tuple[int, int], ...]
    digits: Digits
    tokens: tuple[int, ...]  # indices of the tokens that carry digits or letters

    @property
    def first(self) -> int:
        return self.pieces[0][0]

    @property
    def last(self) -> int:
        """One past the last token."""
        return self.pieces[-1][1]


def written_date(document: Document, index: int) -> int:
    """How many tokens a date written with digits takes at `index` (12/05/1985, 2026-01-05), else 0."""
    norms, kinds = document.norms, document.kinds
    if kinds[index] is not Kind.NUMBER or index + 5 > len(norms):
        return 0
    mark = norms[index + 1]
    if mark not in "/-." or norms[index + 3] != mark:
        return 0
    day, month, year = norms[index], norms[index + 2], norms[index + 4]
    if not (day.isdecimal() and month.isdecimal() and year.isdecimal()):
        return 0
    if any(not document.touches(k) for k in range(index + 1, index + 5)):
        return 0
    if len(day) == 4:
        day, year = year, day
    if len(day) > 2 or len(month) > 2 or len(year) not in (2, 4):
        return 0
    # 12.345.67 is no date: the parts must be a day and a month.
    return 5 if 1 <= int(day) <= 31 and 1 <= int(month) <= 12 else 0


def find_runs(document: Document, pack: LanguagePack) -> Iterator[Run]:
    """All maximal runs, left to right. Linear: no token is looked at more than a fixed number of times."""
    norms, kinds = document.norms, document.kinds
    numerals = pack.numerals
    values, plurals, repeats = numerals.values, numerals.plurals, numerals.repeats
    count = len(norms)
    index = 0
    while index < count:
        norm = norms[index]
        kind = kinds[index]
        if kind is Kind.NUMBER:
            if date := written_date(document, index):
                index += date
                continue
        elif not (kind is Kind.WORD and (norm in values or norm in repeats)):
            index += 1
            continue
        first = index
        # A letter said or written just before: NIE, alphanumeric numbers.
        if first and kinds[first - 1] is Kind.WORD and _letter(norms[first - 1], pack, strict=True):
            first -= 1
        carriers: list[int] = list(range(first, index))
        pieces: list[tuple[int, int]] = []
        start = first
        end = index
        while index < count:
            norm, kind = norms[index], kinds[index]
            if kind is Kind.NUMBER:
                if written_date(document, index):
                    break
                carriers.append(index)
                index += 1
                end = index
                continue
            if kind is Kind.WORD and (norm in values or norm in repeats or (norm in plurals and carriers)):
                carriers.append(index)
                index += 1
                end = index
                continue
            if (
                kind is Kind.WORD
                and _letter(norm, pack, strict=False)
                and _letter_fits(document, pack, index)
            ):
                carriers.append(index)
                index += 1
                end = index
                continue
            resume, new_turn = _bridge(document, pack, index)
            if resume < 0:
                break
            if new_turn:
                pieces.append((start, end))
                start = resume
            index = resume
        pieces.append((start, end))
        index = max(index, end)
        words = [norms[k] for first, last in pieces for k in range(first, last)]
        digits = read_digits(_spell(words, pack), numerals)
        yield Run(tuple(pieces), digits, tuple(carriers))


def _spell(words: list[str], pack: LanguagePack) -> Iterator[str]:
    """Number words and connectors as they are; other spoken things as letters, or as a mark that ends a
    group."""
    numerals = pack.numerals
    for word in words:
        if word == numerals.connector or numerals.is_number(word) or word.isdecimal():
            yield word
        elif word in pack.identifiers.spelled:
            yield pack.identifiers.spelled[word]
        elif (len(word) == 1 and word.isalpha()) or any(c.isdigit() for c in word):
            yield word
        else:
            yield ","


def _letter(norm: str, pack: LanguagePack, *, strict: bool) -> bool:
    """Whether a word is a letter: written alone, or the name of one. `strict` leaves out names that are
    words."""
    if len(norm) == 1:
        return norm.isalpha() and norm not in "aeouy"
    if norm in pack.identifiers.spelled:
        return not (
            strict
            and norm in ("de", "ele", "esse", "te", "que", "ese", "ve", "ca", "be", "ye", "cu", "pe", "ce")
        )
    return False


def _letter_fits(document: Document, pack: LanguagePack, index: int) -> bool:
    """A letter inside a run: what follows is a number, another letter, or the end of the phrase."""
    norm = document.norms[index]
    follow = index + 1
    if follow >= len(document) or document.kinds[follow] in (Kind.BREAK, Kind.PUNCT):
        return norm not in ("de", "que", "te", "ve")
    after = document.norms[follow]
    if document.kinds[follow] is Kind.NUMBER or pack.numerals.is_number(after):
        return norm not in ("de", "que", "ve", "te") and after not in pack.numerals.articles
    return norm not in ("de", "que", "te", "ve", "be", "ele", "esse", "ese", "ce", "x") and len(norm) > 1


def _bridge(document: Document, pack: LanguagePack, index: int) -> tuple[int, bool]:
    """Where a run goes on after an interruption at `index`, and whether in a later turn; (-1, …) if it does
    not."""
    norms, kinds = document.norms, document.kinds
    count = len(norms)
    position = index
    gap = 0
    new_turn = False
    commas = 0
    while position < count:
        norm, kind = norms[position], kinds[position]
        if kind is Kind.NUMBER:
            if new_turn and written_date(document, position):
                return -1, False
            return position, new_turn
        if kind is Kind.WORD and (norm in pack.numerals.values or norm in pack.numerals.repeats):
            return position, new_turn
        if kind is Kind.PUNCT:
            if norm not in _WRITTEN_SEPARATORS and norm not in "…":
                return -1, False
            ends_sentence = norm == "." and position + 1 < count and not document.touches(position + 1)
            if ends_sentence and kinds[position + 1] is not Kind.BREAK:
                return -1, False
            commas += 1
            if commas > 4:
                return -1, False
        elif kind is Kind.BREAK:
            if new_turn:
                return -1, False
            resume = _after_backchannel(document, pack, position)
            if resume < 0:
                return -1, False
            position, new_turn = resume, True
            continue
        elif kind is Kind.WORD:
            if (
                norm != pack.numerals.connector
                and norm not in pack.identifiers.separators
                and norm not in pack.identifiers.fillers
            ):
                return -1, False
            if (
                norm == pack.numerals.connector
                and position == index
                and index
                and kinds[index - 1] is Kind.NUMBER
            ):
                return -1, False  # "2023 e 2024", "99 e 90": two numbers
            gap += 1
            if gap > _GAP_TOKENS:
                return -1, False
        else:
            return -1, False
        position += 1
    return -1, False


def _after_backchannel(document: Document, pack: LanguagePack, position: int) -> int:
    """The first token of the turn after a turn of nods only, else -1. `position` is the break before the
    nods."""
    norms, kinds = document.norms, document.kinds
    words = 0
    scan = position + 1
    while scan < len(norms) and kinds[scan] is not Kind.BREAK:
        if kinds[scan] is Kind.WORD:
            words += 1
            if norms[scan] not in pack.identifiers.backchannels or words > _BACKCHANNEL_TOKENS:
                return -1
        elif kinds[scan] is not Kind.PUNCT or norms[scan] == "?":
            return -1
        scan += 1
    if scan + 1 >= len(norms) or words == 0:
        return -1
    scan += 1
    follows = kinds[scan] is Kind.NUMBER or norms[scan] in pack.numerals.values
    return scan if follows else -1


def is_measure(document: Document, run: Run, pack: LanguagePack) -> bool:
    """Whether a run is an amount, a duration, a day, a price, a time of day: something an insight needs."""
    norms = document.norms
    after = norms[run.last] if run.last < len(norms) else ""
    before = norms[run.first - 1] if run.first else ""
    single = len(run.tokens) == 1
    text = run.digits.text
    if single and _CLOCK_OR_ORDINAL.fullmatch(norms[run.first]):
        return True
    if _LAWS.intersection(norms[max(0, run.first - 4) : run.first]):
        return True
    short = len(text) <= 7 or run.digits.natural
    if after == "de" and run.last + 1 < len(norms) and short:
        after = (
            norms[run.last + 1]
            if norms[run.last + 1] in pack.identifiers.units or norms[run.last + 1] in pack.dates.months
            else after
        )
    if short and (after in pack.identifiers.units or after in pack.dates.months):
        return True
    if short and (before in pack.identifiers.before_amount or (before == "$" or before == "€")):
        return True
    raw = document.raw(run.first, run.last)
    return bool(_PRICE.fullmatch(raw)) or bool(_CLOCK.fullmatch(raw))


_LAWS = frozenset(
    [
        "lei",
        "leis",
        "decreto",
        "artigo",
        "artigos",
        "resolucao",
        "portaria",
        "sumula",
        "ley",
        "leyes",
        "articulo",
        "articulos",
        "resolucion",
        "norma",
    ]
)
_PRICE = re.compile(
    r"\d{1,3}(?:[.]\d{3}){0,3},\d{1,2}|\d{1,4}[.]\d{2}|\d{1,3}(?:,\d{3}){1,3}(?:[.]\d{2})?|\d{1,2},\d"
)
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
