"""What a sentence asks for or speaks of, by all of its words together: the back of a card, its end, when it
runs out, a password, a code that was sent. "Vire o cartão e me diz os três números" names none of them."""

from collections.abc import Mapping

from insights.pii.words.cards import BILLS, GOODS, LOCKS, SUBJECTS
from insights.records import PiiType as T

_NAMES = (*SUBJECTS["pt"], "bill", "goods", "lock")
_COMMON = {"bill": BILLS, "goods": GOODS, "lock": LOCKS}
(
    CVV,
    SECRET,
    CODE,
    DIGITS,
    THREE,
    BACK,
    SAFETY,
    CARD,
    VERIFY,
    SENT,
    MESSAGE,
    ENDS,
    FOUR,
    EXPIRES,
    DATED,
    LASTS,
    MONTH,
    YEAR,
    FRONT,
    BILL,
    GOOD,
    LOCK,
) = (1 << bit for bit in range(len(_NAMES)))


def subjects_of(language: str) -> Mapping[str, int]:
    """Word → what it may be about, as flags."""
    table: dict[str, int] = {}
    for bit, name in enumerate(_NAMES):
        for word in _COMMON.get(name) or SUBJECTS[language][name]:
            table[word] = table.get(word, 0) | 1 << bit
    return table


def topic(said: int) -> T | None:
    """The kind that words with these flags speak of."""
    if said & CVV:
        return T.CVV
    if said & BACK and said & (CODE | DIGITS | THREE | CARD):
        return T.CVV
    if said & SAFETY and said & (CODE | DIGITS | SECRET):
        return T.CVV
    if said & SECRET:
        return T.SENHA
    if said & CODE:
        if said & GOOD and not said & (SENT | VERIFY | LOCK | BACK):
            return None  # of what is sold
        if said & CARD or (said & THREE and not said & SENT):
            return T.CVV
        return T.SENHA
    if said & ENDS and said & (CARD | FOUR | DIGITS) and not said & EXPIRES:
        return T.CARTAO
    if said & THREE and said & DIGITS:
        return T.CVV
    if said & LOCK and said & DIGITS:
        return T.SENHA
    if (said & DIGITS and said & (SENT | VERIFY)) or (said & VERIFY and said & (SENT | MESSAGE)):
        return T.SENHA
    if (
        said & EXPIRES
        or (said & LASTS and said & CARD)
        or (said & MONTH and said & YEAR)
        or (said & DATED and said & (FRONT | CARD))
    ):
        return T.VALIDADE
    if said & FRONT and said & DIGITS and not said & CARD:
        return T.VALIDADE  # "mire debajo del número"
    return T.SENHA if said & MESSAGE else None


def topic_at_hand(said: int) -> T | None:
    """The kind that few words speak of right before a value: "atrás pone 123", "a que acaba em 4321"."""
    if said & (BACK | SAFETY):
        return T.CVV
    if said & ENDS and not said & BILL:
        return T.CARTAO
    return T.SENHA if said & (SENT | LOCK) else None


def is_certain(said: int) -> bool:
    """Whether the words can speak of nothing else, whatever stands beside them."""
    return bool(
        said & CVV
        or (said & BACK and said & (CARD | SAFETY))
        or (said & SAFETY and said & CODE)
        or (said & CODE and said & (SENT | VERIFY) and not said & CARD)
    )


def is_bare_code(said: int) -> bool:
    """Whether the words speak of a code and do not tell of which."""
    return bool(said & CODE) and not said & (CVV | SECRET | VERIFY | SENT | SAFETY | BACK)


def says_secret(said: int) -> bool:
    """Whether a password or a code is named, not only "the number that came by message"."""
    return bool(said & (SECRET | CODE))
