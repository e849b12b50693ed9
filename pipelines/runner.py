"""The streaming engine of the offline stages: shards in, shards out, in order, with any number of workers.

A stage is a set-up step, run once in each worker, that returns a pure function from one input item to an
`Outcome`. Items are cut into shards of fixed size. A finished shard is a set of files plus a receipt, each
moved into place atomically, so an interrupted run goes on where it stopped and ends with the bytes of an
uninterrupted one. The parent holds one shard per worker; nothing grows with the corpus.
"""

import multiprocessing as mp
import os
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Generic, Literal, Protocol, TypeVar

from pydantic import ValidationError

from commandline.command import option
from commandline.progress import track
from insights.errors import EscutaError
from insights.fingerprint import data_digest, file_digest
from insights.manifest import Manifest, Output, reusable, run_key
from insights.records import Frozen
from pipelines.files import atomic, disk_errors, write_lines

I = TypeVar("I", contravariant=True)  # noqa: E741
J = TypeVar("J")

SHARDS = ".shards"


@dataclass(frozen=True, kw_only=True)
class StageConfig:
    """Options that every streaming command has."""

    out: str = option(help="folder to write into")
    workers: int | Literal["auto"] = option(
        1, help="local processes, auto for one a core; the output does not depend on it"
    )
    overwrite: bool = option(False, help="replace finished outputs made from other inputs or settings")
    dry_run: bool = option(False, help="check inputs and settings, say what would be done, write nothing")

    def __post_init__(self) -> None:
        if self.processes < 1:
            raise EscutaError("must be at least 1", field="workers", remedy="workers=1")

    @property
    def processes(self) -> int:
        """Worker processes to run."""
        return available_cores() if self.workers == "auto" else self.workers


