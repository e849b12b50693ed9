"""Terms as they are misheard: spelt otherwise but sounding the same ("tarifa berde"), or nearly so ("plano
famila").

Terms are found by the consonants they begin with, so a text costs the same however many terms there are. An
ordinary word is never taken for a term, nor is another form of a term's word ("planos", "completa").
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from insights.text.numerals import NUMERALS
from insights.text.phonetics import consonants, sound
from insights.text.tokens import fold
from insights.text.words.common import COMMON

_LEAST_LETTERS = 7
_LONGEST_KEY = 4
_SHORTEST_KEY = 2
_MOST_ALIKE = 32
_LEAST_WORD = 70.0
_ENDINGS = frozenset(["", "s", "es", "is", "a", "o", "e", "as", "os", "r", "ns", "m", "l", "n", "ar", "er"])


@dataclass(frozen=True)
class Form:
    """One way a term is said."""

    words: tuple[str, ...]  # lower case, with accents
    canonical: str
    fuzzy: float  # least similarity (0–100); 0 for none
    phonetic: bool


class Mishearings:
    """Forms of one language, found by how they sound."""

    def __init__(self, forms: Sequence[Form], language: str) -> None:
        self._language = language
        numbers = NUMERALS[language].values if language in NUMERALS else ()
        self._common = COMMON.get(language, frozenset()).union(numbers)
        self._by_key: dict[str, list[_Sounded]] = {}
        self._by_head: dict[tuple[str, str], list[_Sounded]] = {}
        self._heads: set[str] = set()
        self._firsts: set[str] = set()
        self._longest = 0
        for form in forms:
            self._add(form)

    def _add(self, form: Form) -> None:
        letters = "".join(form.words)
        if len(letters) < _LEAST_LETTERS or not letters.isalpha() or not (form.fuzzy or form.phonetic):
            return
        sounds = tuple(sound(word, self._language) for word in form.words)
        if len(consonants(sounds)) < _SHORTEST_KEY:
            return
        sounded = _Sounded(form, tuple(map(fold, form.words)), sounds)
        joined = sound(letters, self._language)
        for key in {consonants(sounds)[:_LONGEST_KEY], consonants([joined])[:_LONGEST_KEY]}:
            alike = self._by_key.setdefault(key, [])
            if len(alike) < _MOST_ALIKE:
                alike.append(sounded)
        if len(sounds) > 1 and sounds[1]:
            alike = self._by_head.setdefault((sounded.folded[0], sounds[1][0]), [])
            if len(alike) < _MOST_ALIKE:
                alike.append(sounded)
        self._heads |= {consonants(sounds[:1])[:_LONGEST_KEY], consonants([joined])[:_LONGEST_KEY]} - {""}
        self._firsts.add(sounded.folded[0])
        self._longest = max(self._longest, len(sounds) + 1)

    def may_begin(self, word: str) -> bool:
        """Whether a form may begin with this word (lower case): an ordinary word only where a form has it."""
        if fold(word) in self._common and fold(word) not in self._firsts:
            return False
        return consonants([sound(word, self._language)])[:_LONGEST_KEY] in self._heads

    def match(self, words: Sequence[str]) -> tuple[int, str] | None:
        """How many of the words (lower case) are a misheard form, and its canonical form."""
        words = words[: self._longest]
        sounds = [sound(word, self._language) for word in words]
        folded = [fold(word) for word in words]
        best: tuple[float, int, str] | None = None
        for count in range(1, len(words) + 1):
            found = self._by_key.get(consonants(sounds[:count])[:_LONGEST_KEY], [])
            if count > 1 and sounds[1]:
                found = [*found, *self._by_head.get((folded[0], sounds[1][0]), ())]
            for sounded in found:
                if abs(len(sounded.sounds) - count) > 1:
                    continue
                likeness = self._likeness(sounded, folded[:count], sounds[:count])
                if likeness and (best is None or (likeness, count) > best[:2]):
                    best = (likeness, count, sounded.form.canonical)
        return None if best is None else best[1:]

    def _likeness(self, term: "_Sounded", folded: list[str], sounds: list[str]) -> float:
        """0–100; 0 when the words are no mishearing of the term."""
        strange = [word for word in folded if word not in self._common]
        if term.form.phonetic and self._sounds_alike(term, folded, sounds):
            anchored = len(folded) > 1 and folded[0] == term.folded[0]
            return 100.0 if strange or anchored else 0.0
        if not term.form.fuzzy or len(folded) != len(term.folded):
            return 0.0
        for word, right, heard, said in zip(folded, term.folded, sounds, term.sounds, strict=True):
            if word == right:
                continue
            if (
                word in self._common
                or heard[:1] != said[:1]
                or _inflected(word, right)
                or _inflected(heard, said)
                or fuzz.ratio(word, right) < _LEAST_WORD
            ):
                return 0.0
        return fuzz.ratio(" ".join(folded), " ".join(term.folded), score_cutoff=term.form.fuzzy)

    def _sounds_alike(self, term: "_Sounded", folded: list[str], sounds: list[str]) -> bool:
        if len(sounds) == len(term.sounds):
            return tuple(sounds) == term.sounds
        return sound("".join(folded), self._language) == sound("".join(term.folded), self._language)


@dataclass(frozen=True)
class _Sounded:
    form: Form
    folded: tuple[str, ...]
    sounds: tuple[str, ...]


def _inflected(word: str, other: str) -> bool:
    """Whether two words differ as forms of one word do: "completo" and "completa", "plano" and "planos"."""
    shared = 0
    for a, b in zip(word, other, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= 3 and word[shared:] in _ENDINGS and other[shared:] in _ENDINGS
