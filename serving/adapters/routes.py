"""Which adapter answers a question, now: one immutable table, put in place of the last in one step.

A conversation stays with one arm of a trial: its share is of conversations, by a hash of theirs.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from insights.records import InsightType
from serving.adapters.api import ANY, Arm, Choice, Mode, Sample, Scope, Trial

Listener = Callable[[Choice, Sample], None]
"""Hears how a challenger's answers go."""


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
                if drawn(conversation_id, trial.digest) < trial.share:
                    return Choice(trial.digest, arm, scope)
            if trials or scope in self.aliases:
                return None
        return None


class LiveRoutes:
    """Implements `Routes`. For one event loop; nothing waits."""

    def __init__(
        self, table: Table | None = None, *, listener: Listener = lambda choice, sample: None
    ) -> None:
        self._table = table or Table()
        self._using: Counter[str] = Counter()
        self.listener = listener

    @property
    def table(self) -> Table:
        return self._table

    def swap(self, table: Table) -> None:
        """From now on questions are routed by `table`; those in flight end as they began."""
        self._table = table

    def in_use(self) -> frozenset[str]:
        """What answers in flight were asked with."""
        return frozenset(self._using)

    def choose(self, tenant: str, insight_type: InsightType, conversation_id: str) -> Choice:
        table = self._table
        canary = table.challenger(tenant, insight_type.value, conversation_id, Mode.CANARY)
        return canary or table.champion(tenant, insight_type.value)

    def shadow(self, tenant: str, insight_type: InsightType, conversation_id: str) -> Choice | None:
        return self._table.challenger(tenant, insight_type.value, conversation_id, Mode.SHADOW)

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
        if choice.arm is not Arm.CHAMPION:
            self.listener(choice, sample)


def narrow_to_wide(tenant: str, insight_type: str) -> tuple[Scope, ...]:
    """In the order in which aliases and trials are looked up."""
    return (Scope(tenant, insight_type), Scope(tenant, ANY), Scope(ANY, insight_type), Scope(ANY, ANY))


def drawn(conversation_id: str, digest: str) -> float:
    """From 0 to 1, below 1: the same for a conversation and a challenger everywhere and always."""
    digits = hashlib.sha256(f"{digest}\n{conversation_id}".encode()).digest()
    return int.from_bytes(digits[:8]) / 2**64
