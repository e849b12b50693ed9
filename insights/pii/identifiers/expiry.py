"""The expiry of a card: "05/28", "zero cinco barra vinte e oito", "maio de 2028"; payment dates survive."""

import re
from collections.abc import Mapping

from insights.pii.findings import Finding
from insights.pii.identifiers import roles
from insights.pii.packs import LanguagePack
from insights.pii.words.reading import words
from insights.records import PiiType
from insights.text.numerals import read_groups
from insights.text.tokens import Document, Kind

_LINK_TOKENS = 9
_CARD_TOKENS = 48
_VALUE_TOKENS = 12
_VALUE = re.compile(r"(0?[1-9]|1[0-2])(?:20)?(2[3-9]|3\d|4[0-5])")
_MARKS = frozenset("/-.,:")
_BILL_TOKENS = 10
_ASKED_TOKENS = 22
_ASKED_TURNS = 2
_BETWEEN = (
    roles.NUMBER | roles.LINK | roles.COPULA | roles.FILLER | roles.CONTEXT | roles.EXPIRY | roles.PAUSE
)
_BILLS = words(
    "fatura faturas boleto boletos pagamento parcela parcelas prestacao mensalidade conta factura facturas "
    "pago pagos cuota cuotas recibo cuenta plano plan oferta promocao promocion contrato"
)


def expiry_after(
    document: Document, index: int, pack: LanguagePack, table: Mapping[str, int]
) -> Finding | None:
    """The month and year after token `index`, a word for expiry, when a card is spoken of."""
    norms, kinds = document.norms, document.kinds
    count = len(norms)
    start = index + 1
    turns = 0
    while start < count and start - index < _LINK_TOKENS:
        role = table.get(norms[start], 0)
        if kinds[start] is Kind.NUMBER or (
            role & (roles.NUMBER | roles.MONTH) and not (role & roles.ARTICLE and not role & roles.MONTH)
        ):
            break
        if kinds[start] is Kind.BREAK:
            turns += 1
            if turns > 1:
                return None
        elif kinds[start] is Kind.WORD and not role & (
            roles.LINK
            | roles.COPULA
            | roles.FILLER
            | roles.CONTEXT
            | roles.EXPIRY
            | roles.PAUSE
            | roles.AMOUNT
        ):
            return None
        start += 1
    else:
        return None
    return expiry_at(document, start, index, pack, table) if start >= document.floor else None


def expiry_asked(document: Document, start: int, table: Mapping[str, int]) -> int:
    """The word for expiry that asks for the number or month at `start`, -1 where none does."""
    norms = document.norms
    turns = 0
    for index in range(start - 1, max(-1, start - 1 - _ASKED_TOKENS), -1):
        role = table.get(norms[index], 0)
        if role & roles.EXPIRY:
            return index
        if document.kinds[index] is Kind.BREAK:
            turns += 1
            if turns > _ASKED_TURNS:
                return -1
        elif (turns and document.kinds[index] is Kind.PLACEHOLDER) or (
            not turns and document.kinds[index] is Kind.WORD and not role & _BETWEEN
        ):
            return -1
    return -1


def expiry_at(
    document: Document, start: int, index: int, pack: LanguagePack, table: Mapping[str, int]
) -> Finding | None:
    """The month and year that begin at `start`; the word for expiry stands at `index`."""
    norms, kinds = document.norms, document.kinds
    said: list[str] = []
    end = position = start
    stop = min(len(norms), start + _VALUE_TOKENS)
    while position < stop:
        norm = norms[position]
        role = table.get(norm, 0)
        if role & roles.MONTH and not said:
            said += [f"{pack.dates.months[norm]:02d}", ","]
        elif kinds[position] is Kind.NUMBER and norm.isdecimal():
            said += [norm, ","]
        elif role & roles.NUMBER or norm == pack.numerals.connector:
            said.append(norm)
            if norm == pack.numerals.connector:
                position += 1
                continue
        elif norm == "," and said and _VALUE.fullmatch(_text(said, pack)):
            break  # "…, 05/28, 123": the code follows
        elif norm in _MARKS or role & roles.SEPARATOR or norm in ("de", "del", "do"):
            said.append(",")
            position += 1
            continue
        else:
            break
        position += 1
        end = position
    groups = read_groups(said, pack.numerals)
    text = "".join(group.text for group in groups)
    match = _VALUE.fullmatch(text)
    if match is None or (len(text) == 3 and len(groups) != 2):
        return None
    if not _card_near(document, start, table, pack):
        named = norms[index][:6] in ("valida", "caduci")
        if not named or not _BILLS.isdisjoint(norms[max(0, start - _BILL_TOKENS) : start]):
            return None
    return Finding(PiiType.VALIDADE, ((start, end),), f"{int(match.group(1)):02d}{match.group(2)}", 0.85)


def _text(said: list[str], pack: LanguagePack) -> str:
    return "".join(group.text for group in read_groups(said, pack.numerals))


def _card_near(document: Document, start: int, table: Mapping[str, int], pack: LanguagePack) -> bool:
    """Whether a card is spoken of shortly before, or right after."""
    cards = pack.identifiers.cards
    if not _BILLS.isdisjoint(document.norms[max(0, start - _BILL_TOKENS) : start]):
        return False
    window = document.norms[max(0, start - _CARD_TOKENS) : start + _VALUE_TOKENS + 4]
    return not cards.isdisjoint(window)
