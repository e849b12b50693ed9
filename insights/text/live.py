"""Clean text while a call goes on: the same as the whole call gives when it is cleaned at once.

The end of a batch may leave a number or an e-mail address unfinished. That part waits for the next batch, and
no more than that part; everything else comes out at once.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from insights.pii.placeholders import Numbering
from insights.pii.scrubber import Scrubber
from insights.records import Turn
from insights.text.clean import clean_stream
from insights.text.glossary import Glossary


@dataclass(frozen=True, repr=False)
class CleanerMemory:
    """What another cleaner needs to go on: clean text, and the last number of each type of placeholder.

    Values are not in it: one that is said again later gets a new number there.
    """

    context: str
    numbers: Mapping[str, int]


@dataclass(repr=False)
class _Waiting:
    """A turn whose text is not all out yet, and how many lines of it are still to come."""

    turn: Turn
    lines: int


class LiveCleaner:
    """Cleans one session's turns. Raw text stays in memory, and only as much as serves as context.

    The values of placeholders stay in memory too, for their numbers; nothing of this is ever written.
    """

    def __init__(self, language: str, scrubber: Scrubber, glossary: Glossary) -> None:
        """`scrubber` may be shared by all sessions of a process."""
        self._numbering = Numbering()
        self._stream = clean_stream(language, scrubber, glossary, self._numbering)
        self._waiting: deque[_Waiting] = deque()

    @property
    def memory(self) -> CleanerMemory | None:
        """None while a part of what was said still waits: it is raw."""
        if self._stream.holds:
            return None
        return CleanerMemory(self._stream.context, self._numbering.highest)

    def recall(self, memory: CleanerMemory) -> None:
        """Go on where another cleaner of the same call has stopped; before anything is cleaned."""
        self._numbering.reserve([f"[{label}_{number}]" for label, number in memory.numbers.items()])
        # Clean text stays as it is: reading it again leaves what was said before, and nothing to tell.
        self._stream.feed(memory.context)
        self._stream.flush()

    def clean(self, turns: Sequence[Turn]) -> list[Turn]:
        """The turns that can be told by now, with clean text, the same ids and times, without words.

        Turns may be left empty. A turn of which a part has to wait comes out in two: what can be told now,
        and the rest with a later batch.
        """
        out = ""
        for turn in turns:
            self._waiting.append(_Waiting(turn, turn.text.count("\n") + 1))
            out += self._stream.feed(turn.text + "\n")
        return self._turns(out)

    def flush(self) -> list[Turn]:
        """What still waits: the call is over, or nothing more is said for long."""
        return self._turns(self._stream.flush())

    def _turns(self, text: str) -> list[Turn]:
        """The turns that a stretch of clean text belongs to."""
        done: list[Turn] = []
        lines: list[str] = []
        *ended, rest = text.split("\n")
        for line in ended:
            waiting = self._waiting[0]
            lines.append(line)
            waiting.lines -= 1
            if not waiting.lines:
                self._waiting.popleft()
                done.append(_clean(waiting.turn, lines))
                lines = []
        if rest:
            lines.append(rest)
        if any(line.strip() for line in lines):
            done.append(_clean(self._waiting[0].turn, lines))
        return done


def _clean(turn: Turn, lines: list[str]) -> Turn:
    return turn.model_copy(update={"text": "\n".join(lines).strip(), "words": None})
