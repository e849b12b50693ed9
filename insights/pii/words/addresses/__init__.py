"""Words that make up an address, and words that only look like it."""

from insights.pii.words.addresses.portuguese import PORTUGUESE
from insights.pii.words.addresses.record import AddressWords
from insights.pii.words.addresses.spanish import SPANISH

__all__ = ["PORTUGUESE", "SPANISH", "AddressWords"]
