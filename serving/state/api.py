"""The interface of shared live state."""

from typing import Protocol

from serving.state.calls import SharedCalls


class StateUnavailable(Exception):
    """The store is away; callers decide whether to go on without limits."""


class SharedState(Protocol):
    """Every method is atomic across processes. Times come from the implementation's clock.

    All but `healthy` and `close` may raise `StateUnavailable`. `calls`: where other processes find this one's
    calls; None where there are no others.
    """

    calls: SharedCalls | None

    async def take_slot(self, group: str, holder: str, limit: int, ttl_s: float) -> bool:
        """Take one of `limit` slots of a group (such as `tenant:banco`).

        A slot that is not given back ends after `ttl_s`; a holder that takes its slot again keeps it longer.
        """
        ...

    async def give_slot(self, group: str, holder: str) -> None:
        """Give a slot back; no error if it is gone."""
        ...

    async def allow(self, key: str, limit: int, per_s: float) -> bool:
        """Sliding-window rate: may `key` happen once more?"""
        ...

    async def breaker_allows(self, name: str) -> bool:
        """Closed, or half-open and this caller is the probe."""
        ...

    async def breaker_report(self, name: str, *, ok: bool) -> None:
        """Tell how a call that was allowed went."""
        ...

    async def breaker_states(self) -> dict[str, str]:
        """`closed`, `open` or `half_open` of each breaker seen so far."""
        ...

    async def healthy(self) -> bool: ...

    async def close(self) -> None: ...
