"""One fault from the first call to the last: begun, ended, watched."""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from loadtests.faults.calls import prepared, stream_all
from loadtests.faults.catalogue import FAULTS, Fault
from loadtests.faults.ledger import kept
from loadtests.faults.outcome import Course
from loadtests.faults.settings import FaultConfig
from loadtests.faults.site import Site
from loadtests.faults.watch import Watch


async def suffered(site: Site, name: str, config: FaultConfig, tell: Callable[[str], None]) -> Course:
    """The fault and all that was seen of it. The site is whole again afterwards."""
    fault, cluster = FAULTS[name], site.cluster
    loop = asyncio.get_running_loop()
    calls = prepared(config.sessions, config.seconds, fault, name)
    watch = Watch(site.gateways(), cluster.metrics_token)
    before = await watch.counters()
    zero_s = loop.time()
    watching = asyncio.create_task(watch.look())
    streaming = asyncio.create_task(
        stream_all(calls, cluster.ws_url, cluster.token, config.ramp_s, fault.cuts_per_s)
    )
    restarted: list[str] = []
    managing = asyncio.create_task(_manage(site, restarted, tell))
    lags: list[float] = []
    lag = asyncio.create_task(_lag(lags))
    try:
        begun_s, ended_s, flood = await _disturb(site, fault, config, zero_s, tell)
        while not streaming.done():
            await asyncio.wait({streaming}, timeout=5.0)
            tell(f"{name}: {sum(call.problem is None for call in calls)} of {len(calls)} calls over")
    finally:
        for task in (watching, streaming, managing, lag):
            task.cancel()
        await asyncio.gather(watching, streaming, managing, lag, return_exceptions=True)
    await asyncio.to_thread(site.mend)
    await asyncio.to_thread(site.wait_ready)
    after = await watch.counters()
    return Course(
        calls=calls,
        zero_s=zero_s,
        begun_s=begun_s - zero_s,
        ended_s=ended_s - zero_s,
        unwell=watch.spans(begun_s),
        counted={
            key: after[key] - before.get(key, 0.0) for key in after if after[key] > before.get(key, 0.0)
        },
        kept=await kept(cluster.database_url, name),
        client_lag_s=max(lags, default=0.0),
        flood=flood,
        restarted=Counter(restarted),
    )


async def _disturb(
    site: Site, fault: Fault, config: FaultConfig, zero_s: float, tell: Callable[[str], None]
) -> tuple[float, float, dict[str, Any]]:
    loop = asyncio.get_running_loop()
    await asyncio.sleep(max(0.0, zero_s + config.fault_s - loop.time()))
    begun_s = loop.time()
    tell(f"begins: {fault.title}")
    await asyncio.to_thread(fault.begin, site)
    lasts_s = config.lasts_s * fault.longer
    flood: dict[str, Any] = {}
    if fault.flood:
        flood = await _flood(site, lasts_s)
    await asyncio.sleep(max(0.0, begun_s + lasts_s - loop.time()))
    ended_s = loop.time()
    await asyncio.to_thread(fault.end, site)
    tell("ends")
    return begun_s, ended_s, flood


async def _flood(site: Site, seconds: float) -> dict[str, Any]:
    """In a process of its own, so that it does not make the other calls' clients late."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "loadtests.faults.flood", site.cluster.ws_url, str(seconds)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        said, _ = await process.communicate(site.cluster.token.encode())
    finally:
        with suppress(ProcessLookupError):
            process.kill()
    found: dict[str, Any] = json.loads(said)
    return found


async def _manage(site: Site, restarted: list[str], tell: Callable[[str], None]) -> None:
    """What ends by itself is started again, as Docker or systemd would do it."""
    while True:
        for name in await asyncio.to_thread(site.mend):
            tell(f"{name} has ended by itself, and is started again")
            restarted.append(name)
        await asyncio.sleep(1.0)


async def _lag(lags: list[float]) -> None:
    """How late the clients' own clock strikes."""
    loop = asyncio.get_running_loop()
    while True:
        due_s = loop.time() + 0.1
        await asyncio.sleep(0.1)
        lags.append(loop.time() - due_s)
