"""Words beside numbers that identify somebody, and the words people put between the digits."""

from insights.pii.words.identifiers.portuguese import PORTUGUESE
from insights.pii.words.identifiers.record import IdentifierWords
from insights.pii.words.identifiers.spanish import SPANISH

__all__ = ["PORTUGUESE", "SPANISH", "IdentifierWords"]
