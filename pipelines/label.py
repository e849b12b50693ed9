"""Turn excerpts into records: exactly the prompt production sends, and the reply wanted.

    python -m pipelines.label source=gold excerpts=outputs/segment/excerpts.jsonl gold=outputs/gold.jsonl
    python -m pipelines.label source=none excerpts=outputs/segment/excerpts.jsonl
    python -m pipelines.label source=endpoint excerpts=… endpoint.url=http://HOST:PORT/v1 endpoint.model=NAME
    python -m pipelines.label source=review records=outputs/label/records.jsonl reviewed=review.csv out=…

Sources: `gold` (synthetic calls), `endpoint` (an OpenAI-compatible server proposes, people review), `none`
(records ready for people), `review` (what people did: our JSONL, the CSV, or a Label Studio JSON export).
Writes `records.jsonl` and `manifest.json`; for records that wait for review also `label_studio.json` (tasks
to import), `label_studio.xml` (the labelling screen) and `review.csv`; `rejected.jsonl` names replies that
were refused and why.
"""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal

from commandline.command import command, option
from insights import jsonl
from insights.errors import EscutaError
from insights.fingerprint import file_digest
from insights.labelling import GoldFile, GoldPolicy, balance, gold_records, record_of, types_of
from insights.manifest import Manifest
from insights.prelabelling import EndpointSettings, Prelabeller
from insights.prompts import prompt_digest
from insights.records import PROMPT_LANGUAGES, Excerpt, Record
from insights.reviewing import LABEL_CONFIG, apply, read_reviews, write_tasks
from pipelines.files import Lines, atomic
from pipelines.runner import Job, Outcome, StageConfig, execute, summary

RECORDS = "records.jsonl"
REJECTED = "rejected.jsonl"

Item = tuple[int, str]


@dataclass(frozen=True, kw_only=True)
class LabelConfig(StageConfig):
    """Options of `label`."""

    source: Literal["gold", "endpoint", "none", "review"] = option(
        "gold", help="gold, endpoint, none or review"
    )
    excerpts: str | None = option(None, help="excerpts.jsonl (gold, endpoint, none)")
    gold: str | None = option(None, help="gold.jsonl of the synthetic calls (gold)")
    records: str | None = option(None, help="records.jsonl that were reviewed (review)")
    reviewed: str | None = option(None, help="reviewed .jsonl, .csv or Label Studio .json (review)")
    policy: GoldPolicy = field(default_factory=GoldPolicy)
    endpoint: EndpointSettings = field(default_factory=EndpointSettings)


@dataclass(frozen=True)
class ExcerptStage:
    """Excerpt → records, by one of the sources that start from excerpts."""

    excerpts: Path
    source: str
    policy: GoldPolicy
    endpoint: EndpointSettings
    gold: Path | None

    def setup(self) -> Callable[[Item], Outcome]:
        if self.source == "gold":
            assert self.gold is not None
            label = partial(_from_gold, GoldFile(self.gold), self.policy)
        elif self.source == "endpoint":
            label = partial(_from_endpoint, Prelabeller(self.endpoint), self.policy, self.endpoint)
        else:
            label = partial(_unlabelled, self.policy)

        def apply_to(item: Item) -> Outcome:
            number, line = item
            excerpt = jsonl.loads(Excerpt, line, file=self.excerpts, number=number)
            if excerpt.language not in PROMPT_LANGUAGES:
                return Outcome(dropped=("no_prompt_for_language",))
            return label(excerpt)

        return apply_to


def _from_gold(gold: GoldFile, policy: GoldPolicy, excerpt: Excerpt) -> Outcome:
    truth = gold.get(excerpt.call_id)
    if truth is None:
        return Outcome(dropped=("no_gold",))
    records, cut = gold_records(excerpt, truth, policy)
    return Outcome(
        rows=tuple((RECORDS, jsonl.dumps(record)) for record in records), dropped=("evidence_cut",) * cut
    )


def _unlabelled(policy: GoldPolicy, excerpt: Excerpt) -> Outcome:
    kinds = types_of(excerpt.excerpt_id, policy.types_per_excerpt, policy.seed)
    return Outcome(
        rows=tuple((RECORDS, jsonl.dumps(record_of(excerpt, kind, source="none"))) for kind in kinds)
    )


