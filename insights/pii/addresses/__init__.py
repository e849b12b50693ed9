"""Addresses and places: streets with their numbers and complements, quarters, towns, fields and answers."""

from insights.pii.addresses.recogniser import AddressRecogniser

__all__ = ["AddressRecogniser"]
