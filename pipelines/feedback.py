"""Collect what live calls teach, for people to label: what operators found wrong, what models were unsure of.

    python -m pipelines.feedback
    python -m pipelines.feedback since=2026-11-20 tenants=[banco] policy.per_tenant=50
    python -m pipelines.label source=review records=outputs/feedback/DATE/records.jsonl reviewed=review.csv
    python -m pipelines.split records=outputs/label/records.jsonl out=outputs/reviewed
    python -m pipelines.train +exp=NAME dataset.feedback=[outputs/reviewed/train.jsonl] \\
        dataset.recent=outputs/reviewed/test.jsonl

Reads the live path's database and changes nothing in it. Goes to review: answers judged wrong or not useful;
alerts by rule that the model took back or changed; answers that a silent challenger would not have given;
unsure ones; and samples of abstentions and of answers found useful. Each record has the very prompt that was
sent; a question that cannot be built again is counted, not guessed.

Writes below `root` a folder with `records.jsonl`, `label_studio.json` (tasks to import), `label_studio.xml`
(the labelling screen), `review.csv` and `manifest.json`. What a collection holds is not collected again.
Some calls (`policy.recent_share`, by hash, the same in every round) are marked to judge adapters by: split
puts them in `test.jsonl`, and train never learns them. The files hold clean text; erasing a conversation in
the database does not reach them.
"""

import asyncio
import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine
from tqdm import tqdm

from commandline.command import command, option
from insights import jsonl
from insights.errors import EscutaError
from insights.fingerprint import text_digest
from insights.manifest import NAME as MANIFEST
from insights.manifest import Manifest, outputs_of, run_key
from insights.prompts import prompt_digest
from insights.records import Record
from insights.relabelling import RelabelPolicy
from insights.review_queue import Chosen, Queue
from pipelines.files import disk_errors, write_lines
from pipelines.label import RECORDS, review_files
from pipelines.runner import reuse, summary
from serving.storage.cases import Span, count_cases, database_state, opened, read_cases

DATABASE_URL = "DATABASE_URL"


@dataclass(frozen=True, kw_only=True)
class FeedbackConfig:
    """Options of `feedback`."""

    url: str = option(help="the live path's database; DATABASE_URL goes first")
    root: str = option(
        "outputs/feedback", help="where collections are: what is in one is not collected again"
    )
    name: str | None = option(None, help="names the folder below root; null: today's date, numbered")
    since: str | None = option(None, help="asked or judged from then on, ISO 8601; null: from the beginning")
    until: str | None = option(None, help="and before then, ISO 8601; null: until now")
    tenants: tuple[str, ...] = option((), help="only these; none: all")
    exclude: tuple[str, ...] = option((), help="more records files whose cases are not collected again")
    overwrite: bool = option(False, help="replace a finished collection of this name")
    dry_run: bool = option(False, help="say what would be collected, write nothing")
    policy: RelabelPolicy = field(default_factory=RelabelPolicy)

    @property
    def span(self) -> Span:
        return Span(_moment("since", self.since), _moment("until", self.until), self.tenants)


def run(config: FeedbackConfig) -> Manifest:
    """Collect; returns the manifest, without outputs where there was nothing new."""
    started = time.monotonic()
    span, out = config.span, _folder(config)
    before = list(_before(config, out))
    chosen, state, read = asyncio.run(_collected(config, span, before))
    inputs = {
        "database": state,
        "before": text_digest(f"{record.metadata.record_id}\n" for record in before),
        "prompts": prompt_digest(),
    }
    settings: dict[str, Any] = {
        "policy": asdict(config.policy),
        "since": config.since,
        "until": config.until,
        "tenants": list(config.tenants),
    }
    manifest = Manifest(
        command="feedback",
        key=run_key("feedback", inputs, settings),
        inputs=inputs,
        settings=settings,
        outputs={},
        records_in=read,
        records_out=len(chosen.records),
        dropped=chosen.left,
        notes={"name": out.name, "reasons": chosen.reasons, "kept_to_judge_by": _kept(chosen)},
    )
    if config.dry_run or not chosen.records:
        return manifest
    if (done := reuse("feedback", manifest.key, out, overwrite=config.overwrite)) is not None:
        return done
    with disk_errors(out):
        write_lines(out / RECORDS, map(jsonl.dumps, chosen.records))
        rows = {RECORDS: len(chosen.records), **review_files(out)}
        manifest = manifest.model_copy(
            update={"outputs": outputs_of(out, rows), "seconds": round(time.monotonic() - started, 3)}
        )
        manifest.write(out)
    return manifest


async def _collected(config: FeedbackConfig, span: Span, before: list[Record]) -> tuple[Chosen, str, int]:
    """What to review, the state of the database it was found in, and how many cases were looked at."""
    queue = Queue(config.policy, before)
    async with opened(os.environ.get(DATABASE_URL) or config.url) as engine:
        state = await database_state(engine)
        await _offer(engine, span, queue)
    return queue.chosen(), state, queue.read


async def _offer(engine: AsyncEngine, span: Span, queue: Queue) -> None:
    total = await count_cases(engine, span)
    with tqdm(total=total, desc="feedback", unit="case", disable=None) as bar:
        async for case in read_cases(engine, span):
            queue.offer(case)
            bar.update()


def _folder(config: FeedbackConfig) -> Path:
    """Where to write; without a name the first of today's that is free."""
    root = Path(config.root)
    if config.name is not None:
        return root / config.name
    today, number = datetime.now(UTC).date().isoformat(), 1
    while (root / _numbered(today, number) / MANIFEST).exists():
        number += 1
    return root / _numbered(today, number)


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}-{number}"


def _before(config: FeedbackConfig, out: Path) -> Iterator[Record]:
    """Records of the other collections below the root, and of `exclude`."""
    for path in sorted(Path(config.root).glob(f"*/{RECORDS}")):
        if path.parent != out and path.stat().st_size:
            yield from jsonl.read(Record, path)
    for name in config.exclude:
        yield from jsonl.read(Record, name)


def _kept(chosen: Chosen) -> int:
    return sum(record.metadata.partition == "test" for record in chosen.records)


def _moment(name: str, text: str | None) -> datetime | None:
    """ISO 8601; a date is midnight UTC."""
    if text is None:
        return None
    try:
        if len(text) == len("2026-11-20"):
            return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
        return datetime.fromisoformat(text)
    except ValueError:
        raise EscutaError(
            "not a time", field=name, remedy=f"{name}=2026-11-20 or {name}=2026-11-20T08:00:00Z"
        ) from None


@command("feedback", FeedbackConfig)
def main(config: FeedbackConfig) -> None:
    manifest = run(config)
    if manifest.outputs:
        print(summary(manifest, Path(config.root) / manifest.notes["name"]))
    else:
        left = ", ".join(f"{reason} {count}" for reason, count in manifest.dropped.items())
        found = "dry run: would collect" if manifest.records_out else "nothing new to review:"
        print(f"feedback: {found} {manifest.records_out} of {manifest.records_in} cases; left: {left}")
    print(f"  reasons: {json.dumps(manifest.notes['reasons'])}")


if __name__ == "__main__":
    main()