def _from_endpoint(
    labeller: Prelabeller, policy: GoldPolicy, settings: EndpointSettings, excerpt: Excerpt
) -> Outcome:
    kinds = types_of(excerpt.excerpt_id, policy.types_per_excerpt, policy.seed)
    with ThreadPoolExecutor(len(kinds)) as threads:
        answers = list(threads.map(lambda kind: labeller.reply(excerpt, kind), kinds))
    rows, dropped = [], []
    for kind, (verdict, text) in zip(kinds, answers, strict=True):
        if verdict.fault is None:
            record = record_of(
                excerpt,
                kind,
                source="endpoint",
                response=text,
                reviewed=not settings.review,
                lineage={"model": str(settings.model)},
            )
            rows.append((RECORDS, jsonl.dumps(record)))
        else:
            rows.append(_rejection(f"{excerpt.excerpt_id}/{kind.value}", verdict.fault.value))
            dropped.append(f"invalid_{verdict.fault.value}")
    return Outcome(rows=tuple(rows), dropped=tuple(dropped))


@dataclass(frozen=True)
class ReviewStage:
    """Record and its review → labelled record."""

    records: Path
    reviewed: Path

    def setup(self) -> Callable[[Item], Outcome]:
        reviews = read_reviews(self.reviewed)

        def apply_to(item: Item) -> Outcome:
            number, line = item
            record = jsonl.loads(Record, line, file=self.records, number=number)
            review = reviews.get(record.metadata.record_id)
            if review is None:
                return Outcome(dropped=("not_reviewed",))
            labelled, fault = apply(review, record)
            if labelled is None or fault is not None:
                reason = fault.value if fault else "schema"
                return Outcome(
                    rows=(_rejection(record.metadata.record_id, reason),), dropped=(f"invalid_{reason}",)
                )
            return Outcome(rows=((RECORDS, jsonl.dumps(labelled)),))

        return apply_to


def run(config: LabelConfig) -> Manifest:
    """Label the excerpts (or import the reviews) of a file; returns the manifest."""
    return execute(_review_job(config) if config.source == "review" else _excerpt_job(config), config)


def _excerpt_job(config: LabelConfig) -> Job[Item]:
    lines = Lines.of(_given(config, "excerpts"))
    inputs = {"excerpts": lines.sha256, "prompts": prompt_digest()}
    settings: dict[str, Any] = {"source": config.source, "policy": config.policy}
    gold = None
    if config.source == "gold":
        gold = Path(_given(config, "gold"))
        jsonl.open_text(gold).close()
        inputs["gold"] = file_digest(gold)
    if config.source == "endpoint":
        settings["endpoint"] = config.endpoint
        _given(config, "endpoint.url")
        _given(config, "endpoint.model")
    waiting = config.source == "none" or (config.source == "endpoint" and config.endpoint.review)
    return Job(
        command="label",
        stage=ExcerptStage(lines.path, config.source, config.policy, config.endpoint, gold),
        items=lines,
        count=lines.count,
        inputs=inputs,
        settings=settings,
        outputs=(RECORDS, REJECTED) if config.source == "endpoint" else (RECORDS,),
        shard_items=16 if config.source == "endpoint" else 200,
        select={RECORDS: partial(_balanced, config.policy)} if config.source == "gold" else {},
        finish=review_files if waiting else None,
    )


def _review_job(config: LabelConfig) -> Job[Item]:
    lines = Lines.of(_given(config, "records"))
    reviewed = Path(_given(config, "reviewed"))
    read_reviews(reviewed)
    return Job(
        command="label",
        stage=ReviewStage(lines.path, reviewed),
        items=lines,
        count=lines.count,
        inputs={"records": lines.sha256, "reviewed": file_digest(reviewed)},
        settings={"source": config.source},
        outputs=(RECORDS, REJECTED),
        shard_items=500,
    )


def _given(config: LabelConfig, name: str) -> str:
    value: Any = config
    for part in name.split("."):
        value = getattr(value, part)
    if not value:
        raise EscutaError(
            f"source={config.source} needs it", field=name, remedy=f"add {name}=… to the command line"
        )
    return str(value)


def _balanced(policy: GoldPolicy, lines: Callable[[], Iterator[str]]) -> Iterator[tuple[str, str | None]]:
    def records() -> Iterator[Record]:
        return (Record.model_validate_json(line) for line in lines())

    for record, surplus in balance(records, policy):
        yield jsonl.dumps(record), surplus.value if surplus else None


def review_files(out: Path) -> dict[str, int | None]:
    """What a labelling tool imports."""
    with ExitStack() as stack:
        tasks = stack.enter_context(atomic(out / "label_studio.json"))
        table = stack.enter_context(atomic(out / "review.csv"))
        screen = stack.enter_context(atomic(out / "label_studio.xml"))
        screen.write(LABEL_CONFIG)
        count = write_tasks(jsonl.read(Record, out / RECORDS), tasks, table)
    return {"label_studio.json": count, "label_studio.xml": None, "review.csv": count}


def _rejection(record_id: str, reason: str) -> tuple[str, str]:
    return REJECTED, json.dumps({"record_id": record_id, "reason": reason})


@command("label", LabelConfig)
def main(config: LabelConfig) -> None:
    print(summary(run(config), config.out))


if __name__ == "__main__":
    main()
