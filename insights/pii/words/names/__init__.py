"""Words that announce people's names, and words that are no names."""

from insights.pii.words.names.kinds import NameWords
from insights.pii.words.names.portuguese import PORTUGUESE
from insights.pii.words.names.spanish import SPANISH

__all__ = ["PORTUGUESE", "SPANISH", "NameWords"]
