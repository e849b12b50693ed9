"""Whole calls of messages in no order, many at once, against a real gateway."""

import asyncio
import random
import re
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
import websockets

from tests.fuzz.http import running
from tests.fuzz.mutation import mutated
from tests.fuzz.outcome import Outcome, rss_mib
from tests.fuzz.targets import TARGETS

_AT_ONCE = 20
_MESSAGES = 12
_WAIT_S = 90.0  # more than the gateway itself waits for insights after `stop`
_OPEN = re.compile(r"^asr_stream_sessions_active (\S+)", re.MULTILINE)
_PATHS = ("asr/stream", "media-streams")


def fuzz(count: int, seed: int, folder: Path, more: Sequence[str] = ()) -> Outcome:
    """About `count` messages, in two halves; `more` are settings of the gateway.

    A finding: the gateway dies, logs an error, a call has no end. Memory is taken when all calls of a half
    are over and gone."""
    began_s = time.monotonic()
    with running("gateway", folder / "calls", more) as (process, url):
        memory, sent, hung = [], 0, 0
        for half in (1, 2):
            more, stuck = asyncio.run(_half(url.replace("http", "ws", 1), count // 2, seed * 10 + half))
            sent, hung = sent + more, hung + stuck
            if process.poll() is not None:
                break
            _wait_until_idle(url)
            memory.append(rss_mib(process.pid))
    log = (folder / "calls" / "gateway.log").read_text(errors="replace")
    errors = sum('"level": "error"' in line or "Traceback" in line for line in log.splitlines())
    fault = "it died" if len(memory) < 2 else f"{hung} calls had no end" if hung else None
    if fault is None and errors:
        fault = f"{errors} errors in calls/gateway.log"
    seconds = time.monotonic() - began_s
    before, after = (memory[0], memory[-1]) if memory else (0.0, 0.0)
    return Outcome("gateway: calls of messages in no order", sent, seconds, before, after, fault)


def _wait_until_idle(url: str) -> None:
    """Calls whose client is gone live on for the grace period."""
    for _ in range(300):
        page = httpx.get(f"{url}/metrics").text
        if (open_now := _OPEN.search(page)) is not None and float(open_now.group(1)) == 0:
            return
        time.sleep(0.2)


async def _half(url: str, count: int, seed: int) -> tuple[int, int]:
    """Messages sent, calls that did not end."""
    places = asyncio.Semaphore(_AT_ONCE)
    sent = hung = 0

    async def one(number: int) -> None:
        nonlocal sent, hung
        async with places:
            try:
                async with asyncio.timeout(_WAIT_S):
                    messages = await _call(url, random.Random(seed * 1_000_003 + number), number)
                sent += messages
            except TimeoutError:
                hung += 1

    await asyncio.gather(*(one(number) for number in range(max(1, count // _MESSAGES))))
    return sent, hung


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
