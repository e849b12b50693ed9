"""All that one call's decisions rest on, so that another process can go on with them.

Clean text and counters, bounded as the session logic itself is. Plain dataclasses: whoever keeps them writes
them as JSON with pydantic. Times may be infinite.
"""

from dataclasses import dataclass

from insights.records import Speaker, Turn
from insights.session.actions import Pending
from insights.session.rules import Keyword
from insights.session.topics import TopicMemory
from insights.session.trigger import TriggerMemory


@dataclass(frozen=True, repr=False)
class CallMemory:
    """Of a `CallLogic`. `carried`: the speaker, turn id and last words that rules read on from."""

    window: tuple[Turn, ...]
    topics: TopicMemory
    carried: tuple[Speaker, str, str] | None
    trigger: TriggerMemory
    asked_s: float
    pending: tuple[Pending, ...]
    counted: tuple[tuple[Keyword, float], ...]
    count: int
    clock_s: float
    finished: bool
