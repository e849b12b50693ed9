"""Whether a month and a year are the expiry of a card.

Payment dates survive: a month and a year belong to a card only where the words ask for that, or right after
the number of one.
"""

from collections.abc import Mapping, Sequence

from insights.pii.identifiers import roles, topics
from insights.pii.identifiers.expiry_values import expiry_value
from insights.pii.identifiers.sentences import Hint
from insights.pii.packs import LanguagePack
from insights.pii.words.cards import BILLS, SAYING
from insights.pii.words.reading import words
from insights.records import PiiType
from insights.text.tokens import Document, Kind

_UNTIL_TOKENS = 12
_AHEAD = 27  # a year
_OWED = BILLS | words(
    "parcelei parcelado pago pagar pague pagando pagamos deuda divida debo devo financiamento financiacion "
    "prestamo emprestimo hipoteca aluguel alquiler obra obras projeto proyecto vigor lei ley mandato"
)
_UNTIL = words(
    "decia dizia falar "
    "ate hasta embaixo abajo debajo data fecha mes sirve serve validade grabado gravado impreso "
    "impresso nova nueva novo consta thru expiro quando cuando"
)
# A card is told of with it: "me la renovaron, ahora es febrero 34".
_RENEWED = words(
    "renovaron renovada renovado renovou renovaram renovei renove trocaram trocada cambiaron cambiada"
)
_ALONE_TOKENS = 3  # beside a value that is all a turn says
_CARD_TOKENS = 48
_AFTER_TOKENS = 8
_BILL_TOKENS = 12
_LIST_TOKENS = 5
_ASKED_TOKENS = 16  # "vencimento?" / "do cartão ou da fatura?" / "do cartão"
_NAMED = ("valida", "valide", "valido", "caduci", "expira", "caduca", "expirac")
_EXPIRY = PiiType.VALIDADE
_BESIDE = frozenset((PiiType.CARTAO, PiiType.CVV, PiiType.SENHA))
_LINKS = frozenset(("de", "del", "do"))
_BEFORE_DAY = frozenset(("dia", "dias"))


def is_expiry(
    document: Document, start: int, hints: Sequence[Hint], pack: LanguagePack, table: Mapping[str, int]
) -> bool:
    """Whether the words before a month and year at `start` ask for the expiry of a card."""
    norms = document.norms
    if start and norms[start - 1] in _BEFORE_DAY:
        return False
    if _years_ahead(document, start, pack, table) or _stands_alone(document, start, pack, table):
        return True
    for hint in hints[:4]:
        if hint.kind is _EXPIRY:
            break
        if hint.kind not in _BESIDE and not hint.weak:
            return False
    else:
        # "no cartão diz 08/28", "mastercard, 0828"
        if not start or norms[start - 1] not in SAYING:
            return False
        card = next((hint for hint in hints[:1] if hint.kind is PiiType.CARTAO), None)
        if (card is not None and card.linked) or _card_spoken(document, start, pack):
            return True
        formed = _has_form(document, start, table) or bool(table.get(norms[start], 0) & roles.MONTH)
        return formed and BILLS.isdisjoint(norms[max(0, start - _BILL_TOKENS) : start])
    apart = hints[0].index - hint.index
    most = _ASKED_TOKENS if hints[0].kind is PiiType.CARTAO and hint.earlier else _LIST_TOKENS
    listed = hints[0] is not hint and 0 <= apart <= most
    if hints[0] is not hint and not listed:
        return False
    if not hint.linked and not (listed and hint.earlier and hints[0].linked):
        return False
    if hint.said & topics.BILL and not (hint.said & topics.CARD and hint.earlier):
        return False
    if hint.earlier or hint.said & (topics.CARD | topics.MONTH | topics.FRONT | topics.DATED):
        return True
    if start and norms[start - 1] in ("em", "en") and table.get(norms[start], 0) & roles.MONTH:
        return _card_near(document, start, pack, hint)  # "vence em maio de 2026"
    return True


def _years_ahead(document: Document, start: int, pack: LanguagePack, table: Mapping[str, int]) -> bool:
    """Whether a month of a year to come is told where somebody asks until when something is good, or reads
    what is printed on it: "e até quando vai?", "outubro de 2031". Bills are told by nearer months."""
    norms = document.norms
    if not table.get(norms[start], 0) & roles.MONTH:
        after = norms[start + 1] if start + 1 < len(norms) else ""
        if after == ":" or (after != "/" and not table.get(after, 0) & roles.SEPARATOR):
            return False  # "até as 10:30"
    window = norms[max(0, start - _UNTIL_TOKENS) : start]
    around = norms[max(0, start - _UNTIL_TOKENS) : start + _AFTER_TOKENS]
    if (_UNTIL | _RENEWED).isdisjoint(window) or not _OWED.isdisjoint(around):
        return False
    found = expiry_value(document, start, pack, table)
    return found is not None and len(found.pieces) == 1 and int(found.value[-2:]) >= _AHEAD


def _stands_alone(document: Document, start: int, pack: LanguagePack, table: Mapping[str, int]) -> bool:
    """Whether a month of a year to come is all that a turn says, or begins it as figures: "marzo de treinta
    y tres", "08/29 y ya que está …"."""
    norms, kinds = document.norms, document.kinds
    month = bool(table.get(norms[start], 0) & roles.MONTH)
    figures = kinds[start] is Kind.NUMBER and norms[start + 1 : start + 2] == ["/"]
    after = norms[start + 1] if start + 1 < len(norms) else ""
    if not (month or figures or after in _LINKS):
        return False
    first = start
    while first and (kinds[first - 1] is Kind.PUNCT or table.get(norms[first - 1], 0) & roles.FILLER):
        first -= 1
    if first and kinds[first - 1] is not Kind.BREAK:
        return False
    if not _OWED.isdisjoint(norms[max(0, first - _UNTIL_TOKENS) : first]):
        return False
    found = expiry_value(document, start, pack, table)
    if found is None or len(found.pieces) > 1 or int(found.value[-2:]) < _AHEAD:
        return False
    last = found.pieces[0][1]
    ends = last
    while ends < len(norms) and kinds[ends] is not Kind.BREAK and ends - last <= _ALONE_TOKENS:
        ends += 1
    if figures:
        return _OWED.isdisjoint(norms[last : last + _AFTER_TOKENS])
    return ends - last <= _ALONE_TOKENS and Kind.NUMBER not in kinds[last:ends]


def _card_near(document: Document, start: int, pack: LanguagePack, hint: Hint) -> bool:
    """Whether the word is about cards more than about bills, or a card is spoken of nearby."""
    norms = document.norms
    if norms[hint.index][:6] in _NAMED:
        return True
    return _card_spoken(document, start, pack)


def _has_form(document: Document, start: int, table: Mapping[str, int]) -> bool:
    """Whether a value begins as those of cards do: "05…", "cero cinco", "10/…", "diez barra"."""
    norms = document.norms
    if norms[start] in ("zero", "cero") or (len(norms[start]) == 2 and norms[start][0] == "0"):
        return True
    after = norms[start + 1] if start + 1 < len(norms) else ""
    return after == "/" or bool(table.get(after, 0) & roles.SEPARATOR)


def _card_spoken(document: Document, start: int, pack: LanguagePack) -> bool:
    window = document.norms[max(0, start - _CARD_TOKENS) : start + _AFTER_TOKENS]
    return not pack.identifiers.cards.isdisjoint(window)
