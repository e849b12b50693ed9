"""What looks personal and is nobody's by what is written right around it: free lines, papers of public
bodies, codes of goods, the place and date of a letter, schools that bear a name."""

import re

from insights.pii.findings import Finding
from insights.pii.words.public import CITED, GOODS_CODES, HONOURS, OWN, PAPERS, SCHOOLS
from insights.pii.words.reading import words
from insights.records import PiiType as T
from insights.text.months import MONTHS
from insights.text.tokens import Document, Kind

_NUMBERS = frozenset(
    (T.PROTOCOLO, T.CONTA, T.DOCUMENTO, T.SENHA, T.TELEFONE, T.CEP, T.PIX, T.CNH, T.CVV, T.CARTAO)
)
_FREE_LINE = re.compile(r"0[38]00[ .-]?\d{3}[ .-]?\d{3,4}|[34]00[34][ .-]\d{4}")
_MONTH_AND = re.compile(r"(?:0?[1-9]|1[0-2])/(?:19|20)\d\d|(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])")
_HOURS = re.compile(r"\d{1,2}h? (?:as|às|a|ate|até) \d{1,2}h?")
_OF_YEAR = re.compile(r"\d{1,5}(?:/\w{2,8})?/(?:19|20)\d\d")
_ADDRESS_OF_A_MACHINE = re.compile(r"(?:10|127|172|192)(?:\.\d{1,3}){3}")
_SKIPPED = words("n no num numero º ° . : - / e o os as de da do del la el")
_MONTHS = frozenset().union(*MONTHS.values())
_BEFORE, _BEFORE_TOKENS, _AFTER = 5, 16, 8
_NEWEST_BIRTHS = 2010  # letters are dated later
_PLACE_WORDS = 6


def nobodys(document: Document, finding: Finding) -> bool:
    """Whether what was found is nobody's."""
    if finding.type in _NUMBERS:
        return _public_number(document, finding)
    if finding.type is T.NOME and _of_a_school(document, finding.pieces[0][0]):
        return True
    if finding.type in (T.ENDERECO, T.NASCIMENTO, T.NOME):
        return _heads_a_letter(document, *finding.pieces[0])
    return False


def _public_number(document: Document, finding: Finding) -> bool:
    first, last = finding.pieces[0][0], finding.pieces[-1][1]
    written = document.raw(first, last)
    if _FREE_LINE.fullmatch(written) or _ADDRESS_OF_A_MACHINE.fullmatch(written):
        return True
    if finding.type in (T.PROTOCOLO, T.CONTA, T.DOCUMENTO, T.SENHA) and (
        _MONTH_AND.fullmatch(written) or _HOURS.fullmatch(written)
    ):
        return True
    before = _words_before(document, first)
    norms = document.norms
    if norms[first] in GOODS_CODES or not GOODS_CODES.isdisjoint(before[:1]):
        lettered = any(char.isalpha() for char in written)
        return "lote" not in before[:1] or lettered
    if not OWN.isdisjoint(before) or not OWN.isdisjoint(norms[last : last + _AFTER]):
        return False
    if not CITED.isdisjoint(before[:1]) and "/" in written:
        return True
    whole = written + document.text[document.ends[last - 1] : document.ends[last - 1] + 16]
    return not PAPERS.isdisjoint(before[:1]) and _OF_YEAR.match(whole) is not None


def _words_before(document: Document, first: int) -> list[str]:
    """Words of the line before a token, from the nearest on, without "nº", articles and numbers of a list."""
    norms, kinds = document.norms, document.kinds
    out: list[str] = []
    index = first - 1
    while index >= 0 and first - index < _BEFORE_TOKENS and len(out) < _BEFORE:
        norm, kind = norms[index], kinds[index]
        if kind is Kind.WORD and norm not in _SKIPPED:
            out.append(norm)
        elif kind is not Kind.NUMBER and norm not in _SKIPPED:
            break
        index -= 1
    return out


def _of_a_school(document: Document, first: int) -> bool:
    """Whether a school or a hospital bears the name: "EMEF Padre Anchieta", "E.M. Jornalista Brito Broca"."""
    norms, kinds = document.norms, document.kinds
    index = first - 1
    honoured = False
    while index >= 0 and (norms[index] in HONOURS or (norms[index] == "." and not honoured and index)):
        if norms[index] != ".":
            honoured = True
        elif norms[index - 1] not in HONOURS:
            break
        index -= 1
    if index < 0 or kinds[index] is not Kind.WORD or norms[index] not in SCHOOLS:
        return False
    return document.raw(index, index + 1).isupper()


def _heads_a_letter(document: Document, first: int, last: int) -> bool:
    """Whether it is a part of a line "Palmela, 18 de setembro de 2024"."""
    norms, kinds = document.norms, document.kinds
    start = first
    while start > 0 and kinds[start - 1] is not Kind.BREAK and first - start < _PLACE_WORDS + 3:
        start -= 1
    if start > 0 and kinds[start - 1] is not Kind.BREAK:
        return False
    stop = min(len(norms), start + _PLACE_WORDS + 9)
    end = start
    while end < stop and kinds[end] is not Kind.BREAK:
        end += 1
    if end == stop < len(norms) or Kind.PLACEHOLDER in kinds[start:end] or "," not in norms[start:end]:
        return False
    comma = start + norms[start:end].index(",")
    if not start < comma <= start + _PLACE_WORDS or not document.capitalised(start):
        return False
    rest = [norm for norm in norms[comma + 1 : end] if norm not in ("a", "aos", "dia", ".", "em", "en")]
    return (
        len(rest) == 5
        and rest[0].rstrip("º°").isdecimal()
        and rest[1] == "de"
        and rest[2] in _MONTHS
        and rest[3] in ("de", "del")
        and rest[4].isdecimal()
        and int(rest[4]) >= _NEWEST_BIRTHS
    )
