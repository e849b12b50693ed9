"""Language packs: the words that surround personal data, per language.

A pack is data; the recognisers are the same for every language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from insights.pii.words import addresses, dates, emails, identifiers, names
from insights.text.numerals import NUMERALS, Numerals


@dataclass(frozen=True)
class LanguagePack:
    """Words of a language, by what they tell about what is beside them."""

    language: str
    numerals: Numerals
    identifiers: identifiers.IdentifierWords
    dates: dates.DateWords
    names: names.NameWords
    addresses: addresses.AddressWords
    emails: emails.EmailWords


PORTUGUESE = LanguagePack(
    language="pt",
    numerals=NUMERALS["pt"],
    identifiers=identifiers.PORTUGUESE,
    dates=dates.PORTUGUESE,
    names=names.PORTUGUESE,
    addresses=addresses.PORTUGUESE,
    emails=emails.PORTUGUESE,
)

SPANISH = LanguagePack(
    language="es",
    numerals=NUMERALS["es"],
    identifiers=identifiers.SPANISH,
    dates=dates.SPANISH,
    names=names.SPANISH,
    addresses=addresses.SPANISH,
    emails=emails.SPANISH,
)

PACKS: Mapping[str, LanguagePack] = MappingProxyType({pack.language: pack for pack in (PORTUGUESE, SPANISH)})
