"""How a value was written or said, so that another can be written or said in the same way.

A text is a row of slots: written digits and letters, numbers said as words, names of letters; and what stands
between them, which stays.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from string import ascii_lowercase

from num2words import num2words

from insights.pii.letters import letter_after
from insights.pii.packs import PACKS, LanguagePack
from insights.text.numerals import Numerals, read_digits
from insights.text.tokens import Document, Kind, fold, tokenise


class Said(Enum):
    """The form of a slot."""

    WRITTEN = auto()  # "529", "X12"
    SPOKEN = auto()  # "cinco", "vinte e nove", "doble siete"
    LETTER = auto()  # "efe", "i griega"
    WORD = auto()  # a word that is none of these


@dataclass(frozen=True, repr=False)
class Slot:
    """Characters `[start, end)` of a text and the digits or letters they stand for."""

    start: int
    end: int
    said: Said
    content: str


@dataclass(frozen=True, repr=False)
class Manner:
    """A language's ways of saying digits and letters."""

    pack: LanguagePack
    num2words_code: str
    meia: bool  # six is "meia"

    @classmethod
    def of(cls, language: str, locale: str | None, raw: str) -> "Manner":
        pack = PACKS.get(language, PACKS["pt"])
        code = "es" if pack.language == "es" else "pt" if locale == "pt-PT" else "pt_BR"
        return cls(pack, code, "meia" in fold(raw).split())

    def number(self, value: int) -> str:
        """A natural number in words."""
        return str(num2words(value, lang=self.num2words_code)).replace(",", "")

    def digits(self, digits: str) -> str:
        """A group of digits in words: one number, with zeros said first."""
        zeros = len(digits) - len(digits.lstrip("0"))
        words = [self.number(0)] * zeros
        rest = digits[zeros:]
        if rest == "6" and self.meia:
            words.append("meia")
        elif rest:
            words.append(self.number(int(rest)) if len(rest) <= 6 else " ".join(map(self.digits, rest)))
        return " ".join(words)

    def letter(self, letter: str) -> str:
        """The name of a letter; a digit as a word."""
        if letter.isdecimal():
            return self.digits(letter)
        return _letter_names(self.pack.language).get(fold(letter), letter)


# As they are said letter by letter; vowels are their own names.
_LETTERS = {
    "pt": "a bê cê dê e efe gê agá i jota cá ele eme ene o pê quê erre esse tê u vê dáblio xis ípsilon zê",
    "es": "a be ce de e efe ge hache i jota ka ele eme ene o pe cu erre ese te u uve uve-doble equis ye zeta",
}


@lru_cache(maxsize=4)
def _letter_names(language: str) -> dict[str, str]:
    names = _LETTERS[language].split()
    return {letter: name.replace("-", " ") for letter, name in zip(ascii_lowercase, names, strict=True)}


def slots(raw: str, language: str, *, spelled: bool = True, words: bool = False) -> list[Slot]:
    """The slots of a text, in order. `spelled`: names of letters count; `words`: other words count too."""
    pack = PACKS.get(language, PACKS["pt"])
    document = tokenise(raw, language)
    return [slot for slot in _slots(document, pack, spelled) if words or slot.said is not Said.WORD]


def _slots(document: Document, pack: LanguagePack, spelled: bool) -> Iterator[Slot]:
    norms, kinds = document.norms, document.kinds
    numerals = pack.numerals
    index = 0
    while index < len(document):
        if kinds[index] is Kind.NUMBER:
            yield _slot(document, index, index + 1, Said.WRITTEN, _alnum(document.raw(index, index + 1)))
            index += 1
        elif kinds[index] is not Kind.WORD:
            index += 1
        elif numerals.is_number(norms[index]):
            end = _numbers_end(norms, index, numerals)
            yield from _groups(document, index, end, numerals)
            index = end
        else:
            letter, length = letter_after(document, index, pack) if spelled else ("", 0)
            single = len(norms[index]) == 1
            if letter and (length > 1 or not single):
                yield _slot(document, index, index + length, Said.LETTER, letter)
                index += length
                continue
            said = Said.WRITTEN if single and norms[index] != numerals.connector else Said.WORD
            yield _slot(document, index, index + 1, said, _alnum(document.raw(index, index + 1)))
            index += 1


def _slot(document: Document, first: int, last: int, said: Said, content: str) -> Slot:
    return Slot(document.starts[first], document.ends[last - 1], said, content)


def _alnum(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _numbers_end(norms: Sequence[str], index: int, numerals: Numerals) -> int:
    end = index + 1
    while end < len(norms):
        if numerals.is_number(norms[end]):
            end += 1
        elif norms[end] == numerals.connector and end + 1 < len(norms) and numerals.is_number(norms[end + 1]):
            end += 2
        else:
            break
    return end


def _groups(document: Document, first: int, end: int, numerals: Numerals) -> Iterator[Slot]:
    """The numbers of a stretch of number words, each as it was said."""
    norms = document.norms
    start = first
    while start < end:
        last = start + 1
        while last < end:
            grown = norms[start : last + 1]
            opens = norms[last] in numerals.repeats and norms[last - 1] not in numerals.repeats
            if opens or (read_digits(grown, numerals).groups > 1 and norms[last] != numerals.connector):
                break
            last += 1
        stop = last
        while norms[stop - 1] == numerals.connector and stop - 1 > start:
            stop -= 1
        yield _slot(document, start, stop, Said.SPOKEN, read_digits(norms[start:stop], numerals).text)
        start = last


def content_of(found: Sequence[Slot]) -> str:
    """All digits and letters of the slots."""
    return "".join(slot.content for slot in found)


def rewritten(raw: str, found: Sequence[Slot], content: str, manner: Manner) -> str:
    """The text with another content of the same length in its slots."""
    parts: list[str] = []
    position = taken = 0
    for slot in found:
        fresh = content[taken : taken + len(slot.content)]
        taken += len(slot.content)
        parts += (raw[position : slot.start], _said(raw[slot.start : slot.end], slot, fresh, manner))
        position = slot.end
    return "".join((*parts, raw[position:]))


def _said(raw: str, slot: Slot, fresh: str, manner: Manner) -> str:
    if slot.said is Said.LETTER:
        return cased(manner.letter(fresh), raw)
    if slot.said is Said.SPOKEN:
        if fresh.isdecimal():
            return cased(_spoken(fresh, slot, raw, manner), raw)
        return " ".join(manner.letter(char) for char in fresh)
    chars = iter(fresh)
    return "".join(
        (next(chars).upper() if char.isupper() else next(chars).lower()) if char.isalnum() else char
        for char in raw
    )


def _spoken(fresh: str, slot: Slot, raw: str, manner: Manner) -> str:
    """A number in words; one said digit by digit ("doble siete") stays so."""
    repeated = any(word in manner.pack.numerals.repeats for word in fold(raw).split())
    plural = any(word in manner.pack.numerals.plurals for word in fold(raw).split()) and len(fresh) > 1
    if repeated or plural:
        return " ".join(map(manner.digits, fresh))
    return manner.digits(fresh)


def cased(text: str, like: str) -> str:
    """A text in capitals, with one, or without, as another has it."""
    letters = [char for char in like if char.isalpha()]
    if len(letters) > 1 and all(char.isupper() for char in letters):
        return text.upper()
    if letters and letters[0].isupper():
        return text[:1].upper() + text[1:]
    return text