def available_cores() -> int:
    """Cores this process may use; on systems that do not tell, all."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class Outcome:
    """What one item became: (output name, line of JSON) rows, reasons of drops, and numbers to be summed."""

    rows: tuple[tuple[str, str], ...] = ()
    dropped: tuple[str, ...] = ()
    tally: Mapping[str, float] = field(default_factory=dict)


class Stage(Protocol[I]):
    """Picklable settings of a stage; `setup` loads what is heavy and returns the function to apply."""

    def setup(self) -> Callable[[I], Outcome]: ...


# Reads the lines twice if it needs to; yields each line with None, or with the reason why it is left out.
Selection = Callable[[Callable[[], Iterator[str]]], Iterator[tuple[str, str | None]]]


@dataclass(frozen=True)
class Job(Generic[J]):
    """One run of a stage. `items` may be called again and must then give the same items in the same order."""

    command: str
    stage: Stage[J]
    items: Callable[[], Iterable[J]]
    count: int
    inputs: dict[str, str]
    settings: dict[str, Any]
    outputs: tuple[str, ...]
    shard_items: int = 64
    main_output: str | None = None
    select: Mapping[str, Selection] = field(default_factory=dict)
    finish: Callable[[Path], dict[str, int | None]] | None = None
    notes: Callable[[Mapping[str, float]], dict[str, Any]] | None = None

    @property
    def key(self) -> str:
        return run_key(self.command, self.inputs, self.settings)


class Receipt(Frozen):
    """Says that a shard is whole: what went in, what came out, the digests of its files."""

    key: str
    records_in: int
    rows: dict[str, int]
    sha256: dict[str, str]
    dropped: dict[str, int]
    tally: dict[str, float]


def execute(job: Job[J], config: StageConfig) -> Manifest:
    """Run a job, or go on with it, or reuse it; returns the manifest written last."""
    started = time.monotonic()
    out = Path(config.out)
    if config.dry_run:
        return _plan(job, out)
    made_from = {**job.settings, **job.inputs}
    if (
        done := reuse(job.command, job.key, out, overwrite=config.overwrite, made_from=made_from)
    ) is not None:
        return _refuse_empty(done, out)
    shards = _prepare_shards(out, job)
    for _ in track(
        _finished(job, shards, config.processes), total=_shard_count(job), label=job.command, unit="shard"
    ):
        pass
    with disk_errors(out):
        totals = _Totals()
        for index in range(_shard_count(job)):
            totals.add(_read_receipt(shards, index))
        written, unselected = _merge(job, shards, out)
        if job.finish is not None:
            written.update(
                {
                    name: Output(sha256=file_digest(out / name), rows=rows)
                    for name, rows in job.finish(out).items()
                }
            )
        dropped = totals.dropped + unselected
        manifest = Manifest(
            command=job.command,
            key=job.key,
            inputs=job.inputs,
            settings=job.settings,
            outputs=written,
            records_in=totals.records_in,
            records_out=written[job.main_output or job.outputs[0]].rows or 0,
            dropped=dict(sorted(dropped.items())),
            notes=job.notes(+totals.tally) if job.notes else {},
            seconds=round(time.monotonic() - started, 3),
        )
        manifest.write(out)
    shutil.rmtree(out / SHARDS, ignore_errors=True)
    return _refuse_empty(manifest, out)


class _Totals:
    """What the receipts of all shards add up to."""

    def __init__(self) -> None:
        self.records_in = 0
        self.dropped: Counter[str] = Counter()
        self.tally: Counter[str] = Counter()

    def add(self, receipt: Receipt) -> None:
        self.records_in += receipt.records_in
        self.dropped.update(receipt.dropped)
        for name, amount in receipt.tally.items():
            self.tally[name] += amount  # type: ignore[assignment]


def reuse(
    command: str, key: str, out: Path, *, overwrite: bool, made_from: Mapping[str, Any] | None = None
) -> Manifest | None:
    """Finished work with this key, or None after clearing the way for new work.

    Finished work with another key is refused unless `overwrite`; `made_from`, inputs and settings by their
    names, lets the refusal say which of them are others.
    """
    if (done := reusable(out, key)) is not None:
        shutil.rmtree(out / SHARDS, ignore_errors=True)
        print(f"{command}: {out} is up to date, reused")
        return done
    found = Manifest.load(out)
    if found is not None and found.key != key and not overwrite:
        raise EscutaError(
            f"holds finished work of `{found.command}` made from other inputs or settings"
            + _others(found, made_from or {}),
            file=out,
            field="out",
            remedy="choose another `out`, or add overwrite=true to replace it",
        )
    with disk_errors(out):
        out.mkdir(parents=True, exist_ok=True)
        (out / "manifest.json").unlink(missing_ok=True)
    return None


def _others(found: Manifest, made_from: Mapping[str, Any]) -> str:
    """The names of what is not as it was, in brackets."""
    before = {**found.settings, **found.inputs}
    names = sorted(
        name for name, given in made_from.items() if data_digest(before.get(name)) != data_digest(given)
    )
    return f" ({', '.join(names)})" if names else ""


def summary(manifest: Manifest, out: str | Path) -> str:
    """One line: what went in, what came out, what was dropped and why."""
    dropped = ", ".join(f"{reason} {count}" for reason, count in manifest.dropped.items())
    return (
        f"{manifest.command}: {manifest.records_in} in, {manifest.records_out} out"
        + (f", dropped: {dropped}" if dropped else "")
        + f" → {out} ({manifest.seconds:.1f} s)"
    )


def _refuse_empty(manifest: Manifest, out: Path) -> Manifest:
    """The manifest, unless nothing came out: then the reasons, as an error."""
    if manifest.records_out:
        return manifest
    reasons = ", ".join(f"{reason} {count}" for reason, count in manifest.dropped.items())
    raise EscutaError(
        f"{manifest.command}: nothing came out of {manifest.records_in} inputs"
        + (f": {reasons}" if reasons else ""),
        file=out,
        remedy="mend the inputs or the settings; the manifest counts what was dropped and why",
    )


def _plan(job: Job[Any], out: Path) -> Manifest:
    if reusable(out, job.key) is not None:
        state = "up to date"
    else:
        done = sum(
            _load_receipt(out / SHARDS, index, job.key) is not None for index in range(_shard_count(job))
        )
        state = f"{done} of {_shard_count(job)} shards done" if done else f"{_shard_count(job)} shards to do"
    print(
        f"{job.command}: dry run: {job.count} inputs, {state}, would write {', '.join(job.outputs)} to {out}"
    )
    return Manifest(
        command=job.command,
        key=job.key,
        inputs=job.inputs,
        settings=job.settings,
        outputs={},
        records_in=job.count,
    )


def _shard_count(job: Job[Any]) -> int:
    return -(-job.count // job.shard_items)


def _prepare_shards(out: Path, job: Job[Any]) -> Path:
    """The folder of shards, emptied of what another key left."""
    shards = out / SHARDS
    owner = shards / "key"
    with disk_errors(out):
        if shards.exists() and (not owner.is_file() or owner.read_text() != job.key):
            print(f"{job.command}: {out} was begun with other inputs, settings or code: starts anew")
            shutil.rmtree(shards)
        shards.mkdir(exist_ok=True)
        with atomic(owner) as stream:
            stream.write(job.key)
    return shards


def _finished(job: Job[J], shards: Path, workers: int) -> Iterator[tuple[int, Receipt]]:
    """Receipts of all shards as they finish; those of earlier runs come without work."""
    todo: list[tuple[int, int]] = []
    for index in range(_shard_count(job)):
        if (receipt := _load_receipt(shards, index, job.key)) is not None:
            yield index, receipt
        else:
            todo.append((index, min(job.shard_items, job.count - index * job.shard_items)))
    if not todo:
        return
    wanted = {index for index, _ in todo}
    pending = (
        (index, items)
        for index, items in enumerate(_batched(job.items(), job.shard_items))
        if index in wanted
    )
    workers = min(workers, len(todo))
    if workers == 1:
        worker = _Worker(job.stage, shards, job.key, job.outputs)
        for index, items in pending:
            yield index, worker.run(index, items)
    else:
        yield from _spread(_WorkerSpec(job.stage, shards, job.key, job.outputs), pending, workers)


def _batched(items: Iterable[J], size: int) -> Iterator[list[J]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def _spread(
    spec: "_WorkerSpec", pending: Iterator[tuple[int, list[Any]]], workers: int
) -> Iterator[tuple[int, Receipt]]:
    """Feed worker processes one shard at a time. A child sees the end of its pipe if the parent is killed."""
    context = mp.get_context("spawn")
    pool: dict[Connection, Any] = {}
    try:
        for _ in range(workers):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, spec), daemon=True)
            process.start()
            theirs.close()
            pool[ours] = process
        busy = set()
        for pipe, shard in zip(pool, pending, strict=False):
            pipe.send(shard)
            busy.add(pipe)
        while busy:
            for ready in wait(list(busy)):
                assert isinstance(ready, Connection)
                try:
                    answer = ready.recv()
                except EOFError:
                    raise EscutaError(
                        "a worker process died",
                        remedy="it may have run out of memory: try workers=1; finished shards are kept",
                    ) from None
                if isinstance(answer, BaseException):
                    raise answer
                following = next(pending, None)
                if following is None:
                    busy.discard(ready)
                else:
                    ready.send(following)
                yield answer
    finally:
        for pipe, process in pool.items():
            pipe.close()
            process.terminate()
        for process in pool.values():
            process.join()


@dataclass(frozen=True)
class _WorkerSpec:
    stage: Stage[Any]
    shards: Path
    key: str
    outputs: tuple[str, ...]


class _Worker:
    def __init__(self, stage: Stage[Any], shards: Path, key: str, outputs: tuple[str, ...]) -> None:
        self._apply = stage.setup()
        self._shards, self._key, self._outputs = shards, key, outputs

    def run(self, index: int, items: list[Any]) -> Receipt:
        """Process one shard; the receipt is the last thing written."""
        rows: dict[str, list[str]] = {name: [] for name in self._outputs}
        dropped: Counter[str] = Counter()
        tally: Counter[str] = Counter()
        for item in items:
            outcome = self._apply(item)
            for name, line in outcome.rows:
                rows[name].append(line)
            dropped.update(outcome.dropped)
            for name, amount in outcome.tally.items():
                tally[name] += amount  # type: ignore[assignment]
        with disk_errors(self._shards):
            written = {
                name: write_lines(_shard_file(self._shards, index, name), lines)
                for name, lines in rows.items()
            }
            receipt = Receipt(
                key=self._key,
                records_in=len(items),
                rows={name: output.rows or 0 for name, output in written.items()},
                sha256={name: output.sha256 for name, output in written.items()},
                dropped=dict(dropped),
                tally=dict(tally),
            )
            with atomic(_receipt_file(self._shards, index)) as stream:
                stream.write(receipt.model_dump_json())
        return receipt


def _serve(pipe: Connection, spec: _WorkerSpec) -> None:
    """Body of a worker process. Interrupts are the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        worker = _Worker(spec.stage, spec.shards, spec.key, spec.outputs)
        while True:
            index, items = pipe.recv()
            pipe.send((index, worker.run(index, items)))
    except EOFError:
        return
    except BrokenPipeError:
        return
    except Exception as error:
        pipe.send(error)


