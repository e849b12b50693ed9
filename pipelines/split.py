"""Share records among train, validation and test: stratified by tenant × language × type, grouped by call.

    python -m pipelines.split records=outputs/label/records.jsonl out=outputs/split

Writes `train.jsonl`, `val.jsonl`, `test.jsonl`, `leakage.json` (what the splits still share) and
`manifest.json`. Records that wait for review are left out and counted.
"""

import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from commandline.command import command, option
from commandline.progress import track
from insights import jsonl
from insights.errors import EscutaError
from insights.fingerprint import file_digest
from insights.manifest import Manifest, Output, run_key
from insights.records import Partition, Record
from insights.splitting import PARTITIONS, CallCount, Leakage, SplitPolicy, assign, count_calls
from pipelines.files import Lines, atomic, disk_errors, write_lines
from pipelines.runner import StageConfig, reuse, summary

LEAKAGE = "leakage.json"


@dataclass(frozen=True, kw_only=True)
class SplitConfig(StageConfig):
    """Options of `split`."""

    records: str = option(help="records.jsonl to share out")
    policy: SplitPolicy = field(default_factory=SplitPolicy)


def run(config: SplitConfig) -> Manifest:
    """Split the records of a file; returns the manifest, with sizes and leakage counts in its notes."""
    started = time.monotonic()
    lines = Lines.of(config.records)
    inputs = {"records": lines.sha256}
    settings = {"policy": config.policy}
    key = run_key("split", inputs, settings)
    out = Path(config.out)
    if not config.dry_run and (done := reuse("split", key, out, overwrite=config.overwrite)) is not None:
        return done

    # 1. Who goes where: one pass over the metadata.
    waiting: Counter[str] = Counter()
    calls = count_calls(_labelled(lines, waiting))
    if not calls:
        raise EscutaError(
            "no labelled records",
            file=lines.path,
            remedy="review them first (label source=review), or label with source=gold or source=endpoint",
        )
    assigned = assign(calls, config.policy)
    sizes = _sizes(calls, assigned)
    manifest = Manifest(
        command="split",
        key=key,
        inputs=inputs,
        settings={"policy": config.policy},
        outputs={},
        records_in=lines.count,
        records_out=lines.count - sum(waiting.values()),
        dropped=dict(waiting),
        notes={"records": sizes, "calls": dict(Counter(assigned.values()))},
    )
    if config.dry_run:
        print(f"split: dry run: would write {sizes} records to {out}")
        return manifest

    # 2. One pass for each split, in the order that the leakage report needs.
    leakage = Leakage()
    written: dict[str, Output] = {}
    with disk_errors(out):
        for name in PARTITIONS:

            def rows(name: Partition = name) -> Iterator[str]:
                for record in _labelled(lines, Counter()):
                    if assigned[record.metadata.call_id] == name:
                        leakage.add(record, name)
                        yield jsonl.dumps(record)

            written[f"{name}.jsonl"] = write_lines(
                out / f"{name}.jsonl", track(rows(), total=sizes[name], label=f"split {name}", unit="record")
            )
        report = leakage.report()
        with atomic(out / LEAKAGE) as stream:
            stream.write(json.dumps(report, indent=2) + "\n")
        written[LEAKAGE] = Output(sha256=file_digest(out / LEAKAGE))
        manifest = manifest.model_copy(
            update={
                "outputs": written,
                "notes": {**manifest.notes, "leakage": report},
                "seconds": round(time.monotonic() - started, 3),
            }
        )
        manifest.write(out)
    return manifest


def _labelled(lines: Lines, waiting: Counter[str]) -> Iterator[Record]:
    for number, line in lines():
        record = jsonl.loads(Record, line, file=lines.path, number=number)
        if record.metadata.status == "to_review":
            waiting["to_review"] += 1
        else:
            yield record


def _sizes(calls: dict[str, CallCount], assigned: dict[str, Partition]) -> dict[str, int]:
    sizes: dict[str, int] = dict.fromkeys(map(str, PARTITIONS), 0)
    for call_id, call in calls.items():
        sizes[assigned[call_id]] += sum(call.strata.values())
    return sizes


@command("split", SplitConfig)
def main(config: SplitConfig) -> None:
    manifest = run(config)
    print(summary(manifest, config.out))
    print(f"  records: {manifest.notes['records']}; calls: {manifest.notes['calls']}")


if __name__ == "__main__":
    main()
