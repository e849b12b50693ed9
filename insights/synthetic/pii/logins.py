"""Chunks of e-mail addresses and passwords."""

from random import Random

from insights.synthetic.pii.chunks import Chunk, Say, same
from insights.synthetic.pii.diction import Diction
from insights.synthetic.pii.settings import Form
from insights.synthetic.pii.values import Value


def email_chunks(value: Value, manner: Form, diction: Diction, rng: Random) -> list[Chunk]:
    """An e-mail address: words and marks, some words spelled."""
    if manner == "written":
        return [Chunk(value.written, same)]
    if manner == "chat":
        text = value.written.capitalize() if rng.random() < 0.2 else value.written
        return [Chunk(text.replace("@", " @") if rng.random() < 0.12 else text, same)]
    if manner == "mixed" and rng.random() < 0.5:
        head = value.written.partition("@")[0]
        host = value.parts[-1]
        if rng.random() < 0.5:
            return [Chunk(head, same, diction.mark("@")), Chunk(host, same)]
        return [*_user(value, manner, diction, rng, digits_as_words=False), Chunk(host, same)]
    chunks = _user(value, manner, diction, rng, digits_as_words=manner != "mixed")
    host, *rest = value.parts[-1].split(".")
    point = diction.mark(".")
    ending = "".join(f" {point} {_host_part(part, diction, rng)}" for part in rest).strip()
    if host in ("gmail", "hotmail") and rng.random() < 0.06:
        ending = ""
    wrong = "hotmail" if host == "gmail" else "gmail"
    return [*chunks, Chunk(host, same, wrong=wrong), *([Chunk(ending, same)] if ending else [])]


def _host_part(part: str, diction: Diction, rng: Random) -> str:
    if part in ("br", "pt", "es", "mx", "ar") and rng.random() < 0.4:
        return diction.singly(part)
    return part


def _user(value: Value, manner: Form, diction: Diction, rng: Random, *, digits_as_words: bool) -> list[Chunk]:
    spelled = rng.random() < 0.15
    chunks = []
    tokens = value.parts[:-1]
    for token, mark in zip(tokens[::2], tokens[1::2], strict=True):
        say: Say = same
        if token.isdigit():
            if manner == "doubled":
                say = diction.doubled
            elif digits_as_words:
                say = diction.group if rng.random() < 0.7 else diction.singly
        elif len(token) == 1 or (spelled and len(token) < 9):
            token, say = _bare(token), diction.doubled if manner == "doubled" else diction.singly
        chunks.append(Chunk(token, say, diction.mark(mark)))
    return chunks


def _bare(token: str) -> str:
    """Letters without accents, to be spelled."""
    table = str.maketrans("áàâãéêíóôõúüç", "aaaaeeiooouuc")
    return token.translate(table)


def password_chunks(value: Value, manner: Form, diction: Diction, rng: Random) -> list[Chunk]:
    """A word, a mark, digits."""
    word, mark, number = value.parts
    if manner in ("written", "chat"):
        return [Chunk(value.written, same)]
    said = word
    if word[0].isupper() and rng.random() < 0.5:
        said = f"{word} {'com' if diction.language == 'pt' else 'con'} {_capital(diction)}"
    say: Say = same if manner == "mixed" else (diction.group if rng.random() < 0.6 else diction.singly)
    return [Chunk(said, same, diction.mark(mark)), Chunk(number, say)]


def _capital(diction: Diction) -> str:
    return "maiúscula" if diction.language == "pt" else "mayúscula"
