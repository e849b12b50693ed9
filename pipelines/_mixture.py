"""Records that people labelled from live calls, mixed into those to train on; and some kept to judge by.

A call is on one side only: what `pipelines.feedback` kept to judge adapters by (`partition` test) is never
trained on, and a call that is also in the validation or test records, by its id or by what is said in it, is
refused or left out.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Literal

from insights import jsonl
from insights.errors import EscutaError
from insights.fingerprint import file_digest, text_digest
from insights.manifest import Manifest, run_key
from insights.records import Record
from insights.splitting import Seen, fingerprint, spoken
from pipelines.files import disk_errors, write_lines
from pipelines.runner import reuse

TRAIN = "train.jsonl"
RECENT = "recent.jsonl"


@dataclass(frozen=True)
class Recipe:
    """What to mix: `train` with each record of `feedback` `weight` times; `recent` is kept to judge by.

    `judged` are the validation and test records. `leaks`: what to do about a call on both sides.
    """

    train: Path
    judged: tuple[Path, ...]
    feedback: tuple[Path, ...]
    recent: Path | None
    weight: int
    leaks: Literal["error", "drop"]

    def digests(self) -> dict[str, str]:
        """Of each file, by use; one that is missing is an `EscutaError`."""
        named = {"train": self.train}
        named |= {f"judged{number}": path for number, path in enumerate(self.judged)}
        named |= {f"feedback{number}": path for number, path in enumerate(self.feedback)}
        if self.recent is not None:
            named["recent"] = self.recent
        for path in named.values():
            jsonl.open_text(path).close()
        return {name: file_digest(path) for name, path in named.items()}


@dataclass(frozen=True)
class Mixed:
    """The files, where each is wanted; `sources` are digests of what went into them, `records` counts."""

    train: Path
    recent: Path | None
    sources: Mapping[str, str]
    records: Mapping[str, int]


def mix(recipe: Recipe, root: Path) -> Mixed:
    """Write `train.jsonl` and `recent.jsonl` into a folder below `root` named by what went in; reused while
    that is unchanged.

    Raises `EscutaError` for a leak, unless `leaks` is `drop`.
    """
    inputs = recipe.digests()
    settings = {"weight": recipe.weight, "leaks": recipe.leaks}
    key = run_key("mix", inputs, settings)
    out = root / f"mixed-{key[:16]}"
    done = reuse("mix", key, out, overwrite=True)
    if done is None:
        started = time.monotonic()
        with disk_errors(out):
            done = _write(
                recipe, out, Manifest(command="mix", key=key, inputs=inputs, settings=settings, outputs={})
            )
            done = done.model_copy(update={"seconds": round(time.monotonic() - started, 3)})
            done.write(out)
        counts = ", ".join(f"{name} {count}" for name, count in done.notes["records"].items())
        left = ", ".join(f"{reason} {count}" for reason, count in done.dropped.items()) or "none"
        print(f"mix: {counts}; left out: {left}")
    given = [digest for name, digest in inputs.items() if name.startswith("feedback")]
    sources = {
        "feedback": given[0] if len(given) == 1 else text_digest(given),
        "train_without_feedback": inputs["train"],
    }
    return Mixed(
        out / TRAIN if given else recipe.train,
        out / RECENT if recipe.recent is not None else None,
        sources if given else {},
        done.notes["records"],
    )


@dataclass
class _Calls:
    """What is known of some records' calls: ids, and what is said in their excerpts."""

    ids: set[str] = field(default_factory=set)
    said: Seen = field(default_factory=Seen)

    def add(self, record: Record) -> None:
        self.ids.add(record.metadata.call_id)
        self.said.add(_mark(spoken(record.prompt)))

    def has(self, record: Record) -> bool:
        known = record.metadata.call_id in self.ids
        return known or self.said.kind(_mark(spoken(record.prompt))) is not None


# Records of one excerpt follow each other.
_mark = lru_cache(maxsize=1)(fingerprint)


