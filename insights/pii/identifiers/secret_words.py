"""Passwords that are words, where somebody asked for one: "qual a palavra de segurança?", "Beija-flor".

The question may be some short turns back ("não lembro", "começa com B"); the answer is all that its phrase
says beside what such answers begin with. Everyday words answer something else.
"""

from collections.abc import Mapping, Sequence

from insights.pii.findings import Finding
from insights.pii.identifiers import roles
from insights.pii.packs import LanguagePack
from insights.pii.words.cards import CAPITALS, ENTERING, NO_PASSWORDS, SIGNS, SUBJECTS
from insights.pii.words.secrets import (
    ACCENTED_VERBAL,
    FIRST,
    HANDLED,
    INSIDE,
    KEYS,
    NOTES,
    OPENING,
    OTHERWISE,
    PETS,
    VERBAL,
    WANTED,
    WARNED,
    WORDS,
)
from insights.records import PiiType
from insights.text.tokens import Document, Kind

_TURNS = 4  # how far back the question may be
_QUESTION_TOKENS = 34
_BRIEF_WORDS = 6
_ANSWER_TOKENS = 24
_OPENING_TOKENS = 12
_MOST_WORDS, _MOST_OF_PHRASE = 2, 6
_AFTER_WORDS = 8
_LEAST = 3  # letters
_TEN = 10
_SCORE = 0.9
_CARRIES = roles.CONTEXT | roles.AMOUNT | roles.EXPIRY


