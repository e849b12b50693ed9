"""Both recognisers ready for a test: in this process, and behind a real server on a loopback port."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import uvicorn
from prometheus_client import CollectorRegistry

from insights.asr.engine import Engine, Heard, LocalEngine
from insights.asr.settings import AsrSettings
from serving.asr.api import Asr
from serving.asr.app import create_app
from serving.asr.embedded import EmbeddedAsr
from serving.asr.http import HttpAsr
from serving.asr.limits import HttpSettings
from serving.asr.metering import PrometheusMeter
from serving.asr.service import RecognitionService
from serving.asr.settings import RecogniserSettings, SchedulerSettings
from serving.observability.traces import Traces

KINDS = ("in process", "over HTTP")


@cache
def real_engine() -> Engine:
    """The embedded model, loaded once for all tests."""
    return LocalEngine(AsrSettings(beam_size=5))


def settings(**scheduler: Any) -> RecogniserSettings:
    return RecogniserSettings(scheduler=SchedulerSettings(**scheduler))


class FakeEngine:
    """Says how many samples each window has, one round at a time, each only when it is let."""

    window_s = 10.0

    def __init__(self, *, waits: bool = False) -> None:
        self.rounds: list[list[int]] = []
        self.began = threading.Semaphore(0)
        self.go = threading.Event()
        self._waits = waits
        if not waits:
            self.go.set()

    def languages(self, windows: Sequence[Any]) -> dict[str, float]:
        return {"pt": 0.9, "es": 0.1}

    def transcribe(self, windows, language, *, word_timestamps=False) -> list[Heard]:
        if len(windows) == 1 and not windows[0].any():
            return [Heard("")]  # the window that warms it
        self.began.release()
        assert self.go.wait(20)
        self.rounds.append([len(window) for window in windows])
        return [Heard(str(len(window))) for window in windows]


@dataclass
class Server:
    """A running service."""

    url: str
    service: RecognitionService
    registry: CollectorRegistry


@contextmanager
def served(
    load: Callable[[AsrSettings], Engine],
    recognition: RecogniserSettings | None = None,
    http: HttpSettings | None = None,
    traces: Traces | None = None,
) -> Iterator[Server]:
    """uvicorn in a thread, on a free port; ends gracefully."""
    registry = CollectorRegistry()
    service = RecognitionService(recognition or RecogniserSettings(), PrometheusMeter(registry), load=load)
    service.load()
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        create_app(service, registry, http, traces), log_config=None, timeout_graceful_shutdown=5
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield Server(f"http://127.0.0.1:{listening.getsockname()[1]}", service, registry)
    finally:
        server.should_exit = True
        thread.join(15)
        listening.close()
        assert not thread.is_alive()


@asynccontextmanager
async def opened(
    kind: str,
    load: Callable[[AsrSettings], Engine],
    recognition: RecogniserSettings | None = None,
) -> AsyncIterator[tuple[Asr, RecognitionService]]:
    """A recogniser of either kind, and the service at work behind it."""
    recognition = recognition or RecogniserSettings()
    if kind == "in process":
        embedded = EmbeddedAsr(recognition, load=load)
        await embedded.start()
        try:
            yield embedded, embedded.service
        finally:
            await embedded.close()
        return
    with served(load, recognition) as server:
        client = HttpAsr(server.url)
        await client.start()
        try:
            yield client, server.service
        finally:
            await client.close()


async def eventually(true: Callable[[], bool], within_s: float = 10.0) -> None:
    """Let others run until something holds."""
    async with asyncio.timeout(within_s):
        while not true():
            await asyncio.sleep(0.005)
