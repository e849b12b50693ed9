"""The number of a card among more that is said in one breath, and what follows it: "…, 05/28, 123"."""

import re
from collections.abc import Mapping, Sequence

from insights.pii import checks
from insights.pii.findings import Finding
from insights.pii.identifiers import roles
from insights.pii.identifiers.dictation import Dictation
from insights.pii.identifiers.measures import MONEY_SIGNS
from insights.pii.identifiers.sentences import Hint
from insights.pii.words.cards import SUBJECTS
from insights.records import PiiType
from insights.text.tokens import Document, Kind

_LENGTHS = (16, 15)
FEWEST_CARD = _LENGTHS[-1]
_LISTED = frozenset((PiiType.CARTAO, PiiType.VALIDADE))
_LIST_TOKENS = 5
_ISSUED = {16: re.compile(r"[2-6]"), 15: re.compile(r"3[47]")}
_LISTS = re.compile(r"|(?:0[1-9]|1[0-2])(?:20)?(?:2[4-9]|3\d)(?:\d{3,4})?").fullmatch  # 05/28, 123
_AND_THE = frozenset((("y", "el"), ("e", "o"), ("con", "el"), ("com", "o")))  # "…, y el 123"
_ON = frozenset(("por", "en", "na", "no"))
_NEAR = frozenset((PiiType.CARTAO, PiiType.VALIDADE, PiiType.CVV))


def whole_card(said: Dictation, hints: Sequence[Hint]) -> int:
    """How many carriers make the number of a card where a card is spoken of; 0 for none."""
    if len(said.text) < FEWEST_CARD or (hints and not any(hint.kind in _NEAR for hint in hints[:2])):
        return 0
    if said.corrections or len("".join(group.text for group in said.groups)) != len(said.text):
        return 0  # told in parts
    ends: dict[int, int] = {}
    length = 0
    for group in said.groups:
        length += len(group.text)
        ends[length] = group.last
    for size in _LENGTHS:
        if size not in ends:
            continue
        number, rest = said.text[:size], said.text[size:]
        issued = _ISSUED[size].match(number) is not None
        if hints:
            if checks.is_card(number) or (size == _LENGTHS[0] and number[0] in "23456"):
                return ends[size]
        elif checks.is_card(number) and ((not rest and size == _LENGTHS[0]) or (issued and _LISTS(rest))):
            return ends[size]
    return 0


def follows_card(
    document: Document, start: int, known: Sequence[Finding], table: Mapping[str, int]
) -> PiiType | None:
    """What a number right after the number of a card, or after its expiry, must be."""
    if not known or known[-1].type not in _LISTED:
        return None
    after = known[-1].pieces[-1][1]
    if not 0 <= start - after <= _LIST_TOKENS:
        return None
    behind = SUBJECTS[document.language]["back"]
    between = roles.LINK | roles.CONNECTOR | roles.EXPIRY | roles.FILLER
    for index in range(after, start):
        if document.kinds[index] is Kind.BREAK:
            between = roles.FILLER  # the next turn begins with it
        elif document.kinds[index] is Kind.PUNCT:
            between *= document.norms[index] not in MONEY_SIGNS
        elif document.norms[index] in behind:
            return PiiType.CVV  # "… y por la espalda"
        elif not (table.get(document.norms[index], 0) & between or document.norms[index] in _ON):
            return None
    if not between:
        return None  # an amount
    if known[-1].type is PiiType.CARTAO:
        if len(known[-1].value) < FEWEST_CARD:
            return None
        return PiiType.CVV if tuple(document.norms[start - 2 : start]) in _AND_THE else PiiType.VALIDADE
    return PiiType.CVV