def _shard_file(shards: Path, index: int, output: str) -> Path:
    return shards / f"{index:05d}.{output}"


def _receipt_file(shards: Path, index: int) -> Path:
    return shards / f"{index:05d}.receipt.json"


def _read_receipt(shards: Path, index: int) -> Receipt:
    return Receipt.model_validate_json(_receipt_file(shards, index).read_bytes())


def _load_receipt(shards: Path, index: int, key: str) -> Receipt | None:
    """The receipt of a shard finished under this key, if its files are whole."""
    try:
        receipt = _read_receipt(shards, index)
    except (OSError, ValidationError):
        return None
    if receipt.key != key:
        return None
    for name, digest in receipt.sha256.items():
        path = _shard_file(shards, index, name)
        if not path.is_file() or file_digest(path) != digest:
            return None
    return receipt


def _merge(job: Job[Any], shards: Path, out: Path) -> tuple[dict[str, Output], Counter[str]]:
    """Concatenate the shards in order, through the job's selection where it has one."""
    written: dict[str, Output] = {}
    dropped: Counter[str] = Counter()
    for name in job.outputs:

        def lines(name: str = name) -> Iterator[str]:
            for index in range(_shard_count(job)):
                with _shard_file(shards, index, name).open(encoding="utf-8") as stream:
                    for line in stream:
                        yield line.rstrip("\n")

        def kept(name: str = name) -> Iterator[str]:
            selection = job.select.get(name)
            if selection is None:
                yield from lines()
                return
            for line, reason in selection(lines):
                if reason is None:
                    yield line
                else:
                    dropped[reason] += 1

        written[name] = write_lines(out / name, kept())
    return written, dropped
