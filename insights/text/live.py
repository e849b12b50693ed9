"""Clean text while a call goes on: what was said before is read again as context, only new turns come out.

A question in one batch and its answer in the next are read together, and a value keeps its placeholder's
number through the session. What cleaning cannot know is the future: a turn whose meaning only later turns
reveal is cleaned as far as it could be understood when it was said.
"""

from collections import deque
from collections.abc import Sequence

from insights.pii.scrubber import Numbering, Scrubber
from insights.records import Turn
from insights.text.clean import clean_texts
from insights.text.glossary import Glossary


class LiveCleaner:
    """Cleans one session's turns. Raw text stays in memory, and only as much as serves as context.

    The values of placeholders stay in memory too, for their numbers; nothing of this is ever written.
    """

    def __init__(
        self,
        language: str,
        scrubber: Scrubber,
        glossary: Glossary,
        *,
        context_turns: int = 12,
        context_chars: int = 1500,
    ) -> None:
        """`scrubber` may be shared by all sessions of a process. The context ends where either bound is
        reached."""
        self._language = language
        self._scrubber = scrubber
        self._glossary = glossary
        self._context: deque[str] = deque(maxlen=context_turns)
        self._context_chars = context_chars
        self._numbering = Numbering()

    def clean(self, turns: Sequence[Turn]) -> list[Turn]:
        """The new turns with clean text, the same ids and times, without words. Turns may be left empty."""
        if not turns:
            return []
        raw = [turn.text for turn in turns]
        texts = [*self._context, *raw]
        cleaned, _ = clean_texts(texts, self._language, self._scrubber, self._glossary, self._numbering)
        self._context.extend(raw)
        while len(self._context) > 1 and sum(map(len, self._context)) > self._context_chars:
            self._context.popleft()
        return [
            turn.model_copy(update={"text": text, "words": None})
            for turn, text in zip(turns, cleaned[len(texts) - len(raw) :], strict=True)
        ]
