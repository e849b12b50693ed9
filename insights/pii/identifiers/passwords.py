"""A password as it is written or said: "gato_2024", "luna arroba ciento veintitrés"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from insights.pii.findings import Finding
from insights.pii.identifiers import roles
from insights.pii.packs import LanguagePack
from insights.pii.words.cards import CAPITALS, DIALLING, NO_PASSWORDS, SIGN_PARTS, SIGNS
from insights.pii.words.reading import words
from insights.records import PiiType
from insights.text.numerals import read_groups
from insights.text.tokens import Document, Kind

_MOST_WORDS = 3
_MOST_TOKENS = 30
_IDLE_TOKENS = 6
_PIECE_TOKENS = 14
_LEAST_WRITTEN = 4
_LEAST_WORD = 3
_TRAILING = frozenset(".,;:?!…)\"'»”")
_MARKS = frozenset("*!#_$&%+@-")
FORM_MARKS = frozenset("#!$*&@")
_GAP_MARKS = frozenset(",….-?")
_THE = ("el", "o")
_PARTICIPLES = ("ada", "ida", "ado", "ido", "vel", "ble")
_BEFORE_DAYS = words("el la los las o a os as ao al dia de do del em en es")
WHOLE = words("ser fue trae traz e eh es era sera seria : = fica foi son sao ficou quedo : pra para por")


@dataclass(slots=True)
class Password:
    """What was said of one, a range for each turn."""

    pieces: list[tuple[int, int]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    plain: int = 0
    signs: int = 0
    numbers: int = 0
    dated: bool = False  # "y el año": which one is not said
    ends: bool = False  # nothing follows in the phrase
    value: str = ""

    @property
    def strong(self) -> bool:
        return bool(self.signs or self.numbers)

    def finding(self, score: float) -> Finding:
        return Finding(PiiType.SENHA, tuple(self.pieces), self.value, score)


def written_password(document: Document, start: int) -> Finding | None:
    """A password written in one piece: letters with digits or marks."""
    if start >= len(document) or document.kinds[start] not in (Kind.WORD, Kind.NUMBER):
        return None
    end = _piece(document, start)
    raw = document.raw(start, end)
    letters = sum(char.isalpha() for char in raw)
    marked = any(char.isdigit() for char in raw) or any(char in _MARKS for char in raw[1:])
    mail = "@" in raw and "." in raw[raw.index("@") :]
    if not marked or letters < 2 or len(raw) < _LEAST_WRITTEN or mail:
        return None
    if document.norms[start].isdecimal() and document.norms[end - 1].isalpha() and end - start > 3:
        return None  # "6 a 8", a date
    if not any(char.isdigit() for char in raw) and "-" in raw:
        return None  # "wi-fi"
    return Finding(PiiType.SENHA, ((start, end),), raw, 0.85)


def _piece(document: Document, start: int) -> int:
    """One past what is written without a blank from `start` on."""
    end = start + 1
    while end < min(len(document), start + _PIECE_TOKENS) and document.touches(end):
        if document.kinds[end] in (Kind.BREAK, Kind.PLACEHOLDER):
            break
        end += 1
    while end > start + 1 and document.norms[end - 1] in _TRAILING:
        end -= 1
    return end


def marked_password(document: Document, index: int) -> Finding | None:
    """A password that its form gives away, with its digits at token `index`: "girassol#42", "luna_123"."""
    if index < document.floor + 2 or not (document.touches(index) and document.touches(index - 1)):
        return None
    mark, word = document.norms[index - 1], document.norms[index - 2]
    if (
        mark not in FORM_MARKS
        or document.kinds[index - 2] is not Kind.WORD
        or len(word) < _LEAST_WRITTEN
        or len(document.norms[index]) < 2
    ):
        return None
    if index > document.floor + 2 and document.touches(index - 2):
        return None
    found = written_password(document, index - 2)
    return found if found is not None and found.pieces[0][1] == index + 1 else None


def is_digit(document: Document, index: int, table: Mapping[str, int]) -> bool:
    if index >= len(document):
        return False
    return document.kinds[index] is Kind.NUMBER or bool(table.get(document.norms[index], 0) & roles.NUMBER)


def read_password(
    document: Document, start: int, pack: LanguagePack, table: Mapping[str, int]
) -> Password | None:
    """One to three words with signs and digits after them, pauses and corrections between."""
    norms, kinds = document.norms, document.kinds
    count = len(norms)
    refused, connector = pack.identifiers.not_secrets, pack.numerals.connector
    said = Password()
    position = start
    first = end = start
    idle = 0
    between = roles.FILLER | roles.PAUSE | roles.CORRECTION | roles.MOMENT
    while position < min(count, start + _MOST_TOKENS) and idle <= _IDLE_TOKENS:
        norm, kind = norms[position], kinds[position]
        role = table.get(norm, 0)
        position += 1
        idle += 1
        if kind is Kind.BREAK:
            if said.numbers > 1:
                break
            if end > first:
                said.pieces.append((first, end))
                again = position + end - first
                if norms[position:again] == norms[first:end]:
                    said.pieces.append((position, again))  # the other one says it again
                    position = again
            first = end = position
            continue
        if kind is Kind.NUMBER or (role & roles.NUMBER and said.plain):
            if not norm.isdecimal() and kind is Kind.NUMBER:
                break
            if idle > 1 and not said.numbers and norms[position - 2] in _BEFORE_DAYS:
                break  # "el técnico pasa el 28"
            if role & roles.ARTICLE and not is_digit(document, position, table) and not said.numbers:
                break
            # "vinte e", "2019": more than one digit
            said.numbers += 2 if len(norm) > 1 and (norm.isdecimal() or pack.numerals.values[norm] > 9) else 1
        elif said.plain and norm in SIGNS:
            said.signs += 1
        elif said.plain and norm in SIGN_PARTS and norms[position - 2] in SIGNS | SIGN_PARTS:
            pass
        elif said.plain and norm in CAPITALS:
            said.signs += norm[:1] == "m"
            if norm[:1] != "m":
                continue
        elif said.plain and norm == "ano" and norms[position - 2] in _THE:
            said.dated = True
        elif (said.numbers and norm == connector) or (
            said.plain and (role & between or norm in pack.identifiers.moments) and not role & roles.CONTEXT
        ):
            continue
        elif kind is Kind.PUNCT and norm in _GAP_MARKS and said.plain:
            if norm in ".?" and position < count and kinds[position] is not Kind.BREAK:
                break
            continue
        elif (
            kind is Kind.WORD
            and not (said.strong or idle > 1)
            and said.plain < _MOST_WORDS
            and norm not in refused
            and norm not in NO_PASSWORDS
            and norm not in WHOLE
            and (said.plain or norm not in DIALLING)
            and not role & (roles.NUMBER | roles.CONTEXT | roles.AMOUNT | roles.EXPIRY)
            and not (
                role & roles.UNIT and SIGNS.isdisjoint(norms[position : position + 1])
            )  # "lucas" is money
        ):
            said.plain += 1
        else:
            break
        idle = 0
        said.words.append(norm)
        first = position - 1 if end == first else first
        end = position
    if end > first:
        said.pieces.append((first, end))
    if not said.plain or not said.pieces or len(norms[start]) < _LEAST_WORD:
        return None
    if norms[start].endswith(_PARTICIPLES):
        return None
    last = said.pieces[-1][1]
    if said.numbers and last < count and table.get(norms[last], 0) & roles.UNIT and not said.signs:
        return None
    said.value = _value(said.words, pack)
    said.ends = last >= count or kinds[last] in (Kind.BREAK, Kind.PUNCT)
    return said


def _value(said: Sequence[str], pack: LanguagePack) -> str:
    """The words and the signs as they were said, numbers as figures."""
    out: list[str] = []
    for number, run in groupby(said, lambda norm: norm.isdecimal() or norm in pack.numerals.values):
        told = list(run)
        out += ["".join(group.text for group in read_groups(told, pack.numerals))] if number else told
    return " ".join(out)
