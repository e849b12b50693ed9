"""What the speech model is taught to write: turns of calls, words out of order, and dictation.

Turns alone make a recogniser that hears only those sentences. Random words from a wide list tie letters to
sounds, and dictation (digits, amounts, dates, names, spelled letters, e-mail addresses) is what calls are
full of. All text is lower case with accents, without punctuation, numbers as words.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import accumulate
from random import Random

from insights.errors import EscutaError
from insights.synthetic.people import names_for, spell
from insights.synthetic.settings import LOCALES
from insights.synthetic.values import amount_spoken, date_spoken, dictate, draw_amount, number_words

UNSEEN_WORD_SHARE = 0.03
FOREIGN_MARGIN = 0.4  # on the Zipf scale: a word this much more frequent in English is English
ALWAYS_KEPT_ZIPF = 5.5
MAXIMUM_WORDS = 12
_LETTERS = {
    "pt": re.compile(r"[a-zàáâãçéêíóôõúü]+"),
    "es": re.compile(r"[a-záéíñóúü]+"),
}
_VOWELS = re.compile(r"[aeiouyàáâãéêíóôõúü]")
_NOT_SPOKEN = re.compile(r"[^\w\s'-]|_")
_DOMAINS = ("gmail", "hotmail", "outlook", "yahoo", "live", "icloud", "empresa", "correo", "mail")
_AT_AND_DOT = {"pt": ("arroba", "ponto"), "es": ("arroba", "punto")}


@dataclass(frozen=True)
class MixShares:
    """Shares of the kinds of text; they add up to one."""

    turns: float = 0.45
    words: float = 0.35
    dictation: float = 0.20

    def __post_init__(self) -> None:
        if (
            min(self.turns, self.words, self.dictation) < 0
            or abs(self.turns + self.words + self.dictation - 1) > 1e-6
        ):
            raise EscutaError("the shares of the text mix must add up to one", field="shares")


def plain(text: str) -> str:
    """Lower case, letters, hyphens and apostrophes inside words; single spaces."""
    return " ".join(
        word.strip("-'") for word in _NOT_SPOKEN.sub(" ", text.lower()).split() if word.strip("-'")
    )


def unseen(word: str) -> bool:
    """Whether a word is kept out of the random strings of training, to measure words never drilled."""
    return int(sha256(word.encode()).hexdigest()[:8], 16) < UNSEEN_WORD_SHARE * 0xFFFFFFFF


@lru_cache(maxsize=4)
def frequent_words(language: str, count: int) -> tuple[tuple[str, float], ...]:
    """The `count` most frequent words of a language with their frequency, commonest first; English ones left
    out.

    The list is `wordfreq`'s (CC BY-SA 4.0), used only to build models.
    """
    try:
        from wordfreq import iter_wordlist, word_frequency, zipf_frequency
    except ImportError:
        raise EscutaError(
            "the package wordfreq is not installed; building the speech model needs it",
            remedy='pip install "escuta[build]"',
        ) from None
    words: list[tuple[str, float]] = []
    for word in iter_wordlist(language):
        if not _LETTERS[language].fullmatch(word) or not _VOWELS.search(word):
            continue
        zipf = zipf_frequency(word, language)
        if zipf < ALWAYS_KEPT_ZIPF and zipf_frequency(word, "en") > zipf + FOREIGN_MARGIN:
            continue
        words.append((word, word_frequency(word, language)))
        if len(words) == count:
            break
    return tuple(words)


class WordBag:
    """Draws words: some as often as they are used, some more evenly, so that rare ones are drilled."""

    def __init__(self, words: tuple[tuple[str, float], ...]) -> None:
        self._words = [word for word, _ in words]
        self._natural = list(accumulate(frequency for _, frequency in words))
        self._flat = list(accumulate(frequency**0.35 for _, frequency in words))

    def draw(self, rng: Random) -> str:
        draw = rng.random()
        if draw < 0.35:
            return rng.choices(self._words, cum_weights=self._natural)[0]
        if draw < 0.75:
            return rng.choices(self._words, cum_weights=self._flat)[0]
        return rng.choice(self._words)


class TextMix:
    """Endless text of one language."""

    def __init__(
        self,
        language: str,
        words: tuple[tuple[str, float], ...],
        turns: Iterator[str],
        shares: MixShares | None = None,
    ) -> None:
        """`words` with their frequency; `turns` an endless stream of spoken turns."""
        self._language = language
        self._turns = turns
        self._shares = shares or MixShares()
        self._bag = WordBag(tuple((word, frequency) for word, frequency in words if not unseen(word)))
        self._given, self._surnames = names_for(language, "train")
        self._makers: tuple[Callable[[Random], str], ...] = (
            self._digits,
            self._digits,
            self._number,
            self._amount,
            self._date,
            self._name,
            self._name,
            self._letters,
            self._email,
        )

    def sentence(self, rng: Random) -> str:
        """A turn, a string of words, a dictated value, or two of them after one another."""
        draw = rng.random()
        if draw < self._shares.turns:
            return plain(next(self._turns))
        if draw < self._shares.turns + self._shares.words:
            return " ".join(self._bag.draw(rng) for _ in range(rng.randint(3, MAXIMUM_WORDS)))
        parts = [rng.choice(self._makers)(rng)]
        if rng.random() < 0.5:
            parts.insert(rng.randint(0, 1), " ".join(self._bag.draw(rng) for _ in range(rng.randint(1, 4))))
        return plain(" ".join(parts))

    def fragment(self, rng: Random) -> str:
        """One to three words, with which a fresh model learns to listen."""
        count = rng.choice((1, 1, 2, 2, 3))
        draw = rng.random()
        if draw < 0.45:
            text = plain(next(self._turns))
        elif draw < 0.8:
            return " ".join(self._bag.draw(rng) for _ in range(count))
        else:
            text = plain(rng.choice(self._makers)(rng))
        words = text.split()
        start = rng.randint(0, max(0, len(words) - count))
        return " ".join(words[start : start + count])

    def _locale(self, rng: Random) -> str:
        return rng.choice(LOCALES[self._language])

    def _digits(self, rng: Random) -> str:
        digits = "".join(rng.choice("0123456789") for _ in range(rng.randint(2, 11)))
        return dictate(digits, self._locale(rng), rng)

    def _number(self, rng: Random) -> str:
        return number_words(
            rng.choice((rng.randint(0, 100), rng.randint(0, 1_000), rng.randint(0, 99_999))),
            self._locale(rng),
        )

    def _amount(self, rng: Random) -> str:
        return amount_spoken(*draw_amount(rng), self._locale(rng), rng)

    def _date(self, rng: Random) -> str:
        return date_spoken(rng.randint(1, 28), rng.randint(1, 12), rng.randint(1940, 2029), self._locale(rng))

    def _name(self, rng: Random) -> str:
        return " ".join(
            (rng.choice(self._given), *(rng.choice(self._surnames) for _ in range(rng.randint(0, 2))))
        )

    def _letters(self, rng: Random) -> str:
        letters = "".join(rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(rng.randint(1, 6)))
        digits = "".join(rng.choice("0123456789") for _ in range(rng.randint(0, 4)))
        return spell(letters + digits, self._locale(rng), rng)

    def _email(self, rng: Random) -> str:
        at, dot = _AT_AND_DOT[self._language]
        user = [rng.choice(self._given), *([dot] if rng.random() < 0.5 else []), rng.choice(self._surnames)]
        if rng.random() < 0.3:
            user.append(number_words(rng.randint(1, 99), self._locale(rng)))
        ending = rng.choice((("com",), ("com",), ("com", dot, "br"), ("pt",), ("es",), ("net",)))
        return " ".join((*user, at, rng.choice(_DOMAINS), dot, *ending))
