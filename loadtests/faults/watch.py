"""What the gateways said of themselves while a fault went on."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress

import httpx

_EVERY_S = 0.5
_TIMEOUT_S = 2.5
_COUNTED = (
    "asr_stream_errors_total",
    "asr_stream_asr_failures_total",
    "asr_stream_sessions_adopted_total",
    "asr_stream_sessions_resumed_total",
    "asr_stream_sessions_refused_total",
    "asr_stream_failover_failures_total",
    "insight_job_results_total",
    "insight_queue_refused_total",
)


class Watch:
    """Asks every gateway twice a second; `seen` maps what was not well to when, seconds of the loop's
    clock."""

    def __init__(self, gateways: Mapping[str, str], metrics_token: str) -> None:
        self._gateways = gateways
        self._token = metrics_token
        self.seen: dict[str, list[float]] = defaultdict(list)

    async def look(self) -> None:
        """Until cancelled."""
        async with httpx.AsyncClient(timeout=_TIMEOUT_S, trust_env=False) as client:
            while True:
                await asyncio.gather(*(self._ask(client, *each) for each in self._gateways.items()))
                await asyncio.sleep(_EVERY_S)

    async def _ask(self, client: httpx.AsyncClient, name: str, address: str) -> None:
        at_s = asyncio.get_running_loop().time()
        try:
            page = (await client.get(f"{address}/api/v1/health")).json()
        except (httpx.HTTPError, ValueError):
            self.seen[f"{name} does not answer"].append(at_s)
            return
        for component, state in {**page["components"], **page["models"]}.items():
            if state == "down":
                self.seen[f"{component} down"].append(at_s)
        for model, state in page["breakers"].items():
            if state != "closed":
                self.seen[f"breaker of {model.removeprefix('llm:')} {state}"].append(at_s)
        if page["status"] == "down":
            self.seen["not ready"].append(at_s)

    def spans(self, zero_s: float) -> dict[str, tuple[float, float]]:
        """First and last seconds after `zero_s` of everything that was not well."""
        return {what: (times[0] - zero_s, times[-1] - zero_s) for what, times in sorted(self.seen.items())}

    async def counters(self) -> dict[str, float]:
        """Of all gateways together; those that cannot be asked count for nothing."""
        from prometheus_client.parser import text_string_to_metric_families

        sums: dict[str, float] = defaultdict(float)
        headers = {"Authorization": f"Bearer {self._token}"}
        async with httpx.AsyncClient(timeout=_TIMEOUT_S, trust_env=False, headers=headers) as client:
            for address in self._gateways.values():
                with suppress(httpx.HTTPError):
                    page = (await client.get(f"{address}/metrics")).text
                    for family in text_string_to_metric_families(page):
                        for sample in family.samples:
                            if sample.name in _COUNTED:
                                labels = [v for k, v in sorted(sample.labels.items()) if k != "tenant"]
                                sums[" ".join([sample.name, *labels])] += sample.value
        return dict(sums)
