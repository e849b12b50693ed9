"""What all processes share while they answer: tenants' slots and models' breakers.

While the shared state is away, the call goes on without limits.
"""

import asyncio
from collections.abc import Awaitable, Callable

from serving.state.api import SharedState, StateUnavailable

_SLOT_WAIT_S = 0.05


class Limits:
    """`sleep` waits between two tries for a slot."""

    def __init__(self, state: SharedState, *, sleep: Callable[[float], Awaitable[None]]) -> None:
        self._state = state
        self._sleep = sleep

    async def take_slot(self, group: str, holder: str, limit: int, remaining_s: Callable[[], float]) -> bool:
        """Wait for one of a group's slots, as long as there is time left."""
        while (left_s := remaining_s()) > 0:
            try:
                if await self._state.take_slot(group, holder, limit, left_s + 1):
                    return True
            except StateUnavailable:
                return True
            await self._sleep(min(_SLOT_WAIT_S, left_s))
        return False

    async def give_slot(self, group: str, holder: str) -> None:
        try:
            await asyncio.shield(self._state.give_slot(group, holder))
        except StateUnavailable:
            return  # it ends by itself

    async def breaker_allows(self, model: str) -> bool:
        try:
            return await self._state.breaker_allows(f"llm:{model}")
        except StateUnavailable:
            return True

    async def breaker_report(self, model: str, *, ok: bool) -> None:
        try:
            await self._state.breaker_report(f"llm:{model}", ok=ok)
        except StateUnavailable:
            return
