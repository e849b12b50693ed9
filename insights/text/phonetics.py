"""How a Portuguese or Spanish word sounds, roughly: words a recogniser mistakes for each other share a key.

Two keys a word: the exact one merges spellings of one sound (s/ss/ç/z/c, x/ch, ll/y, ge/je, qu/k/c, b/v in
Spanish, m/n before a consonant, silent h and c; in Portuguese also o/u, e/i and l/u where they sound alike);
the coarse one keeps consonants only, and those by where they are formed.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_Rules = tuple[tuple[re.Pattern[str], str], ...]


def _rules(*rules: tuple[str, str]) -> _Rules:
    return tuple((re.compile(pattern), new) for pattern, new in rules)


_BOTH = (
    ("ph", "f"),
    ("th", "t"),
    ("[cs]h", "X"),
    ("qu(?=[ei])|q", "k"),
    ("gu(?=[ei])", "g"),
    ("g(?=[ei])", "j"),
    ("s?c(?=[ei])|ç|z|ss|sç", "s"),
    ("[cp](?=t)", ""),
    ("ck|c", "k"),
)
_PORTUGUESE = _rules(
    ("lh", "ly"),
    ("nh", "ñ"),
    *_BOTH,
    ("ão$|am$|ã", "an"),
    ("õe", "oin"),
    ("õ", "on"),
    ("x(?=[ptk])", "s"),
    ("x", "X"),
    ("w", "u"),
    ("l(?=[^aeiouyáéíóúâêôà]|$)", "u"),
    ("[mn](?=[^aeiouyáéíóúâêôàñ]|$)", "n"),
    ("r$", ""),
    ("ou", "o"),
    ("h", ""),
)
_SPANISH = _rules(
    ("ll", "y"),
    *_BOTH,
    ("x", "s"),
    ("[vw]", "b"),
    ("h", ""),
    ("[mn](?=[^aeiouyáéíóúñ]|$)", "n"),
    ("y$", "i"),
    ("d$", ""),
)
_DOUBLED = re.compile(r"(.)\1+")
_REDUCED = str.maketrans("eoy", "iui")
_SOUNDS = str.maketrans(
    {
        **dict.fromkeys("pb", "P"),
        **dict.fromkeys("fv", "F"),
        **dict.fromkeys("td", "T"),
        **dict.fromkeys("kg", "K"),
        **dict.fromkeys("szXj", "S"),
        **dict.fromkeys("mnñ", "N"),
        **dict.fromkeys("lr", "L"),
        **dict.fromkeys("aeiouwyh", None),
    }
)


@lru_cache(maxsize=16_384)
def sound(word: str, language: str) -> str:
    """The exact key of a word in lower case, with its accents."""
    portuguese = language == "pt"
    for pattern, new in _PORTUGUESE if portuguese else _SPANISH:
        word = pattern.sub(new, word)
    word = "".join(
        char
        for char in unicodedata.normalize("NFD", word.replace("ñ", "\0"))
        if unicodedata.category(char) != "Mn"
    ).replace("\0", "ñ")
    if portuguese:
        word = word.translate(_REDUCED)
    return _DOUBLED.sub(r"\1", word)


def consonants(sounds: Sequence[str]) -> str:
    """The coarse key of words given by their exact keys."""
    # At the end of a word an l, r, s or n is often not heard.
    heard = [sound[:-1] if len(sound) > 2 and sound[-1] in "lrsn" else sound for sound in sounds]
    return _DOUBLED.sub(r"\1", "".join(heard).translate(_SOUNDS))
