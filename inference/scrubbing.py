"""The scrubber as the settings want it."""

from insights.pii.scrubber import Scrubber
from insights.pii.settings import PiiSettings


def scrubber_of(settings: PiiSettings) -> Scrubber:
    """The scrubber, with the models for names if there are any. Only then are they imported."""
    if settings.ner == "none":
        return Scrubber()
    from inference.ner import recognisers

    return Scrubber(extra_recognizers=tuple(recognisers(settings)))
