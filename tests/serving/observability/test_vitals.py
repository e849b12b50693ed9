import asyncio
import time

from prometheus_client import CollectorRegistry

from insights import __version__
from serving.observability.metrics import Metrics
from serving.observability.vitals import Vitals, watched


def test_a_breaker_is_in_one_state() -> None:
    metrics = Metrics()
    metrics.breakers({"llm:llm_fp16": "closed", "llm:llm_int4": "closed"})
    metrics.breakers({"llm:llm_fp16": "half_open"})

    def value(rung: str, state: str) -> float | None:
        return metrics.registry.get_sample_value("llm_breaker_state", {"rung": rung, "state": state})

    assert [value("llm_fp16", state) for state in ("closed", "open", "half_open")] == [0, 0, 1]
    assert value("llm_int4", "closed") is None  # not known any more


def test_components_are_those_of_now() -> None:
    registry = CollectorRegistry()
    vitals = Vitals(registry)
    vitals.components({"asr": True, "llm_int4": True})
    vitals.components({"asr": False})
    assert registry.get_sample_value("component_up", {"component": "asr"}) == 0
    assert registry.get_sample_value("component_up", {"component": "llm_int4"}) is None


def test_the_process_says_what_it_is() -> None:
    registry = CollectorRegistry()
    Vitals(registry)
    assert registry.get_sample_value("escuta_build_info", {"version": __version__}) == 1
    assert registry.get_sample_value("process_resident_memory_bytes")


async def blocked(vitals: Vitals, registry: CollectorRegistry, looks: list[None]) -> None:
    async def look() -> None:
        looks.append(None)
        if len(looks) == 1:
            raise ConnectionError

    async with watched(vitals, look, every_s=0.01):
        while not registry.get_sample_value("event_loop_lag_seconds_count"):
            await asyncio.sleep(0)
            time.sleep(0.4)
        while len(looks) < 3:
            await asyncio.sleep(0.01)


def test_a_blocked_loop_is_seen_and_a_look_that_fails_is_not_the_last() -> None:
    registry = CollectorRegistry()
    looks: list[None] = []
    asyncio.run(blocked(Vitals(registry), registry, looks))
    assert registry.get_sample_value("event_loop_lag_seconds_sum")
    assert len(looks) >= 3
