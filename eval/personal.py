"""Personal data in what a model says: counted, and replaced by placeholders; values stay in here."""

from collections import Counter

from insights.pii import Scrubber

# No identifier is as long (an IBAN has 34 characters), and none is nearly all one digit.
_LONGEST = 40
_ONE_DIGIT_SHARE = 0.9


class PersonalData:
    """The scrubber, asked about replies. Placeholders that the prompt had are no finding."""

    def __init__(self, scrubber: Scrubber | None = None) -> None:
        self._scrubber = scrubber if scrubber is not None else Scrubber()

    def count(self, text: str, language: str) -> int:
        """Pieces of personal data. A model that repeats one digit without end says nothing of anybody."""
        spans = self._scrubber.detect(text, language)
        return sum(not _runaway(text[span.start : span.end]) for span in spans)

    def clean(self, text: str, language: str) -> str:
        """The text with placeholders in the place of all findings."""
        (found,), _ = self._scrubber.scrub_texts([text], language)
        return found


def _runaway(value: str) -> bool:
    digits = Counter(character for character in value if character.isdigit())
    if len(value) <= _LONGEST or not digits:
        return False
    return max(digits.values()) >= _ONE_DIGIT_SHARE * len(value)
