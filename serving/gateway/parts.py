"""What a gateway is made of; everything that touches the world comes in here, so tests can give their own."""

import time
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from insights.records import Turn
from insights.session.settings import SessionSettings
from insights.text.live import CleanerMemory
from serving.asr.api import Asr
from serving.audio.batcher import BatcherSettings
from serving.audio.detector import Stream
from serving.gateway.settings import ListenSettings, StreamSettings
from serving.llm.api import Llm
from serving.observability.metrics import Metrics
from serving.observability.traces import Traces
from serving.security.origins import Origins
from serving.security.tokens import Tokens
from serving.state.api import SharedState
from serving.storage.api import Store
from serving.worker.api import InsightQueue


@dataclass(frozen=True)
class Clock:
    """Time of the world: `now` is UTC for what is written down, `monotonic` seconds for durations."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic

    def epoch_ms(self) -> int:
        """Milliseconds since the epoch."""
        return int(self.now().timestamp() * 1000)


class Cleaner(Protocol):
    """One session's cleaner (`insights.text.live.LiveCleaner`): raw turns in, clean turns out."""

    def clean(self, turns: list[Turn]) -> list[Turn]:
        """What can be told by now; the rest of a turn comes with a later batch, with the turn's times."""
        ...

    def flush(self) -> list[Turn]:
        """What still waits at the end of the call."""
        ...

    @property
    def memory(self) -> CleanerMemory | None:
        """What another cleaner needs to go on, without raw text; None while something waits."""
        ...

    def recall(self, memory: CleanerMemory) -> None:
        """Go on where another cleaner has stopped; before anything is cleaned."""
        ...


CleanerFor = Callable[[str, str], Cleaner]
"""(tenant, language) → a session's cleaner. May be slow: it is called in `executor`."""


def new_id() -> str:
    """A name nobody can guess."""
    return uuid.uuid4().hex


@dataclass(frozen=True)
class Settings:
    """What the gateway's own modules need of the settings."""

    listen: ListenSettings = field(default_factory=ListenSettings)
    stream: StreamSettings = field(default_factory=StreamSettings)
    batcher: BatcherSettings = field(default_factory=BatcherSettings)
    session: SessionSettings = field(default_factory=SessionSettings)


@dataclass(frozen=True)
class Parts:
    """The gateway's collaborators. `gateway` names this process in jobs. `executor` runs CPU-heavy work.

    `detector` makes the speech detector of a call; None: Silero's. `adapters` tells the health page how
    adapters are; None where no model of this process takes any.
    """

    recogniser: Asr
    queue: InsightQueue
    store: Store
    state: SharedState
    tokens: Tokens
    metrics: Metrics
    traces: Traces
    cleaner_for: CleanerFor
    executor: Executor
    detector: Callable[[], Stream] | None = None
    models: Mapping[str, Llm | None] = field(default_factory=dict)
    adapters: Callable[[], dict[str, Any]] | None = None
    origins: Origins = field(default_factory=Origins)
    clock: Clock = field(default_factory=Clock)
    ids: Callable[[], str] = new_id
    gateway: str = field(default_factory=new_id)
