"""The two live parts of the rehearsal: calls that operators judge, and calls that go on through a swap."""

import asyncio
import json
import shutil
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tqdm import tqdm

from eval import results
from eval.settings import Tracking
from insights import jsonl
from insights.cases import Case
from insights.errors import EscutaError
from insights.fingerprint import file_digest
from insights.jobs import Outcome
from insights.manifest import Manifest, outputs_of, run_key
from insights.records import GoldCall
from pipelines._dataset import override
from pipelines._live_calls import Played, Shown, gateway, play
from pipelines.files import disk_errors, write_lines
from pipelines.runner import reuse
from serving.adapters.api import Action, Change
from serving.adapters.ledger import open_ledger
from serving.storage.cases import Span, opened, read_cases

DATABASE, SHOWN, SWAP, PROMOTE_LOG = "escuta.db", "shown.jsonl", "swap.json", "promote.log"

SHELF, REPORT_JSON = "adapters", "report.json"
SYSTEMS = ("first", "second")
SETS = ("test", "recent")

FAILED = (Outcome.INVALID, Outcome.EXPIRED, Outcome.REFUSED, Outcome.FAILED)
EXIT_REFUSED = 1

_LOOK_S = 0.1
_PATIENCE_S = 120.0


@dataclass(frozen=True, kw_only=True)
class Live:
    """What both parts share. `calls` is gold.jsonl of calls that no adapter has seen. `settle` insights are
    shown before the promotion begins, and after its adapter's first one, before the calls end."""

    calls: Path
    shelf: Path
    at_once: int
    speed: float
    settle: int
    serve: tuple[str, ...] = ()

    def gold(self) -> list[GoldCall]:
        return list(jsonl.read(GoldCall, self.calls))

    def overrides(self, database: Path) -> list[str]:
        return [
            override("storage.url", address(database)),
            override("adapters.shelf", self.shelf),
            "adapters.poll_s=0.5",
            *self.serve,
        ]

    def settings(self) -> dict[str, Any]:
        named = {key: value for key, value in asdict(self).items() if key not in ("calls", "shelf")}
        return {**named, "serve": list(self.serve)}


@dataclass(frozen=True)
class Promoting:
    """A promotion as another process does it. `run` is the MLflow run that trained the adapter."""

    run: str
    digest: str
    out: Path
    shelf: Path
    records: Path
    recent: Path | None
    tracking: Tracking
    more: tuple[str, ...] = ()

    def overrides(self, database: Path) -> list[str]:
        values: dict[str, Any] = {
            "run": self.run,
            "out": self.out,
            "shelf": self.shelf,
            "records": self.records,
            "recent": self.recent,
            "storage.url": address(database),
            **{f"tracking.{name}": value for name, value in asdict(self.tracking).items()},
        }
        return [*(override(name, value) for name, value in values.items() if value is not None), *self.more]

    def command(self, database: Path) -> list[str]:
        return [sys.executable, "-m", "pipelines.promote", *self.overrides(database)]


def address(database: Path) -> str:
    """Of an SQLite file."""
    return f"sqlite:///{database.absolute()}"


# --- calls that operators judge ---------------------------------------------------------------------------


def judged_calls(live: Live, first: Promoting, out: Path) -> Manifest:
    """A new live path with the first adapter as champion; every call is played once and judged."""
    started = time.monotonic()
    inputs = {"calls": file_digest(live.calls), "adapter": first.digest}
    key = run_key("loop_demo live", inputs, live.settings())
    if (done := reuse("live", key, out, overwrite=True)) is not None:
        return done
    shutil.rmtree(out, ignore_errors=True)
    with disk_errors(out):
        out.mkdir(parents=True)
        database = out / DATABASE
        _promote_before(first, database, out)
        gold = live.gold()
        with (
            gateway(live.overrides(database), out / "gateway.log") as url,
            tqdm(total=len(gold), desc="live calls", unit="call", disable=None) as bar,
        ):
            played = asyncio.run(play(url, gold, at_once=live.at_once, speed=live.speed, progress=bar.update))
        _write_shown(played.shown, out)
        cases = asyncio.run(_cases(database))
        manifest = Manifest(
            command="loop_demo live",
            key=key,
            inputs=inputs,
            settings=live.settings(),
            outputs=outputs_of(out, {SHOWN: len(played.shown)}),
            records_in=len(gold),
            records_out=played.calls - played.failed,
            notes={
                **_figures(played),
                "questions": len(cases),
                "outcomes": _outcomes(cases),
                "judged": _judged(played.shown),
            },
            seconds=round(time.monotonic() - started, 3),
        )
        manifest.write(out)
    return manifest


