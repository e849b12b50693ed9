"""The expiry of a card: "05/28", "zero cinco barra vinte e oito", "maio de 2028".

Payment dates survive: a month and a year belong to a card only where the words ask for that, or right after
the number of one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from insights.pii.asides import AsideReader
from insights.pii.findings import Finding
from insights.pii.identifiers import roles, topics
from insights.pii.identifiers.carriers import counts_digits
from insights.pii.identifiers.sentences import Hint
from insights.pii.packs import LanguagePack
from insights.pii.words.cards import BILLS, SAYING
from insights.pii.words.reading import words
from insights.pii.written import written_date
from insights.records import PiiType
from insights.text.numerals import read_groups
from insights.text.tokens import Document, Kind

_VALUE_TOKENS = 36
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
_MOST_ASIDES = 2
_ALONE_TOKENS = 3  # beside a value that is all a turn says
_VALUE_TURNS = 3
_IDLE_TOKENS = 9  # as many pauses on end, and nothing more is said
_MOST_DIGITS = 6
_MOST_TEXT = 7
_CARD_TOKENS = 48
_AFTER_TOKENS = 8
_BILL_TOKENS = 12
_LIST_TOKENS = 5
_ASKED_TOKENS = 16  # "vencimento?" / "do cartão ou da fatura?" / "do cartão"
_VALUE = re.compile(r"(0?[1-9]|1[0-2])(?:20)?(2[3-9]|3\d|4[0-5])")
_MONTH = re.compile(r"0?[1-9]|1[0-2]")
_YEAR = re.compile(r"(?:20)?(2[3-9]|3\d|4[0-5])")
_MARKS = frozenset("/-.,:…'")
_INSIDE = words("de del do da dos mes ano el o no en em ano: '")
_SKIPPED = roles.FILLER | roles.PAUSE | roles.MOMENT | roles.COPULA
_VALUED = roles.NUMBER | roles.MONTH
_NAMED = ("valida", "valide", "valido", "caduci", "expira", "caduca", "expirac")
_EXPIRY = PiiType.VALIDADE
_LISTED = frozenset((PiiType.CARTAO, PiiType.VALIDADE))
_BESIDE = frozenset((PiiType.CARTAO, PiiType.CVV, PiiType.SENHA))
_LINKS = frozenset(("de", "del", "do"))
_BEFORE_DAY = frozenset(("dia", "dias"))


@dataclass(slots=True)
class _Said:
    """What was said of a value so far: parts taken back, of pieces said in different turns."""

    parts: list[list[list[str]]] = field(default_factory=lambda: [[[]]])

    @property
    def piece(self) -> list[str]:
        return self.parts[-1][-1]

    def part_ends(self) -> None:
        """A mark or a word between the month and the year."""
        if self.piece:
            self.piece.append(",")

    @property
    def empty(self) -> bool:
        return not any(self.parts[-1])

    def texts(self, pack: LanguagePack) -> list[str]:
        """What each part spells, "" for one that is no month and year."""
        return [_text(part, pack) for part in self.parts if any(part)]

    def value(self, pack: LanguagePack) -> str:
        """Month and two digits of the year, "" while they are not complete."""
        texts = self.texts(pack)
        if not texts:
            return ""
        last = texts[-1]
        match = _VALUE.fullmatch(last)
        if match is not None and not (len(last) == 3 and _count(self.parts[-1], pack) != 2):
            return f"{int(match[1]):02d}{match[2]}"
        if len(texts) > 1 and (year := _YEAR.fullmatch(last)):
            month = _leading_month(texts[-2])
            return f"{month:02d}{year[1]}" if month else ""
        return ""


def _leading_month(text: str) -> int:
    for size in (2, 1):
        if _MONTH.fullmatch(text[:size]):
            return int(text[:size])
    return 0


def _count(part: Sequence[list[str]], pack: LanguagePack) -> int:
    return sum(len(read_groups(piece, pack.numerals)) for piece in part)


def _text(part: Sequence[list[str]], pack: LanguagePack) -> str:
    """Pieces together; one that the other says again counts once."""
    out: list[str] = []
    for piece in part:
        groups = read_groups(piece, pack.numerals)
        text = "".join(group.text for group in groups)
        if any(len(g.text) > 2 and not g.written and not g.text.startswith("20") for g in groups):
            text += "?"  # an amount, or a year that is none
        if text and not (out and out[-1] == text):
            out.append(text)
    return "".join(out)


@cache
def _asides(language: str) -> AsideReader:
    return AsideReader(language, BILLS)


def expiry_value(
    document: Document, start: int, pack: LanguagePack, table: Mapping[str, int]
) -> Finding | None:
    """The month and year said from token `start` on, whatever they are of."""
    norms, kinds = document.norms, document.kinds
    if written_date(document, start):
        return None  # a card has no day
    said = _Said()
    pieces: list[tuple[int, int]] = []
    found: Finding | None = None
    first = end = -1
    turns = idle = aside = 0

    def goes_on(index: int) -> bool:
        linked = norms[index] in _INSIDE and index + 1 < len(norms)
        return kinds[index + linked] is Kind.NUMBER or bool(table.get(norms[index + linked], 0) & _VALUED)

    position = start
    stop = min(len(norms), start + _VALUE_TOKENS)
    while position < stop and idle <= _IDLE_TOKENS:
        norm, kind = norms[position], kinds[position]
        role = table.get(norm, 0)
        position += 1
        idle += 1
        if kind is Kind.BREAK:
            turns += 1
            if found is not None or turns > _VALUE_TURNS:
                break
            if first >= 0:
                pieces.append((first, end))
            first = -1
            said.parts[-1].append([])
            continue
        if kind is Kind.PUNCT:
            if (
                norm == ","
                and found is not None
                and not (said.empty or _taken_back(document, position, table))
            ):
                break  # "05/28, 123": the code follows
            if norm not in _MARKS and not (norm in "?!" and found is None and not said.empty):
                break
            said.part_ends()
            continue
        if kind is Kind.PLACEHOLDER:
            break
        if role & roles.MONTH and not any(said.piece):
            said.piece[:] = [f"{pack.dates.months[norm]:02d}", ","]
        elif kind is Kind.NUMBER and norm.isdecimal() and len(norm) <= _MOST_DIGITS:
            said.piece.extend((norm, ","))
        elif role & roles.NUMBER and kind is Kind.WORD:
            if counts_digits(norms, position - 1) or (role & roles.ARTICLE and not any(said.piece)):
                break
            said.piece.append(norm)
        elif norm == pack.numerals.connector and any(said.piece):
            said.piece.append(norm)
            continue
        elif norm in _INSIDE or role & roles.SEPARATOR:
            said.part_ends()
            continue
        elif role & roles.CORRECTION:
            if not said.empty:
                said.parts.append([[]])
            continue
        elif role & _SKIPPED:
            continue
        else:
            # "janeiro, tá meio apagado, de 2029"
            resume, corrected = _asides(pack.language).over(document, end, goes_on)
            aside += 1
            if found is not None and not corrected:
                break
            if said.empty or resume <= position - 1 or aside > _MOST_ASIDES:
                break
            if corrected:
                said.parts.append([[]])
            position = resume
            continue
        idle = 0
        end = position
        first = position - 1 if first < 0 else first
        if sum(map(len, said.texts(pack)[-1:])) > _MOST_TEXT:
            break
        value = said.value(pack)
        if value:
            found = Finding(PiiType.VALIDADE, (*pieces, (first, end)), value, 0.85)
    return found


def _taken_back(document: Document, index: int, table: Mapping[str, int]) -> bool:
    return index < len(document) and bool(table.get(document.norms[index], 0) & roles.CORRECTION)


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


def follows_card(
    document: Document, start: int, known: Sequence[Finding], table: Mapping[str, int]
) -> PiiType | None:
    """What a number right after the number of a card, or after its expiry, must be."""
    if not known or known[-1].type not in _LISTED:
        return None
    after = known[-1].pieces[-1][1]
    if not 0 <= start - after <= _LIST_TOKENS:
        return None
    for index in range(after, start):
        if document.kinds[index] is not Kind.PUNCT and not table.get(document.norms[index], 0) & (
            roles.LINK | roles.CONNECTOR | roles.EXPIRY | roles.FILLER
        ):
            return None
    if known[-1].type is PiiType.CARTAO:
        return PiiType.VALIDADE if len(known[-1].value) >= 12 else None
    return PiiType.CVV
