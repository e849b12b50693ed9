"""Identifiers made of digits and letters: documents, phones, cards, accounts, protocols, passwords."""

from insights.pii.identifiers.continued import ContinuedRecogniser
from insights.pii.identifiers.recogniser import IdentifierRecogniser

__all__ = ["ContinuedRecogniser", "IdentifierRecogniser"]
