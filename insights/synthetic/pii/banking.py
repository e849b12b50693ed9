"""Cards, accounts, secrets and the numbers that companies give their customers."""

from random import Random

from stdnum import luhn
from stdnum.iso7064 import mod_97_10

from insights.records import PiiType
from insights.synthetic.pii.identifiers import Maker
from insights.synthetic.pii.settings import WRONG_CHECK_DIGIT_SHARE
from insights.synthetic.pii.values import Value, digits, grouped, letters


def card(locale: str, rng: Random) -> Value:
    sizes: tuple[int, ...]
    if rng.random() < 0.1:
        body = rng.choice(("34", "37")) + digits(12, rng)
        sizes = (4, 6, 5)
    else:
        body = rng.choice(("4", "4", "51", "53", "55", "23", "63"))
        body += digits(15 - len(body), rng)
        sizes = (4, 4, 4, 4)
    check = luhn.calc_check_digit(body)
    if rng.random() < WRONG_CHECK_DIGIT_SHARE:
        check = rng.choice("0123456789")
    return Value(PiiType.CARTAO, grouped(body + check, sizes))


def card_end(locale: str, rng: Random) -> Value:
    return Value(PiiType.CARTAO, digits(4, rng))


def expiry(locale: str, rng: Random) -> Value:
    month, year = f"{rng.randint(1, 12):02d}", f"{rng.randint(26, 34)}"
    full = rng.random() < 0.3
    return Value(PiiType.VALIDADE, f"{month}/{'20' if full else ''}{year}", "expiry", (month, year))


def cvv(locale: str, rng: Random) -> Value:
    return Value(PiiType.CVV, digits(3 if rng.random() < 0.93 else 4, rng))


def iban(locale: str, rng: Random) -> Value:
    country, length = ("ES", 20) if locale == "es-ES" else ("PT", 21)
    body = digits(length, rng)
    text = country + mod_97_10.calc_check_digits(body + country) + body
    if rng.random() < WRONG_CHECK_DIGIT_SHARE:
        text = text[:-1] + rng.choice("0123456789")
    return Value(PiiType.IBAN, " ".join(text[i : i + 4] for i in range(0, len(text), 4)))


def branch(locale: str, rng: Random) -> Value:
    text = digits(4, rng)
    if locale == "pt-BR" and rng.random() < 0.25:
        text += "-" + rng.choice("0123456789X")
    return Value(PiiType.CONTA, text)


def account(locale: str, rng: Random) -> Value:
    if locale == "pt-BR":
        return Value(PiiType.CONTA, f"{digits(rng.choice((5, 6, 7, 8)), rng)}-{rng.choice('0123456789X')}")
    if locale == "es-MX" and rng.random() < 0.4:
        return Value(PiiType.CONTA, "0" + digits(17, rng))  # CLABE
    if locale == "es-AR" and rng.random() < 0.4:
        return Value(PiiType.CONTA, "0" + digits(21, rng))  # CBU
    return Value(PiiType.CONTA, digits(rng.choice((9, 10, 11)), rng))


def _numbered(pii: PiiType, low: int, high: int, prefixes: tuple[str, ...] = ()) -> Maker:
    """A plain number of `low` to `high` digits; one in five with one of the prefixes."""

    def make(locale: str, rng: Random) -> Value:
        number = rng.choice("123456789") + digits(rng.randint(low, high) - 1, rng)
        if prefixes and rng.random() < 0.2:
            number = rng.choice(prefixes) + number
        return Value(pii, number)

    return make


def protocol(locale: str, rng: Random) -> Value:
    kind = rng.random()
    if kind < 0.25:
        return Value(PiiType.PROTOCOLO, f"{rng.randint(2023, 2027)}{digits(rng.choice((6, 8, 10)), rng)}")
    if kind < 0.35:
        return Value(PiiType.PROTOCOLO, f"{digits(6, rng)}/{rng.randint(2023, 2027)}")
    if kind < 0.45:
        return Value(PiiType.PROTOCOLO, f"{letters(rng.choice((1, 2, 3)), rng)}-{digits(6, rng)}")
    return Value(PiiType.PROTOCOLO, rng.choice("123456789") + digits(rng.randint(5, 12), rng))


def order(locale: str, rng: Random) -> Value:
    if rng.random() < 0.3:
        return Value(PiiType.PROTOCOLO, f"{digits(3, rng)}-{digits(7, rng)}")
    return Value(PiiType.PROTOCOLO, rng.choice("123456789") + digits(rng.randint(5, 9), rng))


contract = _numbered(PiiType.CONTA, 6, 12)
policy = _numbered(PiiType.CONTA, 7, 12, ("AP-", "PZ-", "S"))
customer_number = _numbered(PiiType.CONTA, 6, 10)
installation = _numbered(PiiType.CONTA, 7, 11)


def pin(locale: str, rng: Random) -> Value:
    return Value(PiiType.SENHA, digits(rng.choice((4, 4, 4, 6, 6, 8)), rng))


def code(locale: str, rng: Random) -> Value:
    text = digits(rng.choice((4, 5, 6, 6, 6, 8)), rng)
    return Value(PiiType.SENHA, f"G-{text}" if rng.random() < 0.05 else text)


def pix_key(locale: str, rng: Random) -> Value:
    key = f"{rng.getrandbits(128):032x}"
    return Value(PiiType.PIX, grouped(key, (8, 4, 4, 4, 12), "-"))
