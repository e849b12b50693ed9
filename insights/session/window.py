"""The last part of a call, in clean turns: bounded in time and in words, so memory is bounded too."""

from collections import deque
from collections.abc import Iterable

from insights.records import Turn
from insights.session.settings import TriggerSettings


def tokens_of(text: str) -> int:
    """How many tokens a clean text has: its words."""
    return len(text.split())


class Window:
    """Keeps what a question may show."""

    def __init__(self, settings: TriggerSettings) -> None:
        self._settings = settings
        self._most_tokens = max(settings.retain_tokens, settings.final_tokens)
        self._turns: deque[tuple[Turn, int]] = deque()
        self._tokens = 0

    def __len__(self) -> int:
        return len(self._turns)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """All that is kept; pushed again, they make the same window."""
        return tuple(turn for turn, _ in self._turns)

    def push(self, turn: Turn) -> None:
        """Add a turn; one without words is left out, of an endless one the last words stay."""
        words = turn.text.split()
        if not words:
            return
        if len(words) > self._most_tokens:
            words = words[-self._most_tokens :]
            turn = turn.model_copy(update={"text": " ".join(words)})
        if turn.words is not None:
            turn = turn.model_copy(update={"words": None})
        self._turns.append((turn, len(words)))
        self._tokens += len(words)
        while self._tokens > self._most_tokens:
            self._tokens -= self._turns.popleft()[1]

    def recent(self) -> tuple[Turn, ...]:
        """What a question shows: the last `window_s` seconds before the newest turn's end, at most
        `retain_tokens` words. Never empty once somebody has spoken."""
        if not self._turns:
            return ()
        newest_s = max(turn.end_s for turn, _ in self._turns)
        since_s = newest_s - self._settings.window_s
        late = ((turn, count) for turn, count in reversed(self._turns) if turn.end_s > since_s)
        return self._fitting(late, self._settings.retain_tokens)

    def last(self) -> tuple[Turn, ...]:
        """What the question at the end shows: the last `final_tokens` words, however long ago."""
        return self._fitting(reversed(self._turns), self._settings.final_tokens)

    @staticmethod
    def _fitting(newest_first: Iterable[tuple[Turn, int]], room_tokens: int) -> tuple[Turn, ...]:
        kept: list[Turn] = []
        for turn, count in newest_first:
            if count > room_tokens:
                if not kept:
                    words = turn.text.split()[-room_tokens:]
                    kept.append(turn.model_copy(update={"text": " ".join(words)}))
                break
            room_tokens -= count
            kept.append(turn)
        return tuple(reversed(kept))
