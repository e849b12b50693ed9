"""Calls at once in real time, and when their last text came.

Delays count from the moment the sound was due to end, so that a client that falls behind cannot flatter a
server; its own lag stands beside them.
"""

import asyncio
import json
import math
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import psutil
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Subprotocol

from loadtests.performance.live_calls import LiveCall, arrived
from loadtests.performance.live_protocols import Protocol
from loadtests.report import percentile

_FRAME_S = 0.1
_FRAME_BYTES = 3200
_WAIT_S = 20.0
_OPEN_S = 30.0


@dataclass
class Outcome:
    """One call; `after_s` the end of its sound the last change of what will not change any more."""

    fault: str | None = None
    final: str = ""
    shown: str = ""
    after_s: float = math.inf
    lags_s: list[float] = field(default_factory=list)

    @property
    def delay_s(self) -> float:
        """Infinite for a call whose last text never became final."""
        return self.after_s if self.final and self.final == self.shown else math.inf


@dataclass(frozen=True)
class Step:
    """So many calls at once. `tails_lost`: last utterances that the model finds offline and the server does
    not tell."""

    calls: int
    p50_s: float
    p95_s: float
    faults: int
    empty: int
    tails_lost: int
    tails: int
    client_lag_p99_ms: float
    server_cores: float
    fault: str | None


async def step(
    url: str,
    kind: type[Protocol],
    calls: Sequence[LiveCall],
    findable: Sequence[bool],
    ramp_s: float,
    pid: int,
) -> Step:
    """All calls at once; their beginnings are spread evenly over `ramp_s`."""

    async def one(number: int, call: LiveCall) -> Outcome:
        await asyncio.sleep(ramp_s * number / len(calls))
        return await _call(url, kind(), call)

    cpu_s, began_s = _cpu_s(pid), time.perf_counter()
    outcomes = await asyncio.gather(*(one(number, call) for number, call in enumerate(calls)))
    cores = (_cpu_s(pid) - cpu_s) / (time.perf_counter() - began_s)
    delays = sorted(each.delay_s for each in outcomes)
    lags = [lag for each in outcomes for lag in each.lags_s] or [0.0]
    lost = sum(
        can and not arrived(call.tail, each.final)
        for call, each, can in zip(calls, outcomes, findable, strict=True)
    )
    return Step(
        calls=len(calls),
        p50_s=percentile(delays, 0.5),
        p95_s=percentile(delays, 0.95),
        faults=sum(each.fault is not None for each in outcomes),
        empty=sum(not each.final for each in outcomes),
        tails_lost=lost,
        tails=sum(findable),
        client_lag_p99_ms=percentile(lags, 0.99) * 1000,
        server_cores=cores,
        fault=next((each.fault for each in outcomes if each.fault), None),
    )


async def _call(url: str, protocol: Protocol, call: LiveCall) -> Outcome:
    outcome = Outcome()
    asked = [Subprotocol(protocol.subprotocol)] if protocol.subprotocol else None
    try:
        async with connect(
            url + protocol.path(call.language),
            subprotocols=asked,
            compression=None,
            open_timeout=_OPEN_S,
            close_timeout=1,
            max_size=None,
            ping_interval=None,
        ) as socket:
            await asyncio.wait_for(protocol.open(socket, call.language), _OPEN_S)
            if protocol.refused:
                outcome.fault = "refused"
            else:
                await _converse(socket, protocol, call, outcome)
    except (OSError, TimeoutError, WebSocketException) as error:
        outcome.fault = type(error).__name__
    return outcome


async def _converse(socket: ClientConnection, protocol: Protocol, call: LiveCall, outcome: Outcome) -> None:
    pcm = call.pcm
    frames = [pcm[at : at + _FRAME_BYTES] for at in range(0, len(pcm), _FRAME_BYTES)]
    begun_s = time.perf_counter()
    end_s = begun_s + len(frames) * _FRAME_S
    frames += [bytes(_FRAME_BYTES)] * round(protocol.tail_s / _FRAME_S)
    listening = asyncio.create_task(_listen(socket, protocol, outcome, end_s))
    try:
        for number, frame in enumerate(frames, start=1):
            due_s = begun_s + number * _FRAME_S
            await asyncio.sleep(max(0.0, due_s - time.perf_counter()))
            outcome.lags_s.append(time.perf_counter() - due_s)
            await socket.send(frame)
        if (last := protocol.close()) is not None:
            await socket.send(last)
        await asyncio.wait({listening}, timeout=_WAIT_S)
    finally:
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening


async def _listen(socket: ClientConnection, protocol: Protocol, outcome: Outcome, end_s: float) -> None:
    with suppress(ConnectionClosed):
        async for message in socket:
            protocol.received(json.loads(message))
            if protocol.final != outcome.final:
                outcome.final, outcome.after_s = protocol.final, time.perf_counter() - end_s
            outcome.shown = protocol.shown
            if protocol.done:
                return


def _cpu_s(pid: int) -> float:
    """Of a server and its children."""
    server = psutil.Process(pid)
    return sum(sum(each.cpu_times()[:2]) for each in (server, *server.children(recursive=True)))
