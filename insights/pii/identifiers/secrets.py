"""Passwords said or written as words: "a senha é girassol 42", "mi clave es luna azul", "senha: gato2024"."""

from collections.abc import Mapping

from insights.pii.findings import Finding
from insights.pii.identifiers import roles
from insights.pii.packs import LanguagePack
from insights.pii.words.reading import words
from insights.records import PiiType
from insights.text.tokens import Document, Kind

_LINK_TOKENS = 8
_PIECE_TOKENS = 14
_MOST_WORDS = 3
_MOST_TOKENS = 12
_ASKED_TOKENS = 14
_FOLLOWS = frozenset(("seguinte", "siguiente"))
# Signs and capitals as they are said.
_SIGNS = frozenset(
    words(
        "asterisco exclamacao exclamacion hashtag sustenido cerquilha numeral underline guion arroba ponto "
        "punto cifrao bajo con com letra maiuscula maiusculo mayuscula mayusculas minuscula minusculas "
        "todo tudo junto signo"
    )
)
_TRAILING = frozenset(".,;:?!…)\"'»”")
_WHOLE = frozenset(("e", "eh", "es", "era", "sera", "seria", ":", "=", "fica", "foi", "son", "sao"))
_LINKS = words(
    "de do da del la o a meu minha mi acesso acceso wifi wi fi - internet app aplicativo conta cuenta web "
    "portal email correo e-mail atual actual nova nueva temporal"
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


def secret_asked(
    document: Document, start: int, pack: LanguagePack, table: Mapping[str, int]
) -> Finding | None:
    """The password that begins a block, where the words before it ask for one or say that it comes."""
    norms, kinds = document.norms, document.kinds
    context = pack.identifiers.context
    for index in range(start - 1, max(-1, start - 1 - _ASKED_TOKENS), -1):
        if kinds[index] is Kind.PLACEHOLDER:
            return None
        kind = context.get(norms[index])
        if kind is PiiType.SENHA:
            break
        if kind is not None and kind is not PiiType.EMAIL:
            return None
    else:
        return None
    count = min(len(norms), start + _LINK_TOKENS + 3)
    skipped = roles.LINK | roles.COPULA | roles.FILLER | roles.PAUSE | roles.CONTEXT
    while start < count and (
        kinds[start] is Kind.BREAK
        or norms[start] in ".,:!¿?…"
        or (kinds[start] is Kind.WORD and (table.get(norms[start], 0) & skipped or norms[start] in _FOLLOWS))
    ):
        start += 1
    if start >= count or (kinds[start] is not Kind.WORD and not _mixed(norms[start])):
        return None
    piece = _piece(document, start)
    raw = document.raw(start, piece)
    marked = any(char.isdigit() for char in raw) or any(char in "*!#_$&%+" for char in raw)
    if marked and len(raw) >= 4 and any(char.isalpha() for char in raw) and "@" not in raw[1:]:
        return Finding(PiiType.SENHA, ((start, piece),), raw, 0.85)
    found = _words(document, start, pack, table)
    if found is None:
        return None
    tokens = range(*found.pieces[0])
    digits = sum(
        max(len(norms[k]), 1) if kinds[k] is Kind.NUMBER else bool(table.get(norms[k], 0) & roles.NUMBER)
        for k in tokens
    )
    return found if digits > 1 or any(norms[k] in _SIGNS for k in tokens) else None


def _mixed(norm: str) -> bool:
    return any(char.isalpha() for char in norm) and any(char.isdigit() for char in norm)


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
    if index > 2 and document.norms[index - 1] == "-":
        index -= 2  # "palavra-passe"
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
    plain = extra = 0
    while end < min(count, start + _MOST_TOKENS):
        norm = norms[end]
        role = table.get(norm, 0)
        number = kinds[end] is Kind.NUMBER or (plain and role & roles.NUMBER)
        if number or (plain and norm in _SIGNS) or (extra and norm == pack.numerals.connector):
            extra += 1
        elif kinds[end] is Kind.WORD and norm not in refused and not extra:
            if role & (roles.NUMBER | roles.CONTEXT | roles.UNIT):
                return None
            plain += 1
        else:
            break
        end += 1
    while end > start + 1 and norms[end - 1] == pack.numerals.connector:
        end -= 1
    first = norms[start]
    if not 0 < plain <= _MOST_WORDS or len(first) < 3 or first[-3:] in ("ada", "ida", "ado", "ido", "vel"):
        return None
    ends = end >= count or kinds[end] in (Kind.BREAK, Kind.PUNCT)
    if extra or (ends and plain <= 2):
        return Finding(PiiType.SENHA, ((start, end),), " ".join(norms[start:end]), 0.7)
    return None
