"""Personal data in spoken Portuguese and Spanish: found as digits or as words, replaced by typed
placeholders."""

from insights.pii.packs import PACKS, LanguagePack
from insights.pii.scrubber import Scrubber
from insights.pii.stream import ScrubCounts

__all__ = ["PACKS", "LanguagePack", "ScrubCounts", "Scrubber"]
