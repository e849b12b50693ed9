"""Adapters swapped on real vLLM under a steady load: does a question fail, is a reply of two
adapters, what does it cost?

    python -m loadtests.swap_bench
    python -m loadtests.swap_bench url=http://127.0.0.1:8100/v1 at_once=8 swaps=4 rounds=1

Two adapters for the embedded base (the one that ships, and the same at half its strength) first answer
every question alone, under the same load. Then they are swapped by the live path's own control, ledger and
roll-out (load, probe, switch, drain, unload), with as many questions in flight all the time. A reply is
whole if the adapter that is said to have written it wrote the same alone. Writes a JSON report; exit code 1
if a question failed or a reply was not whole.
"""

import asyncio
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx
from tqdm import tqdm

from commandline.command import command, option
from insights.adapter import CONFIG
from insights.errors import EscutaError
from insights.resources import data_dir
from loadtests.report import percentile
from loadtests.steady import TENANT, Overheard, Reply, Subject, Taken, overlapping, steady_load, subjects
from loadtests.vllm_server import started_vllm
from serving.adapters.api import Scope
from serving.adapters.control import AdapterControl, Place
from serving.adapters.ledger import open_ledger
from serving.adapters.rollout import RolledOut, Rollout
from serving.adapters.routes import LiveRoutes
from serving.adapters.settings import AdapterSettings
from serving.adapters.shelf import Shelf
from serving.llm.replicas import ReplicaSet
from serving.llm.settings import HostedSettings, OpenAiSettings
from serving.llm.vllm import VllmReplica
from serving.state.memory import MemoryState
from serving.state.settings import StateSettings
from serving.worker.answering import Answerer
from serving.worker.settings import AnswererSettings

ADAPTER = data_dir() / "models" / "adapter"
_POLL_S = 0.25


@dataclass(frozen=True, kw_only=True)
class SwapBenchConfig:
    """Options of `swap_bench`."""

    out: str = option("outputs/swap_bench.json", help="file of the report")
    url: str | None = option(None, help="a vLLM server with the shipped base; null: one is started")
    model: str = option("llm_fp16", help="that server's name for the base")
    at_once: int = option(32, help="questions in flight all the time")
    swaps: int = option(20, help="swaps in all")
    rounds: int = option(4, help="times that quiet and swapping take turns")
    excerpts: int = option(4, help="excerpts in each language; each is asked every insight type")
    references: int = option(2, help="times each adapter answers each question alone")

    def __post_init__(self) -> None:
        for name in ("at_once", "swaps", "rounds", "excerpts", "references"):
            if getattr(self, name) < 1:
                raise EscutaError("must be at least 1", field=name)


@dataclass(frozen=True)
class Wholeness:
    """Replies by whose they are. `other`: what the other adapter says alone; `neither`: what none does."""

    whole: int = 0
    other: int = 0
    neither: int = 0


def wholeness(replies: Sequence[Reply], alone: Sequence[Reply]) -> Wholeness:
    """`replies` against what each adapter wrote `alone`. Second attempts are drawn at random: left out."""
    own: dict[tuple[str, str | None], set[str]] = {}
    anybody: dict[str, set[str]] = {}
    for reply in alone:
        own.setdefault((reply.question, reply.adapter), set()).add(reply.text)
        anybody.setdefault(reply.question, set()).add(reply.text)
    whole = other = neither = 0
    for reply in replies:
        if reply.attempt:
            continue
        if reply.text in own[reply.question, reply.adapter]:
            whole += 1
        elif reply.text in anybody[reply.question]:
            other += 1
        else:
            neither += 1
    return Wholeness(whole, other, neither)


def told_apart(alone: Sequence[Reply]) -> float:
    """Share of questions to which no two adapters gave the same reply."""
    said: dict[str, dict[str | None, set[str]]] = {}
    for reply in alone:
        said.setdefault(reply.question, {}).setdefault(reply.adapter, set()).add(reply.text)
    distinct = [len(set.union(*each.values())) == sum(map(len, each.values())) for each in said.values()]
    return sum(distinct) / len(distinct)


