"""Whole calls of messages in no order, many at once, against a real gateway."""

import asyncio
import random
import time
from pathlib import Path

import websockets

from tests.fuzz.http import running
from tests.fuzz.mutation import mutated
from tests.fuzz.outcome import Outcome, rss_mib
from tests.fuzz.targets import TARGETS

_AT_ONCE = 20
_MESSAGES = 12
_WAIT_S = 20.0
_PATHS = ("asr/stream", "media-streams")


def fuzz(count: int, seed: int, folder: Path) -> Outcome:
    """About `count` messages. A finding: the gateway dies, logs an error, or a call has no end."""
    began_s = time.monotonic()
    with running("gateway", folder) as (process, url):
        before, sent, hung = asyncio.run(_all(url.replace("http", "ws", 1), count, seed, process.pid))
        alive = process.poll() is None
        after = rss_mib(process.pid) if alive else 0.0
    log = (folder / "gateway.log").read_text(errors="replace")
    errors = sum(
        '"level":"error"' in line.replace(" ", "") or "Traceback" in line for line in log.splitlines()
    )
    fault = "it died" if not alive else f"{hung} calls had no end" if hung else None
    if fault is None and errors:
        fault = f"{errors} errors in gateway.log"
    return Outcome(
        "gateway: calls of messages in no order", sent, time.monotonic() - began_s, before, after, fault
    )


async def _all(url: str, count: int, seed: int, process_id: int) -> tuple[float, int, int]:
    """Memory after a quarter of them, messages sent, calls that did not end."""
    places = asyncio.Semaphore(_AT_ONCE)
    sent = hung = 0
    before = 0.0

    async def one(number: int) -> None:
        nonlocal sent, hung, before
        async with places:
            try:
                async with asyncio.timeout(_WAIT_S):
                    messages = await _call(url, random.Random(seed * 1_000_003 + number), number)
                sent += messages
            except TimeoutError:
                hung += 1
            if number == calls // 4:
                before = rss_mib(process_id)

    calls = max(1, count // _MESSAGES)
    await asyncio.gather(*(one(number) for number in range(calls)))
    return before, sent, hung


async def _call(url: str, chance: random.Random, number: int) -> int:
    path = _PATHS[number % len(_PATHS)]
    door = "client_messages" if path == "asr/stream" else "exchange"
    seeds = [line for seed in TARGETS[door].seeds() for line in seed.split(b"\n")]
    sent = 0
    try:
        address = f"{url}/api/v1/{path}?tenant_id=telecom&conversation_id=fuzz-{number}"
        async with websockets.connect(
            address, subprotocols=["escuta.v1"], open_timeout=_WAIT_S
        ) as connection:
            # Most calls begin as they should, or nothing behind the beginning would be reached.
            if chance.random() < 0.8:
                await connection.send(seeds[0 if path == "asr/stream" else 1].decode())
                sent += 1
            for _ in range(chance.randint(1, 2 * _MESSAGES - 2)):
                await connection.send(_message(seeds, chance))
                sent += 1
            if chance.random() < 0.5:
                await connection.send('{"type":"stop"}' if path == "asr/stream" else '{"event":"stop"}')
                sent += 1
                async for _ in connection:
                    pass
    except (websockets.ConnectionClosed, websockets.InvalidStatus):
        pass
    return sent


def _message(seeds: list[bytes], chance: random.Random) -> str | bytes:
    kind = chance.random()
    if kind < 0.3:
        return chance.randbytes(chance.randint(0, 4000))
    seed = chance.choice(seeds)
    changed = mutated(seed, 20_000, chance.getrandbits(32)) if kind < 0.8 else seed
    return (changed or seed).decode("utf-8", errors="replace")
