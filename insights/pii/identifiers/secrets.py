"""Passwords said or written as words: "a senha é girassol 42", "mi clave es luna azul", "senha: gato2024"."""

from collections.abc import Mapping

from insights.pii.findings import Finding
from insights.pii.identifiers import roles
from insights.pii.packs import LanguagePack
from insights.records import PiiType
from insights.text.tokens import Document, Kind

_LINK_TOKENS = 5
_PIECE_TOKENS = 14
_MOST_WORDS = 3
_MOST_TOKENS = 6
_TRAILING = frozenset(".,;:?!…)\"'»”")
_WHOLE = frozenset(("e", "es", "era", "sera", "seria", ":", "=", "fica", "foi", "son", "sao"))
_LINKS = frozenset(
    (
        "de",
        "do",
        "da",
        "del",
        "la",
        "o",
        "a",
        "meu",
        "minha",
        "mi",
        "acesso",
        "acceso",
        "wifi",
        "wi",
        "fi",
        "-",
        "internet",
        "app",
        "aplicativo",
        "conta",
        "cuenta",
        "web",
        "portal",
        "email",
        "correo",
        "atual",
        "actual",
        "nova",
        "nueva",
        "wi-fi",
    )
)


def secret_after(
    document: Document, index: int, pack: LanguagePack, table: Mapping[str, int]
) -> Finding | None:
    """The password that the words after token `index`, a word for one, give away."""
    norms, kinds = document.norms, document.kinds
    count = len(norms)
    start = index + 1
    copula = False
    while start < min(count, index + _LINK_TOKENS):
        if norms[start] in _WHOLE:
            copula = True
            start += 1
            # "é essa: …", "es la siguiente:" are links of their own
            continue
        if copula or norms[start] not in _LINKS:
            break
        start += 1
    if start >= count or kinds[start] not in (Kind.WORD, Kind.NUMBER):
        return None
    piece = _piece(document, start)
    raw = document.raw(start, piece)
    mixed = any(char.isdigit() for char in raw) and any(char.isalpha() for char in raw)
    if start > index + 1 and mixed and len(raw) >= 4 and _one_word(document, start, piece):
        return Finding(PiiType.SENHA, ((start, piece),), raw, 0.85)
    if not copula or not _possessed(document, index):
        return None
    return _words(document, start, pack, table)


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


def _one_word(document: Document, start: int, end: int) -> bool:
    """Letters and digits in one password, not a measure such as "6 a 8" or a date."""
    return not (document.norms[start].isdecimal() and document.norms[end - 1].isalpha() and end - start > 3)


def _possessed(document: Document, index: int) -> bool:
    """ "minha senha é", "la clave del wifi es": the word is about one password, not about passwords."""
    before = document.norms[index - 1] if index else ""
    return (
        before in ("minha", "mi", "a", "la", "tu", "su", "sua", "tua", "essa", "esta", "esa", "nova", "nueva")
        or not before
    )


def _words(document: Document, start: int, pack: LanguagePack, table: Mapping[str, int]) -> Finding | None:
    """One to three words, perhaps with digits after them, up to the end of the phrase."""
    norms, kinds = document.norms, document.kinds
    count = len(norms)
    refused = pack.identifiers.not_secrets
    end = start
    words = digits = 0
    while end < min(count, start + _MOST_TOKENS):
        if kinds[end] is Kind.NUMBER or (table.get(norms[end], 0) & roles.NUMBER and words):
            digits += 1
        elif kinds[end] is Kind.WORD and norms[end] not in refused and not digits:
            if table.get(norms[end], 0) & (roles.NUMBER | roles.CONTEXT | roles.UNIT):
                return None
            words += 1
        else:
            break
        end += 1
    if (
        not words
        or words > _MOST_WORDS
        or end == start
        or norms[start][-3:] in ("ada", "ida", "ado", "ido", "vel")
    ):
        return None
    ends = end >= count or kinds[end] in (Kind.BREAK, Kind.PUNCT)
    written = len(norms[start]) >= 3
    if written and (digits or (ends and words <= 2)):
        return Finding(PiiType.SENHA, ((start, end),), " ".join(norms[start:end]), 0.7)
    return None