def _promote_before(first: Promoting, database: Path, out: Path) -> None:
    """There is no champion and no serving process yet: only the alias is written."""
    from commandline.command import load
    from pipelines import promote

    done = promote.run(load("promote", promote.PromoteConfig, first.overrides(database)))
    if not done.allowed:
        raise EscutaError("the gate refused the first adapter", file=out, remedy="its verdict says why")


# --- calls that go on through a swap ----------------------------------------------------------------------


def swapped(live: Live, second: Promoting, before: Path, out: Path) -> Manifest:
    """The live path of `before` goes on; the second adapter is promoted while calls are played."""
    started = time.monotonic()
    inputs = {"calls": file_digest(live.calls), "adapter": second.digest, "before": _key(before)}
    key = run_key("loop_demo swap", inputs, live.settings())
    if (done := reuse("swap", key, out, overwrite=True)) is not None:
        return done
    shutil.rmtree(out, ignore_errors=True)
    with disk_errors(out):
        out.mkdir(parents=True)
        database = out / DATABASE
        _copy(before / DATABASE, database)
        with gateway(live.overrides(database), out / "gateway.log") as url:
            began = datetime.now(UTC)
            played, times = asyncio.run(_through_swap(url, live, second, database, out))
        _write_shown(played.shown, out)
        cases, changes = asyncio.run(_aftermath(database, began))
        document = _document(second.digest, played, cases, changes, began, times)
        results.write_json(document, out / SWAP)
        manifest = Manifest(
            command="loop_demo swap",
            key=key,
            inputs=inputs,
            settings=live.settings(),
            outputs=outputs_of(out, {SHOWN: len(played.shown), SWAP: None}),
            records_in=played.calls,
            records_out=played.calls - played.failed,
            notes={name: document[name] for name in ("calls", "questions", "failed_questions")},
            seconds=round(time.monotonic() - started, 3),
        )
        manifest.write(out)
    return manifest


def read_swap(out: Path) -> dict[str, Any]:
    """What happened while the second adapter went live."""
    document: dict[str, Any] = json.loads((out / SWAP).read_text(encoding="utf-8"))
    return document


async def _through_swap(
    url: str, live: Live, second: Promoting, database: Path, out: Path
) -> tuple[Played, dict[str, float]]:
    played = Played()
    times: dict[str, float] = {}

    async def promotion() -> None:
        await _until(lambda: len(played.shown) >= live.settle, "insights")
        times["promote_began"] = time.time()
        with (out / PROMOTE_LOG).open("w") as log:
            process = await asyncio.create_subprocess_exec(*second.command(database), stdout=log, stderr=log)
            code = await process.wait()
        times["promote_ended"] = time.time()
        if code == EXIT_REFUSED:
            raise EscutaError(
                "the gate refused the second adapter", file=out / PROMOTE_LOG, remedy="it says why"
            )
        if code != 0:
            raise EscutaError("the promotion failed", file=out / PROMOTE_LOG, remedy="it says why")
        await _until(
            lambda: sum(each.adapter == second.digest for each in played.shown) >= live.settle,
            "insights of the new adapter",
        )

    with tqdm(desc="calls through the swap", unit="call", disable=None) as bar:
        await play(
            url,
            live.gold(),
            at_once=live.at_once,
            speed=live.speed,
            until=promotion(),
            progress=bar.update,
            played=played,
        )
    return played, times


async def _until(done: Any, what: str) -> None:
    """Look until it is so. The demo cannot go on without it."""
    give_up_s = time.monotonic() + _PATIENCE_S
    while not done():
        if time.monotonic() > give_up_s:
            raise EscutaError(f"no {what} for {_PATIENCE_S:.0f} s", remedy="the gateway's log says more")
        await asyncio.sleep(_LOOK_S)