class Bench:
    """Everything the live path has between a question and vLLM, in this process."""

    def __init__(self, config: SwapBenchConfig, folder: Path, ledger: Any, llm: ReplicaSet) -> None:
        self.config = config
        self.shelf = Shelf(folder / "adapters")
        self.adapters = (self.shelf.put(ADAPTER), self.shelf.put(weakened(ADAPTER, folder / "weakened")))
        self.ledger = ledger
        self.overheard = Overheard(llm)
        self.routes = LiveRoutes()
        (self.replica,) = (each for each in llm.replicas if isinstance(each, VllmReplica))
        self.control = AdapterControl(
            process="swap_bench",
            ledger=ledger,
            shelf=self.shelf,
            routes=self.routes,
            places=[Place(self.replica, True, lambda digests: llm.allow(self.replica.name, digests))],
            settings=AdapterSettings(shelf=str(self.shelf.root), poll_s=_POLL_S, present_s=60.0),
        )
        self.answerer = Answerer(
            critical=self.overheard,
            fast=None,
            state=MemoryState(StateSettings()),
            routes=self.routes,
            settings=AnswererSettings(tenant_at_once=config.at_once, min_confidence=0.0),
        )
        self.questions: list[Subject] = subjects(config.excerpts)

    async def promote(self, digest: str) -> RolledOut:
        rollout = Rollout(self.ledger, self.shelf, who="swap_bench", why="swap", timeout_s=600)
        return await rollout.promote(digest, Scope(TENANT))

    async def drained(self, digest: str) -> None:
        """Until the server does not hold it any more."""
        while digest in await self.replica.loaded():
            await asyncio.sleep(_POLL_S)

    def load(self) -> Any:
        return steady_load(self.answerer, self.questions, self.overheard.taken, at_once=self.config.at_once)


@asynccontextmanager
async def opened(config: SwapBenchConfig, url: str, folder: Path) -> AsyncIterator[Bench]:
    settings = OpenAiSettings(
        name="llm_fp16",
        url=url,
        model=config.model,
        connections=2 * config.at_once,
        constraint="regex",
        priorities=True,
        hosted=HostedSettings(),
    )
    llm = ReplicaSet(settings.name, [VllmReplica(settings, url)])
    async with open_ledger(f"sqlite:///{folder}/ledger.db") as ledger:
        bench = Bench(config, folder, ledger, llm)
        await bench.control.start()
        try:
            yield bench
        finally:
            await bench.control.close()
            await llm.close()


def weakened(adapter: Path, folder: Path) -> Path:
    """The same adapter with half its strength: other replies, same size."""
    folder.mkdir(parents=True)
    for path in adapter.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    settings = json.loads((folder / CONFIG).read_text())
    settings["lora_alpha"] /= 2
    (folder / CONFIG).write_text(json.dumps(settings, indent=2))
    return folder


