"""Adapters on the live path: what is routed where, who holds the weights, where it is written down.

An adapter is named by its digest (`insights.fingerprint.tree_digest` of its folder) everywhere: on the shelf,
in a server, in the ledger, in an insight. The base is None.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from insights.records import InsightType
from insights.reply import Fault
from serving.llm.api import LlmFault

ANY = "*"
"""Every tenant, or every insight type without an alias of its own."""


@dataclass(frozen=True)
class Scope:
    """What an alias is for. Looked up from narrow to wide: (t, i), (t, *), (*, i), (*, *)."""

    tenant: str = ANY
    insight_type: str = ANY


class Mode(StrEnum):
    """How a challenger is tried out."""

    SHADOW = "shadow"
    CANARY = "canary"


@dataclass(frozen=True)
class Alias:
    """`digest` answers in `scope`."""

    scope: Scope
    digest: str | None


@dataclass(frozen=True)
class Trial:
    """A challenger in `scope`: silently beside the champion, or visibly instead of it.

    `share` of the conversations, 0 to 1, chosen by hash so that a call stays with one adapter.
    """

    scope: Scope
    digest: str
    mode: Mode
    share: float


@dataclass(frozen=True)
class Wanted:
    """All that a process must know, read in one transaction. `version` grows with each change.

    `staged` are digests to load and probe, without answering yet.
    """

    version: int = 0
    aliases: tuple[Alias, ...] = ()
    trials: tuple[Trial, ...] = ()
    staged: tuple[str, ...] = ()

    def digests(self) -> frozenset[str]:
        """All of them."""
        routed = (*(alias.digest for alias in self.aliases), *(trial.digest for trial in self.trials))
        return frozenset(digest for digest in (*routed, *self.staged) if digest is not None)


@dataclass(frozen=True)
class Presence:
    """What a serving process says of itself, at every beat.

    `known` is the newest version it has read, `seen` the one it routes by. `ready` is what it could answer
    with at once, on all of its servers; `failed` what it could not take, with the reason. `in_use` is what it
    needs although the ledger (at `known`) does not want it: asked for by answers in flight, still routed, or
    of its configuration. `bases` are the digests of its base models, where known. One that `reaches` none of
    its servers has no say in what is ready.
    """

    process: str
    seen: int
    ready: frozenset[str] = frozenset()
    in_use: frozenset[str] = frozenset()
    failed: dict[str, str] = field(default_factory=dict)
    bases: frozenset[str] = frozenset()
    prompt_digest: str = ""
    reaches: bool = True
    known: int = 0


class Action(StrEnum):
    """What a change did."""

    PROMOTE = "promote"
    ROLL_BACK = "roll_back"
    START_TRIAL = "start_trial"
    END_TRIAL = "end_trial"
    STAGE = "stage"
    UNSTAGE = "unstage"


@dataclass(frozen=True)
class Change:
    """A row of the audit: who did what, when, and why. `before` and `after` are digests; None is the base."""

    version: int
    at: datetime
    who: str
    action: Action
    scope: Scope
    before: str | None
    after: str | None
    why: str
    mode: Mode | None = None
    share: float | None = None


class Ledger(Protocol):
    """The database's part. Each change is one transaction with its audit row; raises `StorageUnavailable`."""

    async def wanted(self) -> Wanted: ...

    async def stage(self, digest: str, *, who: str, why: str) -> int:
        """Ask every process to load and probe; the new version."""
        ...

    async def unstage(self, digest: str, *, who: str, why: str) -> int: ...

    async def promote(self, digest: str | None, scope: Scope, *, who: str, why: str) -> int:
        """Point the alias at a digest, unstage it, end the scope's trial of it."""
        ...

    async def roll_back(self, scope: Scope, *, who: str, why: str) -> int:
        """Undo the scope's last promotion; of the first, no alias is left. `EscutaError` if there is none."""
        ...

    async def start_trial(self, trial: Trial, *, who: str, why: str) -> int: ...

    async def end_trial(self, scope: Scope, digest: str, *, who: str, why: str) -> int:
        """No error if it has ended already: several processes may find the same fault."""
        ...

    async def after_roll_back(self, scope: Scope) -> Alias | None:
        """What a roll back would leave; None: the scope without an alias. `EscutaError` if nothing is there
        to be undone."""
        ...

    async def changes(self, limit: int = 50) -> list[Change]:
        """Newest first."""
        ...

    async def say(self, presence: Presence) -> None:
        """A process's beat."""
        ...

    async def leave(self, process: str) -> None: ...

    async def present(self, within_s: float) -> list[Presence]:
        """Processes that gave a sign within so many seconds."""
        ...

    async def lease(self, name: str, holder: str, ttl_s: float) -> bool:
        """May `holder` alone do what `name` stands for, for so long? Whoever has it may take it again."""
        ...

    async def release(self, name: str, holder: str) -> None: ...

    async def note_held(self, host: str, digest: str) -> None:
        """A server outside this process is about to hold it, and may read its folder."""
        ...

    async def note_gone(self, host: str, digest: str) -> None: ...

    async def held(self) -> dict[str, frozenset[str]]:
        """Host → what it may hold."""
        ...


