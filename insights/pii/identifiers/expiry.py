"""Whether a month and a year are the expiry of a card.

Payment dates survive: a month and a year belong to a card only where the words ask for that, or right after
the number of one.
"""

from collections.abc import Mapping, Sequence

from insights.pii.identifiers import roles, topics
from insights.pii.identifiers.expiry_values import expiry_value
from insights.pii.identifiers.sentences import Hint
from insights.pii.packs import LanguagePack
from insights.pii.words.cards import BILLS, ENTERING, SAYING
from insights.pii.words.reading import words
from insights.records import PiiType
from insights.text.tokens import Document, Kind

_UNTIL_TOKENS = 12
_AHEAD = 27  # a year
_NEXT_TOKENS = 6
_PLASTIC_TOKENS = 14
# Before a month that something happened in: "paguei em março de 2026".
_WITHIN = words("em en no na desde de del do da durante")
_FIELD = words("data fecha pagina campo invalida invalido casilla")
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
    "renovaron renovada renovado renovou renovaram renovei renove trocaram trocada cambiaron cambiada renovo "
    "renueva renuevan renovamos renovando muere morre dura diria"
)
_SENT = words(
    "mandaron mandaram mando mandou llego chegou vino veio dieron deram entregaron"
)  # "… con mayo de 30"
# The same, after its month: "… y me sigue diciendo vencida".
_OLD = words(
    "vencida vencido caducada caducado dura duraba expirada expirado rechaza rechazan recusa recusam"
)
_OLD_TOKENS = 20
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
_SUCH = words("era es e eh antigo antiga antiguo antigua velho velha viejo vieja novo nova nuevo nueva")
_NOUGHTS = frozenset(("zero", "cero"))
_MOMENTS = frozenset(("en", "em", "no", "desde"))  # something happened then
_WITH = frozenset(("con", "com"))
_BEFORE_DAY = frozenset(("dia", "dias"))


def is_expiry(
    document: Document, start: int, hints: Sequence[Hint], pack: LanguagePack, table: Mapping[str, int]
) -> bool:
    """Whether the words before a month and year at `start` ask for the expiry of a card."""
    norms = document.norms
    if start and norms[start - 1] in _BEFORE_DAY:
        return False
    if (
        _years_ahead(document, start, pack, table)
        or _stands_alone(document, start, pack, table)
        or _of_plastic(document, start, pack, table)
    ):
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
    window = norms[max(0, start - _UNTIL_TOKENS) : start]
    until = not _UNTIL.isdisjoint(window)
    link = norms[start - 1] if start else ""
    renewed = link not in _MOMENTS and not _RENEWED.isdisjoint(window)
    renewed = renewed or (link in _WITH and not _SENT.isdisjoint(window))
    if not (until or renewed or _expired(norms, start, link)):
        return False
    if not _OWED.isdisjoint(norms[max(0, start - _UNTIL_TOKENS) : start + _AFTER_TOKENS]):
        return False
    found = expiry_value(document, start, pack, table)
    if found is None:
        return False
    if _figures(document, start):
        return True  # no day has such a month
    last = found.pieces[-1][1]
    return (int(found.value[-2:]) >= _AHEAD or (renewed and until)) and _formed(document, start, last, table)


def _expired(norms: Sequence[str], start: int, link: str) -> bool:
    """Whether what follows a month at `start` tells of a card: "… y me sigue diciendo vencida"."""
    return link not in _MOMENTS and not _OLD.isdisjoint(norms[start : start + _OLD_TOKENS])


def _of_plastic(document: Document, start: int, pack: LanguagePack, table: Mapping[str, int]) -> bool:
    """Whether a month of a year is told of a card that is spoken of, or put into a field for one: "achei um
    cartão na gaveta, maio 26", "o antigo era 2/32 e acabava em 6327", "pus 3/33 e diz data inválida"."""
    norms = document.norms
    if not (table.get(norms[start], 0) & roles.MONTH or _figures(document, start)):
        return False
    window = norms[max(0, start - _PLASTIC_TOKENS) : start]
    if "\n" in window:
        window = window[len(window) - window[::-1].index("\n") :]
    carded = not pack.identifiers.cards.isdisjoint(window) and not (window and window[-1] in _WITHIN)
    entered = not ENTERING.isdisjoint(window[-2:])
    ended = not _SUCH.isdisjoint(window[-3:])
    if not (carded or entered or ended):
        return False
    found = expiry_value(document, start, pack, table)
    if found is None:
        return False
    last = found.pieces[-1][1]
    after = norms[last : last + _NEXT_TOKENS]
    if ended and any(table.get(norm, 0) & roles.FINAL for norm in after):
        return True
    if entered and not _FIELD.isdisjoint(norms[last : last + _AFTER_TOKENS]):
        return True
    near = not pack.identifiers.cards.isdisjoint(window[-2:])
    return carded and (near or _OWED.isdisjoint([*window, *after]))


def _figures(document: Document, start: int) -> bool:
    """Whether a month and a year are written: "9/26"."""
    return document.kinds[start] is Kind.NUMBER and document.norms[start + 1 : start + 2] == ["/"]


def _formed(document: Document, first: int, last: int, table: Mapping[str, int]) -> bool:
    """Whether a value is said as those of cards are: with the month's name, with a nought before it, with
    what parts it from the year, or with the whole year."""
    norms = document.norms
    if table.get(norms[first], 0) & roles.MONTH or norms[first] in _NOUGHTS:
        return True
    if len(norms[first]) == 2 and norms[first][0] == "0":
        return norms[first + 1 : first + 2] != [":"]
    said = norms[first + 1 : last]
    return any(
        norm == "mil" or (len(norm) == 4 and norm.isdecimal()) or table.get(norm, 0) & roles.SEPARATOR
        for norm in said
    )


def _stands_alone(document: Document, start: int, pack: LanguagePack, table: Mapping[str, int]) -> bool:
    """Whether a month of a year to come is all that a turn says, or begins it as figures: "marzo de treinta
    y tres", "08/29 y ya que está …"."""
    norms, kinds = document.norms, document.kinds
    month = bool(table.get(norms[start], 0) & roles.MONTH)
    figures = kinds[start] is Kind.NUMBER and norms[start + 1 : start + 2] == ["/"]
    after = norms[start + 1] if start + 1 < len(norms) else ""
    nought = norms[start] in _NOUGHTS or (len(norms[start]) == 2 and norms[start][0] == "0")
    if not (month or figures or nought or after in _LINKS):
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
    if nought and not _formed(document, start + 1, last, table):
        return False
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
