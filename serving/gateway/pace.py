"""How fast a connection may speak: a token bucket, and turns for those who are faster than people."""

import asyncio
from collections.abc import Callable


class Pace:
    """`per_s` a second on average, `burst` at once."""

    def __init__(self, per_s: float, burst: float, monotonic: Callable[[], float]) -> None:
        self._per_s = per_s
        self._burst = burst
        self._monotonic = monotonic
        self._left = burst
        self._at = monotonic()

    def take(self, amount: float = 1.0) -> float:
        """Take from the bucket; the seconds to wait until it is even again, 0 if there was enough."""
        now = self._monotonic()
        self._left = min(self._burst, self._left + (now - self._at) * self._per_s)
        self._at = now
        self._left -= amount
        return max(0.0, -self._left / self._per_s)

    def allows(self, amount: float = 1.0) -> bool:
        """Take only if there is enough."""
        if self.take(amount) == 0.0:
            return True
        self._left += amount
        return False


class Turns:
    """One of those who wait goes on at each pass of the event loop, so that others come in between."""

    def __init__(self) -> None:
        self._one = asyncio.Lock()

    async def wait(self) -> None:
        async with self._one:
            await asyncio.sleep(0)