async def measure(bench: Bench) -> dict[str, Any]:
    """Each adapter alone, then quiet and swapping in turns, all under the same load."""
    config, taken = bench.config, bench.overheard.taken
    asked = config.references * len(bench.questions)
    with tqdm(total=2 * asked, desc="each adapter alone", unit="reply", disable=None) as bar:
        for digest in bench.adapters:
            await bench.promote(digest)
            until = len(taken.replies) + asked
            async with bench.load():
                while len(taken.replies) < until:
                    known = len(taken.replies)
                    await asyncio.sleep(_POLL_S)
                    bar.update(len(taken.replies) - known)
    alone = list(taken.replies)
    taken.replies.clear()
    taken.answered = 0
    live = 1
    quiet_spans: list[tuple[float, float]] = []
    swap_spans: list[tuple[float, float]] = []
    swaps: list[dict[str, float]] = []
    each = -(-config.swaps // config.rounds)
    with tqdm(total=config.swaps, desc="swaps under load", unit="swap", disable=None) as bar:
        async with bench.load():
            for _ in range(config.rounds):
                quiet_spans.append(await _quiet(taken, 3 * config.at_once))
                begun_s = time.monotonic()
                for _ in range(min(each, config.swaps - len(swaps))):
                    old, live = live, 1 - live
                    swaps.append(await _swap(bench, bench.adapters[live], bench.adapters[old]))
                    bar.update()
                swap_spans.append((begun_s, time.monotonic()))
    return {
        "questions": len(bench.questions),
        "told_apart": round(told_apart(alone), 3),
        "replies_alone": len(alone),
        "replies": len(taken.replies),
        "answered": taken.answered,
        "failed": len(taken.failed),
        "outcomes_failed": sorted({result.outcome.value for result in taken.failed}),
        "replies_whole": asdict(wholeness(taken.replies, alone)),
        "swaps": swaps,
        **_ratios(taken.replies, quiet_spans, swap_spans),
    }


async def _quiet(taken: Taken, replies: int) -> tuple[float, float]:
    """So many replies without a swap."""
    begun_s, until = time.monotonic(), len(taken.replies) + replies
    while len(taken.replies) < until:
        await asyncio.sleep(_POLL_S)
    return begun_s, time.monotonic()


async def _swap(bench: Bench, new: str, old: str) -> dict[str, float]:
    """Seconds from asking for it to: ready, routed by, first answered with, the old one gone."""
    begun_s, known = time.monotonic(), len(bench.overheard.taken.replies)
    done = await bench.promote(new)
    switched_s = time.monotonic()
    while not any(reply.adapter == new for reply in bench.overheard.taken.replies[known:]):
        await asyncio.sleep(_POLL_S / 5)
    answered_s = time.monotonic()
    await bench.drained(old)
    return {
        "ready_s": round(done.load_s, 3),
        "routed_s": round(switched_s - begun_s, 3),
        "answered_s": round(answered_s - begun_s, 3),
        "gone_s": round(time.monotonic() - begun_s, 3),
    }


def _ratios(
    replies: Sequence[Reply], quiet: Sequence[tuple[float, float]], swapping: Sequence[tuple[float, float]]
) -> dict[str, Any]:
    """The 95th percentile in each swapping span against the quiet one before it."""
    pairs = []
    for still, busy in zip(quiet, swapping, strict=True):
        # In flight at some time of a swap: not quiet.
        calm = [r.total_s for r in replies if still[0] <= r.begun_s and r.ended_s <= still[1]]
        swapped = [reply.total_s for reply in overlapping(replies, [busy])]
        if calm and swapped:
            pairs.append((percentile(calm, 0.95), percentile(swapped, 0.95)))
    ratios = [busy / still for still, busy in pairs]
    return {
        "p95_quiet_s": [round(still, 3) for still, _ in pairs],
        "p95_swapping_s": [round(busy, 3) for _, busy in pairs],
        "p95_ratio": round(statistics.median(ratios), 3) if ratios else None,
    }


async def bench(config: SwapBenchConfig, url: str, folder: Path) -> dict[str, Any]:
    async with opened(config, url, folder) as opened_bench:
        found = await measure(opened_bench)
    return {
        "v": 1,
        "command": f"python -m loadtests.swap_bench at_once={config.at_once} swaps={config.swaps}",
        "machine": {"cores": os.cpu_count(), "processor": platform.machine()},
        "vllm": httpx.get(url.removesuffix("/v1") + "/version", timeout=10).json()["version"],
        "at_once": config.at_once,
        **found,
    }


def shown(report: dict[str, Any]) -> str:
    """The terminal's page."""
    whole, swaps = report["replies_whole"], report["swaps"]
    middle = {name: statistics.median(swap[name] for swap in swaps) for name in swaps[0]}
    return "\n".join(
        [
            f"{len(swaps)} swaps with {report['at_once']} questions in flight, vLLM {report['vllm']}",
            f"  failed           {report['failed']} of {report['answered']}",
            f"  not whole        {whole['neither'] + whole['other']} of {sum(whole.values())} "
            f"({whole['other']} as the other adapter, {whole['neither']} as neither; "
            f"{report['told_apart']:.0%} of questions tell the two apart)",
            f"  p95, swapping    {report['p95_ratio']} × without "
            f"({report['p95_swapping_s']} s against {report['p95_quiet_s']} s)",
            f"  a swap, median   ready {middle['ready_s']:.1f} s, first answer {middle['answered_s']:.1f} s, "
            f"old one gone {middle['gone_s']:.1f} s",
        ]
    )


@contextmanager
def _server(url: str | None, log: Path) -> Iterator[str]:
    if url is not None:
        yield url
        return
    with started_vllm(log) as server:
        yield server.url


@command("swap_bench", SwapBenchConfig)
def main(config: SwapBenchConfig) -> None:
    out = Path(config.out)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="escuta-swap-") as name:
        folder = Path(name)
        with _server(config.url, out.with_suffix(".vllm.log")) as url:
            report = asyncio.run(bench(config, url, folder))
    out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(shown(report))
    print(f"report: {out}")
    whole = report["replies_whole"]
    if report["failed"] or whole["other"] or whole["neither"]:
        sys.exit(1)


if __name__ == "__main__":
    main()
