"""Servers that fail as told, a shelf with adapters on it, and the parts of a process around them.

`ScriptedServer` stands in where a real server cannot be told to die, to fill up or to refuse at a given
moment, or where the order of every step matters; the rest is real.
"""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from insights.prompts import ABSTENTION
from insights.records import InsightType
from insights.reply import reply_text
from insights.resources import data_dir
from serving.adapters.api import Ledger, Unloadable
from serving.adapters.control import AdapterControl, Given, Place
from serving.adapters.routes import LiveRoutes, Table
from serving.adapters.settings import AdapterSettings
from serving.adapters.shelf import Shelf
from serving.llm.api import Answer, LlmError, LlmFault, Question

SHIPPED = data_dir() / "models" / "adapter"
BASE = "b" * 64
BY = {"who": "ana", "why": "test"}
KIND = InsightType.PARTIAL_SUMMARY


def put_adapters(shelf: Shelf, *names: str) -> list[str]:
    """Adapters that no server reads: small folders, each with a digest of its own."""
    digests = []
    for name in names:
        folder = shelf.root.parent / f"made-{name}"
        folder.mkdir(parents=True)
        (folder / "adapter_config.json").write_text(f'{{"name": "{name}"}}')
        digests.append(shelf.put(folder))
    return digests


def scaled_adapter(folder: Path, scale: float) -> Path:
    """The shipped adapter with its updates scaled: another digest, other replies."""
    from safetensors.torch import load_file, save_file

    shutil.copytree(SHIPPED, folder)
    weights = folder / "adapter_model.safetensors"
    tensors = {
        name: tensor * scale if "lora_B" in name else tensor for name, tensor in load_file(weights).items()
    }
    save_file(tensors, weights, metadata={"format": "pt"})
    return folder


class ScriptedServer:
    """Not a server: it holds names. `deeds` maps a digest to what loading it does; `up` False refuses all."""

    def __init__(self, name: str = "llm_fp16@a", *, capacity: int = 8, base: str | None = BASE) -> None:
        self._name = name
        self._capacity = capacity
        self._base = base
        self.held: set[str] = set()
        self.up = True
        self.deeds: dict[str, Callable[[], None]] = {}
        self.says = valid
        self.history: list[tuple[str, str]] = []
        self.pause: Callable[[], Awaitable[None]] = lambda: asyncio.sleep(0)
        self.unloading: Callable[[str], None] = lambda digest: None

    @property
    def name(self) -> str:
        return self._name

    @property
    def base_digest(self) -> str | None:
        return self._base

    @property
    def capacity(self) -> int:
        return self._capacity

    def restart(self) -> None:
        """Empty, and answering."""
        self.held.clear()
        self.up = True

    async def loaded(self) -> frozenset[str]:
        await self._reached()
        return frozenset(self.held)

    async def load(self, digest: str, folder: Path) -> None:
        await self._reached()
        assert folder.is_dir()
        self.deeds.get(digest, lambda: None)()
        if digest in self.held:
            return
        if len(self.held) >= self._capacity:
            raise Unloadable("full")
        self.held.add(digest)
        self.history.append(("load", digest))
        await self.pause()

    async def unload(self, digest: str) -> None:
        await self._reached()
        self.unloading(digest)
        self.held.discard(digest)
        self.history.append(("unload", digest))
        await self.pause()

    async def answer(self, question: Question) -> Answer:
        await self._reached()
        if question.adapter is not None and question.adapter not in self.held:
            raise LlmError(LlmFault.UNKNOWN_ADAPTER)
        said = self.says(question)
        await self.pause()
        return Answer(said, (), self._name, question.adapter, 10, 10, 0.01, 0.02)

    async def _reached(self) -> None:
        await self.pause()
        if not self.up:
            raise ConnectionError("refused")


def valid(question: Question) -> str:
    return reply_text(question.insight_type, ABSTENTION[question.language], 0.9)


def nonsense(question: Question) -> str:
    return reply_text(question.insight_type, "…", 0.9)


@dataclass
class Process:
    """One serving process: its control and what its answerer would ask."""

    control: AdapterControl
    routes: LiveRoutes
    allowed: dict[str, frozenset[str]] = field(default_factory=dict)

    def champion(self, tenant: str = "banco") -> str | None:
        return self.routes.choose(tenant, KIND, "call-1").adapter


def process(
    name: str,
    ledger: Ledger,
    shelf: Shelf,
    *servers: Any,
    shared: bool = True,
    given: Given | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    **settings: Any,
) -> Process:
    routes = LiveRoutes(Table(aliases=dict((given or Given()).aliases)))
    allowed: dict[str, frozenset[str]] = {}

    def allowing(server: str) -> Callable[[frozenset[str]], None]:
        return lambda digests: allowed.__setitem__(server, digests)

    control = AdapterControl(
        process=name,
        ledger=ledger,
        shelf=shelf,
        routes=routes,
        places=[Place(server, shared, allowing(server.name)) for server in servers],
        settings=AdapterSettings(**({"poll_s": 10.0, "present_s": 60.0, "retry_s": 0.01} | settings)),
        given=given,
        sleep=sleep,
    )
    return Process(control, routes, allowed)


async def turns(*processes: Process, count: int = 3) -> None:
    """Each process looks at everything so many times."""
    for _ in range(count):
        for each in processes:
            await each.control.turn()