class SecretWordReader:
    """Reads what answers the question for a password in one language."""

    def __init__(self, pack: LanguagePack, table: Mapping[str, int]) -> None:
        own, names = pack.identifiers, pack.names
        self._table = table
        self._nouns = SUBJECTS[pack.language]["secret"]
        self.signs = self._nouns | WORDS | PETS
        nods = own.backchannels | own.fillers | own.pauses | own.moments
        self._openers = (OPENING | ENTERING | nods) - pack.numerals.values.keys()
        self._otherwise = (
            OTHERWISE
            | NO_PASSWORDS
            | own.not_secrets
            | names.not_names
            | names.greetings
            | nods
            | own.corrections
            | INSIDE
        ) - {"casa"}
        self._values = pack.numerals.values
        self._connector = pack.numerals.connector
        self._kinds = {word for word, role in table.items() if role & roles.CONTEXT} - self.signs - KEYS

    def read(self, document: Document) -> Finding | None:
        """The first turn or sentence of a block that answers such a question, as a password."""
        for start in {document.floor: None, **dict.fromkeys(document.turns())}:
            most = self._asked(document, start)
            found = self._answer(document, start, most) if most else None
            if found is not None:
                return found
        return None

    def _asked(self, document: Document, start: int) -> int:
        """Of how many words an answer at `start` may be; 0 where nobody asked for a password."""
        norms, kinds = document.norms, document.kinds
        position = start - 1
        while position >= 0 and kinds[position] is not Kind.BREAK:
            # "Ah. Cachoeira."
            if kinds[position] is not Kind.PUNCT and norms[position] not in self._openers:
                return 0
            position -= 1
        for _ in range(_TURNS):
            while position >= 0 and kinds[position] is Kind.BREAK:
                position -= 1
            said: list[str] = []
            marked = False
            last = position
            while position >= 0 and kinds[position] is not Kind.BREAK and last - position < _QUESTION_TOKENS:
                if kinds[position] is Kind.PLACEHOLDER and self._nouns.isdisjoint(said):
                    return 0  # it was said
                if kinds[position] is Kind.WORD:
                    said.append(norms[position])
                marked = marked or norms[position] == "?"
                position -= 1
            most = self._most(said[::-1], marked=marked)
            if most:
                return most
            if (
                not WARNED.isdisjoint(said)
                or not said
                or len(said) > _BRIEF_WORDS
                or not self._kinds.isdisjoint(said)
            ):
                return 0
        return 0

    def _most(self, said: Sequence[str], *, marked: bool) -> int:
        """Of how many words an answer to a turn of these words may be."""
        words = set(said)
        phrase = any(
            word in WORDS and not KEYS.isdisjoint(said[k + 1 : k + 4]) for k, word in enumerate(said)
        )
        pet = not (words.isdisjoint(PETS) or words.isdisjoint(FIRST)) and marked
        secret = phrase or not self._nouns.isdisjoint(words)
        if not (secret or pet) or not words.isdisjoint(WARNED):
            return 0
        if not words.isdisjoint(HANDLED) or ({"nao", "no"} & words and not marked):
            return 0
        asks = len(words) <= _BRIEF_WORDS or not words.isdisjoint(WANTED)
        if not asks:
            return 0
        return _MOST_OF_PHRASE if "frase" in words else _MOST_WORDS + phrase

    def _answer(self, document: Document, start: int, most: int) -> Finding | None:
        """The password that is said at `start`, after what answers begin with."""
        norms, kinds = document.norms, document.kinds
        count = len(norms)
        position = start
        stop = min(count, start + _OPENING_TOKENS)
        while position < stop and (
            (kinds[position] is Kind.BREAK and position == start)
            or (kinds[position] is Kind.PUNCT and norms[position] in ",:…-¿¡.\"'")
            or (kinds[position] is Kind.WORD and norms[position] in self._openers)
        ):
            position += 1
        # "La luna": an article before the word is no opening.
        if position >= count or kinds[position] is not Kind.WORD:
            return None
        first = end = position
        plain = digits = 0
        while end < min(count, first + _ANSWER_TOKENS):
            norm, kind = norms[end], kinds[end]
            if kind is Kind.BREAK or kind is Kind.PLACEHOLDER:
                break
            if kind is Kind.PUNCT:
                joined = norm == "-" and document.touches(end) and document.touches(end + 1)
                if not joined:
                    break
            elif (
                kind is Kind.NUMBER
                or norm in self._values
                or (digits and norm == self._connector)
                or (norm in SIGNS and plain)
            ):
                digits += 2 if self._values.get(norm, len(norm) * _TEN) >= _TEN * 2 else 1
            elif norm in INSIDE and plain and end + 1 < count and kinds[end + 1] is Kind.WORD:
                pass
            elif (plain and (norm in CAPITALS or norm in NOTES)) or digits > 1:
                break
            elif digits or not self._may_be(document, end):
                return None
            else:
                plain += 1
            end += 1
        while end > first and (norms[end - 1] in INSIDE or kinds[end - 1] is Kind.PUNCT):
            end -= 1
        if not plain or plain > most + bool(digits) or not (digits > 1 or self._ends(document, end)):
            return None
        if len(norms[first]) < _LEAST or norms[first] in self._values:
            return None
        if norms[end : end + 1] == ["?"]:
            return None
        return Finding(PiiType.SENHA, ((first, end),), " ".join(norms[first:end]), _SCORE)

    def _may_be(self, document: Document, index: int) -> bool:
        """Whether a word may be a part of a password."""
        norm = document.norms[index]
        if norm in self._otherwise or self._table.get(norm, 0) & _CARRIES:
            return False
        written = document.text[document.starts[index] : document.ends[index]].lower()
        return len(norm) > 1 and not norm.endswith(VERBAL) and not written.endswith(ACCENTED_VERBAL)

    def _ends(self, document: Document, end: int) -> bool:
        """Whether nothing more is said but how it is written."""
        norms, kinds = document.norms, document.kinds
        for index in range(end, min(len(norms), end + _AFTER_WORDS)):
            if kinds[index] is Kind.BREAK or (norms[index] in ".!…" and kinds[index] is Kind.PUNCT):
                return True
            if kinds[index] is Kind.PUNCT or norms[index] in NOTES or norms[index] in CAPITALS:
                continue
            if not self._table.get(norms[index], 0) & roles.LETTERS:
                return False
        return True