class Refusal(StrEnum):
    """Why an adapter may not answer; metric labels and log values."""

    NOT_ON_SHELF = "not_on_shelf"
    ALTERED = "altered_on_shelf"
    OTHER_BASE = "other_base"
    OTHER_PROMPTS = "other_prompts"
    MISFIT = "does_not_fit_the_base"
    FULL = "full"
    IN_USE = "in_use"
    NOT_FOUND = "not_found_by_server"
    REJECTED = "rejected_by_server"
    NOT_ALLOWED = "loading_not_allowed"
    INVALID = "invalid_replies"
    DISAGREES = "disagrees_with_training"


class Unloadable(Exception):
    """A host cannot take an adapter. `reason` is a `Refusal`: never a path, never what a server wrote."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Host(Protocol):
    """One holder of weights: a vLLM replica, or the engine of this process."""

    @property
    def name(self) -> str: ...

    @property
    def base_digest(self) -> str | None:
        """The digest of its base's folder, if known."""
        ...

    @property
    def capacity(self) -> int:
        """The most adapters it holds at once."""
        ...

    async def loaded(self) -> frozenset[str]:
        """Digests it holds now. Raises `OSError` while it is away."""
        ...

    async def load(self, digest: str, folder: Path) -> None:
        """No error if it holds it already. Raises `Unloadable`, or `OSError` while it is away."""
        ...

    async def unload(self, digest: str) -> None:
        """No error if it is gone. Only for what nobody asks any more. Raises `Unloadable` where an answer is
        still being written with it, or `OSError` while it is away."""
        ...


class Arm(StrEnum):
    """Whose answer it is."""

    CHAMPION = "champion"
    CANARY = "canary"
    SHADOW = "shadow"


@dataclass(frozen=True)
class Choice:
    """Which adapter answers a question. None asks the base."""

    adapter: str | None
    arm: Arm = Arm.CHAMPION
    scope: Scope = Scope()


@dataclass(frozen=True)
class Sample:
    """How one answer went: what automatic rollback looks at. Seconds."""

    total_s: float
    error: LlmFault | None = None
    faults: Sequence[Fault] = ()


class Routes(Protocol):
    """What the answerer asks, with no I/O. `serving.adapters.routes.LiveRoutes` is one."""

    def choose(self, tenant: str, insight_type: InsightType, conversation_id: str) -> Choice:
        """Champion or canary, for the answer that is shown."""
        ...

    def champion(self, tenant: str, insight_type: InsightType) -> Choice:
        """Who answers where a canary could not."""
        ...

    def shadow(self, tenant: str, insight_type: InsightType, conversation_id: str) -> Choice | None:
        """A challenger to be asked silently, if this conversation is in a shadow trial."""
        ...

    def tried(self, tenant: str, insight_type: InsightType) -> bool:
        """Is any challenger being tried here? Then the champion's answers are noted too, to compare."""
        ...

    def using(self, digest: str | None) -> AbstractContextManager[None]:
        """Around an answer in flight: what is in use is not unloaded."""
        ...

    def report(self, choice: Choice, sample: Sample) -> None:
        """How an answer went. A champion's is what challengers are compared with."""
        ...
