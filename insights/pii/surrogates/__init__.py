"""Realistic false values in place of personal data, for training data that may leave the house."""

from insights.pii.surrogates.calls import Surrogates
from insights.pii.surrogates.keys import SurrogateKey

__all__ = ["SurrogateKey", "Surrogates"]
