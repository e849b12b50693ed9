"""People's names: after words that announce one, from name lists, and again wherever a name of the call
returns."""

from insights.pii.names.lexicon import words_of
from insights.pii.names.recogniser import NameRecogniser

__all__ = ["NameRecogniser", "words_of"]
