"""Clean text while a call goes on: what was said before is read again as context, only new turns come out."""

from collections.abc import Sequence

from insights.pii.scrubber import Scrubber
from insights.records import Turn
from insights.text.glossary import Glossary


class LiveCleaner:
    """Cleans one session's turns. Raw text stays in memory, and only as much as serves as context."""

    def __init__(self, language: str, scrubber: Scrubber, glossary: Glossary) -> None:
        """`scrubber` may be shared by all sessions of a process."""
        raise NotImplementedError

    def clean(self, turns: Sequence[Turn]) -> list[Turn]:
        """The new turns with clean text, the same ids and times, without words. Turns may be left empty."""
        raise NotImplementedError