def _write(recipe: Recipe, out: Path, manifest: Manifest) -> Manifest:
    dropped: Counter[str] = Counter()
    outputs, records = {}, {}

    # 1. What may be learnt: labelled, not kept to judge by, no call of the judged records.
    held = _Calls()
    for path in recipe.judged:
        for record in jsonl.read(Record, path):
            held.add(record)
    learnt = _distinct(_labelled(recipe.feedback, dropped), dropped)
    learnt = [record for record in learnt if _for_training(record, dropped)]
    learnt = _without_leaks(learnt, held, "feedback", recipe.leaks, dropped)
    if recipe.feedback:
        if not learnt:
            raise EscutaError(
                f"no record left to learn: {dict(dropped)}",
                field="dataset.feedback",
                remedy="have more of them reviewed",
            )
        outputs[TRAIN] = write_lines(out / TRAIN, _mixed(recipe.train, learnt, recipe.weight))
        records["feedback"] = len(learnt)

    # 2. What adapters are judged by: of calls that are in none of the records trained on.
    if recipe.recent is not None:
        trained = _Calls()
        for record in chain(jsonl.read(Record, recipe.train), learnt):
            trained.add(record)
        kept = _distinct(_labelled((recipe.recent,), Counter()), Counter())
        kept = [record for record in kept if record.metadata.partition in (None, "test")]
        kept = _without_leaks(kept, trained, "recent", recipe.leaks, dropped)
        if not kept:
            raise EscutaError(
                "holds no labelled record that was kept to judge by",
                file=recipe.recent,
                field="dataset.recent",
                remedy="give reviewed records of pipelines.feedback, from calls of policy.recent_share",
            )
        outputs[RECENT] = write_lines(out / RECENT, map(jsonl.dumps, kept))
        records["recent"] = len(kept)
    return manifest.model_copy(
        update={
            "outputs": outputs,
            "records_out": sum(output.rows or 0 for output in outputs.values()),
            "dropped": dict(sorted(dropped.items())),
            "notes": {"records": records},
        }
    )


def _mixed(train: Path, learnt: list[Record], weight: int) -> Iterator[str]:
    yield from map(jsonl.dumps, jsonl.read(Record, train))
    for copy in range(1, weight + 1):
        for record in learnt:
            yield jsonl.dumps(record if copy == 1 else _copy(record, copy))


def _copy(record: Record, number: int) -> Record:
    """A repeated record has names of its own: it does not share a row of training with the first."""
    metadata = record.metadata
    names = {
        "record_id": f"{metadata.record_id}~{number}",
        "excerpt_id": f"{metadata.excerpt_id}~{number}",
    }
    return record.model_copy(update={"metadata": metadata.model_copy(update=names)})


def _labelled(paths: tuple[Path, ...], dropped: Counter[str]) -> Iterator[Record]:
    for path in paths:
        for record in jsonl.read(Record, path):
            if record.metadata.status == "labelled" and record.response:
                yield record
            else:
                dropped["to_review"] += 1


def _distinct(records: Iterable[Record], dropped: Counter[str]) -> list[Record]:
    """One for each record id: the last label counts."""
    found: dict[str, Record] = {}
    for record in records:
        if record.metadata.record_id in found:
            dropped["labelled_again"] += 1
        found[record.metadata.record_id] = record
    return list(found.values())


def _for_training(record: Record, dropped: Counter[str]) -> bool:
    kept = record.metadata.partition in ("val", "test")
    if kept:
        dropped["kept_to_judge_by"] += 1
    return not kept


def _without_leaks(
    records: list[Record],
    others: _Calls,
    which: str,
    leaks: str,
    dropped: Counter[str],
) -> list[Record]:
    """Records whose call shares neither its id nor any excerpt with the others."""
    leaking = {record.metadata.call_id for record in records if others.has(record)}
    if leaking and leaks == "error":
        raise EscutaError(
            f"{len(leaking)} of its calls are on the other side too: adapters would be judged by what they "
            "learnt",
            field=f"dataset.{which}",
            remedy="leave such calls out with dataset.leaks=drop",
        )
    clean = [record for record in records if record.metadata.call_id not in leaking]
    if leaking:
        dropped[f"leak_in_{which}"] += len(records) - len(clean)
    return clean
