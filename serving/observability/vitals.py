"""How a process itself is: its event loop, the parts it needs, breakers of models, processor and memory."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Final

from prometheus_client import CollectorRegistry, Gauge, Histogram, ProcessCollector

from insights import __version__
from insights.session.breaker import Phase
from serving.observability.logs import logger

_LOG = logger(__name__)

_LAG_S: Final = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_BEAT_S: Final = 0.25
_LOOK_S: Final = 5.0

Look = Callable[[], Awaitable[None]]
"""Asks how something is and tells a `Vitals`."""


def process_metrics(registry: CollectorRegistry) -> None:
    """Processor, memory and open files of this process, and which version it runs."""
    ProcessCollector(registry=registry)
    version = Gauge("escuta_build_info", "1, with the version that runs.", ["version"], registry=registry)
    version.labels(__version__).set(1)


class Vitals:
    """The metrics; whoever looks tells them."""

    def __init__(self, registry: CollectorRegistry) -> None:
        process_metrics(registry)
        self._lag_s = Histogram(
            "event_loop_lag_seconds",
            "How late the event loop wakes a sleeper.",
            buckets=_LAG_S,
            registry=registry,
        )
        self._breakers = Gauge(
            "llm_breaker_state",
            "1 for the state that a model's breaker is in.",
            ["rung", "state"],
            registry=registry,
        )
        self._parts = Gauge(
            "component_up", "1 if a part answered when asked how it is.", ["component"], registry=registry
        )

    def lagged(self, seconds: float) -> None:
        self._lag_s.observe(max(0.0, seconds))

    def breakers(self, states: Mapping[str, str]) -> None:
        """States by rung; those of now and no others."""
        self._breakers.clear()
        for rung, state in states.items():
            for phase in Phase:
                self._breakers.labels(rung, phase.value).set(phase.value == state)

    def components(self, up: Mapping[str, bool]) -> None:
        """Parts and models by name; those of now and no others."""
        self._parts.clear()
        for component, answers in up.items():
            self._parts.labels(component).set(answers)


@asynccontextmanager
async def watched(vitals: Vitals, *looks: Look, every_s: float = _LOOK_S) -> AsyncIterator[None]:
    """Meanwhile the running loop's lag is measured, and each look taken every so many seconds."""
    tasks = [asyncio.create_task(_measure(vitals), name="event loop lag")]
    tasks += [asyncio.create_task(_repeat(look, every_s), name="vital signs") for look in looks]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _measure(vitals: Vitals) -> None:
    loop = asyncio.get_running_loop()
    while True:
        due_s = loop.time() + _BEAT_S
        await asyncio.sleep(_BEAT_S)
        vitals.lagged(loop.time() - due_s)


async def _repeat(look: Look, every_s: float) -> None:
    while True:
        try:
            await look()
        except Exception as error:  # one look that fails is not the last
            _LOG.warning("look_failed", error=type(error).__name__)
        await asyncio.sleep(every_s)
