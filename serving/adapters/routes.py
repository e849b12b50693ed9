"""Which adapter answers a question, now: one immutable table, put in place of the last in one step.

A conversation stays with one arm of a trial: its share is of conversations, by a hash of theirs.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace

from insights.records import InsightType
from serving.adapters.api import ANY, Arm, Choice, Mode, Sample, Scope, Trial
from serving.adapters.share import in_share

Listener = Callable[[Choice, Sample], None]
"""Hears how answers go."""


@dataclass(frozen=True)
class Table:
    """What a process routes by. An alias of None is the base; without any alias it is the base as well.

    Names that are no digests belong to servers whose adapters an operator loads.
    """

    version: int = 0
    aliases: dict[Scope, str | None] = field(default_factory=dict)
    trials: tuple[Trial, ...] = ()

    def digests(self) -> frozenset[str]:
        """Everything that may be asked for."""
        return frozenset(
            name for name in (*self.aliases.values(), *(trial.digest for trial in self.trials)) if name
        )

    def champion(self, tenant: str, insight_type: str) -> Choice:
        for scope in narrow_to_wide(tenant, insight_type):
            if scope in self.aliases:
                return Choice(self.aliases[scope], Arm.CHAMPION, scope)
        return Choice(None)

    def challenger(self, tenant: str, insight_type: str, conversation_id: str, mode: Mode) -> Choice | None:
        """Of the narrowest scope with a trial of this kind. An alias narrower than a trial is not in it."""
        arm = Arm.CANARY if mode is Mode.CANARY else Arm.SHADOW
        for scope in narrow_to_wide(tenant, insight_type):
            trials = [trial for trial in self.trials if trial.scope == scope and trial.mode is mode]
            for trial in trials:
                if in_share(trial.digest, tenant, conversation_id, trial.share):
                    return Choice(trial.digest, arm, scope)
            if trials or scope in self.aliases:
                return None
        return None

    def tried(self, tenant: str, insight_type: str) -> bool:
        """Is there a trial, for any conversation?"""
        for scope in narrow_to_wide(tenant, insight_type):
            if any(trial.scope == scope for trial in self.trials):
                return True
            if scope in self.aliases:
                return False
        return False


class LiveRoutes:
    """Implements `Routes`. For one event loop; nothing waits."""

    def __init__(
        self, table: Table | None = None, *, listener: Listener = lambda choice, sample: None
    ) -> None:
        self._table = table or Table()
        self._using: Counter[str] = Counter()
        self._halted: set[tuple[Scope, str]] = set()
        self.listener = listener

    @property
    def table(self) -> Table:
        return self._table

    def swap(self, table: Table) -> None:
        """From now on questions are routed by `table`; those in flight end as they began."""
        self._halted &= {(trial.scope, trial.digest) for trial in table.trials}
        self._table = self._without_halted(table)

    def halt(self, scope: Scope, digest: str) -> None:
        """End a trial here at once; tables read before the ledger knows of it do not bring it back."""
        self._halted.add((scope, digest))
        self._table = self._without_halted(self._table)

    def _without_halted(self, table: Table) -> Table:
        kept = tuple(trial for trial in table.trials if (trial.scope, trial.digest) not in self._halted)
        return replace(table, trials=kept)

    def in_use(self) -> frozenset[str]:
        """What answers in flight were asked with."""
        return frozenset(self._using)

    def choose(self, tenant: str, insight_type: InsightType, conversation_id: str) -> Choice:
        table = self._table
        canary = table.challenger(tenant, insight_type.value, conversation_id, Mode.CANARY)
        return canary or table.champion(tenant, insight_type.value)

    def champion(self, tenant: str, insight_type: InsightType) -> Choice:
        return self._table.champion(tenant, insight_type.value)

    def shadow(self, tenant: str, insight_type: InsightType, conversation_id: str) -> Choice | None:
        return self._table.challenger(tenant, insight_type.value, conversation_id, Mode.SHADOW)

    def tried(self, tenant: str, insight_type: InsightType) -> bool:
        return self._table.tried(tenant, insight_type.value)

    def using(self, digest: str | None) -> AbstractContextManager[None]:
        """Enter it without an `await` since `choose`, or the digest may be drained in between."""
        return self._counted(digest)

    @contextmanager
    def _counted(self, digest: str | None) -> Iterator[None]:
        if digest is None:
            yield
            return
        self._using[digest] += 1
        try:
            yield
        finally:
            self._using[digest] -= 1
            if not self._using[digest]:
                del self._using[digest]

    def report(self, choice: Choice, sample: Sample) -> None:
        self.listener(choice, sample)


def narrow_to_wide(tenant: str, insight_type: str) -> tuple[Scope, ...]:
    """In the order in which aliases and trials are looked up."""
    return (Scope(tenant, insight_type), Scope(tenant, ANY), Scope(ANY, insight_type), Scope(ANY, ANY))
