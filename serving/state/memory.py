"""Shared state of one process."""

import time
from collections import deque
from collections.abc import Callable

from insights.session.breaker import BreakerState, Phase, admit, report
from serving.state.calls import SharedCalls
from serving.state.settings import StateSettings

_SWEEP_KEYS = 1024


class MemoryState:
    """A `SharedState` in this process's memory; no method waits, so each is atomic."""

    def __init__(self, settings: StateSettings, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._breaker = settings.breaker
        self._clock = clock
        self.calls: SharedCalls | None = None
        self._slots: dict[str, dict[str, float]] = {}  # group → holder → end
        self._happened: dict[str, tuple[float, deque[float]]] = {}  # key → window, times
        self._breakers: dict[str, BreakerState] = {}

    async def take_slot(self, group: str, holder: str, limit: int, ttl_s: float) -> bool:
        now_s = self._clock()
        held = {name: end for name, end in self._slots.get(group, {}).items() if end > now_s}
        if holder not in held and len(held) >= limit:
            return False
        held[holder] = now_s + ttl_s
        self._slots[group] = held
        return True

    async def give_slot(self, group: str, holder: str) -> None:
        held = self._slots.get(group, {})
        held.pop(holder, None)
        if not held:
            self._slots.pop(group, None)

    async def allow(self, key: str, limit: int, per_s: float) -> bool:
        now_s = self._clock()
        if key not in self._happened and len(self._happened) >= _SWEEP_KEYS:
            self._sweep(now_s)
        _, times = self._happened.setdefault(key, (per_s, deque()))
        while times and times[0] <= now_s - per_s:
            times.popleft()
        if len(times) >= limit:
            return False
        times.append(now_s)
        self._happened[key] = (per_s, times)
        return True

    async def breaker_allows(self, name: str) -> bool:
        state = self._breakers.get(name, BreakerState())
        allowed, self._breakers[name] = admit(state, self._clock(), self._breaker)
        return allowed

    async def breaker_report(self, name: str, *, ok: bool) -> None:
        state = self._breakers.get(name, BreakerState())
        self._breakers[name] = report(state, ok=ok, now_s=self._clock(), settings=self._breaker)

    async def breaker_states(self) -> dict[str, str]:
        return {name: Phase(state.phase).value for name, state in self._breakers.items()}

    async def healthy(self) -> bool:
        return True

    async def close(self) -> None:
        return None

    def _sweep(self, now_s: float) -> None:
        """Forget keys whose window has passed, so that memory does not grow with the keys ever seen."""
        for key, (per_s, times) in list(self._happened.items()):
            if not times or times[-1] <= now_s - per_s:
                del self._happened[key]