def _copy(source: Path, target: Path) -> None:
    """A database that a process may have left with a journal."""
    with sqlite3.connect(source) as one, sqlite3.connect(target) as other:
        one.backup(other)


async def _cases(database: Path, since: datetime | None = None) -> list[Case]:
    async with opened(address(database)) as engine:
        return [case async for case in read_cases(engine, Span(since=since))]


def cases_by_record(database: Path) -> dict[str, Case]:
    """All answered questions of a live path."""
    return {case.record_id: case for case in asyncio.run(_cases(database))}


async def _aftermath(database: Path, began: datetime) -> tuple[list[Case], list[Change]]:
    async with open_ledger(address(database)) as ledger:
        changes = await ledger.changes()
    return [case for case in await _cases(database, began) if case.at >= began], changes


def _document(
    digest: str,
    played: Played,
    cases: Sequence[Case],
    changes: Sequence[Change],
    began: datetime,
    times: Mapping[str, float],
) -> dict[str, Any]:
    """Times are seconds from the first call on; adapters are digests."""
    moved = next(
        change.at for change in changes if change.action is Action.PROMOTE and change.after == digest
    )
    answered = sorted((case for case in cases if case.adapter is not None), key=lambda case: case.at)
    first = next((case.at for case in answered if case.adapter == digest), None)
    at_s = {name: round(value - began.timestamp(), 3) for name, value in times.items()}
    at_s["alias_moved"] = round((moved - began).total_seconds(), 3)
    if first is not None:
        at_s["first_answer"] = round((first - began).total_seconds(), 3)
    adapters: dict[str, set[str | None]] = {}
    for case in answered:
        adapters.setdefault(case.conversation_id, set()).add(case.adapter)
    return {
        "v": 1,
        **_figures(played),
        "questions": len(cases),
        "outcomes": _outcomes(cases),
        "failed_questions": sum(case.outcome in FAILED for case in cases),
        "calls_through_the_swap": sum(len(found) > 1 for found in adapters.values()),
        "answers": dict(Counter(str(case.adapter) for case in answered)),
        "old_answers_after_the_first_new": sum(
            first is not None and case.at > first and case.adapter != digest for case in answered
        ),
        "judged": _judged(played.shown),
        "at_s": at_s,
        "alias_to_first_answer_s": _between(at_s, "alias_moved", "first_answer"),
        "promote_s": _between(at_s, "promote_began", "promote_ended"),
        "timeline": [[round((case.at - began).total_seconds(), 2), str(case.adapter)] for case in answered],
    }


def _between(at_s: Mapping[str, float], first: str, last: str) -> float | None:
    return round(at_s[last] - at_s[first], 3) if first in at_s and last in at_s else None


def _figures(played: Played) -> dict[str, Any]:
    latencies = sorted(each.latency_ms for each in played.shown if each.latency_ms is not None)
    return {
        "calls": played.calls,
        "failed_calls": played.failed,
        "unanswered_questions": played.unanswered,
        "client_errors": len(played.errors),
        "insights": len(played.shown),
        "degraded": sum(each.degraded for each in played.shown),
        "p95_ms": latencies[int(0.95 * (len(latencies) - 1))] if latencies else None,
    }


def _outcomes(cases: Sequence[Case]) -> dict[str, int]:
    return dict(Counter(case.outcome.value for case in cases))


def _judged(shown: Sequence[Shown]) -> dict[str, dict[str, int]]:
    """By adapter: how often operators found an insight useful, not useful or wrong."""
    found: dict[str, Counter[str]] = {}
    for each in shown:
        if each.adapter is not None and each.usefulness is not None:
            found.setdefault(each.adapter, Counter())[each.usefulness] += 1
    return {adapter: dict(counts) for adapter, counts in found.items()}


def _write_shown(shown: Sequence[Shown], out: Path) -> None:
    write_lines(out / SHOWN, (json.dumps(asdict(each)) for each in shown))


def _key(folder: Path) -> str:
    manifest = Manifest.load(folder)
    assert manifest is not None
    return manifest.key
