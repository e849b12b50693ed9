"""Persons: names in the ways people give them, dates of birth, e-mails, passwords."""

import unicodedata
from random import Random

from insights.records import PiiType
from insights.synthetic.pii.values import Value, digits
from insights.synthetic.pii.wordlists import Words


def plain(text: str) -> str:
    """Lower case ASCII, as e-mail addresses have it."""
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if "a" <= c <= "z")


class Person:
    """Someone of the case: a given name, often compound, and surnames."""

    def __init__(self, locale: str, words: Words, rng: Random) -> None:
        self.given = rng.choice(words["compound_given"] if rng.random() < 0.2 else words["given"])
        self.surnames = self._surnames(locale, words, rng)

    @staticmethod
    def _surnames(locale: str, words: Words, rng: Random) -> tuple[str, ...]:
        simple, particled = words["surnames"], words["particle_surnames"]
        one = rng.choice(particled if rng.random() < 0.22 else simple)
        if locale.startswith("es"):
            return (one,) if rng.random() < 0.25 else (one, rng.choice(simple))
        names: tuple[str, ...] = (one,)
        if rng.random() < 0.5:
            names = (rng.choice(simple), one)
        if rng.random() < 0.06:
            names += (rng.choice(words["name_endings"]),)
        return names

    def name(self) -> Value:
        parts = (*self.given.split(" ", 1), *self.surnames)
        return Value(PiiType.NOME, " ".join(parts), "name", parts)

    def first(self) -> Value:
        return Value(PiiType.NOME, self.given, "name", (self.given,))

    def surname(self) -> Value:
        return Value(PiiType.NOME, self.surnames[0], "name", (self.surnames[0],))

    def spelled(self) -> Value:
        word = self.surnames[0].split()[-1]
        letters = "".join(
            c
            for c in unicodedata.normalize("NFC", word.upper().replace("Ñ", "\0"))
            if c.isalpha() or c == "\0"
        )
        bare = "".join(c for c in unicodedata.normalize("NFD", letters) if "A" <= c <= "Z" or c == "\0")
        bare = bare.replace("\0", "Ñ")
        return Value(PiiType.NOME, bare, "spelled", tuple(bare))


def birth(locale: str, rng: Random) -> Value:
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1938, 2008)
    parts = (f"{day:02d}", f"{month:02d}", str(year))
    return Value(PiiType.NASCIMENTO, "/".join(parts), "date", parts)


def email(person: Person, words: Words, rng: Random, *, doubled: bool = False) -> Value:
    """`parts` alternate between a token as said and the mark after it: joão . silva "" 47 @ gmail.com."""
    kind = rng.random()
    separator = rng.choice((".", ".", ".", "_", "_", "-", "", ""))
    given = person.given.split()[0].lower()
    surname = person.surnames[0].split()[-1].lower()
    if kind < 0.5:
        tokens = [given, surname]
    elif kind < 0.62:
        tokens = [given[0], surname]
    elif kind < 0.72:
        tokens = [given]
    elif kind < 0.86:
        tokens = [rng.choice(words["mail_words"]), rng.choice(words["mail_words"])]
    else:
        tokens = [rng.choice(words["mail_words"]), given]
    parts: list[str] = []
    for token in tokens:
        parts += [token, separator]
    if doubled or rng.random() < 0.35:
        number = (
            digits(1, rng) * 2 if doubled else str(rng.choice((rng.randint(1, 99), rng.randint(1965, 2008))))
        )
        parts[-1] = rng.choice(("", "", separator))
        parts += [number, ""]
    parts[-1] = "@"
    host = rng.choice(words["mail_hosts"])
    if kind > 0.8 and rng.random() < 0.4:
        host = rng.choice(words["mail_words"]) + rng.choice(words["mail_endings"])
    parts.append(host)
    written = "".join(plain(part) if part.isalpha() else part for part in parts)
    return Value(PiiType.EMAIL, written, "email", tuple(parts))


def password(words: Words, rng: Random) -> Value:
    """A word, perhaps a mark, and digits."""
    word = rng.choice(words["secret_words"])
    if rng.random() < 0.3:
        word = word.capitalize()
    mark = rng.choice(("", "", "", "@", "_", "!", "#", "*"))
    number = str(rng.choice((rng.randint(1, 99), rng.randint(1950, 2026), rng.randint(100, 999), 123)))
    return Value(PiiType.SENHA, word + mark + number, "password", (word, mark, number))
